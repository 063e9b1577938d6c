import type * as z from 'zod';
import type { activity } from '../../contract/activities.ts';
import { originOf } from '../../core/policy.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';

export type Activity = z.input<typeof activity>;

/** An activity as the API shows it: the row without its bookkeeping, with what its source's policy allows. */
export function toActivity(row: ActivityRow, { policyOf }: Pick<Deps, 'policyOf'>): Activity {
  const {
    athlete_id: _athlete,
    local_date: _localDate,
    field_origins: _origins,
    source_fetched_at: _fetched,
    source_detail: _detail,
    counted,
    group_id,
    group_members,
    group_confidence,
    restored_from: _restoredFrom,
    expires_at,
    deleted_at: _deletedAt,
    deleted_by: _deletedBy,
    metadata,
    summary,
    source_metadata,
    ...shown
  } = row;
  const { model, share } = policyOf(originOf(row));
  return {
    ...shown,
    metadata: metadata as Activity['metadata'],
    summary: summary as Activity['summary'],
    source_metadata: source_metadata as Activity['source_metadata'],
    group:
      group_id === null
        ? null
        : {
            id: group_id,
            confidence: group_confidence ?? 0,
            counted,
            activity_ids: group_members ?? [],
          },
    ...roundedFigures(row),
    origins: originsOf(row),
    policy: { model, share, expires_at },
  } as Activity;
}

/** Whose word a field is that nobody marked, by where the activity came from. */
const ORIGIN_OF_SOURCE: Record<string, Origin> = {
  strava: 'strava',
  file: 'device',
  app: 'app',
  manual: 'athlete',
};

type Origin = Activity['origins'][string];

/** The fields whose word can be somebody's. */
const ORIGINATED = [
  'sport',
  'sub_sport',
  'session_type',
  'name',
  'notes',
  'started_at',
  'ended_at',
  'time_zone',
  'elapsed_time_s',
  'timer_time_s',
  'moving_time_s',
  'distance_m',
  'elevation_gain_m',
  'average_speed_mps',
  'max_speed_mps',
  'average_heart_rate_bpm',
  'max_heart_rate_bpm',
  'average_power_w',
  'max_power_w',
  'weighted_power_w',
  'work_kj',
  'average_cadence_rpm',
  'calories_kcal',
  'load',
  'intensity',
  'device_name',
] as const satisfies (keyof ActivityRow)[];

/** No instrument tells more than thousandths; a sum of floats does. */
function roundedFigures(row: ActivityRow): Partial<ActivityRow> {
  return Object.fromEntries(
    ORIGINATED.flatMap((field) => {
      const value = row[field];
      return typeof value === 'number' ? [[field, Math.round(value * 1000) / 1000]] : [];
    }),
  );
}

function originsOf(row: ActivityRow): Record<string, Origin> {
  const marked = row.field_origins as Record<string, Origin>;
  const source = ORIGIN_OF_SOURCE[originOf(row)] ?? 'device';
  return Object.fromEntries(
    ORIGINATED.filter((field) => row[field] !== null).map((field) => [
      field,
      field === 'load' || field === 'intensity' ? 'computed' : (marked[field] ?? source),
    ]),
  );
}
