import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { StoredStreams } from '../../core/ports/activities.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import { CHANNELS, type ChannelName, type Channels } from '../../recording/channels.ts';
import { unpackChannel } from '../../recording/pack-channel.ts';
import { toAppError } from '../strava/to-app-error.ts';
import { fetchStreams } from '../sync/fetch-streams.ts';
import { noSuchActivity } from './own-activity.ts';

export type StreamDeps = Pick<
  Deps,
  'activities' | 'streams' | 'strava' | 'cache' | 'clock' | 'log' | 'policyOf'
>;

/** Strava is still processing an upload; a minute usually does. */
const NOT_READY_RETRY_S = 60;

/** The samples of an activity of the caller's, unpacked: all channels, or `time` and those named. */
export async function readChannels(
  input: { activityId: string; channels?: string[] | undefined },
  caller: AthleteCaller,
  deps: StreamDeps,
): Promise<{ activityId: string; channels: Channels; sampleCount: number }> {
  const { developers: _, ...read } = await readSamples(input, caller, deps);
  return read;
}

/**
 * The same with what sensors' makers defined, by channel. Samples that are still to come, or that the source's
 * policy made expire, are fetched now, ahead of every queue.
 */
export async function readSamples(
  { activityId, channels: named }: { activityId: string; channels?: string[] | undefined },
  caller: AthleteCaller,
  deps: StreamDeps,
): Promise<{
  activityId: string;
  channels: Channels;
  developers: Record<string, (number | null)[]>;
  sampleCount: number;
}> {
  const channels = named === undefined ? undefined : [...new Set(['time', ...named])];
  const read = async () => {
    const found = await deps.streams.read(caller, { activityId, channels });
    if (found === undefined || found.activity.deleted_at !== null) {
      throw noSuchActivity();
    }
    return found;
  };
  const stored = await read();
  const isNew = await ensureFetched(stored.activity, deps);
  const { channels: packed } = isNew ? await read() : stored;
  const unpacked = packed.map(
    ({ channel, data }) => [channel, unpackChannel(channel as ChannelName, data)] as const,
  );
  const isKnown = ([channel]: readonly [string, unknown]) => Object.hasOwn(CHANNELS, channel);
  return {
    activityId: stored.activity.id,
    channels: Object.fromEntries(unpacked.filter(isKnown)),
    developers: Object.fromEntries(unpacked.filter((one) => !isKnown(one))) as Record<
      string,
      (number | null)[]
    >,
    sampleCount: packed[0]?.sampleCount ?? 0,
  };
}

/** Whether the samples had to be fetched. */
async function ensureFetched(row: StoredStreams['activity'], deps: StreamDeps): Promise<boolean> {
  if (row.source !== 'strava' || row.source_id === null) {
    return false;
  }
  if (row.streams === 'ready' || row.streams === 'absent') {
    return false;
  }
  let state: string;
  try {
    state = await fetchStreams(
      {
        athleteId: row.athlete_id,
        activityId: row.id,
        sourceId: row.source_id,
        priority: 'interactive',
      },
      deps,
    );
  } catch (error) {
    throw error instanceof StravaError ? toAppError(error, deps.clock.now()) : error;
  }
  if (state === 'pending') {
    throw new AppError('source_unavailable', {
      detail: 'Strava has not finished processing this activity: ask again in a minute.',
      retryAfterS: NOT_READY_RETRY_S,
    });
  }
  return true;
}
