import { RACKET_SPORTS } from '../../racket-metrics.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { beats } from '../show.ts';

const MOST_P = 0.05;

/** Heart rate after points won against points lost, where the difference is clear by two tests. */
export const pointsHeartRate: InsightKind = {
  id: 'points_heart_rate',
  theme: 'points_heart_rate',
  version: 1,
  sports: RACKET_SPORTS,
  contested: true,
  find(facts) {
    const won = metric(facts, 'won_points_heart_rate_bpm');
    const lost = metric(facts, 'lost_points_heart_rate_bpm');
    const apart = metric(facts, 'points_heart_rate_difference_bpm');
    const p = metric(facts, 'points_heart_rate_p');
    const shuffled = metric(facts, 'points_heart_rate_permutation_p');
    return won === undefined ||
      lost === undefined ||
      apart === undefined ||
      p === undefined ||
      shuffled === undefined ||
      p.value >= MOST_P ||
      shuffled.value >= MOST_P
      ? undefined
      : {
          title: 'Heart rate on points won and lost',
          text: phrase`After points you won heart rate was ${beats(apart)} ${word(apart.value < 0 ? 'lower' : 'higher')} than after those you lost: ${beats(won)} and ${beats(lost)}. Long rallies show in it as much as winning does.`,
          basis: [p, shuffled],
          surprise: 0.5 + 0.4 * ramp(Math.abs(apart.value), 2, 10),
          certainty: 0.65,
          usefulness: 0.7,
        };
  },
};
