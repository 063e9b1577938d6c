import type { Input, Output } from '../../contract/operation.ts';
import type { getRecords as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Mark, RecordMark } from '../../core/ports/training.ts';
import type { Deps } from '../../core/ports.ts';

type Answer = Output<typeof operation>;

/** What a mark of a whole activity is in the API, and how it is shown. */
const MOST = {
  distance: { metric: 'distance_m', unit: 'm', decimals: 0 },
  time: { metric: 'moving_time_s', unit: 's', decimals: 0 },
  climb: { metric: 'elevation_gain_m', unit: 'm', decimals: 0 },
  load: { metric: 'load', unit: '', decimals: 1 },
} as const;

/** The caller's best efforts and biggest activities. */
export async function getRecords(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'training'>,
): Promise<Answer> {
  const { athleteId } = caller;
  const marks = await deps.training.records(caller, { athleteId, sport: query.sport });
  const answer: Answer = { best_efforts: [], most: [] };
  for (const mark of marks) {
    const { kind, span } = mark;
    if (kind === 'power') {
      const shown = shownWith(mark, (watts) => rounded(watts, 1));
      answer.best_efforts.push({
        of: 'power',
        duration_s: span,
        distance_m: null,
        ...shown,
        unit: 'W',
      });
    } else if (kind === 'speed') {
      const shown = shownWith(mark, (mps) => rounded(span / mps, 1));
      answer.best_efforts.push({
        of: 'distance',
        duration_s: null,
        distance_m: span,
        ...shown,
        unit: 's',
      });
    } else {
      const { metric, unit, decimals } = MOST[kind];
      const shown = shownWith(mark, (value) => rounded(value, decimals));
      answer.most.push({ metric, ...shown, unit });
    }
  }
  return answer;
}

function shownWith({ sport, previous, ...best }: RecordMark, show: (value: number) => number) {
  const shown = ({ value, activityId, date }: Mark) => ({
    value: show(value),
    activity_id: activityId,
    date,
  });
  return {
    sport: sport as Answer['most'][number]['sport'],
    ...shown(best),
    previous: previous === undefined ? null : shown(previous),
  };
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}
