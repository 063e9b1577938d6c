import type { AnalysisContext } from './analysis-context.ts';
import type { Metric } from './metric.ts';
import { none, type Result } from './result.ts';
import { type StrengthVolume, strengthVolume } from './strength/strength-volume.ts';

const STRENGTH = {
  sports: ['strength', 'hiit'],
  version: 1,
  unit: '',
  precision: 0,
  needs: [],
} as const;

/** What the sets of a strength session add up to. */
export const STRENGTH_METRICS: readonly Metric[] = [
  {
    ...STRENGTH,
    id: 'volume_load_kg',
    title: 'Volume load',
    definition: 'The sum of weight times repetitions, with the lifted share of the body.',
    unit: 'kg',
    range: [0, 1e6],
    source: 'by custom',
    status: 'settled',
    compute: (context) => fromVolume(context, ({ volumeLoadKg }) => volumeLoadKg),
  },
  {
    ...STRENGTH,
    id: 'repetitions',
    title: 'Repetitions',
    definition: 'Of all sets with a weight.',
    range: [0, 100_000],
    source: 'by custom',
    status: 'settled',
    compute: (context) => fromVolume(context, ({ reps }) => reps),
  },
  {
    ...STRENGTH,
    id: 'hard_sets',
    title: 'Hard sets',
    definition: 'Sets of an effort of 7 of 10 or more; sets without an effort are not counted.',
    range: [0, 1000],
    source: 'after Israetel',
    status: 'contested',
    compute: (context) => fromVolume(context, ({ hardSets }) => hardSets),
  },
];

function volumeOf({ recording, thresholds }: AnalysisContext): Result<StrengthVolume> {
  const { sets } = recording;
  return sets === undefined || sets.length === 0
    ? none('no_sets')
    : strengthVolume({ sets, bodyWeightKg: thresholds.weightKg });
}

function fromVolume(context: AnalysisContext, compute: (volume: StrengthVolume) => number): Result {
  const { value, reason } = context.once(volumeOf);
  return value === undefined ? none(reason) : { value: compute(value) };
}
