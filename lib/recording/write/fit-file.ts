import type { FileRecording } from '../recording.ts';
import type { FitEncoder } from './fit-encoder.ts';

/** A FIT file while it is written. */
export interface FitFile {
  fit: FitEncoder;
  recording: FileRecording;
  /** s since FIT's epoch. */
  startS: number;
  /** s since the start. */
  endS: number;
}

/** s since FIT's epoch of an instant given in s since the start. */
export function timestamp({ startS }: Pick<FitFile, 'startS'>, atS: number): number {
  return startS + Math.round(atS);
}

/** A figure in whole units and what is over, of which FIT counts `parts` to the unit. */
export function wholeAndRest<V extends number | null | undefined>(value: V, parts: number) {
  if (value === null || value === undefined) {
    return { whole: value, rest: value };
  }
  const counted = Math.round(value * parts);
  const whole = Math.floor(counted / parts);
  return { whole, rest: (counted - whole * parts) / parts };
}
