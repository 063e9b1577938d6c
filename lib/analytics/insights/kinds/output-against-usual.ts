import { type AgainstUsual, againstUsual } from '../against-usual.ts';
import type { InsightFacts, InsightKind } from '../insight.ts';
import { phrase, type Shown, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { pace, percent, swimPace, watts, whole } from '../show.ts';

const LEAST_PCT = 3;

/** What sport shows output by what, the first of them that is there; `less` of a pace is faster. */
const OUTPUTS: {
  sport: InsightFacts['sport'];
  ids: readonly string[];
  better: 'less' | 'more';
  show: (evidence: AgainstUsual['value']) => Shown;
}[] = [
  { sport: 'cycling', ids: ['weighted_power_w'], better: 'more', show: watts },
  {
    sport: 'running',
    ids: ['grade_adjusted_pace_s_per_km', 'average_pace_s_per_km'],
    better: 'less',
    show: pace,
  },
  { sport: 'swimming', ids: ['swim_pace_s_per_100m'], better: 'less', show: swimPace },
];

/** Power or pace against the athlete's own in sessions of like length. */
export const outputAgainstUsual: InsightKind = {
  id: 'output_against_usual',
  theme: 'performance',
  version: 1,
  sports: ['cycling', 'running', 'swimming'],
  contested: false,
  find(facts) {
    const output = OUTPUTS.find(({ sport }) => sport === facts.sport);
    // a set of intervals is faster than an even session, and that is no news
    const isSet = facts.intervals.length > 0;
    const id = isSet ? undefined : output?.ids.find((one) => facts.metrics.has(one));
    const found = id === undefined ? undefined : againstUsual(facts, id);
    if (output === undefined || found === undefined) {
      return undefined;
    }
    const { value, usual, changePct, count, days } = found;
    if (Math.abs(changePct.value) < LEAST_PCT) {
      return undefined;
    }
    const isMore = changePct.value > 0 === (output.better === 'more');
    const isPower = facts.sport === 'cycling';
    const words = isPower ? (isMore ? 'more power' : 'less power') : isMore ? 'faster' : 'slower';
    return {
      title: isMore ? 'Stronger than usual' : 'Quieter than usual',
      text: phrase`${output.show(value)} is ${percent(changePct)} ${word(words)} than the ${output.show(usual)} of ${whole(count)} sessions of like length in the ${whole(days)} days before.`,
      surprise: 0.35 + 0.5 * ramp(Math.abs(changePct.value), LEAST_PCT, 12),
      certainty: Math.min(0.9, found.certainty),
      // less may just be an easy day
      usefulness: isMore ? 0.6 : 0.35,
    };
  },
};
