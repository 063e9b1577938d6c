import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { listActivities } from '../../../lib/contract/activities.ts';
import type { Activity } from '../../../lib/features/activities/to-activity.ts';
import { type DevWorld, eventually } from '../../support/dev-world.ts';
import type { Rider } from '../../support/rider.ts';
import { stravaChannels } from '../../support/strava-channels.ts';
import { bodyOf, finishJob, register } from '../../support/traveller.ts';

interface Page {
  items: Activity[];
  total: number;
  page: number;
  per_page: number;
}

interface Streams {
  size: number;
  original_size: number;
  channels: Record<string, unknown[]>;
}

/** A sync asked for, followed to its end, and what it brought, read in every way there is. */
export function syncAndRead(world: () => DevWorld, rider: () => Rider): void {
  const get = (path: string, headers: Record<string, string> = {}) =>
    world().call({ path, token: rider().token, headers });
  const list = async (query: string) => bodyOf<Page>(await get(`/activities?${query}`));

  it('syncs once per idempotency key, and says how far it is', async () => {
    const key = randomUUID();
    const sync = (body: unknown, headers: Record<string, string>) =>
      world().call({ method: 'POST', path: '/sync', token: rider().token, body, headers });
    const first = await sync({ mode: 'full' }, { 'Idempotency-Key': key });
    const { job_id: jobId, status_url: url } = bodyOf<{ job_id: string; status_url: string }>(
      first,
      202,
    );
    expect(url).toBe(`/api/v1/jobs/${jobId}`);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const replay = await sync({ mode: 'full' }, { 'Idempotency-Key': key });
    expect(replay).toMatchObject({ status: 202, body: { job_id: jobId } });
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    expect(await sync({ mode: 'incremental' }, { 'Idempotency-Key': key })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
    const job = await finishJob(world(), jobId, rider().token);
    expect(job).toMatchObject({ kind: 'sync', progress: 100, error: null });

    const shown = await rider().atStrava();
    expect(bodyOf(await get('/sync'))).toMatchObject({
      state: 'idle',
      mode: 'full',
      activities_total: shown.length,
      activities_done: shown.length,
      last_error: null,
    });
    const { access_token: stranger } = await register(world());
    expect(await world().call({ path: `/jobs/${jobId}`, token: stranger })).toMatchObject({
      status: 404,
    });
  });

  it('lists in pages, by filter, in order and by name', async () => {
    const shown = await rider().atStrava();
    const all = await list('per_page=200');
    expect(all.total).toBe(shown.length);
    expect(new Set(all.items.map(({ source_id }) => source_id))).toEqual(
      new Set(shown.map(({ id }) => String(id))),
    );
    const starts = all.items.map(({ started_at }) => started_at);
    expect(starts).toEqual(starts.toSorted().toReversed());

    const pages = [await list('per_page=4&page=1'), await list('per_page=4&page=2')];
    expect(pages.flatMap(({ items }) => items).map(({ id }) => id)).toEqual(
      all.items.slice(0, 8).map(({ id }) => id),
    );
    expect(pages[1]).toMatchObject({ total: all.total, page: 2, per_page: 4 });

    const sport = all.items[0]?.sport ?? '';
    const ofSport = await list(`sport=${sport}&per_page=200`);
    expect(ofSport.items).toEqual(all.items.filter((item) => item.sport === sport));
    const middle = starts[Math.floor(starts.length / 2)] ?? '';
    const from = await list(`from=${middle}&per_page=200`);
    const to = await list(`to=${middle}&per_page=200`);
    expect(from.total + to.total).toBe(all.total);
    expect(from.items.every(({ started_at }) => started_at >= middle)).toBe(true);

    const far = await list('sort=-distance_m&per_page=3');
    const distances = all.items.map(({ distance_m }) => distance_m ?? -1).toSorted((a, b) => b - a);
    expect(far.items.map(({ distance_m }) => distance_m)).toEqual(distances.slice(0, 3));
    const name = all.items[0]?.name ?? '';
    const part = encodeURIComponent(name.slice(1, -1).toUpperCase());
    const named = await list(`q=${part}&per_page=200`);
    expect(named.items.map((item) => item.name)).toContain(name);
    expect(await get('/activities?per_page=0')).toMatchObject({ status: 400 });
  });

  it('reads a page from the cache the second time, and not at all while it is unchanged', async () => {
    const path = '/activities?per_page=7';
    const miss = await get(path);
    const hit = await get(path);
    expect([miss, hit].map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'HIT']);
    expect(hit.body).toEqual(miss.body);
    expect(hit.headers.get('cache-control')).toBe(
      `private, max-age=${listActivities.cachedForS}, must-revalidate`,
    );
    const etag = hit.headers.get('etag') ?? '';
    expect((await get(path, { 'If-None-Match': etag })).status).toBe(304);
  });

  it('gives every sample as Strava has it, and fewer of the same shape', async () => {
    const activity = await rider().recorded();
    const truth = await rider().truth(activity.source_id ?? '');
    const path = `/activities/${activity.id}/streams`;
    const read = async (query: string) => bodyOf<Streams>(await get(`${path}?${query}`));

    const full = await read('resolution=full');
    expect(full.channels).toEqual(stravaChannels(truth.streams));
    const count = full.channels['time']?.length ?? 0;
    expect(full).toMatchObject({ size: count, original_size: count });

    for (const [resolution, limit] of Object.entries({ low: 100, medium: 1_000, high: 10_000 })) {
      const fewer = await read(`resolution=${resolution}`);
      expect(fewer.size).toBe(Math.min(limit, count));
      expect(fewer.original_size).toBe(count);
      for (const [name, values] of Object.entries(fewer.channels)) {
        expect(values.length, `${resolution} ${name}`).toBe(fewer.size);
      }
      const kept = new Set(fewer.channels['time']);
      expect(kept.has(full.channels['time']?.[0])).toBe(true);
      expect(kept.has(full.channels['time']?.at(-1))).toBe(true);
    }
    const some = await read('resolution=low&channels=moving,power,power');
    const asked = Object.keys(full.channels).filter((name) => ['moving', 'power'].includes(name));
    expect(new Set(Object.keys(some.channels))).toEqual(new Set(['time', ...asked]));
    expect(await get(`${path}?channels=mood`)).toMatchObject({ status: 400 });
    const hit = await get(`${path}?resolution=full`);
    expect(hit.headers.get('x-cache')).toBe('HIT');
    expect(hit.body).toMatchObject({ channels: full.channels });
  });

  it('keeps edits apart by version', async () => {
    const { id } = await rider().recorded();
    const path = `/activities/${id}`;
    // opening it fetches Strava's detail, which is a change too
    const read = await eventually('the detail has come', async () => {
      const now = await get(path);
      return typeof now.body['calories_kcal'] === 'number' ? now : undefined;
    });
    const etag = read.headers.get('etag') ?? '';
    expect((await get(path, { 'If-None-Match': etag })).status).toBe(304);
    const patch = (body: unknown) =>
      world().call({
        method: 'PATCH',
        path,
        token: rider().token,
        body,
        headers: { 'If-Match': etag },
      });
    const edited = await patch({ session_type: 'race', metadata: { shoes: 'blue' } });
    expect(edited).toMatchObject({ status: 200, body: { session_type: 'race' } });
    expect(edited.headers.get('etag')).not.toBe(etag);
    expect(await patch({ session_type: null })).toMatchObject({
      status: 412,
      body: { code: 'version_conflict', current: { id, session_type: 'race' } },
    });
    const listed = await list('session_type=race');
    expect(listed.items.map((item) => item.id)).toContain(id);
  });

  it('deletes, restores, and shows a stranger neither', async () => {
    const { id } = await rider().recorded();
    const path = `/activities/${id}`;
    const stranger = (await register(world())).access_token;
    for (const attempt of [
      { path },
      { path: `${path}/streams` },
      { method: 'DELETE', path },
      { method: 'POST', path: `${path}/restore` },
      { method: 'PATCH', path, body: { name: 'mine' } },
    ]) {
      expect(await world().call({ ...attempt, token: stranger })).toMatchObject({ status: 404 });
    }
    const gone = await world().call({ method: 'DELETE', path, token: rider().token });
    expect(gone.status).toBe(204);
    expect(await get(path)).toMatchObject({ status: 404 });
    expect((await list('per_page=200')).items.map((item) => item.id)).not.toContain(id);
    const restored = await world().call({
      method: 'POST',
      path: `${path}/restore`,
      token: rider().token,
    });
    expect(bodyOf<Activity>(restored)).toMatchObject({ id, session_type: 'race' });
    expect((await list('per_page=200')).items.map((item) => item.id)).toContain(id);
  });
}
