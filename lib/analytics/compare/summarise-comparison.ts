import { unitOf } from '../insights/evidence.ts';
import type { Evidence } from '../insights/insight.ts';
import { join, phrase, type Shown, word } from '../insights/phrase.ts';
import {
  beats,
  decimal,
  distance,
  duration,
  pace,
  percent,
  speed,
  swimPace,
  watts,
  weight,
} from '../insights/show.ts';
import type { Sport } from '../recording.ts';
import { BETTER } from './better.ts';
import { type ComparedActivity, type Comparison, endsOf } from './compare-activities.ts';

/** What is told of a metric, and how. */
interface Told {
  id: string;
  name: string;
  show: (evidence: Evidence) => Shown;
}

/** The first that there is is what a coach looks at first. */
const HEADLINES: readonly Told[] = [
  { id: 'weighted_power_w', name: 'Weighted power', show: watts },
  { id: 'average_power_w', name: 'Average power', show: watts },
  { id: 'grade_adjusted_pace_s_per_km', name: 'Pace, slopes allowed for,', show: pace },
  { id: 'average_pace_s_per_km', name: 'Pace', show: pace },
  { id: 'swim_pace_s_per_100m', name: 'Pace', show: swimPace },
  { id: 'volume_load_kg', name: 'The weight moved', show: weight },
  { id: 'average_speed_mps', name: 'Average speed', show: speed },
  { id: 'average_heart_rate_bpm', name: 'Average heart rate', show: beats },
  { id: 'distance_m', name: 'Distance', show: distance },
  { id: 'moving_time_s', name: 'Time moving', show: duration },
  { id: 'elapsed_time_s', name: 'Time', show: duration },
];

const COSTS: readonly Told[] = [
  { id: 'efficiency_factor', name: 'Power per heartbeat', show: decimal },
  { id: 'metres_per_heartbeat', name: 'Ground per heartbeat', show: decimal },
  { id: 'distance_per_stroke_m', name: 'Distance per stroke', show: decimal },
];

const NOUNS: Partial<Record<Sport, string>> = {
  cycling: 'rides',
  running: 'runs',
  swimming: 'swims',
  walking: 'walks',
  hiking: 'hikes',
};

const LEAST_CHANGE_PCT = 1;
const LEAST_COST_PCT = 3;
const TREND_FROM = 4;
const CLEAR = 0.9;

/** A comparison in a coach’s words, by date: what it was of, what changed most tellingly, and whether that is a trend. */
export function summariseComparison(
  activities: readonly ComparedActivity[],
  comparison: Comparison,
): Shown {
  const byDate = activities.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const sports = new Set(activities.map(({ sport }) => sport));
  const [first] = byDate;
  const noun =
    sports.size === 1 && first !== undefined
      ? (NOUNS[first.sport] ?? `${first.sport} sessions`)
      : 'activities';
  const analysed = activities.filter(({ metrics }) => metrics.size > 0).length;
  const headline = HEADLINES.find(({ id }) => comparison.metrics.some((one) => one.id === id));
  const cost = COSTS.find(({ id }) => comparison.metrics.some((one) => one.id === id));
  return join([
    word(`${activities.length} ${noun}, ${first?.date} to ${byDate.at(-1)?.date}.`),
    sports.size > 1
      ? word('They are of different sports, so only what all of them have is compared.')
      : undefined,
    analysed < activities.length
      ? word(`${activities.length - analysed} without an analysis yet tell nothing here.`)
      : undefined,
    headline === undefined
      ? word('Too little was measured to compare them.')
      : wentFrom(byDate, headline, sports.size === 1),
    cost === undefined ? undefined : costOf(byDate, cost),
    headline === undefined ? undefined : courseOf(comparison, headline),
  ]);
}

function ends(byDate: readonly ComparedActivity[], id: string) {
  const { first: from, last: to } = endsOf(byDate, id) ?? { first: 0, last: 0 };
  const of = (value: number): Evidence => ({ metric: id, value, unit: unitOf(id) });
  const change = { metric: `change.${id}`, value: (to / from - 1) * 100, unit: '%' };
  return { from: of(from), to: of(to), change };
}

function wentFrom(
  byDate: readonly ComparedActivity[],
  { id, name, show }: Told,
  isOneSport: boolean,
): Shown {
  const { from, to, change } = ends(byDate, id);
  if (!(Math.abs(change.value) >= LEAST_CHANGE_PCT)) {
    return phrase`${word(name)} stayed at ${show(to)} from the first to the last.`;
  }
  const better = isOneSport ? BETTER.get(id) : undefined;
  const isBetter = change.value > 0 === (better === 'more');
  const judged =
    better === undefined ? (change.value > 0 ? 'more' : 'less') : isBetter ? 'better' : 'weaker';
  return phrase`${word(name)} went from ${show(from)} in the first to ${show(to)} in the last, ${percent(change)} ${word(judged)}.`;
}

function costOf(byDate: readonly ComparedActivity[], { id, name }: Told): Shown | undefined {
  const { change } = ends(byDate, id);
  return Math.abs(change.value) >= LEAST_COST_PCT
    ? phrase`${word(name)} ${word(change.value > 0 ? 'rose' : 'fell')} by ${percent(change)}.`
    : undefined;
}

function courseOf({ metrics, trends }: Comparison, { id }: Told): Shown {
  const count = metrics.find((one) => one.id === id)?.values.filter((v) => v !== undefined).length;
  const trend = trends.find(({ metric }) => metric === id);
  if ((count ?? 0) < TREND_FROM || trend === undefined) {
    return word('So few tell no trend.');
  }
  return word(
    trend.confidence >= CLEAR
      ? 'The days between fit a steady trend.'
      : 'From one to the next it goes up and down: there is no clear trend.',
  );
}
