import { beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import { APP_ORIGIN, useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;

beforeAll(async () => {
  athlete = await app.registerAthlete();
}, 30_000);

const DENIED: { case: string; origin: string }[] = [
  { case: 'another', origin: 'https://evil.example' },
  { case: 'one that begins like the app’s', origin: `${APP_ORIGIN}.evil.org` },
  { case: 'the app’s by http', origin: APP_ORIGIN.replace('https', 'http') },
  { case: 'the app’s with a port', origin: `${APP_ORIGIN}:444` },
  { case: 'the app’s with a slash', origin: `${APP_ORIGIN}/` },
  { case: 'null', origin: 'null' },
  { case: 'a star', origin: '*' },
  { case: 'empty', origin: '' },
];

const preflight = (path: string, origin: string | undefined) =>
  app.call({
    method: 'OPTIONS',
    path,
    headers: {
      ...(origin === undefined ? {} : { origin }),
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization,content-type,if-match',
    },
  });

describe('an origin on the list', () => {
  test('may ask before it calls: methods, headers and a day of memory', async () => {
    const { status, headers } = await preflight('/me', APP_ORIGIN);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(headers.get('access-control-max-age')).toBe('86400');
    const methods = headers.get('access-control-allow-methods')?.split(',');
    expect(methods).toEqual(expect.arrayContaining(allOperations.map(({ method }) => method)));
    for (const name of ['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key']) {
      expect(headers.get('access-control-allow-headers')).toContain(name);
    }
  });

  test('is named on every answer, also on errors, 304 and unknown methods, and reads our headers', async () => {
    const headers = { origin: APP_ORIGIN };
    const fresh = await app.call({ path: '/me', token: athlete.token, headers });
    const answers = [
      fresh,
      await app.call({ path: '/me', headers }),
      await app.call({ method: 'BREW', path: '/me', headers }),
      await app.call({
        path: '/me',
        token: athlete.token,
        headers: { ...headers, 'if-none-match': fresh.headers.get('etag') ?? '' },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 405, 304]);
    for (const answer of answers) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
      expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/);
      expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
    }
  });

  test('is given no cookies: the token is the only credential', async () => {
    const { headers } = await preflight('/me', APP_ORIGIN);
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('an origin that is not on the list', () => {
  test.each(DENIED)('$case is named neither before a call nor with its answer', async (denied) => {
    const asked = await preflight('/me', denied.origin);
    const called = await app.call({
      path: '/me',
      token: athlete.token,
      headers: { origin: denied.origin },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    expect(called.headers.get('access-control-allow-origin')).toBeNull();
    expect([asked.status, called.status]).toEqual([204, 200]);
  });
});

test('a caller without an origin, such as a phone, is served without CORS', async () => {
  const answer = await app.call({ path: '/me', token: athlete.token });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect((await preflight('/me', undefined)).headers.get('access-control-allow-origin')).toBeNull();
});

test('every operation answers a preflight without a token', async () => {
  for (const { path } of allOperations) {
    const real = path.replaceAll(/\{\w+\}/g, 'x');
    expect([path, (await preflight(real, APP_ORIGIN)).status]).toEqual([path, 204]);
  }
});
