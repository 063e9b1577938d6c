import type { Deps } from '../../core/ports.ts';
import { EXPORTS_BUCKET } from './export-athlete.ts';

const BITE = 100;

/** Removes the exports of all athletes that were made before then. Answers how many files. */
export async function purgeExports(
  before: Date,
  deps: Pick<Deps, 'exports' | 'storage'>,
): Promise<number> {
  for (let removed = 0; ; ) {
    const paths = await deps.exports.storedBefore(before, BITE);
    if (paths.length === 0) {
      return removed;
    }
    await deps.storage.remove({ bucket: EXPORTS_BUCKET, paths });
    removed += paths.length;
  }
}
