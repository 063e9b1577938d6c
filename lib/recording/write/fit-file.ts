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

/**
 * Samples, laps, lengths, sets, pauses and events at whole seconds, as FIT counts them; what lasts keeps how long
 * it did, but for a pause, which FIT tells by its two ends.
 */
export function onWholeSeconds(recording: FileRecording): FileRecording {
  const { channels } = recording;
  return {
    ...recording,
    channels: {
      ...channels,
      ...(channels.time && {
        time: channels.time.map((timeS) => (timeS === null ? null : Math.round(timeS))),
      }),
    },
    laps: recording.laps.map((lap) => {
      const startS = Math.round(lap.startS);
      return { ...lap, startS, endS: startS + lap.endS - lap.startS };
    }),
    lengths: recording.lengths.map((one) => ({ ...one, startS: Math.round(one.startS) })),
    sets: recording.sets.map((set) => ({
      ...set,
      startS: set.startS === undefined ? undefined : Math.round(set.startS),
    })),
    pauses: recording.pauses
      .map(({ fromS, toS }) => ({ fromS: Math.round(fromS), toS: Math.round(toS) }))
      .filter(({ fromS, toS }) => toS > fromS),
    events: recording.events.map((event) => ({ ...event, atS: Math.round(event.atS) })),
  };
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
