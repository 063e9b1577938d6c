import type { UploadRow } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import { payloadJson } from '../../jobs/kinds.ts';
import { UPLOAD_FOR_S } from './originals.ts';
import { safeKey, shownName } from './safe-name.ts';

/** Notes an upload that waits for its bytes, and where they are to be kept. */
export async function newUpload(
  input: {
    athleteId: string;
    filename: string;
    sizeBytes: number;
    sha256: string;
    options: object;
  },
  deps: Pick<Deps, 'uploads' | 'random' | 'clock'>,
): Promise<UploadRow> {
  const id = deps.random.uuid();
  const now = deps.clock.now();
  return deps.uploads.create({
    id,
    athlete_id: input.athleteId,
    filename: shownName(input.filename),
    size_bytes: input.sizeBytes,
    sha256: input.sha256,
    options: payloadJson(input.options),
    storage_path: `${input.athleteId}/${id}/${safeKey(input.filename)}`,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    expires_at: new Date(now.getTime() + UPLOAD_FOR_S * 1000).toISOString(),
  });
}
