/**
 * Every operation is sent junk in every place it reads. Which of it is wrong is asked of the operation's own
 * schemas, field by field, so that a new operation or field is covered the day it is written.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { allOperations } from '../../lib/contract/all-operations.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { BASE, type CallInput, SECRETS, useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';
import { operationOf } from '../support/check-answer.ts';
import { BODIES, HEADERS, RIGHT_BODIES, TEXTS, VALUES } from './junk.ts';
import { type Case, createSender } from './send-junk.ts';

const app = useApp();
let athlete: AppAthlete;
let activityId: string;
let pointId: string;
const { findings, summary } = createSender(app);

beforeAll(async () => {
  athlete = await app.registerAthlete();
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, name, started_at) values ($1, 'manual', 'running', 'Run', now()) returning id",
    [athlete.id],
  );
  activityId = row?.id ?? '';
  const [point] = await app.sql<{ id: string }>(
    "insert into points (activity_id, athlete_id, timestamp, winner) values ($1, $2, '2026-11-20T12:00:00Z', 'me') returning id",
    [activityId, athlete.id],
  );
  pointId = point?.id ?? '';
}, 30_000);

afterAll(() => {
  console.log(`bad input to ${allOperations.length} operations: ${summary()}`);
});

/** The operation's path with parameters that are right, but for those given. */
function pathOf(operation: Operation, params: Record<string, string> = {}): string {
  const right: Record<string, string> = {
    activity_id: activityId,
    chart: 'pace',
    point_id: pointId,
    job_id: randomUUID(),
    upload_id: randomUUID(),
    secret: SECRETS.webhook,
  };
  return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? right[name] ?? ''),
  );
}

const requestOf = (operation: Operation, changes: Partial<CallInput> = {}): CallInput => ({
  method: operation.method,
  path: pathOf(operation),
  ...(operation.auth === 'athlete' ? { token: athlete.token } : {}),
  // whatever is wrong, nobody's account shall be deleted by it
  ...(operation.id === 'deleteMe' ? { headers: { 'if-match': '"999999999-x"' } } : {}),
  ...changes,
});

const fieldsOf = (schema: z.ZodObject) => Object.entries(schema.shape) as [string, z.ZodType][];
const json = { 'content-type': 'application/json' };
const label = ({ id }: Operation) => id;

const each = (operations: Operation[]) =>
  operations.map((operation) => ({ case: label(operation), operation }));
const withBody = allOperations.filter(({ body }) => body !== undefined);
/** Those that take JSON; what a form can be wrong about stands in tests/journeys/uploads.test.ts. */
const withJson = withBody.filter(({ file }) => file === undefined);
const withQuery = allOperations.filter(({ query }) => query !== undefined);
const withParams = allOperations.filter(({ params }) => params !== undefined);

/** The operation's right body with one field as given, JSON. */
function bodyWith(operation: Operation, field: string, value: string): string {
  const others = Object.entries(RIGHT_BODIES[operation.id] ?? {}).filter(
    ([name]) => name !== field,
  );
  const members = others.map(([name, right]) => `${JSON.stringify(name)}:${JSON.stringify(right)}`);
  return `{${[...members, `${JSON.stringify(field)}:${value}`].join(',')}}`;
}

/** Does the schema, or what every text and tree must be like, refuse this value? */
function isRefused(schema: z.ZodType, value: string): boolean {
  const isDeep = value.startsWith('['.repeat(33)) || value.startsWith('{"a":'.repeat(33));
  const isUnstorable = /\\u0000|\\ud800|\\udc00/.test(value);
  return isDeep || isUnstorable || !schema.safeParse(JSON.parse(value)).success;
}

test('every operation that takes a body has one that is right', () => {
  expect(Object.keys(RIGHT_BODIES).sort()).toEqual(withBody.map(({ id }) => id).sort());
  for (const { id, body } of withBody) {
    expect([id, body?.safeParse(RIGHT_BODIES[id]).success]).toEqual([id, true]);
  }
});

describe('a field of a body that is wrong is refused by name', () => {
  test.each(each(withJson))('$case', { timeout: 60_000 }, async ({ operation }) => {
    const schema = operation.body as z.ZodObject;
    const values = [
      ...VALUES,
      ...TEXTS.map((text) => ({ case: text.case, json: JSON.stringify(text.value) })),
    ];
    const cases = fieldsOf(schema).flatMap(([field, fieldSchema]) =>
      values.map((value): Case => {
        const isLarge = value.json.length > 14_000;
        return {
          case: `${field} is ${value.case}`,
          request: requestOf(operation, {
            rawBody: bodyWith(operation, field, value.json),
            headers: json,
          }),
          wrong: !isLarge && isRefused(fieldSchema, value.json) ? `body.${field}` : undefined,
        };
      }),
    );
    expect(await findings(cases)).toEqual([]);
  });
});

describe('a body that is none is refused', () => {
  test.each(each(withJson))('$case', { timeout: 60_000 }, async ({ operation }) => {
    const cases = BODIES.map(({ raw, type, status, ...body }): Case => {
      const headers = type === null ? {} : { 'content-type': type ?? 'application/json' };
      return {
        case: body.case,
        request: requestOf(operation, { rawBody: raw, headers }),
        status,
        wrong: status === 400 ? 'body' : undefined,
      };
    });
    expect(await findings(cases)).toEqual([]);
  });

  test('a body where none is wanted changes nothing', async () => {
    const cases = allOperations
      .filter(({ body, method, id }) => body === undefined && method !== 'GET' && id !== 'deleteMe')
      .flatMap((operation) =>
        BODIES.map(
          ({ raw, type, ...body }): Case => ({
            case: `${operation.id}: ${body.case}`,
            request: requestOf(operation, {
              rawBody: raw,
              headers: type === null ? {} : { 'content-type': type ?? 'application/json' },
            }),
          }),
        ),
      );
    expect(await findings(cases)).toEqual([]);
  });
});

describe('a field that is not known is refused by name', () => {
  const NAMES = ['athlete_id', 'id', 'version', 'role', 'constructor', 'a.b', 'toString', ''];
  const strict = ({ id }: Operation) => id !== 'stravaEvent';
  test.each(each(withJson.filter(strict)))('$case', async ({ operation }) => {
    const cases = NAMES.map(
      (name): Case => ({
        case: `unknown ${name}`,
        request: requestOf(operation, { body: { [name]: 1 } }),
        wrong: name === '' ? 'body' : `body.${name}`,
      }),
    );
    expect(await findings(cases)).toEqual([]);
  });
});

describe('a query parameter that is wrong is refused by name', () => {
  test.each(each(withQuery))('$case', { timeout: 60_000 }, async ({ operation }) => {
    const schema = operation.query as z.ZodObject;
    const cases = fieldsOf(schema).flatMap(([field, fieldSchema]) => [
      ...TEXTS.map((text): Case => {
        const isWrong = text.value.includes('\u0000') || !fieldSchema.safeParse(text.value).success;
        return {
          case: `${field} is ${text.case}`,
          request: requestOf(operation, {
            path: `${pathOf(operation)}?${field}=${encodeURIComponent(text.value)}`,
          }),
          wrong: isWrong ? `query.${field}` : undefined,
        };
      }),
      ...['%00', '%ff', '%', '%2', '%ed%a0%80', '+', '&&', '='].map(
        (raw): Case => ({
          case: `${field} is ${raw} as it stands`,
          request: requestOf(operation, { path: `${pathOf(operation)}?${field}=${raw}` }),
        }),
      ),
      {
        case: `${field} twice`,
        request: requestOf(operation, { path: `${pathOf(operation)}?${field}=1&${field}=1` }),
        wrong: `query.${field}`,
      },
      {
        case: `${field} as an array`,
        request: requestOf(operation, { path: `${pathOf(operation)}?${field}[]=1` }),
      },
    ]);
    expect(await findings(cases)).toEqual([]);
  });

  test('any operation', { timeout: 60_000 }, async () => {
    const cases = allOperations.flatMap((operation) =>
      TEXTS.map(
        (text): Case => ({
          case: `${operation.id}: an unknown parameter named ${text.case}`,
          request: requestOf(operation, {
            path: `${pathOf(operation)}?${encodeURIComponent(text.value)}=1`,
          }),
        }),
      ),
    );
    expect(await findings(cases)).toEqual([]);
  });
});

describe('a part of a path that is wrong is refused by name', () => {
  test.each(each(withParams))('$case', { timeout: 60_000 }, async ({ operation }) => {
    const schema = operation.params as z.ZodObject;
    const isOwn = (path: string) =>
      operationOf(operation.method, new URL(`http://localhost${BASE}${path}`).pathname)?.id ===
      operation.id;
    const cases = fieldsOf(schema).flatMap(([field, fieldSchema]) => [
      ...TEXTS.map((text): Case => {
        const isWrong = text.value.includes('\u0000') || !fieldSchema.safeParse(text.value).success;
        return {
          case: `${field} is ${text.case}`,
          request: requestOf(operation, { path: pathOf(operation, { [field]: text.value }) }),
          // where the body is missing as well, that is the first to be said
          wrong: isWrong && operation.body === undefined ? `params.${field}` : undefined,
        };
      }),
      ...['%00', '%ff', '%', '%2', '..%2f', '%2e%2e', '.%2e', '%5c..', ';a=b', 'a%20b'].map(
        (raw): Case => ({
          case: `${field} is ${raw} as it stands`,
          request: requestOf(operation, {
            path: operation.path.replace(`{${field}}`, raw).replaceAll(/\{\w+\}/g, 'x'),
          }),
        }),
      ),
    ]);
    const own = cases.filter(({ request }) => isOwn(request.path));
    expect(own.length).toBeGreaterThan(TEXTS.length / 2);
    expect(await findings(own)).toEqual([]);
  });
});

describe('a header of any content breaks nothing', () => {
  const texts = TEXTS.filter(({ value }) => /^[\t\x20-\x7e]*$/.test(value));
  test.each(HEADERS)('$case', { timeout: 60_000 }, async (header) => {
    const cases = allOperations.filter(header.of).flatMap((operation) =>
      texts.map((text): Case => {
        const request = requestOf(operation);
        const headers = { ...request.headers, ...json, [header.case]: text.value };
        // a stale version keeps the account, whatever else is sent
        const path = operation.id === 'deleteMe' ? '/me' : request.path;
        const { token, ...anonymous } = { ...request, path, headers };
        return {
          case: `${operation.id} with ${text.case}`,
          request: header.case === 'authorization' ? anonymous : { ...anonymous, token },
          status: header.case === 'authorization' && operation.auth === 'athlete' ? 401 : undefined,
        };
      }),
    );
    const safe = cases.filter((one) => header.case !== 'if-match' || !one.case.includes('a star'));
    expect(await findings(safe)).toEqual([]);
  });
});

/** What is offered there, by this operation or another. */
const methodsAt = (path: string) =>
  allOperations
    .filter((operation) => operation.path === path)
    .map(({ method }) => method as string);

describe('a method of any name is refused', () => {
  test.each(each(allOperations))('$case', async ({ operation }) => {
    const methods = [
      'PUT',
      'COPY',
      'get',
      'X'.repeat(1_000),
      '__proto__',
      'constructor',
      'M-SEARCH',
    ];
    const cases = methods
      .filter((method) => method !== 'get' && !methodsAt(operation.path).includes(method))
      .map(
        (method): Case => ({
          case: method.slice(0, 20),
          request: requestOf(operation, { method }),
          status: 405,
        }),
      );
    expect(await findings(cases)).toEqual([]);
  });
});

test('junk pollutes no prototype', () => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('after all of it the athlete and the activity are there, and the API is well', async () => {
  const answers = await Promise.all([
    app.call({ path: '/health' }),
    app.call({ path: '/me', token: athlete.token }),
    app.call({ path: `/activities/${activityId}`, token: athlete.token }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers[0]?.body).toMatchObject({ status: 'ok', database: 'connected' });
  const unexpected = app.lines.filter((line) => line.includes('"unexpected_error"'));
  expect(unexpected).toEqual([]);
});
