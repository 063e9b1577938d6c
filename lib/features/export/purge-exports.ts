import type { Deps } from '../../core/ports.ts';
import { EXPORTS_BUCKET } from './export-athlete.ts';

const BITE = 100;

/** Removes exports, of one athlete or of all, that were made before then or ever. Answers how many files. */
export async function purgeExports(
  { athleteId, before }: { athleteId?: string; before?: Date },
  deps: Pick<Deps, 'exports' | 'storage'>,
): Promise<number> {
  for (let removed = 0; ; ) {
    const paths = await deps.exports.stored({ athleteId, before, limit: BITE });
    if (paths.length === 0) {
      return removed;
    }
    await deps.storage.remove({ bucket: EXPORTS_BUCKET, paths });
    removed += paths.length;
  }
}
