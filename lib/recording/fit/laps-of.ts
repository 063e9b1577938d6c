import type { RecordedLap } from '../../analytics/recording.ts';
import { type FitMessage, numberIn } from './fit-message.ts';

/** A lap message with its start and its end on the recording's clock, as far as it tells them. */
export interface TimedLap {
  message: FitMessage;
  startS: number | undefined;
  endS: number | undefined;
}

/** Laps in the file's order; one that does not tell its start follows the one before. */
export function lapsOf(laps: readonly TimedLap[]): RecordedLap[] {
  const recorded: RecordedLap[] = [];
  for (const { message, ...told } of laps) {
    const elapsedS = numberIn(message, 'total_elapsed_time');
    const startS = told.startS ?? recorded.at(-1)?.endS ?? 0;
    const endS = elapsedS === undefined ? (told.endS ?? startS) : startS + elapsedS;
    recorded.push({ startS, endS: Math.max(startS, endS) });
  }
  return recorded;
}
