import { STATUS_CODES } from 'node:http';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ZodError } from 'zod';
import { activityRoutes } from './api/activity-routes.ts';
import { athleteRoutes } from './api/athlete-routes.ts';
import { oauthRoutes } from './api/oauth-routes.ts';
import { type ApiEnv, authenticate } from './api/session.ts';
import { subscriptionRoutes } from './api/subscription-routes.ts';
import { uploadRoutes } from './api/upload-routes.ts';
import type { StravaControl } from './control/control.ts';
import { controlRoutes } from './control/control-routes.ts';
import { indexPage } from './control/index-page.ts';
import { applicationInactive, faultBody, rateLimitExceeded, StravaFault } from './fault.ts';
import type { FaultKind, FaultOrder } from './faults.ts';
import { connectionHeader } from './server.ts';
import type { World } from './world.ts';

function faultAnswer(c: Context, fault: StravaFault): Response {
  return c.json(faultBody(fault), fault.status as ContentfulStatusCode);
}

/** An HTML page where JSON is expected: what the servers in front of Strava answer in trouble. */
function troublePage(status: number): Response {
  const text = `${status} ${STATUS_CODES[status] ?? 'Unknown'}`;
  return new Response(
    `<html><head><title>${text}</title></head><body><center><h1>${text}</h1></center></body></html>`,
    { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } },
  );
}

function orderedFault(c: Context, order: FaultOrder): Response {
  const { kind } = order;
  if (kind === 'timeout') return new Response(null, { headers: { [connectionHeader]: 'hold' } });
  if (kind === 'reset') return new Response(null, { headers: { [connectionHeader]: 'reset' } });
  if (kind === 'html') return troublePage(order.status ?? 502);
  if (kind === 'app_inactive') return faultAnswer(c, applicationInactive());
  const status = order.status ?? 500;
  if (status === 429) return faultAnswer(c, rateLimitExceeded());
  if (status === 204 || status === 304) return new Response(null, { status });
  return faultAnswer(c, new StravaFault({ status, message: STATUS_CODES[status] ?? 'Error' }));
}

/** Writes the log, and lets ordered faults happen before anything else does. */
function watch(world: World): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { method, path } = c.req;
    const kinds: FaultKind[] = ['status', 'timeout', 'html', 'reset'];
    // The token endpoint goes on working while the application is switched off.
    if (path.startsWith('/api/v3/') && !path.endsWith('/oauth/token')) kinds.push('app_inactive');
    const order = world.faults.take({ method, path, kinds });
    if (order === undefined) await next();
    else c.res = orderedFault(c, order);
    const connection = c.res.headers.get(connectionHeader);
    world.requests.add({
      method,
      path,
      query: new URL(c.req.url).search.slice(1),
      status: connection === null ? c.res.status : 0,
      athlete_id: c.get('athleteId') ?? null,
    });
  };
}

/** Who is asking, and whether the application may ask again already. */
function guard(world: World): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    authenticate(c, world);
    const { method, path } = c.req;
    const creates = method === 'POST' && /\/(activities|uploads)$/.test(path);
    const ordered = world.faults.take({
      method,
      path,
      kinds: ['rate_limit_short', 'rate_limit_day'],
    });
    const force =
      ordered === undefined ? undefined : ordered.kind === 'rate_limit_short' ? 'short' : 'day';
    const { exceeded, headers } = world.limiter.count({ read: !creates, force });
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    if (exceeded) throw rateLimitExceeded();
    await next();
  };
}

/** Everything the simulator answers. */
export function createApp(world: World, control: StravaControl): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.onError((error, c) => {
    if (error instanceof StravaFault) return faultAnswer(c, error);
    if (error instanceof ZodError || error instanceof SyntaxError) {
      return c.json({ message: 'Bad Request', detail: error.message }, 400);
    }
    world.options.log(`${c.req.method} ${c.req.path} failed: ${error.stack ?? error.message}`);
    return c.json({ message: 'Internal Server Error', detail: error.message }, 500);
  });
  app.notFound((c) =>
    faultAnswer(c, new StravaFault({ status: 404, message: 'Resource Not Found' })),
  );
  app.get('/', (c) => c.html(indexPage(control)));
  app.route('/_sim', controlRoutes(control));
  app.use('/oauth/*', watch(world));
  app.use('/api/v3/*', watch(world));
  app.route('/', oauthRoutes(world));
  app.route('/api/v3', subscriptionRoutes(world));
  app.use('/api/v3/*', guard(world));
  for (const routes of [athleteRoutes, uploadRoutes, activityRoutes]) {
    app.route('/api/v3', routes(world));
  }
  return app;
}
