import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { readFunctionFile } from '../support/function-file.ts';
import { parseSource, ROOT, readSources } from '../support/source.ts';

const BASE = '/api/v1';
const functions = readSources('netlify/functions/*.mts').map(readFunctionFile);
const serving = functions.filter(({ operations }) => operations.length > 0);

/** Each function that serves the API, with the operations it routes. */
const routed = await Promise.all(
  serving.map(async (file) => {
    const module = (await import(join(ROOT, `lib/contract/${file.name}.ts`))) as Record<
      string,
      Operation
    >;
    return { ...file, operations: file.operations.map((name) => module[name]) };
  }),
);

/** `/activities/{activity_id}` -> `/api/v1/activities/:activity_id` */
const toRoute = (path: string) => BASE + path.replaceAll(/\{(\w+)\}/g, ':$1');

describe('functions', () => {
  it('are seen', () => {
    expect(serving.length).toBeGreaterThanOrEqual(8);
  });

  it('route operations their contract has', () => {
    const unknown = routed.filter(({ operations }) => operations.includes(undefined as never));
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });

  it('route every operation exactly once', () => {
    const ids = routed.flatMap(({ operations }) => operations.map((operation) => operation?.id));
    expect(ids).toHaveLength(allOperations.length);
    expect(new Set(ids)).toEqual(new Set(allOperations.map(({ id }) => id)));
  });

  it.each(routed)('$name claims the paths of its operations and no other', (file) => {
    const wanted = new Set(file.operations.map((operation) => toRoute(operation?.path ?? '/?')));
    expect(new Set(file.paths)).toEqual(wanted);
  });

  it('claim no path twice', () => {
    const paths = functions.flatMap((file) => file.paths);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('with a path have a rate limit, the strictest where passwords are tried', () => {
    const limits = new Map(
      functions
        .filter(({ paths }) => paths.length > 0)
        .map(({ name, rateLimit }) => [name, perMinute(rateLimit)]),
    );
    expect([...limits].filter(([, limit]) => !(limit > 0))).toEqual([]);
    const others = [...limits].filter(([name]) => name !== 'auth').map(([, limit]) => limit);
    expect(limits.get('auth')).toBeLessThan(Math.min(...others));
  });

  it('without a path run by schedule or in the background', () => {
    const idle = functions.filter(
      ({ paths, schedule, background }) =>
        paths.length === 0 && schedule === undefined && !background,
    );
    expect(idle).toEqual([]);
  });
});

/** Netlify counts windowLimit requests per windowSize seconds. */
function perMinute(limit: { windowLimit: number; windowSize: number } | undefined): number {
  return limit === undefined ? Number.NaN : (limit.windowLimit / limit.windowSize) * 60;
}

describe('a function file', () => {
  it('is read with its paths, operations and limit', () => {
    const file = parseSource(
      'netlify/functions/me.mts',
      `export default serve(deps, [route(operations.getMe, getMe)]);
       export const config: Config = { path: '/api/v1/me', rateLimit: { windowLimit: 1, windowSize: 60 } };`,
    );
    expect(readFunctionFile(file)).toEqual({
      name: 'me',
      operations: ['getMe'],
      paths: ['/api/v1/me'],
      rateLimit: { windowLimit: 1, windowSize: 60 },
      schedule: undefined,
      background: false,
    });
  });

  it.each([
    { case: 'no limit', config: `{ path: '/x' }`, limit: Number.NaN },
    { case: 'a computed limit', config: `{ rateLimit: { windowLimit: N } }`, limit: Number.NaN },
    {
      case: 'a window of an hour',
      config: `{ rateLimit: { windowLimit: 60, windowSize: 3600 } }`,
      limit: 1,
    },
  ])('with $case allows $limit requests a minute', ({ config, limit }) => {
    const file = readFunctionFile(
      parseSource('netlify/functions/x.mts', `export const config = ${config};`),
    );
    expect(perMinute(file.rateLimit)).toBe(limit);
  });
});
