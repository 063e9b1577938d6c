import type { Input, Output } from '../../contract/operation.ts';
import type { getTrends as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf, dayOf, periodsOf } from './calendar.ts';
import { lineThrough } from './line-through.ts';
import { DAYS_BEFORE, FITTED_S, MEASURED, measuresOf } from './measures.ts';
import { sumsByPeriod } from './sums.ts';
import { curveAt, curveOf, modelOf, trainingHistory } from './training-history.ts';

type Answer = Output<typeof operation>;

/** Clocks are a day apart at the most. */
const A_DAY_MS = 86_400_000;

/** How training and fitness go, week by week, and the line through each. */
export async function getTrends(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'training' | 'clock'>,
): Promise<Answer> {
  const { athleteId } = caller;
  const last =
    query.to ?? new Date(deps.clock.now().getTime() - A_DAY_MS).toISOString().slice(0, 10);
  const first = query.from === undefined ? dayOf(last) - 364 : dayOf(query.from);
  const [asked, progress] = await Promise.all([
    trainingHistory(query, caller, deps),
    deps.training.progress(caller, {
      athleteId,
      from: dateOf(first - DAYS_BEFORE),
      to: query.to,
      keys: MEASURED.filter(({ sport }) => query.sport === undefined || sport === query.sport),
      durationsS: FITTED_S,
    }),
  ]);
  const weeks = periodsOf('week', asked.range);
  const sums = sumsByPeriod(
    asked.days.filter(({ day }) => day >= asked.range.first),
    weeks,
  );
  const performance = weeks.map(({ first }, i) => {
    const { activities = 0, moving_time_s = 0, distance_m = 0, load = null } = sums[i] ?? {};
    const average_speed_mps =
      moving_time_s > 0 && distance_m > 0 ? distance_m / moving_time_s : null;
    return { starts_on: dateOf(first), activities, moving_time_s, load, average_speed_mps };
  });
  const curve = curveOf(asked);
  const fitness = weeks.map(({ last }) => ({ date: dateOf(last), ...curveAt(curve, last) }));
  const trend = (metric: Answer['trends'][number]['metric'], values: (number | null)[]) => ({
    metric,
    ...lineThrough(values.flatMap((value, week) => (value === null ? [] : [{ week, value }]))),
  });
  return {
    performance,
    fitness,
    trends: [
      trend(
        'moving_time_s',
        performance.map((week) => week.moving_time_s),
      ),
      trend(
        'load',
        // a week without training is one without load; one of unknown load says nothing
        performance.map((week) => (week.activities === 0 ? 0 : week.load)),
      ),
      trend(
        'average_speed_mps',
        performance.map((week) => week.average_speed_mps),
      ),
      trend(
        'fitness',
        fitness.map((week) => week.fitness),
      ),
    ],
    measures: measuresOf(progress, { range: asked.range, sport: query.sport }),
    model: modelOf(curve),
  };
}
