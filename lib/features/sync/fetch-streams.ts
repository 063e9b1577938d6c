import { expiresAt } from '../../core/policy.ts';
import type { Deps } from '../../core/ports.ts';
import { StravaError, type StravaPriority, type StravaStreams } from '../../core/strava.ts';
import { packChannels } from '../../recording/pack-channels.ts';
import { fromStravaStreams } from '../../recording/strava-streams.ts';

/**
 * Fetches an activity's streams from Strava and stores them. `pending`: Strava has none yet (an upload it
 * is still processing); with `last` that is taken as `absent`. `gone`: the activity was deleted meanwhile.
 */
export async function fetchStreams(
  input: {
    athleteId: string;
    activityId: string;
    sourceId: string;
    priority: StravaPriority;
    last?: boolean;
  },
  deps: Pick<Deps, 'strava' | 'streams' | 'cache' | 'clock' | 'log' | 'policyOf'>,
): Promise<'ready' | 'absent' | 'pending' | 'gone'> {
  const fetchedAt = deps.clock.now();
  const { channels, warnings } = fromStravaStreams(await askStrava(input, deps));
  if (warnings.length > 0) {
    deps.log.warn('streams_irregular', { activity_id: input.activityId, warnings });
  }
  const packed = packChannels(channels);
  if (packed.length === 0 && input.last !== true) {
    return 'pending';
  }
  const state = packed.length === 0 ? 'absent' : 'ready';
  const stored = await deps.streams.store({
    activityId: input.activityId,
    state,
    channels: packed,
    expiresAt: expiresAt(fetchedAt, deps.policyOf('strava').samplesForS),
  });
  if (!stored) {
    return 'gone';
  }
  await deps.cache.invalidate(input.athleteId, ['activities', `streams/${input.activityId}`]);
  return state;
}

/** A 404 means that there are no streams; whether there is an activity is for its detail to say. */
async function askStrava(
  { athleteId, sourceId, priority }: Parameters<typeof fetchStreams>[0],
  { strava }: Pick<Deps, 'strava'>,
): Promise<StravaStreams> {
  try {
    return await strava.getStreams(athleteId, { sourceId, priority });
  } catch (error) {
    if (error instanceof StravaError && error.kind === 'NotVisible') {
      return {};
    }
    throw error;
  }
}
