import { expect, it } from 'vitest';
import type { ClaimedJob } from '../../lib/core/ports/jobs.ts';
import type { WebhookEvent } from '../../lib/core/ports/strava.ts';
import { createDb } from '../../lib/db/create-db.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { at, job, NOW, summary, tokens, useWorld, uuid } from './world.ts';

/** On a real server with many connections: one connection could not show a race. */
const world = useWorld(() => startServerSupabase());

const TIMEOUT_MS = 60_000;
const range = (length: number) => Array.from({ length }, (_, i) => i);
const parallel = <T>(times: number, work: (i: number) => Promise<T>) =>
  Promise.all(range(times).map(work));

/** Another instance of the program: shares nothing in memory with the others. */
const newInstance = () =>
  createDb({
    url: world.stack.url,
    publishableKey: world.stack.publishableKey,
    secretKey: world.stack.secretKey,
    fetch,
    clock: { now: () => NOW, sleep: async () => {} },
  });

it('8 claimers share 500 jobs, each claimed once, none left', { timeout: TIMEOUT_MS }, async () => {
  const { jobs } = world.db;
  await world.sql('delete from jobs');
  const ids = await jobs.enqueue(
    range(500).map(() => job()),
    NOW,
  );
  const claimed = (
    await parallel(8, async () => {
      const mine: string[] = [];
      for (;;) {
        const batch = await jobs.claim({ limit: 10, leaseS: 60, now: NOW });
        if (batch.length === 0) return mine;
        mine.push(...batch.map(({ id }) => id));
      }
    })
  ).flat();
  expect(claimed).toHaveLength(500);
  expect(new Set(claimed)).toEqual(new Set(ids));
});

it('a serial key never runs twice at once, and no claimer fails', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { jobs } = world.db;
  await world.sql('delete from jobs');
  const keys = range(5).map((i) => `serial-${i}`);
  await jobs.enqueue(
    range(100).map((i) => job({ kind: keys[i % 5] ?? '', serialKey: keys[i % 5] })),
    NOW,
  );
  const running = new Set<string>();
  const done: string[] = [];
  const work = async (claimed: ClaimedJob) => {
    expect(running.has(claimed.kind)).toBe(false);
    running.add(claimed.kind);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running.delete(claimed.kind);
    done.push(claimed.id);
    expect(await jobs.settle(claimed, { state: 'succeeded' }, NOW)).toBe(true);
  };
  await parallel(8, async () => {
    while (done.length < 100) {
      await Promise.all((await jobs.claim({ limit: 4, leaseS: 600, now: NOW })).map(work));
    }
  });
  const [row] = await world.sql(`select count(*)::int as n from jobs where state = 'succeeded'`);
  expect(row).toEqual({ n: 100 });
});

it('batches with the same keys in opposite orders do not lock each other out', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { jobs } = world.db;
  await world.sql('delete from jobs');
  const batch = range(60).map((i) => job({ dedupeKey: `k${i}` }));
  const all = await parallel(8, (i) => jobs.enqueue(i % 2 ? batch : batch.toReversed(), NOW));
  expect(new Set(all.flat()).size).toBe(60);
  for (const [i, ids] of all.entries()) {
    expect(i % 2 ? ids : ids.toReversed()).toEqual(all[1]);
  }
});

it('a job put back while twins are queued ends as one queued job', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { jobs } = world.db;
  await world.sql('delete from jobs');
  for (const round of range(20)) {
    const dedupeKey = `round-${round}`;
    await jobs.enqueue([job({ dedupeKey })], NOW);
    const [running] = await jobs.claim({ limit: 1, leaseS: 60, now: NOW });
    if (running === undefined) throw new Error('nothing to claim');
    const settled = jobs.settle(running, { state: 'queued', runAt: NOW, countAttempt: true }, NOW);
    await Promise.all([settled, parallel(3, () => jobs.enqueue([job({ dedupeKey })], NOW))]);
    expect(await settled).toBe(true);
    const text = `select id from jobs where dedupe_key = $1 and state = 'queued'`;
    expect(await world.sql(text, [dedupeKey])).toHaveLength(1);
    await world.sql('delete from jobs');
  }
});

it('20 instances that want to refresh: one gets the lease', { timeout: TIMEOUT_MS }, async () => {
  const { athleteId } = await world.newStravaAthlete();
  const leases = await parallel(20, () =>
    world.db.tokenVault.lease(athleteId, { leaseS: 30, now: at(1) }),
  );
  const won = leases.filter((lease) => lease !== undefined);
  expect(won).toHaveLength(1);
  expect(won[0]).toMatchObject(tokens());
});

it('one of 20 uses of a code and one of 20 claims of a key succeed', {
  timeout: TIMEOUT_MS,
}, async () => {
  const caller = await world.newAthlete();
  const { codes, idempotencyKeys } = world.db;
  const code = { code: 'c', purpose: 'state' as const };
  await codes.add({
    ...code,
    athleteId: undefined,
    codeChallenge: undefined,
    grant: undefined,
    expiresAt: at(60),
  });
  const used = await parallel(20, () => codes.use({ ...code, now: NOW }));
  expect(used.filter((answer) => answer !== undefined)).toHaveLength(1);
  const request = { key: uuid(), operation: 'o', requestSha256: 'r' };
  for (const now of [NOW, at(3600)]) {
    const claims = await parallel(20, () => idempotencyKeys.claim(caller, { ...request, now }));
    expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(19);
  }
});

it('the budget never grants more than the limit', { timeout: TIMEOUT_MS }, async () => {
  await world.sql(
    `update strava_budget set call_limit = 30, used = 0 where scope = 'read' and span = 'short'`,
  );
  const takes = await parallel(60, () =>
    world.db.budgetLedger.take({ scope: 'read', share: 1, now: NOW }),
  );
  expect(takes.filter(({ granted }) => granted)).toHaveLength(30);
});

it('events sent three times to several instances are new once', {
  timeout: TIMEOUT_MS,
}, async () => {
  const athletes = await parallel(4, () => world.newStravaAthlete());
  const events = range(80).map(
    (i): WebhookEvent => ({
      eventKey: `parallel-${i}`,
      subscriptionId: 1,
      stravaAthleteId: athletes[i % 4]?.stravaAthleteId ?? 0,
      objectType: 'activity',
      objectId: i % 20,
      aspectType: 'update',
      eventTime: NOW,
      updates: {},
      signature: 'absent',
      job: { kind: 'strava-activity', priority: 20 },
    }),
  );
  const orders = [events, events.toReversed(), [...events.slice(40), ...events.slice(0, 40)]];
  const counts = await Promise.all(
    orders.flatMap((order) => {
      const { webhookEvents } = newInstance();
      return order.map((event) => webhookEvents.accept([event], NOW));
    }),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(80);
  const [row] = await world.sql(
    `select count(*)::int as n from jobs where kind = 'strava-activity'`,
  );
  expect(row).toEqual({ n: 20 });
});

it('two syncs that apply the same activities in opposite orders both finish', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { athleteId } = await world.newStravaAthlete();
  const activities = range(60).map((i) => summary(`${i}`));
  const applied = await parallel(4, (i) =>
    world.db.activities.applyStrava({
      athleteId,
      activities: i % 2 ? activities : activities.toReversed(),
      fetchedAt: NOW,
    }),
  );
  const inserted = applied.flat().filter(({ outcome }) => outcome === 'inserted');
  expect(inserted).toHaveLength(60);
});

it('whatever runs at the same time, a purge leaves nothing of Strava’s', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { activities, connections, streams } = world.db;
  for (const _ of range(5)) {
    const { athleteId } = await world.newStravaAthlete();
    const first = await activities.applyStrava({
      athleteId,
      activities: range(10).map((i) => summary(`${i}`)),
      fetchedAt: NOW,
    });
    const channels = [{ channel: 'time', sampleCount: 1, data: new Uint8Array(64) }];
    const order = { athleteId, receiptId: uuid(), reason: 'disconnected' as const };
    await Promise.all([
      connections.purge({ ...order, requestedAt: NOW, now: NOW }),
      activities.applyStrava({
        athleteId,
        activities: range(40).map((i) => summary(`${i}`)),
        fetchedAt: at(1),
      }),
      activities.removeStrava({ athleteId, sourceIds: ['3', '2', '1'], fetchedAt: at(2) }),
      ...first.map(({ id }) =>
        streams.store({ activityId: id, state: 'ready', channels, expiresAt: null }),
      ),
    ]);
    const left = await world.sql(
      `select (select count(*)::int from activities where athlete_id = $1) as activities,
              (select count(*)::int from streams where athlete_id = $1) as streams`,
      [athleteId],
    );
    expect(left).toEqual([{ activities: 0, streams: 0 }]);
  }
});
