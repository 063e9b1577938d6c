import type { ActivityRow } from '../../core/ports/rows.ts';
import type { Deps } from '../../core/ports.ts';
import type { HandlerOutcome, JobContext } from '../../jobs/handler.ts';
import { activityEntries, tableEntries } from './activity-entries.ts';
import { jsonEntry } from './export-entry.ts';
import { ATHLETE_TABLES } from './exported-tables.ts';
import { createVolume, type Volume } from './volume.ts';

type Payload = JobContext<'export-athlete'>['payload'];
type ExportDeps = Pick<Deps, 'exports' | 'streams' | 'live' | 'uploads' | 'storage' | 'clock'>;

export const EXPORTS_BUCKET = 'exports';

/** How long the addresses open what was exported, s. */
const EXPORT_URL_S = 86_400;

const MIB = 2 ** 20;

/** A Supabase project of the free plan takes objects of 50 MB, and so do our uploads. */
const SIZES = { volumeBytes: 32 * MIB, mostBytes: 46 * MIB };

const PAGE = 50;

/**
 * Job `export-athlete`: walks an athlete's activities, oldest first, and writes them volume by volume. Each volume
 * is stored before the next begins, and the payload remembers it: whoever is killed goes on behind the last one.
 */
export async function exportAthlete(
  context: JobContext<'export-athlete'>,
  deps: ExportDeps,
  sizes: typeof SIZES = SIZES,
): Promise<HandlerOutcome<'export-athlete'>> {
  const { payload } = context;
  const athleteId = payload.athlete_id;
  const profile = await deps.exports.athlete(athleteId);
  if (profile === undefined) {
    return { done: { outcome: 'gone' } };
  }
  const at = new Date(payload.requested_at);
  const volume = createVolume({ ...sizes, at });
  const tables = await Promise.all(
    Object.entries(ATHLETE_TABLES).map(([table, exported]) =>
      tableEntries({ table, of: { athlete_id: athleteId }, folder: '' }, exported, deps),
    ),
  );
  volume.addFrame([jsonEntry('athlete.json', profile), ...tables.flat()]);
  const walked = await fill(volume, context, deps);
  if (context.signal.aborted) {
    return { handOver: payload };
  }
  const number = payload.files.length + 1;
  const { bytes, sha256 } = volume.end({
    exportId: payload.export_id,
    athleteId,
    volume: number,
    last: walked.isLast,
    createdAt: at,
    deleted: await deps.exports.countDeleted(athleteId),
  });
  const filename = `fettle-export-${number}.zip`;
  const path = `${athleteId}/${payload.export_id}/${filename}`;
  await deps.storage.put({ bucket: EXPORTS_BUCKET, path, bytes, contentType: 'application/zip' });
  const files = [
    ...payload.files,
    { path, filename, size_bytes: bytes.length, sha256, activities: volume.activities() },
  ];
  if (walked.isLast) {
    return { done: await toResult(files, deps) };
  }
  const next: Payload = { ...payload, files, after: walked.after, total: walked.total };
  return { handOver: next, ...walked.shown };
}

interface Walked {
  /** The last activity that is in a volume. */
  after: Payload['after'];
  total: number;
  isLast: boolean;
  shown: { progress: number; step: string };
}

/** Adds activities until the volume is full, none is left, or time is. */
async function fill(
  volume: Volume,
  { payload, progress, yield: nearDeadline, signal }: JobContext<'export-athlete'>,
  deps: ExportDeps,
): Promise<Walked> {
  const athleteId = payload.athlete_id;
  let after = payload.after;
  let total = payload.total ?? 0;
  for (;;) {
    const { items, remaining } = await deps.exports.activities({ athleteId, after, limit: PAGE });
    total = Math.max(total, remaining);
    const shownAt = (index: number) => {
      const done = total - remaining + index;
      return {
        progress: Math.min(99, Math.floor((100 * done) / Math.max(1, total))),
        step: `activities ${done}/${total}`,
      };
    };
    for (const [index, row] of items.entries()) {
      const shown = shownAt(index);
      const isTime = volume.activities() > 0 && nearDeadline();
      if (signal.aborted || isTime || !(await addOne(volume, row, deps))) {
        return { after, total, isLast: false, shown };
      }
      progress(shown.progress, shown.step);
      after = { started_at: row.started_at, id: row.id };
    }
    if (items.length === 0) {
      return { after, total, isLast: true, shown: shownAt(0) };
    }
  }
}

async function addOne(volume: Volume, row: ActivityRow, deps: ExportDeps): Promise<boolean> {
  return volume.addActivity(row, await activityEntries(row, deps));
}

/** What the athlete is answered: addresses that open without a token, for a day. */
async function toResult(
  files: Payload['files'],
  { storage, clock }: Pick<Deps, 'storage' | 'clock'>,
) {
  const now = clock.now();
  const signed = await Promise.all(
    files.map(async ({ path, ...file }) => ({
      url: await storage.signedUrl({
        bucket: EXPORTS_BUCKET,
        path,
        forS: EXPORT_URL_S,
        filename: file.filename,
      }),
      ...file,
    })),
  );
  return {
    url: signed[0]?.url ?? null,
    expires_at: new Date(now.getTime() + EXPORT_URL_S * 1000).toISOString(),
    activities: files.reduce((sum, { activities }) => sum + activities, 0),
    files: signed,
  };
}
