import { getFitManufacturerName } from 'fit-file-parser/profile';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';

/** The maker's name as it is written: `wahoo_fitness` is Wahoo Fitness. */
export function manufacturerIn(message: FitMessage, field: string): string | undefined {
  const number = numberIn(message, field);
  const name = textIn(message, field) ?? getFitManufacturerName(number) ?? undefined;
  if (name === undefined || name === 'development') {
    return undefined;
  }
  return name === 'coros'
    ? 'COROS'
    : name.replaceAll('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
