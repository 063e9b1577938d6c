import { finite, none, type Result } from '../result.ts';
import { extremesOf } from '../statistics/extremes.ts';

/** The peak is looked for in the last seconds of the effort. */
const PEAK_WINDOW_S = 30;
/** Without a beat for longer, nothing is known about the minute. */
const LONGEST_GAP_S = 5;

/**
 * Heart-rate recovery: the peak of the last 30 s of an effort minus heart rate `afterS` after it ended.
 *
 * Unit: bpm. Range: −20 to 100. Status: contested; posture and cooling down change it a lot. Clinical cut-offs are of
 * patients after a walk on a treadmill and no diagnosis. Source: Cole et al. 1999.
 * Rules: `endsAtS` is the last second of effort, with none in the time after; at most 5 s without heart rate
 * (`too_much_missing`).
 */
export function heartRateRecovery(
  heartRateBpm: Float64Array,
  { endsAtS, afterS = 60 }: { endsAtS: number; afterS?: number },
): Result<{ recoveryBpm: number; peakBpm: number; ofPeakPct: number }> {
  const at = endsAtS + afterS;
  if (endsAtS < 0 || at >= heartRateBpm.length) {
    return none('too_short');
  }
  let silentS = 0;
  for (let i = endsAtS; i <= at; i += 1) {
    silentS = Number.isNaN(heartRateBpm[i]) ? silentS + 1 : 0;
    if (silentS > LONGEST_GAP_S) {
      return none('too_much_missing');
    }
  }
  const from = Math.max(0, endsAtS - PEAK_WINDOW_S + 1);
  const peakBpm = extremesOf(heartRateBpm, { from, to: endsAtS + 1 })?.highest;
  const recoveryBpm = (peakBpm ?? NaN) - (heartRateBpm[at] as number);
  const ofPeakPct = (recoveryBpm / (peakBpm ?? NaN)) * 100;
  return finite(ofPeakPct).value === undefined || peakBpm === undefined
    ? none('too_much_missing')
    : { value: { recoveryBpm, peakBpm, ofPeakPct } };
}

/** Below this share of its mean, output is no effort. */
const NO_EFFORT_SHARE = 0.1;

/**
 * Where the hardest effort of a recording ended that is followed by `restS` without any: the last second with
 * output before it, of all such ends the one with the highest heart rate. House rule.
 */
export function effortEnd({
  output,
  heartRateBpm,
  restS,
}: {
  /** Power or speed. */
  output: Float64Array;
  heartRateBpm: Float64Array;
  restS: number;
}): Result {
  let sum = 0;
  let count = 0;
  for (const value of output) {
    if (value > 0) {
      sum += value;
      count += 1;
    }
  }
  const effortAbove = count === 0 ? Infinity : (NO_EFFORT_SHARE * sum) / count;
  let best = -1;
  let hardest = -Infinity;
  let last = -1;
  for (let i = 0; i <= output.length; i += 1) {
    const ended = i === output.length || (output[i] as number) > effortAbove;
    if (ended) {
      const reached = last < 0 ? NaN : (heartRateBpm[last] as number);
      if (i - 1 - last >= restS && reached > hardest) {
        hardest = reached;
        best = last;
      }
      last = i;
    }
  }
  return best < 0 ? none('not_reached') : { value: best };
}
