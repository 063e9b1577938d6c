import { type Analysis, analyse } from '../../analytics/analyse.ts';
import { heartRateLoad } from '../../analytics/heart-rate/heart-rate-load.ts';
import type { Recording, Thresholds } from '../../analytics/recording.ts';
import { METRICS } from '../../analytics/registry.ts';
import type { AnalysisInput } from '../../core/ports/analyses.ts';

/** An analysis of the figures alone. Its load, if there is one, is the average heart rate's. */
export type SummaryAnalysis = Omit<Analysis, 'load'> & {
  load:
    | { value: { load: number; method: 'heart_rate_average' } }
    | Extract<Analysis['load'], { reason: string }>;
};

/** What the source states about the whole activity, by metric. */
const STATED = [
  'elapsed_time_s',
  'timer_time_s',
  'moving_time_s',
  'distance_m',
  'average_speed_mps',
  'max_speed_mps',
  'elevation_gain_m',
  'average_heart_rate_bpm',
  'max_heart_rate_bpm',
  'average_power_w',
  'max_power_w',
  'work_kj',
  'average_cadence_rpm',
] as const satisfies (keyof AnalysisInput['activity'])[];

/**
 * What can be said of an activity without samples: what its lengths or sets tell, the figures its source states, and the load of its average
 * heart rate, which is a lower bound (load grows faster than heart rate does). Everything else says why not.
 */
export function analyseSummary(
  activity: AnalysisInput['activity'],
  recording: Recording,
  thresholds: Thresholds,
): SummaryAnalysis {
  const empty = analyse(recording, thresholds);
  const load =
    empty.load.value === undefined ? (loadOf(activity, thresholds) ?? empty.load) : empty.load;
  const known = new Map<string, number>();
  for (const id of STATED) {
    const value = activity[id];
    if (value !== null && isPlausible(id, value)) {
      known.set(id, value);
    }
  }
  if (load.value !== undefined) {
    known.set('load', load.value.load);
    known.set('heart_rate_load', load.value.load);
  }
  return {
    ...empty,
    load: load as SummaryAnalysis['load'],
    metrics: empty.metrics.map((metric) => {
      const value = known.get(metric.id);
      return value === undefined ? metric : { id: metric.id, value };
    }),
    quality: [],
  };
}

function loadOf(
  {
    average_heart_rate_bpm: averageBpm,
    timer_time_s,
    moving_time_s,
    elapsed_time_s,
  }: AnalysisInput['activity'],
  thresholds: Thresholds,
): SummaryAnalysis['load'] | undefined {
  const lastsS = timer_time_s ?? moving_time_s ?? elapsed_time_s;
  if (averageBpm === null || lastsS === null) {
    return undefined;
  }
  const second = heartRateLoad(Float64Array.of(averageBpm), thresholds);
  if (second.value === undefined) {
    return second;
  }
  const load = second.value * lastsS;
  return isPlausible('load', load)
    ? { value: { load, method: 'heart_rate_average' } }
    : { reason: 'not_plausible' };
}

function isPlausible(id: string, value: number): boolean {
  const [lowest, highest] = METRICS.get(id)?.range ?? [-Infinity, Infinity];
  return value >= lowest && value <= highest;
}
