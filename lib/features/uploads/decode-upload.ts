import { hash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { UploadRow, UploadWarning } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { UnreadableFile } from '../../recording/unreadable-file.ts';
import { ORIGINALS } from './originals.ts';
import { RefusedUpload } from './refused-upload.ts';
import { restoreUpload } from './restore-upload.ts';
import { walkFiles } from './walk-files.ts';

type DecodeDeps = Pick<
  Deps,
  'uploads' | 'exports' | 'storage' | 'jobs' | 'cache' | 'clock' | 'nudge'
>;

/**
 * Job `decode-upload`: reads an uploaded file and stores what is in it. Killed at any moment and run again it gives
 * the same: what is stored is known by its bytes. An archive is walked in slices. Of a file that gives nothing
 * the upload tells why, and the job fails with `unprocessable_file` and the same words.
 */
export async function decodeUpload(
  context: JobContext<'decode-upload'>,
  deps: DecodeDeps,
): Promise<HandlerOutcome<'decode-upload'>> {
  const { payload } = context;
  const upload = await deps.uploads.get(payload.upload_id);
  if (upload === undefined || upload.athlete_id !== payload.athlete_id) {
    return { done: { outcome: 'gone' } };
  }
  if (upload.state === 'failed') {
    throw unprocessable(upload.error_detail ?? '');
  }
  let isExport = false;
  try {
    const bytes = await readSent(upload, deps);
    const restored = await restoreUpload({ upload, bytes }, context, deps);
    isExport = restored !== undefined;
    const walked =
      restored ?? (await walkFiles({ upload, bytes, from: payload.next ?? 0 }, context, deps));
    await deps.cache.invalidate(upload.athlete_id, [
      'activities',
      ...walked.attached.map((id) => `streams/${id}`),
    ]);
    if (walked.next !== undefined) {
      const { progress, step } = walked;
      return { handOver: { ...payload, next: walked.next }, progress, step };
    }
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof RefusedUpload) {
      const { code, message } = error;
      await deps.uploads.update(upload.id, {
        state: 'failed',
        error_code: code,
        error_detail: message,
      });
      throw unprocessable(message);
    }
    throw error;
  }
  const done = await deps.uploads.finish(upload.id, { isExport, now: deps.clock.now() });
  await deps.nudge.wake();
  const warnings = (done?.warnings ?? []) as unknown as UploadWarning[];
  return {
    done: {
      upload_id: upload.id,
      activities: done?.activity_ids.length ?? 0,
      duplicate_of: done?.duplicate_of ?? null,
      warnings: warnings.length,
    },
  };
}

async function readSent(upload: UploadRow, deps: DecodeDeps): Promise<Uint8Array> {
  const bytes = await deps.storage.get({ bucket: ORIGINALS, path: upload.storage_path });
  const sha256 = hash('sha256', bytes ?? '');
  if (bytes === undefined || sha256 !== upload.sha256) {
    throw new RefusedUpload(
      'checksum_mismatch',
      'The bytes that came are not those that were announced: upload the file again.',
    );
  }
  return bytes;
}

function unprocessable(detail: string): AppError {
  return new AppError('unprocessable_file', { detail });
}
