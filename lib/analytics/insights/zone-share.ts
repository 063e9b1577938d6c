import { metric, share, sum } from './evidence.ts';
import type { Evidence, InsightFacts } from './insight.ts';

/** Which zones of a scheme, counted from 0, lie below, between and above the two thresholds. */
const PARTS: Record<string, Record<Part, number[]>> = {
  coggan_7: { easy: [0, 1], middle: [2], hard: [3, 4, 5, 6] },
  friel_cycling_7: { easy: [0, 1], middle: [2, 3], hard: [4, 5, 6] },
  friel_running_7: { easy: [0, 1], middle: [2, 3], hard: [4, 5, 6] },
  max_heart_rate_5: { easy: [0, 1, 2], middle: [3], hard: [4] },
};

/** The first that the athlete has: power, then threshold heart rate, then maximal heart rate. */
const ORDER = ['coggan_7', 'friel_cycling_7', 'friel_running_7', 'max_heart_rate_5'];

const MOST_MISSING = 0.1;

type Part = 'easy' | 'middle' | 'hard';

/** % of timer time, and the seconds it is made of. */
export type ZoneShares = Record<Part, { share: Evidence; sum: Evidence; seconds: Evidence[] }>;

/** How a session divides by intensity. Undefined without zones, or where over a tenth of it has no value. */
export function zoneShares(facts: InsightFacts): ZoneShares | undefined {
  const scheme = ORDER.find((id) => facts.zones.some((zones) => zones.scheme === id)) ?? '';
  const zones = facts.zones.find((one) => one.scheme === scheme);
  const timer = metric(facts, 'timer_time_s');
  const parts = PARTS[scheme];
  const known = zones?.secondsS.reduce((sum, seconds) => sum + seconds, zones.belowS) ?? 0;
  if (
    zones === undefined ||
    parts === undefined ||
    timer === undefined ||
    !(timer.value > 0) ||
    Math.abs(known - timer.value) > MOST_MISSING * timer.value
  ) {
    return undefined;
  }
  const below = { metric: `zones.${scheme}.below_s`, value: zones.belowS, unit: 's' };
  const part = (name: Part) => {
    const inZones = parts[name].map((at) => ({
      metric: `zones.${scheme}[${at}].seconds_s`,
      value: zones.secondsS[at] ?? 0,
      unit: 's',
    }));
    const seconds = name === 'easy' ? [below, ...inZones] : inZones;
    return {
      share: share(name, seconds, timer),
      sum: sum(`${name}_s`, seconds),
      seconds: [...seconds, timer],
    };
  };
  return { easy: part('easy'), middle: part('middle'), hard: part('hard') };
}
