import type * as z from 'zod';
import type { upload as contract } from '../../contract/uploads.ts';
import type { UploadRow } from '../../core/ports/uploads.ts';

type Body = z.input<typeof contract>;

/** An upload as the API shows it: ready once none of its activities waits for its analysis. */
export function toUpload({ upload, pending }: { upload: UploadRow; pending: number }): Body {
  const { error_code: code, error_detail: detail } = upload;
  const isReady = upload.state === 'analysing' && pending === 0;
  const analysed = upload.activity_ids.length - pending;
  const progress =
    upload.state === 'analysing'
      ? 80 + Math.floor((20 * analysed) / Math.max(1, upload.activity_ids.length))
      : upload.progress;
  return {
    id: upload.id,
    filename: upload.filename,
    size_bytes: upload.size_bytes,
    sha256: upload.sha256,
    state: isReady ? 'ready' : (upload.state as Body['state']),
    progress: isReady ? 100 : progress,
    job_id: upload.job_id,
    activity_ids: upload.activity_ids,
    duplicate_of: upload.duplicate_of,
    warnings: upload.warnings as Body['warnings'],
    error: code === null ? null : { code, detail: detail ?? '' },
    created_at: upload.created_at,
    expires_at: upload.expires_at,
  };
}
