import { againstUsual } from '../against-usual.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { join, phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent, reach, swimPace, whole } from '../show.ts';

const LEAST_PCT = 3;

/** Metres a stroke against the athlete's own. SWOLF is left alone: it compares only within a pool. */
export const swimTechnique: InsightKind = {
  id: 'swim_technique',
  theme: 'technique',
  version: 1,
  sports: ['swimming'],
  contested: false,
  find(facts) {
    const found = againstUsual(facts, 'distance_per_stroke_m');
    if (found === undefined || Math.abs(found.changePct.value) < LEAST_PCT) {
      return undefined;
    }
    const { value, usual, changePct, count, days } = found;
    const isLonger = changePct.value > 0;
    const words = word(isLonger ? 'longer' : 'shorter');
    const pace = metric(facts, 'swim_pace_s_per_100m');
    return {
      title: isLonger ? 'Longer strokes' : 'Shorter strokes',
      text: join([
        phrase`Each stroke carried ${reach(value)}, ${percent(changePct)} ${words} than the ${reach(usual)} of ${whole(count)} swims in the ${whole(days)} days before.`,
        pace === undefined ? undefined : phrase`The pace was ${swimPace(pace)}.`,
      ]),
      surprise: 0.4 + 0.5 * ramp(Math.abs(changePct.value), LEAST_PCT, 12),
      certainty: Math.min(0.8, found.certainty),
      usefulness: 0.7,
    };
  },
};
