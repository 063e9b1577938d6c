import type { Fitness } from '../model.ts';
import { gaussian, type Random } from '../random.ts';

/** Follows effort second by second; returns bpm, not rounded. */
export type Heart = (effort: number) => number;

/**
 * A heart that lags behind the work (faster up than down), drifts upwards over the hours and
 * breathes a little. Effort 1 is threshold, 0 is standing still.
 */
export function heartOf(fitness: Fitness, random: Random): Heart {
  const reserve = fitness.maxHeartRateBpm - fitness.restHeartRateBpm;
  let bpm = fitness.restHeartRateBpm + reserve * 0.28;
  let wander = 0;
  let seconds = 0;
  return (effort) => {
    seconds += 1;
    const drift = 1 + 0.035 * Math.min(seconds / 3600, 3);
    const share = Math.min(0.99, (0.24 + 0.64 * Math.min(effort, 1.35)) * drift);
    const target = fitness.restHeartRateBpm + reserve * share;
    bpm += (target - bpm) / (target > bpm ? 28 : 45);
    wander = 0.97 * wander + 0.25 * gaussian(random);
    return bpm + wander;
  };
}
