import type { AnsweredFile } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { DecodedFile } from '../../recording/recording.ts';
import { NotWritable } from '../../recording/write/not-writable.ts';
import { writeFile } from '../../recording/write/write-file.ts';
import { readSamples, type StreamDeps } from '../activities/read-channels.ts';
import type { Recorded } from './read-original.ts';
import { toFileRecording } from './to-file-recording.ts';

/** An activity, wherever it came from, written from its channels and what is stored beside them. */
export async function writtenFile(
  {
    activity,
    recorded,
    format,
  }: { activity: ActivityRow; recorded: Recorded; format: DecodedFile['format'] },
  caller: AthleteCaller,
  deps: StreamDeps,
): Promise<AnsweredFile> {
  if (activity.source !== 'strava' && activity.streams === 'pending') {
    throw new AppError('conflict', {
      detail:
        'This activity is still being recorded or read: ask again when its streams are ready.',
    });
  }
  const { channels, developers } = await readSamples({ activityId: activity.id }, caller, deps);
  const recording = toFileRecording({
    activity,
    recording: recorded?.recording,
    channels,
    developers,
  });
  try {
    const { bytes, contentType, extension } = writeFile(recording, format);
    const day = activity.started_at.slice(0, 10);
    return {
      bytes,
      contentType,
      filename: `${day}-${activity.sport}-${activity.id.slice(0, 8)}.${extension}`,
    };
  } catch (error) {
    if (error instanceof NotWritable) {
      throw new AppError('unprocessable_file', { detail: error.message });
    }
    throw error;
  }
}
