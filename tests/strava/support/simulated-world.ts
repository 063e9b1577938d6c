import { createStrava, type StravaDeps } from '../../../lib/strava/create-strava.ts';
import { CLIENT_POLICY } from '../../../lib/strava/policy.ts';
import { startStravaSimulator } from '../../sandbox/strava/start.ts';
import { testClock, testLog, testRandom } from './memory-ports.ts';
import { testSeals } from './strava-world.ts';

/** In real time, because the simulator's connections are real: hanging ones are cut soon. */
export const QUICK_POLICY = {
  ...CLIENT_POLICY,
  attemptMs: { interactive: 150, webhook: 150, incremental: 150, backfill: 150 },
};

/** A simulated Strava, a clock both sides go by, and adapters to it over HTTP. */
export async function simulatedWorld(options: { capacity?: number } = {}) {
  // Several instances share this clock: none of them may run it ahead by sleeping.
  const clock = testClock('2026-11-20T10:07:00Z', { sleepAdvances: false, sleepTakesMs: 40 });
  const simulator = await startStravaSimulator({
    port: 0,
    now: () => clock.now(),
    webhookRetryMs: 1,
    ...options,
  });
  const log = testLog();
  const base = {
    clock,
    log,
    fetch,
    random: testRandom(),
    seals: testSeals,
    policy: CLIENT_POLICY,
    config: {
      clientId: simulator.clientId,
      clientSecret: simulator.clientSecret,
      apiBaseUrl: `${simulator.url}/api/v3`,
      oauthBaseUrl: simulator.url,
      verifyToken: 'a-verify-token',
      signingKey: undefined,
    },
  };
  return {
    clock,
    log,
    simulator,
    sim: simulator.sim,
    instance: (ports: Pick<StravaDeps, 'vault' | 'ledger' | 'connections'> & Partial<StravaDeps>) =>
      createStrava({ ...base, ...ports }),
    /** Requests Strava got at a path, with their statuses. */
    requests: (path: string) =>
      simulator.sim
        .requests()
        .log.filter((request) => request.path.includes(path))
        .map(({ method, status }) => `${method} ${status}`),
    /** Forgets what happened so far. */
    calm() {
      simulator.sim.removeFaults();
      simulator.sim.clearRequests();
    },
  };
}
