import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, expectStatus } from './api.ts';

interface Sync {
  state: 'idle' | 'running' | 'waiting';
  activities_total: number;
  activities_done: number;
  pending_jobs: number;
  eta_s: number | null;
  last_error: { code: string; detail: string } | null;
}

const POLL_MS = 1_000;

/** Reads GET /sync until it is idle, and says how far it is. Answers the number of activities. */
export async function watchSync(
  api: Api,
  input: { token: string; progress: (line: string) => void; signal: AbortSignal },
): Promise<number> {
  for (;;) {
    const sync = expectStatus(await api<Sync>('GET', '/sync', { token: input.token }), 200);
    const { state, activities_done: done, activities_total: total } = sync;
    if (state === 'idle') {
      if (sync.last_error !== null) {
        throw new Error(`The sync failed: ${sync.last_error.code}: ${sync.last_error.detail}`);
      }
      return total;
    }
    const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
    const bar = '█'.repeat(Math.floor(percent / 5)).padEnd(20, '░');
    const eta = state === 'waiting' && sync.eta_s !== null ? `, about ${sync.eta_s} s to go` : '';
    input.progress(`Syncing from Strava  ${bar}  ${done} of ${total} activities (${state}${eta})`);
    await sleep(POLL_MS, undefined, { signal: input.signal });
  }
}
