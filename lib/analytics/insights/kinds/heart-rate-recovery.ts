import { againstUsual } from '../against-usual.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { beats, whole } from '../show.ts';

const LEAST_BPM = 6;

/** The fall of heart rate in the minute after the hardest effort, against the athlete's own. */
export const heartRateRecovery: InsightKind = {
  id: 'heart_rate_recovery',
  theme: 'recovery',
  version: 1,
  sports: 'any',
  contested: true,
  find(facts) {
    const found = againstUsual(facts, 'heart_rate_recovery_bpm');
    const apart = (found?.value.value ?? 0) - (found?.usual.value ?? 0);
    if (found === undefined || Math.abs(apart) < LEAST_BPM || found.value.value <= 0) {
      return undefined;
    }
    const { value, usual, count, days } = found;
    const isFaster = apart > 0;
    return {
      title: isFaster ? 'Heart rate came down fast' : 'Heart rate came down slowly',
      text: phrase`In the minute after the hardest effort heart rate fell by ${beats(value)}; the median of ${whole(count)} like sessions in the ${whole(days)} days before is ${beats(usual)}.`,
      surprise: 0.4 + 0.5 * ramp(Math.abs(apart), LEAST_BPM, 20),
      certainty: Math.min(0.65, found.certainty),
      usefulness: 0.5,
    };
  },
};
