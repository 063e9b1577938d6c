import { none, type Result } from '../result.ts';

/**
 * Sleep regularity index, −100…100: −100 + 200 × the share of moments at which the athlete is in the same state
 * (asleep or awake) as 24 hours before. 100 is the same hours every day, 0 is chance. Athletes: median 85,
 * quartiles 81 and 89.
 *
 * Epochs without a reading are NaN and not compared.
 * Reasons: `too_few` under `fewestDays` whole days (7 unless said), `too_much_missing` where under half of the pairs are there.
 * Source: Phillips et al. 2017 (Sci. Rep. 7:3216); Halson et al. 2022 for athletes.
 */
export function sleepRegularity({
  asleep,
  epochsPerDay,
  fewestDays = 7,
}: {
  /** 1 or 0 by epoch, days one after another. */
  asleep: Float64Array;
  epochsPerDay: number;
  fewestDays?: number;
}): Result {
  const isDivided = Number.isInteger(epochsPerDay) && epochsPerDay >= 1;
  if (!isDivided || asleep.length < Math.max(2, fewestDays) * epochsPerDay) {
    return none('too_few');
  }
  let pairs = 0;
  let same = 0;
  for (let i = epochsPerDay; i < asleep.length; i += 1) {
    const now = asleep[i] as number;
    const before = asleep[i - epochsPerDay] as number;
    if (!Number.isNaN(now) && !Number.isNaN(before)) {
      pairs += 1;
      same += now === before ? 1 : 0;
    }
  }
  return pairs < (asleep.length - epochsPerDay) / 2
    ? none('too_much_missing')
    : { value: -100 + (200 * same) / pairs };
}
