import { hrvBand } from '../../analytics/readiness/hrv-band.ts';
import { type Readiness, readiness } from '../../analytics/readiness/readiness.ts';
import { restingHeartRateDeviation } from '../../analytics/readiness/resting-heart-rate.ts';
import { sleepDeviation } from '../../analytics/readiness/sleep-deviation.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { getReadiness as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { WellnessRow } from '../../core/ports/training.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf, dayOf } from './calendar.ts';
import { localToday } from './local-today.ts';

type Answer = Output<typeof operation>;
type Component = Answer['components'][number];

/** Today, the week it ends and the 60 days of the longest baseline. */
const DAYS = 68;

const STATES = {
  as_usual: 'ready',
  below_usual: 'moderate',
  well_below_usual: 'rest',
} as const satisfies Record<Readiness['level'], Answer['state']>;

const PARTS = ['heart_rate_variability', 'resting_heart_rate', 'sleep'] as const;

/** How near the athlete is to their usual, from their wellness; `unknown` where it does not suffice. */
export async function getReadiness(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'athletes' | 'wellness' | 'clock'>,
): Promise<Answer> {
  const day = query.date === undefined ? await localToday(caller, deps) : dayOf(query.date);
  const first = day - DAYS + 1;
  const rows = await deps.wellness.list(caller, { from: dateOf(first), to: dateOf(day) });
  const seriesOf = (valueOf: (row: WellnessRow) => number | null) => {
    const series = new Float64Array(DAYS).fill(Number.NaN);
    for (const row of rows) {
      series[dayOf(row.date) - first] = valueOf(row) ?? Number.NaN;
    }
    return { all: series, before: series.subarray(0, -1), today: series[DAYS - 1] as number };
  };
  const hrv = hrvBand({ lnRmssd: seriesOf((row) => row.hrv_rmssd_ms).all.map(Math.log) }).value;
  const pulses = seriesOf((row) => row.resting_heart_rate_bpm);
  const pulse = restingHeartRateDeviation({
    before: pulses.before,
    todayBpm: pulses.today,
  }).value;
  const nights = seriesOf((row) => row.sleep_s);
  const sleep = sleepDeviation({ before: nights.before, asleepS: nights.today }).value;
  const { value: ready } = readiness({
    hrvWeekZ: hrv?.weekZ,
    restingHeartRate: pulse,
    sleepDeltaPercent: sleep?.deltaPercent,
  });
  const measured: Record<Component['id'], Pick<Component, 'value' | 'baseline'> | undefined> = {
    heart_rate_variability: hrv && { value: hrv.weekMean, baseline: hrv.mean },
    resting_heart_rate: pulse && { value: pulses.today, baseline: pulse.meanBpm },
    sleep: sleep && { value: sleep.asleepS, baseline: sleep.medianS },
  };
  return {
    date: dateOf(day),
    state: ready === undefined ? 'unknown' : STATES[ready.level],
    score: ready?.score ?? null,
    components: (ready?.parts ?? []).map(({ part, score, weight }) => {
      const { value = 0, baseline = 0 } = measured[part] ?? {};
      return { id: part, value, baseline, deviation: value - baseline, score, weight };
    }),
    missing: PARTS.filter((part) => measured[part] === undefined),
    contested: true,
  };
}
