/**
 * Seals all stored Strava tokens under the first key of STRAVA_TOKEN_KEYS. To change the key:
 *
 *   1. put the new key in front: STRAVA_TOKEN_KEYS=new:…,old:… and deploy
 *   2. npm run tokens:reseal, until nothing is left to do
 *   3. take the old key out and deploy
 *
 * It may be repeated, and run while the site works. Exits 1 where tokens are left under another key.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { createLog, scrub } from '../lib/core/log.ts';
import { createDb } from '../lib/db/create-db.ts';
import { resealTokens } from '../lib/strava/reseal.ts';
import { createSeals, parseSealKeys } from '../lib/strava/seal.ts';

const environment = z.object({
  SUPABASE_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  SUPABASE_SECRET_KEY: z.string().min(1),
  STRAVA_TOKEN_KEYS: z.string().min(1),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  for (const { path, message } of parsed.error.issues) {
    console.error(`${path.join('.')}: ${message}`);
  }
  process.exit(1);
}
const env = parsed.data;

try {
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  const { tokenVault, connections } = createDb({
    url: env.SUPABASE_URL,
    secretKey: env.SUPABASE_SECRET_KEY,
    // Only for what athletes ask themselves, which nobody does here.
    publishableKey: env.SUPABASE_SECRET_KEY,
    fetch,
    clock,
  });
  const { resealed, current, failed, skipped } = await resealTokens({
    vault: tokenVault,
    connections,
    seals: createSeals(parseSealKeys(env.STRAVA_TOKEN_KEYS)),
    log: createLog({ write: (line) => console.error(line), now: clock.now }),
  });
  console.log(
    `Sealed anew: ${resealed}. Under the first key already: ${current}. ` +
      `Could not be opened: ${failed}. Skipped, run again: ${skipped}.`,
  );
  process.exitCode = failed + skipped === 0 ? 0 : 1;
} catch (error) {
  console.error(scrub(error instanceof Error ? error.message : String(error)));
  process.exitCode = 1;
}
