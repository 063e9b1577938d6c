/** The bucket of originals: private, and each athlete has a folder in it. */
import { beforeAll, expect, test } from 'vitest';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import { useWorld } from './world.ts';

const world = useWorld();
let owner: AthleteCaller;
let other: AthleteCaller;

beforeAll(async () => {
  owner = await world.newAthlete();
  other = await world.newAthlete();
});

const ask = async (
  who: AthleteCaller | undefined,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string }> => {
  const { publishableKey, url } = world.stack;
  const response = await fetch(`${url}/storage/v1/object/${path}`, {
    ...init,
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${who?.accessToken ?? publishableKey}`,
      ...(init.body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    },
  });
  return { status: response.status, text: await response.text() };
};
const put = (who: AthleteCaller | undefined, path: string) =>
  ask(who, `originals/${path}`, { method: 'POST', body: 'bytes' });

test('an athlete adds to and reads their own folder', async () => {
  const path = `${owner.athleteId}/a/ride.fit`;
  expect((await put(owner, path)).status).toBe(200);
  expect(await ask(owner, `originals/${path}`)).toEqual({ status: 200, text: 'bytes' });
});

test('nobody adds to another one’s, to the root, or around it', async () => {
  const paths = [
    `${owner.athleteId}/a/other.fit`,
    'ride.fit',
    owner.athleteId,
    `x/${other.athleteId}/ride.fit`,
    `${owner.athleteId.toUpperCase()}/a/b.fit`,
  ];
  for (const path of paths) {
    expect([path, (await put(other, path)).status >= 400]).toEqual([path, true]);
    expect([path, (await put(undefined, path)).status >= 400]).toEqual([path, true]);
  }
  const [count] = await world.sql<{ n: number }>(
    "select count(*)::int as n from storage.objects where bucket_id = 'originals'",
  );
  expect(count?.n).toBe(1);
});

test('nobody reads, replaces, signs or deletes another one’s; its owner replaces and deletes nothing', async () => {
  const path = `originals/${owner.athleteId}/a/ride.fit`;
  for (const who of [other, undefined]) {
    expect((await ask(who, path)).status).toBeGreaterThanOrEqual(400);
    expect((await ask(who, `info/${path}`)).status).toBeGreaterThanOrEqual(400);
    const body = JSON.stringify({ expiresIn: 60 });
    expect(
      (await ask(who, `sign/${path}`, { method: 'POST', body })).status,
    ).toBeGreaterThanOrEqual(400);
  }
  for (const who of [owner, other, undefined]) {
    await ask(who, path, { method: 'PUT', body: 'changed' });
    await ask(who, path, { method: 'DELETE' });
  }
  expect(await ask(owner, path)).toEqual({ status: 200, text: 'bytes' });
});

test('the bucket is private, and takes no file above 50 MB', async () => {
  expect(
    await world.sql(
      "select public, file_size_limit::int as most from storage.buckets where id = 'originals'",
    ),
  ).toEqual([{ public: false, most: 50 * 1024 * 1024 }]);
});
