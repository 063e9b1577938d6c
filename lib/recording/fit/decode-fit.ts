import type { DecodedFile, FileRecording } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { boutsOf } from './bouts-of.ts';
import { collectFit } from './collect-fit.ts';
import { devicesOf } from './devices-of.ts';
import { fillFromDevelopers } from './fill-from-developers.ts';
import { fitClock } from './fit-clock.ts';
import { type FitSurvey, warn } from './fit-survey.ts';
import { mergeBeats } from './merge-beats.ts';
import { refuseOthers } from './refuse-others.ts';
import { tabulateRecords } from './tabulate-records.ts';
import { toRecording } from './to-recording.ts';

/** A header and a checksum. */
const EMPTY_BYTES = 16;

/**
 * What a FIT file of an activity holds: a recording for each session, of multisport events in order with the
 * transitions; one for all where a device that failed wrote no session. Damage is mended as far as it goes and
 * told in the warnings. Throws `UnreadableFile`; with `no_start_time` where the device's clock was never set
 * and `startedAt` is not given.
 *
 * Source: FIT protocol and profile 21 (Garmin), as fit-file-parser has them.
 */
export function decodeFit(
  bytes: Uint8Array,
  { startedAt }: { startedAt?: Date | undefined },
): DecodedFile {
  if (bytes.length === 0) {
    throw new UnreadableFile('empty_file', 'The file is empty.');
  }
  const survey: FitSurvey = { counts: new Map(), files: 0, warnings: [] };
  const { warnings } = survey;
  const contents = collectFit(bytes, survey);
  if (survey.files === 0) {
    throw bytes.length <= EMPTY_BYTES || warnings.length === 0
      ? new UnreadableFile('empty_file', 'The file is a header without anything behind it.')
      : new UnreadableFile('damaged_file', 'The file is damaged; nothing in it can be read.');
  }
  refuseOthers(contents, survey);
  if (survey.files > 1) {
    warn(warnings, 'joined_files', `${survey.files} files one after the other were read as one.`);
  }
  const toRealTime = fitClock(contents, { startedAt, warnings });
  const samples = tabulateRecords(contents, { toRealTime, warnings });
  fillFromDevelopers(samples);
  if (contents.beats.times.length > 0) {
    samples.columns.heart_rate ??= new Float64Array(samples.time.length).fill(Number.NaN);
    mergeBeats(contents.beats, { time: samples.time, heartRate: samples.columns.heart_rate });
  }
  const whole = { contents, samples, toRealTime, ...devicesOf(contents) };
  const recordings = boutsOf(contents, { toRealTime, warnings }).flatMap(
    (bout) => toRecording(bout, whole) ?? [],
  );
  if (!recordings.some(hasAnything)) {
    throw new UnreadableFile('no_data', 'There is not a single sample, lap, length or set in it.');
  }
  return { format: 'fit', recordings, warnings };
}

function hasAnything({ channels, laps, lengths, sets }: FileRecording): boolean {
  return [channels.time ?? [], laps, lengths, sets].some((all) => all.length > 0);
}
