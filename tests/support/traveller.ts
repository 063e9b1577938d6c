/** Somebody who walks through the API: an athlete with a session, and what journeys do over and over. */
import { randomUUID } from 'node:crypto';
import { makePkce, type Session } from '../sandbox/world/strava-consent.ts';
import type { Answer } from './check-answer.ts';
import { type DevWorld, eventually } from './dev-world.ts';

/** An app's deep link, on the allow-list of local development. */
export const DEEP_LINK = 'fettle://auth';

export interface Job {
  id: string;
  kind: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed';
  progress: number;
  result: Record<string, unknown> | null;
  error: { code: string; detail: string } | null;
}

export async function register(world: DevWorld, displayName = 'Ada'): Promise<Session> {
  const email = `athlete-${randomUUID().slice(0, 8)}@example.org`;
  const body = { email, password: `pass ${email}`, display_name: displayName };
  return bodyOf<Session>(await world.call({ method: 'POST', path: '/auth/register', body }), 201);
}

/** The body of an answer that must have this status. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the schema was checked; this names it
export function bodyOf<T>(answer: Answer, status = 200): T {
  if (answer.status !== status) {
    throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text.slice(0, 800)}`);
  }
  return answer.body as T;
}

export interface ConsentInput {
  stravaId: number;
  challenge: string;
  redirectUri?: string;
  state?: string;
  token?: string;
  /** What the athlete leaves ticked. */
  scopes?: string;
  deny?: boolean;
}

/** From our login through Strava's page, up to the address that Strava returns to. */
export async function consent(
  world: DevWorld,
  input: ConsentInput,
): Promise<{ page: URL; callbackPath: string }> {
  const query = new URLSearchParams({
    redirect_uri: input.redirectUri ?? DEEP_LINK,
    code_challenge: input.challenge,
    ...(input.state === undefined ? {} : { state: input.state }),
  });
  const login = await world.call({
    path: `/strava/login?${query}`,
    ...(input.token === undefined ? {} : { token: input.token }),
  });
  bodyOf(login, 302);
  const page = new URL(login.headers.get('location') ?? '');
  const answered = new URL(page);
  if (input.deny === true) {
    answered.searchParams.set('_sim_deny', '1');
  } else {
    answered.searchParams.set('_sim_athlete', String(input.stravaId));
    answered.searchParams.set('_sim_scope', input.scopes ?? 'read,activity:read_all');
  }
  const granted = await fetch(answered, { redirect: 'manual' });
  const back = new URL(granted.headers.get('location') ?? '');
  return { page, callbackPath: back.pathname.replace('/api/v1', '') + back.search };
}

/** Strava's return; answers where the app is sent. */
export async function returnFromStrava(world: DevWorld, callbackPath: string): Promise<URL> {
  const answer = await world.call({ path: callbackPath });
  bodyOf(answer, 302);
  return new URL(answer.headers.get('location') ?? '');
}

/** The whole way: signs in, or links with `token`. */
export async function signInWithStrava(
  world: DevWorld,
  input: Omit<ConsentInput, 'challenge'>,
): Promise<Session> {
  const { verifier, challenge } = makePkce();
  const { callbackPath } = await consent(world, { ...input, challenge });
  const app = await returnFromStrava(world, callbackPath);
  const body = { code: app.searchParams.get('code'), code_verifier: verifier };
  return bodyOf<Session>(await world.call({ method: 'POST', path: '/strava/token', body }));
}

/** Polls a job to its end, and throws where that is not success. */
export async function finishJob(world: DevWorld, jobId: string, token: string): Promise<Job> {
  const job = await eventually(`job ${jobId} ends`, async () => {
    const now = bodyOf<Job>(await world.call({ path: `/jobs/${jobId}`, token }));
    return now.state === 'succeeded' || now.state === 'failed' ? now : undefined;
  });
  if (job.state !== 'succeeded') {
    throw new Error(`${job.kind} failed: ${JSON.stringify(job.error)}`);
  }
  return job;
}

/** Waits until nothing is being synced. */
export async function syncSettled(
  world: DevWorld,
  token: string,
  deadlineMs = 60_000,
): Promise<{ activities_total: number; activities_done: number }> {
  return eventually(
    'the sync is done',
    async () => {
      const sync = bodyOf<{
        state: string;
        last_success_at: string | null;
        activities_total: number;
        activities_done: number;
      }>(await world.call({ path: '/sync', token }));
      return sync.state === 'idle' && sync.last_success_at !== null ? sync : undefined;
    },
    deadlineMs,
  );
}
