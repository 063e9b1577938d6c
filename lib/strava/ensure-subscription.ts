import type { StravaSubscription } from '../core/strava.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface EnsuredSubscription {
  subscription: StravaSubscription;
  outcome: 'kept' | 'created' | 'replaced';
  /** Ids of subscriptions that pointed elsewhere (or were to be replaced) and are gone now. */
  removed: number[];
}

/**
 * Makes the application's one push subscription point at `callbackUrl`, keeping it where it does already.
 * Strava calls the URL while it is created, so the webhook has to be deployed first. Between removing a
 * subscription and creating the next events are lost; the reconcile finds what they told.
 */
export async function ensureSubscription(
  subscriptions: Subscriptions,
  { callbackUrl, replace = false }: { callbackUrl: string; replace?: boolean },
): Promise<EnsuredSubscription> {
  const existing = await subscriptions.list();
  const match = existing.find((subscription) => subscription.callbackUrl === callbackUrl);
  if (match !== undefined && !replace) {
    return { subscription: match, outcome: 'kept', removed: [] };
  }
  for (const { id } of existing) {
    await subscriptions.unsubscribe(id);
  }
  return {
    subscription: await subscriptions.subscribe(callbackUrl),
    outcome: existing.length === 0 ? 'created' : 'replaced',
    removed: existing.map(({ id }) => id),
  };
}
