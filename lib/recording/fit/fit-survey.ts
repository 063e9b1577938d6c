import type { FileWarning } from '../recording.ts';

/** What was found on the way through a file's bytes. */
export interface FitSurvey {
  /** Data messages by global message number, those that are not read included. */
  counts: Map<number, number>;
  /** Files one after the other, those without messages left out. */
  files: number;
  /** The first of each kind. */
  warnings: FileWarning[];
}

/** Adds a warning, unless there is one of its code. */
export function warn(warnings: FileWarning[], code: string, detail: string): void {
  if (!warnings.some((warning) => warning.code === code)) {
    warnings.push({ code, detail });
  }
}
