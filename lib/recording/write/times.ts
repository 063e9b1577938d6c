import type { FileRecording } from '../recording.ts';

/** When the recording began, ms since the epoch. Throws a RangeError where that is not known. */
export function startMs({ startedAt }: Pick<FileRecording, 'startedAt'>): number {
  const ms = startedAt?.getTime() ?? Number.NaN;
  if (Number.isNaN(ms)) {
    throw new RangeError('A recording without a start cannot be written.');
  }
  return ms;
}

/** ISO 8601 in UTC, with milliseconds where there are any. */
export function isoTime(ms: number): string {
  return new Date(Math.round(ms)).toISOString().replace('.000Z', 'Z');
}
