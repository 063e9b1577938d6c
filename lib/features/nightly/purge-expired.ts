import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { purgeExports } from '../export/purge-exports.ts';

const BITE = 500;

/** An export's addresses open for a day from its end; of a long one the first volumes are older. */
const EXPORT_KEPT_MS = 3 * 86_400_000;

/** Job `nightly-purge`: what its policy or age wants gone, in bites; then old exports and cache stores of past days. */
export async function purgeExpired(
  { payload, yield: nearDeadline }: JobContext<'nightly-purge'>,
  deps: Pick<Deps, 'maintenance' | 'exports' | 'storage' | 'cache' | 'clock'>,
): Promise<HandlerOutcome<'nightly-purge'>> {
  const totals: Record<string, number> = {};
  for (;;) {
    const counts = await deps.maintenance.purgeExpired({ limit: BITE, now: deps.clock.now() });
    for (const [name, count] of Object.entries(counts)) {
      totals[name] = (totals[name] ?? 0) + count;
    }
    if (Object.values(counts).every((count) => count === 0)) {
      break;
    }
    if (nearDeadline()) {
      return { handOver: payload };
    }
  }
  const before = new Date(deps.clock.now().getTime() - EXPORT_KEPT_MS);
  const exports = await purgeExports({ before }, deps);
  return { done: { ...totals, exports, cache_stores: await deps.cache.sweep() } };
}
