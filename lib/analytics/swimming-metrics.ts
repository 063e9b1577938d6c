import type { AnalysisContext } from './analysis-context.ts';
import { distanceOf } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { none, type Result } from './result.ts';
import { type SwimConsistency, swimConsistency } from './swimming/swim-consistency.ts';
import { swimFromSeries } from './swimming/swim-from-series.ts';
import { swimSession } from './swimming/swim-intervals.ts';
import { isSwum, type SwimLength, type SwimStroke } from './swimming/swim-length.ts';
import { swimLoad } from './swimming/swim-load.ts';
import { swimPace } from './swimming/swim-pace.ts';
import { type SwimTechnique, swimTechnique } from './swimming/swim-technique.ts';

const SWIMMING = { sports: ['swimming'], version: 1, needs: [] } as const;
const HOUSE = { source: 'house', status: 'house' } as const;

/** What lengths tell of a swim, and, without them, distance and time. */
export const SWIMMING_METRICS: readonly Metric[] = [
  {
    ...SWIMMING,
    ...HOUSE,
    id: 'swim_time_s',
    title: 'Time swum',
    definition: 'The sum of the lengths, rests left out; without lengths, time that was not stood.',
    unit: 's',
    precision: 0,
    range: [0, 604_800],
    compute: (context) => basic(context, ({ swimS }) => ({ value: swimS })),
  },
  {
    ...SWIMMING,
    ...HOUSE,
    id: 'swim_rest_s',
    title: 'Rest',
    definition: 'Rests of 5 s or more between lengths; without lengths, time stood or paused.',
    unit: 's',
    precision: 0,
    range: [0, 604_800],
    compute: (context) =>
      basic(context, ({ restS }) =>
        restS === undefined ? none('too_much_missing') : { value: restS },
      ),
  },
  {
    ...SWIMMING,
    id: 'swim_pace_s_per_100m',
    title: 'Pace',
    definition: 'Time swum per 100 m, rests left out.',
    unit: 's/100 m',
    precision: 0,
    range: [30, 600],
    source: 'house',
    status: 'settled',
    compute: (context) =>
      basic(context, (swim) => {
        const { value, reason } = swimPace(swim);
        return value === undefined ? none(reason) : { value: value.per100mS };
      }),
  },
  {
    ...SWIMMING,
    id: 'swim_load',
    title: 'Load from swimming pace',
    definition: 'Hours swum times speed over critical swim speed cubed times 100, rests left out.',
    unit: '',
    precision: 0,
    range: [0, 3000],
    source: 'Fitzgerald & McGregor 2008',
    status: 'diverging',
    needs: ['cssMps'],
    compute: swimLoadOf,
  },
  technique('swolf', 'SWOLF', 'Seconds plus strokes of a length, mean of the main stroke.', {
    unit: '',
    precision: 0,
    range: [10, 300],
    of: ({ swolfMean }) => swolfMean,
  }),
  technique('stroke_rate_spm', 'Stroke rate', 'Strokes a minute as counted, of the main stroke.', {
    unit: '1/min',
    precision: 0,
    range: [1, 150],
    of: ({ strokesPerMinute }) => strokesPerMinute,
  }),
  technique('distance_per_stroke_m', 'Distance per stroke', 'Metres per stroke as counted.', {
    unit: 'm',
    precision: 2,
    range: [0.1, 10],
    of: ({ distancePerStrokeM }) => distancePerStrokeM,
  }),
  technique('stroke_index', 'Stroke index', 'Speed times distance per stroke (Costill 1985).', {
    unit: 'm²/s',
    precision: 2,
    range: [0, 20],
    of: ({ strokeIndex }) => strokeIndex,
  }),
  consistency('length_variation_pct', 'Variation', 'Spread of the length times over their mean.', {
    unit: '%',
    of: ({ variationPercent }) => variationPercent,
  }),
  consistency('length_fade_pct', 'Fade', 'Second half of the lengths over the first, in time.', {
    unit: '%',
    of: ({ fadePercent }) => fadePercent,
  }),
  consistency('length_slope_s', 'Slowing per length', 'By how much each length took longer.', {
    unit: 's',
    of: ({ slopeSPerLength }) => slopeSPerLength,
  }),
];

interface Swim {
  distanceM: number;
  swimS: number;
  restS: number | undefined;
}

function swimOf(context: AnalysisContext): Result<Swim> {
  const { lengths, poolM } = context.recording;
  if (lengths !== undefined && lengths.length > 0 && poolM !== undefined) {
    return swimSession({ lengths, poolM });
  }
  const distanceM = context.once(distanceOf);
  const pausedS = context.series.pauses.reduce((sum, { lastsS }) => sum + lastsS, 0);
  return distanceM === undefined
    ? none('no_lengths')
    : swimFromSeries({ distanceM, speedMps: context.series.speedMps, pausedS });
}

function basic(context: AnalysisContext, compute: (swim: Swim) => Result): Result {
  const { value, reason } = context.once(swimOf);
  return value === undefined ? none(reason) : compute(value);
}

export function swimLoadOf(context: AnalysisContext): Result {
  const { cssMps } = context.thresholds;
  return basic(context, ({ distanceM, swimS }) => {
    const { value, reason } = swimLoad({ distanceM, swimS, cssMps });
    return value === undefined ? none(reason) : { value: value.load };
  });
}

/** The lengths of the stroke that was swum most: only like can be compared with like. */
function mainLengths({ recording }: AnalysisContext): readonly SwimLength[] {
  const swum = (recording.lengths ?? []).filter(
    (length) => isSwum(length) && length.stroke !== 'drill',
  );
  const counts = new Map<SwimStroke, number>();
  for (const { stroke } of swum) {
    counts.set(stroke, (counts.get(stroke) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return swum.filter(({ stroke }) => counts.get(stroke) === most);
}

function techniqueOf(context: AnalysisContext): Result<SwimTechnique> {
  const { poolM } = context.recording;
  const lengths = context.once(mainLengths);
  return lengths.length === 0 || poolM === undefined
    ? none('no_lengths')
    : swimTechnique({ lengths, poolM });
}

function consistencyOf(context: AnalysisContext): Result<SwimConsistency> {
  const lengths = context.once(mainLengths);
  return lengths.length === 0 ? none('no_lengths') : swimConsistency({ lengths });
}

function technique(
  id: string,
  title: string,
  definition: string,
  {
    of,
    ...rest
  }: Pick<Metric, 'unit' | 'precision' | 'range'> & { of: (technique: SwimTechnique) => number },
): Metric {
  return {
    ...SWIMMING,
    ...rest,
    id,
    title,
    definition,
    source: 'Costill et al. 1985',
    status: 'diverging',
    compute: (context) => {
      const { value, reason } = context.once(techniqueOf);
      return value === undefined ? none(reason) : { value: of(value) };
    },
  };
}

function consistency(
  id: string,
  title: string,
  definition: string,
  { of, unit }: { unit: string; of: (consistency: SwimConsistency) => number },
): Metric {
  return {
    ...SWIMMING,
    ...HOUSE,
    id,
    title,
    definition,
    unit,
    precision: 1,
    range: [-500, 500],
    compute: (context) => {
      const { value, reason } = context.once(consistencyOf);
      return value === undefined ? none(reason) : { value: of(value) };
    },
  };
}
