import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Operation } from '../../lib/contract/operation.ts';
import { AppError } from '../../lib/core/errors.ts';
import { route, serve } from '../../lib/http/serve.ts';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let other: AppAthlete;

/** A creating operation of which a test decides what it does. */
const create = {
  id: 'createThing',
  method: 'POST',
  path: '/things',
  tag: 'things',
  summary: 'Makes a thing',
  auth: 'athlete',
  idempotent: true,
  body: z.strictObject({ name: z.string() }),
  success: { status: 201, description: 'Made.', schema: z.object({ made: z.string() }) },
} as const satisfies Operation;

let runs = 0;
let behave: () => Promise<void> = async () => undefined;
const things = serve(
  () => app.deps,
  [
    route(create, async ({ body }) => {
      runs += 1;
      const mine = runs;
      await behave();
      return { made: `${body.name} ${mine}` };
    }),
  ],
);

beforeAll(async () => {
  athlete = await app.registerAthlete();
  other = await app.registerAthlete();
}, 30_000);

async function post(
  key: string | undefined,
  options: { name?: string; token?: string; path?: string } = {},
) {
  const response = await things(
    new Request(`http://localhost/api/v1${options.path ?? '/things'}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${options.token ?? athlete.token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify({ name: options.name ?? 'thing' }),
    }),
  );
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, body };
}

/** Runs `work` and answers how often the operation ran meanwhile. */
async function countRuns(work: () => Promise<unknown>): Promise<number> {
  const before = runs;
  await work();
  return runs - before;
}

describe('an Idempotency-Key', () => {
  test('lets 20 requests at once run the operation once', async () => {
    const key = randomUUID();
    behave = () => new Promise((resolve) => setTimeout(resolve, 100));
    let answers: Awaited<ReturnType<typeof post>>[] = [];
    const ran = await countRuns(async () => {
      answers = await Promise.all(Array.from({ length: 20 }, () => post(key)));
    });
    behave = async () => undefined;
    expect(ran).toBe(1);
    const made = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length + waiting.length).toBe(20);
    expect(new Set(made.map(({ body }) => body['made'])).size).toBe(1);
    for (const { headers } of waiting) {
      expect(headers.get('retry-after')).toBe('1');
    }
    const { status, body } = await post(key);
    expect([status, body]).toEqual([201, made[0]?.body]);
  });

  test('answers the first answer again, with its status, and says so', async () => {
    const key = randomUUID();
    const first = await post(key);
    const ran = await countRuns(async () => {
      const again = await post(key);
      expect([again.status, again.body]).toEqual([201, first.body]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });
    expect([ran, first.headers.get('idempotency-replayed')]).toEqual([0, null]);
  });

  test('is the same key in capitals, and on a path with a slash at its end', async () => {
    const key = randomUUID();
    const first = await post(key);
    expect((await post(key.toUpperCase())).body).toEqual(first.body);
    expect((await post(key, { path: '/things/' })).body).toEqual(first.body);
  });

  test('used for another body is refused and runs nothing', async () => {
    const key = randomUUID();
    await post(key);
    const ran = await countRuns(async () => {
      const answer = await post(key, { name: 'another' });
      expect([answer.status, answer.body['code']]).toEqual([422, 'idempotency_mismatch']);
    });
    expect(ran).toBe(0);
  });

  const FAILURES: { case: string; error: () => Error; status: number }[] = [
    { case: 'expected', error: () => new AppError('conflict', { detail: 'No.' }), status: 409 },
    { case: 'unexpected', error: () => new TypeError('a bug'), status: 500 },
  ];
  test.each(FAILURES)('is free again after an $case failure', async ({ error, status }) => {
    const key = randomUUID();
    behave = async () => {
      throw error();
    };
    expect((await post(key)).status).toBe(status);
    behave = async () => undefined;
    expect((await post(key)).status).toBe(201);
  });

  test('belongs to its athlete: another one’s request with it runs', async () => {
    const key = randomUUID();
    const mine = await post(key);
    const theirs = await post(key, { token: other.token });
    expect(theirs.status).toBe(201);
    expect(theirs.body).not.toEqual(mine.body);
    expect((await post(key)).body).toEqual(mine.body);
  });

  test('left out lets every request run', async () => {
    expect(await countRuns(() => Promise.all([post(undefined), post(undefined)]))).toBe(2);
  });

  const MALFORMED: { case: string; key: string }[] = [
    { case: 'empty', key: '' },
    { case: 'a word', key: 'retry' },
    { case: 'SQL', key: "'; drop table jobs; --" },
    { case: 'two keys', key: `${randomUUID()}, ${randomUUID()}` },
    { case: 'long', key: 'a'.repeat(100_000) },
  ];
  test.each(MALFORMED)('that is $case is refused by name', async ({ key }) => {
    const answer = await post(key);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'header.idempotency-key' }] });
  });
});

const REFUSING: { case: 'claim' | 'settle' | 'release'; fails: boolean; status: number }[] = [
  { case: 'settle', fails: false, status: 201 },
  { case: 'release', fails: true, status: 409 },
  { case: 'claim', fails: false, status: 500 },
];
test.each(REFUSING)(
  'where the database refuses to $case a key the request is answered $status',
  async ({ case: step, fails, status }) => {
    let ran = 0;
    const refuse = () => Promise.reject(new Error('the database is gone'));
    const broken = serve(
      () => ({
        ...app.deps,
        idempotencyKeys: { ...app.deps.idempotencyKeys, [step]: refuse },
      }),
      [
        route(create, async () => {
          ran += 1;
          if (fails) {
            throw new AppError('conflict', { detail: 'Not now.' });
          }
          return { made: 'thing' };
        }),
      ],
    );
    const response = await broken(
      new Request('http://localhost/api/v1/things', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${athlete.token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: '{"name":"thing"}',
      }),
    );
    expect([response.status, ran]).toEqual([status, step === 'claim' ? 0 : 1]);
  },
);
