import type { ActivityRow } from '../../core/ports/rows.ts';
import { folderOf } from './activity-entries.ts';

const COLUMNS = [
  'started_at',
  'local_date',
  'sport',
  'sub_sport',
  'session_type',
  'name',
  'distance_m',
  'moving_time_s',
  'elapsed_time_s',
  'elevation_gain_m',
  'average_speed_mps',
  'average_heart_rate_bpm',
  'max_heart_rate_bpm',
  'average_power_w',
  'weighted_power_w',
  'average_cadence_rpm',
  'calories_kcal',
  'load',
  'device_name',
  'source',
  'counted',
  'notes',
  'id',
] as const satisfies (keyof ActivityRow)[];

/** A table for people: one row each, RFC 4180, with the folder where the rest is. */
export function activitiesCsv(rows: readonly ActivityRow[]): string {
  const lines = rows.map((row) => [...COLUMNS.map((column) => row[column]), folderOf(row)]);
  return [[...COLUMNS, 'folder'], ...lines]
    .map((cells) => `${cells.map(toCell).join(',')}\r\n`)
    .join('');
}

function toCell(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
