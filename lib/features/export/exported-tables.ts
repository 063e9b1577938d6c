/** Which tables an export holds, and why the others are left out. A test knows every table that is an athlete's. */

export interface ExportedTable {
  file: string;
  order: readonly string[];
  /** All where left out. */
  columns?: readonly string[];
  /** There is one row at the most: the file holds it, not a list. */
  single?: true;
}

/** In every volume, so that volumes can come back in any order. */
export const ATHLETE_TABLES: Record<string, ExportedTable> = {
  thresholds: { file: 'thresholds.json', order: ['effective_from'] },
  wellness: { file: 'wellness.json', order: ['date'] },
  strava_connections: {
    file: 'strava.json',
    order: ['athlete_id'],
    single: true,
    // never its tokens
    columns: ['strava_athlete_id', 'scopes', 'connected_at'],
  },
  activity_links: {
    file: 'links.json',
    order: ['a_id', 'b_id'],
    columns: ['a_id', 'b_id', 'kind'],
  },
  deletion_receipts: {
    file: 'deletions.json',
    order: ['requested_at', 'id'],
    columns: ['reason', 'requested_at', 'completed_at', 'counts'],
  },
};

/** In the folder of each activity. */
export const ACTIVITY_TABLES: Record<string, ExportedTable> = {
  recordings: { file: 'recording.json', order: ['activity_id'], single: true },
  points: { file: 'points.json', order: ['timestamp', 'id'] },
  analyses: { file: 'analysis.json', order: ['activity_id'], single: true },
  insights: { file: 'insights.json', order: ['activity_id'], single: true },
};

/** Written in a form of their own. */
export const OTHERWISE_EXPORTED: Record<string, string> = {
  athletes: 'athlete.json',
  activities: 'activity.json and activities.csv',
  streams: 'samples.csv',
  live_batches: 'live.ndjson',
  uploads: 'the file itself, with the first activity that came of it',
};

export const LEFT_OUT: Record<string, string> = {
  jobs: 'what the program has yet to do, or did in the last days',
  idempotency_keys: 'which requests were answered in the last day',
  one_time_codes: 'a sign-in that is under way',
  strava_tokens: 'keys to Strava, which would let their finder in',
  sync_state: 'where the program goes on reading Strava',
  training_days: 'sums of the activities, which whoever reads them counts anew',
  marks: 'figures of the analyses once more, to compare them by',
  power_curve_months: 'figures of the analyses once more, month by month',
};
