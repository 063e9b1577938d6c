import { hash } from 'node:crypto';
import type { UploadRow, UploadWarning } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import type { JobContext } from '../../jobs/handler.ts';
import { decodeFile } from '../../recording/decode-file.ts';
import {
  isStravaList,
  readStravaList,
  type StravaExportEntry,
} from '../../recording/strava-export.ts';
import { type PackedFile, unpackFile } from '../../recording/unpack-file.ts';
import { UnreadableFile } from '../../recording/unreadable-file.ts';
import { isZip } from '../../recording/zip/read-zip.ts';
import { RefusedUpload } from './refused-upload.ts';
import { storeDecoded } from './store-decoded.ts';
import type { UploadOptions } from './to-file-activity.ts';

/** So many warnings are kept; beyond them an archive is not worth listing. */
const MOST_WARNINGS = 1000;

/** An archive's progress is noted every so many files. */
const NOTED_EVERY = 10;

export interface Walked {
  /** Where to go on; `undefined`: all is done. */
  next: number | undefined;
  progress: number;
  step: string;
  /** Activities that were there before and have their samples now. */
  attached: string[];
}

/**
 * Stores the files of an upload from one on. A single file that cannot be read throws; of an archive it is a
 * warning with its name, unless nothing of the archive can.
 */
export async function walkFiles(
  { upload, bytes, from }: { upload: UploadRow; bytes: Uint8Array; from: number },
  context: Pick<JobContext<'decode-upload'>, 'progress' | 'yield' | 'signal'>,
  deps: Pick<Deps, 'uploads' | 'clock'>,
): Promise<Walked> {
  const unpacked = unpackFile(bytes, { filename: upload.filename });
  const { files, list } = partsOf(unpacked.files);
  const isArchive = isZip(bytes);
  const known = upload.warnings as unknown as UploadWarning[];
  const warnings = new Set(
    [...known, ...unpacked.warnings].map(({ code, detail }) => JSON.stringify({ code, detail })),
  );
  const attached: string[] = [];
  let failure: UnreadableFile | undefined;
  let found = upload.activity_ids.length;
  for (const [index, file] of files.entries()) {
    const progress = Math.floor((80 * index) / files.length);
    const step = `files ${index}/${files.length}`;
    if (index < from) {
      continue;
    }
    if (index > from && (context.yield() || context.signal.aborted)) {
      await note(upload.id, { state: 'storing', progress, warnings }, deps);
      return { next: index, progress, step, attached };
    }
    context.progress(progress, step);
    if (index % NOTED_EVERY === 0) {
      const state = isArchive ? 'storing' : 'decoding';
      await note(upload.id, { state, progress, warnings }, deps);
    }
    const prefix = isArchive ? `${file.name}: ` : '';
    try {
      const outcome = await storeFile(file, { upload, list, isPart: isArchive }, deps);
      found += outcome.activityIds.length;
      attached.push(...outcome.attached);
      for (const { code, detail } of outcome.warnings) {
        warnings.add(JSON.stringify({ code, detail: prefix + detail }));
      }
    } catch (error) {
      if (!isArchive || !(error instanceof UnreadableFile)) {
        throw error;
      }
      failure ??= error;
      warnings.add(JSON.stringify({ code: error.code, detail: prefix + error.message }));
    }
  }
  const step = `files ${files.length}/${files.length}`;
  context.progress(80, step);
  await note(upload.id, { state: 'storing', progress: 80, warnings }, deps);
  if (found === 0) {
    throw (
      failure ?? new UnreadableFile('unknown_format', 'The zip holds no FIT, GPX, TCX or CSV file.')
    );
  }
  return { next: undefined, progress: 80, step, attached };
}

/** The recordings of an upload, and of Strava's account export its list, by file. */
function partsOf(files: PackedFile[]): {
  files: PackedFile[];
  list: Map<string, StravaExportEntry>;
} {
  const listFile = files.length > 1 ? files.find(({ name }) => isStravaList(name)) : undefined;
  if (listFile === undefined) {
    return { files, list: new Map() };
  }
  const folder = listFile.name.replace(/activities\.csv$/i, '');
  const entries = readStravaList(listFile.unpack().bytes);
  const list = new Map(
    entries.flatMap((entry) =>
      entry.filename === undefined ? [] : [[folder + entry.filename, entry] as const],
    ),
  );
  // the other tables of an export are of shoes, comments and messages
  const recordings = files.filter(({ name }) => list.has(name) || !/\.csv$/i.test(name));
  return { files: recordings, list };
}

async function storeFile(
  file: PackedFile,
  of: { upload: UploadRow; list: Map<string, StravaExportEntry>; isPart: boolean },
  deps: Pick<Deps, 'uploads' | 'clock'>,
): Promise<{ activityIds: string[]; attached: string[]; warnings: UploadWarning[] }> {
  const { bytes, warnings } = file.unpack();
  const { started_at } = of.upload.options as UploadOptions;
  const listed = of.list.get(file.name);
  const startedAt = started_at === undefined ? listed?.startedAt : new Date(started_at);
  const decoded = decodeFile(bytes, { filename: file.name, startedAt });
  const { stored, warnings: told } = await storeDecoded(
    { ...decoded, warnings: [...warnings, ...decoded.warnings] },
    {
      upload: of.upload,
      filename: file.name,
      sha256: hash('sha256', bytes),
      listed,
      isPart: of.isPart,
    },
    deps,
  );
  if (stored.some(({ outcome }) => outcome === 'occupied')) {
    throw new RefusedUpload(
      'activity_occupied',
      'The activity it was meant for has samples by now: import the file without activity_id.',
    );
  }
  const idsOf = (outcomes: string[]) =>
    stored.flatMap(({ activityId, outcome }) =>
      activityId !== null && outcomes.includes(outcome) ? [activityId] : [],
    );
  const repeated =
    of.isPart && stored.some(({ outcome }) => outcome === 'duplicate')
      ? [{ code: 'duplicate', detail: 'This file is here already.' }]
      : [];
  return {
    activityIds: idsOf(['stored', 'attached', 'duplicate']),
    attached: idsOf(['attached']),
    warnings: [...told, ...repeated],
  };
}

async function note(
  uploadId: string,
  { warnings, ...changes }: { state: string; progress: number; warnings: Set<string> },
  deps: Pick<Deps, 'uploads'>,
): Promise<void> {
  await deps.uploads.update(uploadId, {
    ...changes,
    warnings: [...warnings].slice(0, MOST_WARNINGS).map((one) => JSON.parse(one) as never),
  });
}
