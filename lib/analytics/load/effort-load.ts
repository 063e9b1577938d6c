import { none, type Result } from '../result.ts';

/**
 * Training load from how hard it felt: 100 · hours · effort / 8, effort on the 0–10 scale. An hour that felt 8 of
 * 10, which a steady hour at threshold does, is 100, so that it adds to the loads of other methods.
 *
 * House scaling, no standard exists. The session's own measure, effort × minutes (Foster's arbitrary units), is
 * `sessionEffort`.
 *
 * Reasons: `not_reached` for an effort of 0, `not_plausible` outside 0…10 or above 24 h, `too_short` under a minute.
 * Source: Foster 2001 for effort × duration.
 */
export function effortLoad({
  effort,
  durationS,
}: {
  /** 0 (rest) to 10 (all-out), of the whole session. */
  effort: number;
  durationS: number;
}): Result<{ load: number; sessionEffort: number }> {
  if (!(effort >= 0 && effort <= 10 && durationS <= 86_400)) {
    return none('not_plausible');
  }
  if (durationS < 60) {
    return none('too_short');
  }
  return effort === 0
    ? none('not_reached')
    : {
        value: {
          load: (durationS / 3600) * (effort / THRESHOLD_EFFORT) * 100,
          sessionEffort: (effort * durationS) / 60,
        },
      };
}

const THRESHOLD_EFFORT = 8;
