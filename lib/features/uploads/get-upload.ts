import type { Input, Output } from '../../contract/operation.ts';
import type { getUpload as operation } from '../../contract/uploads.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { noSuchUpload } from './accept-upload.ts';
import { toUpload } from './to-upload.ts';

/** How far one of the caller's uploads is. */
export async function getUpload(
  { params }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'uploads'>,
): Promise<Output<typeof operation>> {
  const { items } = await deps.uploads.read(caller, {
    uploadId: params.upload_id,
    limit: 1,
    offset: 0,
  });
  if (items[0] === undefined) {
    throw noSuchUpload();
  }
  return toUpload(items[0]);
}
