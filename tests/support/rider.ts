/** An athlete with e-mail, linked to one of the simulator's, for the journeys that need somebody with a past. */
import type { Activity } from '../../lib/features/activities/to-activity.ts';
import type { Session } from '../sandbox/world/strava-consent.ts';
import type { DevWorld } from './dev-world.ts';
import { bodyOf, register, signInWithStrava, syncSettled } from './traveller.ts';

/** A summary of Strava's, as the simulator knows it. */
interface StravaSummary {
  id: number;
  name: string;
  private: boolean;
  manual: boolean;
  moving_time: number;
}

export interface Rider {
  session: Session;
  token: string;
  stravaId: number;
  /** What this athlete's grant shows at Strava. */
  atStrava(): Promise<StravaSummary[]>;
  truth(sourceId: string): Promise<{
    detail: Record<string, unknown>;
    streams: Record<string, { data: unknown[] }>;
  }>;
  /** One activity with a recording, the same each time. */
  recorded(): Promise<Activity>;
  /** The activity that Strava knows under this id, if it is shown here. */
  find(stravaActivityId: number): Promise<Activity | undefined>;
}

/** Registers, links and waits for the first sync. */
export async function createRider(
  world: DevWorld,
  input: { seed: number; historyDays: number; scopes?: string },
): Promise<Rider> {
  const { id: stravaId } = await world.sim<{ id: number }>('POST', '/athletes', {
    seed: input.seed,
    history_days: input.historyDays,
  });
  const session = await register(world, 'Jonna');
  const token = session.access_token;
  const { scopes = 'read,activity:read_all' } = input;
  await signInWithStrava(world, { stravaId, token, scopes });
  await syncSettled(world, token);

  const readsAll = scopes.includes('activity:read_all');
  const activities = async () =>
    bodyOf<{ items: Activity[] }>(await world.call({ path: '/activities?per_page=200', token }))
      .items;
  return {
    session,
    token,
    stravaId,
    async atStrava() {
      const all = await world.sim<StravaSummary[]>('GET', `/athletes/${stravaId}/activities`);
      return all.filter((summary) => readsAll || !summary.private);
    },
    truth: (sourceId) => world.sim('GET', `/athletes/${stravaId}/activities/${sourceId}`),
    async recorded() {
      const found = (await activities()).find(({ streams }) => streams === 'ready');
      if (found === undefined) {
        throw new Error('No activity of this athlete has a recording.');
      }
      return found;
    },
    async find(stravaActivityId) {
      return (await activities()).find(({ source_id }) => source_id === String(stravaActivityId));
    },
  };
}
