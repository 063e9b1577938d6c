import { createAnalysisContext } from '../../analytics/analysis-context.ts';
import { RACKET_SPORTS } from '../../analytics/racket-metrics.ts';
import type { Recording, Sport } from '../../analytics/recording.ts';
import { ANALYSIS_VERSION, isFor } from '../../analytics/registry.ts';
import { toSeries } from '../../analytics/resample.ts';
import type { getChart as operation } from '../../contract/charts.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { noSuchActivity } from '../activities/own-activity.ts';
import { readChannels, type StreamDeps } from '../activities/read-channels.ts';
import { besideChannels, hasEstimatedPower, recordedPoints } from '../analysis/to-recording.ts';
import { inPlayOrder } from '../points/in-play-order.ts';
import type { ChartInput } from './chart-input.ts';
import { elevationChart } from './elevation-chart.ts';
import { heartRateChart } from './heart-rate-chart.ts';
import { paceChart } from './pace-chart.ts';
import { pointChart } from './point-chart.ts';
import { powerCurveChart } from './power-curve-chart.ts';
import { swimLengthsChart } from './swim-lengths-chart.ts';
import { thresholdsFor } from './thresholds-for.ts';
import { wPrimeChart } from './w-prime-chart.ts';
import { zoneDistributionChart } from './zone-distribution-chart.ts';

type Request = Input<typeof operation>;
type Chart = Output<typeof operation>['value'];
type Draw = (input: ChartInput, query: Request['query']) => Chart;

const CHARTS: Record<Request['params']['chart'], Draw> = {
  'hr-over-time': heartRateChart,
  'zone-distribution': (input, { of }) => zoneDistributionChart(input, of),
  'power-curve': powerCurveChart,
  pace: paceChart,
  elevation: elevationChart,
  'w-prime-balance': wPrimeChart,
  'swim-lengths': swimLengthsChart,
  'point-by-point': pointChart,
};

/** Whether it is drawn with the points of a match. */
const needsPoints = (chart: string, sport: string) =>
  chart === 'point-by-point' ||
  (chart === 'hr-over-time' && isFor(sport as Sport, { sports: RACKET_SPORTS }));

/**
 * A chart of an activity, through the cache of its samples. What else it is drawn from is part of the key, so
 * that another sport or new thresholds show at once.
 */
export async function getChart(
  { params, query }: Request,
  caller: AthleteCaller,
  deps: StreamDeps & Pick<Deps, 'analyses' | 'points'>,
): Promise<Output<typeof operation>> {
  const { chart } = params;
  // all that the key needs in one look: most charts are read from the cache
  const drawing = await deps.analyses.drawing(caller, params.activity_id);
  if (drawing === undefined || drawing.activity.deleted_at !== null) {
    throw noSuchActivity();
  }
  const { id, sport, started_at } = drawing.activity;
  const thresholds = thresholdsFor(drawing);
  const asked = chart === 'zone-distribution' ? { of: query.of } : { points: query.points };
  const points = needsPoints(chart, sport) ? inPlayOrder(await deps.points.list(caller, id)) : [];
  const logged = points.map(({ id: pointId, version }) => [pointId, version]);
  const drawnFrom = { sport, started_at, thresholds, logged, version: ANALYSIS_VERSION };
  return deps.cache.read(caller, {
    scope: `streams/${id}`,
    key: JSON.stringify({ chart, ...asked, ...drawnFrom }),
    freshS: 3600,
    staleS: 3600,
    parse: (stored) => parseStored(stored, chart),
    load: async () => {
      const { channels } = await readChannels({ activityId: id }, caller, deps);
      const beside = await deps.analyses.recording(caller, id);
      if (hasEstimatedPower(drawing.activity)) {
        // as in its analysis: no figure of power may rest on what the source estimated
        delete channels.power;
      }
      const recording: Recording = {
        sport: sport as Sport,
        channels,
        ...(beside === null ? {} : besideChannels(beside)),
        points: recordedPoints(points, started_at),
      };
      const { series } = toSeries(recording, thresholds);
      const context = createAnalysisContext({ recording, series, thresholds, options: {} });
      const startedAtMs = Date.parse(started_at);
      const input = { activityId: id, startedAtMs, context, points: query.points, logged: points };
      return CHARTS[chart](input, query);
    },
  });
}

/** Only the frame is checked: the arrays were ours when they were stored. */
function parseStored(stored: unknown, chart: Chart['chart']): Chart | undefined {
  const body = stored as Partial<Chart> | null;
  return typeof body?.activity_id === 'string' && body.chart === chart
    ? (body as Chart)
    : undefined;
}
