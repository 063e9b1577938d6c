import { none, type Result } from '../result.ts';

/** Slower than walking: GPS drifts that much while standing. */
const MOVING_MPS = 0.5;

/**
 * Whether the athlete moved, second by second: 1 or 0. As the source judged it, else from speed, else always.
 *
 * House: from 0.5 m/s. A second without a judgement or a speed counts as moving, for the clock ran.
 */
export function movingMask({
  timerS,
  moving,
  speedMps,
}: {
  timerS: number;
  moving?: Float64Array | undefined;
  speedMps?: Float64Array | undefined;
}): Uint8Array {
  const mask = new Uint8Array(timerS).fill(1);
  for (let i = 0; i < timerS; i += 1) {
    const judged = moving?.[i] ?? NaN;
    if (judged === 0 || (Number.isNaN(judged) && (speedMps?.[i] ?? NaN) < MOVING_MPS)) {
      mask[i] = 0;
    }
  }
  return mask;
}

/**
 * Moving time.
 *
 * Unit: s. Range: 0 to timer time. Status: diverging. See `movingMask` for what counts.
 */
export function movingTimeS(mask: Uint8Array): Result {
  return mask.length === 0
    ? none('too_short')
    : { value: mask.reduce((sum, moves) => sum + moves, 0) };
}
