import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import type { AthleteCaller } from '../../lib/core/caller.ts';
import type { SourceActivity } from '../../lib/core/ports/activities.ts';
import type { NewJob } from '../../lib/core/ports/jobs.ts';
import type { SealedTokens } from '../../lib/core/ports/strava.ts';
import { createDb, type DbPorts } from '../../lib/db/create-db.ts';
import type { LocalSupabase } from '../sandbox/supabase/start.ts';
import { startLocalSupabase } from '../sandbox/supabase/start.ts';

export const NOW = new Date('2026-11-20T12:00:00.000Z');
export const PASSWORD = 'correct horse battery';

/** `NOW` moved by so many seconds. */
export const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

export interface World {
  db: DbPorts;
  stack: LocalSupabase;
  /** Methods of the requests sent since the last call of this. */
  requests(): string[];
  /** Rows of one statement, as superuser. */
  sql<T = Record<string, unknown>>(text: string, params?: unknown[]): Promise<T[]>;
  newAthlete(): Promise<AthleteCaller>;
  /** An athlete with a Strava connection. */
  newStravaAthlete(): Promise<AthleteCaller & { stravaAthleteId: number }>;
}

export const tokens = (suffix = '1'): SealedTokens => ({
  accessTokenSealed: `k1.access+${suffix}/=`,
  refreshTokenSealed: `k1.refresh+${suffix}/=`,
  expiresAt: at(21_600),
});

/** A local Supabase for the tests of one file. */
export function useWorld(
  start: () => Promise<LocalSupabase> = () =>
    startLocalSupabase({ dataFolder: ':memory:', port: 0, postgresPort: false }),
): World {
  const world = {} as World;
  let athletes = 0;
  let stravaAthletes = 9000;
  let sent: string[] = [];
  beforeAll(async () => {
    const stack = await start();
    const db = createDb({
      url: stack.url,
      publishableKey: stack.publishableKey,
      secretKey: stack.secretKey,
      fetch: (input, init) => {
        sent.push(init?.method ?? 'GET');
        return fetch(input, init);
      },
      clock: { now: () => NOW, sleep: async () => {} },
    });
    Object.assign(world, {
      db,
      stack,
      requests() {
        const taken = sent;
        sent = [];
        return taken;
      },
      sql: (text: string, params: unknown[] = []) => stack.query(text, params),
      async newAthlete() {
        athletes += 1;
        const email = `athlete-${athletes}@example.org`;
        const { session } = await db.accounts.register({
          email,
          password: PASSWORD,
          displayName: `Athlete ${athletes}`,
        });
        if (session === undefined) {
          throw new Error('The local Supabase wants addresses to be confirmed.');
        }
        return {
          role: 'athlete',
          athleteId: session.user.id,
          accessToken: session.access_token,
          email,
        } satisfies AthleteCaller;
      },
      async newStravaAthlete() {
        stravaAthletes += 1;
        const stravaAthleteId = stravaAthletes;
        const caller = await world.newAthlete();
        const outcome = await db.connections.connect({
          athleteId: caller.athleteId,
          stravaAthleteId,
          scopes: ['read', 'activity:read_all'],
          tokens: tokens(),
          now: NOW,
        });
        if (outcome !== 'connected') {
          throw new Error(`The athlete could not be connected: ${outcome}.`);
        }
        return { ...caller, stravaAthleteId };
      },
    });
  }, 60_000);
  afterAll(() => world.stack?.close());
  return world;
}

/** A Strava activity as lib/strava fills it. */
export function summary(sourceId: string, changes: Partial<SourceActivity> = {}): SourceActivity {
  return {
    source_id: sourceId,
    sport: 'cycling',
    name: 'Morning Ride',
    started_at: '2026-11-19T07:00:00Z',
    ended_at: '2026-11-19T08:00:00Z',
    elapsed_time_s: 3600,
    moving_time_s: 3500,
    distance_m: 30_000,
    source_metadata: { commute: false },
    source_detail: false,
    ...changes,
  };
}

export function job(changes: Partial<NewJob> = {}): NewJob {
  return {
    kind: 'probe',
    athleteId: undefined,
    payload: {},
    priority: 50,
    dedupeKey: undefined,
    reuseRunning: false,
    serialKey: undefined,
    runAt: undefined,
    maxAttempts: 3,
    ...changes,
  };
}

export const uuid = () => randomUUID();
