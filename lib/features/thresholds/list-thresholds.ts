import type { Input, Output } from '../../contract/operation.ts';
import type { listThresholds as operation } from '../../contract/thresholds.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { toThresholds } from './to-thresholds.ts';

/** A page of the caller's thresholds, newest first. */
export async function listThresholds(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'thresholds'>,
): Promise<Output<typeof operation>> {
  const rows = await deps.thresholds.all(caller, caller.athleteId);
  const start = (query.page - 1) * query.per_page;
  return {
    items: rows.slice(start, start + query.per_page).map(toThresholds),
    total: rows.length,
    page: query.page,
    per_page: query.per_page,
  };
}
