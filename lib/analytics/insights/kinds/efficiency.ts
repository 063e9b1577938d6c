import { againstUsual } from '../against-usual.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { beats, decimal, percent, reach, whole } from '../show.ts';

const LEAST_PCT = 3;

/** Output per heartbeat against the athlete's own, in sessions of like length and heart rate. */
export const efficiency: InsightKind = {
  id: 'efficiency',
  theme: 'performance',
  version: 1,
  sports: ['cycling', 'running'],
  contested: true,
  find(facts) {
    const isRide = facts.sport === 'cycling';
    const found = againstUsual(facts, isRide ? 'efficiency_factor' : 'metres_per_heartbeat', {
      alikeIn: ['heart_rate'],
    });
    const bpm = metric(facts, 'average_heart_rate_bpm');
    if (found === undefined || bpm === undefined) {
      return undefined;
    }
    const { value, usual, changePct, count, days } = found;
    if (Math.abs(changePct.value) < LEAST_PCT) {
      return undefined;
    }
    const isMore = changePct.value > 0;
    const words = isMore ? 'more' : 'less';
    const what = word(`${words} ${isRide ? 'power' : 'ground'}`);
    const shown = isRide
      ? phrase`${decimal(value)} W a beat, usually ${decimal(usual)}`
      : phrase`${reach(value)} a beat, usually ${reach(usual)}`;
    return {
      title: isMore ? 'More for each heartbeat' : 'Less for each heartbeat',
      text: phrase`At ${beats(bpm)} you got ${percent(changePct)} ${what} than in ${whole(count)} sessions like it of the ${whole(days)} days before: ${shown}.`,
      surprise: 0.4 + 0.6 * ramp(Math.abs(changePct.value), LEAST_PCT, 12),
      certainty: Math.min(0.8, found.certainty),
      usefulness: 0.85,
    };
  },
};
