import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import { ORIGINALS } from '../uploads/originals.ts';
import { safeKey } from '../uploads/safe-name.ts';
import type { ExportEntry } from './export-entry.ts';

/** The file an activity came in, bit for bit, with the first of the activities that came of it. */
export async function originalEntries(
  row: Pick<ActivityRow, 'id' | 'source'>,
  folder: string,
  { exports, uploads, storage }: Pick<Deps, 'exports' | 'uploads' | 'storage'>,
): Promise<ExportEntry[]> {
  if (row.source === 'strava' || row.source === 'manual') {
    return [];
  }
  const [recording] = await exports.rows({
    table: 'recordings',
    of: { activity_id: row.id },
    order: ['activity_id'],
    columns: ['upload_id'],
  });
  const uploadId = recording?.['upload_id'];
  const upload = typeof uploadId === 'string' ? await uploads.get(uploadId) : undefined;
  if (upload === undefined || upload.activity_ids[0] !== row.id) {
    return [];
  }
  const content = await storage.get({ bucket: ORIGINALS, path: upload.storage_path });
  return content === undefined
    ? []
    : [{ path: `${folder}original/${safeKey(upload.filename)}`, content }];
}
