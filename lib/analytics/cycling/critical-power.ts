import { isSet } from '../recording.ts';
import { none, type Result } from '../result.ts';
import { fitLine } from '../statistics/fit-line.ts';
import { fitNonlinearTime, fitThreeParameters } from './critical-power-curves.ts';

/** A maximal effort: how long, and its mean power. */
export interface Effort {
  durationS: number;
  powerW: number;
}

const CRITICAL_POWER_FORMS = [
  'work_time',
  'inverse_time',
  'nonlinear_time',
  'three_parameter',
] as const;

export type CriticalPowerForm = (typeof CRITICAL_POWER_FORMS)[number];

export interface CriticalPowerFit {
  form: CriticalPowerForm;
  criticalPowerW: number;
  wPrimeJ: number;
  /** Of the three-parameter form. */
  maxPowerW?: number;
  /** Standard errors: NaN where there are no more efforts than parameters. */
  criticalPowerSeW: number;
  wPrimeSeJ: number;
  /** Of what the form minimises: J, W or s. */
  see: number;
  sse: number;
  r2: number;
}

/** What a fit must be to be shown. W′ of humans lies well within. */
const TRUSTED = {
  shortestS: 120,
  longestS: 1200,
  leastSpread: 3,
  wPrimeJ: { from: 3_000, to: 50_000 },
  mostSeOfCp: 0.05,
} as const;

/**
 * Critical power and W′ from maximal efforts, two-parameter in three forms or three-parameter.
 *
 * Units: W, J. Range: CP above 0, W′ 3 to 50 kJ. Status: the mathematics is settled, the models contested: of one
 * set of efforts the forms give W′ up to 20 % apart, because each minimises another error.
 * - `work_time`: work = CP·t + W′, minimises work. Monod & Scherrer 1965.
 * - `inverse_time`: P = CP + W′/t, minimises power.
 * - `nonlinear_time`: t = W′/(P − CP), minimises time, which is what the efforts measured. Hill 1993.
 * - `three_parameter`: P = CP + W′/(t + W′/(Pmax − CP)), minimises power. Morton 1996.
 * Rules: efforts of 2 to 20 min (three-parameter: up to 20 min), at least one more than parameters (`too_few`), the
 * longest three times the shortest (`too_short`); refused (`poor_fit`) where CP or W′ are outside their range, CP is
 * above an effort, or its standard error is over 5 %. Best efforts of one curve are no independent tests:
 * choose distinct ones.
 */
export function criticalPower({
  efforts,
  form,
}: {
  efforts: readonly Effort[];
  form: CriticalPowerForm;
}): Result<CriticalPowerFit & { durationsS: number[] }> {
  const three = form === 'three_parameter';
  const usable = efforts.filter(
    ({ durationS, powerW }) =>
      isSet(powerW) &&
      durationS >= (three ? 1 : TRUSTED.shortestS) &&
      durationS <= TRUSTED.longestS,
  );
  const durations = new Set(usable.map(({ durationS }) => durationS));
  if (durations.size < (three ? 4 : 3)) {
    return none('too_few');
  }
  if (Math.max(...durations) < TRUSTED.leastSpread * Math.min(...durations)) {
    return none('too_short');
  }
  const fit = fitCriticalPower({ efforts: usable, form });
  const trusted =
    fit.criticalPowerW > 0 &&
    fit.criticalPowerW < Math.min(...usable.map(({ powerW }) => powerW)) &&
    fit.wPrimeJ >= TRUSTED.wPrimeJ.from &&
    fit.wPrimeJ <= TRUSTED.wPrimeJ.to &&
    fit.criticalPowerSeW <= TRUSTED.mostSeOfCp * fit.criticalPowerW &&
    (fit.maxPowerW === undefined || Number.isFinite(fit.maxPowerW));
  const durationsS = [...durations].sort((a, b) => a - b);
  return trusted ? { value: { ...fit, durationsS } } : none('poor_fit');
}

/** The bare fit, trusted or not; NaN where the efforts do not determine it. */
export function fitCriticalPower({
  efforts,
  form,
}: {
  efforts: readonly Effort[];
  form: CriticalPowerForm;
}): CriticalPowerFit {
  const t = Float64Array.from(efforts, ({ durationS }) => durationS);
  const p = Float64Array.from(efforts, ({ powerW }) => powerW);
  switch (form) {
    case 'work_time': {
      const line = fitLine({ x: t, y: t.map((time, i) => time * (p[i] as number)) });
      return {
        form,
        criticalPowerW: line.slope,
        wPrimeJ: line.intercept,
        criticalPowerSeW: line.slopeSe,
        wPrimeSeJ: line.interceptSe,
        see: line.see,
        sse: line.sse,
        r2: line.r2,
      };
    }
    case 'inverse_time': {
      const line = fitLine({ x: t.map((time) => 1 / time), y: p });
      return {
        form,
        criticalPowerW: line.intercept,
        wPrimeJ: line.slope,
        criticalPowerSeW: line.interceptSe,
        wPrimeSeJ: line.slopeSe,
        see: line.see,
        sse: line.sse,
        r2: line.r2,
      };
    }
    case 'nonlinear_time':
      return { form, ...fitNonlinearTime({ t, p }) };
    case 'three_parameter':
      return { form, ...fitThreeParameters({ t, p }) };
  }
}
