import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { purgeExports } from '../export/purge-exports.ts';
import { ORIGINALS } from '../uploads/originals.ts';

const BITE = 500;

/** Their ids travel in an address. */
const SPENT_BITE = 100;

/** An export's addresses open for a day from its end; of a long one the first volumes are older. */
const EXPORT_KEPT_MS = 3 * 86_400_000;

/** Job `nightly-purge`: what its policy or age wants gone, in bites; then old exports and cache stores of past days. */
export async function purgeExpired(
  { payload, yield: nearDeadline }: JobContext<'nightly-purge'>,
  deps: Pick<Deps, 'maintenance' | 'exports' | 'uploads' | 'storage' | 'cache' | 'clock'>,
): Promise<HandlerOutcome<'nightly-purge'>> {
  const totals: Record<string, number> = {};
  for (;;) {
    const counts = {
      ...(await deps.maintenance.purgeExpired({ limit: BITE, now: deps.clock.now() })),
      uploads: await removeSpentUploads(deps),
    };
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
  const exports = await purgeExports(before, deps);
  return { done: { ...totals, exports, cache_stores: await deps.cache.sweep() } };
}

/** Uploads that never came, and originals of which no activity is left: the file first, then what knows of it. */
async function removeSpentUploads(
  deps: Pick<Deps, 'uploads' | 'storage' | 'clock'>,
): Promise<number> {
  const spent = await deps.uploads.spent({ limit: SPENT_BITE, now: deps.clock.now() });
  if (spent.length > 0) {
    const paths = spent.map(({ storagePath }) => storagePath);
    await deps.storage.remove({ bucket: ORIGINALS, paths });
    await deps.uploads.remove(spent.map(({ id }) => id));
  }
  return spent.length;
}
