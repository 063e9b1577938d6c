import type { Input, Output } from '../../contract/operation.ts';
import type { completeUpload as operation } from '../../contract/uploads.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';
import { acceptUpload, noSuchUpload } from './accept-upload.ts';
import { ORIGINALS } from './originals.ts';

/** Looks whether the bytes are there and as many as announced; whether they are the ones, the job sees. */
export async function completeUpload(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'uploads' | 'storage' | 'clock' | 'nudge'>,
): Promise<Output<typeof operation>> {
  const { items } = await deps.uploads.read(caller, {
    uploadId: params.upload_id,
    limit: 1,
    offset: 0,
  });
  const upload = items[0]?.upload;
  if (upload === undefined) {
    throw noSuchUpload();
  }
  if (upload.state === 'waiting') {
    const at = { bucket: ORIGINALS, path: upload.storage_path };
    const size = await deps.storage.size(at);
    if (size === undefined) {
      throw new AppError('conflict', {
        detail: 'The bytes are not there yet: PUT them to upload_url first.',
      });
    }
    if (size !== upload.size_bytes) {
      // so that the address takes them again
      await deps.storage.remove({ bucket: at.bucket, paths: [at.path] });
      throw new AppError('unprocessable_file', {
        detail: `${size} bytes came instead of the ${upload.size_bytes} announced: PUT them again.`,
      });
    }
  }
  return acceptUpload(upload, deps);
}
