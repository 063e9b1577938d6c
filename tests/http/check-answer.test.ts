/** The check that every other test of the API leans on, shown answers it must not let pass. */
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Operation } from '../../lib/contract/operation.ts';
import { checkAnswer } from '../support/check-answer.ts';

const planted = {
  id: 'planted',
  method: 'GET',
  path: '/planted',
  tag: 'meta',
  summary: 'Planted',
  auth: 'public',
  success: {
    status: 200,
    description: 'A thing.',
    schema: z.object({ id: z.int(), parts: z.array(z.object({ name: z.string() })) }),
  },
} as const satisfies Operation;

const HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'x-request-id': 'abcdefgh',
  'server-timing': 'total;dur=1.0',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  vary: 'Origin',
};
const PROBLEM = {
  type: '/reference/errors#validation_failed',
  title: 'The request is not valid',
  status: 400,
  detail: 'Something is wrong.',
  instance: '/api/v1/planted',
  code: 'validation_failed',
  request_id: 'abcdefgh',
};
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
const right = { id: 1, parts: [{ name: 'a' }] };

interface Planted {
  case: string;
  body: unknown;
  status?: number;
  headers?: Record<string, string>;
}

async function check({ body, status = 200, headers = {} }: Planted) {
  const request = new Request('http://localhost/api/v1/planted');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const problem = status >= 400 ? PROBLEM_HEADERS : {};
  const response = new Response(text, { status, headers: { ...HEADERS, ...problem, ...headers } });
  return checkAnswer(request, response, planted);
}

const PASS: Planted[] = [
  { case: 'a success as documented', body: right },
  { case: 'a problem as documented', body: PROBLEM, status: 400 },
];
test.each(PASS)('$case passes', async (answer) => {
  expect((await check(answer)).status).toBe(answer.status ?? 200);
});

const REFUSED: Planted[] = [
  { case: 'a key that is not documented', body: { ...right, extra: 1 } },
  { case: 'such a key further down', body: { id: 1, parts: [{ name: 'a', extra: null }] } },
  { case: 'a missing key', body: { id: 1 } },
  { case: 'another type', body: { ...right, id: '1' } },
  { case: 'another status', body: right, status: 201 },
  { case: 'no JSON', body: 'text' },
  { case: 'another media type', body: right, headers: { 'content-type': 'text/html' } },
  { case: 'no security header', body: right, headers: { 'x-content-type-options': '' } },
  { case: 'no request id', body: right, headers: { 'x-request-id': '' } },
  { case: 'a problem with another key', body: { ...PROBLEM, stack: 'x' }, status: 400 },
  { case: 'a problem of another status', body: PROBLEM, status: 409 },
  { case: 'a problem of an unknown code', body: { ...PROBLEM, code: 'odd' }, status: 400 },
  {
    case: 'a problem that is not documented',
    body: { ...PROBLEM, code: 'conflict', status: 409 },
    status: 409,
  },
  { case: 'a problem of another request', body: { ...PROBLEM, request_id: 'other' }, status: 400 },
  { case: 'a problem of another path', body: { ...PROBLEM, instance: '/' }, status: 400 },
  {
    case: 'a problem that caches may keep',
    body: PROBLEM,
    status: 400,
    headers: { 'cache-control': 'public' },
  },
];
test.each(REFUSED)('$case is refused', async (answer) => {
  await expect(check(answer)).rejects.toThrow(/\/api\/v1\/planted answered/);
});
