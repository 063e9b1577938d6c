/** No token, a false token, a malformed request: of every operation, so that a new one cannot lack them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOperations } from '../../lib/contract/all-operations.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { type CallInput, SECRETS, useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { type ForgedToken, forgedTokens } from './forged-tokens.ts';
import { RIGHT_BODIES } from './junk.ts';

const app = useApp();
let athlete: AppAthlete;
let victim: AppAthlete;
let forged: ForgedToken[];
let cases = 0;

beforeAll(async () => {
  athlete = await app.registerAthlete();
  victim = await app.registerAthlete();
  const { token, refreshToken } = athlete;
  forged = await forgedTokens({ token, refreshToken, victimId: victim.id });
}, 30_000);

afterAll(() => {
  console.log(`trio: ${cases} cases on ${allOperations.length} operations`);
});

const QUERIES: Record<string, string> = {
  stravaLogin: `?redirect_uri=${encodeURIComponent('https://app.example/x')}&code_challenge=${'a'.repeat(43)}`,
  stravaCallback: '?state=none-of-ours',
  stravaHandshake: `?hub.mode=subscribe&hub.challenge=1&hub.verify_token=${SECRETS.verifyToken}`,
};

/** A request with nothing wrong but, perhaps, who sends it. */
function requestOf(operation: Operation): CallInput {
  const path = operation.path
    .replace('{secret}', SECRETS.webhook)
    .replaceAll(/\{\w+\}/g, randomUUID());
  const body = RIGHT_BODIES[operation.id];
  return {
    method: operation.method,
    path: `${path}${QUERIES[operation.id] ?? ''}`,
    ...(body === undefined ? {} : { body }),
  };
}

/** The same request with something wrong in it. */
function malformedOf(operation: Operation): CallInput | undefined {
  const right = requestOf(operation);
  if (operation.file !== undefined) {
    const form = new FormData();
    form.set('name', 'a form without its file');
    const { body: _, ...request } = right;
    return { ...request, rawBody: form };
  }
  if (operation.body !== undefined) {
    return { ...right, body: { [Object.keys(operation.body.shape)[0] ?? '']: { junk: true } } };
  }
  if (operation.query !== undefined) {
    const name = Object.keys(operation.query.shape)[0] ?? '';
    return {
      ...right,
      path: `${operation.path.replaceAll(/\{\w+\}/g, randomUUID())}?${name}=1&${name}=1`,
    };
  }
  if (operation.params !== undefined) {
    return { ...right, path: operation.path.replaceAll(/\{\w+\}/g, 'no-id') };
  }
  return operation.conditional ? { ...right, headers: { 'if-match': 'junk' } } : undefined;
}

async function call(input: CallInput) {
  cases += 1;
  return app.call(input);
}

const operationsWith = (auth: Operation['auth'][]) =>
  allOperations
    .filter((operation) => auth.includes(operation.auth))
    .map((operation) => ({ case: operation.id, operation }));

describe('without a token', () => {
  test.each(operationsWith(['athlete']))('$case is refused', async ({ operation }) => {
    const answer = await call(requestOf(operation));
    expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test.each(operationsWith(['athlete']))(
    '$case takes none from a query, cookie or other header',
    async ({ operation }) => {
      const { path, ...rest } = requestOf(operation);
      const joint = path.includes('?') ? '&' : '?';
      const requests: CallInput[] = [
        { ...rest, path: `${path}${joint}access_token=${athlete.token}` },
        { ...rest, path, headers: { cookie: `sb-access-token=${athlete.token}` } },
        { ...rest, path, headers: { apikey: athlete.token, 'x-authorization': athlete.token } },
      ];
      for (const request of requests) {
        expect((await call(request)).status).toBe(401);
      }
    },
  );

  test.each(operationsWith(['athlete']))(
    '$case says nothing of what else is wrong',
    async ({ operation }) => {
      const malformed = malformedOf(operation);
      if (malformed !== undefined) {
        expect((await call(malformed)).status).toBe(401);
      }
    },
  );
});

describe('with a token that is none', () => {
  test.each(operationsWith(['athlete', 'optional']))('$case is refused', async ({ operation }) => {
    for (const { case: name, authorization } of forged) {
      const answer = await call({ ...requestOf(operation), headers: { authorization } });
      expect([name, answer.status]).toEqual([name, 401]);
      expect(answer.text).not.toContain(victim.id);
    }
  });

  test.each(operationsWith(['public']))(
    '$case answers as it does without one',
    async ({ operation }) => {
      const plain = await call(requestOf(operation));
      for (const { case: name, authorization } of forged.slice(0, 6)) {
        // a sign-up can succeed only once
        const expected = operation.id === 'register' ? 409 : plain.status;
        const answer = await call({ ...requestOf(operation), headers: { authorization } });
        expect([name, answer.status]).toEqual([name, expected]);
      }
    },
  );
});

describe('with a token that is right', () => {
  const malformed = allOperations.filter((operation) => malformedOf(operation) !== undefined);
  test.each(malformed.map((operation) => ({ case: operation.id, operation })))(
    '$case refuses a malformed request with the place of the fault',
    async ({ operation }) => {
      const answer = await call({
        ...(malformedOf(operation) as CallInput),
        ...(operation.auth === 'public' ? {} : { token: athlete.token }),
      });
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation_failed']);
      expect(answer.body['errors']).not.toEqual([]);
    },
  );

  test('only what takes no input has no malformed request', () => {
    const none = allOperations.filter((operation) => malformedOf(operation) === undefined);
    for (const { id, body, params, query } of none) {
      expect([id, body, params, query]).toEqual([id, undefined, undefined, undefined]);
    }
  });
});

const SCHEMES: { case: string; header: (token: string) => string }[] = [
  { case: 'in lower case', header: (token) => `bearer ${token}` },
  { case: 'in capitals', header: (token) => `BEARER ${token}` },
  { case: 'with two spaces', header: (token) => `Bearer  ${token}` },
];
test.each(SCHEMES)('the scheme $case is the scheme', async ({ header }) => {
  const answer = await call({ path: '/me', headers: { authorization: header(athlete.token) } });
  expect([answer.status, answer.body['id']]).toEqual([200, athlete.id]);
});
