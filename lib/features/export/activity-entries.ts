import type { AnyRow } from '../../core/ports/exports.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import {
  packedAs,
  type SampleTable,
  writeSamples,
} from '../../recording/export-file/samples-table.ts';
import { unpackChannel } from '../../recording/pack-channel.ts';
import { type ExportEntry, jsonEntry } from './export-entry.ts';
import { ACTIVITY_TABLES, type ExportedTable } from './exported-tables.ts';
import { liveEntries } from './live-entries.ts';
import { originalEntries } from './original-entries.ts';

/** Where an activity's files are: `activities/2026-11-20_cycling_<id>/`. */
export function folderOf({
  id,
  sport,
  started_at,
}: Pick<ActivityRow, 'id' | 'sport' | 'started_at'>): string {
  return `activities/${started_at.slice(0, 10)}_${sport}_${id}/`;
}

/** Everything about one activity: what it says, what was recorded, and what was made of it. */
export async function activityEntries(
  row: ActivityRow,
  deps: Pick<Deps, 'exports' | 'streams' | 'live' | 'uploads' | 'storage'>,
): Promise<ExportEntry[]> {
  const folder = folderOf(row);
  const {
    athlete_id: _athlete,
    expires_at: _expires,
    restored_from: _restoredFrom,
    deleted_at: _deletedAt,
    deleted_by: _deletedBy,
    source_fetched_at: _fetched,
    ...shown
  } = row;
  const [samples, original, live, ...children] = await Promise.all([
    deps.streams.readAll(row.id),
    originalEntries(row, folder, deps),
    liveEntries(row, folder, deps),
    ...Object.entries(ACTIVITY_TABLES).map(([table, exported]) =>
      tableEntries({ table, of: { activity_id: row.id }, folder }, exported, deps),
    ),
  ]);
  const channels: SampleTable = Object.fromEntries(
    samples.map(({ channel, data }) => [channel, unpackChannel(packedAs(channel), data)]),
  );
  return [
    jsonEntry(`${folder}activity.json`, shown),
    ...(samples.length === 0
      ? []
      : [
          {
            path: `${folder}samples.csv`,
            content: writeSamples({ startedAt: new Date(row.started_at), channels }),
          },
        ]),
    ...children.flat(),
    ...original,
    ...live,
  ];
}

/** A table's rows as a file; none where there is no row. */
export async function tableEntries(
  {
    table,
    of,
    folder,
  }: { table: string; of: { athlete_id: string } | { activity_id: string }; folder: string },
  { file, order, columns, single }: ExportedTable,
  { exports }: Pick<Deps, 'exports'>,
): Promise<ExportEntry[]> {
  const rows = (await exports.rows({ table, of, order, columns })).map(withoutOwner);
  return rows.length === 0 ? [] : [jsonEntry(folder + file, single === true ? rows[0] : rows)];
}

/** The folder says whose it is. */
function withoutOwner({ athlete_id: _athlete, activity_id: _activity, ...row }: AnyRow): AnyRow {
  return row;
}
