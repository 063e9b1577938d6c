import { hash } from 'node:crypto';
import type { AnsweredFile } from '../../contract/operation.ts';
import { AppError } from '../../core/errors.ts';
import type { RecordingRow } from '../../core/ports/analyses.ts';
import type { ActivityRow } from '../../core/ports/rows.ts';
import type { UploadRow } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import { type PackedFile, unpackFile } from '../../recording/unpack-file.ts';
import { isZip } from '../../recording/zip/read-zip.ts';
import { ORIGINALS } from '../uploads/originals.ts';
import { shownName } from '../uploads/safe-name.ts';

export type Recorded = { recording: RecordingRow; upload: UploadRow | null } | undefined;

const TYPES: Record<string, string> = {
  fit: 'application/vnd.ant.fit',
  gpx: 'application/gpx+xml',
  tcx: 'application/vnd.garmin.tcx+xml',
  csv: 'text/csv',
  gz: 'application/gzip',
};

/**
 * The bytes an activity came as: the uploaded file itself, or of an archive the part. `path`: where just these bytes
 * are kept.
 */
export async function readOriginal(
  activity: ActivityRow,
  recorded: Recorded,
  deps: Pick<Deps, 'storage'>,
): Promise<{ file: AnsweredFile; path: string | undefined }> {
  const upload = recorded?.upload;
  const bytes =
    upload && (await deps.storage.get({ bucket: ORIGINALS, path: upload.storage_path }));
  if (!upload || !bytes) {
    throw new AppError('not_found', {
      detail: 'This activity came without a file: ask for format=fit, gpx, tcx or csv.',
    });
  }
  if (!isZip(bytes)) {
    return { file: fileOf(upload.filename, bytes), path: upload.storage_path };
  }
  const sha256 = recorded?.recording.file_id?.split('#')[0] ?? '';
  const { filename } = activity.source_metadata as { filename?: string };
  const { files } = unpackFile(bytes, { filename: upload.filename });
  // by its name first, and by what it holds where names are doubled
  const found = files
    .toSorted((a, b) => Number(b.name === filename) - Number(a.name === filename))
    .map(({ name, unpack }) => ({ name, bytes: unpacked(unpack) }))
    .find((one) => hash('sha256', one.bytes) === sha256);
  if (found === undefined) {
    throw new AppError('not_found', { detail: 'The archive does not hold this file any more.' });
  }
  return { file: fileOf(shownName(found.name), found.bytes), path: undefined };
}

function unpacked(unpack: PackedFile['unpack']): Uint8Array {
  try {
    return unpack().bytes;
  } catch {
    // another part's fault
    return new Uint8Array();
  }
}

function fileOf(filename: string, bytes: Uint8Array): AnsweredFile {
  const extension = /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() ?? '';
  return { filename, bytes, contentType: TYPES[extension] ?? 'application/octet-stream' };
}
