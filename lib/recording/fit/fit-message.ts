/** A message as the parser gives it: fields by the profile's names, those that are invalid left out. */
export type FitMessage = Readonly<Record<string, unknown>>;

const EPOCH_S = 631_065_600;

/** A number, where the field holds one. */
export function numberIn(message: FitMessage, field: string): number | undefined {
  const value = message[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time in s of FIT, which counts from 1989-12-31. */
export function timeIn(message: FitMessage, field: string): number | undefined {
  const value = message[field];
  return value instanceof Date ? value.getTime() / 1000 - EPOCH_S : undefined;
}

/** A text that is not empty, or the profile's name of a value. */
export function textIn(message: FitMessage, field: string): string | undefined {
  const value = message[field];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The time of day of a FIT time. */
export function toDate(timeS: number): Date {
  return new Date((timeS + EPOCH_S) * 1000);
}

export function toFitTime(date: Date): number {
  return date.getTime() / 1000 - EPOCH_S;
}
