/** Activities and their streams. */
import type { AthleteCaller, BackendCaller, Caller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { ActivityRow } from './rows.ts';

type Tables = Database['public']['Tables'];

export interface ActivityFilter {
  sport: string | undefined;
  source: string | undefined;
  sessionType: string | undefined;
  from: string | undefined;
  to: string | undefined;
  /** Part of the name, any case. */
  q: string | undefined;
  /** Recordings of a bout that another one counts for, too. */
  duplicates: boolean;
  sort: {
    column: 'started_at' | 'distance_m' | 'moving_time_s' | 'load' | 'created_at';
    ascending: boolean;
  };
  page: number;
  perPage: number;
}

export interface AppliedActivity {
  sourceId: string;
  id: string;
  outcome: 'inserted' | 'updated' | 'unchanged' | 'kept_deleted';
  streams: 'pending' | 'ready' | 'absent' | 'expired';
}

/** Columns of `activities` as a source fills them. */
export type SourceActivity = Omit<
  Tables['activities']['Insert'],
  'athlete_id' | 'source' | 'id' | 'source_id'
> & { source_id: string };

type Insert = Tables['activities']['Insert'];

/** An activity of the athlete's own making; keys without a value are as good as absent. */
type NewActivity = { [K in keyof Insert]?: Insert[K] | undefined } & { id: string };

export interface Activities {
  list(
    caller: AthleteCaller,
    filter: ActivityFilter,
  ): Promise<{ items: ActivityRow[]; total: number }>;
  /** Deleted ones too; the feature decides. */
  get(caller: Caller, activityId: string): Promise<ActivityRow | undefined>;
  /** Undefined: some activity has this id. */
  create(caller: AthleteCaller, row: NewActivity): Promise<ActivityRow | undefined>;
  /** With `ifVersion`, changes only that version. `undefined`: no such row, or another version. */
  update(
    caller: AthleteCaller,
    input: {
      activityId: string;
      changes: Tables['activities']['Update'];
      ifVersion: number | undefined;
    },
  ): Promise<ActivityRow | undefined>;
  findBySource(
    caller: BackendCaller,
    key: { athleteId: string; source: 'strava'; sourceId: string },
  ): Promise<ActivityRow | undefined>;
  /** The one way in for what Strava says; empty answer: no connection any more. At most 200 at a time. */
  applyStrava(input: {
    athleteId: string;
    activities: SourceActivity[];
    fetchedAt: Date;
  }): Promise<AppliedActivity[]>;
  /** Strava shows these no longer: empties them to tombstones. Answers the ids emptied. */
  removeStrava(input: {
    athleteId: string;
    sourceIds: string[];
    fetchedAt: Date;
  }): Promise<string[]>;
  /**
   * Strava ids we show for a span of start times and did not hear of since `fetchedBefore`, tombstones left
   * out; for reconciling.
   */
  stravaIdsBetween(input: {
    athleteId: string;
    from: Date;
    to: Date;
    fetchedBefore: Date;
  }): Promise<{ id: string; sourceId: string }[]>;
  /** Strava activities whose streams are still to be fetched, newest first. */
  pendingStrava(input: {
    athleteId: string;
    limit: number;
  }): Promise<{ id: string; sourceId: string; startedAt: string }[]>;
  /** Takes it out of its group for good. False: it has none. */
  separate(activityId: string): Promise<boolean>;
  /** Makes their groups one. False: one of them is not there, deleted or another athlete's. */
  merge(activityId: string, withId: string): Promise<boolean>;
  /** How many Strava activities there are, and of how many the streams are settled (not pending). */
  countStrava(caller: Caller, athleteId: string): Promise<{ total: number; done: number }>;
}

/** A channel packed by lib/recording. */
export interface PackedChannel {
  channel: string;
  sampleCount: number;
  data: Uint8Array;
}

/** An activity as far as its streams go, with those that are stored. */
export interface StoredStreams {
  activity: Pick<
    ActivityRow,
    'id' | 'athlete_id' | 'source' | 'source_id' | 'streams' | 'deleted_at'
  >;
  channels: PackedChannel[];
}

export interface Streams {
  /** All in one look, by name. `channels` undefined: all. Undefined: the athlete has no such activity. */
  read(
    caller: AthleteCaller,
    input: { activityId: string; channels: string[] | undefined },
  ): Promise<StoredStreams | undefined>;
  /** All of an activity's, by name, for the backend. */
  readAll(activityId: string): Promise<PackedChannel[]>;
  /** Replaces all channels and sets the activity's `streams`. False: the activity is gone. */
  store(input: {
    activityId: string;
    state: 'ready' | 'absent' | 'pending';
    channels: PackedChannel[];
    expiresAt: string | null;
  }): Promise<boolean>;
}
