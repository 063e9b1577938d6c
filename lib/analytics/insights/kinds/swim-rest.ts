import { metric, share, sum } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, percent } from '../show.ts';

const MUCH_PCT = 40;
const SHORTEST_S = 600;

/** How much of a swim was rest. */
export const swimRest: InsightKind = {
  id: 'swim_rest',
  theme: 'rest',
  version: 1,
  sports: ['swimming'],
  contested: false,
  find(facts) {
    const rest = metric(facts, 'swim_rest_s');
    const swum = metric(facts, 'swim_time_s');
    if (rest === undefined || swum === undefined || swum.value < SHORTEST_S) {
      return undefined;
    }
    const all = sum('swim_session_s', [swum, rest]);
    const rested = share('swim_rest', [rest], all);
    return rested.value < MUCH_PCT
      ? undefined
      : {
          title: 'Much of it at the wall',
          text: phrase`Rest took ${percent(rested)} of the session: ${duration(rest)} beside ${duration(swum)} of swimming.`,
          basis: [all],
          surprise: 0.35 + 0.5 * ramp(rested.value, MUCH_PCT, 70),
          certainty: 0.75,
          usefulness: 0.55,
        };
  },
};
