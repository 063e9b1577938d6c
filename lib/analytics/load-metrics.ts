import type { AnalysisContext } from './analysis-context.ts';
import { intensity } from './cycling/intensity.ts';
import { intensityLoad } from './cycling/intensity-load.ts';
import { heartRateLoad } from './heart-rate/heart-rate-load.ts';
import { from, weightedPower } from './intermediates.ts';
import { activityLoad, type LoadMethod } from './load/activity-load.ts';
import { effortLoad } from './load/effort-load.ts';
import type { Metric } from './metric.ts';
import { none, type Result } from './result.ts';
import { paceLoad } from './running-metrics.ts';
import { swimLoadOf } from './swimming-metrics.ts';

const LOAD = { sports: 'any', version: 1, unit: '', status: 'contested', needs: [] } as const;

/** The one load of an activity that days are added up from, and how it came about. */
export const LOAD_METRICS: readonly Metric[] = [
  {
    ...LOAD,
    id: 'load',
    title: 'Load',
    definition:
      'An hour at threshold is 100: from power, else pace, else heart rate, else how hard it felt.',
    precision: 0,
    range: [0, 3000],
    source: 'the method taken',
    compute: (context) => {
      const { value, reason } = context.once(bestLoad);
      return value === undefined ? none(reason) : { value: value.load };
    },
  },
  {
    ...LOAD,
    id: 'effort_load',
    title: 'Load from effort',
    definition: 'Hours times effort (0–10) over 8 times 100.',
    precision: 0,
    range: [0, 3000],
    source: 'Foster 2001, scaled',
    status: 'house',
    compute: (context) => context.once(loadFromEffort),
  },
];

/** One load, and which method it is by. */
export function bestLoad(context: AnalysisContext): Result<{ load: number; method: LoadMethod }> {
  const { sport } = context.recording;
  return activityLoad({
    // power that runners' devices give is no work against pedals: no FTP fits it
    power: sport === 'cycling' ? loadFromPower(context) : undefined,
    pace: PACE_LOADS[sport]?.(context),
    heart_rate: from(context, 'heartRateBpm', (rates) => heartRateLoad(rates, context.thresholds)),
    effort: context.once(loadFromEffort),
  });
}

const PACE_LOADS: Partial<Record<string, (context: AnalysisContext) => Result>> = {
  running: (context) => paceLoad(context, 'load'),
  swimming: swimLoadOf,
};

function loadFromPower(context: AnalysisContext): Result {
  const weighted = context.once(weightedPower);
  if (weighted.value === undefined) {
    return weighted;
  }
  const relative = intensity({ weightedW: weighted.value, thresholdW: context.thresholds.ftpW });
  return relative.value === undefined
    ? relative
    : intensityLoad({ intensity: relative.value, timerS: context.series.timerS });
}

function loadFromEffort({ recording: { effort }, series: { timerS } }: AnalysisContext): Result {
  if (effort === undefined) {
    return none('no_effort');
  }
  const { value, reason } = effortLoad({ effort, durationS: timerS });
  return value === undefined ? none(reason) : { value: value.load };
}
