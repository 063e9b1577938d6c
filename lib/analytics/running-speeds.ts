/** What several running metrics rest on; taken through `context.once(…)`. */
import type { AnalysisContext } from './analysis-context.ts';
import { gradeRatio } from './course/grade-ratio.ts';
import { altitudeOf, distanceOf } from './intermediates.ts';
import { none, type Result } from './result.ts';
import { gradeAdjustedSpeed, meanMovingSpeed } from './running/grade-adjusted-speed.ts';
import type { GradeModel } from './running/grade-factor.ts';

/** Speed as recorded, else from distance second by second. */
export function runningSpeedOf(context: AnalysisContext): Float64Array | undefined {
  const distanceM = context.once(distanceOf);
  return (
    context.series.speedMps ??
    distanceM?.map((metres, i) => metres - (i === 0 ? metres : (distanceM[i - 1] as number)))
  );
}

/** Rise over run, from altitude, else as the source gives it (a treadmill). */
function gradesOf(context: AnalysisContext): Float64Array | undefined {
  const distanceM = context.once(distanceOf);
  const altitudeM = context.once(altitudeOf);
  return distanceM === undefined || altitudeM === undefined
    ? context.series.gradePct?.map((percent) => percent / 100)
    : gradeRatio({ distanceM, altitudeM });
}

const adjustedBy = (model: GradeModel) => (context: AnalysisContext) => {
  const speedMps = context.once(runningSpeedOf);
  const grades = context.once(gradesOf);
  return speedMps && grades && gradeAdjustedSpeed({ speedMps, gradeRatio: grades, model });
};

export const adjustedSpeedOf = adjustedBy('heart_rate');
const energyAdjustedSpeedOf = adjustedBy('minetti');

type MeanSpeed = ReturnType<typeof meanMovingSpeed>;

export function meanRunningSpeed(context: AnalysisContext): MeanSpeed {
  return meanOf(context.once(runningSpeedOf));
}

export function meanAdjustedSpeed(context: AnalysisContext): MeanSpeed {
  return adjusted(context, adjustedSpeedOf);
}

export function meanEnergyAdjustedSpeed(context: AnalysisContext): MeanSpeed {
  return adjusted(context, energyAdjustedSpeedOf);
}

/** Grade-adjusted where there are grades, else as run. */
export function meanComparableSpeed(context: AnalysisContext): MeanSpeed {
  const mean = context.once(meanAdjustedSpeed);
  return mean.value === undefined ? context.once(meanRunningSpeed) : mean;
}

/** Second by second what `meanComparableSpeed` is the mean of. */
export function comparableSpeedOf(context: AnalysisContext): Float64Array | undefined {
  return context.once(adjustedSpeedOf) ?? context.once(runningSpeedOf);
}

function adjusted(
  context: AnalysisContext,
  of: (context: AnalysisContext) => Float64Array | undefined,
): MeanSpeed {
  if (context.once(runningSpeedOf) === undefined) {
    return none('no_speed');
  }
  const speeds = context.once(of);
  return speeds === undefined ? none('no_altitude') : meanOf(speeds);
}

function meanOf(speeds: Float64Array | undefined): MeanSpeed {
  return speeds === undefined ? none('no_speed') : meanMovingSpeed(speeds);
}

/** Seconds for a kilometre at a speed. */
export function paceOf({ value, reason }: MeanSpeed): Result {
  return value === undefined ? none(reason) : { value: 1000 / value.speedMps };
}
