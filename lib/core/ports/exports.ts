/** What leaves as an athlete's export, and how it comes back. All by the backend: exports are jobs. */
import type { AthleteCaller } from '../caller.ts';
import type { PackedChannel } from './activities.ts';
import type { ActivityRow, AthleteRow, Json } from './rows.ts';

/** Where a walk through the activities goes on, oldest first. */
interface ExportPlace {
  started_at: string;
  id: string;
}

/** A row as it is stored, whatever its columns. */
export type AnyRow = Record<string, Json>;

export interface Exports {
  athlete(athleteId: string): Promise<AthleteRow | undefined>;
  /** Activities of an athlete's that are not deleted, oldest first; `remaining` counts from this page on. */
  activities(input: {
    athleteId: string;
    after: ExportPlace | undefined;
    limit: number;
  }): Promise<{ items: ActivityRow[]; remaining: number }>;
  /** Deleted ones are not exported. */
  countDeleted(athleteId: string): Promise<number>;
  /** The caller's exports that came to an end since then. */
  countEnded(caller: AthleteCaller, since: Date): Promise<number>;
  /** All rows of a table that are an athlete's or an activity's, in the order of these columns. */
  rows(input: {
    table: string;
    of: { athlete_id: string } | { activity_id: string };
    order: readonly string[];
    /** All where left out. */
    columns?: readonly string[] | undefined;
  }): Promise<AnyRow[]>;
  /** Paths of exports of all athletes that were stored before then. */
  storedBefore(before: Date, limit: number): Promise<string[]>;
  /** Fills in what the athlete has not set. `refused` counts what no athlete can have. */
  restoreAthlete(input: {
    athleteId: string;
    profile: AnyRow;
    thresholds: AnyRow[];
    wellness: AnyRow[];
  }): Promise<{ changed: boolean; refused: number }>;
  /**
   * Brings an activity back with what is its, by table. `analysis` only where there is nothing to compute one
   * from. known: the athlete has it, or had and deleted it. refused: no such activity can be.
   */
  restoreActivity(input: {
    athleteId: string;
    activity: AnyRow;
    channels: PackedChannel[];
    rows: Record<string, AnyRow[]>;
    analysis: AnyRow | undefined;
  }): Promise<{ id: string | undefined; outcome: 'restored' | 'known' | 'refused' | 'gone' }>;
  /**
   * What the athlete said of pairs of activities, by their ids in the export. Pairs that are not both here yet wait
   * for another volume, pairs judged here stay as judged.
   */
  restoreLinks(input: {
    athleteId: string;
    links: { a_id: string; b_id: string; kind: string }[];
  }): Promise<void>;
}
