import type { AnalysisContext } from './analysis-context.ts';
import { banisterTrimp } from './heart-rate/banister-trimp.ts';
import { edwardsTrimp } from './heart-rate/edwards-trimp.ts';
import { heartRateDriftPct } from './heart-rate/heart-rate-drift.ts';
import { heartRateLoad } from './heart-rate/heart-rate-load.ts';
import { effortEnd, heartRateRecovery } from './heart-rate/heart-rate-recovery.ts';
import { luciaTrimp } from './heart-rate/lucia-trimp.ts';
import { warmUpEndS } from './heart-rate/warm-up-end.ts';
import { from, halvesOf, heartRateSums, outputOf, wholeMean } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { finite, none, type Result } from './result.ts';
import { extremesOf } from './statistics/extremes.ts';

const RECOVERY_S = 60;
const HEART = { sports: 'any', version: 1 } as const;

/** What heart rate tells of any sport. */
export const HEART_RATE_METRICS: readonly Metric[] = [
  {
    ...HEART,
    id: 'average_heart_rate_bpm',
    title: 'Average heart rate',
    definition: 'The mean over timer time, missing seconds left out.',
    unit: 'bpm',
    precision: 0,
    range: [20, 250],
    source: 'house',
    status: 'settled',
    needs: ['heartRateBpm'],
    compute: (context) => finite(wholeMean(context.once(heartRateSums)), 'no_heart_rate'),
  },
  {
    ...HEART,
    id: 'max_heart_rate_bpm',
    title: 'Highest heart rate',
    definition: 'The highest heart rate of a second.',
    unit: 'bpm',
    precision: 0,
    range: [20, 250],
    source: 'house',
    status: 'settled',
    needs: ['heartRateBpm'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) => finite(extremesOf(rates)?.highest ?? NaN)),
  },
  {
    ...HEART,
    id: 'trimp_banister',
    title: 'Training impulse, Banister',
    definition:
      'Minutes, each weighted by the share of heart-rate reserve and its exponential, with constants by sex.',
    unit: '',
    precision: 0,
    range: [0, 5000],
    source: 'Banister 1991; Morton, Fitz-Clarke & Banister 1990',
    status: 'contested',
    needs: ['heartRateBpm', 'restingHeartRateBpm', 'maxHeartRateBpm', 'sex'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) => banisterTrimp(rates, context.thresholds)),
  },
  {
    ...HEART,
    id: 'trimp_edwards',
    title: 'Training impulse, Edwards',
    definition: 'Minutes in five zones of maximal heart rate, times 1 to 5.',
    unit: '',
    precision: 0,
    range: [0, 10_000],
    source: 'Edwards 1993',
    status: 'contested',
    needs: ['heartRateBpm', 'maxHeartRateBpm'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) => edwardsTrimp(rates, context.thresholds)),
  },
  {
    ...HEART,
    id: 'trimp_lucia',
    title: 'Training impulse, Lucía',
    definition:
      'Minutes below, between and above the two ventilatory thresholds, times 1, 2 and 3.',
    unit: '',
    precision: 0,
    range: [0, 10_000],
    source: 'Lucía et al. 2003',
    status: 'contested',
    needs: ['heartRateBpm', 'vt1Bpm', 'vt2Bpm'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) => luciaTrimp(rates, context.thresholds)),
  },
  {
    ...HEART,
    id: 'heart_rate_load',
    title: 'Load from heart rate',
    definition: 'The training impulse over that of an hour at the threshold, times 100.',
    unit: '',
    precision: 0,
    range: [0, 3000],
    source: 'ratio of Banister’s impulses',
    status: 'contested',
    needs: ['heartRateBpm', 'restingHeartRateBpm', 'maxHeartRateBpm', 'lthrBpm'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) => heartRateLoad(rates, context.thresholds)),
  },
  {
    ...HEART,
    id: 'heart_rate_drift_pct',
    title: 'Heart-rate drift',
    definition:
      'By how much the second half’s mean is above the first’s, at steady output of 40 min or more.',
    unit: '%',
    precision: 1,
    range: [-50, 100],
    source: 'Coyle & González-Alonso 2001',
    status: 'contested',
    needs: ['heartRateBpm', 'powerW|speedMps'],
    compute: (context) => heartRateDriftPct(context.once(halvesOf)),
  },
  {
    ...HEART,
    id: 'heart_rate_recovery_bpm',
    title: 'Heart-rate recovery in 60 s',
    definition:
      'The peak of the last 30 s of the hardest effort that a minute of rest followed, minus heart rate 60 s later.',
    unit: 'bpm',
    precision: 0,
    range: [-50, 150],
    source: 'Cole et al. 1999',
    status: 'contested',
    needs: ['heartRateBpm', 'powerW|speedMps'],
    compute: (context) =>
      withOutput(context, (output, heartRateBpm) => {
        const end = effortEnd({ output, heartRateBpm, restS: RECOVERY_S });
        if (end.value === undefined) {
          return end;
        }
        const { value, reason } = heartRateRecovery(heartRateBpm, { endsAtS: end.value });
        return value === undefined ? none(reason) : { value: value.recoveryBpm };
      }),
  },
  {
    ...HEART,
    id: 'warm_up_end_s',
    title: 'End of the warm-up',
    definition:
      'The first second whose 30-s mean is at least 70 % of maximal heart rate and stays there for 2 min.',
    unit: 's',
    precision: 0,
    range: [0, 1200],
    source: 'house',
    status: 'house',
    needs: ['heartRateBpm', 'maxHeartRateBpm'],
    compute: (context) =>
      from(context, 'heartRateBpm', (rates) =>
        warmUpEndS(rates, { maxHeartRateBpm: context.thresholds.maxHeartRateBpm }),
      ),
  },
];

function withOutput(
  context: AnalysisContext,
  compute: (output: Float64Array, heartRateBpm: Float64Array) => Result,
): Result {
  const output = context.once(outputOf);
  return from(context, 'heartRateBpm', (rates) =>
    output === undefined ? none('no_speed') : compute(output, rates),
  );
}
