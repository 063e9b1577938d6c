import type { DecodedFile } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { readTable } from './read-table.ts';
import { sampleColumnsOf, toSamples } from './samples-table.ts';
import { swimColumnsOf, toSwim } from './swim-table.ts';

export interface CsvOptions {
  /** For tables without times of day. */
  startedAt?: Date | undefined;
  /** For tables of a swim that do not tell how long the pool is. */
  poolM?: number | undefined;
}

/**
 * A table as a recording: the lengths of a swim as Garmin Connect and COROS export them, or the generic table
 * of samples described at `toSamples`.
 *
 * Throws UnreadableFile: `unknown_columns` for another table, with the columns that are known; `no_start_time`
 * where neither it nor the options tell the start; `no_data` for a table without a usable row; `unknown_format`
 * and `too_large`.
 */
export function decodeCsv(text: string, options: CsvOptions = {}): DecodedFile {
  const table = readTable(text);
  const swimColumns = swimColumnsOf(table.header);
  if (swimColumns) {
    return toSwim(table, swimColumns, options);
  }
  const sampleColumns = sampleColumnsOf(table.header);
  if (sampleColumns) {
    return toSamples(table, sampleColumns, options);
  }
  throw new UnreadableFile(
    'unknown_columns',
    'The columns of this table are not known. A recording has timestamp or time_s, and any of heart_rate_bpm, power_w, cadence_rpm, speed_mps, distance_m, altitude_m, lat_deg and lng_deg, temperature_c, grade_pct, moving, motion_mps2, lap; a swim has the columns of Garmin Connect’s or COROS’s export.',
  );
}
