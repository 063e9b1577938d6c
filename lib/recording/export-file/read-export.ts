import type * as z from 'zod';
import { UnreadableFile } from '../unreadable-file.ts';
import {
  EXPORT_VERSION,
  type ExportedRow,
  exportedActivity,
  exportedAnalysis,
  exportedLinks,
  exportedProfile,
  exportedRows,
  exportManifest,
  MANIFEST_PATH,
} from './export-format.ts';
import { readSamples } from './samples-table.ts';
import { openZip, type ZipFile } from './zip-reader.ts';

/** A volume of an export. Its files are unpacked as they are asked for. */
export interface ExportVolume {
  profile: ExportedRow;
  thresholds: ExportedRow[];
  wellness: ExportedRow[];
  /** Pairs of activities, by their ids in the export, and what is known of them. */
  links: z.output<typeof exportedLinks>;
  /** Folders of activities, in order. */
  folders: string[];
  /** Throws UnreadableFile where a file of it is damaged. */
  activity(folder: string): VolumeActivity;
}

interface VolumeActivity {
  activity: z.output<typeof exportedActivity>;
  samples: ReturnType<typeof readSamples>;
  /** By table. */
  rows: Record<string, ExportedRow[]>;
  /** `undefined` also where it is none as they are stored. */
  analysis: ExportedRow | undefined;
}

const ACTIVITY = /^(activities\/[^/]+\/)activity\.json$/;

const NULL = new TextEncoder().encode('null');

/** Files of a folder, by the table whose rows they hold. */
const ROWS = { recordings: 'recording.json', points: 'points.json' };

/**
 * Whether a zip is an export, told by its manifest; then the volume. `undefined`: it is some other zip. Throws
 * UnreadableFile for an export that is damaged or of a newer program.
 */
export function openExport(bytes: Uint8Array): ExportVolume | undefined {
  const zip = openZip(bytes);
  const manifest = zip.paths.has(MANIFEST_PATH)
    ? exportManifest.safeParse(jsonOf(zip, MANIFEST_PATH))
    : undefined;
  if (manifest?.success !== true) {
    return undefined;
  }
  if (manifest.data.version > EXPORT_VERSION) {
    throw new UnreadableFile('unknown_format', 'The export is of a newer program than this one.');
  }
  return {
    profile: parse(exportedProfile, zip, 'athlete.json') ?? {},
    thresholds: parse(exportedRows, zip, 'thresholds.json') ?? [],
    wellness: parse(exportedRows, zip, 'wellness.json') ?? [],
    links: parse(exportedLinks, zip, 'links.json') ?? [],
    folders: [...zip.paths].flatMap((path) => ACTIVITY.exec(path)?.[1] ?? []).sort(),
    activity(folder) {
      const activity = parse(exportedActivity, zip, `${folder}activity.json`);
      if (activity === undefined) {
        throw damaged(folder);
      }
      const samples = zip.read(`${folder}samples.csv`);
      return {
        activity,
        samples: samples === undefined ? { channels: {}, sampleCount: 0 } : readSamples(samples),
        rows: Object.fromEntries(
          Object.entries(ROWS).map(([table, file]) => [
            table,
            parse(exportedRows, zip, folder + file) ?? [],
          ]),
        ),
        analysis: exportedAnalysis.safeParse(jsonOf(zip, `${folder}analysis.json`)).data,
      };
    },
  };
}

function parse<T extends z.ZodType>(
  schema: T,
  zip: ZipFile,
  path: string,
): z.output<T> | undefined {
  if (!zip.paths.has(path)) {
    return undefined;
  }
  const parsed = schema.safeParse(jsonOf(zip, path));
  if (!parsed.success) {
    throw damaged(path);
  }
  return parsed.data;
}

function jsonOf(zip: ZipFile, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(zip.read(path) ?? NULL));
  } catch (cause) {
    throw cause instanceof UnreadableFile ? cause : damaged(path);
  }
}

function damaged(path: string): UnreadableFile {
  return new UnreadableFile(
    'damaged_file',
    `${path.slice(0, 120)} is not what an export holds there.`,
  );
}
