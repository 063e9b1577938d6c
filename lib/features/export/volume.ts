import { hash } from 'node:crypto';
import type { ActivityRow } from '../../core/ports/rows.ts';
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  MANIFEST_PATH,
} from '../../recording/export-file/export-format.ts';
import {
  createZipWriter,
  MOST_ENTRIES,
  type PackedEntry,
  packEntry,
  zippedBytes,
} from '../../recording/export-file/zip-writer.ts';
import { activitiesCsv } from './activities-csv.ts';
import { type ExportEntry, jsonEntry, textEntry } from './export-entry.ts';
import { README } from './readme.ts';

/** What the manifest and the table of activities may take for each file, and for each activity, bytes. */
const LISTED_BYTES = 400;
const TABLED_BYTES = 1_000;
const FRAME_BYTES = 16_384;

/** The manifest, the table and the words. */
const CLOSING_ENTRIES = 3;

interface Listed {
  path: string;
  size_bytes: number;
  sha256: string;
}

export interface Volume {
  activities(): number;
  /** For what is in every volume. */
  addFrame(entries: ExportEntry[]): void;
  /**
   * False: it does not fit, and nothing was added. What is too large for any volume is added without its largest
   * files, and the manifest says so.
   */
  addActivity(row: ActivityRow, entries: ExportEntry[]): boolean;
  /** The whole zip. */
  end(about: {
    exportId: string;
    athleteId: string;
    volume: number;
    last: boolean;
    createdAt: Date;
    deleted: number;
  }): { bytes: Uint8Array; sha256: string };
}

/**
 * A volume of an export, filled up to `volumeBytes`; one activity may take it to `mostBytes`. Files are packed one
 * at a time, so that beside the volume no more is held than one activity.
 */
export function createVolume({
  volumeBytes,
  mostBytes,
  at,
}: {
  volumeBytes: number;
  mostBytes: number;
  at: Date;
}): Volume {
  const zip = createZipWriter({ capacityBytes: mostBytes, at });
  const listed: Listed[] = [];
  const rows: ActivityRow[] = [];
  const omitted: { path: string; size_bytes: number; reason: string }[] = [];

  /** With what is still to be written at the end. */
  const sizeWith = (packed: PackedEntry[]) =>
    zip.sizeBytes() +
    zippedBytes(packed) +
    FRAME_BYTES +
    LISTED_BYTES * (listed.length + packed.length) +
    TABLED_BYTES * (rows.length + 1);

  function add(packed: PackedEntry[], entries: ExportEntry[]): void {
    zip.add(packed);
    for (const { path, content } of entries) {
      listed.push({ path, size_bytes: content.length, sha256: hash('sha256', content) });
    }
  }

  return {
    activities: () => rows.length,
    addFrame(entries) {
      add(entries.map(pack), entries);
    },
    addActivity(row, entries) {
      let left = entries;
      let packed = left.map(pack);
      if (rows.length > 0) {
        const isFull = listed.length + packed.length > MOST_ENTRIES - CLOSING_ENTRIES;
        if (isFull || sizeWith(packed) > volumeBytes) {
          return false;
        }
      }
      while (sizeWith(packed) > mostBytes && packed.length > 1) {
        const largest = packed.toSorted((a, b) => b.data.length - a.data.length)[0];
        left = left.filter(({ path }) => path !== largest?.path);
        packed = packed.filter((entry) => entry !== largest);
        omitted.push({
          path: largest?.path ?? '',
          size_bytes: largest?.sizeBytes ?? 0,
          reason: 'too large for a volume',
        });
      }
      add(packed, left);
      rows.push(row);
      return true;
    },
    end({ exportId, athleteId, volume, last, createdAt, deleted }) {
      const closing = [
        textEntry('README.txt', README),
        textEntry('activities.csv', activitiesCsv(rows)),
      ];
      add(closing.map(pack), closing);
      const manifest = jsonEntry(MANIFEST_PATH, {
        format: EXPORT_FORMAT,
        version: EXPORT_VERSION,
        export_id: exportId,
        athlete_id: athleteId,
        volume,
        last,
        created_at: createdAt.toISOString(),
        counts: {
          activities: rows.length,
          samples_expired: rows.filter(({ streams }) => streams === 'expired').length,
          deleted_left_out: deleted,
        },
        omitted,
        entries: listed,
      });
      zip.add([pack(manifest)]);
      const bytes = zip.end();
      return { bytes, sha256: hash('sha256', bytes) };
    },
  };
}

function pack({ path, content }: ExportEntry): PackedEntry {
  return packEntry(path, content);
}
