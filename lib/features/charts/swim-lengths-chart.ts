import type * as z from 'zod';
import {
  SHORTEST_REST_S,
  swimSession,
  swumLengths,
} from '../../analytics/swimming/swim-intervals.ts';
import type { swimLengthsChart as schema } from '../../contract/charts.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { rounded } from './drawn-samples.ts';

type Chart = z.input<typeof schema>;

/** The lengths of a swim in a pool, one by one, and the intervals they make. */
export function swimLengthsChart(input: ChartInput): Chart {
  const { lengths = [], poolM } = input.context.recording;
  const session = poolM === undefined ? undefined : swimSession({ lengths, poolM });
  if (poolM === undefined || session?.value === undefined || lengths.length === 0) {
    const reason = lengths.length === 0 ? 'no_lengths' : (session?.reason ?? 'no_lengths');
    const empty = { pool_m: poolM ?? null, lengths: [], intervals: [] };
    return { ...frame('swim-lengths', input, reason), ...empty };
  }
  const paceOf = (seconds: number, metres: number) => rounded((100 * seconds) / metres, 1);
  let interval = 1;
  const swum = swumLengths(lengths);
  return {
    ...frame('swim-lengths', input, undefined),
    pool_m: poolM,
    lengths: swum.map(({ startS, durationS, strokes, stroke }, i): Chart['lengths'][number] => {
      const before = swum[i - 1];
      const gapS = before === undefined ? 0 : startS - before.startS - before.durationS;
      const restS = gapS >= SHORTEST_REST_S ? gapS : 0;
      interval += restS > 0 ? 1 : 0;
      return {
        number: i + 1,
        interval,
        start_s: rounded(startS, 1),
        duration_s: rounded(durationS, 2),
        stroke: stroke as Chart['lengths'][number]['stroke'],
        strokes: strokes ?? null,
        swolf: strokes === undefined ? null : rounded(durationS + strokes, 1),
        pace_s: paceOf(durationS, poolM),
        rest_before_s: rounded(restS, 1),
      };
    }),
    intervals: session.value.intervals.map((one, i) => ({
      number: i + 1,
      start_s: rounded(one.startS, 1),
      lengths: one.lengths,
      distance_m: rounded(one.distanceM, 1),
      swim_s: rounded(one.swimS, 1),
      rest_after_s: rounded(one.restAfterS, 1),
      pace_s: paceOf(one.swimS, one.distanceM),
    })),
  };
}
