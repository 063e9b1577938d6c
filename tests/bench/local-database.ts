/**
 * The Supabase that is measured against, as a program of its own, so that it shares no event loop with what
 * is measured: a real Postgres server, filled. Says where it is over IPC, then runs the SQL it is sent.
 */

import type { ChannelName } from '../../lib/recording/channels.ts';
import { packChannel } from '../../lib/recording/pack-channel.ts';
import { startServerSupabase } from '../sandbox/supabase/start-server.ts';
import { madeUpRide } from './made-up-ride.ts';

export interface Database {
  url: string;
  publishableKey: string;
  secretKey: string;
  jwtSecret: string;
  /** Of the athlete who is measured. */
  athleteId: string;
  accessToken: string;
  /** One of the athlete's rides, 1 h of nine channels. */
  activityId: string;
  activities: number;
  athletes: number;
}

const ATHLETES = 25;
const MEASURED_ACTIVITIES = 1_200;
const OTHERS_ACTIVITIES = 300;
const RIDES_WITH_STREAMS = 40;
const FIRST_STRAVA_ATHLETE = 5_000;

const supabase = await startServerSupabase();

async function signUp(index: number): Promise<{ athleteId: string; accessToken: string }> {
  const response = await fetch(`${supabase.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: supabase.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email: `athlete-${index}@example.org`, password: 'correct horse 4' }),
  });
  const session = (await response.json()) as { access_token: string; user: { id: string } };
  return { athleteId: session.user.id, accessToken: session.access_token };
}

/** Rides of the past years, every field filled as Strava's detail fills it. */
const FILL = `
  insert into public.activities (athlete_id, source, source_id, sport, sub_sport, name, notes, started_at, ended_at,
    time_zone, elapsed_time_s, timer_time_s, moving_time_s, distance_m, elevation_gain_m, average_speed_mps, max_speed_mps,
    average_heart_rate_bpm, max_heart_rate_bpm, average_power_w, max_power_w, weighted_power_w, work_kj,
    average_cadence_rpm, calories_kcal, device_name, streams, source_metadata, source_fetched_at, source_detail)
  select $1, 'strava', ($2::bigint * 100000 + n)::text, case n % 4 when 0 then 'running' else 'cycling' end,
    'road', 'Ride no. ' || n, 'Steady along the river, the last hill hard.',
    now() - n * interval '22 hours', now() - n * interval '22 hours' + interval '1 hour', 'Europe/Ljubljana', 3600, 3590,
    3500 + n % 90, 30000.5 + n, 410.2 + n % 300, 8.412, 17.3, 142.3, 171, 196.4, 640, 211.7, 707.1, 84.2, 690.5,
    'Garmin Edge 840', 'ready', '{"commute": false, "trainer": false, "gear_id": "b123456", "device_watts": true}', now(), true
  from generate_series(1, $3::integer) as n`;

const athletes: { athleteId: string; accessToken: string }[] = [];
for (let index = 0; index < ATHLETES; index += 1) {
  athletes.push(await signUp(index));
}
for (const [index, { athleteId }] of athletes.entries()) {
  const count = index === 0 ? MEASURED_ACTIVITIES : OTHERS_ACTIVITIES;
  await supabase.query(FILL, [athleteId, index + 1, count]);
  await supabase.query(
    `insert into public.strava_connections (athlete_id, strava_athlete_id, scopes, token_expires_at, connected_at)
     values ($1, $2, '{read,activity:read_all}', now() + interval '6 hours', now())`,
    [athleteId, FIRST_STRAVA_ATHLETE + index],
  );
}
const [measured] = athletes;
const rides = await supabase.query<{ id: string }>(
  'select id from public.activities where athlete_id = $1 order by started_at desc limit $2',
  [measured?.athleteId, RIDES_WITH_STREAMS],
);
for (const [index, { id }] of rides.entries()) {
  const { channels, sampleCount } = madeUpRide({ seed: index + 1, hours: 1 });
  for (const name of Object.keys(channels) as ChannelName[]) {
    await supabase.query(
      `insert into public.streams (activity_id, athlete_id, channel, sample_count, data, expires_at)
       values ($1, $2, $3, $4, $5, now() + interval '6 days')`,
      [id, measured?.athleteId, name, sampleCount, packChannel(name, channels[name] ?? [])],
    );
  }
}
await supabase.query('analyze');

process.on('message', (message: { id: number; sql: string }) => {
  void supabase.query(message.sql).then(
    (rows) => process.send?.({ id: message.id, rows }),
    (error: unknown) => process.send?.({ id: message.id, error: String(error) }),
  );
});
process.on('disconnect', () => void supabase.close());
const { url, publishableKey, secretKey, jwtSecret } = supabase;
process.send?.({
  url,
  publishableKey,
  secretKey,
  jwtSecret,
  ...measured,
  activityId: rides[0]?.id,
  activities: MEASURED_ACTIVITIES,
  athletes: ATHLETES,
});
