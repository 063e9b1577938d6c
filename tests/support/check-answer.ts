/** Every answer a test gets is held against the contract, whatever the test asks about. */
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { allOperations } from '../../lib/contract/all-operations.ts';
import { errorsOf } from '../../lib/contract/document.ts';
import type { Operation } from '../../lib/contract/operation.ts';
import { problem } from '../../lib/contract/schemas.ts';
import { ERRORS, type ErrorCode } from '../../lib/core/errors.ts';

export interface Answer {
  status: number;
  headers: Headers;
  /** JSON, parsed; an empty object where there was no body. */
  body: Record<string, unknown>;
  text: string;
  /** As they came. */
  bytes: Uint8Array;
}

export type Problem = z.infer<typeof problem>;

const EVERY_RESPONSE: Record<string, RegExp> = {
  'x-request-id': /^[\w-]{8,64}$/,
  'server-timing': /(^|, )total;dur=\d/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy': /default-src 'none'/,
  'referrer-policy': /^no-referrer$/,
  vary: /\bOrigin\b/,
};

/** What is answered where the method or the path is no operation's. */
const NOWHERE: ErrorCode[] = ['method_not_allowed', 'not_found'];

/** The operation a request means. */
export function operationOf(method: string, pathname: string): Operation | undefined {
  const meant = method === 'HEAD' ? 'GET' : method;
  const matching = allOperations.filter(({ path }) =>
    new RegExp(`^/api/v1${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`).test(
      pathname,
    ),
  );
  // a fixed path is no parameter of another
  const fixed = matching.filter(({ path }) => !path.includes('{'));
  return (fixed.length > 0 ? fixed : matching).find((operation) => operation.method === meant);
}

/** Reads a response and throws where it is not what the contract, or a planted operation, promises. */
export async function checkAnswer(
  request: Request,
  response: Response,
  planted?: Operation,
): Promise<Answer> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = new TextDecoder().decode(bytes);
  const { pathname } = new URL(request.url);
  const said = `${request.method} ${pathname.slice(0, 120)} answered ${status} ${text.slice(0, 600)}`;
  const wrong = (what: string) => new Error(`${what}: ${said}`);

  for (const [name, form] of Object.entries(EVERY_RESPONSE)) {
    if (!form.test(headers.get(name) ?? '')) {
      throw wrong(`The header ${name} is ${headers.get(name)}`);
    }
  }
  if (request.method === 'HEAD' || status === 204 || status === 304 || status === 302) {
    if (text !== '') {
      throw wrong('There is a body where none may be');
    }
    return { status, headers, body: {}, text, bytes };
  }
  const operation = planted ?? operationOf(request.method, pathname);
  if (status === 200 && operation?.success.binary === true) {
    if (headers.get('content-disposition')?.startsWith('attachment; filename="') !== true) {
      throw wrong('The file is not to be saved');
    }
    return { status, headers, body: {}, text, bytes };
  }
  const body = parseJson(text, wrong);
  if (status >= 400) {
    requireProblem({ body, status, headers, pathname, operation }, wrong);
  } else {
    requireSuccess({ body, status, headers, operation }, wrong);
  }
  return { status, headers, body: body as Record<string, unknown>, text, bytes };
}

type Wrong = (what: string) => Error;

function parseJson(text: string, wrong: Wrong): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('The body is not JSON');
  }
}

function requireProblem(
  answer: {
    body: unknown;
    status: number;
    headers: Headers;
    pathname: string;
    operation: Operation | undefined;
  },
  wrong: Wrong,
): void {
  const { status, headers, operation } = answer;
  if (!headers.get('content-type')?.startsWith('application/problem+json')) {
    throw wrong(`The type is ${headers.get('content-type')}`);
  }
  if (headers.get('cache-control') !== 'no-store') {
    throw wrong(`Cache-Control is ${headers.get('cache-control')}`);
  }
  const parsed = requireSchema(problem, answer.body, wrong) as Problem;
  if (parsed.status !== status || ERRORS[parsed.code].status !== status) {
    throw wrong('Code and status do not belong together');
  }
  if (parsed.request_id !== headers.get('x-request-id')) {
    throw wrong('request_id is not the header’s');
  }
  if (parsed.instance !== answer.pathname.slice(0, 200)) {
    throw wrong('instance is not the path');
  }
  const documented = operation === undefined ? NOWHERE : errorsOf(operation);
  if (!documented.includes(parsed.code)) {
    throw wrong(`${operation?.id ?? 'This method'} does not document ${parsed.code}`);
  }
}

function requireSuccess(
  answer: { body: unknown; status: number; headers: Headers; operation: Operation | undefined },
  wrong: Wrong,
): void {
  const { operation, headers } = answer;
  if (operation?.success.schema === undefined || operation.success.status !== answer.status) {
    throw wrong('The contract knows no such success');
  }
  if (!headers.get('content-type')?.startsWith('application/json')) {
    throw wrong(`The type is ${headers.get('content-type')}`);
  }
  requireSchema(operation.success.schema, answer.body, wrong);
}

/** Parsing drops what the schema does not know, so that what comes out differs from what went in. */
function requireSchema(schema: z.ZodType, body: unknown, wrong: Wrong): unknown {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw wrong(`Not what is documented (${issues.slice(0, 5).join('; ')})`);
  }
  if (!isDeepStrictEqual(parsed.data, body)) {
    throw wrong('There are keys that are not documented');
  }
  return parsed.data;
}
