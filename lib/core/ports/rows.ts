/** Postgres rows as generated: snake_case, units in names, `null` for missing, times as RFC 3339 UTC with `Z`. */
import type { Database } from '../database.gen.ts';

type Tables = Database['public']['Tables'];

export type ActivityRow = Tables['activities']['Row'];

export type AthleteRow = Tables['athletes']['Row'];

export type ConnectionRow = Tables['strava_connections']['Row'];

export type ReceiptRow = Tables['deletion_receipts']['Row'];

export type SyncStateRow = Tables['sync_state']['Row'];

/** What an athlete may see of a job. */
export type JobRow = Pick<
  Tables['jobs']['Row'],
  | 'id'
  | 'kind'
  | 'athlete_id'
  | 'state'
  | 'progress'
  | 'step'
  | 'result'
  | 'error_code'
  | 'error_detail'
  | 'attempts'
  | 'run_at'
  | 'created_at'
  | 'updated_at'
>;

/** Anything JSON can hold. */
export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];
