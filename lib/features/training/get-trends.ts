import { fitLine } from '../../analytics/statistics/fit-line.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { getTrends as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { dateOf, periodsOf } from './calendar.ts';
import { sumsByPeriod } from './sums.ts';
import { curveAt, curveOf, modelOf, trainingHistory } from './training-history.ts';

type Answer = Output<typeof operation>;

/** Under this many weeks with a value a line says nothing. */
const FEWEST_WEEKS = 3;

/** How training and fitness go, week by week, and the line through each. */
export async function getTrends(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'training' | 'clock'>,
): Promise<Answer> {
  const asked = await trainingHistory(query, caller, deps);
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
    ...lineThrough(values),
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
    model: modelOf(curve),
  };
}

function lineThrough(values: (number | null)[]) {
  const points = values.flatMap((value, week) => (value === null ? [] : [{ week, value }]));
  if (points.length < FEWEST_WEEKS) {
    return { slope_per_week: null, r2: null };
  }
  const { slope, r2 } = fitLine({
    x: Float64Array.from(points, ({ week }) => week),
    y: Float64Array.from(points, ({ value }) => value),
  });
  // where all are alike there is nothing to explain
  return { slope_per_week: slope, r2: Number.isFinite(r2) ? r2 : null };
}
