import type { ActivityFilter } from '../core/ports/activities.ts';
import type { ActivityRow } from '../core/ports/rows.ts';
import type { Db } from './client.ts';
import { DatabaseError, toError } from './result.ts';

/** Columns that may be null, so that descending order must say where the nulls go. */
const NULLABLE = new Set(['distance_m', 'moving_time_s', 'load']);

const RANGE_NOT_SATISFIABLE = 'PGRST103';

/** One page of an athlete's activities and how many there are in all, in one request. */
export async function listActivities(
  db: Db,
  { athleteId, filter }: { athleteId: string; filter: ActivityFilter },
): Promise<{ items: ActivityRow[]; total: number }> {
  // The athlete is named although row-level security would do: the planner needs it to use the index.
  let query = db
    .from('activities')
    .select('*', { count: 'exact' })
    .eq('athlete_id', athleteId)
    .is('deleted_at', null);
  if (!filter.duplicates) query = query.eq('counted', true);
  if (filter.sport !== undefined) query = query.eq('sport', filter.sport);
  if (filter.source !== undefined) query = query.eq('source', filter.source);
  if (filter.sessionType !== undefined) query = query.eq('session_type', filter.sessionType);
  if (filter.from !== undefined) query = query.gte('started_at', filter.from);
  if (filter.to !== undefined) query = query.lt('started_at', filter.to);
  if (filter.q !== undefined) query = query.regexIMatch('name', escaped(filter.q));

  const { column, ascending } = filter.sort;
  const offset = (filter.page - 1) * filter.perPage;
  const answer = await query
    .order(column, NULLABLE.has(column) ? { ascending, nullsFirst: false } : { ascending })
    // against the grain, as in the index activities_recent
    .order('id', { ascending: !ascending })
    .range(offset, offset + filter.perPage - 1);

  if (answer.error === null) {
    return { items: answer.data, total: countOf(answer.count) };
  }
  if (answer.error.code === RANGE_NOT_SATISFIABLE) {
    return { items: [], total: countOf(/only (\d+) rows/.exec(answer.error.details)?.[1]) };
  }
  throw toError(answer.error, answer.status);
}

/**
 * A regular expression that matches just this text. (`ilike` would not do: PostgREST turns every `*` of it
 * into `%` and offers no escape.)
 */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function countOf(count: number | string | null | undefined): number {
  const total = Number(count ?? Number.NaN);
  if (!Number.isInteger(total)) {
    throw new DatabaseError('PostgREST answered a list without its count.', { code: undefined });
  }
  return total;
}
