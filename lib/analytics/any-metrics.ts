import type { AnalysisContext } from './analysis-context.ts';
import {
  ELEVATION_THRESHOLD_M,
  type ElevationGain,
  elevationGain,
} from './course/elevation-gain.ts';
import { workKj } from './cycling/work.ts';
import {
  altitudeOf,
  cadenceSums,
  distanceOf,
  from,
  movingOf,
  powerSums,
  temperatureSums,
  wholeMean,
} from './intermediates.ts';
import type { Metric } from './metric.ts';
import { combine, finite, none, type Result } from './result.ts';
import { movingTimeS } from './spans/moving-time.ts';
import { extremesOf } from './statistics/extremes.ts';

const ANY = { sports: 'any', version: 1, status: 'settled', source: 'house' } as const;
const DAY_S = 86_400;

/** What any recording of any sport has. */
export const ANY_METRICS: readonly Metric[] = [
  {
    ...ANY,
    id: 'elapsed_time_s',
    title: 'Elapsed time',
    definition: 'From the first to the last sample, pauses included.',
    unit: 's',
    precision: 0,
    range: [0, 400 * DAY_S],
    needs: [],
    compute: ({ series: { timerS, elapsedS } }) =>
      timerS === 0
        ? none('too_short')
        : finite((elapsedS[timerS - 1] as number) + 1 - (elapsedS[0] as number)),
  },
  {
    ...ANY,
    id: 'timer_time_s',
    title: 'Timer time',
    definition: 'The time the clock of the recording ran, pauses left out.',
    unit: 's',
    precision: 0,
    range: [0, 60 * DAY_S],
    needs: [],
    compute: ({ series: { timerS } }) => (timerS === 0 ? none('too_short') : { value: timerS }),
  },
  {
    ...ANY,
    id: 'moving_time_s',
    title: 'Moving time',
    definition: 'Timer time in which the source saw movement, or speed was at least 0.5 m/s.',
    unit: 's',
    precision: 0,
    range: [0, 60 * DAY_S],
    status: 'diverging',
    needs: [],
    compute: movingTime,
  },
  {
    ...ANY,
    id: 'distance_m',
    title: 'Distance',
    definition:
      'From the first to the last recorded distance; else summed from speed or positions.',
    unit: 'm',
    precision: 0,
    range: [0, 1e7],
    needs: ['distanceM|speedMps'],
    compute: distance,
  },
  {
    ...ANY,
    id: 'average_speed_mps',
    title: 'Average speed',
    definition: 'Distance over moving time.',
    unit: 'm/s',
    precision: 2,
    range: [0, 70],
    status: 'diverging',
    needs: ['distanceM|speedMps'],
    compute: (context) => combine([distance(context), movingTime(context)], (m, s) => m / s),
  },
  {
    ...ANY,
    id: 'max_speed_mps',
    title: 'Highest speed',
    definition: 'The highest speed of a second.',
    unit: 'm/s',
    precision: 2,
    range: [0, 70],
    needs: ['speedMps'],
    compute: (context) => from(context, 'speedMps', highest),
  },
  {
    ...ANY,
    id: 'elevation_gain_m',
    title: 'Elevation gain',
    definition:
      'The sum of climbs between turning points of smoothed altitude, a turn being 3 m (barometer) or 10 m (GPS).',
    unit: 'm',
    precision: 0,
    range: [0, 30_000],
    status: 'diverging',
    needs: ['altitudeM'],
    compute: (context) => elevation(context, 'gainM'),
  },
  {
    ...ANY,
    id: 'elevation_loss_m',
    title: 'Elevation loss',
    definition: 'The sum of descents, counted like elevation gain.',
    unit: 'm',
    precision: 0,
    range: [0, 30_000],
    status: 'diverging',
    needs: ['altitudeM'],
    compute: (context) => elevation(context, 'lossM'),
  },
  {
    ...ANY,
    id: 'average_cadence_rpm',
    title: 'Average cadence',
    definition: 'The mean of cadence while it is above 0.',
    unit: 'rpm',
    precision: 0,
    range: [0, 300],
    status: 'diverging',
    needs: ['cadenceRpm'],
    compute: (context) =>
      from(context, 'cadenceRpm', (cadence) => {
        const turning = cadence.reduce((count, rpm) => count + (rpm > 0 ? 1 : 0), 0);
        return finite((context.once(cadenceSums)?.sums.at(-1) ?? NaN) / turning, 'no_cadence');
      }),
  },
  {
    ...ANY,
    id: 'average_power_w',
    title: 'Average power',
    definition:
      'The mean of measured power over timer time, zeros included, missing seconds left out.',
    unit: 'W',
    precision: 0,
    range: [0, 2500],
    needs: ['powerW'],
    compute: (context) => finite(wholeMean(context.once(powerSums)), 'no_power'),
  },
  {
    ...ANY,
    id: 'max_power_w',
    title: 'Highest power',
    definition: 'The highest power of a second.',
    unit: 'W',
    precision: 0,
    range: [0, 2500],
    needs: ['powerW'],
    compute: (context) => from(context, 'powerW', highest),
  },
  {
    ...ANY,
    id: 'work_kj',
    title: 'Work',
    definition: 'The sum of power over timer time.',
    unit: 'kJ',
    precision: 0,
    range: [0, 100_000],
    needs: ['powerW'],
    compute: (context) => from(context, 'powerW', workKj),
  },
  {
    ...ANY,
    id: 'average_temperature_c',
    title: 'Average temperature',
    definition: 'The mean of the device’s temperature, which skin and sun warm.',
    unit: '°C',
    precision: 1,
    range: [-60, 80],
    needs: ['temperatureC'],
    compute: (context) => finite(wholeMean(context.once(temperatureSums)), 'no_temperature'),
  },
  {
    ...ANY,
    id: 'min_temperature_c',
    title: 'Lowest temperature',
    definition: 'The lowest of the device’s temperature.',
    unit: '°C',
    precision: 0,
    range: [-60, 80],
    needs: ['temperatureC'],
    compute: (context) => from(context, 'temperatureC', lowest),
  },
  {
    ...ANY,
    id: 'max_temperature_c',
    title: 'Highest temperature',
    definition: 'The highest of the device’s temperature.',
    unit: '°C',
    precision: 0,
    range: [-60, 80],
    needs: ['temperatureC'],
    compute: (context) => from(context, 'temperatureC', highest),
  },
];

function highest(values: Float64Array): Result {
  return finite(extremesOf(values)?.highest ?? NaN);
}

function lowest(values: Float64Array): Result {
  return finite(extremesOf(values)?.lowest ?? NaN);
}

function movingTime(context: AnalysisContext): Result {
  return movingTimeS(context.once(movingOf));
}

function distance(context: AnalysisContext): Result {
  const distanceM = context.once(distanceOf);
  return distanceM === undefined
    ? none('no_distance')
    : finite(extremesOf(distanceM)?.highest ?? NaN, 'no_distance');
}

function gainAndLoss(context: AnalysisContext): Result<ElevationGain> {
  const altitudeM = context.once(altitudeOf);
  const thresholdM = ELEVATION_THRESHOLD_M[context.recording.altitudeSource ?? 'barometric'];
  return altitudeM === undefined ? none('no_altitude') : elevationGain(altitudeM, { thresholdM });
}

function elevation(context: AnalysisContext, which: keyof ElevationGain): Result {
  const { value, reason } = context.once(gainAndLoss);
  return value === undefined ? none(reason) : { value: value[which] };
}
