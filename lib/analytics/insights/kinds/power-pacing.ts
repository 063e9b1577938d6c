import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, watts } from '../show.ts';

const SURGING = 1.3;
const EVEN = 1.05;
const SHORTEST_S = 1800;
const LONG_S = 3600;

/** How evenly a ride's power was spent. */
export const powerPacing: InsightKind = {
  id: 'power_pacing',
  theme: 'pacing',
  version: 1,
  sports: ['cycling'],
  contested: false,
  find(facts) {
    const ratio = metric(facts, 'variability_index');
    const weighted = metric(facts, 'weighted_power_w');
    const average = metric(facts, 'average_power_w');
    const moving = metric(facts, 'moving_time_s');
    if (
      ratio === undefined ||
      weighted === undefined ||
      average === undefined ||
      moving === undefined ||
      facts.intervals.length > 0
    ) {
      return undefined;
    }
    if (ratio.value >= SURGING && moving.value >= SHORTEST_S) {
      return {
        title: 'Power in surges',
        text: phrase`Power came in surges: to the legs it was about ${watts(weighted)}, though the average was ${watts(average)}.`,
        basis: [ratio],
        surprise: 0.3 + 0.5 * ramp(ratio.value, SURGING, 1.7),
        certainty: 0.8,
        usefulness: 0.6,
      };
    }
    if (ratio.value <= EVEN && moving.value >= LONG_S) {
      return {
        title: 'Evenly ridden',
        text: phrase`Power was even for ${duration(moving)}: ${watts(weighted)} weighted against an average of ${watts(average)}.`,
        basis: [ratio],
        surprise: 0.35,
        certainty: 0.85,
        usefulness: 0.5,
      };
    }
    return undefined;
  },
};
