import type { RecordedLap } from '../../analytics/recording.ts';
import { emptyRecording } from '../empty-recording.ts';
import { LATEST_MS, parseTime, startOf } from '../parse-time.ts';
import type { DecodedFile } from '../recording.ts';
import { SampleColumns, type SampleValues } from '../sample-columns.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { VIA_STRAVA, VIA_STRAVA_COLUMN } from '../via-strava.ts';
import type { CsvOptions } from './decode-csv.ts';
import { exportedNumbers } from './exported-numbers.ts';
import type { Table } from './read-table.ts';
import { type SampleColumn, sampleColumnOf } from './sample-titles.ts';

/** Above this a number that tells the time counts from 1970: s, or ms. */
const UNIX_S = 1e8;
const UNIX_MS = 1e11;

/** Where the columns of a table of samples are; `undefined`: it has no time, or nothing beside it. */
export function sampleColumnsOf(header: string[]): (SampleColumn | undefined)[] | undefined {
  const taken = new Set<string>();
  const columns = header.map((title) => {
    const column = sampleColumnOf(title);
    if (column === undefined || taken.has(column.tells)) {
      return undefined;
    }
    taken.add(column.tells);
    return column;
  });
  const isTimed = taken.delete('timestamp') || taken.has('time');
  taken.delete('time');
  taken.delete('lap');
  return isTimed && taken.size > 0 ? columns : undefined;
}

/**
 * The generic table: a row per sample, a header, columns in any order, apart by comma, semicolon or tab.
 *
 *     timestamp,time_s,lap,heart_rate_bpm,power_w,cadence_rpm,speed_mps,distance_m,altitude_m,lat_deg,lng_deg,temperature_c,grade_pct,moving
 *     2026-05-01T06:30:00Z,0,1,98,120,80,6.1,0,12.4,52.1,4.2,18,0.5,true
 *
 * Needed are one column of time and one of anything else. `timestamp` is RFC 3339 or counts s or ms from 1970;
 * `time_s` counts s from the start and needs `started_at` where no timestamp stands beside it. A column may lack
 * its unit (`heart_rate`), have another one (`speed_kmh`, `distance_km`, `altitude_ft`, `temperature_f`) or its
 * everyday name (`hr`, `watts`, `cadence`, `elevation`, `latitude`, `longitude`). `lap` is a number that changes
 * where a lap begins. Empty cells are missing; columns that are not known are left out, with a warning.
 *
 * Throws UnreadableFile: `no_start_time`, `no_data` and `too_large`.
 */
export function toSamples(
  { header, rows, delimiter, warnings: tableWarnings }: Table,
  columns: (SampleColumn | undefined)[],
  options: CsvOptions,
): DecodedFile {
  const warnings = [...tableWarnings];
  const { toNumber, toSeconds } = exportedNumbers(rows.slice(0, 200).flat(), delimiter);
  const atOf = (tells: SampleColumn['tells']) =>
    columns.findIndex((column) => column?.tells === tells);
  const [timestampAt, timeAt, lapAt] = [atOf('timestamp'), atOf('time'), atOf('lap')];
  const factor = columns[timeAt]?.toChannel ?? Number;

  /** ms since 1970, or since the start. */
  const timeOf = (cell: string): number | undefined => {
    const number = toNumber(cell);
    if (number === undefined) {
      const seconds = cell.includes(':') ? toSeconds(cell) : undefined;
      return seconds === undefined ? parseTime(cell) : seconds * 1000;
    }
    if (number >= UNIX_MS) {
      return number < LATEST_MS ? number : undefined;
    }
    const isUnix = number >= UNIX_S && factor(1) === 1;
    return number < 0 ? undefined : (isUnix ? number : factor(number)) * 1000;
  };
  const cellsAt = (at: number) =>
    rows.map((row) => (at === -1 ? undefined : timeOf(row[at] ?? '')));
  const timestamps = cellsAt(timestampAt);
  const times = cellsAt(timeAt);
  const isCounted = times.some((ms) => ms !== undefined && ms < UNIX_S * 1000);
  const firstAt = timestamps.findIndex(
    (ms, index) => ms !== undefined && times[index] !== undefined,
  );
  const zeroMs =
    firstAt === -1
      ? options.startedAt?.getTime()
      : (timestamps[firstAt] ?? 0) - (times[firstAt] ?? 0);

  const samples = new SampleColumns();
  const laps: { lap: string; ms: number }[] = [];
  let untimed = 0;
  for (const [index, cells] of rows.entries()) {
    const counted = times[index];
    const ms =
      isCounted && zeroMs !== undefined && counted !== undefined
        ? zeroMs + counted
        : (timestamps[index] ?? (isCounted ? undefined : counted));
    if (ms === undefined) {
      untimed += 1;
      continue;
    }
    const values: SampleValues = {};
    for (const [at, column] of columns.entries()) {
      if (
        column &&
        column.tells !== 'timestamp' &&
        column.tells !== 'time' &&
        column.tells !== 'lap'
      ) {
        const cell = cells[at] ?? '';
        const number = column.tells === 'moving' ? yesOrNo(cell) : toNumber(cell);
        values[column.tells] = number === undefined ? undefined : column.toChannel(number);
      }
    }
    samples.add(ms, values);
    const lap = cells[lapAt];
    if (lap && lap !== laps.at(-1)?.lap) {
      laps.push({ lap, ms });
    }
  }
  const table = samples.finish();
  if (!table) {
    if (isCounted && zeroMs === undefined) {
      throw new UnreadableFile(
        'no_start_time',
        'This table counts time from the start and does not say when that was: send started_at along.',
      );
    }
    throw new UnreadableFile('no_data', 'The table has no row with a time.');
  }
  const isTold = (title: string) => title === '' || title === VIA_STRAVA_COLUMN;
  const unknown = header.filter((title, at) => !isTold(title) && columns[at] === undefined);
  if (unknown.length > 0) {
    const named = unknown.slice(0, 10).map((title) => title.slice(0, 40));
    warnings.push({
      code: 'columns_ignored',
      detail: `Left out: ${named.join(', ')}${unknown.length > 10 ? ' and others' : ''}.`,
    });
  }
  if (untimed > 0) {
    warnings.push({
      code: 'points_without_time',
      detail: `${untimed} ${untimed === 1 ? 'row has' : 'rows have'} no time and ${untimed === 1 ? 'was' : 'were'} left out.`,
    });
  }
  warnings.push(...table.warnings);
  const toS = (ms: number) => (ms - table.startMs) / 1000;
  const lapStarts = laps
    .map(({ ms }) => ms)
    .filter((ms) => ms >= table.startMs && ms <= table.endMs)
    .sort((a, b) => a - b);
  const recording = {
    ...emptyRecording(),
    startedAt: startOf(table.startMs, options.startedAt),
    devices: header.includes(VIA_STRAVA_COLUMN) ? [VIA_STRAVA] : [],
    channels: table.channels,
    laps: lapStarts.map(
      (ms, at): RecordedLap => ({ startS: toS(ms), endS: toS(lapStarts[at + 1] ?? table.endMs) }),
    ),
  };
  return { format: 'csv', recordings: [recording], warnings };
}

function yesOrNo(cell: string): number | undefined {
  if (/^(true|yes|1|1\.0)$/i.test(cell)) {
    return 1;
  }
  return /^(false|no|0|0\.0)$/i.test(cell) ? 0 : undefined;
}
