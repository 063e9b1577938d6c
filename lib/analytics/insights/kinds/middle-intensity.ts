import type { InsightKind } from '../insight.ts';
import { phrase, word } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, percent } from '../show.ts';
import { zoneShares } from '../zone-share.ts';

const MUCH_PCT = 35;
/** With more at the top it was a hard day, and the middle the way there. */
const MOST_HARD_PCT = 5;
const SHORTEST_S = 1800;

/** Too hard for easy, too easy for hard: much time between the thresholds on a day without real efforts. */
export const middleIntensity: InsightKind = {
  id: 'middle_intensity',
  theme: 'zones',
  version: 1,
  sports: ['cycling', 'running', 'rowing', 'skiing'],
  contested: true,
  find(facts) {
    const shares = zoneShares(facts);
    const isLong = (facts.metrics.get('timer_time_s') ?? 0) >= SHORTEST_S;
    if (shares === undefined || !isLong || facts.intervals.length > 0) {
      return undefined;
    }
    const { middle, hard } = shares;
    const little = hard.share.value < 0.5 ? word('hardly any') : percent(hard.share);
    return middle.share.value < MUCH_PCT || hard.share.value > MOST_HARD_PCT
      ? undefined
      : {
          title: 'Much of it in the middle',
          text: phrase`${percent(middle.share)} of the time (${duration(middle.sum)}) was between easy and hard, and ${little} was hard. If this was meant as an easy day, slower would have done as well.`,
          basis: [...middle.seconds, hard.share, ...hard.seconds],
          surprise: 0.4 + 0.5 * ramp(middle.share.value, MUCH_PCT, 80),
          certainty: 0.65,
          usefulness: 0.85,
        };
  },
};
