import { UnreadableFile } from '../unreadable-file.ts';
import { type Chunk, ChunkWriter } from './chunk-writer.ts';
import { FitFile } from './fit-file.ts';
import { readHeader } from './fit-header.ts';
import type { FitSurvey } from './fit-survey.ts';

/** Reading a value takes about as long everywhere: this many are a week at 1 Hz with a dozen channels. */
const MOST_VALUES = 10e6;

/**
 * The messages of a FIT file that are read, mended and cut into small FIT files that each stand on their own;
 * each is overwritten by the next. Files one after the other are joined; what follows the last whole message is
 * cut; sizes and checksums that are wrong are told in the survey and passed over, so that a file a crashed
 * device left gives what is in it. Throws `UnreadableFile` for what is no FIT file and what is too large.
 */
export function* reframeFit(bytes: Uint8Array, survey: FitSurvey): Generator<Chunk, void> {
  const writer = new ChunkWriter();
  const budget = { values: MOST_VALUES };
  if (readHeader(bytes, 0) === undefined) {
    throw new UnreadableFile('unknown_format', 'This is not a FIT file.');
  }
  for (let at: number | undefined = 0; at !== undefined; ) {
    const file = new FitFile(bytes, at, { survey, budget });
    for (let goesOn = true; goesOn; ) {
      goesOn = file.readMessage(writer);
      const chunk = writer.isFull || !goesOn ? writer.take() : undefined;
      if (chunk) {
        yield chunk;
      }
    }
    writer.forgetDescriptions();
    at = file.finish();
  }
}
