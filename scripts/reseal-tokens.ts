/**
 * Seals all stored Strava tokens under the first key of FETTLE_TOKEN_KEYS. Reads the same variables as the
 * functions. To change the key:
 *
 *   1. put the new key in front, FETTLE_TOKEN_KEYS=new:…,old:…, and deploy
 *   2. npm run tokens:reseal, until nothing is left to do
 *   3. take the old key out and deploy
 *
 * It may be repeated, and run while the site works. Exits 1 where tokens are left under another key.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog, scrub } from '../lib/core/log.ts';
import { createDb } from '../lib/db/create-db.ts';
import { readEnv } from '../lib/env.ts';
import { resealTokens } from '../lib/strava/reseal.ts';
import { createSeals } from '../lib/strava/seal.ts';

try {
  const env = readEnv(process.env);
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  const { tokenVault, connections } = createDb({ ...env.supabase, fetch, clock });
  const { resealed, current, failed, skipped } = await resealTokens({
    vault: tokenVault,
    connections,
    seals: createSeals(env.tokenKeys),
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
