import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Operation } from '../../lib/contract/operation.ts';
import { AppError, ERRORS, type ErrorCode } from '../../lib/core/errors.ts';
import { route, serve } from '../../lib/http/serve.ts';
import { useApp } from '../support/app.ts';
import { checkAnswer } from '../support/check-answer.ts';

const app = useApp();

const SECRET = 'postgres://admin:hunter2@db.internal/prod';

/** An operation that fails as a test tells it. */
const failing = {
  id: 'fail',
  method: 'GET',
  path: '/fail',
  tag: 'meta',
  summary: 'Fails',
  auth: 'public',
  errors: Object.keys(ERRORS) as ErrorCode[],
  success: { status: 200, description: 'Never.', schema: z.object({}) },
} as const satisfies Operation;

async function answerTo(thrown: unknown) {
  const reported: unknown[] = [];
  const handler = serve(
    () => ({ ...app.deps, report: (error) => reported.push(error) }),
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- libraries throw anything
    [route(failing, () => Promise.reject(thrown))],
  );
  const request = new Request('http://localhost/api/v1/fail?token=abc');
  return { ...(await checkAnswer(request, await handler(request), failing)), reported };
}

describe('what nobody expected', () => {
  const THROWN: { case: string; thrown: () => unknown }[] = [
    { case: 'an error', thrown: () => new Error(SECRET) },
    { case: 'an error with a cause', thrown: () => new Error('x', { cause: new Error(SECRET) }) },
    {
      case: 'an error with a status of its own',
      thrown: () => Object.assign(new Error(SECRET), { status: 418, code: 'not_found' }),
    },
    {
      case: 'an error that brings a response',
      thrown: () =>
        Object.assign(new Error('x'), {
          getResponse: () => new Response(SECRET, { status: 200 }),
        }),
    },
    {
      case: 'an error called AppError',
      thrown: () => Object.assign(new Error(SECRET), { name: 'AppError' }),
    },
    { case: 'a text', thrown: () => SECRET },
    { case: 'nothing', thrown: () => undefined },
    { case: 'null', thrown: () => null },
    { case: 'an object', thrown: () => ({ detail: SECRET, code: 'conflict' }) },
    { case: 'a response', thrown: () => new Response(SECRET, { status: 200 }) },
  ];
  test.each(THROWN)('$case becomes 500 and says nothing of itself', async ({ thrown }) => {
    const answer = await answerTo(thrown());
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/hunter2|postgres|stack|\.ts:|node_modules/);
    expect(answer.body).toEqual({
      type: '/reference/errors#internal',
      title: ERRORS.internal.title,
      status: 500,
      detail: expect.stringMatching(/report it with the request id/) as string,
      instance: '/api/v1/fail',
      code: 'internal',
      request_id: answer.headers.get('x-request-id'),
    });
  });

  test('is logged with its request id and reported', async () => {
    const answer = await answerTo(new Error('the disk is full'));
    const line = app.lines
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .find(
        ({ event, request_id }) =>
          event === 'unexpected_error' && request_id === answer.body['request_id'],
      );
    expect(line).toMatchObject({
      level: 'error',
      operation: 'fail',
      error: { message: 'the disk is full' },
    });
    expect(answer.reported).toHaveLength(1);
  });
});

describe('what is expected', () => {
  test.each(Object.keys(ERRORS).map((code) => ({ case: code as ErrorCode })))(
    '$case is answered as the table says, and neither logged as an error nor reported',
    async ({ case: code }) => {
      const before = app.lines.length;
      const answer = await answerTo(
        new AppError(code, { detail: 'What to do.', cause: new Error(SECRET) }),
      );
      expect(answer.reported).toEqual([]);
      expect(answer.text).not.toContain('hunter2');
      expect(app.lines.slice(before).join('\n')).not.toContain('unexpected_error');
    },
  );

  test('a time to wait is whole seconds, one at least', async () => {
    const WAITS: { waitS: number; header: string }[] = [
      { waitS: 0.2, header: '1' },
      { waitS: -5, header: '1' },
      { waitS: 59.1, header: '60' },
    ];
    for (const { waitS, header } of WAITS) {
      const error = new AppError('rate_limited', { detail: 'Wait.', retryAfterS: waitS });
      expect((await answerTo(error)).headers.get('retry-after')).toBe(header);
    }
  });

  test('the path is repeated without its query, and not without end', async () => {
    const answer = await app.call({ path: `/activities/${'x'.repeat(5_000)}?token=abc` });
    expect(String(answer.body['instance']).length).toBe(200);
    expect(answer.text).not.toContain('abc');
  });
});

test('a path of no operation is a problem too', async () => {
  const handler = serve(() => app.deps, [route(failing, async () => ({}))]);
  const request = new Request('http://localhost/api/v1/nothing');
  const answer = await checkAnswer(request, await handler(request));
  expect([answer.status, answer.body['code']]).toEqual([404, 'not_found']);
});
