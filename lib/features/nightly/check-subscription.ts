import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';

/** Job `strava-subscription`: the one push subscription exists and points here. */
export async function checkSubscription(
  _context: JobContext<'strava-subscription'>,
  deps: Pick<Deps, 'config' | 'strava' | 'maintenance' | 'clock' | 'log'>,
): Promise<HandlerOutcome<'strava-subscription'>> {
  const { siteUrl, stravaWebhookSecret } = deps.config;
  if (stravaWebhookSecret === undefined) {
    return { done: { outcome: 'not_configured' } };
  }
  const callbackUrl = `${siteUrl}/api/v1/webhooks/strava/${stravaWebhookSecret}`;
  const { outcome, subscription } = await deps.strava.ensureSubscription(callbackUrl);
  if (outcome !== 'kept') {
    deps.log.warn('strava_subscription_renewed', { outcome });
  }
  await deps.maintenance.saveSubscription({
    subscriptionId: subscription.id,
    callbackUrl: subscription.callbackUrl,
    now: deps.clock.now(),
  });
  return { done: { outcome, subscription_id: subscription.id } };
}
