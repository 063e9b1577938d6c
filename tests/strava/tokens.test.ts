import { expect, test } from 'vitest';
import { StravaError } from '../../lib/core/strava.ts';
import { CLIENT_POLICY as policy } from '../../lib/strava/policy.ts';
import { openTokens, sealTokens } from '../../lib/strava/seal-tokens.ts';
import { testClock } from './support/memory-ports.ts';
import {
  ATHLETE,
  fault,
  json,
  type SentRequest,
  STRAVA_ATHLETE,
  scriptedFetch,
  stravaWorld,
  testSeals,
} from './support/strava-world.ts';

const NOW = '2026-11-20T10:07:00Z';
const NOW_S = Date.parse(NOW) / 1000;
const tokenAnswer = (number: number, more: Record<string, unknown> = {}) =>
  json({
    token_type: 'Bearer',
    access_token: `access-${number}`,
    refresh_token: `refresh-${number}`,
    expires_at: NOW_S + 21_600,
    expires_in: 21_600,
    ...more,
  });
const invalid = () => fault(400, ['RefreshToken', 'refresh_token', 'invalid']);

const isOAuth = (url: string | URL | Request) =>
  (url instanceof Request ? url.url : url.toString()).includes('/oauth/');

/** A Strava whose token endpoint answers from a list and whose API accepts some tokens. */
function tokenWorld(input: {
  token?: (Response | Error | ((request: SentRequest) => Response | Promise<Response>))[];
  accepts?: string[];
  clock?: ReturnType<typeof testClock>;
}) {
  const tokens = scriptedFetch(...(input.token ?? [tokenAnswer(2)]));
  const api = scriptedFetch((request) =>
    (input.accepts ?? ['access-1', 'access-2', 'access-9']).some(
      (token) => request.authorization === `Bearer ${token}`,
    )
      ? json({})
      : fault(401, ['Athlete', 'access_token', 'invalid'], 'Authorization Error'),
  );
  const world = stravaWorld({
    clock: input.clock ?? testClock(NOW),
    fetch: (url, init) => (isOAuth(url) ? tokens : api).fetch(url, init),
  });
  return {
    ...world,
    tokenRequests: tokens.requests,
    apiRequests: api.requests,
    ask: (strava = world.strava) =>
      strava.getStreams(ATHLETE, { sourceId: '1', priority: 'interactive' }),
    stored() {
      const sealed = world.vault.rows.get(ATHLETE);
      return sealed && openTokens(testSeals, { stravaAthleteId: STRAVA_ATHLETE, sealed });
    },
    put(number: number, secondsLeft: number) {
      const tokens = {
        accessToken: `access-${number}`,
        refreshToken: `refresh-${number}`,
        expiresAt: new Date(Date.parse(NOW) + secondsLeft * 1000),
      };
      const sealed = sealTokens(testSeals, { stravaAthleteId: STRAVA_ATHLETE, tokens });
      world.vault.rows.set(ATHLETE, { ...world.vault.rows.get(ATHLETE), ...sealed });
    },
  };
}

async function kindOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return error instanceof StravaError ? error.kind : String(error);
  }
}

test.each([
  { secondsLeft: 301, refreshes: 0 },
  { secondsLeft: 300, refreshes: 1 },
  { secondsLeft: 0, refreshes: 1 },
  { secondsLeft: -1_000, refreshes: 1 },
])('with $secondsLeft s left it is refreshed $refreshes times', async (given) => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: given.secondsLeft });
  await world.ask();
  expect(world.tokenRequests).toHaveLength(given.refreshes);
  expect(world.apiRequests[0]?.authorization).toBe(`Bearer access-${1 + given.refreshes}`);
});

test('a refresh sends what Strava wants and stores what it answers', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  await world.ask();
  expect(Object.fromEntries(world.tokenRequests[0]?.form ?? [])).toEqual({
    client_id: '12345',
    client_secret: 'a-client-secret',
    grant_type: 'refresh_token',
    refresh_token: 'refresh-1',
  });
  expect(world.tokenRequests[0]?.url.href).toBe('https://strava.test/oauth/token');
  expect(world.stored()).toEqual({
    accessToken: 'access-2',
    refreshToken: 'refresh-2',
    expiresAt: new Date((NOW_S + 21_600) * 1000),
  });
  expect(world.vault.rows.get(ATHLETE)).not.toHaveProperty('leaseToken');
});

test('20 callers in one instance make one refresh', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  const lease = world.vault.lease.bind(world.vault);
  let leases = 0;
  world.vault.lease = (athleteId, input) => {
    leases += 1;
    return lease(athleteId, input);
  };
  await Promise.all(Array.from({ length: 20 }, () => world.ask()));
  expect(world.tokenRequests).toHaveLength(1);
  expect(leases).toBe(1);
});

test('20 callers in 20 instances make one refresh', async () => {
  const world = tokenWorld({
    clock: testClock(NOW, { sleepAdvances: false }),
    token: [
      async () => {
        await new Promise((resolve) => {
          setTimeout(resolve, 30);
        });
        return tokenAnswer(2);
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  await Promise.all(Array.from({ length: 20 }, () => world.ask(world.instance())));
  expect(world.tokenRequests).toHaveLength(1);
  expect(world.apiRequests.map(({ authorization }) => authorization)).toEqual(
    Array.from({ length: 20 }, () => 'Bearer access-2'),
  );
});

test('while another instance refreshes, a token that is still good serves', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 120 });
  await world.vault.lease(ATHLETE, { leaseS: 30, now: world.clock.now() });
  await world.ask();
  expect(world.apiRequests[0]?.authorization).toBe('Bearer access-1');
  expect(world.tokenRequests).toHaveLength(0);
});

test('whoever waits for another instance too long gives up, and the connection stays', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  await world.vault.lease(ATHLETE, { leaseS: 30, now: world.clock.now() });
  expect(await kindOf(world.ask())).toBe('Upstream');
  expect(world.clock.now().getTime() - Date.parse(NOW)).toBeLessThan(9_500);
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
});

test('a lease left behind by a crash is taken over when it has run out', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  await world.vault.lease(ATHLETE, { leaseS: 30, now: world.clock.now() });
  world.clock.advance(31_000);
  await world.ask();
  expect(world.tokenRequests).toHaveLength(1);
});

test('a stale reader does not refresh what another instance just refreshed', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  const read = world.vault.read.bind(world.vault);
  world.vault.read = async (athleteId) => {
    const stale = await read(athleteId);
    world.put(9, 21_600);
    return stale;
  };
  await world.ask();
  expect(world.tokenRequests).toHaveLength(0);
  expect(world.apiRequests[0]?.authorization).toBe('Bearer access-9');
  expect(world.vault.rows.get(ATHLETE)).not.toHaveProperty('leaseToken');
});

test('a 400 is the end of the connection: it must be made again', async () => {
  const world = tokenWorld({ token: [invalid()] });
  world.connect({ secondsLeft: 0 });
  expect(await kindOf(world.ask())).toBe('TokenDead');
  expect(world.connections.statusOf(ATHLETE)).toBe('needs_reauth');
  expect(world.tokenRequests).toHaveLength(1);
  expect(world.vault.rows.get(ATHLETE)).not.toHaveProperty('leaseToken');
});

test('a 400 about a token that somebody replaced meanwhile is no end', async () => {
  const world = tokenWorld({
    token: [
      () => {
        world.put(9, 21_600);
        return invalid();
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  await world.ask();
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
  expect(world.apiRequests[0]?.authorization).toBe('Bearer access-9');
});

test('a 400 with tokens that are only sealed anew is the end', async () => {
  const world = tokenWorld({
    token: [
      () => {
        world.put(1, 0);
        return invalid();
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  expect(await kindOf(world.ask())).toBe('TokenDead');
});

test.each([
  { case: '500', answer: fault(500, ['', '', '']) },
  { case: '503 HTML', answer: new Response('<html>', { status: 503 }) },
  { case: '200 HTML', answer: new Response('<html>') },
  { case: '429', answer: fault(429, ['Application', 'rate limit', 'exceeded']) },
  { case: 'no connection', answer: new TypeError('fetch failed') },
  { case: 'our client id is wrong', answer: fault(400, ['Application', 'client_id', 'invalid']) },
  { case: 'our secret is wrong', answer: fault(401, ['Application', 'client_secret', 'invalid']) },
  {
    case: 'the application is inactive',
    answer: fault(403, ['Application', 'Status', 'Inactive']),
  },
  { case: 'an answer without tokens', answer: json({ token_type: 'Bearer' }) },
  { case: 'null tokens', answer: tokenAnswer(2, { refresh_token: null }) },
])('$case at a refresh ends no connection, and is not repeated', async ({ answer }) => {
  const world = tokenWorld({ token: [answer] });
  world.connect({ secondsLeft: 0 });
  expect(await kindOf(world.ask())).not.toMatch(/TokenDead|no error/);
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
  expect(world.stored()?.refreshToken).toBe('refresh-1');
  expect(world.tokenRequests).toHaveLength(1);
  expect(world.vault.rows.get(ATHLETE)).not.toHaveProperty('leaseToken');
});

test('where Strava cannot refresh, a token that is still good serves', async () => {
  const world = tokenWorld({ token: [new TypeError('fetch failed')] });
  world.connect({ secondsLeft: 200 });
  await world.ask();
  expect(world.apiRequests[0]?.authorization).toBe('Bearer access-1');
});

test('Strava may answer with the same tokens', async () => {
  const same = { access_token: 'access-1', refresh_token: 'refresh-1', expires_at: NOW_S + 3_700 };
  const world = tokenWorld({ token: [tokenAnswer(1, same)] });
  world.connect({ secondsLeft: 100 });
  await world.ask();
  await world.ask();
  expect(world.tokenRequests).toHaveLength(1);
  expect(world.stored()).toMatchObject({ accessToken: 'access-1', refreshToken: 'refresh-1' });
});

test('a token Strava rejects is refreshed once, and the request sent again', async () => {
  const world = tokenWorld({ accepts: ['access-2'] });
  world.connect();
  await world.ask();
  expect(world.apiRequests.map(({ authorization }) => authorization)).toEqual([
    'Bearer access-1',
    'Bearer access-2',
  ]);
  expect(world.tokenRequests).toHaveLength(1);
});

test('a new token that is rejected, too, ends in an error and not in a circle', async () => {
  const world = tokenWorld({ accepts: [] });
  world.connect();
  expect(await kindOf(world.ask())).toBe('Upstream');
  expect(world.apiRequests).toHaveLength(2);
  expect(world.tokenRequests).toHaveLength(1);
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
});

test('a rejected token whose refresh is refused was revoked', async () => {
  const world = tokenWorld({ accepts: [], token: [invalid()] });
  world.connect();
  expect(await kindOf(world.ask())).toBe('TokenDead');
  expect(world.connections.statusOf(ATHLETE)).toBe('needs_reauth');
});

test('a rejected token that somebody replaced meanwhile is not refreshed again', async () => {
  const world = tokenWorld({ accepts: ['access-9'] });
  world.connect();
  const take = world.ledger.take.bind(world.ledger);
  world.ledger.take = (input) => {
    world.put(9, 21_600);
    return take(input);
  };
  await world.ask();
  expect(world.tokenRequests).toHaveLength(0);
  expect(world.apiRequests.at(-1)?.authorization).toBe('Bearer access-9');
});

test('20 rejected callers make one refresh', async () => {
  const world = tokenWorld({ accepts: ['access-2'] });
  world.connect();
  await Promise.all(Array.from({ length: 20 }, () => world.ask()));
  expect(world.tokenRequests).toHaveLength(1);
});

test('a missing scope is not answered with refreshes', async () => {
  const { fetch, requests } = scriptedFetch(
    fault(401, ['AccessToken', 'activity:read_permission', 'missing']),
  );
  const world = stravaWorld({ fetch });
  world.connect();
  const input = { sourceId: '1', priority: 'webhook' as const };
  expect(await kindOf(world.strava.getActivity(ATHLETE, input))).toBe('ScopeMissing');
  expect(requests).toHaveLength(1);
});

test.each([
  { case: 'the database fails once', failures: 1, expected: 'no error' },
  { case: 'the database stays away', failures: 99, expected: 'Upstream' },
])('new tokens are stored stubbornly: $case', async ({ failures, expected }) => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  const store = world.vault.store.bind(world.vault);
  let calls = 0;
  world.vault.store = (athleteId, input) => {
    calls += 1;
    return calls <= failures ? Promise.reject(new Error('away')) : store(athleteId, input);
  };
  expect(await kindOf(world.ask())).toBe(expected);
  expect(calls).toBe(Math.min(failures + 1, policy.tokens.storeAttempts));
  expect(world.stored()?.refreshToken).toBe(expected === 'no error' ? 'refresh-2' : 'refresh-1');
});

test('a lease lost during the refresh is taken again, for the new tokens exist nowhere else', async () => {
  const world = tokenWorld({
    token: [
      () => {
        world.vault.rows.set(ATHLETE, { ...world.vault.rows.get(ATHLETE)!, leaseToken: 'lost' });
        world.clock.advance(31_000);
        return tokenAnswer(2);
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  await expect(world.strava.confirmConnection(ATHLETE)).resolves.toBe('alive');
  expect(world.stored()?.refreshToken).toBe('refresh-2');
});

test('tokens of a reconnection made during the refresh are not overwritten', async () => {
  const world = tokenWorld({
    token: [
      () => {
        world.connect({ accessToken: 'access-9', refreshToken: 'refresh-9' });
        return tokenAnswer(2);
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  await world.ask();
  expect(world.stored()?.refreshToken).toBe('refresh-9');
  expect(world.apiRequests[0]?.authorization).toBe('Bearer access-9');
});

test('a connection purged during the refresh is not brought back', async () => {
  const world = tokenWorld({
    token: [
      () => {
        world.vault.rows.delete(ATHLETE);
        return tokenAnswer(2);
      },
    ],
  });
  world.connect({ secondsLeft: 0 });
  expect(await kindOf(world.ask())).toBe('NotConnected');
  expect(world.vault.rows.size).toBe(0);
});

test.each([
  { case: 'alive', answer: tokenAnswer(1), expected: 'alive' },
  { case: 'dead', answer: invalid(), expected: 'dead' },
])('confirming asks Strava even with hours left: $case', async ({ answer, expected }) => {
  const world = tokenWorld({ token: [answer] });
  world.connect();
  await expect(world.strava.confirmConnection(ATHLETE)).resolves.toBe(expected);
  expect(world.tokenRequests).toHaveLength(1);
});

test('confirming says neither where Strava does not answer', async () => {
  const world = tokenWorld({ token: [new Response('<html>', { status: 503 })] });
  world.connect();
  expect(await kindOf(world.strava.confirmConnection(ATHLETE))).toBe('Upstream');
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
});

test('tokens sealed for another Strava account are not used', async () => {
  const world = tokenWorld({});
  world.connect();
  world.connections.add({ athleteId: ATHLETE, stravaAthleteId: 1 });
  await expect(world.ask()).rejects.toThrow('belongs elsewhere');
  expect(world.apiRequests).toHaveLength(0);
});

test('a dump of the vault holds no token', async () => {
  const world = tokenWorld({});
  world.connect({ secondsLeft: 0 });
  await world.ask();
  expect(JSON.stringify([...world.vault.rows])).not.toMatch(/access-|refresh-/);
});
