import type { AnalysisContext } from './analysis-context.ts';
import { STANDARD_DURATIONS_S } from './cycling/curve-durations.ts';
import { CYCLING_CAPACITY_METRICS, wPrimeBalance } from './cycling-capacity-metrics.ts';
import { CYCLING_METRICS } from './cycling-metrics.ts';
import type { BestEffort, Curves, Family } from './family.ts';
import { powerCurve } from './intermediates.ts';
import { detectIntervals } from './spans/detect-intervals.ts';

export const CYCLING: Family = {
  sports: ['cycling'],
  metrics: [...CYCLING_METRICS, ...CYCLING_CAPACITY_METRICS],
  intervals: ({ series: { powerW } }) => (powerW === undefined ? [] : detectIntervals(powerW)),
  bestEfforts: bestPower,
  curves,
};

/** The power curve at the durations people compare. */
function bestPower(context: AnalysisContext): BestEffort[] {
  const curve = context.once(powerCurve);
  return STANDARD_DURATIONS_S.flatMap((durationS) => {
    const at = curve?.durationsS.indexOf(durationS) ?? -1;
    const value = curve?.means[at];
    return value === undefined || curve === undefined
      ? []
      : [{ of: 'power', durationS, value, fromS: curve.startsS[at] as number }];
  });
}

function curves(context: AnalysisContext): Curves {
  const power = context.once(powerCurve);
  const { value: wPrimeBalanceJ } = context.once(wPrimeBalance);
  return { ...(power && { power }), ...(wPrimeBalanceJ && { wPrimeBalanceJ }) };
}
