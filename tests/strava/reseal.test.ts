import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { resealTokens } from '../../lib/strava/reseal.ts';
import { createSeals } from '../../lib/strava/seal.ts';
import { openTokens, sealTokens } from '../../lib/strava/seal-tokens.ts';
import { memoryConnections, memoryVault, testLog } from './support/memory-ports.ts';

const oldKey = { id: 'old', key: randomBytes(32) };
const newKey = { id: 'new', key: randomBytes(32) };
const oldSeals = createSeals([oldKey]);
const seals = createSeals([newKey, oldKey]);
const expiresAt = new Date('2026-11-20T12:00:00Z');

function athletes(count: number) {
  const vault = memoryVault();
  const connections = memoryConnections();
  const ids = Array.from(
    { length: count },
    (_, index) => `athlete-${String(index).padStart(4, '0')}`,
  );
  for (const [index, athleteId] of ids.entries()) {
    connections.add({ athleteId, stravaAthleteId: index + 1 });
    vault.rows.set(athleteId, sealed(index, oldSeals));
  }
  const run = () => resealTokens({ vault, connections, seals, log: testLog() });
  return { vault, connections, ids, run };
}

function sealed(index: number, by = seals, use = 'a') {
  const tokens = { accessToken: `${use}${index}`, refreshToken: `r${index}`, expiresAt };
  return sealTokens(by, { stravaAthleteId: index + 1, tokens });
}

test('all pages are resealed, and the tokens stay what they were', async () => {
  const { vault, ids, run } = athletes(250);
  expect(await run()).toEqual({ resealed: 250, current: 0, failed: 0, skipped: 0 });
  expect(await run()).toEqual({ resealed: 0, current: 250, failed: 0, skipped: 0 });
  const onlyNew = createSeals([newKey]);
  for (const [index, athleteId] of ids.entries()) {
    const row = (await vault.read(athleteId))!;
    expect(openTokens(onlyNew, { stravaAthleteId: index + 1, sealed: row })).toEqual({
      accessToken: `a${index}`,
      refreshToken: `r${index}`,
      expiresAt,
    });
  }
});

test.each([
  { case: 'the old key', by: oldSeals, counts: { resealed: 1, current: 0 } },
  { case: 'the new key', by: seals, counts: { resealed: 0, current: 1 } },
])('tokens that a refresh stores meanwhile under $case are kept', async ({ by, counts }) => {
  const { vault, run, ids } = athletes(1);
  const reseal = vault.reseal.bind(vault);
  let calls = 0;
  vault.reseal = (athleteId, from, to) => {
    calls += 1;
    if (calls === 1) {
      vault.rows.set(athleteId, sealed(0, by, 'refreshed'));
    }
    return reseal(athleteId, from, to);
  };
  expect(await run()).toEqual({ ...counts, failed: 0, skipped: 0 });
  const row = (await vault.read(ids[0]!))!;
  expect(openTokens(seals, { stravaAthleteId: 1, sealed: row }).accessToken).toBe('refreshed0');
});

test('who disconnects meanwhile is skipped, and so is a row that never holds still', async () => {
  const gone = athletes(1);
  gone.vault.reseal = async (athleteId) => {
    gone.vault.rows.delete(athleteId);
    return false;
  };
  expect(await gone.run()).toEqual({ resealed: 0, current: 0, failed: 0, skipped: 1 });
  const busy = athletes(1);
  busy.vault.reseal = async () => false;
  expect(await busy.run()).toEqual({ resealed: 0, current: 0, failed: 0, skipped: 1 });
});
