import { expect, it } from 'vitest';
import type { Session } from '../../sandbox/world/strava-consent.ts';
import type { DevWorld } from '../../support/dev-world.ts';
import { bodyOf } from '../../support/traveller.ts';

const EMAIL = 'mira@example.org';
const PASSWORD = 'a long enough password';

/** Sign-up, sign-in, sessions that are renewed and ended, and the athlete's own record. */
export function signInByEmail(world: () => DevWorld): void {
  const post = (path: string, body: unknown) => world().call({ method: 'POST', path, body });
  let session: Session;

  it('registers once', async () => {
    const body = { email: 'Mira@Example.org', password: PASSWORD, display_name: 'Mira' };
    session = bodyOf<Session>(await post('/auth/register', body), 201);
    expect(session.user.email).toBe(EMAIL);
    expect(await post('/auth/register', body)).toMatchObject({ status: 409 });
    expect(await post('/auth/register', { ...body, password: 'short' })).toMatchObject({
      status: 400,
    });
  });

  it('signs in with the password and no other', async () => {
    const wrong = await post('/auth/login', { email: EMAIL, password: `${PASSWORD}!` });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const again = bodyOf<Session>(await post('/auth/login', { email: EMAIL, password: PASSWORD }));
    expect(again.user).toEqual(session.user);
    session = again;
  });

  it('renews a session, and ends it where a token is used that was spent long since', async () => {
    const refresh = (token: string) => post('/auth/refresh', { refresh_token: token });
    const first = session.refresh_token;
    const second = bodyOf<Session>(await refresh(first)).refresh_token;
    expect(second).not.toBe(first);
    // an app whose answer was lost on the way may ask once more, and gets the same
    expect(bodyOf<Session>(await refresh(first)).refresh_token).toBe(second);
    const third = bodyOf<Session>(await refresh(second)).refresh_token;
    // but who comes with an old one has stolen it, or was stolen from
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await refresh(third)).toMatchObject({ status: 401 });
  });

  it('lets the athlete edit themselves, and nobody overwrite what they did not read', async () => {
    const { call } = world();
    session = bodyOf<Session>(await post('/auth/login', { email: EMAIL, password: PASSWORD }));
    const token = session.access_token;
    const read = await call({ path: '/me', token });
    expect(read.body).toMatchObject({ id: session.user.id, email: EMAIL, display_name: 'Mira' });
    const etag = read.headers.get('etag') ?? '';
    const unchanged = await call({ path: '/me', token, headers: { 'If-None-Match': etag } });
    expect(unchanged.status).toBe(304);

    const patch = (body: unknown) =>
      call({ method: 'PATCH', path: '/me', token, body, headers: { 'If-Match': etag } });
    const changed = await patch({ weight_kg: 61.5, time_zone: 'Europe/Berlin' });
    expect(changed).toMatchObject({ status: 200, body: { weight_kg: 61.5 } });
    expect(await patch({ weight_kg: 99 })).toMatchObject({
      status: 412,
      body: { code: 'version_conflict', current: { weight_kg: 61.5 } },
    });
  });

  it('ends every session at logout', async () => {
    const out = await world().call({
      method: 'POST',
      path: '/auth/logout',
      token: session.access_token,
    });
    expect(out.status).toBe(204);
    const body = { refresh_token: session.refresh_token };
    expect(await post('/auth/refresh', body)).toMatchObject({ status: 401 });
  });
}
