import { createHash, randomBytes } from 'node:crypto';
import { type Api, expectStatus } from './api.ts';

/** A session as Fettle answers it. */
export interface Session {
  access_token: string;
  refresh_token: string;
  user: { id: string; email: string | null };
}

/** A verifier and its challenge, as an app makes them for each sign-in. */
export function makePkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/**
 * Goes to Strava and back as a browser would (login, the simulator's consent page, callback), and trades the
 * code that the app is sent for a session. Links the account to the athlete of `token`.
 */
export async function linkStrava(
  api: Api,
  input: { stravaAthleteId: number; redirectUri: string; token: string },
): Promise<Session> {
  const { verifier, challenge } = makePkce();
  const query = new URLSearchParams({
    redirect_uri: input.redirectUri,
    code_challenge: challenge,
  });
  const login = await api('GET', `/strava/login?${query}`, { token: input.token });
  expectStatus(login, 302);
  const page = locationOf(login.headers);
  if (page.hostname !== '127.0.0.1') {
    throw new Error(
      `The functions send to ${page.host}: unset STRAVA_OAUTH_BASE_URL (shell, .env).`,
    );
  }
  page.searchParams.set('_sim_athlete', String(input.stravaAthleteId));
  const answered = await fetch(page, { redirect: 'manual' });
  await answered.body?.cancel();
  const callback = locationOf(answered.headers);
  const back = await api('GET', callback.pathname.replace(/^\/api\/v1/, '') + callback.search);
  expectStatus(back, 302);
  const returned = locationOf(back.headers).searchParams;
  const code = returned.get('code');
  if (code === null) {
    const why = returned.get('error_description') ?? returned.get('error');
    throw new Error(`Strava was not connected: ${why}`);
  }
  const body = { code, code_verifier: verifier };
  return expectStatus(await api<Session>('POST', '/strava/token', { body }), 200);
}

function locationOf(headers: Headers): URL {
  const location = headers.get('location');
  if (location === null) {
    throw new Error('A redirect without an address came back.');
  }
  return new URL(location);
}
