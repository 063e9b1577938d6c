import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { badRequest, notFound } from '../fault.ts';
import { isoOf } from '../time-zone.ts';
import type { Json } from '../views/activity-view.ts';
import type { Subscription } from '../webhooks.ts';
import type { World } from '../world.ts';
import { parametersOf } from './parameters.ts';
import type { ApiEnv } from './session.ts';

const handshakeWithinMs = 2000;
const longestCallbackUrl = 255;

function view(subscription: Subscription, applicationId: number): Json {
  const at = isoOf(subscription.createdS);
  return {
    id: subscription.id,
    resource_state: 2,
    application_id: applicationId,
    callback_url: subscription.callbackUrl,
    created_at: at,
    updated_at: at,
  };
}

/** Asks the callback to repeat a challenge; tells what was wrong, `undefined` if nothing was. */
async function handshakeError(
  callbackUrl: string,
  verifyToken: string,
): Promise<string | undefined> {
  const challenge = randomUUID().replaceAll('-', '');
  const url = new URL(callbackUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(handshakeWithinMs) });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.status !== 200) return 'GET to callback URL does not return 200';
    const echoed = (body as Record<string, unknown> | undefined)?.['hub.challenge'];
    return echoed === challenge ? undefined : 'not verifiable';
  } catch (error) {
    // Nobody there, or nobody there in time, is the same to Strava; a bug of ours would be neither.
    if (error instanceof TypeError || error instanceof DOMException) {
      return 'GET to callback URL does not return 200';
    }
    throw error;
  }
}

/** The application's one webhook subscription; authenticated by client id and secret. */
export function subscriptionRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const { clientId, clientSecret } = world.options;
  const applicationId = Number(clientId);
  let lastId = 120_474;
  const check = (parameters: Record<string, string>): void => {
    if (parameters.client_id !== clientId) throw badRequest('Application', 'client_id');
    if (parameters.client_secret !== clientSecret) throw badRequest('Application', 'client_secret');
  };
  app.post('/push_subscriptions', async (c) => {
    const parameters = await parametersOf(c);
    check(parameters);
    const { callback_url: callbackUrl, verify_token: verifyToken = '' } = parameters;
    if (callbackUrl === undefined || !URL.canParse(callbackUrl)) {
      throw badRequest('PushSubscription', 'callback url');
    }
    if (callbackUrl.length > longestCallbackUrl) {
      throw badRequest('PushSubscription', 'callback url', 'too long');
    }
    const error = await handshakeError(callbackUrl, verifyToken);
    if (error !== undefined) throw badRequest('PushSubscription', 'callback url', error);
    // After the handshake, in case two requests were under way at once.
    if (world.webhooks.subscription() !== undefined) {
      throw badRequest('PushSubscription', 'id', 'already exists');
    }
    lastId += 1;
    const subscription = { id: lastId, callbackUrl, createdS: world.clock.nowS() };
    world.webhooks.setSubscription(subscription);
    return c.json(view(subscription, applicationId), 201);
  });
  app.get('/push_subscriptions', async (c) => {
    check(await parametersOf(c));
    const subscription = world.webhooks.subscription();
    return c.json(subscription === undefined ? [] : [view(subscription, applicationId)]);
  });
  app.delete('/push_subscriptions/:id', async (c) => {
    check(await parametersOf(c));
    const subscription = world.webhooks.subscription();
    if (String(subscription?.id) !== c.req.param('id')) throw notFound('PushSubscription');
    world.webhooks.setSubscription(undefined);
    return c.body(null, 204);
  });
  return app;
}
