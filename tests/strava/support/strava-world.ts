import { randomBytes } from 'node:crypto';
import { createStrava, type StravaDeps } from '../../../lib/strava/create-strava.ts';
import { CLIENT_POLICY } from '../../../lib/strava/policy.ts';
import { createSeals } from '../../../lib/strava/seal.ts';
import { sealTokens } from '../../../lib/strava/seal-tokens.ts';
import {
  memoryConnections,
  memoryLedger,
  memoryVault,
  testClock,
  testLog,
  testRandom,
} from './memory-ports.ts';

export const ATHLETE = '0190a000-0000-7000-8000-000000000001';
export const STRAVA_ATHLETE = 4711;

export const testSeals = createSeals([{ id: 'k1', key: randomBytes(32) }]);

/** Everything the adapter stands on, in memory, and the adapter. `fetch` must be given. */
export function stravaWorld(
  input: Pick<StravaDeps, 'fetch'> &
    Partial<Pick<StravaDeps, 'seals' | 'policy' | 'random'>> & {
      clock?: ReturnType<typeof testClock>;
      apiBaseUrl?: string;
      oauthBaseUrl?: string;
      clientId?: string;
      clientSecret?: string;
    },
) {
  const ports = {
    clock: input.clock ?? testClock('2026-11-20T10:07:00Z'),
    random: input.random ?? testRandom(),
    log: testLog(),
    vault: memoryVault(),
    ledger: memoryLedger(),
    connections: memoryConnections(),
    seals: input.seals ?? testSeals,
  };
  const deps: StravaDeps = {
    ...ports,
    fetch: input.fetch,
    policy: input.policy ?? CLIENT_POLICY,
    config: {
      clientId: input.clientId ?? '12345',
      clientSecret: input.clientSecret ?? 'a-client-secret',
      apiBaseUrl: input.apiBaseUrl ?? 'https://strava.test/api/v3',
      oauthBaseUrl: input.oauthBaseUrl ?? 'https://strava.test',
      verifyToken: 'a-verify-token',
      signingKey: 'a-signing-key',
    },
  };
  return {
    ...ports,
    deps,
    strava: createStrava(deps),
    /** Another instance of the same deployment: same tables, nothing else shared. */
    instance: () => createStrava(deps),
    connect: (
      tokens: { accessToken?: string; refreshToken?: string; secondsLeft?: number } = {},
    ) => {
      const stravaAthleteId = STRAVA_ATHLETE;
      const expiresAt = new Date(
        ports.clock.now().getTime() + (tokens.secondsLeft ?? 3 * 3600) * 1000,
      );
      const { accessToken = 'access-1', refreshToken = 'refresh-1' } = tokens;
      ports.connections.add({ athleteId: ATHLETE, stravaAthleteId });
      ports.vault.rows.set(
        ATHLETE,
        sealTokens(ports.seals, {
          stravaAthleteId,
          tokens: { accessToken, refreshToken, expiresAt },
        }),
      );
    },
  };
}

export interface SentRequest {
  method: string;
  url: URL;
  authorization: string | null;
  form: URLSearchParams;
  redirect: string | undefined;
}

const addressOf = (input: string | URL | Request) =>
  new URL(input instanceof Request ? input.url : input);

type Answer = Response | Error | ((request: SentRequest) => Response | Error | Promise<Response>);

/** A `fetch` that answers from a list, the last answer for ever, and keeps what it was asked. */
export function scriptedFetch(...answers: Answer[]) {
  const requests: SentRequest[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = {
      method: init?.method ?? 'GET',
      url: addressOf(input),
      authorization: new Headers(init?.headers).get('authorization'),
      form: new URLSearchParams(init?.body instanceof URLSearchParams ? init.body : ''),
      redirect: init?.redirect,
    };
    requests.push(request);
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) {
      throw new Error('nothing was scripted');
    }
    const given = typeof answer === 'function' ? await answer(request) : answer;
    if (given instanceof Error) {
      throw given;
    }
    return given.clone();
  };
  return { fetch, requests };
}

export const json = (body: unknown, init: ResponseInit = {}) => Response.json(body, init);

/** Strava's Fault. */
export function fault(
  status: number,
  [resource, field, code]: [string, string, string],
  message = 'Bad Request',
) {
  return json({ message, errors: [{ resource, field, code }] }, { status });
}
