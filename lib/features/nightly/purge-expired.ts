import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';

const BITE = 500;

/** Job `nightly-purge`: what its policy or age wants gone, in bites; then cache stores of past days. */
export async function purgeExpired(
  { payload, yield: nearDeadline }: JobContext<'nightly-purge'>,
  deps: Pick<Deps, 'maintenance' | 'cache' | 'clock'>,
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
  return { done: { ...totals, cache_stores: await deps.cache.sweep() } };
}
