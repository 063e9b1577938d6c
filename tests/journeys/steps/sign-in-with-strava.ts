import { expect, it } from 'vitest';
import { makePkce, type Session } from '../../sandbox/world/strava-consent.ts';
import type { DevWorld } from '../../support/dev-world.ts';
import {
  bodyOf,
  consent,
  DEEP_LINK,
  register,
  returnFromStrava,
  signInWithStrava,
  syncSettled,
} from '../../support/traveller.ts';

interface Status {
  connected: boolean;
  strava_athlete_id: number | null;
  scopes: string[];
  needs_reauth: boolean;
}

/** Every way through Strava's consent page, and every way of getting lost on it. */
export function signInWithStravaBothWays(world: () => DevWorld): void {
  let stravaId = 0;
  let otherStravaId = 0;
  const statusOf = async (session: Session) =>
    bodyOf<Status>(await world().call({ path: '/strava/status', token: session.access_token }));
  const token = (body: unknown) => world().call({ method: 'POST', path: '/strava/token', body });

  it('signs up an athlete who has nothing but Strava, by deep link and one-time code', async () => {
    ({ id: stravaId } = await world().sim<{ id: number }>('POST', '/athletes', {
      seed: 11,
      history_days: 4,
    }));
    ({ id: otherStravaId } = await world().sim<{ id: number }>('POST', '/athletes', {
      seed: 12,
      history_days: 4,
    }));
    const { verifier, challenge } = makePkce();
    const state = 'the app’s own & more';
    const { callbackPath } = await consent(world(), { stravaId, challenge, state });
    const app = await returnFromStrava(world(), callbackPath);
    expect(app.href.startsWith(`${DEEP_LINK}?`)).toBe(true);
    expect(app.searchParams.get('state')).toBe(state);
    const body = { code: app.searchParams.get('code'), code_verifier: verifier };
    const session = bodyOf<Session>(await token(body));
    expect(session.user.email).toBeNull();
    expect(await statusOf(session)).toMatchObject({
      connected: true,
      strava_athlete_id: stravaId,
      scopes: ['activity:read_all', 'read'],
      needs_reauth: false,
    });

    // neither the code nor the state works a second time
    expect(await token(body)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await world().call({ path: callbackPath })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'query.state' }] },
    });
    const again = await signInWithStrava(world(), { stravaId });
    expect(again.user.id).toBe(session.user.id);
  });

  it('refuses a verifier that is not the code’s, and the code with it', async () => {
    const { verifier, challenge } = makePkce();
    const { callbackPath } = await consent(world(), { stravaId, challenge });
    const code = (await returnFromStrava(world(), callbackPath)).searchParams.get('code');
    const wrong = await token({ code, code_verifier: makePkce().verifier });
    expect(wrong).toMatchObject({ status: 401 });
    expect(await token({ code, code_verifier: verifier })).toMatchObject({ status: 401 });
  });

  it('returns nowhere that the operator does not know', async () => {
    const query = new URLSearchParams({
      redirect_uri: 'https://elsewhere.example/',
      code_challenge: makePkce().challenge,
    });
    expect(await world().call({ path: `/strava/login?${query}` })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'query.redirect_uri' }] },
    });
  });

  it('tells the app that the athlete said no', async () => {
    const { challenge } = makePkce();
    const input = { stravaId, challenge, state: 's', deny: true };
    const { callbackPath } = await consent(world(), input);
    const app = await returnFromStrava(world(), callbackPath);
    expect(Object.fromEntries(app.searchParams)).toEqual({ error: 'access_denied', state: 's' });
  });

  it('links Strava to an athlete with e-mail, and to one athlete only', async () => {
    const mira = await register(world(), 'Mira');
    const linked = await signInWithStrava(world(), {
      stravaId: otherStravaId,
      token: mira.access_token,
    });
    expect(linked.user).toEqual(mira.user);
    expect(await statusOf(mira)).toMatchObject({ strava_athlete_id: otherStravaId });

    const thief = await register(world(), 'Otto');
    const refused = async (session: Session, id: number) => {
      const input = { stravaId: id, challenge: makePkce().challenge, token: session.access_token };
      const { callbackPath } = await consent(world(), input);
      return (await returnFromStrava(world(), callbackPath)).searchParams.get('error');
    };
    expect(await refused(thief, otherStravaId)).toBe('conflict');
    expect(await refused(mira, stravaId)).toBe('conflict');
    expect(await statusOf(thief)).toMatchObject({ connected: false, strava_athlete_id: null });
    await syncSettled(world(), mira.access_token);
  });

  it('asks again for a scope that was unticked', async () => {
    const { id } = await world().sim<{ id: number }>('POST', '/athletes', {
      seed: 13,
      history_days: 4,
    });
    const session = await signInWithStrava(world(), { stravaId: id, scopes: 'read' });
    expect(await statusOf(session)).toMatchObject({ connected: true, needs_reauth: true });
    const bearer = session.access_token;
    const sync = await world().call({ method: 'POST', path: '/sync', token: bearer, body: {} });
    expect(sync).toMatchObject({ status: 409, body: { code: 'source_not_connected' } });

    const { verifier, challenge } = makePkce();
    const input = { stravaId: id, challenge, token: bearer };
    const { page, callbackPath } = await consent(world(), input);
    expect(page.searchParams.get('approval_prompt')).toBe('force');
    const code = (await returnFromStrava(world(), callbackPath)).searchParams.get('code');
    bodyOf(await token({ code, code_verifier: verifier }));
    expect(await statusOf(session)).toMatchObject({ needs_reauth: false });
    expect((await syncSettled(world(), bearer)).activities_total).toBeGreaterThan(0);
  });

  it('takes the code of Strava’s own mobile flow', async () => {
    const { id } = await world().sim<{ id: number }>('POST', '/athletes', {
      seed: 14,
      history_days: 4,
    });
    const page = new URL('/oauth/mobile/authorize', world().stravaUrl);
    page.search = new URLSearchParams({
      client_id: '12345',
      redirect_uri: 'http://localhost/app',
      scope: 'read,activity:read_all',
      _sim_athlete: String(id),
    }).toString();
    const granted = await fetch(page, { redirect: 'manual' });
    const back = new URL(granted.headers.get('location') ?? '').searchParams;
    const body = { code: back.get('code'), scope: back.get('scope') };
    const exchange = () => world().call({ method: 'POST', path: '/strava/exchange', body });
    const session = bodyOf<Session>(await exchange());
    expect(await statusOf(session)).toMatchObject({ strava_athlete_id: id });
    expect((await exchange()).status).toBeGreaterThanOrEqual(400);
    await syncSettled(world(), session.access_token);
  });
}
