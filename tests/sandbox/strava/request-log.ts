import type { SimulatorClock } from './clock.ts';

/** One request the simulator answered; its own control requests are not among them. */
export interface LoggedRequest {
  /** Simulated time, ISO 8601. */
  at: string;
  method: string;
  path: string;
  query: string;
  /** 0 where the request was left hanging or the connection was cut. */
  status: number;
  athlete_id: number | null;
}

export interface RequestCount {
  method: string;
  /** With `{id}` for ids. */
  path: string;
  count: number;
}

export interface RequestLog {
  add(entry: Omit<LoggedRequest, 'at'>): void;
  entries(): LoggedRequest[];
  counts(): RequestCount[];
  clear(): void;
}

const keptEntries = 50_000;

/** The path with ids, gear ids included, replaced. */
function pathPattern(path: string): string {
  return path.replace(/\/[bg]?\d+(?=\/|$)/g, '/{id}');
}

/** Remembers requests, the oldest going first. */
export function createRequestLog(clock: SimulatorClock): RequestLog {
  let log: LoggedRequest[] = [];
  return {
    add(entry) {
      // Client secrets and tokens may stand in a query; a log is no place for them.
      const query = entry.query.replace(/(client_secret|access_token)=[^&]*/g, '$1=…');
      log.push({ at: clock.now().toISOString(), ...entry, query });
      if (log.length > keptEntries) log = log.slice(-keptEntries / 2);
    },
    entries: () => [...log],
    counts() {
      const counts = new Map<string, RequestCount>();
      for (const { method, path } of log) {
        const pattern = pathPattern(path);
        const key = `${method} ${pattern}`;
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { method, path: pattern, count: 1 });
        else known.count += 1;
      }
      return [...counts.values()];
    },
    clear() {
      log = [];
    },
  };
}
