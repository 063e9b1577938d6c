import type { RecordedEvent } from '../recording.ts';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';

/** An event message at a time in s since the start; what the profile does not name keeps its number. */
export function toEvent(message: FitMessage, atS: number): RecordedEvent {
  const nameOf = (field: string) => {
    const number = numberIn(message, field);
    return textIn(message, field) ?? (number === undefined ? undefined : `unknown_${number}`);
  };
  return {
    atS,
    event: nameOf('event') ?? 'unknown',
    type: nameOf('event_type'),
    data: numberIn(message, 'data') ?? numberIn(message, 'data16'),
  };
}
