import { againstUsual } from '../against-usual.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent, temperature } from '../show.ts';

const HOT_C = 27;
const LEAST_RISE_C = 4;
const LEAST_LOSS_PCT = -2;

/** Less output per heartbeat on a day that was hotter than usual. */
export const heat: InsightKind = {
  id: 'heat',
  theme: 'performance',
  version: 1,
  sports: ['cycling', 'running'],
  contested: true,
  find(facts) {
    const degrees = metric(facts, 'average_temperature_c');
    const usually = againstUsual(facts, 'average_temperature_c')?.usual;
    const id = facts.sport === 'cycling' ? 'efficiency_factor' : 'metres_per_heartbeat';
    const lost = againstUsual(facts, id);
    return degrees === undefined ||
      usually === undefined ||
      lost === undefined ||
      degrees.value < HOT_C ||
      degrees.value - usually.value < LEAST_RISE_C ||
      lost.changePct.value > LEAST_LOSS_PCT
      ? undefined
      : {
          title: 'A hot one',
          text: phrase`The device read ${temperature(degrees)}, usually ${temperature(usually)}, and each heartbeat gave ${percent(lost.changePct)} less than usual. Heat alone can do that, so it says little about form.`,
          basis: [lost.value, lost.usual, lost.count, lost.days],
          surprise: 0.6 + 0.4 * ramp(degrees.value, HOT_C, 36),
          certainty: Math.min(0.7, lost.certainty),
          usefulness: 0.95,
        };
  },
};
