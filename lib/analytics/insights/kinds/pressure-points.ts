import { metric, share, sum } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent, whole } from '../show.ts';

const FEWEST = 5;
const LEAST_APART_PCT = 20;

/** Points late in close games against all points. */
export const pressurePoints: InsightKind = {
  id: 'pressure_points',
  theme: 'points',
  version: 1,
  sports: ['squash', 'badminton'],
  contested: false,
  find(facts) {
    const won = metric(facts, 'points_won');
    const lost = metric(facts, 'points_lost');
    const wonLate = metric(facts, 'pressure_points_won');
    const lostLate = metric(facts, 'pressure_points_lost');
    if (
      won === undefined ||
      lost === undefined ||
      wonLate === undefined ||
      lostLate === undefined
    ) {
      return undefined;
    }
    const all = sum('points', [won, lost]);
    const late = sum('pressure_points', [wonLate, lostLate]);
    const usually = share('points_won', [won], all);
    const pressed = share('pressure_points_won', [wonLate], late);
    const apart = pressed.value - usually.value;
    return late.value < FEWEST || Math.abs(apart) < LEAST_APART_PCT
      ? undefined
      : {
          title: apart > 0 ? 'Strong when it counted' : 'The close points went the other way',
          text: phrase`Late in close games you won ${whole(wonLate)} of ${whole(late)} points, ${word(apart > 0 ? 'more' : 'less')} than the ${percent(usually)} of the whole match.`,
          basis: [pressed, won, lost, all, lostLate],
          surprise: 0.5 + 0.5 * ramp(Math.abs(apart), LEAST_APART_PCT, 50),
          certainty: 0.55 + 0.25 * ramp(late.value, FEWEST, 20),
          usefulness: 0.85,
        };
  },
};
