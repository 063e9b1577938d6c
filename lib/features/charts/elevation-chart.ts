import type * as z from 'zod';
import { findClimbs } from '../../analytics/course/climbs.ts';
import { downsampleIndexes } from '../../analytics/downsample.ts';
import { profileOf } from '../../analytics/intermediates.ts';
import type { elevationChart as schema } from '../../contract/charts.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { rounded } from './drawn-samples.ts';

/** Altitude over distance, with the climbs. */
export function elevationChart(input: ChartInput): z.input<typeof schema> {
  const { context, points } = input;
  const { value: profile, reason } = context.once(profileOf);
  if (profile === undefined) {
    const empty = { distances_m: [], altitudes_m: [], times_s: [], climbs: [] };
    return { ...frame('elevation', input, reason), ...empty };
  }
  const { startM, stepM, altitudeM, reachedS } = profile;
  const distanceM = altitudeM.map((_, step) => startM + step * stepM);
  const kept = Array.from(
    downsampleIndexes({ time: distanceM, channels: [altitudeM], limit: points }),
  );
  const { elapsedS } = context.series;
  return {
    ...frame('elevation', input, undefined),
    distances_m: kept.map((i) => rounded(distanceM[i] as number, 1)),
    altitudes_m: kept.map((i) => rounded(altitudeM[i] as number, 1)),
    times_s: kept.map((i) => elapsedS[reachedS[i] as number] as number),
    climbs: findClimbs(profile).map((climb) => ({
      start_m: rounded(climb.startM, 1),
      end_m: rounded(climb.endM, 1),
      gain_m: rounded(climb.gainM, 1),
      average_grade_pct: rounded(climb.averageGradePct, 1),
      category: climb.category ?? null,
    })),
  };
}
