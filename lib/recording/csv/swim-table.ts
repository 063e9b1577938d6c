import {
  isPool,
  isSwum,
  METRES_PER_YARD,
  type SwimLength,
  type SwimStroke,
} from '../../analytics/swimming/swim-length.ts';
import { emptyRecording } from '../empty-recording.ts';
import type { DecodedFile, FileRecording } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import type { CsvOptions } from './decode-csv.ts';
import { exportedNumbers } from './exported-numbers.ts';
import type { Table } from './read-table.ts';
import { plainWords, SWIM_COLUMNS, type SwimColumn, strokeOf } from './swim-words.ts';

type SwimColumns = Partial<Record<SwimColumn, number>>;

const SUMMARY =
  /^(summary|total|resumen|zusammenfassung|gesamt|resume|recapitulatif|riepilogo|sommario|resumo|samenvatting|overzicht|totaal)/;

/** Nobody swims more in a day. */
const MAX_LENGTHS = 10_000;

/** More than this is a value that was not known. */
const MOST_KCAL = 20_000;

/** Less than this between two rows is rounding. */
const SHORTEST_REST_S = 1;

/** Where the columns of an exported swim are; `undefined`: it is none. */
export function swimColumnsOf(header: string[]): SwimColumns | undefined {
  const columns: SwimColumns = {};
  for (const [at, title] of header.entries()) {
    const words = plainWords(title);
    const column = (Object.keys(SWIM_COLUMNS) as SwimColumn[]).find((column) =>
      SWIM_COLUMNS[column].some((names) => names.split('|').includes(words)),
    );
    if (column !== undefined) {
      columns[column] ??= at;
    }
  }
  const { time, stroke, lengths, swolf } = columns;
  const isSwim = stroke !== undefined || (lengths !== undefined && swolf !== undefined);
  return time !== undefined && isSwim ? columns : undefined;
}

interface Row {
  kind: 'interval' | 'length' | 'rest';
  stroke: SwimStroke;
  timeS: number;
  cumulativeS: number | undefined;
  lengths: number | undefined;
  distanceM: number | undefined;
  strokes: number | undefined;
  heartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
  caloriesKcal: number | undefined;
}

/**
 * A swim in a pool as its exported table of intervals, lengths and rests tells it. An interval whose lengths are
 * not listed is cut into equal ones, with a warning. The pool is as long as most lengths, unless the options say
 * otherwise; where the title of the column does not say yards, distances are metres.
 *
 * Throws UnreadableFile: `no_start_time` without `startedAt`, as these tables never tell it; `no_data`;
 * `too_large` beyond 10,000 lengths.
 */
export function toSwim(table: Table, columns: SwimColumns, options: CsvOptions): DecodedFile {
  if (options.startedAt === undefined) {
    throw new UnreadableFile(
      'no_start_time',
      'This table of a swim does not say when it was: send started_at along.',
    );
  }
  const rows = rowsOf(table, columns);
  const poolM = options.poolM ?? poolOf(rows);
  const warnings = [...table.warnings];
  const { lengths, laps, wereCut } = layOut(rows, poolM);
  const swum = lengths.filter(isSwum);
  if (swum.length === 0) {
    throw new UnreadableFile('no_data', 'The table has no length that was swum.');
  }
  if (wereCut) {
    warnings.push({
      code: 'lengths_estimated',
      detail: 'The file does not list every length, so intervals were cut into equal ones.',
    });
  }
  if (poolM === undefined) {
    warnings.push({ code: 'pool_unknown', detail: 'The file does not tell how long the pool is.' });
  }
  const end = lengths.at(-1);
  const timerTimeS = (end?.startS ?? 0) + (end?.durationS ?? 0);
  const recording: FileRecording = {
    ...emptyRecording(),
    startedAt: options.startedAt,
    sport: 'swimming',
    subSport: 'lap_swimming',
    stated: {
      timerTimeS,
      elapsedTimeS: timerTimeS,
      ...(poolM === undefined ? {} : { distanceM: swum.length * poolM }),
      ...statedBy(rows),
    },
    laps,
    lengths,
    poolM,
  };
  return { format: 'csv', recordings: [recording], warnings };
}

function rowsOf({ header, rows, delimiter }: Table, columns: SwimColumns): Row[] {
  const { toNumber, toSeconds } = exportedNumbers(
    rows.flatMap((row) => [row[columns.time ?? -1] ?? '', row[columns.distance ?? -1] ?? '']),
    delimiter,
  );
  const inYards = /\b(yd|yds|yards?|yardas|jardas|iarde)\b/i.test(
    header[columns.distance ?? -1] ?? '',
  );
  return rows.flatMap((cells): Row[] => {
    const cell = (column: SwimColumn) => cells[columns[column] ?? -1] ?? '';
    const number = (column: SwimColumn) => toNumber(cell(column));
    const timeS = toSeconds(cell('time'));
    const stroke = strokeOf(cell('stroke'));
    const isNamed = columns.stroke === undefined || cell('stroke').replaceAll('-', '') !== '';
    if (
      timeS === undefined ||
      timeS <= 0 ||
      !isNamed ||
      SUMMARY.test(plainWords(cell('interval')))
    ) {
      return [];
    }
    const distance = number('distance');
    const lengths = number('lengths');
    const isLength = lengths === undefined || /^\d+\.\d+$/.test(cell('interval'));
    return [
      {
        kind: stroke === 'idle' ? 'rest' : isLength ? 'length' : 'interval',
        stroke: stroke ?? 'mixed',
        timeS,
        cumulativeS: toSeconds(cell('cumulativeTime')),
        lengths,
        distanceM: distance === undefined || !inYards ? distance : distance * METRES_PER_YARD,
        strokes: number('strokes') ?? number('averageStrokes'),
        heartRateBpm: number('averageHeartRate'),
        maxHeartRateBpm: number('maxHeartRate'),
        caloriesKcal: number('calories'),
      },
    ];
  });
}

/** The commonest distance of a length. */
function poolOf(rows: Row[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { kind, distanceM, lengths } of rows) {
    const lengthM = kind === 'length' ? distanceM : (distanceM ?? Number.NaN) / (lengths ?? 0);
    if (kind !== 'rest' && lengthM !== undefined && isPool(lengthM)) {
      const rounded = Math.round(lengthM * 100) / 100;
      // the sum of an interval is rounded to metres: what is listed counts more
      counts.set(rounded, (counts.get(rounded) ?? 0) + (kind === 'length' ? 100 : 1));
    }
  }
  const [commonest] = [...counts].toSorted(([, a], [, b]) => b - a);
  return commonest?.[0];
}

/** Rows one after the other, in time. */
function layOut(rows: Row[], poolM: number | undefined) {
  const lengths: SwimLength[] = [];
  const laps: FileRecording['laps'] = [];
  let wereCut = false;
  let atS = 0;
  const add = (durationS: number, stroke: SwimStroke, strokes?: number) => {
    if (lengths.length >= MAX_LENGTHS) {
      throw new UnreadableFile('too_large', `The swim has more than ${MAX_LENGTHS} lengths.`);
    }
    const counted = stroke === 'idle' || strokes === undefined ? {} : { strokes };
    lengths.push({ startS: atS, durationS, ...counted, stroke });
    atS = Math.round((atS + durationS) * 1000) / 1000;
  };
  for (const [index, row] of rows.entries()) {
    const { kind, stroke, timeS, cumulativeS, strokes } = row;
    if (kind === 'interval') {
      // of single lengths, cumulative time may count from their interval's start
      const restS = Math.round(((cumulativeS ?? 0) - timeS - atS) * 1000) / 1000;
      if (restS >= SHORTEST_REST_S) {
        add(restS, 'idle');
      }
      laps.push({ startS: atS, endS: Math.round((atS + timeS) * 1000) / 1000 });
      if (rows[index + 1]?.kind === 'length') {
        continue;
      }
    }
    const count = kind === 'rest' ? 1 : countOf(row, poolM);
    wereCut ||= count > 1;
    for (let i = 0; i < count; i += 1) {
      add(timeS / count, stroke, strokes === undefined ? undefined : Math.round(strokes / count));
    }
  }
  return { lengths, laps, wereCut };
}

/** How many lengths a row is. */
function countOf({ kind, lengths, distanceM }: Row, poolM: number | undefined): number {
  if (kind === 'interval' && lengths !== undefined) {
    return Math.max(1, Math.round(lengths));
  }
  return distanceM === undefined || poolM === undefined
    ? 1
    : Math.max(1, Math.round(distanceM / poolM));
}

function statedBy(rows: Row[]): FileRecording['stated'] {
  const intervals = rows.filter(({ kind }) => kind === 'interval');
  const stated: FileRecording['stated'] = {};
  const beating = intervals.filter(({ heartRateBpm }) => (heartRateBpm ?? 0) > 0);
  const beatingS = beating.reduce((sum, { timeS }) => sum + timeS, 0);
  if (beatingS > 0) {
    const beats = beating.reduce((sum, row) => sum + (row.heartRateBpm ?? 0) * row.timeS, 0);
    stated.averageHeartRateBpm = beats / beatingS;
  }
  const most = intervals.reduce((most, row) => Math.max(most, row.maxHeartRateBpm ?? 0), 0);
  if (most > 0) {
    stated.maxHeartRateBpm = most;
  }
  const calories = intervals.reduce((sum, row) => sum + (row.caloriesKcal ?? 0), 0);
  if (calories > 0 && calories < MOST_KCAL) {
    stated.caloriesKcal = calories;
  }
  return stated;
}
