import * as z from 'zod';
import { activity, type listActivities as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import { listOf } from '../../contract/schemas.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { ActivityFilter } from '../../core/ports/activities.ts';
import type { Deps } from '../../core/ports.ts';
import { toActivity } from './to-activity.ts';

const stored = listOf(activity);

/** A page of the caller's activities, through the cache. */
export async function listActivities(
  { query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'cache' | 'policyOf'>,
): Promise<Output<typeof operation>> {
  const filter: ActivityFilter = {
    sport: query.sport,
    source: query.source,
    sessionType: query.session_type,
    from: query.from,
    to: query.to,
    q: query.q,
    duplicates: query.duplicates === 'include',
    sort: {
      column: query.sort.replace(/^-/, '') as ActivityFilter['sort']['column'],
      ascending: !query.sort.startsWith('-'),
    },
    page: query.page,
    perPage: query.per_page,
  };
  return deps.cache.read(caller, {
    scope: 'activities',
    key: JSON.stringify(filter),
    freshS: 60,
    staleS: 600,
    parse: parseStored,
    load: async () => {
      const { items, total } = await deps.activities.list(caller, filter);
      return {
        items: items.map((row) => toActivity(row, deps)),
        total,
        page: filter.page,
        per_page: filter.perPage,
      };
    },
  });
}

/** The page as it was stored: parsing would put its keys in another order, and give it another ETag. */
function parseStored(value: unknown): z.output<typeof stored> | undefined {
  return z.safeParse(stored, value).success ? (value as z.output<typeof stored>) : undefined;
}
