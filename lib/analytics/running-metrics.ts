import type { AnalysisContext } from './analysis-context.ts';
import { decouplingPct } from './cycling/decoupling.ts';
import { distanceOf, heartRateSums, wholeMean } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { combine, finite, none, type Result } from './result.ts';
import { paceFade } from './running/pace-fade.ts';
import { type RunCadence, runCadence, stepsPerMinute } from './running/run-cadence.ts';
import { runLoad } from './running/run-load.ts';
import { estimatedRunningPower } from './running/running-power.ts';
import {
  adjustedSpeedOf,
  meanAdjustedSpeed,
  meanComparableSpeed,
  meanEnergyAdjustedSpeed,
  meanRunningSpeed,
  paceOf,
  runningSpeedOf,
} from './running-speeds.ts';
import { steadyHalves } from './spans/steady-halves.ts';

const RUNNING = { sports: ['running'], version: 1 } as const;
const PACE = { ...RUNNING, unit: 's/km', precision: 0, range: [120, 2000] } as const;

/** What a run's speed, slope and cadence tell. */
export const RUNNING_METRICS: readonly Metric[] = [
  {
    ...PACE,
    id: 'average_pace_s_per_km',
    title: 'Average pace',
    definition: 'Time moving (0.5 m/s or faster) over the distance covered in it.',
    source: 'house',
    status: 'settled',
    needs: ['speedMps|distanceM'],
    compute: (context) => paceOf(context.once(meanRunningSpeed)),
  },
  {
    ...PACE,
    id: 'grade_adjusted_pace_s_per_km',
    title: 'Grade-adjusted pace',
    definition: 'The pace on the flat at which heart rates would be the same.',
    source: 'Strava Engineering 2017, read off the published chart',
    status: 'contested',
    needs: ['speedMps|distanceM', 'altitudeM|gradePct'],
    compute: (context) => paceOf(context.once(meanAdjustedSpeed)),
  },
  {
    ...PACE,
    id: 'energy_adjusted_pace_s_per_km',
    title: 'Grade-adjusted pace by energy',
    definition: 'The pace on the flat that costs as much energy.',
    source: 'Minetti et al. 2002',
    status: 'contested',
    needs: ['speedMps|distanceM', 'altitudeM|gradePct'],
    compute: (context) => paceOf(context.once(meanEnergyAdjustedSpeed)),
  },
  {
    ...RUNNING,
    id: 'pace_intensity',
    title: 'Intensity of pace',
    definition: 'Grade-adjusted speed over threshold speed; plain speed where there are no grades.',
    unit: '',
    precision: 2,
    range: [0, 2],
    source: 'McGregor 2007',
    status: 'contested',
    needs: ['speedMps|distanceM', 'thresholdSpeedMps'],
    compute: (context) => paceLoad(context, 'intensity'),
  },
  {
    ...RUNNING,
    id: 'pace_load',
    title: 'Load from pace',
    definition: 'Hours moving times the intensity of pace squared times 100.',
    unit: '',
    precision: 0,
    range: [0, 3000],
    source: 'McGregor 2007, with mean grade-adjusted speed',
    status: 'contested',
    needs: ['speedMps|distanceM', 'thresholdSpeedMps'],
    compute: (context) => paceLoad(context, 'load'),
  },
  {
    ...RUNNING,
    id: 'pace_fade_pct',
    title: 'Fade',
    definition: 'How much longer the second half of the distance took than the first, elapsed.',
    unit: '%',
    precision: 1,
    range: [-90, 500],
    source: 'house',
    status: 'house',
    needs: ['distanceM|speedMps'],
    compute: fade,
  },
  {
    ...RUNNING,
    id: 'pace_decoupling_pct',
    title: 'Decoupling of pace and heart rate',
    definition:
      'By how much grade-adjusted speed per heartbeat is lower in the second half of a steady run of 40 min or more.',
    unit: '%',
    precision: 1,
    range: [-20, 50],
    source: 'Friel 2012',
    status: 'diverging',
    needs: ['heartRateBpm', 'speedMps|distanceM', 'altitudeM|gradePct'],
    compute: decoupling,
  },
  {
    ...RUNNING,
    id: 'metres_per_heartbeat',
    title: 'Metres per heartbeat',
    definition: 'Mean grade-adjusted speed over mean heart rate.',
    unit: 'm',
    precision: 2,
    range: [0, 10],
    source: 'Friel 2012, in metres',
    status: 'diverging',
    needs: ['heartRateBpm', 'speedMps|distanceM'],
    compute: (context) => {
      const { value, reason } = context.once(meanComparableSpeed);
      const rate = finite(wholeMean(context.once(heartRateSums)), 'no_heart_rate');
      const speed = value === undefined ? none(reason) : { value: value.speedMps };
      return combine([rate, speed], (bpm, speedMps) => (speedMps * 60) / bpm);
    },
  },
  {
    ...RUNNING,
    id: 'running_cadence_spm',
    title: 'Cadence',
    definition: 'Mean steps of both feet a minute, while 120 or more.',
    unit: '1/min',
    precision: 0,
    range: [120, 300],
    source: 'house',
    status: 'settled',
    needs: ['cadenceRpm'],
    compute: (context) => cadence(context, 'stepsPerMinute'),
  },
  {
    ...RUNNING,
    id: 'step_length_m',
    title: 'Step length',
    definition: 'Ground covered per step while running; a stride is two.',
    unit: 'm',
    precision: 2,
    range: [0.2, 3],
    source: 'house',
    status: 'settled',
    needs: ['cadenceRpm', 'speedMps|distanceM'],
    compute: (context) => cadence(context, 'stepLengthM'),
  },
  {
    ...RUNNING,
    id: 'estimated_running_power_w',
    title: 'Estimated power',
    definition:
      '1.04 times body mass times mean grade-adjusted speed; only where none was measured.',
    unit: 'W',
    precision: 0,
    range: [20, 1500],
    source: 'Stryd’s published proportionality; devices differ by 20–30 %',
    status: 'contested',
    needs: ['speedMps|distanceM', 'altitudeM|gradePct', 'weightKg'],
    compute: estimatedPower,
  },
];

export function paceLoad(context: AnalysisContext, which: 'load' | 'intensity'): Result {
  const mean = context.once(meanComparableSpeed);
  if (mean.value === undefined) {
    return none(mean.reason);
  }
  const { speedMps, movingS } = mean.value;
  const { thresholdSpeedMps } = context.thresholds;
  const { value, reason } = runLoad({ speedMps, thresholdSpeedMps, durationS: movingS });
  return value === undefined ? none(reason) : { value: value[which] };
}

function fade(context: AnalysisContext): Result {
  const distanceM = context.once(distanceOf);
  if (distanceM === undefined) {
    return none('no_distance');
  }
  const { value, reason } = paceFade({ distanceM, timeS: context.series.elapsedS });
  return value === undefined ? none(reason) : { value: value.fadePercent };
}

function decoupling(context: AnalysisContext): Result {
  const output = context.once(adjustedSpeedOf);
  const { heartRateBpm } = context.series;
  if (heartRateBpm === undefined) {
    return none('no_heart_rate');
  }
  return output === undefined
    ? none(context.once(runningSpeedOf) === undefined ? 'no_speed' : 'no_altitude')
    : decouplingPct(steadyHalves({ output, heartRateBpm }));
}

function cadence(context: AnalysisContext, which: 'stepsPerMinute' | 'stepLengthM'): Result {
  const { value, reason } = context.once(cadenceOf);
  return value === undefined ? none(reason) : finite(value[which] ?? Number.NaN, 'no_speed');
}

function cadenceOf(context: AnalysisContext): Result<RunCadence> {
  const { cadenceRpm } = context.series;
  const speedMps = context.once(runningSpeedOf);
  return cadenceRpm === undefined
    ? none('no_cadence')
    : runCadence({ stepsPerMinute: stepsPerMinute({ cadence: cadenceRpm }), speedMps });
}

function estimatedPower(context: AnalysisContext): Result {
  const { weightKg } = context.thresholds;
  if (context.series.powerW !== undefined) {
    return none('measured');
  }
  const { value, reason } = context.once(meanAdjustedSpeed);
  if (value === undefined) {
    return none(reason);
  }
  return weightKg === undefined
    ? none('no_weight')
    : finite(
        estimatedRunningPower({ massKg: weightKg, adjustedSpeedMps: value.speedMps }) ?? Number.NaN,
      );
}
