import type { Input, Output } from '../../contract/operation.ts';
import type { stravaExchange as operation } from '../../contract/strava.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import { connectAccount } from './connect-account.ts';
import { holdGrant } from './hold-grant.ts';
import { toAppError } from './to-app-error.ts';

/** Signs in, or links, with a code from Strava's own mobile flow. */
export async function exchange(
  { body }: Input<typeof operation>,
  caller: AthleteCaller | undefined,
  deps: Pick<
    Deps,
    'strava' | 'connections' | 'accounts' | 'jobs' | 'nudge' | 'syncStates' | 'clock'
  >,
): Promise<Output<typeof operation>> {
  try {
    const grant = await holdGrant(body, deps);
    const athleteId = await connectAccount({ grant, linkAthleteId: caller?.athleteId }, deps);
    return await deps.accounts.sessionFor(athleteId);
  } catch (error) {
    throw error instanceof StravaError ? toAppError(error, deps.clock.now()) : error;
  }
}
