import type { Input, Output } from '../../contract/operation.ts';
import type { listUploads as operation } from '../../contract/uploads.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { toUpload } from './to-upload.ts';

/** A page of the caller's uploads, newest first. */
export async function listUploads(
  { query: { page, per_page } }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: Pick<Deps, 'uploads'>,
): Promise<Output<typeof operation>> {
  const { items, total } = await deps.uploads.read(caller, {
    limit: per_page,
    offset: (page - 1) * per_page,
  });
  return { items: items.map(toUpload), total, page, per_page };
}
