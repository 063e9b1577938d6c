import { change, metric, unitOf } from '../evidence.ts';
import type { Evidence, InsightFacts, InsightKind } from '../insight.ts';
import { phrase, type Shown, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { distance, duration, height, percent, weight, whole } from '../show.ts';

const FEWEST = 8;
const LEAST_PCT = 8;
/** m: below it nobody calls it climbing. */
const LEAST_CLIMB_M = 200;

const SIZES: { id: string; title: string; most: string; show: (of: Evidence) => Shown }[] = [
  { id: 'distance_m', title: 'Longest in distance', most: 'the farthest', show: distance },
  { id: 'moving_time_s', title: 'Longest in time', most: 'the longest', show: duration },
  { id: 'load', title: 'Highest load', most: 'the highest load', show: whole },
  { id: 'elevation_gain_m', title: 'Most climbing', most: 'the most climbing', show: height },
  { id: 'volume_load_kg', title: 'Most weight moved', most: 'the most weight', show: weight },
];

/** More than in any session of the days before: distance, time, load, climb or weight, the one that stands out most. */
export const sessionSize: InsightKind = {
  id: 'session_size',
  theme: 'size',
  version: 1,
  sports: 'any',
  contested: false,
  find(facts) {
    const [found] = SIZES.flatMap((size) => beaten(facts, size)).sort(
      (a, b) => b.over.value - a.over.value,
    );
    if (found === undefined) {
      return undefined;
    }
    const { size, value, most, over, count, days } = found;
    return {
      title: size.title,
      text: phrase`${size.show(value)}: ${word(size.most)} of the ${whole(days)} days before, ${percent(over)} beyond the ${size.show(most)} that led ${whole(count)} sessions.`,
      surprise: 0.4 + 0.6 * ramp(over.value, LEAST_PCT, 50),
      certainty: 0.9,
      usefulness: 0.55,
    };
  },
};

function beaten(facts: InsightFacts, size: (typeof SIZES)[number]) {
  const value = metric(facts, size.id);
  const others = facts.history.activities.flatMap((metrics) => metrics.get(size.id) ?? []);
  const highest = others.reduce((most, other) => Math.max(most, other), 0);
  if (value === undefined || others.length < FEWEST || !(highest > 0)) {
    return [];
  }
  const most = { metric: `history.most.${size.id}`, value: highest, unit: unitOf(size.id) };
  const over = change(size.id, most, value);
  const isTiny = size.id === 'elevation_gain_m' && value.value < LEAST_CLIMB_M;
  return over.value < LEAST_PCT || isTiny
    ? []
    : [
        {
          size,
          value,
          most,
          over,
          count: { metric: 'history.activities', value: others.length, unit: '' },
          days: { metric: 'history.days', value: facts.history.days, unit: 'd' },
        },
      ];
}
