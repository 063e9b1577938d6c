import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LocalSupabase } from '../../sandbox/supabase/api.ts';
import { adminOf, claimsOf, clientOf, good, PASSWORD, signUp, startProbe } from './support.ts';

// The machine may be busy with the other test files.
vi.setConfig({ testTimeout: 60_000 });

let stack: LocalSupabase;
beforeAll(async () => {
  stack = await startProbe();
}, 60_000);
afterAll(async () => stack.close());

describe('sessions', () => {
  it('sign-up gives a token with the claims of a hosted project', async () => {
    const { user, session } = await signUp(stack, 'claims@example.com');
    const { payload } = await jwtVerify(
      session.access_token,
      new TextEncoder().encode(stack.jwtSecret),
      { issuer: `${stack.url}/auth/v1`, audience: 'authenticated', algorithms: ['HS256'] },
    );
    expect(payload).toMatchObject({
      sub: user.id,
      role: 'authenticated',
      email: 'claims@example.com',
      phone: '',
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: { email: 'claims@example.com' },
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: expect.any(Number) }],
      session_id: expect.any(String),
      is_anonymous: false,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
  });

  it('a password signs in, a wrong one does not, a short one is refused', async () => {
    const { user } = await signUp(stack, 'ada@example.com');
    const client = clientOf(stack);
    const right = await client.auth.signInWithPassword({
      email: 'ada@example.com',
      password: PASSWORD,
    });
    expect(right.data.user?.id).toBe(user.id);
    const wrong = await client.auth.signInWithPassword({
      email: 'ada@example.com',
      password: 'wrong horse',
    });
    expect(wrong.error).toMatchObject({ status: 400, code: 'invalid_credentials' });
    const short = await client.auth.signUp({ email: 'short@example.com', password: '123456789' });
    expect(short.error).toMatchObject({ status: 422, code: 'weak_password' });
  });

  it('a refresh rotates the token within the session and keeps how it began', async () => {
    const { client, session } = await signUp(stack);
    const { data, error } = await client.auth.refreshSession();
    expect(error).toBeNull();
    expect(data.session?.refresh_token).not.toBe(session.refresh_token);
    const [before, after] = [session.access_token, data.session?.access_token ?? ''].map(claimsOf);
    expect(after?.['session_id']).toBe(before?.['session_id']);
    expect(after?.['amr']).toEqual(before?.['amr']);
  });

  it('a signed-out session can no longer be refreshed', async () => {
    const { session } = await signUp(stack);
    expect(
      (await adminOf(stack).auth.admin.signOut(session.access_token, 'local')).error,
    ).toBeNull();
    const again = await clientOf(stack).auth.refreshSession({
      refresh_token: session.refresh_token,
    });
    expect(again.error?.status).toBe(400);
  });
});

describe('the admin routes', () => {
  it('create, read, update, list and delete a user', async () => {
    const { admin } = adminOf(stack).auth;
    const { user } = good(
      await admin.createUser({
        email: 'Made@Example.com',
        email_confirm: true,
        password: PASSWORD,
        user_metadata: { display_name: 'Made' },
        app_metadata: { strava_athlete_id: 7 },
      }),
    );
    expect(user).toMatchObject({
      email: 'made@example.com',
      email_confirmed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      app_metadata: { provider: 'email', providers: ['email'], strava_athlete_id: 7 },
      user_metadata: { display_name: 'Made' },
      identities: [{ provider: 'email', user_id: user.id }],
    });
    const session = await clientOf(stack).auth.signInWithPassword({
      email: 'made@example.com',
      password: PASSWORD,
    });
    expect(session.data.user?.id).toBe(user.id);

    expect(good(await admin.getUserById(user.id)).user.email).toBe('made@example.com');
    const changed = await admin.updateUserById(user.id, { user_metadata: { units: 'metric' } });
    expect(good(changed).user.user_metadata).toMatchObject({
      display_name: 'Made',
      units: 'metric',
    });
    const list = await admin.listUsers({ page: 1, perPage: 1 });
    expect(list.data.users).toHaveLength(1);
    expect(list.data).toMatchObject({ nextPage: 2, total: expect.any(Number) });

    expect((await admin.deleteUser(user.id)).error).toBeNull();
    const gone = await admin.getUserById(user.id);
    expect(gone.error).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it.each([
    {
      case: 'a taken e-mail',
      input: { email: 'twice@example.com' },
      status: 422,
      code: 'email_exists',
    },
    { case: 'no e-mail', input: {}, status: 400, code: 'validation_failed' },
    {
      case: 'a malformed e-mail',
      input: { email: 'twice' },
      status: 400,
      code: 'validation_failed',
    },
    {
      case: 'a short password',
      input: { email: 'x@example.com', password: 'short' },
      status: 422,
      code: 'weak_password',
    },
  ])('refuse $case', async ({ input, status, code }) => {
    const { admin } = adminOf(stack).auth;
    await admin.createUser({ email: 'twice@example.com' });
    expect((await admin.createUser(input)).error).toMatchObject({ status, code });
  });

  it('a link made for a user without a password opens a session, once', async () => {
    const { admin } = adminOf(stack).auth;
    const email = 'strava-7@users.example.com';
    const { user } = good(await admin.createUser({ email, email_confirm: true }));
    const { properties } = good(await admin.generateLink({ type: 'magiclink', email }));
    expect(properties).toMatchObject({
      verification_type: 'magiclink',
      email_otp: expect.stringMatching(/^\d{6}$/),
      action_link: expect.stringContaining('/auth/v1/verify?token='),
    });
    const token = { token_hash: properties.hashed_token, type: 'magiclink' } as const;
    const client = clientOf(stack);
    const { session } = good(await client.auth.verifyOtp(token));
    expect(claimsOf(session?.access_token ?? '')).toMatchObject({
      sub: user.id,
      amr: [{ method: 'otp' }],
    });
    expect(good(await client.rpc('whoami'))).toMatchObject({ uid: user.id });
    expect((await clientOf(stack).auth.verifyOtp(token)).error?.code).toBe('otp_expired');
  });

  it('a link can also be spent as type `email`, as hosted projects allow', async () => {
    const { admin } = adminOf(stack).auth;
    await admin.createUser({ email: 'mail@example.com', email_confirm: true });
    const { properties } = good(
      await admin.generateLink({ type: 'magiclink', email: 'mail@example.com' }),
    );
    const { error } = await clientOf(stack).auth.verifyOtp({
      token_hash: properties.hashed_token,
      type: 'email',
    });
    expect(error).toBeNull();
  });

  it('a magic link for a stranger signs them up', async () => {
    const { properties } = good(
      await adminOf(stack).auth.admin.generateLink({
        type: 'magiclink',
        email: 'stranger@example.com',
      }),
    );
    expect(properties.verification_type).toBe('signup');
    const { data } = await clientOf(stack).auth.verifyOtp({
      token_hash: properties.hashed_token,
      type: 'signup',
    });
    expect(data.user?.email).toBe('stranger@example.com');
  });

  it('open to the secret key only', async () => {
    const { client, session } = await signUp(stack);
    const users = `${stack.url}/auth/v1/admin/users`;
    expect((await fetch(users)).status).toBe(401);
    expect((await fetch(users, { headers: { apikey: 'sb_secret_guess' } })).status).toBe(401);
    for (const caller of [client, clientOf(stack)]) {
      expect((await caller.auth.admin.listUsers()).error).toMatchObject({
        status: 403,
        code: 'not_admin',
      });
    }
    // A caller's token outranks the key it comes with.
    const headers = { apikey: stack.secretKey, authorization: `Bearer ${session.access_token}` };
    expect((await fetch(users, { headers })).status).toBe(403);
  });
});

describe('with ES256', () => {
  it('tokens verify against the published key and are accepted back', async () => {
    const signed = await startProbe({ signing: 'ES256' });
    try {
      const { client, user, session } = await signUp(signed);
      const keys = createRemoteJWKSet(new URL(`${signed.url}/auth/v1/.well-known/jwks.json`));
      const { protectedHeader } = await jwtVerify(session.access_token, keys, {
        issuer: `${signed.url}/auth/v1`,
      });
      expect(protectedHeader.alg).toBe('ES256');
      expect(good(await client.rpc('whoami'))).toMatchObject({
        uid: user.id,
        user: 'authenticated',
      });
      expect((await client.auth.getUser(session.access_token)).data.user?.id).toBe(user.id);
      expect((await client.auth.refreshSession()).error).toBeNull();
    } finally {
      await signed.close();
    }
  }, 60_000);
});
