import type { getActivityFile as operation } from '../../contract/activity-files.ts';
import type { AnsweredFile, Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import type { Deps } from '../../core/ports.ts';
import { ownActivity } from '../activities/own-activity.ts';
import type { StreamDeps } from '../activities/read-channels.ts';
import { ORIGINALS } from '../uploads/originals.ts';
import { readOriginal } from './read-original.ts';
import { writtenFile } from './written-file.ts';

/** A function's answer holds 6 MB, and bytes grow by a third on the way. */
const MOST_BYTES = 4 * 1024 * 1024;

/** How long a signed address opens a file, s. */
const OPEN_FOR_S = 300;

/** One of the caller's activities as a file: as it came, or written from what is stored. */
export async function getActivityFile(
  { params, query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: StreamDeps & Pick<Deps, 'uploads' | 'storage'>,
): Promise<Output<typeof operation>> {
  const activity = await ownActivity(params.activity_id, caller, deps);
  const recorded = await deps.uploads.recordingOf(caller, activity.id);
  if (query.format === 'original') {
    const { file, path } = await readOriginal(activity, recorded, deps);
    return file.bytes.length <= MOST_BYTES ? file : redirect(file, path, { caller, deps });
  }
  const file = await writtenFile({ activity, recorded, format: query.format }, caller, deps);
  return file.bytes.length <= MOST_BYTES ? file : redirect(file, undefined, { caller, deps });
}

/** What is not kept as it is, is kept for the asking. */
async function redirect(
  file: AnsweredFile,
  path: string | undefined,
  { caller, deps }: { caller: AthleteCaller; deps: Pick<Deps, 'storage'> },
): Promise<{ location: string }> {
  const { filename, contentType, bytes } = file;
  const at =
    path ?? `${caller.athleteId}/written/${encodeURIComponent(filename).replaceAll('%', '_')}`;
  if (path === undefined) {
    await deps.storage.put({ bucket: ORIGINALS, path: at, bytes, contentType });
  }
  const signed = { bucket: ORIGINALS, path: at, forS: OPEN_FOR_S, filename };
  return { location: await deps.storage.signedUrl(signed) };
}
