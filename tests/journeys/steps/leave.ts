import { expect, it } from 'vitest';
import { type DevWorld, eventually } from '../../support/dev-world.ts';
import { createRider, type Rider } from '../../support/rider.ts';
import { bodyOf, finishJob } from '../../support/traveller.ts';

/** Leaving Strava, and leaving altogether: both leave nothing. */
export function leave(world: () => DevWorld, rider: () => Rider): void {
  const activitiesOf = async (token: string) =>
    bodyOf<{ total: number }>(await world().call({ path: '/activities', token })).total;

  /** Does Strava still answer to a grant of this athlete's? */
  const isConnectedAtStrava = async (stravaId: number) => {
    // deauthorising tells whether there was anything left to end
    const { connected } = await world().sim<{ connected: boolean }>(
      'POST',
      `/athletes/${stravaId}/deauthorize`,
    );
    return connected;
  };

  it('disconnects Strava: revoked there, purged here, with a receipt', async () => {
    const { token, stravaId } = rider();
    const before = await activitiesOf(token);
    expect(before).toBeGreaterThan(0);
    const accepted = await world().call({ method: 'DELETE', path: '/strava', token });
    const { job_id: jobId } = bodyOf<{ job_id: string }>(accepted, 202);
    const job = await finishJob(world(), jobId, token);
    expect(job).toMatchObject({ kind: 'disconnect-strava', result: { reason: 'disconnected' } });
    expect(job.result?.['receipt_id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(job.result?.['deleted']).toMatchObject({ activities: expect.any(Number) as number });

    expect(await activitiesOf(token)).toBe(0);
    expect(bodyOf(await world().call({ path: '/strava/status', token }))).toMatchObject({
      connected: false,
      strava_athlete_id: null,
    });
    expect(await isConnectedAtStrava(stravaId)).toBe(false);
    const again = await world().call({ method: 'DELETE', path: '/strava', token });
    expect(again).toMatchObject({ status: 409, body: { code: 'source_not_connected' } });
    const sync = await world().call({ method: 'POST', path: '/sync', token, body: {} });
    expect(sync).toMatchObject({ status: 409, body: { code: 'source_not_connected' } });
  });

  it('deletes the account and all that is its', async () => {
    const one = await createRider(world(), { seed: 41, historyDays: 3 });
    const accepted = await world().call({ method: 'DELETE', path: '/me', token: one.token });
    const { job_id: jobId } = bodyOf<{ job_id: string }>(accepted, 202);
    // the job goes with the account: it ends as succeeded, or as unknown
    await eventually('the account is gone', async () => {
      const { status } = await world().call({ path: '/me', token: one.token });
      return status === 404 ? true : undefined;
    });
    const job = await world().call({ path: `/jobs/${jobId}`, token: one.token });
    expect([200, 404]).toContain(job.status);
    expect(await activitiesOf(one.token)).toBe(0);
    expect(await isConnectedAtStrava(one.stravaId)).toBe(false);
    const write = { method: 'PATCH', path: '/me', token: one.token, body: { units: 'metric' } };
    expect(await world().call(write)).toMatchObject({ status: 401 });
    const { email } = one.session.user;
    const body = { email, password: `pass ${email}` };
    const login = await world().call({ method: 'POST', path: '/auth/login', body });
    expect(login).toMatchObject({ status: 401 });
    const refresh = { refresh_token: one.session.refresh_token };
    expect(
      await world().call({ method: 'POST', path: '/auth/refresh', body: refresh }),
    ).toMatchObject({ status: 401 });
  });
}
