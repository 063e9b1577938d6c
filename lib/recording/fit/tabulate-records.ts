import type { FileWarning } from '../recording.ts';
import type { FitContents } from './collect-fit.ts';
import type { DeveloperColumn } from './developer-columns.ts';
import type { ToRealTime } from './fit-clock.ts';
import { warn } from './fit-survey.ts';
import type { ColumnName } from './record-columns.ts';

/** The records by ascending time of day, s of FIT, each time once; NaN where a value is missing. */
export interface Samples {
  time: Float64Array;
  columns: Partial<Record<ColumnName, Float64Array>>;
  developer: (Omit<DeveloperColumn, 'column'> & { values: Float64Array })[];
}

/** No recording is longer; a record further off has a damaged time. */
const LONGEST_S = 30 * 86_400;

/** Sorts what is out of order, fills in what records of the same time lack, leaves out what has no time. */
export function tabulateRecords(
  { records, developer }: FitContents,
  { toRealTime, warnings }: { toRealTime: ToRealTime; warnings: FileWarning[] },
): Samples {
  const { count, withoutTime } = records;
  const told = (code: string, rows: number, what: string) => {
    if (rows > 0) {
      warn(warnings, code, `${rows} of ${count + withoutTime} samples ${what}.`);
    }
  };
  told('time_missing', withoutTime, 'have no time and were left out');
  const times = records.time.take(count) ?? new Float64Array();
  for (let row = 0; row < count; row += 1) {
    times[row] = toRealTime(times[row] as number);
  }
  const { time, arrange } = isAscending(times)
    ? { time: times, arrange: (values: Float64Array | undefined) => values }
    : sort(times, told);
  const columns: Samples['columns'] = {};
  for (const [name, column] of Object.entries(records.columns)) {
    const values = arrange(column.take(count));
    if (values) {
      columns[name as ColumnName] = values;
    }
  }
  return {
    time,
    columns,
    developer: developer.columns.flatMap(({ column, ...field }) => {
      const values = arrange(column.take(count));
      return values ? [{ ...field, values }] : [];
    }),
  };
}

/** Each time after the one before, and none a month off. */
function isAscending(times: Float64Array): boolean {
  for (let row = 1; row < times.length; row += 1) {
    if (!((times[row] as number) > (times[row - 1] as number))) {
      return false;
    }
  }
  return times.length === 0 || (times.at(-1) as number) - (times[0] as number) <= LONGEST_S;
}

/** The times in order, each once, and what puts a column in the same order. */
function sort(times: Float64Array, told: (code: string, rows: number, what: string) => void) {
  const middle = times.toSorted()[times.length >> 1] ?? 0;
  const near = Array.from(times.keys()).filter(
    (row) => Math.abs((times[row] as number) - middle) <= LONGEST_S,
  );
  told(
    'time_out_of_range',
    times.length - near.length,
    'are more than a month off and were left out',
  );
  const at = (row: number) => times[row] as number;
  const isEarly = (row: number, rank: number) => rank > 0 && at(row) < at(near[rank - 1] as number);
  told(
    'time_unsorted',
    near.filter(isEarly).length,
    'come before the one ahead of them and were sorted',
  );
  const order = near.toSorted((a, b) => at(a) - at(b));
  const places = new Int32Array(order.length);
  const time: number[] = [];
  for (const [rank, row] of order.entries()) {
    if (at(row) !== time.at(-1)) {
      time.push(at(row));
    }
    places[rank] = time.length - 1;
  }
  told('time_repeated', order.length - time.length, 'have the time of another and were merged');
  const arrange = (values: Float64Array | undefined) => values && merge(values, { order, places });
  return { time: Float64Array.from(time), arrange };
}

/** Of several rows at one place the first that has a value. */
function merge(
  values: Float64Array,
  { order, places }: { order: number[]; places: Int32Array },
): Float64Array {
  const merged = new Float64Array((places.at(-1) ?? -1) + 1).fill(Number.NaN);
  for (const [rank, row] of order.entries()) {
    const place = places[rank] as number;
    if (Number.isNaN(merged[place])) {
      merged[place] = values[row] as number;
    }
  }
  return merged;
}
