/** Live recordings and the points of matches. */
import type { AthleteCaller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { PackedChannel } from './activities.ts';
import type { ActivityRow } from './rows.ts';

type Tables = Database['public']['Tables'];

export type PointRow = Tables['points']['Row'];

/** A batch packed by lib/recording. */
interface NewLiveBatch {
  activityId: string;
  kind: 'heart_rate' | 'motion';
  /** Of its content, hex. */
  sha256: string;
  sampleCount: number;
  /** Of its last sample, ms since 1970. */
  toMs: number;
  data: Uint8Array;
}

interface AssembledRow {
  channels: PackedChannel[];
  averageHeartRateBpm: number | undefined;
  maxHeartRateBpm: number | undefined;
  /** Where the end is to move to. */
  endedAt: Date | undefined;
}

export interface Live {
  /** Stores a batch, once. False: the athlete has no such activity to add to. */
  add(caller: AthleteCaller, batch: NewLiveBatch): Promise<boolean>;
  /** Every batch of an activity, in no order. */
  batches(activityId: string): Promise<Uint8Array[]>;
  /** stale: it was put together of fewer batches than there are now, or the end moved. file: a file tells. */
  store(input: {
    activityId: string;
    batches: number;
    endedAt: NonNullable<ActivityRow['ended_at']>;
    assembled: AssembledRow;
  }): Promise<'stored' | 'gone' | 'stale' | 'file'>;
  /** Ends live activities of which nothing was heard since. Answers how many. */
  close(input: { silentSince: Date; limit: number }): Promise<number>;
}

/** What an athlete writes of a point. */
export type PointChanges = Pick<
  PointRow,
  'timestamp' | 'winner' | 'score_me' | 'score_opponent' | 'game_number' | 'heart_rate_at_end_bpm'
>;

export interface Points {
  /** Of one activity, in no order. */
  list(caller: AthleteCaller, activityId: string): Promise<PointRow[]>;
  /** taken: some point has this id. refused: the athlete has no such activity. */
  add(
    caller: AthleteCaller,
    point: PointChanges & { id: string; activity_id: string },
  ): Promise<'added' | 'taken' | 'refused'>;
  /** With `ifVersion`, replaces only that version. False: no such point, or another version. */
  replace(caller: AthleteCaller, input: PointKey & { changes: PointChanges }): Promise<boolean>;
  /** False: no such point, or another version. */
  remove(caller: AthleteCaller, input: PointKey): Promise<boolean>;
}

export interface PointKey {
  activityId: string;
  pointId: string;
  ifVersion: number | undefined;
}
