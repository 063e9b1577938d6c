import { THRESHOLD_FIELDS } from '../../core/ports/analyses.ts';
import type { AnyRow } from '../../core/ports/exports.ts';
import type { Deps } from '../../core/ports.ts';
import { newJob } from '../../jobs/kinds.ts';
import type { ChannelName, ChannelValue } from '../../recording/channels.ts';
import { type ExportVolume, openExport } from '../../recording/export-file/read-export.ts';
import { packedAs } from '../../recording/export-file/samples-table.ts';
import { packChannel } from '../../recording/pack-channel.ts';
import { UnreadableFile } from '../../recording/unreadable-file.ts';
import { startJob } from '../jobs/start-job.ts';

export interface Restored {
  activityIds: string[];
  /** Activities that were here already. */
  known: number;
  warnings: { code: string; detail: string }[];
  /** False: time ran out; whoever goes on finds what is done known. */
  isComplete: boolean;
}

/**
 * Brings back a volume of an export. What the athlete has stays as it is, so that doing it twice, or in parts,
 * changes nothing. `undefined`: the zip is no export. Throws UnreadableFile for a damaged one.
 */
export async function restoreExport(
  {
    athleteId,
    bytes,
    progress = () => undefined,
    yield: nearDeadline = () => false,
  }: {
    athleteId: string;
    bytes: Uint8Array;
    progress?: (percent: number, step?: string) => void;
    yield?: () => boolean;
  },
  deps: Pick<Deps, 'exports' | 'jobs' | 'clock' | 'nudge'>,
): Promise<Restored | undefined> {
  const volume = openExport(bytes);
  if (volume === undefined) {
    return undefined;
  }
  const restored: Restored = { activityIds: [], known: 0, warnings: [], isComplete: true };
  // first what figures rest on, so that each is computed once
  await restoreAthlete(volume, athleteId, { restored, deps });
  for (const [index, folder] of volume.folders.entries()) {
    if (nearDeadline()) {
      return { ...restored, isComplete: false };
    }
    progress(
      Math.floor((100 * index) / volume.folders.length),
      `activities ${index}/${volume.folders.length}`,
    );
    await restoreActivity(volume, folder, { athleteId, restored, deps });
  }
  await deps.exports.restoreLinks({ athleteId, links: volume.links });
  await deps.nudge.wake();
  return restored;
}

async function restoreAthlete(
  { profile, thresholds, wellness }: ExportVolume,
  athleteId: string,
  {
    restored,
    deps,
  }: { restored: Restored; deps: Pick<Deps, 'exports' | 'jobs' | 'clock' | 'nudge'> },
): Promise<void> {
  const { changed, refused } = await deps.exports.restoreAthlete({
    athleteId,
    profile,
    thresholds,
    wellness,
  });
  if (refused > 0) {
    restored.warnings.push({
      code: 'rows_refused',
      detail: `${refused} dates of thresholds or wellness are not what anybody can have, and were left out.`,
    });
  }
  if (changed) {
    const job = newJob('recompute-analyses', {
      athlete_id: athleteId,
      reason: 'thresholds',
      fields: [...THRESHOLD_FIELDS, 'sex'],
      requested_at: deps.clock.now().toISOString(),
    });
    await startJob(job, deps);
  }
}

async function restoreActivity(
  volume: ExportVolume,
  folder: string,
  {
    athleteId,
    restored,
    deps,
  }: { athleteId: string; restored: Restored; deps: Pick<Deps, 'exports'> },
): Promise<void> {
  const warn = (code: string, detail: string) =>
    restored.warnings.push({ code, detail: `${folder} ${detail}` });
  try {
    const { activity, samples, rows, analysis } = volume.activity(folder);
    const channels = Object.entries(samples.channels).map(([channel, values]) => ({
      channel,
      sampleCount: samples.sampleCount,
      data: packChannel(packedAs(channel), values as ChannelValue<ChannelName>[]),
    }));
    const restore = (computed: AnyRow | undefined) =>
      deps.exports.restoreActivity({ athleteId, activity, channels, rows, analysis: computed });
    // where there are samples the figures are computed anew
    const kept = activity.streams === 'expired' ? analysis : undefined;
    let { id, outcome } = await restore(kept);
    if (outcome === 'refused' && kept !== undefined) {
      ({ id, outcome } = await restore(undefined));
    }
    if (outcome === 'refused') {
      warn('activity_refused', 'is not an activity that can be.');
    } else if (outcome === 'known') {
      restored.known += 1;
    } else if (id !== undefined) {
      restored.activityIds.push(id);
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) {
      throw error;
    }
    warn(error.code, `was left out: ${error.message}`);
  }
}
