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

export interface Consent {
  /** Strava athlete of the simulator who is asked. */
  athleteId: number;
  redirectUri: string;
  state?: string | undefined;
  challenge: string;
  /** Links the account to this athlete instead of signing in. */
  token?: string | undefined;
  /** What the athlete leaves ticked; all that is asked for without it. */
  scopes?: string[] | undefined;
  deny?: boolean | undefined;
}

/**
 * Goes to Strava and back as a browser would: login, the simulator's consent page, callback. Answers where
 * the app is returned to, and the address of the callback.
 */
export async function walkConsent(
  api: Api,
  consent: Consent,
): Promise<{ returned: URL; callbackPath: string }> {
  const query = new URLSearchParams({
    redirect_uri: consent.redirectUri,
    code_challenge: consent.challenge,
    ...(consent.state === undefined ? {} : { state: consent.state }),
  });
  const login = await api('GET', `/strava/login?${query}`, { token: consent.token });
  expectStatus(login, 302);
  const page = new URL(locationOf(login.headers));
  if (page.hostname !== '127.0.0.1') {
    throw new Error(
      `The functions send to ${page.host}: unset STRAVA_OAUTH_BASE_URL (shell, .env).`,
    );
  }
  if (consent.deny === true) {
    page.searchParams.set('_sim_deny', '1');
  } else {
    page.searchParams.set('_sim_athlete', String(consent.athleteId));
    if (consent.scopes !== undefined) {
      page.searchParams.set('_sim_scope', consent.scopes.join(','));
    }
  }
  const answered = await fetch(page, { redirect: 'manual' });
  await answered.body?.cancel();
  const callback = new URL(locationOf(answered.headers));
  const callbackPath = callback.pathname.replace(/^\/api\/v1/, '') + callback.search;
  const back = await api('GET', callbackPath);
  expectStatus(back, 302);
  return { returned: new URL(locationOf(back.headers)), callbackPath };
}

function locationOf(headers: Headers): string {
  const location = headers.get('location');
  if (location === null) {
    throw new Error('A redirect without an address came back.');
  }
  return location;
}

/** Signs in, or links with `token`, by way of Strava's consent page. */
export async function signInWithStrava(
  api: Api,
  input: Omit<Consent, 'challenge' | 'deny'>,
): Promise<Session> {
  const { verifier, challenge } = makePkce();
  const { returned } = await walkConsent(api, { ...input, challenge });
  const code = returned.searchParams.get('code');
  if (code === null) {
    throw new Error(`Strava’s sign-in returned ${returned.searchParams.get('error')}.`);
  }
  const body = { code, code_verifier: verifier };
  return expectStatus(await api<Session>('POST', '/strava/token', { body }), 200);
}
