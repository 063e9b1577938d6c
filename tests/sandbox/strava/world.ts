import { createClock, type SimulatorClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRecordings, type Recordings } from './generate/make-recording.ts';
import { createLimiter, type Limiter, type Limits } from './limits.ts';
import type { Activity, Athlete } from './model.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createDigests, type Digests } from './views/digest.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** An upload on its way. */
export interface Upload {
  id: number;
  athleteId: number;
  externalId: string | null;
  error: string | null;
  activityId: number | null;
  state: 'processing' | 'ready' | 'failed';
}

export interface WorldOptions {
  now: () => Date;
  clientId: string;
  clientSecret: string;
  /** Hosts a redirect may go to, besides `localhost` and `127.0.0.1`. */
  callbackDomains: readonly string[];
  limits: Limits;
  /** Connected athletes allowed. */
  capacity: number;
  /** Real time between delivery attempts of a webhook, ms. */
  webhookRetryMs: number;
  signingKey: string | undefined;
  /** Real time an upload is "still being processed", ms. */
  uploadProcessingMs: number;
  log: (line: string) => void;
}

/** All state of the simulator; in memory, as it stands for somebody else's service. */
export interface World {
  options: WorldOptions;
  clock: SimulatorClock;
  recordings: Recordings;
  digests: Digests;
  tokens: Tokens;
  limiter: Limiter;
  faults: Faults;
  requests: RequestLog;
  webhooks: Webhooks;
  athletes: Map<number, Athlete>;
  uploads: Map<number, Upload>;
  /** Running upload timers. */
  timers: Set<NodeJS.Timeout>;
  /** Highest id given to an activity created at run time. */
  lastActivityId: number;
}

/** An empty world. */
export function createWorld(options: WorldOptions): World {
  const clock = createClock(options.now);
  const recordings = createRecordings();
  const chanceSeed = 20_260_601;
  return {
    options,
    clock,
    recordings,
    digests: createDigests(recordings),
    tokens: createTokens(clock),
    limiter: createLimiter(clock, options.limits),
    faults: createFaults(clock, chanceSeed),
    requests: createRequestLog(clock),
    webhooks: createWebhooks({
      clock,
      seed: chanceSeed + 1,
      retryMs: options.webhookRetryMs,
      signingKey: options.signingKey,
      log: options.log,
    }),
    athletes: new Map(),
    uploads: new Map(),
    timers: new Set(),
    lastActivityId: 0,
  };
}

/** Stops everything that would still happen by itself. */
export function stopWorld(world: World): void {
  for (const timer of world.timers) clearTimeout(timer);
  world.timers.clear();
  world.webhooks.close();
}

/** Forgets everything: athletes, tokens, subscription, faults, limits, requests, clock advances. */
export function resetWorld(world: World): void {
  for (const timer of world.timers) clearTimeout(timer);
  world.timers.clear();
  world.webhooks.reset();
  world.athletes.clear();
  world.uploads.clear();
  world.tokens.reset();
  world.limiter.reset();
  world.faults.reset();
  world.requests.clear();
  world.clock.reset();
  world.lastActivityId = 0;
}

/** The activity with this id, whoever's it is. */
export function findActivity(
  world: World,
  id: number,
): { activity: Activity; athlete: Athlete } | undefined {
  for (const athlete of world.athletes.values()) {
    const activity = athlete.activities.get(id);
    if (activity !== undefined) return { activity, athlete };
  }
  return undefined;
}

/** Newest start first, as every list of Strava's. */
export function newestFirst(
  activities: readonly Activity[],
  startS: (activity: Activity) => number,
): Activity[] {
  return [...activities].sort((a, b) => startS(b) - startS(a) || b.id - a.id);
}
