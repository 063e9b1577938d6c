import { againstUsual } from '../against-usual.ts';
import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { cadence, percent } from '../show.ts';

const LEAST_PCT = 3;

/** Steps a minute against the athlete's own. */
export const runCadence: InsightKind = {
  id: 'run_cadence',
  theme: 'cadence',
  version: 1,
  sports: ['running'],
  contested: false,
  find(facts) {
    const found = againstUsual(facts, 'running_cadence_spm');
    if (found === undefined || Math.abs(found.changePct.value) < LEAST_PCT) {
      return undefined;
    }
    const { value, usual, changePct, count, days } = found;
    const words = word(changePct.value > 0 ? 'above' : 'below');
    return {
      title: changePct.value > 0 ? 'Quicker steps' : 'Slower steps',
      text: phrase`${cadence(value)} is ${percent(changePct)} ${words} your usual ${cadence(usual)}.`,
      basis: [count, days],
      surprise: 0.35 + 0.4 * ramp(Math.abs(changePct.value), LEAST_PCT, 10),
      certainty: Math.min(0.85, found.certainty),
      usefulness: 0.4,
    };
  },
};
