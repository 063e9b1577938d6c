import * as z from 'zod';
import type { Clock } from '../core/ports/world.ts';
import { StravaError, type StravaSubscription } from '../core/strava.ts';
import type { Client } from './client.ts';
import { startDeadline } from './deadline.ts';
import { credentialsOf } from './oauth.ts';
import type { ClientPolicy } from './policy.ts';

export interface Subscriptions {
  list(): Promise<StravaSubscription[]>;
  subscribe(callbackUrl: string): Promise<StravaSubscription>;
  /** One that is gone already is fine. */
  unsubscribe(subscriptionId: number): Promise<void>;
}

const idField = z.coerce.number().int().positive();
const created = z.object({ id: idField });
const listed = z.array(z.object({ id: idField, callback_url: z.string() }));

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) {
    throw new StravaError('Upstream', {
      detail: 'An answer about push subscriptions that cannot be read',
      cause: result.error,
    });
  }
  return result.data;
}

/** The application's push subscription, of which Strava allows one. */
export function createSubscriptions(deps: {
  config: {
    clientId: string | undefined;
    clientSecret: string | undefined;
    apiBaseUrl: string;
    verifyToken: string | undefined;
  };
  client: Client;
  clock: Clock;
  policy: ClientPolicy;
}): Subscriptions {
  const { config, client, clock, policy } = deps;
  const base = `${config.apiBaseUrl}/push_subscriptions`;
  const credentials = () => {
    const { clientId, clientSecret } = credentialsOf(config);
    return { client_id: clientId, client_secret: clientSecret };
  };
  const send = (call: {
    method: 'GET' | 'POST' | 'DELETE';
    url: string;
    form?: Record<string, string>;
  }) =>
    client.send(
      { name: 'push_subscriptions', counted: true, priority: 'webhook', ...call },
      startDeadline(clock, policy.totalMs.webhook),
    );
  // Strava takes the credentials of GET and DELETE in the query only.
  const withCredentials = (url: string) =>
    `${url}?${new URLSearchParams(credentials()).toString()}`;

  return {
    async list() {
      const answer = parse(listed, await send({ method: 'GET', url: withCredentials(base) }));
      return answer.map((item) => ({ id: item.id, callbackUrl: item.callback_url }));
    },

    async subscribe(callbackUrl) {
      const form = {
        ...credentials(),
        callback_url: callbackUrl,
        verify_token: config.verifyToken ?? '',
      };
      const { id } = parse(created, await send({ method: 'POST', url: base, form }));
      return { id, callbackUrl };
    },

    async unsubscribe(subscriptionId) {
      try {
        await send({ method: 'DELETE', url: withCredentials(`${base}/${subscriptionId}`) });
      } catch (error) {
        if (!(error instanceof StravaError && error.kind === 'NotVisible')) {
          throw error;
        }
      }
    },
  };
}
