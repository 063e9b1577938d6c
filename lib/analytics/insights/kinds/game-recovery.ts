import { RACKET_SPORTS } from '../../racket-metrics.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { beats } from '../show.ts';

const LEAST_BPM = 8;

/** The fall of heart rate in the last break between games against the first. */
export const gameRecovery: InsightKind = {
  id: 'game_recovery',
  theme: 'recovery',
  version: 1,
  sports: RACKET_SPORTS,
  contested: false,
  find(facts) {
    const first = metric(facts, 'first_break_recovery_bpm');
    const last = metric(facts, 'last_break_recovery_bpm');
    const apart = (last?.value ?? 0) - (first?.value ?? 0);
    return first === undefined || last === undefined || Math.abs(apart) < LEAST_BPM
      ? undefined
      : {
          title: apart < 0 ? 'Less recovery late in the match' : 'Recovery held up',
          text: phrase`Heart rate fell by ${beats(last)} in the last break between games, ${word(apart < 0 ? 'after' : 'up from')} ${beats(first)} in the first.`,
          surprise: 0.4 + 0.5 * ramp(Math.abs(apart), LEAST_BPM, 25),
          certainty: 0.6,
          usefulness: 0.7,
        };
  },
};
