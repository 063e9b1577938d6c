import type { getStreams as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { StoredStreams } from '../../core/ports/activities.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError } from '../../core/strava.ts';
import type { ChannelName } from '../../recording/channels.ts';
import { unpackChannel } from '../../recording/pack-channel.ts';
import { toStreamsResponse } from '../../recording/strava-streams.ts';
import { toAppError } from '../strava/to-app-error.ts';
import { fetchStreams } from '../sync/fetch-streams.ts';
import { noSuchActivity } from './own-activity.ts';

type Body = Output<typeof operation>['value'];
type StreamDeps = Pick<
  Deps,
  'activities' | 'streams' | 'strava' | 'cache' | 'clock' | 'log' | 'policyOf'
>;

/** Strava is still processing an upload; a minute usually does. */
const NOT_READY_RETRY_S = 60;

/**
 * The samples of an activity, through the cache. Samples that are still to come, or that the source's
 * policy made expire, are fetched now, ahead of every queue.
 */
export async function getStreams(
  { params, query }: Input<typeof operation>,
  caller: AthleteCaller,
  deps: StreamDeps,
): Promise<Output<typeof operation>> {
  const { resolution } = query;
  const channels = query.channels === undefined ? undefined : [...new Set(query.channels)].sort();
  return deps.cache.read(caller, {
    scope: `streams/${params.activity_id}`,
    key: JSON.stringify({ channels, resolution }),
    freshS: 3600,
    staleS: 3600,
    parse: parseStored,
    load: async () => {
      const read = async () => {
        const found = await deps.streams.read(caller, {
          activityId: params.activity_id,
          channels: channels === undefined ? undefined : [...new Set(['time', ...channels])],
        });
        if (found === undefined || found.activity.deleted_at !== null) {
          throw noSuchActivity();
        }
        return found;
      };
      const stored = await read();
      const isNew = await ensureFetched(stored.activity, deps);
      const { channels: packed } = isNew ? await read() : stored;
      const unpacked = Object.fromEntries(
        packed.map(({ channel, data }) => [channel, unpackChannel(channel as ChannelName, data)]),
      );
      return {
        activity_id: stored.activity.id,
        ...toStreamsResponse({
          channels: unpacked,
          resolution,
          sampleCount: packed[0]?.sampleCount ?? 0,
        }),
      };
    },
  });
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

/** Only the frame is checked: the arrays were ours when they were stored, and there can be 100,000 values. */
function parseStored(stored: unknown): Body | undefined {
  const body = stored as Partial<Body> | null;
  const sound =
    typeof body?.activity_id === 'string' &&
    typeof body.size === 'number' &&
    typeof body.channels === 'object';
  return sound ? (body as Body) : undefined;
}
