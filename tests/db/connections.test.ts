import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import { at, job, NOW, summary, tokens, useWorld, uuid } from './world.ts';

const world = useWorld();

it('connecting twice renews the grant', async () => {
  const caller = await world.newStravaAthlete();
  const { athleteId, stravaAthleteId } = caller;
  const { connections, tokenVault } = world.db;
  await connections.markNeedsReauth(athleteId);
  expect(await connections.get(caller, athleteId)).toMatchObject({ status: 'needs_reauth' });
  const again = { athleteId, stravaAthleteId, scopes: ['read'], tokens: tokens('2'), now: at(60) };
  expect(await connections.connect(again)).toBe('connected');
  expect(await connections.findByStravaId(stravaAthleteId)).toEqual({
    athlete_id: athleteId,
    strava_athlete_id: stravaAthleteId,
    scopes: ['read'],
    status: 'active',
    token_expires_at: '2026-11-20T18:00:00Z',
    connected_at: '2026-11-20T12:00:00Z',
    last_webhook_at: null,
    last_reconciled_at: null,
  });
  expect(await tokenVault.read(athleteId)).toEqual(tokens('2'));
  await connections.setScopes(athleteId, ['read', 'activity:read']);
  expect(await connections.get(BACKEND, athleteId)).toMatchObject({
    scopes: ['read', 'activity:read'],
  });
});

it('a Strava account belongs to one athlete, and an athlete to one Strava account', async () => {
  const first = await world.newStravaAthlete();
  const second = await world.newAthlete();
  const grant = { scopes: [], tokens: tokens('9'), now: NOW };
  const { connections, tokenVault } = world.db;
  const { athleteId } = second;
  const taken = { ...grant, athleteId, stravaAthleteId: first.stravaAthleteId };
  expect(await connections.connect(taken)).toBe('linked_elsewhere');
  expect(await connections.get(BACKEND, athleteId)).toBeUndefined();
  const other = { ...grant, athleteId: first.athleteId, stravaAthleteId: 777_777 };
  expect(await connections.connect(other)).toBe('other_account');
  expect(await tokenVault.read(first.athleteId)).toEqual(tokens());
  expect(await connections.findByStravaId(777_777)).toBeUndefined();
});

it('an athlete sees only their own connection and never a token', async () => {
  const owner = await world.newStravaAthlete();
  const stranger = await world.newAthlete();
  expect(await world.db.connections.get(stranger, owner.athleteId)).toBeUndefined();
  const response = await fetch(`${world.stack.url}/rest/v1/strava_tokens?select=*`, {
    headers: {
      apikey: world.stack.publishableKey,
      authorization: `Bearer ${owner.accessToken}`,
    },
  });
  expect(response.status).toBe(403);
});

it('tokens are resealed only where they are still the ones read', async () => {
  const { athleteId } = await world.newStravaAthlete();
  const { tokenVault } = world.db;
  expect(await tokenVault.reseal(athleteId, tokens('stale'), tokens('new'))).toBe(false);
  expect(await tokenVault.reseal(athleteId, tokens(), tokens('new'))).toBe(true);
  expect(await tokenVault.read(athleteId)).toEqual(tokens('new'));
});

it('pages of tokens hold every athlete once', async () => {
  for (const _ of [1, 2, 3]) await world.newStravaAthlete();
  const seen: string[] = [];
  for (;;) {
    const page = await world.db.tokenVault.page({ afterAthleteId: seen.at(-1), limit: 2 });
    if (page.length === 0) break;
    seen.push(...page.map(({ athleteId }) => athleteId));
  }
  const [row] = await world.sql<{ n: number }>('select count(*)::int as n from strava_tokens');
  expect(seen).toHaveLength(row?.n ?? -1);
  expect(new Set(seen).size).toBe(seen.length);
});

it('a refresh lease is held by one until it is used, released or over', async () => {
  const { athleteId } = await world.newStravaAthlete();
  const { tokenVault: vault } = world.db;
  const lease = await vault.lease(athleteId, { leaseS: 30, now: NOW });
  expect(lease).toMatchObject(tokens());
  const leaseToken = lease?.leaseToken ?? '';
  expect(await vault.lease(athleteId, { leaseS: 30, now: at(29) })).toBeUndefined();
  await vault.release(athleteId, uuid());
  expect(await vault.lease(athleteId, { leaseS: 30, now: at(29) })).toBeUndefined();
  await vault.release(athleteId, leaseToken);
  const second = await vault.lease(athleteId, { leaseS: 30, now: at(29) });
  expect(await vault.store(athleteId, { ...tokens('x'), leaseToken, now: at(30) })).toBe(false);
  expect(await vault.read(athleteId)).toEqual(tokens());

  const third = await vault.lease(athleteId, { leaseS: 30, now: at(60) });
  expect(third?.leaseToken).not.toBe(second?.leaseToken);
  await world.db.connections.markNeedsReauth(athleteId);
  const stored = { ...tokens('3'), leaseToken: third?.leaseToken ?? '', now: at(61) };
  expect(await vault.store(athleteId, stored)).toBe(true);
  expect(await vault.read(athleteId)).toEqual(tokens('3'));
  expect(await world.db.connections.get(BACKEND, athleteId)).toMatchObject({ status: 'active' });
  expect(await vault.lease(athleteId, { leaseS: 30, now: at(61) })).toBeDefined();
  expect(await vault.lease(uuid(), { leaseS: 30, now: NOW })).toBeUndefined();
});

it('athletes are due for reconciling, whatever webhooks came, longest ago first, in pages', async () => {
  await world.sql('delete from strava_connections');
  const ids: string[] = [];
  for (const heard of [undefined, 10, 20, 30, 500]) {
    const { athleteId } = await world.newStravaAthlete();
    ids.push(athleteId);
    if (heard !== undefined) await world.db.connections.markReconciled(athleteId, at(heard));
  }
  const [never, ten, twenty, thirty] = ids;
  await world.sql('update strava_connections set last_webhook_at = $1 where athlete_id = $2', [
    at(400).toISOString(),
    thirty,
  ]);
  const due = (afterAthleteId?: string, limit = 2) =>
    world.db.connections.dueForReconcile({ before: at(100), limit, afterAthleteId });
  expect(await due(undefined, 9)).toEqual([never, ten, twenty, thirty]);
  expect(await due()).toEqual([never, ten]);
  expect(await due(ten)).toEqual([twenty, thirty]);
  expect(await due(thirty)).toEqual([]);
  // reconciled while we paged: the place is lost, whoever is still due comes again
  await world.db.connections.markReconciled(ten ?? '', at(200));
  expect(await due(ten)).toEqual([never, twenty]);
  await world.db.connections.markNeedsReauth(never ?? '');
  expect(await due()).toEqual([twenty, thirty]);
});

it('a purge takes all of Strava’s, leaves the rest and a receipt, and can be repeated', async () => {
  const caller = await world.newStravaAthlete();
  const other = await world.newStravaAthlete();
  const { athleteId } = caller;
  const { db } = world;
  for (const { athleteId } of [caller, other]) {
    const input = { athleteId, activities: [summary('1'), summary('2')], fetchedAt: NOW };
    const [applied] = await db.activities.applyStrava(input);
    const channels = ['time', 'power'].map((channel) => ({
      channel,
      sampleCount: 1,
      data: new Uint8Array(1),
    }));
    await db.streams.store({
      activityId: applied?.id ?? '',
      state: 'ready',
      channels,
      expiresAt: null,
    });
    await db.syncStates.save(athleteId, { mode: 'full' });
    await db.jobs.enqueue(
      ['sync', 'other'].map((kind) => job({ kind, athleteId })),
      NOW,
    );
  }
  await db.webhookEvents.accept(
    [caller, other].map(({ stravaAthleteId }) => ({
      eventKey: `purge-${stravaAthleteId}`,
      subscriptionId: 1,
      stravaAthleteId,
      objectType: 'activity' as const,
      objectId: 1,
      aspectType: 'create' as const,
      eventTime: NOW,
      updates: {},
      signature: 'absent' as const,
      job: undefined,
    })),
    NOW,
  );
  await world.sql(
    `insert into activities (athlete_id, source, sport, started_at) values ($1, 'file', 'running', now())`,
    [athleteId],
  );

  const order = { athleteId, receiptId: uuid(), reason: 'disconnected' as const, requestedAt: NOW };
  const receipt = await db.connections.purge({ ...order, now: at(60) });
  expect(receipt).toEqual({
    id: order.receiptId,
    athlete_id: athleteId,
    reason: 'disconnected',
    requested_at: '2026-11-20T12:00:00Z',
    completed_at: '2026-11-20T12:01:00Z',
    counts: { activities: 2, streams: 2, webhook_events: 1, connections: 1 },
  });
  expect(await db.connections.purge({ ...order, now: at(120) })).toEqual(receipt);

  const left = async (id: string) =>
    world.sql(
      `select
         (select array_agg(source order by source) from activities where athlete_id = $1) as activities,
         (select count(*)::int from streams where athlete_id = $1) as streams,
         (select count(*)::int from strava_tokens where athlete_id = $1) as tokens,
         (select count(*)::int from sync_state where athlete_id = $1) as sync_states,
         (select array_agg(kind order by kind) from jobs where athlete_id = $1) as jobs`,
      [id],
    );
  expect(await left(athleteId)).toEqual([
    { activities: ['file'], streams: 0, tokens: 0, sync_states: 0, jobs: ['other'] },
  ]);
  expect(await left(other.athleteId)).toEqual([
    {
      activities: ['strava', 'strava'],
      streams: 2,
      tokens: 1,
      sync_states: 1,
      jobs: ['analyse-activity', 'other', 'sync'],
    },
  ]);
  expect(await db.connections.findByStravaId(caller.stravaAthleteId)).toBeUndefined();
  const empty = await db.connections.purge({ ...order, receiptId: uuid(), now: at(180) });
  expect(empty.counts).toEqual({ activities: 0, streams: 0, webhook_events: 0, connections: 0 });
});

it('the position of a sync is saved column by column', async () => {
  const caller = await world.newStravaAthlete();
  const { athleteId } = caller;
  const { syncStates } = world.db;
  expect(await syncStates.get(caller, athleteId)).toBeUndefined();
  await syncStates.save(athleteId, { mode: 'full', backfill_before: at(5).toISOString() });
  await syncStates.save(athleteId, { last_success_at: at(9).toISOString() });
  expect(await syncStates.get(caller, athleteId)).toMatchObject({
    mode: 'full',
    backfill_before: '2026-11-20T12:00:05Z',
    last_success_at: '2026-11-20T12:00:09Z',
    updated_at: '2026-11-20T12:00:00Z',
  });
  const stranger = await world.newAthlete();
  expect(await syncStates.get(stranger, athleteId)).toBeUndefined();
  await syncStates.save(stranger.athleteId, { mode: 'full' });
  expect(await syncStates.get(stranger, stranger.athleteId)).toBeUndefined();
});
