import { beforeAll, describe, expect, test } from 'vitest';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let activityId: string;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, name, started_at) values ($1, 'manual', 'running', 'Evening run', now()) returning id",
    [athlete.id],
  );
  activityId = row?.id ?? '';
}, 30_000);

const me = (headers: Record<string, string> = {}) =>
  app.call({ path: '/me', token: athlete.token, headers });
const etagOf = async (path: string) =>
  (await app.call({ path, token: athlete.token })).headers.get('etag') ?? '';

describe('If-None-Match', () => {
  const paths = () => ['/me', '/config', '/activities', `/activities/${activityId}`, '/sync'];

  test('every GET carries a strong ETag, and answers 304 without a body to it', async () => {
    for (const path of paths()) {
      const etag = await etagOf(path);
      expect(etag, path).toMatch(/^"[\w-]+"$/);
      const again = await app.call({
        path,
        token: athlete.token,
        headers: { 'if-none-match': etag },
      });
      expect([path, again.status, again.headers.get('etag')]).toEqual([path, 304, etag]);
      expect(again.headers.get('cache-control'), path).not.toBeNull();
      expect(again.headers.get('content-type'), path).toBeNull();
    }
  });

  const SENT: { case: string; header: (etag: string) => string; status: number }[] = [
    { case: 'weak', header: (etag) => `W/${etag}`, status: 304 },
    { case: 'one of a list', header: (etag) => `"other", ${etag}`, status: 304 },
    { case: 'any', header: () => '*', status: 304 },
    { case: 'another', header: () => '"1-other"', status: 200 },
    { case: 'without its quotes', header: (etag) => etag.replaceAll('"', ''), status: 200 },
    { case: 'junk', header: () => ',,,"', status: 200 },
  ];
  test.each(SENT)('a tag that is $case answers $status', async ({ header, status }) => {
    const etag = await etagOf('/me');
    expect((await me({ 'if-none-match': header(etag) })).status).toBe(status);
  });

  test('a change of the thing changes its ETag', async () => {
    const before = await etagOf('/me');
    await app.call({ method: 'PATCH', path: '/me', token: athlete.token, body: { weight_kg: 71 } });
    expect(await etagOf('/me')).not.toBe(before);
  });
});

describe('If-Match', () => {
  /** Each thing that can be edited, and an edit that always changes it. */
  const things = () => [
    { path: '/me', body: { display_name: `Runner ${Math.random()}` } },
    { path: `/activities/${activityId}`, body: { name: `Run ${Math.random()}` } },
  ];

  test('an edit under the present ETag is made, and answers the next ETag', async () => {
    for (const { path, body } of things()) {
      const etag = await etagOf(path);
      const answer = await app.call({
        method: 'PATCH',
        path,
        token: athlete.token,
        body,
        headers: { 'if-match': etag },
      });
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('etag'), path).toBe(await etagOf(path));
      expect(answer.headers.get('etag'), path).not.toBe(etag);
    }
  });

  test('a stale ETag answers 412 with the thing as it is, which is not changed', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      for (const { path, body } of things()) {
        const stale = await etagOf(path);
        await app.call({ method: 'PATCH', path, token: athlete.token, body });
        const now = await app.call({ path, token: athlete.token });
        const answer = await app.call({
          method,
          path,
          token: athlete.token,
          ...(method === 'PATCH' ? { body: { ...body, extra: undefined } } : {}),
          headers: { 'if-match': stale },
        });
        expect([path, answer.status]).toEqual([path, 412]);
        expect(answer.body).toMatchObject({ code: 'version_conflict', current: now.body });
        expect((await app.call({ path, token: athlete.token })).body).toEqual(now.body);
      }
    }
  });

  test('of ten edits at once under one ETag exactly one is made', async () => {
    for (const { path } of things()) {
      const etag = await etagOf(path);
      const field = path === '/me' ? 'display_name' : 'name';
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          app.call({
            method: 'PATCH',
            path,
            token: athlete.token,
            body: { [field]: `Parallel ${n} ${etag}` },
            headers: { 'if-match': etag },
          }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
      expect([path, statuses]).toEqual([path, [200, ...Array.from({ length: 9 }, () => 412)]]);
    }
  });

  const HEADERS: { case: string; header: string; status: number }[] = [
    { case: 'any version', header: '*', status: 200 },
    { case: 'a word', header: 'latest', status: 400 },
    { case: 'no quotes', header: '1-abc', status: 400 },
    { case: 'two tags', header: '"1-abc", "2-abc"', status: 400 },
    { case: 'no version', header: '"abc"', status: 400 },
    { case: 'a huge version', header: '"99999999999999999999-abc"', status: 400 },
    { case: 'a version never reached', header: '"999999999-abc"', status: 412 },
    { case: 'a long text', header: `"${'9'.repeat(100_000)}"`, status: 400 },
    { case: 'nothing', header: '', status: 400 },
  ];
  test.each(HEADERS)('If-Match with $case answers $status', async ({ header, status }) => {
    for (const { path, body } of things()) {
      const answer = await app.call({
        method: 'PATCH',
        path,
        token: athlete.token,
        body,
        headers: { 'if-match': header },
      });
      expect([path, answer.status]).toEqual([path, status]);
      if (status === 400) {
        expect(answer.body).toMatchObject({ errors: [{ path: 'header.if-match' }] });
      }
    }
  });
});
