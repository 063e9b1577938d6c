import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { percent, swimPace } from '../show.ts';

const FADED_PCT = 4;
const EVEN_FADE_PCT = 1.5;
const EVEN_VARIATION_PCT = 3.5;
const UNEVEN_VARIATION_PCT = 12;

/** The lengths of the main stroke: the second half against the first, and how even they were. */
export const swimPacing: InsightKind = {
  id: 'swim_pacing',
  theme: 'pacing',
  version: 1,
  sports: ['swimming'],
  contested: false,
  find(facts) {
    const fade = metric(facts, 'length_fade_pct');
    const variation = metric(facts, 'length_variation_pct');
    const pace = metric(facts, 'swim_pace_s_per_100m');
    if (fade === undefined || variation === undefined || pace === undefined) {
      return undefined;
    }
    if (fade.value >= FADED_PCT && variation.value < UNEVEN_VARIATION_PCT) {
      return {
        title: 'Slower towards the end',
        text: phrase`The second half of the lengths took ${percent(fade)} longer than the first, at ${swimPace(pace)} overall.`,
        basis: [variation],
        surprise: 0.4 + 0.5 * ramp(fade.value, FADED_PCT, 12),
        certainty: 0.7,
        usefulness: 0.75,
      };
    }
    if (Math.abs(fade.value) <= EVEN_FADE_PCT && variation.value <= EVEN_VARIATION_PCT) {
      return {
        title: 'Even lengths',
        text: phrase`The lengths varied by only ${percent(variation)} around ${swimPace(pace)}, and the second half was no slower.`,
        basis: [fade],
        surprise: 0.45,
        certainty: 0.8,
        usefulness: 0.55,
      };
    }
    return undefined;
  },
};
