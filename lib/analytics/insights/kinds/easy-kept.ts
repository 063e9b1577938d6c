import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, percent } from '../show.ts';
import { zoneShares } from '../zone-share.ts';

const LEAST_PCT = 90;
const SHORTEST_S = 2700;

/** An easy day that stayed one. */
export const easyKept: InsightKind = {
  id: 'easy_kept',
  theme: 'zones',
  version: 1,
  sports: ['cycling', 'running', 'rowing', 'skiing'],
  contested: false,
  find(facts) {
    const easy = zoneShares(facts)?.easy;
    const timerS = facts.metrics.get('timer_time_s') ?? 0;
    return easy === undefined || timerS < SHORTEST_S || easy.share.value < LEAST_PCT
      ? undefined
      : {
          title: 'Easy, and kept easy',
          text: phrase`${percent(easy.share)} of the time (${duration(easy.sum)}) was easy: the session did not turn into a hard one.`,
          basis: easy.seconds,
          surprise: 0.25 + 0.2 * ramp(timerS, SHORTEST_S, 3 * 3600),
          certainty: 0.75,
          usefulness: 0.5,
        };
  },
};
