import { beforeEach, expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { BudgetScope } from '../../lib/core/ports/strava.ts';
import { useWorld } from './world.ts';

const world = useWorld();

/** Noon and 5 s: where a window begins by our reckoning. */
const WINDOW = new Date('2026-11-20T12:00:05.000Z');
const after = (seconds: number) => new Date(WINDOW.getTime() + seconds * 1000);

beforeEach(() =>
  world.sql(
    `update strava_budget set used = 0, window_start = 'epoch', call_limit = case
       when scope = 'read' and span = 'short' then 10 when scope = 'read' then 25
       when span = 'short' then 20 else 50 end`,
  ),
);

async function takeAll(now: Date, share = 1, scope: BudgetScope = 'read') {
  let granted = 0;
  for (;;) {
    const answer = await world.db.budgetLedger.take({ scope, share, now });
    if (!answer.granted) return { calls: granted, ...answer };
    granted += 1;
  }
}

it('a window grants its limit and says when it ends', async () => {
  expect(await takeAll(after(0))).toMatchObject({
    calls: 10,
    granted: false,
    retryAt: after(900),
    code: 'budget',
  });
  const { budgetLedger } = world.db;
  expect(await budgetLedger.read(BACKEND, after(899))).toEqual({
    short: { limit: 10, used: 10, resetsAt: after(900) },
    day: { limit: 25, used: 10, resetsAt: new Date('2026-11-21T00:00:05Z') },
  });
});

it('a new window begins at its first second and not before', async () => {
  const { budgetLedger } = world.db;
  for (let i = 0; i < 10; i += 1)
    await budgetLedger.take({ scope: 'read', share: 1, now: after(0) });
  const last = { scope: 'read' as const, share: 1, now: after(899.999) };
  expect(await budgetLedger.take(last)).toMatchObject({ granted: false });
  expect(await budgetLedger.take({ ...last, now: after(900) })).toEqual({ granted: true });
  expect((await budgetLedger.read(BACKEND, after(900))).short).toMatchObject({ used: 1 });
  expect((await budgetLedger.read(BACKEND, after(1800))).short).toMatchObject({ used: 0 });
});

it('the day refuses when the short window would allow it, until the day ends', async () => {
  const { budgetLedger } = world.db;
  for (const window of [0, 900]) {
    for (let i = 0; i < 10; i += 1)
      await budgetLedger.take({ scope: 'read', share: 1, now: after(window) });
  }
  const midnight = new Date('2026-11-21T00:00:05Z');
  expect(await takeAll(after(1800))).toMatchObject({ retryAt: midnight });
  expect((await budgetLedger.read(BACKEND, after(1800))).day.used).toBe(25);
  expect(await budgetLedger.take({ scope: 'read', share: 1, now: midnight })).toEqual({
    granted: true,
  });
});

it('a share leaves the rest to the more urgent', async () => {
  const { budgetLedger } = world.db;
  const grantedAt = async (share: number) => {
    const before = (await budgetLedger.read(BACKEND, after(0))).short.used;
    await takeAll(after(0), share);
    return (await budgetLedger.read(BACKEND, after(0))).short.used - before;
  };
  expect(await grantedAt(0)).toBe(0);
  expect(await grantedAt(0.5)).toBe(5);
  expect(await grantedAt(0.8)).toBe(3);
  expect(await grantedAt(0.5)).toBe(0);
  expect(await grantedAt(1)).toBe(2);
});

it('reads count as calls, other calls do not count as reads', async () => {
  const { budgetLedger } = world.db;
  await takeAll(after(0));
  for (let i = 0; i < 10; i += 1) {
    expect(await budgetLedger.take({ scope: 'overall', share: 1, now: after(0) })).toEqual({
      granted: true,
    });
  }
  expect(await budgetLedger.take({ scope: 'overall', share: 1, now: after(0) })).toMatchObject({
    granted: false,
  });
  expect((await budgetLedger.read(BACKEND, after(0))).short.used).toBe(10);
});

it('Strava’s headers raise what is used, never lower it, and set the limits', async () => {
  const { budgetLedger } = world.db;
  await budgetLedger.take({ scope: 'read', share: 1, now: after(0) });
  const report = (used: number | undefined, callLimit: number | undefined, now = after(1)) =>
    budgetLedger.report([{ scope: 'read', span: 'short', used, callLimit }], now);
  await report(7, undefined);
  expect((await budgetLedger.read(BACKEND, after(1))).short).toMatchObject({ used: 7, limit: 10 });
  await report(3, 300);
  expect((await budgetLedger.read(BACKEND, after(1))).short).toMatchObject({ used: 7, limit: 300 });
  await report(undefined, 8);
  expect((await budgetLedger.read(BACKEND, after(1))).short).toMatchObject({ used: 7, limit: 8 });
  // about a window that is not begun here: an answer that crossed the edge
  await report(8, undefined, after(900));
  expect((await budgetLedger.read(BACKEND, after(900))).short).toMatchObject({ used: 0 });
});

it('a block refuses every call until it ends', async () => {
  const { budgetLedger } = world.db;
  await budgetLedger.block({ until: after(60), code: 'app_inactive' });
  for (const scope of ['read', 'overall'] as const) {
    expect(await budgetLedger.take({ scope, share: 1, now: after(59) })).toEqual({
      granted: false,
      retryAt: after(60),
      code: 'app_inactive',
    });
  }
  expect(await budgetLedger.take({ scope: 'read', share: 1, now: after(60) })).toEqual({
    granted: true,
  });
  const athlete = await world.newAthlete();
  expect((await budgetLedger.read(athlete, after(60))).short.used).toBe(1);
});
