import { RACKET_SPORTS } from '../../racket-metrics.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent, seconds, whole } from '../show.ts';

const FEWEST = 20;

/** Rallies and the rests between them, told from motion. */
export const rallies: InsightKind = {
  id: 'rallies',
  theme: 'match',
  version: 1,
  sports: RACKET_SPORTS,
  contested: false,
  find(facts) {
    const count = metric(facts, 'rallies');
    const average = metric(facts, 'average_rally_s');
    const rest = metric(facts, 'average_rest_s');
    const play = metric(facts, 'play_share_pct');
    return count === undefined ||
      average === undefined ||
      rest === undefined ||
      play === undefined ||
      count.value < FEWEST
      ? undefined
      : {
          title: 'Rallies and rests',
          text: phrase`${whole(count)} rallies of ${seconds(average)} on average, with ${seconds(rest)} between them: the ball was in play for ${percent(play)} of the time.`,
          surprise: 0.35 + 0.4 * ramp(play.value, 45, 75),
          certainty: 0.6,
          usefulness: 0.6,
        };
  },
};
