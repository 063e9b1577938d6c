import type { AnalysisContext } from './analysis-context.ts';
import { decouplingPct } from './cycling/decoupling.ts';
import { efficiencyFactor } from './cycling/efficiency-factor.ts';
import { exponentialPowerW } from './cycling/exponential-power.ts';
import { intensity } from './cycling/intensity.ts';
import { intensityLoad } from './cycling/intensity-load.ts';
import { variabilityIndex } from './cycling/variability-index.ts';
import {
  from,
  halvesOf,
  heartRateSums,
  powerSums,
  weightedPower,
  wholeMean,
} from './intermediates.ts';
import type { Metric } from './metric.ts';
import { none, type Result } from './result.ts';
import { steadyHalves } from './spans/steady-halves.ts';

const WARM_UP_S = 600;
const CYCLING = { sports: ['cycling'], version: 1 } as const;
const POWER = { ...CYCLING, needs: ['powerW'] } as const;
const COGGAN = 'Allen & Coggan, Training and Racing with a Power Meter, ch. 7';

/** What power tells of a ride. */
export const CYCLING_METRICS: readonly Metric[] = [
  {
    ...POWER,
    id: 'weighted_power_w',
    title: 'Weighted power',
    definition: 'The fourth-power mean of the 30-s rolling mean of power over timer time.',
    unit: 'W',
    precision: 0,
    range: [0, 2500],
    source: COGGAN,
    status: 'diverging',
    compute: (context) => context.once(weightedPower),
  },
  {
    ...POWER,
    id: 'exponential_power_w',
    title: 'Exponentially weighted power',
    definition:
      'The fourth-power mean of power weighted exponentially with a time constant of 25 s.',
    unit: 'W',
    precision: 0,
    range: [0, 2500],
    source: 'Skiba 2007',
    status: 'diverging',
    compute: (context) => context.once(exponentialPower),
  },
  {
    ...POWER,
    id: 'intensity',
    title: 'Intensity',
    definition: 'Weighted power over FTP.',
    unit: '',
    precision: 2,
    range: [0, 5],
    source: COGGAN,
    status: 'contested',
    needs: ['powerW', 'ftpW'],
    compute: (context) => context.once(ftpIntensity),
  },
  {
    ...POWER,
    id: 'power_load',
    title: 'Load from power',
    definition: 'Hours times intensity squared times 100: an hour at FTP is 100.',
    unit: '',
    precision: 0,
    range: [0, 3000],
    source: COGGAN,
    status: 'contested',
    needs: ['powerW', 'ftpW'],
    compute: (context) => loadOf(context, context.once(ftpIntensity)),
  },
  {
    ...POWER,
    id: 'relative_intensity',
    title: 'Relative intensity',
    definition: 'Exponentially weighted power over critical power.',
    unit: '',
    precision: 2,
    range: [0, 5],
    source: 'Skiba 2007',
    status: 'contested',
    needs: ['powerW', 'criticalPowerW'],
    compute: (context) => context.once(cpIntensity),
  },
  {
    ...POWER,
    id: 'exponential_load',
    title: 'Load from exponentially weighted power',
    definition:
      'Hours times relative intensity squared times 100: an hour at critical power is 100.',
    unit: '',
    precision: 0,
    range: [0, 3000],
    source: 'Skiba 2007',
    status: 'contested',
    needs: ['powerW', 'criticalPowerW'],
    compute: (context) => loadOf(context, context.once(cpIntensity)),
  },
  {
    ...POWER,
    id: 'variability_index',
    title: 'Variability index',
    definition: 'Weighted over average power.',
    unit: '',
    precision: 2,
    range: [0.5, 20],
    source: COGGAN,
    status: 'settled',
    compute: (context) =>
      ofWeighted(context, (weightedW) =>
        variabilityIndex({ weightedW, averageW: wholeMean(context.once(powerSums)) }),
      ),
  },
  {
    ...POWER,
    id: 'efficiency_factor',
    title: 'Efficiency factor',
    definition: 'Weighted power over average heart rate.',
    unit: 'W/bpm',
    precision: 2,
    range: [0, 50],
    source: 'Friel 2012',
    status: 'contested',
    needs: ['powerW', 'heartRateBpm'],
    compute: (context) =>
      ofWeighted(context, (output) =>
        efficiencyFactor({ output, heartRateBpm: wholeMean(context.once(heartRateSums)) }),
      ),
  },
  {
    ...POWER,
    id: 'decoupling_pct',
    title: 'Aerobic decoupling',
    definition:
      'By how much weighted power over heart rate is lower in the second half of a steady ride.',
    unit: '%',
    precision: 1,
    range: [-100, 100],
    source: 'Friel 2012',
    status: 'contested',
    needs: ['powerW', 'heartRateBpm'],
    compute: (context) => decoupling(context, 0),
  },
  {
    ...POWER,
    id: 'decoupling_after_warm_up_pct',
    title: 'Aerobic decoupling after the warm-up',
    definition: 'The same without the first 10 min.',
    unit: '%',
    precision: 1,
    range: [-100, 100],
    source: 'Friel 2012',
    status: 'contested',
    needs: ['powerW', 'heartRateBpm'],
    compute: (context) => decoupling(context, WARM_UP_S),
  },
];

function ofWeighted(context: AnalysisContext, compute: (weightedW: number) => Result): Result {
  const weighted = context.once(weightedPower);
  return weighted.value === undefined ? weighted : compute(weighted.value);
}

function exponentialPower(context: AnalysisContext): Result {
  return from(context, 'powerW', (powerW) => exponentialPowerW(powerW));
}

function ftpIntensity(context: AnalysisContext): Result {
  return ofWeighted(context, (weightedW) =>
    intensity({ weightedW, thresholdW: context.thresholds.ftpW }),
  );
}

function cpIntensity(context: AnalysisContext): Result {
  const { value, reason } = context.once(exponentialPower);
  const thresholdW = context.thresholds.criticalPowerW;
  return value === undefined ? none(reason) : intensity({ weightedW: value, thresholdW });
}

function loadOf({ series: { timerS } }: AnalysisContext, { value, reason }: Result): Result {
  return value === undefined ? none(reason) : intensityLoad({ intensity: value, timerS });
}

function decoupling(context: AnalysisContext, skipS: number): Result {
  const { powerW: output, heartRateBpm } = context.series;
  if (output === undefined) {
    return none('no_power');
  }
  if (heartRateBpm === undefined) {
    return none('no_heart_rate');
  }
  return decouplingPct(
    skipS === 0 ? context.once(halvesOf) : steadyHalves({ output, heartRateBpm, skipS }),
  );
}
