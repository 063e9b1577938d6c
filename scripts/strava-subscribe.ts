/**
 * Points Strava's push subscription at this deployment, as the nightly check does. For the first deployment,
 * and for whoever does not want to wait for the night. Reads the same variables as the functions.
 *
 *   npm run strava:subscribe                 keep the subscription if it points here, else replace it
 *   npm run strava:subscribe -- --list       show what there is
 *   npm run strava:subscribe -- --replace    make it anew even if it points here (another verify token)
 *   npm run strava:subscribe -- --delete     remove it
 */
import { parseArgs } from 'node:util';
import { scrub } from '../lib/core/log.ts';
import type { StravaSubscription } from '../lib/core/strava.ts';
import { createDeps } from '../lib/deps.ts';
import { readEnv } from '../lib/env.ts';

type Flag = 'list' | 'replace' | 'delete';

async function run(flags: Partial<Record<Flag, boolean>>): Promise<string[]> {
  const { strava, maintenance, config, clock } = createDeps(readEnv(process.env));
  const { siteUrl, stravaWebhookSecret } = config;
  if (stravaWebhookSecret === undefined) {
    throw new Error('STRAVA_WEBHOOK_SECRET is not set');
  }
  const callbackUrl = `${siteUrl}/api/v1/webhooks/strava/${stravaWebhookSecret}`;
  // The secret in the path stays out of terminals and build logs.
  const describe = (item: StravaSubscription) =>
    `${item.id} ${scrub(item.callbackUrl)}${item.callbackUrl === callbackUrl ? ' (here)' : ''}`;

  if (flags.list) {
    const existing = await strava.subscriptions();
    return existing.length === 0 ? ['There is no subscription.'] : existing.map(describe);
  }
  const lines: string[] = [];
  if (flags.replace || flags.delete) {
    for (const item of await strava.subscriptions()) {
      await strava.unsubscribe(item.id);
      lines.push(`Removed ${describe(item)}`);
    }
  }
  const save = (subscription: StravaSubscription | undefined) =>
    maintenance.saveSubscription({
      subscriptionId: subscription?.id,
      callbackUrl: subscription?.callbackUrl,
      now: clock.now(),
    });
  if (flags.delete) {
    await save(undefined);
    return lines.length === 0 ? ['There was no subscription.'] : lines;
  }
  const { subscription, outcome } = await strava.ensureSubscription(callbackUrl);
  await save(subscription);
  const done = { kept: 'Kept', created: 'Created', replaced: 'Replaced by' }[outcome];
  return [...lines, `${done} ${describe(subscription)}`];
}

try {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean' },
      replace: { type: 'boolean' },
      delete: { type: 'boolean' },
    },
  });
  console.log((await run(values)).join('\n'));
} catch (error) {
  console.error(scrub(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
