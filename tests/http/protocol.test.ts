import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;

beforeAll(async () => {
  athlete = await app.registerAthlete();
}, 30_000);

const paths = [...new Set(allOperations.map(({ path }) => path))];
const realPath = (path: string) => path.replaceAll(/\{\w+\}/g, randomUUID());

describe('methods', () => {
  test('every path refuses every other method with 405 and says which it takes', async () => {
    for (const path of paths) {
      const taken = allOperations.filter((one) => one.path === path).map(({ method }) => method);
      const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'BREW', 'QUERY'].filter(
        (method) => !taken.includes(method as 'GET'),
      );
      for (const method of others) {
        const answer = await app.call({ method, path: realPath(path), token: athlete.token });
        expect([path, method, answer.status]).toEqual([path, method, 405]);
        const allow = answer.headers.get('allow')?.split(', ') ?? [];
        const expected = [...taken, ...(taken.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
        expect([path, allow.sort()]).toEqual([path, expected.sort()]);
      }
    }
  });

  test('HEAD answers what GET answers, without the body', async () => {
    for (const path of ['/me', '/config', '/health', '/activities', '/jobs/x']) {
      const get = await app.call({ path, token: athlete.token });
      const head = await app.call({ method: 'HEAD', path, token: athlete.token });
      expect([path, head.status, head.text]).toEqual([path, get.status, '']);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      if (path !== '/health') {
        expect([path, head.headers.get('etag')]).toEqual([path, get.headers.get('etag')]);
      }
    }
  });

  test('a path with a slash at its end is the same path', async () => {
    const plain = await app.call({ path: '/me', token: athlete.token });
    const slashed = await app.call({ path: '/me/', token: athlete.token });
    expect([slashed.status, slashed.body]).toEqual([200, plain.body]);
    expect((await app.call({ path: `/jobs/${randomUUID()}/`, token: athlete.token })).status).toBe(
      404,
    );
  });
});

describe('bodies', () => {
  const TYPES: { case: string; type: string | undefined; status: number }[] = [
    { case: 'application/json', type: 'application/json', status: 200 },
    { case: 'with its charset', type: 'application/json; charset=utf-8', status: 200 },
    { case: 'in capitals', type: 'APPLICATION/JSON;CHARSET="UTF-8"', status: 200 },
    { case: 'missing', type: undefined, status: 415 },
    { case: 'empty', type: '', status: 415 },
    { case: 'text/plain', type: 'text/plain', status: 415 },
    { case: 'a form', type: 'application/x-www-form-urlencoded', status: 415 },
    { case: 'multipart', type: 'multipart/form-data; boundary=x', status: 415 },
    { case: 'another charset', type: 'application/json; charset=latin1', status: 415 },
    { case: 'almost JSON', type: 'application/jsonp', status: 415 },
    { case: 'JSON second', type: 'text/plain, application/json', status: 415 },
  ];
  test.each(TYPES)('Content-Type $case answers $status', async ({ type, status }) => {
    const answer = await app.call({
      method: 'PATCH',
      path: '/me',
      token: athlete.token,
      rawBody: new TextEncoder().encode('{"units":"metric"}'),
      ...(type === undefined ? {} : { headers: { 'content-type': type } }),
    });
    expect(answer.status).toBe(status);
  });

  const padded = (bytes: number) => {
    const body = '{"units":"metric"}';
    return body + ' '.repeat(bytes - body.length);
  };
  const stream = (text: string): ReadableStream => new Blob([text]).stream();
  const SIZES: { case: string; body: () => BodyInit; length?: string; status: number }[] = [
    { case: 'of exactly 64 KiB', body: () => padded(65_536), status: 200 },
    { case: 'of one byte more', body: () => padded(65_537), status: 413 },
    { case: 'of 1 MB', body: () => padded(1_000_000), status: 413 },
    { case: 'of 1 MB in chunks', body: () => stream(padded(1_000_000)), status: 413 },
    { case: 'that says it is huge', body: () => padded(100), length: '99999999', status: 413 },
    {
      case: 'of 1 MB that says it is small',
      body: () => padded(1_000_000),
      length: '18',
      status: 413,
    },
    { case: 'of 1 MB of no size', body: () => padded(1_000_000), length: 'many', status: 413 },
  ];
  test.each(SIZES)('a body $case answers $status', async ({ body, length, status }) => {
    const answer = await app.call({
      method: 'PATCH',
      path: '/me',
      token: athlete.token,
      rawBody: body(),
      headers: {
        'content-type': 'application/json',
        ...(length === undefined ? {} : { 'content-length': length }),
      },
    });
    expect(answer.status).toBe(status);
  });
});

describe('request ids', () => {
  const SENT: { case: string; id: string; kept: boolean }[] = [
    { case: 'a UUID', id: randomUUID(), kept: true },
    { case: '8 characters', id: 'abcd_123', kept: true },
    { case: '64 characters', id: 'a'.repeat(64), kept: true },
    { case: '7 characters', id: 'abcd123', kept: false },
    { case: '65 characters', id: 'a'.repeat(65), kept: false },
    { case: 'markup', id: '<script>alert(1)</script>', kept: false },
    { case: 'a quote', id: 'abcdefgh"', kept: false },
    { case: 'spaces', id: 'abcd efgh', kept: false },
    { case: 'letters beyond ASCII', id: 'abcdefghé', kept: false },
    { case: 'nothing', id: '', kept: false },
  ];
  test.each(SENT)('$case sent is echoed: $kept', async ({ id, kept }) => {
    for (const path of ['/config', '/me']) {
      const answer = await app.call({ path, headers: { 'x-request-id': id } });
      const echoed = answer.headers.get('x-request-id');
      expect(echoed === id).toBe(kept);
      expect(echoed).toMatch(/^[\w-]{8,64}$/);
    }
  });

  test('every request without one is given one of its own, which its log line carries', async () => {
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () =>
        (await app.call({ path: '/config' })).headers.get('x-request-id'),
      ),
    );
    expect(new Set(ids).size).toBe(5);
    const logged = app.lines.map((line) => JSON.parse(line) as { request_id?: string });
    for (const id of ids) {
      expect(logged.filter(({ request_id }) => request_id === id)).toHaveLength(1);
    }
  });

  test('one request’s id never reaches another that runs at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const id = randomUUID();
        const { body } = await app.call({ path: '/me', headers: { 'x-request-id': id } });
        return [id, body['request_id']];
      }),
    );
    for (const [sent, answered] of answers) {
      expect(answered).toBe(sent);
    }
  });
});

describe('query parameters', () => {
  test('a parameter given twice is refused by name, whatever its values', async () => {
    for (const query of ['page=1&page=1', 'q=a&q=b', 'sport=running&sport=cycling']) {
      const answer = await app.call({ path: `/activities?${query}`, token: athlete.token });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ path: `query.${query.split('=')[0]}` }] });
    }
  });

  test('an unknown parameter is refused by name, so that a misspelt filter is no filter', async () => {
    const answer = await app.call({ path: '/activities?sprot=running', token: athlete.token });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'query.sprot' }] });
  });
});

test('Server-Timing says how long sign-in checks, the work and all of it took, ms', async () => {
  const answer = await app.call({ path: '/me', token: athlete.token });
  expect(answer.headers.get('server-timing')).toMatch(
    /^auth;dur=[\d.]+, run;dur=[\d.]+, total;dur=[\d.]+$/,
  );
});

test('a refusal for want of a token says which scheme to use', async () => {
  const answer = await app.call({ path: '/me' });
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});

test('what is answered to one athlete is kept by no shared cache', async () => {
  for (const path of ['/me', '/activities', '/sync']) {
    const { headers } = await app.call({ path, token: athlete.token });
    expect([path, headers.get('cache-control')]).toEqual([path, expect.stringMatching(/^private/)]);
  }
});

test('an id in capitals is the same id, also to the cache', async () => {
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, name, started_at) values ($1, 'manual', 'running', 'Run', now()) returning id",
    [athlete.id],
  );
  const path = `/activities/${row?.id.toUpperCase()}/streams`;
  const read = () => app.call({ path, token: athlete.token });
  expect((await read()).body).toMatchObject({ activity_id: row?.id });
  await app.call({ method: 'DELETE', path: `/activities/${row?.id}`, token: athlete.token });
  expect((await read()).status).toBe(404);
});
