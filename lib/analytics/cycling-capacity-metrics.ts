import type { AnalysisContext } from './analysis-context.ts';
import { estimatedPowerW } from './cycling/estimated-power.ts';
import { FTP_TESTS, ftpEstimateW } from './cycling/ftp-estimates.ts';
import { vo2maxFromFiveMinutes } from './cycling/vo2max-estimates.ts';
import { wPrimeBalanceJ } from './cycling/w-prime-balance.ts';
import { altitudeOf, distanceOf, from, powerCurve } from './intermediates.ts';
import type { Metric } from './metric.ts';
import { isSet } from './recording.ts';
import { finite, none, type Result } from './result.ts';
import { extremesOf } from './statistics/extremes.ts';

const BICYCLE_KG = 8;
const CYCLING = { sports: ['cycling'], version: 1 } as const;
const POWER = { ...CYCLING, needs: ['powerW'] } as const;

/** What a ride tells of what the rider can do. */
export const CYCLING_CAPACITY_METRICS: readonly Metric[] = [
  ...(['twentyMinutes', 'eightMinutes', 'sixtyMinutes'] as const).map((test): Metric => {
    const { durationS, share } = FTP_TESTS[test];
    const minutes = durationS / 60;
    return {
      ...POWER,
      id: `ftp_from_${minutes}_min_w`,
      title: `FTP from ${minutes} min`,
      definition: `${share} of the best ${minutes} min: the FTP if they were all out, else less than it.`,
      unit: 'W',
      precision: 0,
      range: [0, 2500],
      source: 'Allen & Coggan, ch. 3',
      status: 'contested',
      compute: (context) => ofBest(context, durationS, (bestW) => ftpEstimateW({ bestW, test })),
    };
  }),
  {
    ...POWER,
    id: 'vo2max_from_5_min',
    title: 'Maximal oxygen uptake from 5 min',
    definition: '16.6 + 8.87 times the best 5 min per kg: if they were all out, ± 10 %.',
    unit: 'ml/kg/min',
    precision: 0,
    range: [16, 100],
    source: 'Sitko et al. 2021',
    status: 'contested',
    needs: ['powerW', 'weightKg'],
    compute: (context) =>
      ofBest(context, 300, (bestW) => {
        const { weightKg } = context.thresholds;
        return isSet(weightKg) ? vo2maxFromFiveMinutes({ bestW, weightKg }) : none('no_weight');
      }),
  },
  {
    ...POWER,
    id: 'min_w_prime_balance_j',
    title: 'Lowest W′ balance',
    definition: 'The least that was left of W′; below 0, CP or W′ are set too low.',
    unit: 'J',
    precision: 0,
    range: [-1e6, 1e5],
    source: 'Skiba 2015, differential model',
    status: 'contested',
    needs: ['powerW', 'criticalPowerW', 'wPrimeJ'],
    compute: (context) => {
      const { value, reason } = context.once(wPrimeBalance);
      return value === undefined ? none(reason) : finite(extremesOf(value)?.lowest ?? NaN);
    },
  },
  {
    ...CYCLING,
    id: 'estimated_average_power_w',
    title: 'Estimated average power',
    definition: 'What speed and grade would take in still air, where no power was measured.',
    unit: 'W',
    precision: 0,
    range: [0, 1000],
    source: 'Martin et al. 1998',
    status: 'house',
    needs: ['speedMps', 'altitudeM', 'weightKg'],
    compute: estimatedPower,
  },
];

export function wPrimeBalance(context: AnalysisContext): Result<Float64Array> {
  const { options, series, thresholds } = context;
  return from(context, 'powerW', (powerW) =>
    wPrimeBalanceJ(powerW, {
      criticalPowerW: thresholds.criticalPowerW,
      wPrimeJ: thresholds.wPrimeJ,
      model: options.wPrimeModel ?? 'exact',
      pauses: series.pauses,
    }),
  );
}

function ofBest(
  context: AnalysisContext,
  durationS: number,
  compute: (bestW: number) => Result,
): Result {
  const curve = context.once(powerCurve);
  if (curve === undefined) {
    return none('no_power');
  }
  const bestW = curve.means[curve.durationsS.indexOf(durationS)];
  return bestW === undefined ? none('too_short') : compute(bestW);
}

function estimatedPower(context: AnalysisContext): Result {
  const { series, thresholds, options } = context;
  const altitudeM = context.once(altitudeOf);
  const distanceM = context.once(distanceOf);
  if (series.powerW !== undefined) {
    return none('measured');
  }
  if (series.speedMps === undefined || distanceM === undefined) {
    return none('no_speed');
  }
  if (altitudeM === undefined) {
    return none('no_altitude');
  }
  return isSet(thresholds.weightKg)
    ? estimatedPowerW({
        speedMps: series.speedMps,
        distanceM,
        altitudeM,
        massKg: thresholds.weightKg + (options.bicycleKg ?? BICYCLE_KG),
      })
    : none('no_weight');
}
