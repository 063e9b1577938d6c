import { expect, test } from 'vitest';
import { StravaError } from '../../lib/core/strava.ts';
import { createClient } from '../../lib/strava/client.ts';
import { startDeadline } from '../../lib/strava/deadline.ts';
import { CLIENT_POLICY as policy } from '../../lib/strava/policy.ts';
import { memoryLedger, testClock, testLog, testRandom } from './support/memory-ports.ts';
import { ATHLETE, fault, json, scriptedFetch, stravaWorld } from './support/strava-world.ts';

const NOW = '2026-11-20T10:07:00Z';
const html = (status: number) =>
  new Response('<html><h1>Trouble</h1></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  });
const limits = (usage: { overall: string; read: string }) => ({
  'X-Ratelimit-Limit': '200,2000',
  'X-Ratelimit-Usage': usage.overall,
  'X-Readratelimit-Limit': '100,1000',
  'X-Readratelimit-Usage': usage.read,
});
const limited = (headers: Record<string, string>) =>
  json({ message: 'Rate Limit Exceeded', errors: [] }, { status: 429, headers });

async function failure(work: Promise<unknown>): Promise<StravaError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(StravaError);
  return error as StravaError;
}

/** Every answer, what it means, and after how many requests that was clear. */
const answers: {
  case: string;
  answer: Response | Error;
  kind: StravaError['kind'];
  requests: number;
  scope?: string;
  retryAt?: string;
}[] = [
  { case: '500', answer: fault(500, ['', '', '']), kind: 'Upstream', requests: 3 },
  { case: '503 HTML', answer: html(503), kind: 'Upstream', requests: 3 },
  { case: '597', answer: html(597), kind: 'Upstream', requests: 3 },
  { case: 'HTML with status 200', answer: html(200), kind: 'Upstream', requests: 3 },
  { case: 'HTML with status 403', answer: html(403), kind: 'Upstream', requests: 3 },
  { case: 'a gateway’s 404 page', answer: html(404), kind: 'Upstream', requests: 3 },
  { case: 'no connection', answer: new TypeError('fetch failed'), kind: 'Upstream', requests: 3 },
  {
    case: 'a timeout',
    answer: new DOMException('', 'TimeoutError'),
    kind: 'Upstream',
    requests: 3,
  },
  { case: 'half of a JSON', answer: new Response('{"id": 1'), kind: 'Upstream', requests: 3 },
  { case: 'a redirect', answer: new Response('', { status: 302 }), kind: 'Upstream', requests: 1 },
  {
    case: 'a bad parameter',
    answer: fault(400, ['Application', 'after', 'future']),
    kind: 'Upstream',
    requests: 1,
  },
  {
    case: '404',
    answer: fault(404, ['Activity', '', 'not found']),
    kind: 'NotVisible',
    requests: 1,
  },
  {
    case: '404 without body',
    answer: new Response('', { status: 404 }),
    kind: 'NotVisible',
    requests: 1,
  },
  {
    case: '402',
    answer: json({ message: 'Payment Required' }, { status: 402 }),
    kind: 'PremiumOnly',
    requests: 1,
  },
  {
    case: '403',
    answer: fault(403, ['Activity', 'zones', 'premium']),
    kind: 'PremiumOnly',
    requests: 1,
  },
  {
    case: 'a missing scope',
    answer: fault(401, ['AccessToken', 'activity:read_permission', 'missing']),
    kind: 'ScopeMissing',
    scope: 'activity:read',
    requests: 1,
  },
  {
    case: 'another missing scope',
    answer: fault(401, ['AccessToken', 'profile:read_all', 'missing']),
    kind: 'ScopeMissing',
    scope: 'profile:read_all',
    requests: 1,
  },
  {
    case: 'an inactive application',
    answer: fault(403, ['Application', 'Status', 'Inactive'], 'Forbidden'),
    kind: 'AppInactive',
    retryAt: '2026-11-20T10:22:00.000Z',
    requests: 1,
  },
  {
    case: 'too many athletes',
    answer: json({ message: 'Limit of connected athletes exceeded' }, { status: 403 }),
    kind: 'CapacityExceeded',
    requests: 1,
  },
  {
    case: 'the quarter used up',
    answer: limited(limits({ overall: '150,900', read: '101,540' })),
    kind: 'RateLimited',
    retryAt: '2026-11-20T10:15:05.000Z',
    requests: 1,
  },
  {
    case: 'the day used up',
    answer: limited(limits({ overall: '150,900', read: '10,1001' })),
    kind: 'RateLimited',
    retryAt: '2026-11-21T00:00:05.000Z',
    requests: 1,
  },
  {
    case: '429 without numbers',
    answer: new Response('<html>', { status: 429 }),
    kind: 'RateLimited',
    retryAt: '2026-11-20T10:15:05.000Z',
    requests: 1,
  },
  {
    case: 'the older 403 for a used-up limit',
    answer: fault(403, ['Application', 'rate limit', 'exceeded']),
    kind: 'RateLimited',
    retryAt: '2026-11-20T10:15:05.000Z',
    requests: 1,
  },
];

test.each(answers)('a read: $case is $kind', async ({ answer, kind, requests: count, ...more }) => {
  const { fetch, requests } = scriptedFetch(answer);
  const { strava, connect } = stravaWorld({ fetch, clock: testClock(NOW) });
  connect();
  const error = await failure(
    strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }),
  );
  expect(error.kind).toBe(kind);
  expect(requests).toHaveLength(count);
  expect(error.scope).toBe(more.scope);
  if (kind !== 'RateLimited' && kind !== 'AppInactive') {
    expect(error.retryAt).toBeUndefined();
  } else if (more.retryAt !== undefined && count === 1 && requests.length === 1) {
    expect(error.retryAt?.toISOString()).toBe(more.retryAt);
  }
});

const posting = (input: { answers: (Response | Error)[]; repeatable?: boolean }) => {
  const { fetch, requests } = scriptedFetch(...input.answers);
  const clock = testClock(NOW);
  const ledger = memoryLedger();
  const client = createClient({
    fetch,
    clock,
    ledger,
    policy,
    random: testRandom(),
    log: testLog(),
  });
  const call = {
    name: 'post',
    method: 'POST' as const,
    url: 'https://strava.test/post',
    form: { a: '1' },
    counted: true,
    priority: 'interactive' as const,
    ...(input.repeatable === undefined ? {} : { repeatable: input.repeatable }),
  };
  return { requests, ledger, clock, send: () => client.send(call, startDeadline(clock, 8_000)) };
};

test.each(answers)('a POST is sent once, whatever comes back: $case', async ({ answer }) => {
  const { send, requests } = posting({ answers: [answer] });
  await failure(send());
  expect(requests).toHaveLength(1);
});

test('a POST that may be repeated is', async () => {
  const { send, requests } = posting({ answers: [html(503), json({})], repeatable: true });
  await expect(send()).resolves.toEqual({});
  expect(requests).toHaveLength(2);
});

test('a read that succeeds the second time is an answer, and each attempt was paid for', async () => {
  const { fetch, requests } = scriptedFetch(html(502), json([]));
  const { strava, connect, ledger, clock } = stravaWorld({ fetch, clock: testClock(NOW) });
  connect();
  const page = { after: undefined, before: undefined, page: 1, priority: 'webhook' as const };
  await expect(strava.listActivities(ATHLETE, page)).resolves.toEqual([]);
  expect(requests).toHaveLength(2);
  expect(ledger.taken).toHaveLength(2);
  expect(clock.slept).toEqual([200]);
});

test('waits grow with full jitter up to their limit', async () => {
  const { fetch } = scriptedFetch(html(502));
  const { strava, connect, clock } = stravaWorld({
    fetch,
    clock: testClock(NOW),
    random: testRandom(0.999),
    policy: { ...policy, retries: 6, totalMs: { ...policy.totalMs, backfill: 60_000 } },
  });
  connect();
  await failure(strava.getStreams(ATHLETE, { sourceId: '1', priority: 'backfill' }));
  expect(clock.slept.map(Math.round)).toEqual([400, 799, 1598, 3197, 3996, 3996]);
});

test('no retry begins that would end after the deadline', async () => {
  const clock = testClock(NOW);
  const { fetch, requests } = scriptedFetch(() => {
    clock.advance(4_900);
    return html(502);
  });
  const { strava, connect } = stravaWorld({ fetch, clock });
  connect();
  await failure(strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }));
  expect(requests).toHaveLength(2);
  // 0.2 s of waiting would have been left for the third, and 0.4 s were due: it was not waited for.
  expect(clock.slept).toEqual([200]);
});

test('redirects are not followed: parameters would go to a host nobody configured', async () => {
  const { fetch, requests } = scriptedFetch(json({}));
  const { strava, connect } = stravaWorld({ fetch });
  connect();
  await strava.getStreams(ATHLETE, { sourceId: '1', priority: 'webhook' });
  expect(requests[0]?.redirect).toBe('manual');
});

test('of a POST only the overall usage is reported', async () => {
  const headers = limits({ overall: '66,209', read: '9,9' });
  const { send, ledger } = posting({ answers: [json({}, { headers })] });
  await send();
  expect(ledger.reported.flat().map(({ scope }) => scope)).toEqual(['overall', 'overall']);
});

test('an attempt that hangs is cut off', async () => {
  let aborted = 0;
  const fetch = (_url: unknown, init?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        aborted += 1;
        reject(init.signal?.reason as Error);
      });
    });
  const { strava, connect } = stravaWorld({
    fetch,
    policy: { ...policy, attemptMs: { ...policy.attemptMs, interactive: 20 } },
  });
  connect();
  const error = await failure(
    strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }),
  );
  expect(error.kind).toBe('Upstream');
  expect(aborted).toBe(3);
});

test.each([
  ['interactive', 1],
  ['webhook', 0.95],
  ['incremental', 0.85],
  ['backfill', 0.7],
] as const)('%s may use %d of the limits', async (priority, share) => {
  const { fetch } = scriptedFetch(json({}));
  const { strava, connect, ledger } = stravaWorld({ fetch });
  connect();
  await strava.getStreams(ATHLETE, { sourceId: '1', priority });
  expect(ledger.taken).toEqual([{ scope: 'read', share }]);
});

test('what the headers say is reported, on success and on refusal', async () => {
  const { fetch } = scriptedFetch(
    json({}, { headers: limits({ overall: '66,209', read: ',' }) }),
    limited(limits({ overall: '67,210', read: '101,211' })),
  );
  const { strava, connect, ledger } = stravaWorld({ fetch });
  connect();
  const ask = () => strava.getStreams(ATHLETE, { sourceId: '1', priority: 'webhook' });
  await ask();
  await failure(ask());
  expect(ledger.reported[0]).toContainEqual({
    scope: 'read',
    span: 'short',
    callLimit: 100,
    used: undefined,
  });
  expect(ledger.reported[1]).toContainEqual({
    scope: 'read',
    span: 'short',
    callLimit: 100,
    used: 101,
  });
  expect(ledger.blocks).toEqual([]);
});

test('a 429 without numbers stops everybody until the window ends', async () => {
  const { fetch, requests } = scriptedFetch(new Response('', { status: 429 }));
  const { strava, connect, ledger } = stravaWorld({ fetch, clock: testClock(NOW) });
  connect();
  const ask = () =>
    failure(strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }));
  await ask();
  expect(ledger.blocks).toEqual([
    { until: new Date('2026-11-20T10:15:05Z'), code: 'rate_limited' },
  ]);
  const second = await ask();
  expect(second.kind).toBe('RateLimited');
  expect(second.retryAt).toEqual(new Date('2026-11-20T10:15:05Z'));
  expect(requests).toHaveLength(1);
});

test('an inactive application stops everybody for a quarter of an hour and marks nobody', async () => {
  const { fetch, requests } = scriptedFetch(fault(403, ['Application', 'Status', 'Inactive']));
  const world = stravaWorld({ fetch, clock: testClock(NOW) });
  world.connect();
  const ask = () =>
    failure(world.strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }));
  await ask();
  const second = await ask();
  expect(second.kind).toBe('AppInactive');
  expect(second.retryAt).toEqual(new Date('2026-11-20T10:22:00Z'));
  expect(requests).toHaveLength(1);
  expect(world.connections.statusOf(ATHLETE)).toBe('active');
  expect(world.log.lines.map(({ event }) => event)).toContain('strava_app_inactive');
});

test('a ledger that cannot be told costs no answer', async () => {
  const { fetch } = scriptedFetch(json({}, { headers: limits({ overall: '1,1', read: '1,1' }) }));
  const world = stravaWorld({ fetch });
  world.connect();
  world.ledger.report = () => Promise.reject(new Error('the database is away'));
  await expect(
    world.strava.getStreams(ATHLETE, { sourceId: '1', priority: 'webhook' }),
  ).resolves.toEqual({});
  expect(world.log.lines.map(({ event }) => event)).toEqual(['strava_ledger_not_told']);
});

test('an athlete without a connection costs no budget', async () => {
  const { fetch, requests } = scriptedFetch(json({}));
  const { strava, ledger } = stravaWorld({ fetch });
  const error = await failure(
    strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' }),
  );
  expect(error.kind).toBe('NotConnected');
  expect(requests).toHaveLength(0);
  expect(ledger.taken).toEqual([]);
});

test('the token travels in the header and nowhere else', async () => {
  const { fetch, requests } = scriptedFetch(json({}));
  const { strava, connect } = stravaWorld({ fetch });
  connect();
  await strava.getStreams(ATHLETE, { sourceId: '1', priority: 'webhook' });
  expect(requests[0]?.authorization).toBe('Bearer access-1');
  expect(requests[0]?.url.href).not.toContain('access-1');
});

test('no token and no secret gets into the log or into an error', async () => {
  const { fetch } = scriptedFetch(new TypeError('fetch failed'));
  const { strava, connect, log } = stravaWorld({ fetch });
  connect({ secondsLeft: 1 });
  const errors = await Promise.all([
    failure(strava.getActivity(ATHLETE, { sourceId: '1', priority: 'interactive' })),
    failure(strava.exchange({ code: 'a-code', scopes: [] })),
    failure(strava.subscriptions()),
  ]);
  const written = JSON.stringify([log.lines, errors.map((error) => [error.message, error])]);
  expect(written).not.toMatch(/access-1|refresh-1|a-client-secret|a-code/);
});
