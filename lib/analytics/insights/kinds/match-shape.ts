import { RACKET_SPORTS } from '../../racket-metrics.ts';
import { metric } from '../evidence.ts';
import type { InsightKind } from '../insight.ts';
import { phrase } from '../phrase.ts';
import { ramp } from '../ramp.ts';
import { duration, whole } from '../show.ts';

const FEWEST_GAMES = 2;
const SHORTEST_GAME_S = 180;

/** Games and breaks of a match, told from heart rate. */
export const matchShape: InsightKind = {
  id: 'match_shape',
  theme: 'match',
  version: 1,
  sports: RACKET_SPORTS,
  contested: false,
  find(facts) {
    const games = metric(facts, 'games');
    const longest = metric(facts, 'longest_game_s');
    const breaks = metric(facts, 'break_time_s');
    return games === undefined ||
      longest === undefined ||
      breaks === undefined ||
      games.value < FEWEST_GAMES ||
      longest.value < SHORTEST_GAME_S
      ? undefined
      : {
          title: 'How the match went',
          text: phrase`Heart rate tells ${whole(games)} stretches of play, the longest of ${duration(longest)}, with ${duration(breaks)} of breaks between them.`,
          surprise: 0.3 + 0.3 * ramp(games.value, 3, 6),
          certainty: 0.6,
          usefulness: 0.45,
        };
  },
};
