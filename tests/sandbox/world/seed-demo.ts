import type { StravaSimulator } from '../strava/start.ts';
import { type Api, expectStatus } from './api.ts';
import { seedThresholds } from './seed-thresholds.ts';
import { linkStrava, type Session } from './strava-consent.ts';

/** Opens nothing but the database on this machine. */
export const DEMO_PASSWORD = 'fettle-local-demo';
const DEMO_EMAIL = 'demo@fettle.local';
const FILES_EMAIL = 'files@fettle.local';
const DEMO_SEED = 2026;
const REDIRECT = 'fettle://auth';

export interface Demo {
  email: string;
  session: Session;
  isNew: boolean;
  stravaAthleteId: number;
}

/**
 * A demo athlete, signed up over HTTP and connected to an athlete of the simulator by the way an app goes.
 * One who is there already is connected anew, since the simulator forgets its tokens with its process: that
 * syncs the recent weeks only.
 */
export async function seedDemo(
  api: Api,
  input: { strava: StravaSimulator; historyDays: number; fitFolder: string | undefined },
): Promise<Demo> {
  const { sim } = input.strava;
  const athlete =
    input.fitFolder === undefined
      ? sim.addAthlete({ seed: DEMO_SEED, historyDays: input.historyDays })
      : (await sim.addFolderAthlete({ folder: input.fitFolder })).athlete;
  const email = input.fitFolder === undefined ? DEMO_EMAIL : FILES_EMAIL;
  const credentials = { email, password: DEMO_PASSWORD };

  const login = await api<Session>('POST', '/auth/login', { body: credentials });
  const isNew = login.status === 401;
  const display_name = `${athlete.firstname} ${athlete.lastname}`;
  const own = isNew
    ? expectStatus(
        await api<Session>('POST', '/auth/register', { body: { ...credentials, display_name } }),
        201,
      )
    : expectStatus(login, 200);
  if (isNew && input.fitFolder === undefined) {
    const token = own.access_token;
    const nowS = Date.now() / 1000;
    await seedThresholds(api, { token, athlete, nowS, historyDays: input.historyDays });
  }
  const session = await linkStrava(api, {
    stravaAthleteId: athlete.id,
    redirectUri: REDIRECT,
    token: own.access_token,
  });
  return { email, session, isNew, stravaAthleteId: athlete.id };
}
