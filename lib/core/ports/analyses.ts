/** Analyses of activities, and the thresholds they rest on. */
import type { AthleteCaller, Caller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { PackedChannel } from './activities.ts';
import type { PointRow } from './live.ts';
import type { ActivityRow, AthleteRow, Json } from './rows.ts';

type Tables = Database['public']['Tables'];

export type ThresholdsRow = Tables['thresholds']['Row'];
export type AnalysisRow = Tables['analyses']['Row'];

export type RecordingRow = Tables['recordings']['Row'];

export const THRESHOLD_FIELDS = [
  'ftp_w',
  'critical_power_w',
  'w_prime_j',
  'lthr_bpm',
  'max_heart_rate_bpm',
  'resting_heart_rate_bpm',
  'threshold_speed_mps',
  'css_mps',
  'weight_kg',
] as const satisfies (keyof ThresholdsRow)[];

export type ThresholdField = (typeof THRESHOLD_FIELDS)[number];

/** A threshold and the date since when it holds; null: as the athlete's profile has it now. */
export interface KnownThreshold {
  value: number;
  effective_from: string | null;
}

/** What was known at a date. */
export type KnownThresholds = Record<ThresholdField, KnownThreshold | null>;

export interface Thresholds {
  /** All of an athlete's, newest first. */
  all(caller: Caller, athleteId: string): Promise<ThresholdsRow[]>;
  /** Adds a date, or replaces what it had. */
  put(
    caller: AthleteCaller,
    row: { effective_from: string } & Record<ThresholdField, number | null>,
  ): Promise<ThresholdsRow>;
}

/** What an analysis is computed from, as it was in one moment, which `basis` stands for. */
export interface AnalysisInput {
  basis: string;
  activity: Omit<ActivityRow, 'metadata' | 'summary' | 'notes' | 'field_origins'>;
  athlete: Pick<AthleteRow, 'sex' | 'height_cm' | 'weight_kg' | 'time_zone'>;
  /** Newest first. */
  thresholds: ThresholdsRow[];
  channels: PackedChannel[];
  /** Of a match, in order. */
  points: Pick<PointRow, 'timestamp' | 'winner' | 'game_number' | 'heart_rate_at_end_bpm'>[];
  /** Null: there is nothing beside the channels. */
  recording: Pick<
    RecordingRow,
    'laps' | 'lengths' | 'pool_m' | 'sets' | 'pauses' | 'altitude_source'
  > | null;
}

/** A row of analyses in the making, and what it says of its activity. */
export type NewAnalysis = Omit<AnalysisRow, 'activity_id' | 'athlete_id' | 'sport'> & {
  intensity: number | null;
  weighted_power_w: number | null;
};

export interface AnalysedActivity {
  id: string;
  startedAt: string;
  sport: string;
  streams: string;
  /** The athlete's, now. */
  timeZone: string;
  profileWeightKg: number | null;
  /** Null: not analysed yet. */
  thresholds: Json;
  inputs: Json;
  computedAt: string | null;
}

/** Where a walk through the activities goes on, newest first. */
interface WalkPlace {
  started_at: string;
  id: string;
}

export interface Analyses {
  /** Undefined: the athlete has no such activity. `analysis` null: it is not analysed. */
  get(
    caller: AthleteCaller,
    activityId: string,
  ): Promise<
    | {
        activity: Pick<ActivityRow, 'id' | 'analysis' | 'streams' | 'deleted_at'>;
        analysis: AnalysisRow | null;
      }
    | undefined
  >;
  /** What a chart is drawn with beside samples, in one look. Undefined: the athlete has no such activity. */
  drawing(
    caller: AthleteCaller,
    activityId: string,
  ): Promise<
    | {
        activity: Pick<
          ActivityRow,
          'deleted_at' | 'id' | 'source_metadata' | 'sport' | 'started_at'
        >;
        athlete: AnalysisInput['athlete'];
        thresholds: ThresholdsRow[];
      }
    | undefined
  >;
  /** What an activity's recording holds beside its samples; null: it has none. */
  recording(caller: AthleteCaller, activityId: string): Promise<AnalysisInput['recording']>;
  /** Activities of the athlete’s that are not deleted, with their metrics; in any order. */
  compared(
    caller: AthleteCaller,
    activityIds: readonly string[],
  ): Promise<{ activity: ActivityRow; metrics: Json }[]>;
  /** Undefined: there is no such activity. */
  input(activityId: string): Promise<AnalysisInput | undefined>;
  /** stale: what it was computed from has changed since. newer: a newer algorithm's is there already. */
  store(input: {
    activityId: string;
    basis: string;
    analysis: NewAnalysis;
  }): Promise<'stored' | 'gone' | 'stale' | 'newer'>;
  markFailed(activityId: string): Promise<void>;
  /**
   * A page of what is or could be analysed, newest first; with `olderThanVersion` only what lacks an analysis
   * of that version. `remaining` counts from this page on.
   */
  walk(input: {
    athleteId: string;
    from: string | undefined;
    after: WalkPlace | undefined;
    olderThanVersion: number | undefined;
    limit: number;
  }): Promise<{ items: AnalysedActivity[]; remaining: number }>;
  /** Athletes with something to analyse, by id. */
  athletesToAnalyse(input: {
    version: number;
    afterAthleteId: string | undefined;
    limit: number;
  }): Promise<string[]>;
}
