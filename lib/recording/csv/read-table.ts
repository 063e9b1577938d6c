import { CsvError, parse } from 'csv-parse/sync';
import type { FileWarning } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';

export interface Table {
  /** Trimmed, as written. */
  header: string[];
  /** Trimmed; may be shorter or longer than the header. */
  rows: string[][];
  delimiter: string;
  warnings: FileWarning[];
}

/** Two days at 1 Hz with all channels. */
const MAX_CHARACTERS = 24 * 2 ** 20;
const MAX_RECORD_BYTES = 2 ** 18;
const MAX_COLUMNS = 5000;
const MAX_CELLS = 4_000_000;

/** Told apart by which is most in the header. */
const DELIMITERS = [',', ';', '\t'];

/**
 * A table after RFC 4180, its columns apart by comma, semicolon or tab, its first line the header. Quoted cells
 * may hold line breaks. Where it breaks off in a quoted cell, or a row takes more than 256 kB, what was read
 * before stands, with a warning.
 *
 * Throws UnreadableFile: `unknown_format` for what is no text, `too_large` above 24 MB or 4 million cells,
 * `unknown_columns` where even the header cannot be read.
 */
export function readTable(text: string): Table {
  // oxlint-disable-next-line no-control-regex -- control characters that no text has are what is looked for
  if (/[\0-\x08\x0e-\x1f]/.test(text.slice(0, 4096))) {
    throw new UnreadableFile(
      'unknown_format',
      'This is no file of a recording that is known here: FIT, GPX, TCX and CSV are.',
    );
  }
  if (text.length > MAX_CHARACTERS) {
    throw new UnreadableFile('too_large', 'The table is larger than 24 MB.');
  }
  const delimiter = delimiterOf(text);
  if (isTooWide(text, delimiter)) {
    throw new UnreadableFile('unknown_columns', `The table has more than ${MAX_COLUMNS} columns.`);
  }
  const records: string[][] = [];
  const warnings: FileWarning[] = [];
  let cells = 0;
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD_BYTES,
      on_record: (record: string[]) => {
        cells += record.length;
        if (cells > MAX_CELLS) {
          throw new UnreadableFile('too_large', 'The table has more than 4 million cells.');
        }
        records.push(record.map((cell) => cell.trim()));
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) {
      throw error;
    }
    warnings.push({
      code: 'truncated',
      detail: `The table cannot be read beyond row ${records.length}; everything before was taken.`,
    });
  }
  const [header, ...rows] = records;
  if (!header) {
    throw new UnreadableFile('unknown_columns', 'The file has no row with the names of columns.');
  }
  return { header, rows, delimiter, warnings };
}

/** The parser counts what is in the cells of a row, not the cells. */
function isTooWide(text: string, delimiter: string): boolean {
  let count = 0;
  let lineEnd = text.indexOf('\n');
  for (let at = text.indexOf(delimiter); at !== -1; at = text.indexOf(delimiter, at + 1)) {
    if (lineEnd !== -1 && lineEnd < at) {
      lineEnd = text.indexOf('\n', at);
      count = 0;
    }
    count += 1;
    if (count > MAX_COLUMNS) {
      return true;
    }
  }
  return false;
}

function delimiterOf(text: string): string {
  const end = text.slice(0, 65_536).search(/[\r\n]/);
  const line = end === -1 ? text.slice(0, 65_536) : text.slice(0, end);
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
