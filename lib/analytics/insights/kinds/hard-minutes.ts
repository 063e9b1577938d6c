import { RACKET_SPORTS } from '../../racket-metrics.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, percent } from '../show.ts';
import { zoneShares } from '../zone-share.ts';

const LEAST_S = 720;
const LEAST_PCT = 20;

/** Time above threshold, by power or heart rate. */
export const hardMinutes: InsightKind = {
  id: 'hard_minutes',
  theme: 'zones',
  version: 1,
  sports: ['cycling', 'running', 'rowing', 'skiing', ...RACKET_SPORTS, 'hiit'],
  contested: false,
  find(facts) {
    const hard = zoneShares(facts)?.hard;
    return hard === undefined || hard.sum.value < LEAST_S || hard.share.value < LEAST_PCT
      ? undefined
      : {
          title: 'A hard session',
          text: phrase`${duration(hard.sum)} were spent in the highest zones, ${percent(hard.share)} of the session. Count it as a hard day.`,
          basis: hard.seconds,
          surprise: 0.3 + 0.6 * ramp(hard.share.value, LEAST_PCT, 60),
          certainty: 0.75,
          usefulness: 0.6,
        };
  },
};
