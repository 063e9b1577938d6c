import { isSet, type Thresholds } from '../recording.ts';
import { none, type Result } from '../result.ts';

/** Resting and maximal heart rate, which must leave a reserve between them. */
export function heartRateReserve({
  restingHeartRateBpm,
  maxHeartRateBpm,
}: Pick<Thresholds, 'maxHeartRateBpm' | 'restingHeartRateBpm'>): Result<{
  restingBpm: number;
  reserveBpm: number;
}> {
  if (!isSet(restingHeartRateBpm) || !isSet(maxHeartRateBpm)) {
    return none('no_threshold');
  }
  const reserveBpm = maxHeartRateBpm - restingHeartRateBpm;
  return reserveBpm > 0
    ? { value: { restingBpm: restingHeartRateBpm, reserveBpm } }
    : none('thresholds_contradict');
}
