/**
 * The main job from the outside: one real `netlify dev` with its own database and Strava, and an app that
 * calls it over HTTP. Every answer is held against the contract's schemas, and every operation is called.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import { type DevWorld, startDevWorld } from '../support/dev-world.ts';
import { createRider, type Rider } from '../support/rider.ts';
import { followWebhooks } from './steps/follow-webhooks.ts';
import { leave } from './steps/leave.ts';
import { lookBack } from './steps/look-back.ts';
import { compareRealFiles } from './steps/real-files.ts';
import { recordLive } from './steps/record-live.ts';
import { signInByEmail } from './steps/sign-in-by-e-mail.ts';
import { signInWithStravaBothWays } from './steps/sign-in-with-strava.ts';
import { syncAndRead } from './steps/sync-and-read.ts';
import { talkHttp } from './steps/talk-http.ts';
import { uploadFiles } from './steps/upload-files.ts';

const STEP_MS = 60_000;

let world: DevWorld;
const there = () => world;

beforeAll(async () => {
  world = await startDevWorld();
});
afterAll(async () => world?.close());

describe('the protocol', { timeout: STEP_MS }, () => talkHttp(there));
describe('signing in by e-mail', { timeout: STEP_MS }, () => signInByEmail(there));
describe('signing in with Strava', { timeout: STEP_MS }, () => signInWithStravaBothWays(there));

describe('an athlete with a watch', { timeout: STEP_MS }, () => recordLive(there));

describe('an athlete with a past', { timeout: STEP_MS }, () => {
  let rider: Rider;
  beforeAll(async () => {
    rider = await createRider(world, { seed: 21, historyDays: 21 });
  });
  describe('syncs and reads', () => syncAndRead(there, () => rider));
  describe('looks back', () => lookBack(there, () => rider));
  describe('is followed at Strava', () => followWebhooks(there, () => rider));
  describe('leaves', () => leave(there, () => rider));
});

describe('files', { timeout: STEP_MS }, () => uploadFiles(there));

describe('recorded files', () => compareRealFiles(there));

describe('the journey', () => {
  it('called every operation of the contract', () => {
    const missing = allOperations.map(({ id }) => id).filter((id) => !world.called.has(id));
    expect(missing).toEqual([]);
    expect(allOperations.length).toBeGreaterThan(20);
  });
});
