import type { Input, Output } from '../../contract/operation.ts';
import type { getStatistics as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf, periodsOf } from './calendar.ts';
import { sumsByPeriod, sumsOf } from './sums.ts';
import { trainingHistory } from './training-history.ts';

/** What training adds up to, period by period. */
export async function getStatistics(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'training' | 'clock'>,
): Promise<Output<typeof operation>> {
  const { range, days } = await trainingHistory(query, caller, deps, { zones: true });
  const within = days.filter(({ day }) => day >= range.first);
  const periods = periodsOf(query.period, range);
  const sums = sumsByPeriod(within, periods);
  return {
    period: query.period,
    buckets: periods.map(({ first, last }, i) => ({
      starts_on: dateOf(first),
      ends_on: dateOf(last),
      ...(sums[i] ?? sumsOf([])),
    })),
    total: sumsOf(within),
  };
}
