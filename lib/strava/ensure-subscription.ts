import type { Strava } from '../core/ports/strava.ts';
import type { Subscriptions } from './subscriptions.ts';

/**
 * Makes the application's one push subscription point at `callbackUrl`, keeping it where it does already.
 * Strava calls the URL while it is created, so the webhook has to be deployed first. Between removing a
 * subscription and creating the next events are lost; the reconcile finds what they told.
 */
export async function ensureSubscription(
  subscriptions: Subscriptions,
  callbackUrl: string,
): ReturnType<Strava['ensureSubscription']> {
  const existing = await subscriptions.list();
  const match = existing.find((subscription) => subscription.callbackUrl === callbackUrl);
  if (match !== undefined) {
    return { subscription: match, outcome: 'kept' };
  }
  for (const { id } of existing) {
    await subscriptions.unsubscribe(id);
  }
  return {
    subscription: await subscriptions.subscribe(callbackUrl),
    outcome: existing.length === 0 ? 'created' : 'replaced',
  };
}
