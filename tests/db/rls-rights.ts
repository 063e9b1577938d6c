/**
 * What athletes may do with their own rows, as the design says it; nobody else may do anything with them, and
 * a table that is not named here is the backend's. Where this and the database differ, one of them is wrong.
 */
export interface Rights {
  /** Whose row it is; `undefined`: everybody's who is signed in. */
  owner: string | undefined;
  /** Columns that are not shown; all others are. */
  hidden?: string[];
  insert?: true;
  /** Columns a new row may be given, with a value or that of another row, where its policy asks for more than that it is one’s own. */
  insertOnly?: Record<string, unknown>;
  delete?: true;
  /** Columns that can be changed, each with a value that is right. */
  update?: Record<string, unknown>;
}

export const RIGHTS: Record<string, Rights> = {
  athletes: {
    owner: 'id',
    update: {
      display_name: 'Changed',
      birth_year: 1990,
      sex: 'female',
      weight_kg: 60.5,
      height_cm: 170,
      time_zone: 'Europe/Berlin',
      units: 'imperial',
    },
  },
  deletion_receipts: { owner: 'athlete_id' },
  jobs: {
    owner: 'athlete_id',
    hidden: [
      'payload',
      'priority',
      'dedupe_key',
      'serial_key',
      'max_attempts',
      'lease_token',
      'lease_until',
      'finished_at',
    ],
  },
  strava_connections: { owner: 'athlete_id' },
  strava_budget: { owner: undefined },
  activities: {
    owner: 'athlete_id',
    insertOnly: {
      id: undefined,
      source: undefined,
      sport: undefined,
      name: undefined,
      started_at: undefined,
      distance_m: undefined,
      metadata: undefined,
    },
    update: {
      name: 'Changed',
      sport: 'running',
      sub_sport: 'trail',
      session_type: 'race',
      notes: 'Changed',
      metadata: { changed: true },
      summary: { changed: true },
      ended_at: '2026-11-20T12:30:00Z',
      deleted_at: '2026-11-20T12:00:00Z',
    },
  },
  streams: { owner: 'athlete_id' },
  recordings: { owner: 'athlete_id' },
  points: {
    owner: 'athlete_id',
    insertOnly: {
      id: undefined,
      activity_id: undefined,
      timestamp: undefined,
      winner: undefined,
      score_me: undefined,
      score_opponent: undefined,
    },
    delete: true,
    update: {
      timestamp: '2026-11-20T12:00:00Z',
      winner: 'opponent',
      score_me: 7,
      score_opponent: 8,
      game_number: 3,
      heart_rate_at_end_bpm: 160.5,
    },
  },
  live_batches: {
    owner: 'athlete_id',
    insertOnly: {
      activity_id: undefined,
      sha256: 'b'.repeat(64),
      kind: undefined,
      sample_count: undefined,
      to_at: undefined,
      data: undefined,
    },
  },
  uploads: { owner: 'athlete_id' },
  thresholds: {
    owner: 'athlete_id',
    insert: true,
    update: {
      ftp_w: 260,
      critical_power_w: 255,
      w_prime_j: 20000,
      lthr_bpm: 170,
      max_heart_rate_bpm: 190,
      resting_heart_rate_bpm: 50,
      threshold_speed_mps: 4,
      css_mps: 1.2,
      weight_kg: 71,
    },
  },
  analyses: { owner: 'athlete_id' },
  insights: { owner: 'athlete_id' },
  idempotency_keys: {
    owner: 'athlete_id',
    insert: true,
    delete: true,
    update: { status: 201, response: { changed: true } },
  },
  sync_state: { owner: 'athlete_id' },
  training_days: { owner: 'athlete_id' },
  marks: { owner: 'athlete_id' },
  power_curve_months: { owner: 'athlete_id' },
  wellness: {
    owner: 'athlete_id',
    insert: true,
    update: {
      hrv_rmssd_ms: 55.5,
      resting_heart_rate_bpm: 51,
      sleep_s: 25_200,
      sleep_score: 77,
      soreness: 3,
      mood: 8,
      weight_kg: 60.5,
    },
  },
};

/** Functions that athletes may call; anonymous callers may call none. */
export const FUNCTIONS_OF_ATHLETES = [
  'claim_idempotency_key',
  'count_strava_activities',
  'power_bests',
  'put_thresholds',
  'read_power_curve',
  'read_progress',
  'read_records',
  'read_training_days',
  'read_uploads',
  'upsert_wellness',
];

const MIGRATION = 'has its rows from a migration';

/** How one athlete ($1, the $2nd) comes to own a row in each table; in the order of their references. */
export const SEEDS: Record<string, string> = {
  athletes: 'made at sign-up',
  deletion_receipts:
    "insert into deletion_receipts (athlete_id, reason, requested_at) select $1, 'expired', now() where $2 > 0",
  jobs: "insert into jobs (athlete_id, kind, dedupe_key, run_at) select $1, 'probe', 'probe:' || $2, now()",
  job_wakes: MIGRATION,
  strava_connections:
    'insert into strava_connections (athlete_id, strava_athlete_id, token_expires_at, connected_at) select $1, $2, now(), now()',
  strava_tokens:
    "insert into strava_tokens (athlete_id, access_token_sealed, refresh_token_sealed, expires_at, updated_at) select $1, 'sealed-' || $2, 'sealed-' || $2, now(), now()",
  strava_budget: MIGRATION,
  strava_app: MIGRATION,
  webhook_events:
    "insert into webhook_events (event_key, subscription_id, strava_athlete_id, object_type, object_id, aspect_type, event_time, signature, received_at) select $1::text, 1, $2, 'activity', 1, 'create', now(), 'absent', now()",
  activities:
    "insert into activities (athlete_id, source, source_id, sport, name, started_at, moving_time_s) select $1, 'app', $2::text, 'cycling', 'Ride', '2026-11-20T12:00:00Z', 3600",
  // its own activity: a test deletes the one above, and so its day
  training_days:
    "insert into activities (athlete_id, source, sport, started_at, moving_time_s) select $1, 'manual', 'squash', '2026-11-20T12:00:00Z', 3600 where $2 > 0",
  marks: 'made with the activities',
  power_curve_months:
    "insert into power_curve_months select $1, '2002-02-01', 1200, 250, gen_random_uuid(), '2002-02-20' where $2 > 0",
  streams:
    "insert into streams (activity_id, athlete_id, channel, sample_count, data) select id, athlete_id, 'time', 1, '\\x00' from activities where athlete_id = $1 and $2 > 0",
  recordings:
    "insert into recordings (activity_id, athlete_id, format) select id, athlete_id, 'fit' from activities where athlete_id = $1 and $2 > 0",
  points:
    "insert into points (activity_id, athlete_id, timestamp, winner, score_me, score_opponent) select id, athlete_id, '2026-11-01T12:00:00Z', 'me', 1, 0 from activities where athlete_id = $1 and source = 'app' and $2 > 0",
  live_batches:
    "insert into live_batches (activity_id, athlete_id, sha256, kind, sample_count, to_at, data) select id, athlete_id, repeat('a', 64), 'motion', 1, '2026-11-01T12:00:00Z', '\\x00' from activities where athlete_id = $1 and source = 'manual' and $2 > 0",
  uploads:
    "insert into uploads (athlete_id, filename, size_bytes, sha256, storage_path) select $1, 'ride.fit', 1, repeat('0', 64), 'path' where $2 > 0",
  activity_links:
    "insert into activity_links (a_id, b_id, athlete_id, kind) select min(id::text)::uuid, max(id::text)::uuid, $1, 'separated' from activities where athlete_id = $1 and $2 > 0 on conflict (a_id, b_id) do update set kind = 'separated'",
  thresholds:
    "insert into thresholds (athlete_id, effective_from, ftp_w) select $1, '2026-01-01', 250 where $2 > 0",
  analyses:
    "insert into analyses (activity_id, athlete_id, sport, algorithm_version, computed_at, thresholds, inputs, metrics, laps, intervals, climbs, best_efforts, zones, curves, quality) select id, athlete_id, sport, 1, now(), '{}', '{}', '[]', '[]', '[]', '[]', '[]', '[]', '{}', '[]' from activities where athlete_id = $1 and $2 > 0",
  insights:
    "insert into insights (activity_id, athlete_id, algorithm_version, generated_at, items) select activity_id, athlete_id, 1, now(), '[]' from analyses where athlete_id = $1 and $2 > 0",
  one_time_codes:
    "insert into one_time_codes (athlete_id, code_sha256, purpose, expires_at) select $1, 'hash-' || $2, 'session', now()",
  idempotency_keys:
    "insert into idempotency_keys (athlete_id, key, operation, request_sha256, status, response, created_at, expires_at) select $1, gen_random_uuid(), 'startSync', 'hash', 202, '{}', now(), now() + interval '1 day' where $2 > 0",
  wellness:
    "insert into wellness (athlete_id, date, hrv_rmssd_ms) select $1, '2026-11-01', 40 + $2",
  sync_state: 'insert into sync_state (athlete_id, updated_at) select $1, now() where $2 > 0',
};
