import type { importActivity as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { acceptUpload } from '../uploads/accept-upload.ts';
import { newUpload } from '../uploads/new-upload.ts';
import { ORIGINALS } from '../uploads/originals.ts';
import { requireRoom } from '../uploads/require-room.ts';

/** A small file in one request: the original is stored before anything is promised. */
export async function importActivity(
  { file, body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'uploads' | 'storage' | 'random' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  await requireRoom(body.activity_id, caller, deps);
  const upload = await newUpload(
    {
      athleteId: caller.athleteId,
      filename: file.filename,
      sizeBytes: file.bytes.length,
      sha256: file.sha256,
      options: body,
    },
    deps,
  );
  await deps.storage.put({
    bucket: ORIGINALS,
    path: upload.storage_path,
    bytes: file.bytes,
    contentType: 'application/octet-stream',
  });
  return acceptUpload(upload, deps);
}
