import type { RecordedSet } from '../recording.ts';
import { EXERCISE_NAMES } from './exercise-names.gen.ts';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';

/** A set message; `startS` is in s since the start of the recording. */
export function toSet(set: FitMessage, startS?: number): RecordedSet {
  const isActive = set['set_type'] !== 'rest';
  return {
    kind: isActive ? 'active' : 'rest',
    startS,
    durationS: numberIn(set, 'duration'),
    exercise: isActive ? exerciseOf(set) : undefined,
    reps: isActive ? numberIn(set, 'repetitions') : undefined,
    weightKg: isActive ? numberIn(set, 'weight') : undefined,
  };
}

/** The device's first guess, by its own name or else by its kind; later ones are less likely. */
function exerciseOf(set: FitMessage): string | undefined {
  const [category] = listIn(set, 'category');
  const [number] = listIn(set, 'category_subtype');
  if (typeof category !== 'string' || category === 'unknown') {
    return undefined;
  }
  const names = EXERCISE_NAMES[category]?.split(' ') ?? [];
  const name = typeof number === 'number' ? names[number] : undefined;
  return name === undefined || name === '-' ? category : name;
}

function listIn(set: FitMessage, field: string): unknown[] {
  const value = set[field];
  return Array.isArray(value) ? value : [textIn(set, field) ?? numberIn(set, field)];
}
