import type * as z from 'zod';
import { wPrimeBalance } from '../../analytics/cycling-capacity-metrics.ts';
import type { wPrimeChart as schema } from '../../contract/charts.ts';
import { shownAnnotations } from './annotations-of.ts';
import { type ChartInput, frame } from './chart-input.ts';
import { drawnSamples, pick } from './drawn-samples.ts';

/** What was left of W′ over time. */
export function wPrimeChart(input: ChartInput): z.input<typeof schema> {
  const { context, points } = input;
  const { criticalPowerW, wPrimeJ } = context.thresholds;
  const known = {
    critical_power_w: criticalPowerW ?? null,
    w_prime_j: wPrimeJ ?? null,
    annotations: shownAnnotations(context),
  };
  const { value: balanceJ, reason } = context.once(wPrimeBalance);
  if (balanceJ === undefined) {
    return { ...frame('w-prime-balance', input, reason), times_s: [], balance_j: [], ...known };
  }
  const drawn = drawnSamples(context.series, { values: balanceJ, points });
  return {
    ...frame('w-prime-balance', input, undefined),
    times_s: drawn.timesS,
    balance_j: pick(balanceJ, drawn, { decimals: 0 }),
    ...known,
  };
}
