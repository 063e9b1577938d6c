/**
 * Points Strava's push subscription at this deployment. Run it once after the first deployment and whenever
 * the site's address or the webhook secret changes.
 *
 *   npm run strava:subscribe                 keep the subscription if it points here, else replace it
 *   npm run strava:subscribe -- --list       show what there is
 *   npm run strava:subscribe -- --replace    make it anew even if it points here (another verify token)
 *   npm run strava:subscribe -- --delete     remove it
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLog, scrub } from '../lib/core/log.ts';
import { createClient } from '../lib/strava/client.ts';
import { ensureSubscription } from '../lib/strava/ensure-subscription.ts';
import { CLIENT_POLICY as policy } from '../lib/strava/policy.ts';
import { createSubscriptions } from '../lib/strava/subscriptions.ts';
import { UNMETERED_LEDGER } from '../lib/strava/unmetered-ledger.ts';
import { webhookUrl } from '../lib/strava/webhook-url.ts';

const baseUrl = z.url().transform((url) => url.replace(/\/+$/, ''));
const environment = z.object({
  STRAVA_CLIENT_ID: z.string().min(1),
  STRAVA_CLIENT_SECRET: z.string().min(1),
  STRAVA_API_BASE_URL: baseUrl.default('https://www.strava.com/api/v3'),
  STRAVA_WEBHOOK_SECRET: z.string().min(16),
  STRAVA_VERIFY_TOKEN: z.string().min(1),
  URL: baseUrl,
});

const { values: flags } = parseArgs({
  options: {
    list: { type: 'boolean', default: false },
    replace: { type: 'boolean', default: false },
    delete: { type: 'boolean', default: false },
  },
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues) {
    console.error(`${path.join('.')}: ${message}`);
  }
  process.exit(1);
}
const env = parsed.data;

const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
const client = createClient({
  fetch,
  clock,
  policy,
  random: { unit: Math.random },
  log: createLog({ write: (line) => console.error(line), now: clock.now }),
  ledger: UNMETERED_LEDGER,
});
const subscriptions = createSubscriptions({
  config: {
    clientId: env.STRAVA_CLIENT_ID,
    clientSecret: env.STRAVA_CLIENT_SECRET,
    apiBaseUrl: env.STRAVA_API_BASE_URL,
    verifyToken: env.STRAVA_VERIFY_TOKEN,
  },
  client,
  clock,
  policy,
});
const callbackUrl = webhookUrl({ siteUrl: env.URL, secret: env.STRAVA_WEBHOOK_SECRET });

/** The secret in the path stays out of terminals and build logs. */
const shown = (url: string) =>
  url === callbackUrl ? `${scrub(url)} (this deployment)` : scrub(url);

async function run(): Promise<string[]> {
  if (flags.list || flags.delete) {
    const existing = await subscriptions.list();
    if (flags.delete) {
      for (const { id } of existing) {
        await subscriptions.unsubscribe(id);
      }
    }
    const done = flags.delete ? 'Removed ' : '';
    return existing.length === 0
      ? ['There is no subscription.']
      : existing.map((item) => `${done}${item.id} ${shown(item.callbackUrl)}`);
  }
  const { subscription, outcome, removed } = await ensureSubscription(subscriptions, {
    callbackUrl,
    replace: flags.replace,
  });
  const said = { kept: 'Kept', created: 'Created', replaced: 'Created' }[outcome];
  return [
    ...removed.map((id) => `Removed ${id}`),
    `${said} ${subscription.id} ${shown(subscription.callbackUrl)}`,
  ];
}

try {
  console.log((await run()).join('\n'));
} catch (error) {
  console.error(scrub(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
