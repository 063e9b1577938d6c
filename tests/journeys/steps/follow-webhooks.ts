import { expect, it } from 'vitest';
import type { Activity } from '../../../lib/features/activities/to-activity.ts';
import { devVariable } from '../../support/dev-variable.ts';
import { type DevWorld, eventually } from '../../support/dev-world.ts';
import { createRider, type Rider } from '../../support/rider.ts';
import { bodyOf } from '../../support/traveller.ts';

const SECRET = devVariable('STRAVA_WEBHOOK_SECRET');

/** What happens at Strava happens here: by webhook, within seconds, without a sync. */
export function followWebhooks(world: () => DevWorld, rider: () => Rider): void {
  const atStrava = (method: string, path: string, body?: unknown) =>
    world().sim<{ id: number }>(method, `/athletes/${rider().stravaId}/activities${path}`, body);
  const ride = (name: string) => ({
    sport: 'cycling',
    start_date: new Date(Date.now() - 2 * 3_600_000).toISOString(),
    duration_s: 1_200,
    name,
  });
  const becomes = (id: number, what: string, holds: (activity: Activity) => boolean) =>
    eventually(`${id} ${what}`, async () => {
      const found = await rider().find(id);
      return found !== undefined && holds(found) ? found : undefined;
    });
  const disappears = (one: Rider, id: number) =>
    eventually(`${id} disappears`, async () =>
      (await one.find(id)) === undefined ? true : undefined,
    );

  it('takes Strava’s handshake and events at the secret address only', async () => {
    const { call } = world();
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.challenge': 'say this',
      'hub.verify_token': devVariable('STRAVA_VERIFY_TOKEN'),
    });
    const path = `/webhooks/strava/${SECRET}`;
    expect((await call({ path: `${path}?${query}` })).body).toEqual({
      'hub.challenge': 'say this',
    });
    const event = {
      aspect_type: 'create',
      event_time: 1_790_000_000,
      object_id: 1,
      object_type: 'activity',
      owner_id: 1,
      subscription_id: 1,
    };
    const unknown = await call({ method: 'POST', path, body: event });
    expect(unknown).toMatchObject({ status: 200, body: { received: true } });
    const elsewhere = '/webhooks/strava/not-the-secret-but-as-long-as-it';
    expect(await call({ method: 'POST', path: elsewhere, body: event })).toMatchObject({
      status: 404,
    });
  });

  it('shows a new ride with its samples, follows its changes, and drops it when Strava does', async () => {
    const { id } = await atStrava('POST', '', ride('First light'));
    const made = await becomes(id, 'arrives', ({ streams }) => streams === 'ready');
    expect(made).toMatchObject({ name: 'First light', sport: 'cycling', elapsed_time_s: 1_200 });

    // what the athlete edits here stays; the rest follows Strava
    const edit = await world().call({
      method: 'PATCH',
      path: `/activities/${made.id}`,
      token: rider().token,
      body: { name: 'My own words' },
    });
    expect(edit.status).toBe(200);
    await atStrava('PATCH', `/${id}`, { name: 'Strava’s words', sport: 'running' });
    const changed = await becomes(id, 'turns into a run', ({ sport }) => sport === 'running');
    expect(changed.name).toBe('My own words');

    await atStrava('PATCH', `/${id}`, { private: true });
    await becomes(id, 'is private', ({ source_metadata }) => source_metadata['private'] === true);
    await atStrava('DELETE', `/${id}`);
    await disappears(rider(), id);
    const direct = await world().call({ path: `/activities/${made.id}`, token: rider().token });
    expect(direct.status).toBe(404);
    const restore = { method: 'POST', path: `/activities/${made.id}/restore` };
    expect(await world().call({ ...restore, token: rider().token })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  it('hides what turns private from an athlete who shares public activities only', async () => {
    const scopes = 'read,activity:read';
    const one = await createRider(world(), { seed: 31, historyDays: 3, scopes });
    const path = `/athletes/${one.stravaId}/activities`;
    const { id } = await world().sim<{ id: number }>('POST', path, ride('For all'));
    await eventually('the ride arrives', () => one.find(id));
    await world().sim('PATCH', `${path}/${id}`, { private: true });
    await disappears(one, id);
    await world().sim('PATCH', `${path}/${id}`, { private: false });
    await eventually('the ride is back', () => one.find(id));

    // and then the athlete withdraws at Strava
    await world().sim('POST', `/athletes/${one.stravaId}/deauthorize`);
    await eventually('the connection ends', async () => {
      const status = await world().call({ path: '/strava/status', token: one.token });
      return status.body['connected'] === false ? true : undefined;
    });
    const left = bodyOf<{ total: number }>(
      await world().call({ path: '/activities', token: one.token }),
    );
    expect(left.total).toBe(0);
  });
}
