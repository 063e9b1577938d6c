import { expect, it } from 'vitest';
import { useWorld } from './world.ts';

const world = useWorld();

it('an athlete changes their profile, and a stale version changes nothing', async () => {
  const caller = await world.newAthlete();
  const { athletes } = world.db;
  expect(await athletes.get(caller)).toMatchObject({
    id: caller.athleteId,
    version: 1,
    units: 'metric',
  });
  const changes = { weight_kg: 70.5, time_zone: 'Europe/Berlin', display_name: 'A, (B) "C"' };
  expect(await athletes.update(caller, { changes, ifVersion: 1 })).toMatchObject({
    ...changes,
    version: 2,
  });
  expect(
    await athletes.update(caller, { changes: { weight_kg: 1 }, ifVersion: 1 }),
  ).toBeUndefined();
  expect(await athletes.get(caller)).toMatchObject({
    ...changes,
    updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
});

it('what only the backend may set is forbidden', async () => {
  const caller = await world.newAthlete();
  const update = { changes: { affinity_score: 100 }, ifVersion: undefined };
  await expect(world.db.athletes.update(caller, update)).rejects.toMatchObject({
    code: 'forbidden',
  });
});

it('another’s token does not open an athlete’s row', async () => {
  const [owner, stranger] = [await world.newAthlete(), await world.newAthlete()];
  const mixed = { ...owner, accessToken: stranger.accessToken };
  expect(await world.db.athletes.get(mixed)).toBeUndefined();
  const update = { changes: { display_name: 'x' }, ifVersion: undefined };
  expect(await world.db.athletes.update(mixed, update)).toBeUndefined();
});
