import { setTimeout as sleep } from 'node:timers/promises';
import { createDeps } from '../../../lib/deps.ts';
import { readEnv } from '../../../lib/env.ts';
import { startJob } from '../../../lib/features/jobs/start-job.ts';
import { newJob } from '../../../lib/jobs/kinds.ts';
import type { LocalSupabase } from '../supabase/api.ts';

const POLL_MS = 200;
const DEADLINE_MS = 30_000;

/** Points the simulator's webhook at the functions, by the job that does it every night. */
export async function subscribeWebhook(supabase: LocalSupabase): Promise<void> {
  const deps = createDeps(readEnv({ ...process.env, SUPABASE_URL: supabase.url }));
  const jobId = await startJob(newJob('strava-subscription', {}), deps);
  const until = Date.now() + DEADLINE_MS;
  for (;;) {
    const [job] = await supabase.query<{ state: string; error_detail: string | null }>(
      'select state, error_detail from public.jobs where id = $1',
      [jobId],
    );
    if (job?.state === 'succeeded') {
      return;
    }
    if (job?.state === 'failed' || Date.now() > until) {
      throw new Error(`The webhook could not be subscribed: ${job?.error_detail ?? 'too slow'}`);
    }
    await sleep(POLL_MS);
  }
}
