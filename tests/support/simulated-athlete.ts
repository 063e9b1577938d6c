import { createHash, randomBytes } from 'node:crypto';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import type { Deps } from '../../lib/core/ports.ts';
import { callback } from '../../lib/features/strava/callback.ts';
import { login } from '../../lib/features/strava/login.ts';
import { token } from '../../lib/features/strava/token.ts';
import type { Athlete } from '../sandbox/strava/model.ts';
import { APP_URL, type Simulation } from './simulation.ts';

const ALL_SCOPES = 'read,activity:read_all';
export const PUBLIC_SCOPES = 'read,activity:read';

/** An athlete of Fettle's with an account at Strava. */
export interface SimulatedAthlete {
  caller: AthleteCaller;
  athleteId: string;
  strava: Athlete;
}

/** The whole way through Strava's consent page; answers where the app is sent back to. */
export async function signInWithStrava(
  input: { stravaId: number; scopes?: string; caller?: AthleteCaller },
  deps: Deps,
): Promise<{ location: URL; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const start = await login(
    {
      params: undefined,
      query: { redirect_uri: APP_URL, code_challenge: challenge },
      body: undefined,
      ifVersion: undefined,
    },
    input.caller,
    deps,
  );
  const consent = new URL(start.location);
  consent.searchParams.set('_sim_athlete', String(input.stravaId));
  consent.searchParams.set('_sim_scope', input.scopes ?? ALL_SCOPES);
  const granted = await fetch(consent, { redirect: 'manual' });
  const back = new URL(granted.headers.get('location') ?? '');
  const { location } = await callback(
    {
      params: undefined,
      query: Object.fromEntries(back.searchParams) as { state: string },
      body: undefined,
      ifVersion: undefined,
    },
    undefined,
    deps,
  );
  return { location: new URL(location), verifier };
}

/** Trades the code that came back for a session; that connects. */
async function tradeCode(
  { location, verifier }: Awaited<ReturnType<typeof signInWithStrava>>,
  deps: Deps,
): Promise<{ athleteId: string; accessToken: string }> {
  const code = location.searchParams.get('code');
  if (code === null) {
    throw new Error(`No code came back: ${location.search}`);
  }
  const session = await token(
    {
      params: undefined,
      query: undefined,
      body: { code, code_verifier: verifier },
      ifVersion: undefined,
    },
    undefined,
    deps,
  );
  return { athleteId: session.user.id, accessToken: session.access_token };
}

/** Signs an athlete of the simulator's in; the backfill waits in the queue then. */
export async function connectAthlete(
  world: Simulation,
  strava: Athlete,
  options: { scopes?: string } = {},
): Promise<SimulatedAthlete> {
  const back = await signInWithStrava({ stravaId: strava.id, ...options }, world.deps);
  const { athleteId, accessToken } = await tradeCode(back, world.deps);
  const caller: AthleteCaller = { role: 'athlete', athleteId, accessToken, email: undefined };
  return { caller, athleteId, strava };
}

/** The same athlete goes through Strava's consent page once more. */
export async function reconnectAthlete(
  world: Simulation,
  { caller, strava }: SimulatedAthlete,
  options: { scopes?: string } = {},
): Promise<void> {
  const back = await signInWithStrava({ stravaId: strava.id, caller, ...options }, world.deps);
  await tradeCode(back, world.deps);
}
