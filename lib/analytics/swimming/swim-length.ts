/** One length of the pool, or a rest at its wall, as the watch recorded it. */
export interface SwimLength {
  /** Elapsed, from the start of the recording. */
  startS: number;
  durationS: number;
  /** As the device counted them: on free and back one arm, so a cycle of both is two. */
  strokes?: number | undefined;
  stroke: SwimStroke;
}

/** `idle` is a rest, `drill` is swum without a stroke that can be counted. */
export const SWIM_STROKES = ['free', 'back', 'breast', 'fly', 'mixed', 'drill', 'idle'] as const;

export type SwimStroke = (typeof SWIM_STROKES)[number];

/** A yard pool's length is in yards on the wall only: everything here is in metres. */
export const METRES_PER_YARD = 0.9144;

/** Swum, and with a duration that can be meant: 3 s to 20 min for one length. */
export function isSwum({ stroke, durationS }: SwimLength): boolean {
  return stroke !== 'idle' && durationS >= SHORTEST_S && durationS <= LONGEST_S;
}

/** Pools are from 10 to 200 m long; anything else is a mistake in the settings. */
export function isPool(poolM: number): boolean {
  return poolM >= 10 && poolM <= 200;
}

const SHORTEST_S = 3;
const LONGEST_S = 1200;
