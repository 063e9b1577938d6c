/** What training adds up to, and how the athlete was meanwhile. */
import type { AthleteCaller, Caller } from '../caller.ts';
import type { Database } from '../database.gen.ts';

/** A calendar day on which something was done, in the place where it was done. */
export interface TrainingDay {
  /** `2026-11-20` */
  date: string;
  activities: number;
  elapsedTimeS: number;
  movingTimeS: number;
  distanceM: number;
  elevationGainM: number;
  /** `undefined`: no activity of the day has one. */
  load: number | undefined;
}

interface TrainingHistory {
  /** The athlete's own, IANA; what day it is today is told by it. */
  timeZone: string;
  /** Ascending; days without an activity are left out. */
  days: TrainingDay[];
}

export interface Training {
  /** From the first to the last day, both included. `undefined`: there is no such athlete. */
  days(
    caller: Caller,
    filter: {
      athleteId: string;
      from?: string | undefined;
      to?: string | undefined;
      sport?: string | undefined;
    },
  ): Promise<TrainingHistory | undefined>;
}

export type WellnessRow = Database['public']['Tables']['wellness']['Row'];

/** What is left out stays as it is, null empties it. */
export type WellnessDay = Partial<Omit<WellnessRow, 'athlete_id' | 'date'>> & { date: string };

export interface Wellness {
  /** From the first to the last day, both included, ascending; days without a reading are left out. */
  list(caller: AthleteCaller, filter: { from: string; to: string }): Promise<WellnessRow[]>;
  /** No date twice. Answers the days as they are then, ascending. */
  upsert(caller: AthleteCaller, days: WellnessDay[]): Promise<WellnessRow[]>;
}
