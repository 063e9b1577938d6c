import { metric, share, threshold } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { kilojoules, percent } from '../show.ts';

const SPENT_PCT = 15;
const IMPOSSIBLE_PCT = -5;

/** How far W′ was used up; below nothing, CP or W′ are set too low. */
export const reserveSpent: InsightKind = {
  id: 'reserve_spent',
  theme: 'capacity',
  version: 1,
  sports: ['cycling'],
  contested: true,
  find(facts) {
    const lowest = metric(facts, 'min_w_prime_balance_j');
    const whole = threshold(facts, 'w_prime_j', 'J');
    if (lowest === undefined || whole === undefined) {
      return undefined;
    }
    const left = share('w_prime_left', [lowest], whole);
    if (left.value <= IMPOSSIBLE_PCT) {
      return {
        title: 'W′ went below zero',
        text: phrase`By the model you spent ${kilojoules(lowest)} more than the ${kilojoules(whole)} of W′ that are set. That cannot be: critical power or W′ is set too low.`,
        surprise: 0.6 + 0.4 * ramp(-left.value, 5, 50),
        certainty: 0.75,
        usefulness: 0.95,
      };
    }
    if (left.value <= SPENT_PCT) {
      return {
        title: 'Reserve nearly spent',
        text: phrase`At the hardest moment ${percent(left)} of your W′ of ${kilojoules(whole)} was left: close to all there was.`,
        basis: [lowest],
        surprise: 0.6,
        certainty: 0.6,
        usefulness: 0.7,
      };
    }
    return undefined;
  },
};
