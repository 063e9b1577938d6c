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
  /**
   * Seconds in the zones of each scheme, from below the first zone on, by sport: `[{ coggan_7: [0, 600, …] }]`.
   * Empty unless asked for.
   */
  zones: Record<string, number[]>[];
}

interface TrainingHistory {
  /** The athlete's own, IANA; what day it is today is told by it. */
  timeZone: string;
  /** Ascending; days without an activity are left out. */
  days: TrainingDay[];
}

/** A figure of an activity, and the day of it. */
export interface Mark {
  value: number;
  activityId: string;
  /** `2026-11-20` */
  date: string;
}

/** Of every kind more is better. */
export interface RecordMark extends Mark {
  sport: string;
  kind: 'power' | 'speed' | 'distance' | 'time' | 'climb' | 'load';
  /** s of power, m of speed; 0 where the kind has none. */
  span: number;
  /** The best before it. */
  previous: Mark | undefined;
}

export interface PowerBests {
  from: string;
  to: string;
  /** Ascending. `value` is W. */
  bests: (Mark & { durationS: number })[];
}

/** Which marks are compared over time. */
export interface MarkKey {
  sport: string;
  kind: RecordMark['kind'] | 'efficiency';
  span: number;
}

export interface Progress {
  /** By key and week, ascending; weeks without such a mark are left out. */
  weeks: (MarkKey & { monday: string; best: number; mean: number })[];
  /** The most power held in a month, by month and duration, ascending. */
  months: { month: string; durationS: number; watts: number }[];
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
      zones?: boolean | undefined;
    },
  ): Promise<TrainingHistory | undefined>;
  /** By sport, kind and span, ascending. */
  records(
    caller: Caller,
    filter: { athleteId: string; sport?: string | undefined },
  ): Promise<RecordMark[]>;
  /** From the first day to the last, both included; of months those that begin then. */
  progress(
    caller: Caller,
    filter: {
      athleteId: string;
      from: string;
      to?: string | undefined;
      keys: readonly MarkKey[];
      durationsS: readonly number[];
    },
  ): Promise<Progress>;
  /**
   * From the first to the last day, both included: up to `now` where the athlete is, and 365 days, unless said
   * otherwise. `undefined`: there is no such athlete.
   */
  powerBests(
    caller: Caller,
    filter: {
      athleteId: string;
      from?: string | undefined;
      to?: string | undefined;
      now: Date;
    },
  ): Promise<PowerBests | undefined>;
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
