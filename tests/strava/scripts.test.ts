/** The two scripts an operator runs, as an operator runs them. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createSeals } from '../../lib/strava/seal.ts';
import { sealTokens } from '../../lib/strava/seal-tokens.ts';
import { useWorld } from '../db/world.ts';
import { startStravaSimulator } from '../sandbox/strava/start.ts';

// Starting a process takes half a second, and much longer where the machine is busy.
vi.setConfig({ testTimeout: 30_000 });

const world = useWorld();
let simulator: Awaited<ReturnType<typeof startStravaSimulator>>;
const callback = createServer((request, response) => {
  const { searchParams } = new URL(request.url ?? '', 'http://localhost');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ 'hub.challenge': searchParams.get('hub.challenge') }));
});

beforeAll(async () => {
  simulator = await startStravaSimulator({ port: 0 });
  await new Promise<void>((resolve) => {
    callback.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  callback.close();
  await simulator.close();
});

/** What every deployment has set. */
const settings = () => ({
  SUPABASE_URL: world.stack.url,
  SUPABASE_PUBLISHABLE_KEY: world.stack.publishableKey,
  SUPABASE_SECRET_KEY: world.stack.secretKey,
  FETTLE_SECRET: randomBytes(32).toString('base64'),
  FETTLE_TOKEN_KEYS: `one:${randomBytes(32).toString('base64')}`,
});

/** Exit code and output of a script. */
function run(script: string, { args = [], env }: { args?: string[]; env: Record<string, string> }) {
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [`scripts/${script}`, ...args],
      { env: { PATH: process.env['PATH'] ?? '', ...env } },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, output: `${stdout}${stderr}` });
      },
    );
  });
}

const reseal = (tokenKeys: string) =>
  run('reseal-tokens.ts', {
    env: { ...settings(), URL: 'https://fettle.example', FETTLE_TOKEN_KEYS: tokenKeys },
  });

test('the subscription script creates, keeps, replaces, lists and deletes', async () => {
  const secret = 'a-path-secret-of-some-length';
  const env = {
    ...settings(),
    STRAVA_CLIENT_ID: simulator.clientId,
    STRAVA_CLIENT_SECRET: simulator.clientSecret,
    STRAVA_API_BASE_URL: `${simulator.url}/api/v3/`,
    STRAVA_WEBHOOK_SECRET: secret,
    STRAVA_VERIFY_TOKEN: 'a-verify-token',
    URL: `http://127.0.0.1:${(callback.address() as AddressInfo).port}`,
  };
  const steps: [args: string[], expected: RegExp][] = [
    [[], /^Created \d+ .*\[secret\] \(here\)$/m],
    [[], /^Kept \d+ /m],
    [['--replace'], /^Removed \d+ .*\nCreated \d+ /m],
    [['--list'], /^\d+ .*\(here\)$/m],
    [['--delete'], /^Removed \d+ /m],
  ];
  for (const [args, expected] of steps) {
    const { code, output } = await run('strava-subscribe.ts', { args, env });
    expect(output).toMatch(expected);
    expect(output).not.toContain(secret);
    expect(output).not.toContain(simulator.clientSecret);
    expect(code).toBe(0);
  }
  expect(await world.db.maintenance.subscription()).toEqual({
    subscriptionId: undefined,
    callbackUrl: undefined,
  });
  const nobody = { ...env, URL: 'http://127.0.0.1:1' };
  const failed = await run('strava-subscribe.ts', { env: nobody });
  expect(failed.output).toContain('callback url does not return 200');
  expect(failed.code).toBe(1);
});

test('the reseal script says what it did and exits 1 where tokens are left', async () => {
  const keys = ['new', 'old', 'lost'].map((id) => ({ id, key: randomBytes(32) }));
  const [newKey, oldKey, lostKey] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
  const text = (key: typeof newKey) => `${key.id}:${key.key.toString('base64')}`;
  for (const key of [oldKey, lostKey]) {
    const { athleteId } = await world.newAthlete();
    const stravaAthleteId = key === oldKey ? 1 : 2;
    const expiresAt = new Date();
    const tokens = { accessToken: 'the-access', refreshToken: 'the-refresh', expiresAt };
    await world.db.connections.connect({
      athleteId,
      stravaAthleteId,
      scopes: [],
      tokens: sealTokens(createSeals([key]), { stravaAthleteId, tokens }),
      now: new Date(),
    });
  }
  const first = await reseal(`${text(newKey)},${text(oldKey)}`);
  expect(first.output).toContain(
    'Sealed anew: 1. Under the first key already: 0. Could not be opened: 1. Skipped, run again: 0.',
  );
  expect(first.output).toContain('No sealing key \\"lost\\" is configured');
  expect(first.output).not.toMatch(/the-access|the-refresh/);
  expect(first.code).toBe(1);
  const second = await reseal(`${text(newKey)},${text(lostKey)}`);
  expect(second.output).toContain('Sealed anew: 1. Under the first key already: 1.');
  expect(second.code).toBe(0);
});

test('a script that lacks settings names them', async () => {
  expect(await run('reseal-tokens.ts', { env: {} })).toMatchObject({
    code: 1,
    output: expect.stringContaining('SUPABASE_URL') as string,
  });
  expect(await run('strava-subscribe.ts', { env: {} })).toMatchObject({
    code: 1,
    output: expect.stringContaining('FETTLE_TOKEN_KEYS') as string,
  });
});
