import type * as z from 'zod';
import type { acceptedUpload } from '../../contract/upload-schemas.ts';
import { AppError } from '../../core/errors.ts';
import type { UploadRow } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import { acceptedJob } from '../jobs/accepted-job.ts';

/** The bytes are kept: has them read, once however often it is asked for. */
export async function acceptUpload(
  { id, athlete_id }: Pick<UploadRow, 'id' | 'athlete_id'>,
  deps: Pick<Deps, 'uploads' | 'clock' | 'nudge'>,
): Promise<z.input<typeof acceptedUpload>> {
  const jobId = await deps.uploads.receive({
    uploadId: id,
    job: newJob('decode-upload', { athlete_id, upload_id: id }),
    now: deps.clock.now(),
  });
  if (jobId === undefined) {
    throw noSuchUpload();
  }
  await deps.nudge.wake();
  return { ...acceptedJob(jobId), upload_id: id };
}

export function noSuchUpload(): AppError {
  return new AppError('not_found', { detail: 'You have no upload with this id.' });
}
