import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { LinearRouter } from 'hono/router/linear-router';
import { secureHeaders } from 'hono/secure-headers';
import type { Input, Operation, Output } from '../contract/operation.ts';
import type { AthleteCaller } from '../core/caller.ts';
import { AppError } from '../core/errors.ts';
import type { WaitUntil } from '../core/later.ts';
import type { Deps } from '../core/ports.ts';
import { authenticate } from './authenticate.ts';
import type { Env } from './context.ts';
import { decompress } from './decompress.ts';
import { versionOf } from './etag.ts';
import { runOnce } from './idempotency.ts';
import { parsePart, readJson, readQuery, requireText } from './parse.ts';
import { readForm } from './read-form.ts';
import { respond, respondProblem } from './respond.ts';

const BASE = '/api/v1';
const DEFAULT_BODY_LIMIT = 65_536;

/** What the transport knows and only webhooks need: the body as sent, and its headers. */
export interface Raw {
  bodyText: string;
  header(name: string): string | undefined;
}

type CallerOf<T extends Operation> = T['auth'] extends 'athlete'
  ? AthleteCaller
  : T['auth'] extends 'optional'
    ? AthleteCaller | undefined
    : undefined;

export interface Route {
  operation: Operation;
  run: (input: never, caller: never, deps: Deps, raw: Raw) => Promise<unknown>;
}

/** Says which feature runs an operation; the compiler holds the two against each other. */
export function route<const T extends Operation>(
  operation: T,
  run: (input: Input<T>, caller: CallerOf<T>, deps: Deps, raw: Raw) => Promise<Output<T>>,
): Route {
  return { operation, run };
}

/**
 * Serves operations: authenticate, validate, run, serialise. One handler for all of a resource's paths;
 * `deps` is called per request and answers the instance's one composition.
 */
export function serve(deps: () => Deps, routes: Route[]) {
  let app: Hono<Env> | undefined;
  return async (request: Request, context?: { waitUntil?: WaitUntil }): Promise<Response> => {
    const built = deps();
    app ??= buildApp(built, routes);
    const served = app;
    return built.later.during(context?.waitUntil?.bind(context), async () => served.fetch(request));
  };
}

function buildApp(deps: Deps, routes: Route[]): Hono<Env> {
  // the others look methods up in plain objects, where `constructor` is one
  const app = new Hono<Env>({ strict: false, router: new LinearRouter() });
  app.use(async (c, next) => {
    c.set('startedMs', performance.now());
    c.set('timings', []);
    c.set(
      'requestId',
      requestIdOf(c.req.header('x-nf-request-id') ?? c.req.header('x-request-id'), deps),
    );
    await next();
    finish(c, deps);
  });
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      crossOriginResourcePolicy: 'cross-origin',
      referrerPolicy: 'no-referrer',
      xXssProtection: false,
    }),
  );
  app.use(
    cors({
      origin: (origin) => (corsAllowed(origin, deps.config.corsOrigins) ? origin : null),
      allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      allowHeaders: [
        'Authorization',
        'Content-Type',
        'Content-Encoding',
        'If-Match',
        'If-None-Match',
        'Idempotency-Key',
        'X-Request-Id',
      ],
      exposeHeaders: [
        'ETag',
        'X-Request-Id',
        'X-Cache',
        'Server-Timing',
        'Retry-After',
        'Idempotency-Replayed',
      ],
      maxAge: 86_400,
    }),
  );

  const byPath = Map.groupBy(routes, ({ operation }) => operation.path);
  // a fixed path is no parameter of another: `compare` is no activity's id
  const fixedFirst = [...byPath].sort(
    ([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')),
  );
  for (const [template, routesOfPath] of fixedFirst) {
    const path = BASE + template.replaceAll(/\{(\w+)\}/g, ':$1');
    const methods = routesOfPath.map(({ operation }) => operation.method);
    for (const { operation, run } of routesOfPath) {
      app.on(
        operation.method,
        path,
        bodyLimit({
          maxSize: bodyLimitOf(operation),
          onError: () => {
            throw tooLarge(operation);
          },
        }),
        async (c) => handle(c, deps, { operation, run }).catch(rethrow),
      );
    }
    app.all(path, (c) => {
      c.header('Allow', allowed(methods));
      throw new AppError('method_not_allowed', {
        detail: `${c.req.method} is not offered here: use ${methods.join(' or ')}.`,
      });
    });
  }
  app.notFound((c) =>
    respondProblem(
      c,
      new AppError('not_found', {
        detail: 'No operation has this path: see /api/v1/openapi.json.',
      }),
      deps,
    ),
  );
  app.onError((error, c) => respondProblem(c, error, deps));
  return app;
}

/** Hono lets what is thrown and is no error pass: it would reach the platform instead of `onError`. */
function rethrow(thrown: unknown): never {
  throw thrown instanceof Error
    ? thrown
    : new Error('Something was thrown that is no error.', { cause: thrown });
}

const corsAllowed = (origin: string, origins: string[]) =>
  origins.includes('*') || origins.includes(origin);

const allowed = (methods: string[]) =>
  [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');

/** Of a form with a file, the file's and a little for the other fields. */
function bodyLimitOf({ bodyLimit: own, file }: Operation): number {
  return file === undefined ? (own ?? DEFAULT_BODY_LIMIT) : file.maxBytes + DEFAULT_BODY_LIMIT;
}

function tooLarge(operation: Operation): AppError {
  const limit = operation.file?.maxBytes ?? bodyLimitOf(operation);
  return new AppError('payload_too_large', {
    detail: `The body may have at most ${limit} bytes here.`,
  });
}

async function handle(c: Context<Env>, deps: Deps, { operation, run }: Route): Promise<Response> {
  c.set('operation', operation.id);
  const caller = await timed(c, 'auth', () =>
    authenticate(c.req.header('authorization'), operation, deps),
  );
  c.set('athleteId', caller?.athleteId);

  const params = c.req.param() as Record<string, string>;
  for (const [name, value] of Object.entries(params)) {
    requireText(value, `params.${name}`);
  }
  const form =
    operation.file === undefined ? undefined : await readForm(c, operation.file.maxBytes);
  const body = form ?? (operation.body === undefined ? undefined : await readBody(c, operation));
  const input: Input<Operation> = {
    params: parsePart(operation.params, 'params', params) as never,
    query: parsePart(
      operation.query,
      'query',
      operation.query === undefined ? {} : readQuery(new URL(c.req.url)),
    ) as never,
    body: parsePart(operation.body, 'body', body?.value) as never,
    ifVersion: operation.conditional === true ? versionOf(c.req.header('if-match')) : undefined,
    ...(form === undefined ? {} : { file: form.file }),
  };
  const raw: Raw = { bodyText: body?.text ?? '', header: (name) => c.req.header(name) };

  const execute = async () => ({
    status: operation.success.status as number,
    body: await timed(c, 'run', () => run(input as never, caller as never, deps, raw)),
  });
  if (operation.idempotent !== true || caller === undefined) {
    return respond(c, operation, (await execute()).body);
  }
  const answer = await runOnce(
    {
      key: c.req.header('idempotency-key'),
      operation,
      caller,
      path: new URL(c.req.url).pathname,
      bodyText: raw.bodyText,
    },
    deps,
    execute,
  );
  if (answer.replayed) {
    c.header('Idempotency-Replayed', 'true');
  }
  return respond(c, operation, answer.body);
}

async function readBody(
  c: Context<Env>,
  operation: Operation,
): Promise<{ text: string; value: unknown }> {
  const type = c.req.header('content-type') ?? '';
  // Netlify reads JSON as text on the way here, which ruins what is packed, and leaves this type alone
  const isPacked = /^application\/gzip$/i.test(type.trim());
  if (!isPacked && !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw new AppError('unsupported_media_type', {
      detail: 'Send JSON with Content-Type: application/json, or packed as application/gzip.',
    });
  }
  const bytes = await decompress(await c.req.arrayBuffer(), {
    encoding: isPacked ? 'gzip' : c.req.header('content-encoding'),
    // the middleware before believes Content-Length, and knows nothing of what is packed
    limit: operation.bodyLimit ?? DEFAULT_BODY_LIMIT,
  });
  if (bytes === undefined) {
    throw tooLarge(operation);
  }
  return readJson(bytes);
}

async function timed<T>(c: Context<Env>, name: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  try {
    return await work();
  } finally {
    c.get('timings').push(`${name};dur=${(performance.now() - startedMs).toFixed(1)}`);
  }
}

function finish(c: Context<Env>, deps: Deps): void {
  const durationMs = performance.now() - c.get('startedMs');
  c.header('X-Request-Id', c.get('requestId'));
  c.header('Server-Timing', [...c.get('timings'), `total;dur=${durationMs.toFixed(1)}`].join(', '));
  deps.log.info('request', {
    request_id: c.get('requestId'),
    operation: c.get('operation') ?? 'none',
    method: c.req.method,
    athlete_id: c.get('athleteId'),
    status: c.res.status,
    duration_ms: Math.round(durationMs * 10) / 10,
    cache: c.res.headers.get('x-cache') ?? undefined,
  });
}

function requestIdOf(sent: string | undefined, deps: Deps): string {
  return sent !== undefined && /^[\w-]{8,64}$/.test(sent) ? sent : deps.random.uuid();
}
