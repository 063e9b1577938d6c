import type { UploadRow, UploadWarning } from '../../core/ports/uploads.ts';
import type { Deps } from '../../core/ports.ts';
import type { JobContext } from '../../jobs/handler.ts';
import { isZip } from '../../recording/zip/read-zip.ts';
import { restoreExport } from '../export/restore-export.ts';
import type { Walked } from './walk-files.ts';

/** Brings back an account's export. `undefined`: the upload is none. */
export async function restoreUpload(
  { upload, bytes }: { upload: UploadRow; bytes: Uint8Array },
  context: Pick<JobContext<'decode-upload'>, 'progress' | 'yield'>,
  deps: Pick<Deps, 'uploads' | 'exports' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Walked | undefined> {
  if (!isZip(bytes)) {
    return undefined;
  }
  const restored = await restoreExport(
    {
      athleteId: upload.athlete_id,
      bytes,
      progress: (percent, step) => context.progress(Math.floor(0.8 * percent), step),
      yield: context.yield,
    },
    deps,
  );
  if (restored === undefined) {
    return undefined;
  }
  const told = [...(upload.warnings as unknown as UploadWarning[]), ...restored.warnings];
  const warnings = new Set(told.map(({ code, detail }) => JSON.stringify({ code, detail })));
  await deps.uploads.update(upload.id, {
    state: 'storing',
    activity_ids: [...new Set([...upload.activity_ids, ...restored.activityIds])],
    warnings: [...warnings].map((one) => JSON.parse(one) as never),
  });
  return {
    // whoever goes on finds what is done known
    next: restored.isComplete ? undefined : 0,
    progress: 0,
    step: 'activities',
    attached: [],
  };
}
