import { metric } from '../evidence.ts';
import type { InsightFacts, InsightKind } from '../insight.ts';
import { join, phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, percent, temperature } from '../show.ts';

const DRIFTED_PCT = 5;
const TOGETHER_PCT = 3;
/** Staying together is worth a word only where drifting apart would have been likely. */
const LONG_S = 4500;
const HOT_C = 27;

/** Output per heartbeat, second half against first, of a steady session. */
export const decoupling: InsightKind = {
  id: 'decoupling',
  theme: 'drift',
  version: 1,
  sports: ['cycling', 'running'],
  contested: true,
  find(facts) {
    const found = valueOf(facts);
    const moving = metric(facts, 'moving_time_s');
    if (found === undefined || moving === undefined) {
      return undefined;
    }
    const what = facts.sport === 'cycling' ? 'Power' : 'Speed';
    if (found.value >= DRIFTED_PCT) {
      return {
        title: 'Heart rate drifted',
        text: join([
          phrase`${word(what)} per heartbeat was ${percent(found)} lower in the second half: the same effort cost more beats as it went on.`,
          warmth(facts),
        ]),
        basis: [moving],
        surprise: 0.4 + 0.6 * ramp(found.value, DRIFTED_PCT, 15),
        certainty: 0.6 + 0.3 * ramp(found.value, DRIFTED_PCT, 10),
        usefulness: 0.8,
      };
    }
    if (Math.abs(found.value) <= TOGETHER_PCT && moving.value >= LONG_S) {
      return {
        title: 'Steady to the end',
        text: phrase`${word(what)} and heart rate stayed together over ${duration(moving)}: they came apart by only ${percent(found)}.`,
        surprise: 0.3 + 0.4 * ramp(moving.value, LONG_S, 4 * 3600),
        certainty: 0.7,
        usefulness: 0.6,
      };
    }
    return undefined;
  },
};

function valueOf(facts: InsightFacts) {
  return facts.sport === 'cycling'
    ? (metric(facts, 'decoupling_after_warm_up_pct') ?? metric(facts, 'decoupling_pct'))
    : metric(facts, 'pace_decoupling_pct');
}

function warmth(facts: InsightFacts) {
  const degrees = metric(facts, 'average_temperature_c');
  return degrees === undefined || degrees.value < HOT_C
    ? undefined
    : phrase`The device read ${temperature(degrees)} on average, which does the same.`;
}
