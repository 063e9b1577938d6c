import { createHash, randomBytes } from 'node:crypto';
import type { StravaSimulator } from '../sandbox/strava/start.ts';
import type { CallInput } from './app.ts';
import type { Answer } from './check-answer.ts';

/** An athlete with an account here. */
export interface AppAthlete {
  id: string;
  token: string;
  refreshToken: string;
  email: string;
  password: string;
}

interface SessionBody {
  access_token: string;
  refresh_token: string;
  user: { id: string };
}

/** Athletes who come in by the front door: every step is a call of the API. */
export function createAppAthletes(app: {
  call: (input: CallInput) => Promise<Answer>;
  strava: StravaSimulator;
}) {
  let count = 0;
  return {
    async registerAthlete(): Promise<AppAthlete> {
      count += 1;
      const email = `runner-${count}-${randomBytes(4).toString('hex')}@example.org`;
      const password = `pass-${randomBytes(12).toString('hex')}`;
      const body = { email, password, display_name: `Runner ${count}` };
      const answer = await app.call({ method: 'POST', path: '/auth/register', body });
      const session = answer.body as unknown as SessionBody;
      if (answer.status !== 201) {
        throw new Error(`Registering answered ${answer.status}: ${answer.text}`);
      }
      return {
        id: session.user.id,
        token: session.access_token,
        refreshToken: session.refresh_token,
        email,
        password,
      };
    },

    async connectStrava(athlete: AppAthlete, options: { historyDays: number }): Promise<number> {
      count += 1;
      const { historyDays } = options;
      const { id } = app.strava.sim.addAthlete({ seed: count, historyDays, subscriber: true });
      const { callbackPath, verifier } = await consent(app, athlete, id);
      const answer = await app.call({ path: callbackPath });
      const back = new URL(answer.headers.get('location') ?? 'nowhere:');
      const code = back.searchParams.get('code');
      const body = { code, code_verifier: verifier };
      const traded = await app.call({ method: 'POST', path: '/strava/token', body });
      if (traded.status !== 200) {
        throw new Error(`Strava was not connected: ${back.search} ${traded.text}`);
      }
      return id;
    },
  };
}

/** From our login to Strava's page and, with its consent, to the address Strava returns to. */
export async function consent(
  app: { call: (input: CallInput) => Promise<Answer> },
  athlete: { token: string } | undefined,
  stravaAthleteId: number,
): Promise<{ callbackPath: string; verifier: string }> {
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    redirect_uri: 'https://app.example/signed-in',
    state: 'the-app-s-own',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const login = await app.call({ path: `/strava/login?${query}`, token: athlete?.token });
  const page = new URL(login.headers.get('location') ?? 'nowhere:');
  page.searchParams.set('_sim_athlete', String(stravaAthleteId));
  page.searchParams.set('_sim_scope', 'read,activity:read_all');
  const granted = await fetch(page, { redirect: 'manual' });
  const back = new URL(granted.headers.get('location') ?? 'nowhere:');
  return { callbackPath: `${back.pathname.replace('/api/v1', '')}${back.search}`, verifier };
}
