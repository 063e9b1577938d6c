import { metric } from '../evidence.ts';
import type { InsightFacts, InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { distance, pace, percent } from '../show.ts';

const SHORTEST_M = 3000;
const FADED_PCT = 4;
const NEGATIVE_PCT = -2;
const EVEN_PCT = 1;
const LONG_M = 8000;
/** The split is of elapsed time: more standing than this may be all there is to it. */
const MOST_STANDING = 1.03;
/** Steeper courses part into halves that do not compare. m of climb a m of way. */
const MOST_CLIMB = 0.012;

/** The second half of a run against the first. */
export const runPacing: InsightKind = {
  id: 'run_pacing',
  theme: 'pacing',
  version: 1,
  sports: ['running'],
  contested: false,
  find(facts) {
    const fade = metric(facts, 'pace_fade_pct');
    const whole = metric(facts, 'average_pace_s_per_km');
    const way = metric(facts, 'distance_m');
    if (fade === undefined || whole === undefined || way === undefined || !isTelling(facts)) {
      return undefined;
    }
    if (fade.value >= FADED_PCT) {
      return {
        title: 'Slower second half',
        text: phrase`The second half of the ${distance(way)} took ${percent(fade)} longer than the first, at ${pace(whole)} overall. A calmer start usually pays.`,
        surprise: 0.4 + 0.6 * ramp(fade.value, FADED_PCT, 15),
        certainty: 0.75,
        usefulness: 0.8,
      };
    }
    if (fade.value <= NEGATIVE_PCT) {
      return {
        title: 'Faster second half',
        text: phrase`The second half of the ${distance(way)} was ${percent(fade)} quicker than the first, at ${pace(whole)} overall.`,
        surprise: 0.4 + 0.4 * ramp(-fade.value, -NEGATIVE_PCT, 10),
        certainty: 0.75,
        usefulness: 0.6,
      };
    }
    if (Math.abs(fade.value) <= EVEN_PCT && way.value >= LONG_M) {
      return {
        title: 'Even pace',
        text: phrase`Both halves of the ${distance(way)} took the same time to within ${percent(fade)}, at ${pace(whole)}.`,
        surprise: 0.4,
        certainty: 0.75,
        usefulness: 0.5,
      };
    }
    return undefined;
  },
};

function isTelling(facts: InsightFacts): boolean {
  const of = (id: string) => facts.metrics.get(id) ?? 0;
  return (
    of('distance_m') >= SHORTEST_M &&
    of('elapsed_time_s') <= MOST_STANDING * of('moving_time_s') &&
    of('elevation_gain_m') <= MOST_CLIMB * of('distance_m') &&
    facts.intervals.length === 0
  );
}
