import type { SimulatorClock } from './clock.ts';
import { windowEndS } from './limits.ts';
import { mulberry32 } from './random.ts';

export const faultKinds = [
  'status',
  'timeout',
  'html',
  'reset',
  'rate_limit_short',
  'rate_limit_day',
  'app_inactive',
  'capacity',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** What shall go wrong, where and how often. */
export interface FaultOrder {
  kind: FaultKind;
  /** `path` is a prefix, or with `*` a pattern for the whole path; with or without `/api/v3`. */
  match?: { method?: string | undefined; path?: string | undefined } | undefined;
  /** Status of kinds `status` (default 500) and `html` (default 502). */
  status?: number | undefined;
  /** How many requests it hits before it is gone; without it, all. */
  count?: number | undefined;
  /** Chance in [0, 1] that a matching request is hit; default 1. */
  probability?: number | undefined;
}

interface ActiveFault extends FaultOrder {
  id: number;
  left: number;
  endsS: number;
}

export interface Faults {
  add(order: FaultOrder): number;
  /** One fault, or all of them. */
  remove(id?: number): void;
  list(): (FaultOrder & { id: number })[];
  /** No faults, and chance begins anew. */
  reset(): void;
  /** The fault of one of these kinds that hits this request, used up by one. */
  take(request: {
    method: string;
    path: string;
    kinds: readonly FaultKind[];
  }): FaultOrder | undefined;
}

function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes('*')) return path.startsWith(pattern);
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(path);
}

function matches(fault: FaultOrder, request: { method: string; path: string }): boolean {
  const { method, path } = fault.match ?? {};
  if (method !== undefined && method.toUpperCase() !== request.method.toUpperCase()) return false;
  if (path === undefined) return true;
  const bare = request.path.replace(/^\/api\/v3(?=\/)/, '');
  return matchesPath(path, request.path) || matchesPath(path, bare);
}

/** The faults in force; the seed decides which requests a probable one hits. */
export function createFaults(clock: SimulatorClock, seed: number): Faults {
  let random = mulberry32(seed);
  let active: ActiveFault[] = [];
  let lastId = 0;
  return {
    add(order) {
      lastId += 1;
      const { kind } = order;
      // An exhausted limit is over when its window is, like a real one.
      const endsS =
        kind === 'rate_limit_short' || kind === 'rate_limit_day'
          ? windowEndS(clock.nowS(), kind === 'rate_limit_short' ? 'short' : 'day')
          : Number.POSITIVE_INFINITY;
      active.push({ ...order, id: lastId, left: order.count ?? Number.POSITIVE_INFINITY, endsS });
      return lastId;
    },
    remove(id) {
      active = id === undefined ? [] : active.filter((fault) => fault.id !== id);
    },
    reset() {
      active = [];
      random = mulberry32(seed);
    },
    list() {
      return active.map(({ left: _left, endsS: _endsS, ...order }) => order);
    },
    take(request) {
      active = active.filter((fault) => fault.left > 0 && clock.nowS() < fault.endsS);
      for (const fault of active) {
        if (!request.kinds.includes(fault.kind) || !matches(fault, request)) continue;
        if (fault.probability !== undefined && random() >= fault.probability) continue;
        fault.left -= 1;
        return fault;
      }
      return undefined;
    },
  };
}
