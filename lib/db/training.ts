import type { Training } from '../core/ports/training.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

/** As `read_training_days` answers it: one value, since PostgREST answers no more than 1,000 rows. */
interface Answer {
  time_zone: string;
  days: [string, number, number, number, number, number, number | null][];
}

/** Training days: read only, Postgres keeps them. */
export function createTraining(clients: Clients): Training {
  return {
    async days(caller, { athleteId, from, to, sport }) {
      const query = clients.for(caller).rpc('read_training_days', {
        p_athlete_id: athleteId,
        // the generated types know no argument that may be null
        p_from: (from ?? null) as string,
        p_to: (to ?? null) as string,
        p_sport: (sport ?? null) as string,
      });
      const answer = (await resultOf(query)) as unknown as Answer | null;
      return answer === null
        ? undefined
        : {
            timeZone: answer.time_zone,
            days: answer.days.map(
              ([date, activities, elapsedTimeS, movingTimeS, distanceM, elevationGainM, load]) => ({
                date,
                activities,
                elapsedTimeS,
                movingTimeS,
                distanceM,
                elevationGainM,
                load: load ?? undefined,
              }),
            ),
          };
    },
  };
}
