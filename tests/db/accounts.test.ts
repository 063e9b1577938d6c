import { expect, it } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import { createAccounts } from '../../lib/db/accounts.ts';
import { createAuthApi } from '../../lib/db/auth-api.ts';
import { NOW, PASSWORD, useWorld, uuid } from './world.ts';

const world = useWorld();
let addresses = 0;
const newAddress = () => `Somebody.${(addresses += 1)}@Example.org`;
const caller = (session: { access_token: string; user: { id: string } }) => ({
  role: 'athlete' as const,
  athleteId: session.user.id,
  accessToken: session.access_token,
  email: undefined,
});

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error = await promise.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

async function registered() {
  const email = newAddress();
  const { session } = await world.db.accounts.register({
    email,
    password: PASSWORD,
    displayName: 'Ada',
  });
  if (session === undefined) throw new Error('no session');
  return { email, session };
}

/** Accounts over a service that answers so, whatever it is asked. */
function accountsAnswering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const auth = createAuthApi({
    url: 'https://project.example',
    publishableKey: 'sb_publishable_x',
    secretKey: 'sb_secret_x',
    fetch: async () => Response.json(body, { status, headers }),
  });
  return createAccounts(auth, { now: () => NOW, sleep: async () => {} });
}

it('whoever registers is signed in and has a row of their own', async () => {
  const { session, email } = await registered();
  expect(session).toEqual({
    access_token: expect.any(String),
    refresh_token: expect.any(String),
    token_type: 'bearer',
    expires_in: 3600,
    expires_at: expect.any(Number),
    user: { id: expect.any(String), email: email.toLowerCase() },
  });
  expect(await world.db.athletes.get(caller(session))).toMatchObject({
    id: session.user.id,
    display_name: 'Ada',
  });
  const nameless = { email: newAddress(), password: PASSWORD, displayName: undefined };
  const { session: second } = await world.db.accounts.register(nameless);
  expect(await world.db.athletes.get(caller(second as typeof session))).toMatchObject({
    display_name: null,
  });
});

it('an address can be registered once', async () => {
  const { email } = await registered();
  const again = { email: email.toUpperCase(), password: PASSWORD, displayName: undefined };
  const error = await failure(world.db.accounts.register(again));
  expect(error.code).toBe('conflict');
  expect(error.message.toLowerCase()).not.toContain(email.toLowerCase());
});

it.each([
  { case: 'a weak password', input: { password: 'short' }, path: 'body.password' },
  { case: 'something that is no address', input: { email: 'nobody' }, path: 'body.email' },
  {
    case: 'an address made for Strava',
    input: { email: 'strava-1@Athletes.Invalid ' },
    path: 'body.email',
  },
])('$case is refused field by field', async ({ input, path }) => {
  const full = { email: newAddress(), password: PASSWORD, displayName: undefined, ...input };
  const error = await failure(world.db.accounts.register(full));
  expect(error).toMatchObject({ code: 'validation_failed', errors: [{ path }] });
  expect(JSON.stringify([error.message, error.errors])).not.toContain(full.email.trim());
});

it('a wrong password and an unknown address are answered alike', async () => {
  const { email } = await registered();
  const { accounts } = world.db;
  const wrong = await failure(accounts.login({ email, password: 'wrong password' }));
  const unknown = await failure(accounts.login({ email: newAddress(), password: PASSWORD }));
  expect(wrong.code).toBe('unauthenticated');
  expect([unknown.code, unknown.detail]).toEqual([wrong.code, wrong.detail]);
  expect(await accounts.login({ email, password: PASSWORD })).toMatchObject({
    token_type: 'bearer',
  });
});

it('a refresh token buys one new session, and refreshes at the same time do not mix', async () => {
  const [one, two] = [await registered(), await registered()];
  const { accounts } = world.db;
  const [first, second] = await Promise.all(
    [one, two].map(({ session }) => accounts.refresh(session.refresh_token)),
  );
  expect(first?.user.id).toBe(one.session.user.id);
  expect(second?.user.id).toBe(two.session.user.id);
  expect(first?.refresh_token).not.toBe(one.session.refresh_token);
  expect(await world.db.athletes.get(caller(second as typeof one.session))).toMatchObject({
    id: two.session.user.id,
  });
});

it('a refresh token that is unknown, or whose athlete logged out, is unauthenticated', async () => {
  const { accounts } = world.db;
  expect((await failure(accounts.refresh('no-such-token'))).code).toBe('unauthenticated');
  const { session, email } = await registered();
  const elsewhere = await accounts.login({ email, password: PASSWORD });
  await accounts.logout(caller(session));
  for (const { refresh_token } of [session, elsewhere]) {
    expect((await failure(accounts.refresh(refresh_token))).code).toBe('unauthenticated');
  }
  await accounts.logout(caller(session));
});

it('a Strava athlete is made once, signs in without a password, and has no address', async () => {
  const { accounts } = world.db;
  const input = { stravaAthleteId: 4711, displayName: 'Bo' };
  const athleteId = await accounts.createStravaAthlete(input);
  expect(await accounts.createStravaAthlete(input)).toBe(athleteId);
  const session = await accounts.sessionFor(athleteId);
  expect(session.user).toEqual({ id: athleteId, email: null });
  expect(await world.db.athletes.get(caller(session))).toMatchObject({
    id: athleteId,
    display_name: 'Bo',
  });
  expect((await accounts.refresh(session.refresh_token)).user).toEqual({
    id: athleteId,
    email: null,
  });
});

it('whoever took a Strava athlete’s address in advance does not get the athlete', async () => {
  const { accounts } = world.db;
  const response = await fetch(`${world.stack.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: world.stack.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'strava-4712@athletes.invalid', password: PASSWORD }),
  });
  const squatter = (await response.json()) as { user: { id: string } };
  const athleteId = await accounts.createStravaAthlete({
    stravaAthleteId: 4712,
    displayName: undefined,
  });
  expect(athleteId).not.toBe(squatter.user.id);
  expect((await accounts.sessionFor(athleteId)).user.id).toBe(athleteId);
  const login = accounts.login({ email: 'strava-4712@athletes.invalid', password: PASSWORD });
  expect((await failure(login)).code).toBe('unauthenticated');
});

it('a session can be had for an athlete with an address', async () => {
  const { session } = await registered();
  expect((await world.db.accounts.sessionFor(session.user.id)).user).toEqual(session.user);
});

it('deleting an athlete takes their rows and sessions along, and can be repeated', async () => {
  const { session } = await registered();
  const { accounts } = world.db;
  await accounts.deleteAthlete(session.user.id);
  await accounts.deleteAthlete(session.user.id);
  const rows = await world.sql('select id from athletes where id = $1', [session.user.id]);
  expect(rows).toEqual([]);
  expect((await failure(accounts.refresh(session.refresh_token))).code).toBe('unauthenticated');
  expect((await failure(accounts.sessionFor(session.user.id))).code).toBe('unauthenticated');
  expect((await failure(accounts.sessionFor(uuid()))).code).toBe('unauthenticated');
  await accounts.logout(caller(session));
});

it.each([
  { case: 'with a hint', headers: { 'retry-after': '17' }, retryAfterS: 17 },
  { case: 'without one', headers: {}, retryAfterS: 60 },
])('too many attempts say when to try again: $case', async ({ headers, retryAfterS }) => {
  const body = { code: 'over_request_rate_limit', message: 'Request rate limit reached' };
  const accounts = accountsAnswering(429, body, headers);
  expect(await failure(accounts.login({ email: 'a@b.co', password: 'x' }))).toMatchObject({
    code: 'rate_limited',
    retryAfterS,
  });
});

it('an address still to be confirmed has no session yet', async () => {
  const id = uuid();
  const accounts = accountsAnswering(200, { id, email: 'a@b.co', identities: [] });
  const input = { email: 'a@b.co', password: PASSWORD, displayName: undefined };
  expect(await accounts.register(input)).toEqual({ userId: id, session: undefined });
});

it('a failing service is no fault of the athlete’s, and its words go nowhere', async () => {
  const accounts = accountsAnswering(500, { code: 'unexpected_failure', message: 'about a@b.co' });
  const input = { email: 'a@b.co', password: 'x' };
  const error = await accounts.login(input).catch((reason: unknown) => reason);
  expect(error).not.toBeInstanceOf(AppError);
  expect(String(error)).toBe(
    'AuthRefusal: Supabase Auth answered 500 unexpected_failure to POST token.',
  );
});
