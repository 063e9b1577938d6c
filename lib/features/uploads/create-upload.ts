import type { Input, Output } from '../../contract/operation.ts';
import type { createUpload as operation } from '../../contract/uploads.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { newUpload } from './new-upload.ts';
import { ORIGINALS } from './originals.ts';
import { requireRoom } from './require-room.ts';

/** Announces a file, and answers where its bytes go. */
export async function createUpload(
  { body }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'activities' | 'uploads' | 'storage' | 'random' | 'clock'>,
): Promise<Output<typeof operation>> {
  await requireRoom(body.activity_id, caller, deps);
  const { filename, size_bytes, sha256, ...options } = body;
  const upload = await newUpload(
    { athleteId: caller.athleteId, filename, sizeBytes: size_bytes, sha256, options },
    deps,
  );
  return {
    upload_id: upload.id,
    upload_url: await deps.storage.signedUploadUrl({
      bucket: ORIGINALS,
      path: upload.storage_path,
    }),
    expires_at: upload.expires_at ?? upload.created_at,
  };
}
