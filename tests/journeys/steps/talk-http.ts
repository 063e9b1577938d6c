import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { DevWorld } from '../../support/dev-world.ts';
import { ROOT } from '../../support/source.ts';
import { bodyOf, register } from '../../support/traveller.ts';

const APP_ORIGIN = 'http://localhost:5173';

/** What every app meets first: the public operations, and the manners of the protocol. */
export function talkHttp(world: () => DevWorld): void {
  it('answers health, config and its own description', async () => {
    const { call } = world();
    expect(bodyOf(await call({ path: '/health' }))).toMatchObject({
      status: 'ok',
      database: 'connected',
      cache: 'connected',
      strava: 'configured',
    });
    expect(bodyOf(await call({ path: '/config' }))).toMatchObject({ features: { strava: true } });
    const described = await call({ path: '/openapi.json' });
    const written = await readFile(join(ROOT, 'lib/contract/openapi.json'), 'utf8');
    expect(described.body).toEqual(JSON.parse(written));
    const etag = described.headers.get('etag') ?? '';
    const again = await call({ path: '/openapi.json', headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
  });

  it('says what is wrong as problem+json', async () => {
    const { call } = world();
    const { access_token: token } = await register(world());
    const method = await call({ method: 'PUT', path: '/me', token, body: {} });
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toBe('GET, PATCH, DELETE, HEAD, OPTIONS');

    const patch = { method: 'PATCH', path: '/me', token };
    const large = await call({ ...patch, body: { display_name: 'x'.repeat(70_000) } });
    expect(large).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    const type = { 'Content-Type': 'text/plain' };
    const text = await call({ ...patch, rawBody: '{"units":"metric"}', headers: type });
    expect(text).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const wrong = await call({ ...patch, body: { units: 'furlongs', nonsense: 1 } });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect((wrong.body['errors'] as { path: string }[]).map(({ path }) => path)).toContain(
      'body.units',
    );
    const nobody = '/activities/00000000-0000-4000-8000-000000000000';
    expect(await call({ path: nobody, token })).toMatchObject({
      status: 404,
      body: { code: 'not_found', type: '/reference/errors#not_found' },
    });
    const nowhere = await world().fetch('/api/v1/nothing/here');
    expect([nowhere.status, await nowhere.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'not_found', type: '/reference/errors#not_found' }),
    ]);
    const stranger = await call({ path: '/me' });
    expect(stranger).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('lets the operator’s web apps in, and no others', async () => {
    const preflight = async (origin: string) =>
      world().fetch('/api/v1/activities', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'GET',
          'Access-Control-Request-Headers': 'authorization',
        },
      });
    const own = await preflight(APP_ORIGIN);
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(own.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(
      'authorization',
    );
    const other = await preflight('https://elsewhere.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const read = await world().call({ path: '/health', headers: { Origin: APP_ORIGIN } });
    expect(read.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(read.headers.get('access-control-expose-headers')).toContain('ETag');
  });

  it('serves the reference beside the API', async () => {
    for (const path of ['/', '/reference', '/reference/errors']) {
      const page = await world().fetch(path);
      expect(page.status, path).toBe(200);
      expect(await page.text(), path).toContain('<!doctype html>');
    }
  });
}
