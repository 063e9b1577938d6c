import type { MarkKey, RecordMark, Training, TrainingDay } from '../core/ports/training.ts';
import type { Clients } from './client.ts';
import { resultOf } from './result.ts';

/** As `read_training_days` answers it: one value, since PostgREST answers no more than 1,000 rows. */
interface Answer {
  time_zone: string;
  days: [string, number, number, number, number, number, number | null, TrainingDay['zones']?][];
}

/** As `read_records` answers it. */
type RecordAnswer = [
  sport: string,
  kind: RecordMark['kind'],
  span: number,
  ...best: MarkAnswer,
  ...previous: MarkAnswer | [null, null, null],
];

type MarkAnswer = [value: number, activityId: string, date: string];

/** As `read_progress` answers it. */
interface ProgressAnswer {
  weeks: [
    sport: string,
    kind: MarkKey['kind'],
    span: number,
    monday: string,
    best: number,
    mean: number,
  ][];
  months: [month: string, durationS: number, watts: number][];
}

/** As `read_power_curve` answers it. */
interface CurveAnswer {
  from: string;
  to: string;
  bests: [durationS: number, ...MarkAnswer][];
}

/** Training: read only, Postgres keeps it. */
export function createTraining(clients: Clients): Training {
  return {
    async days(caller, { athleteId, from, to, sport, zones: wanted = false }) {
      const query = clients.for(caller).rpc('read_training_days', {
        p_athlete_id: athleteId,
        // the generated types know no argument that may be null
        p_from: (from ?? null) as string,
        p_to: (to ?? null) as string,
        p_sport: (sport ?? null) as string,
        p_zones: wanted,
      });
      const answer = (await resultOf(query)) as unknown as Answer | null;
      return answer === null
        ? undefined
        : {
            timeZone: answer.time_zone,
            days: answer.days.map(
              ([
                date,
                activities,
                elapsedTimeS,
                movingTimeS,
                distanceM,
                elevationGainM,
                load,
                zones,
              ]) => ({
                date,
                activities,
                elapsedTimeS,
                movingTimeS,
                distanceM,
                elevationGainM,
                load: load ?? undefined,
                zones: zones ?? [],
              }),
            ),
          };
    },

    async records(caller, { athleteId, sport }) {
      const query = clients.for(caller).rpc('read_records', {
        p_athlete_id: athleteId,
        p_sport: (sport ?? null) as string,
      });
      const answer = (await resultOf(query)) as unknown as RecordAnswer[];
      return answer.map(
        ([of, kind, span, value, activityId, date, before, beforeId, beforeDate]) => ({
          sport: of,
          kind,
          span,
          value,
          activityId,
          date,
          previous:
            before === null || beforeId === null || beforeDate === null
              ? undefined
              : { value: before, activityId: beforeId, date: beforeDate },
        }),
      );
    },

    async progress(caller, { athleteId, from, to, keys, durationsS }) {
      const query = clients.for(caller).rpc('read_progress', {
        p_athlete_id: athleteId,
        p_from: from,
        p_to: (to ?? null) as string,
        p_keys: keys.map(({ sport, kind, span }) => ({ sport, kind, span })),
        p_durations: [...durationsS],
      });
      const { weeks, months } = (await resultOf(query)) as unknown as ProgressAnswer;
      return {
        weeks: weeks.map(([sport, kind, span, monday, best, mean]) => ({
          sport,
          kind,
          span,
          monday,
          best,
          mean,
        })),
        months: months.map(([month, durationS, watts]) => ({ month, durationS, watts })),
      };
    },

    async powerBests(caller, { athleteId, from, to, now }) {
      const query = clients.for(caller).rpc('read_power_curve', {
        p_athlete_id: athleteId,
        p_from: (from ?? null) as string,
        p_to: (to ?? null) as string,
        p_now: now.toISOString(),
      });
      const answer = (await resultOf(query)) as unknown as CurveAnswer | null;
      return answer === null
        ? undefined
        : {
            ...answer,
            bests: answer.bests.map(([durationS, value, activityId, date]) => ({
              durationS,
              value,
              activityId,
              date,
            })),
          };
    },
  };
}
