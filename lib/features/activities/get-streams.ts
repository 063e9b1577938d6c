import type { getStreams as operation } from '../../contract/activities.ts';
import type { Input, Output } from '../../contract/operation.ts';
import type { AthleteCaller } from '../../core/caller.ts';
import { toStreamsResponse } from '../../recording/strava-streams.ts';
import { readChannels, type StreamDeps } from './read-channels.ts';

type Body = Output<typeof operation>['value'];

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
      const read = { activityId: params.activity_id, channels };
      const { activityId, ...recorded } = await readChannels(read, caller, deps);
      return { activity_id: activityId, ...toStreamsResponse({ ...recorded, resolution }) };
    },
  });
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
