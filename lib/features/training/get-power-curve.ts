import { criticalPower } from '../../analytics/cycling/critical-power.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { getPowerCurve as operation } from '../../contract/training.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { PowerBests } from '../../core/ports/training.ts';
import type { Deps } from '../../core/ports.ts';
import { noAccount } from '../me/to-me.ts';
import { dayOf, dayRange } from './calendar.ts';
import { FITTED_S } from './measures.ts';
import { MOST_DAYS } from './training-history.ts';

type Answer = Output<typeof operation>;

/** The caller's best power over days, and the critical power that follows from it. */
export async function getPowerCurve(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  { training, clock }: Pick<Deps, 'training' | 'clock'>,
): Promise<Answer> {
  const { athleteId } = caller;
  const found = await training.powerBests(caller, { ...query, athleteId, now: clock.now() });
  if (found === undefined) {
    throw noAccount();
  }
  dayRange(query, { today: dayOf(found.to), mostDays: MOST_DAYS });
  const { from, to, bests } = found;
  return {
    from,
    to,
    durations_s: bests.map(({ durationS }) => durationS),
    watts: bests.map(({ value }) => value),
    activity_ids: bests.map(({ activityId }) => activityId),
    dates: bests.map(({ date }) => date),
    ...criticalPowerOf(bests),
  };
}

/**
 * By inverse time, which minimises the error in power: what is shown. All durations of a curve are one effort
 * told many times: a few of them are fitted.
 */
function criticalPowerOf(
  bests: PowerBests['bests'],
): Pick<Answer, 'critical_power' | 'critical_power_reason'> {
  const efforts = bests
    .filter(({ durationS }) => FITTED_S.some((fitted) => fitted === durationS))
    .map(({ durationS, value }) => ({ durationS, powerW: value }));
  const { value: fit, reason } = criticalPower({ efforts, form: 'inverse_time' });
  if (fit === undefined) {
    return { critical_power: null, critical_power_reason: reason };
  }
  return {
    critical_power: {
      cp_w: tenths(fit.criticalPowerW),
      w_prime_j: Math.round(fit.wPrimeJ),
      se_cp_w: tenths(fit.criticalPowerSeW),
      se_w_prime_j: Math.round(fit.wPrimeSeJ),
      r2: Math.round(fit.r2 * 1000) / 1000,
      model: fit.form,
      durations_s: fit.durationsS,
      contested: true,
    },
    critical_power_reason: null,
  };
}

const tenths = (value: number) => Math.round(value * 10) / 10;
