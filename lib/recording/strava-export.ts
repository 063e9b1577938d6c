import type { Sport } from '../analytics/recording.ts';
import { readTable } from './csv/read-table.ts';
import { decodeText } from './decode-text.ts';
import { sportOfWord } from './sport-of-word.ts';
import { parseWrittenDate } from './written-date.ts';

/** An activity as Strava's account export lists it; the file has its samples. */
export interface StravaExportEntry {
  sourceActivityId: string;
  /** In the zip, without `.gz`; `undefined`: entered by hand. */
  filename: string | undefined;
  name: string | undefined;
  notes: string | undefined;
  /** The name of the bicycle or the shoes. */
  gear: string | undefined;
  sport: Sport;
  subSport: string | undefined;
  startedAt: Date | undefined;
}

/** The list's name in the zip. */
export function isStravaList(name: string): boolean {
  return /(^|\/)activities\.csv$/i.test(name);
}

/** Strava has added columns behind these and between them and the file, and translates their titles. */
const [ID, DATE, NAME, TYPE, DESCRIPTION] = [0, 1, 2, 3, 4];

/**
 * The activities of `activities.csv` in a Strava account export. Its columns are found by their place and content,
 * since their titles are in the athlete's language: the first five have always been id, date, name, type and
 * description, and gear stands before the file. Times are UTC; one in a language that is not known is `undefined`.
 *
 * Throws UnreadableFile as `readTable` does.
 */
export function readStravaList(bytes: Uint8Array): StravaExportEntry[] {
  const { rows } = readTable(decodeText(bytes).text);
  const fileAt = fileColumnOf(rows);
  return rows.flatMap((cells) => {
    const cell = (at: number | undefined) => cells[at ?? -1] || undefined;
    const sourceActivityId = cell(ID);
    if (sourceActivityId === undefined || !/^\d{1,20}$/.test(sourceActivityId)) {
      return [];
    }
    return [
      {
        sourceActivityId,
        filename: cell(fileAt)?.replace(/\.gz$/i, ''),
        name: cell(NAME)?.slice(0, 500),
        notes: cell(DESCRIPTION)?.slice(0, 10_000),
        gear: cell(fileAt === undefined ? undefined : fileAt - 1)?.slice(0, 200),
        ...sportOfWord(cell(TYPE)),
        startedAt: parseWrittenDate(cell(DATE) ?? ''),
      },
    ];
  });
}

function fileColumnOf(rows: string[][]): number | undefined {
  const counts = new Map<number, number>();
  for (const cells of rows) {
    for (const [at, cell] of cells.entries()) {
      if (/^activities\/[^/]+\.(fit|gpx|tcx)(\.gz)?$/i.test(cell)) {
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
    }
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most?.[0];
}
