import { finite, none, type Result } from '../result.ts';

/** What the intervals between beats say. All of accepted beats only. */
export interface HeartRateVariability {
  /** Root mean square of successive differences, ms. */
  rmssdMs: number;
  lnRmssd: number;
  /** Standard deviation (of a sample), ms. */
  sdnnMs: number;
  meanRrMs: number;
  meanHeartRateBpm: number;
  /** Share of successive differences above 50 ms, %. */
  pnn50Pct: number;
  /** Of the beats, %. */
  artifactPct: number;
  /** How many successive differences went in. */
  pairs: number;
}

/** When a reading is refused. */
export const READING = { shortestS: 60, mostArtifactPct: 5 } as const;

/**
 * Heart-rate variability of a series of RR intervals.
 *
 * Units: ms, %. Range: RMSSD 5 to 250 ms. Settled. Source: Task Force of the ESC and NASPE 1996.
 * Rules: a difference counts where both its beats are accepted; intervals that are not finite and above 0 are not.
 * RMSSD and SDNN are two things; neither stands in for the other. `too_few` below two accepted in a row.
 */
export function heartRateVariability(
  rrMs: Float64Array,
  { rejected = [] }: { rejected?: Iterable<number> } = {},
): Result<HeartRateVariability> {
  const out = new Set(rejected);
  const accepted = (i: number) => (rrMs[i] as number) > 0 && rrMs[i] !== Infinity && !out.has(i);
  let sum = 0;
  let count = 0;
  let pairs = 0;
  let squares = 0;
  let wide = 0;
  for (let i = 0; i < rrMs.length; i += 1) {
    if (accepted(i)) {
      sum += rrMs[i] as number;
      count += 1;
      if (i > 0 && accepted(i - 1)) {
        const difference = (rrMs[i] as number) - (rrMs[i - 1] as number);
        squares += difference * difference;
        wide += Math.abs(difference) > 50 ? 1 : 0;
        pairs += 1;
      }
    }
  }
  if (pairs === 0) {
    return none('too_few');
  }
  const meanRrMs = sum / count;
  const deviations = rrMs.reduce((s, rr, i) => s + (accepted(i) ? (rr - meanRrMs) ** 2 : 0), 0);
  const rmssdMs = Math.sqrt(squares / pairs);
  const sdnnMs = Math.sqrt(deviations / (count - 1));
  const numbers = finite(rmssdMs + sdnnMs + meanRrMs + Math.log(rmssdMs));
  if (numbers.value === undefined) {
    return numbers;
  }
  return {
    value: {
      rmssdMs,
      lnRmssd: Math.log(rmssdMs),
      sdnnMs,
      meanRrMs,
      meanHeartRateBpm: 60_000 / meanRrMs,
      pnn50Pct: (wide / pairs) * 100,
      artifactPct: ((rrMs.length - count) / rrMs.length) * 100,
      pairs,
    },
  };
}
