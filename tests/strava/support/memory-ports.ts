import { randomUUID } from 'node:crypto';
import type { Log } from '../../../lib/core/log.ts';
import type { ConnectionRow } from '../../../lib/core/ports/rows.ts';
import type {
  BudgetLedger,
  Connections,
  SealedTokens,
  TokenVault,
} from '../../../lib/core/ports/strava.ts';
import type { Clock, Random } from '../../../lib/core/ports/world.ts';
import { windowEnd } from '../../../lib/strava/usage-headers.ts';

export interface TestClock extends Clock {
  advance(ms: number): void;
  slept: number[];
}

/** A clock that stands still but for `advance` and, unless told otherwise, for what is slept. */
export function testClock(
  start: string,
  { sleepAdvances = true, sleepTakesMs = 0 } = {},
): TestClock {
  let nowMs = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(nowMs),
    advance(ms) {
      nowMs += ms;
    },
    async sleep(ms) {
      slept.push(ms);
      nowMs += sleepAdvances ? ms : 0;
      await new Promise((resolve) => {
        setTimeout(resolve, sleepTakesMs);
      });
    },
  };
}

/** Jitter that is always `unit`. */
export function testRandom(unit = 0.5): Random {
  return { uuid: () => randomUUID(), secret: () => 'secret', unit: () => unit };
}

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  event: string;
  fields: Record<string, unknown>;
}

export function testLog(lines: LogLine[] = []): Log & { lines: LogLine[] } {
  const at = (level: LogLine['level']) => (event: string, fields?: Record<string, unknown>) => {
    lines.push({ level, event, fields: fields ?? {} });
  };
  return {
    lines,
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: () => testLog(lines),
  };
}

type Rows = Map<string, SealedTokens & { leaseToken?: string; leaseUntil?: number }>;

const tokensOf = ({ accessTokenSealed, refreshTokenSealed, expiresAt }: SealedTokens) => ({
  accessTokenSealed,
  refreshTokenSealed,
  expiresAt,
});

/** A vault with the rules of the real one: one lease at a time, stores only under it. */
export function memoryVault(): TokenVault & { rows: Rows } {
  const rows: Rows = new Map();
  return {
    rows,
    async read(athleteId) {
      const row = rows.get(athleteId);
      return row === undefined ? undefined : tokensOf(row);
    },
    async lease(athleteId, { leaseS, now }) {
      const row = rows.get(athleteId);
      if (row === undefined || (row.leaseUntil ?? 0) > now.getTime()) {
        return undefined;
      }
      row.leaseToken = randomUUID();
      row.leaseUntil = now.getTime() + leaseS * 1000;
      return { ...tokensOf(row), leaseToken: row.leaseToken };
    },
    async store(athleteId, { leaseToken, ...input }) {
      const row = rows.get(athleteId);
      if (row === undefined || row.leaseToken !== leaseToken) {
        return false;
      }
      rows.set(athleteId, tokensOf(input));
      return true;
    },
    async release(athleteId, leaseToken) {
      const row = rows.get(athleteId);
      if (row?.leaseToken === leaseToken) {
        rows.set(athleteId, tokensOf(row));
      }
    },
    async page({ afterAthleteId = '', limit }) {
      return [...rows]
        .filter(([athleteId]) => athleteId > afterAthleteId)
        .sort(([a], [b]) => a.localeCompare(b))
        .slice(0, limit)
        .map(([athleteId, row]) => ({ athleteId, ...tokensOf(row) }));
    },
    async reseal(athleteId, from, to) {
      const row = rows.get(athleteId);
      if (row?.refreshTokenSealed !== from.refreshTokenSealed) {
        return false;
      }
      rows.set(athleteId, { ...row, ...to });
      return true;
    },
  };
}

type MemoryConnections = Pick<Connections, 'get' | 'markNeedsReauth'> & {
  add(input: { athleteId: string; stravaAthleteId: number }): void;
  statusOf(athleteId: string): string | undefined;
};

export function memoryConnections(): MemoryConnections {
  const rows = new Map<string, ConnectionRow>();
  return {
    add({ athleteId, stravaAthleteId }) {
      rows.set(athleteId, {
        athlete_id: athleteId,
        strava_athlete_id: stravaAthleteId,
        scopes: ['read', 'activity:read_all'],
        status: 'active',
        token_expires_at: '2026-11-20T00:00:00Z',
        connected_at: '2026-11-20T00:00:00Z',
        last_webhook_at: null,
        last_reconciled_at: null,
      });
    },
    statusOf: (athleteId) => rows.get(athleteId)?.status,
    get: async (_caller, athleteId) => rows.get(athleteId),
    async markNeedsReauth(athleteId) {
      const row = rows.get(athleteId);
      if (row !== undefined) {
        row.status = 'needs_reauth';
      }
    },
  };
}

type MemoryLedger = BudgetLedger & {
  taken: { scope: string; share: number }[];
  reported: Parameters<BudgetLedger['report']>[0][];
  blocks: { until: Date; code: string }[];
};

/** Grants until Strava's headers or a block say otherwise. */
export function memoryLedger(): MemoryLedger {
  const taken: MemoryLedger['taken'] = [];
  const reported: MemoryLedger['reported'] = [];
  const blocks: MemoryLedger['blocks'] = [];
  return {
    taken,
    reported,
    blocks,
    async take({ scope, share, now }) {
      const block = blocks.find(({ until }) => until > now);
      if (block !== undefined) {
        return { granted: false, retryAt: block.until, code: block.code };
      }
      taken.push({ scope, share });
      return { granted: true };
    },
    async report(usage) {
      reported.push(usage);
    },
    async read(_caller, now) {
      const window = (span: 'short' | 'day', limit: number) => ({
        limit,
        used: taken.length,
        resetsAt: windowEnd({ span, now, skewS: 5 }),
      });
      return { short: window('short', 100), day: window('day', 1000) };
    },
    async block(input) {
      blocks.push(input);
    },
  };
}
