import { expect, it } from 'vitest';
import { at, NOW, useWorld, uuid } from './world.ts';

const world = useWorld();
const twenty = Array.from({ length: 20 }, (_, i) => i);

it('a one-time code works once, also for 20 at the same time', async () => {
  const { athleteId } = await world.newAthlete();
  const { codes } = world.db;
  const code = { code: 'c0de', purpose: 'session' as const };
  await codes.add({
    ...code,
    athleteId,
    codeChallenge: 'abc',
    grant: undefined,
    expiresAt: at(60),
  });
  const used = await Promise.all(twenty.map(() => codes.use({ ...code, now: NOW })));
  expect(used.filter((answer) => answer !== undefined)).toEqual([
    { athleteId, codeChallenge: 'abc', grant: undefined },
  ]);
});

it('a code is unknown, of the other purpose, or expired', async () => {
  const { codes } = world.db;
  const code = { code: 'other', purpose: 'state' as const };
  await codes.add({
    ...code,
    athleteId: undefined,
    codeChallenge: undefined,
    grant: undefined,
    expiresAt: at(60),
  });
  expect(await codes.use({ ...code, code: 'unknown', now: NOW })).toBeUndefined();
  expect(await codes.use({ ...code, purpose: 'session', now: NOW })).toBeUndefined();
  expect(await codes.use({ ...code, now: at(60) })).toBeUndefined();
  expect(await codes.use({ ...code, now: at(59) })).toEqual({
    athleteId: undefined,
    codeChallenge: undefined,
    grant: undefined,
  });
});

it('a held grant comes back once and is kept no longer than its code', async () => {
  const { athleteId } = await world.newAthlete();
  const { codes } = world.db;
  const code = { code: 'with a grant', purpose: 'session' as const };
  const grant = {
    stravaAthleteId: 99,
    displayName: 'Ana',
    scopes: ['read'],
    tokens: {
      accessTokenSealed: 'v1.a',
      refreshTokenSealed: 'v1.b',
      expiresAt: new Date('2026-11-20T12:00:00.000Z'),
    },
  };
  await codes.add({ ...code, athleteId, codeChallenge: 'abc', grant, expiresAt: at(60) });
  expect(await codes.use({ ...code, now: NOW })).toEqual({
    athleteId,
    codeChallenge: 'abc',
    grant,
  });
  const rows = await world.sql(
    'select held_grant from one_time_codes where held_grant is not null',
  );
  expect(rows).toEqual([]);
});

it('only the hash of a code is stored', async () => {
  const expiresAt = at(60);
  const code = { code: 'in the clear', purpose: 'state' as const };
  await world.db.codes.add({
    ...code,
    athleteId: undefined,
    codeChallenge: undefined,
    grant: undefined,
    expiresAt,
  });
  const rows = await world.sql('select * from one_time_codes');
  expect(JSON.stringify(rows)).not.toContain('in the clear');
});

async function setUpKey() {
  const caller = await world.newAthlete();
  const key = uuid();
  const { idempotencyKeys: keys } = world.db;
  const request = { key, operation: 'createActivity', requestSha256: 'a1', now: NOW };
  return { caller, key, keys, request };
}

it('one of 20 equal requests runs, the others are told that it does', async () => {
  const { caller, keys, request } = await setUpKey();
  const claims = await Promise.all(twenty.map(() => keys.claim(caller, request)));
  expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
  expect(claims.filter(({ state }) => state === 'running')).toHaveLength(19);
});

it('the answer is replayed to the same request and to no other', async () => {
  const { caller, key, keys, request } = await setUpKey();
  await keys.claim(caller, request);
  await keys.settle(caller, { key, status: 201, response: { id: 'x', list: [1, null] } });
  const replay = { state: 'replay', status: 201, response: { id: 'x', list: [1, null] } };
  expect(await keys.claim(caller, request)).toEqual(replay);
  for (const other of [{ operation: 'sync' }, { requestSha256: 'b2' }]) {
    expect(await keys.claim(caller, { ...request, ...other })).toEqual({ state: 'mismatch' });
  }
  expect(await keys.claim(await world.newAthlete(), request)).toEqual({ state: 'claimed' });
});

it('a key is kept for 24 hours', async () => {
  const { caller, key, keys, request } = await setUpKey();
  await keys.claim(caller, request);
  await keys.settle(caller, { key, status: 204, response: null });
  expect(await keys.claim(caller, { ...request, now: at(86_399) })).toEqual({
    state: 'replay',
    status: 204,
    response: null,
  });
  expect(await keys.claim(caller, { ...request, requestSha256: 'b2', now: at(86_400) })).toEqual({
    state: 'claimed',
  });
});

it('a released key is free again, a settled one is not', async () => {
  const { caller, key, keys, request } = await setUpKey();
  await keys.claim(caller, request);
  await keys.release(caller, key);
  expect(await keys.claim(caller, request)).toEqual({ state: 'claimed' });
  await keys.settle(caller, { key, status: 200, response: {} });
  await keys.release(caller, key);
  expect(await keys.claim(caller, request)).toMatchObject({ state: 'replay' });
});

it('a request that died without an answer can be tried again', async () => {
  const { caller, keys, request } = await setUpKey();
  await keys.claim(caller, request);
  expect(await keys.claim(caller, { ...request, now: at(89) })).toEqual({ state: 'running' });
  expect(await keys.claim(caller, { ...request, requestSha256: 'b2', now: at(90) })).toEqual({
    state: 'mismatch',
  });
  const claims = await Promise.all(
    twenty.map(() => keys.claim(caller, { ...request, now: at(90) })),
  );
  expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
});
