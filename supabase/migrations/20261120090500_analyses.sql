-- What is computed from activities, and the athletes' thresholds it rests on.

create table public.thresholds (
  athlete_id uuid not null default auth.uid() references public.athletes (id) on delete cascade,
  effective_from date not null check (effective_from between '1900-01-01' and '2200-01-01'),
  ftp_w double precision check (ftp_w > 0 and ftp_w < 1000),
  critical_power_w double precision check (critical_power_w > 0 and critical_power_w < 1000),
  w_prime_j double precision check (w_prime_j > 0 and w_prime_j < 200000),
  lthr_bpm double precision check (lthr_bpm > 0 and lthr_bpm < 300),
  max_heart_rate_bpm double precision check (max_heart_rate_bpm > 0 and max_heart_rate_bpm < 300),
  resting_heart_rate_bpm double precision check (resting_heart_rate_bpm > 0 and resting_heart_rate_bpm < 300),
  threshold_speed_mps double precision check (threshold_speed_mps > 0 and threshold_speed_mps < 15),
  css_mps double precision check (css_mps > 0 and css_mps < 5),
  weight_kg double precision check (weight_kg > 0 and weight_kg < 500),
  primary key (athlete_id, effective_from)
);
comment on table public.thresholds is 'What an athlete could do from a date on. A null says nothing: the latest earlier value goes on. Whoever writes past the API recomputes with POST /activities/{id}/analysis, or has it done by the next change.';

alter table public.thresholds enable row level security;
revoke all on public.thresholds from anon, authenticated;
grant select, insert, update, delete on public.thresholds to service_role;
grant select, insert on public.thresholds to authenticated;
grant update (ftp_w, critical_power_w, w_prime_j, lthr_bpm, max_heart_rate_bpm, resting_heart_rate_bpm, threshold_speed_mps, css_mps, weight_kg) on public.thresholds to authenticated;
create policy "athletes read their thresholds" on public.thresholds
  for select to authenticated using (athlete_id = (select auth.uid()));
create policy "athletes add their thresholds" on public.thresholds
  for insert to authenticated with check (athlete_id = (select auth.uid()));
create policy "athletes change their thresholds" on public.thresholds
  for update to authenticated using (athlete_id = (select auth.uid())) with check (athlete_id = (select auth.uid()));

-- Adds the caller's thresholds from a date on, or replaces those of the date.
create function public.put_thresholds(p_thresholds jsonb) returns setof public.thresholds
language sql security invoker set search_path = ''
as $$
  insert into public.thresholds (athlete_id, effective_from, ftp_w, critical_power_w, w_prime_j, lthr_bpm, max_heart_rate_bpm, resting_heart_rate_bpm, threshold_speed_mps, css_mps, weight_kg)
  select auth.uid(), t.effective_from, t.ftp_w, t.critical_power_w, t.w_prime_j, t.lthr_bpm, t.max_heart_rate_bpm,
    t.resting_heart_rate_bpm, t.threshold_speed_mps, t.css_mps, t.weight_kg
  from jsonb_populate_record(null::public.thresholds, p_thresholds) as t
  on conflict (athlete_id, effective_from) do update set
    ftp_w = excluded.ftp_w, critical_power_w = excluded.critical_power_w, w_prime_j = excluded.w_prime_j,
    lthr_bpm = excluded.lthr_bpm, max_heart_rate_bpm = excluded.max_heart_rate_bpm, resting_heart_rate_bpm = excluded.resting_heart_rate_bpm,
    threshold_speed_mps = excluded.threshold_speed_mps, css_mps = excluded.css_mps, weight_kg = excluded.weight_kg
  returning *;
$$;
revoke execute on function public.put_thresholds(jsonb) from public, anon;
grant execute on function public.put_thresholds(jsonb) to authenticated, service_role;

create table public.analyses (
  activity_id uuid primary key references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  sport text not null,
  algorithm_version integer not null,
  computed_at timestamptz not null,
  thresholds jsonb not null,
  inputs jsonb not null,
  metrics jsonb not null,
  load double precision,
  load_method text,
  laps jsonb not null,
  intervals jsonb not null,
  climbs jsonb not null,
  best_efforts jsonb not null,
  zones jsonb not null,
  curves jsonb not null,
  quality jsonb not null
);
comment on table public.analyses is 'The figures of an activity (lib/analytics). Goes with its activity, and with what a Strava activity holds. No series: those expire with the samples they come from.';
comment on column public.analyses.thresholds is 'The thresholds it was computed with: {"ftp_w": {"value": 250, "effective_from": "2026-01-01"}}; null where not known.';
comment on column public.analyses.sport is 'The sport it was computed for: sums and records count its figures while the activity is of that sport.';
comment on column public.analyses.inputs is '{"from": "samples" | "summary", "channels": [...]}';
create index analyses_athlete on public.analyses (athlete_id, algorithm_version);

alter table public.analyses enable row level security;
revoke all on public.analyses from anon, authenticated;
grant select, insert, update, delete on public.analyses to service_role;
grant select on public.analyses to authenticated;
create policy "athletes read their analyses" on public.analyses
  for select to authenticated using (athlete_id = (select auth.uid()));

-- A digest of everything an analysis is computed from. It is read with the inputs, in one snapshot, and again
-- when the result is stored: a different one means that the result is about data of the past.
create function public.analysis_basis(p_activity_id uuid) returns text
language sql stable security invoker set search_path = ''
as $$
  select md5(jsonb_build_array(
    a.sport, a.started_at, a.streams, a.elapsed_time_s, a.timer_time_s, a.moving_time_s, a.distance_m, a.elevation_gain_m,
    a.average_speed_mps, a.max_speed_mps, a.average_heart_rate_bpm, a.max_heart_rate_bpm, a.average_power_w, a.max_power_w,
    a.work_kj, a.average_cadence_rpm, a.source_metadata,
    (select jsonb_agg(jsonb_build_array(s.channel, s.created_at) order by s.channel) from public.streams s where s.activity_id = a.id),
    (select to_jsonb(r) from public.recordings r where r.activity_id = a.id),
    (select jsonb_agg(to_jsonb(p) order by p.id) from public.points p where p.activity_id = a.id),
    (select jsonb_agg(to_jsonb(t) order by t.effective_from) from public.thresholds t where t.athlete_id = a.athlete_id),
    h.sex, h.height_cm, h.weight_kg, h.time_zone)::text)
  from public.activities a join public.athletes h on h.id = a.athlete_id
  where a.id = p_activity_id;
$$;

-- Everything an analysis is computed from, and its digest. Null: no such activity. data comes in base64.
create function public.analysis_input(p_activity_id uuid) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'basis', public.analysis_basis(a.id),
    'activity', to_jsonb(a) - array['metadata', 'summary', 'notes', 'field_origins'],
    'athlete', jsonb_build_object('sex', h.sex, 'height_cm', h.height_cm, 'weight_kg', h.weight_kg, 'time_zone', h.time_zone),
    'thresholds', coalesce((
      select jsonb_agg(to_jsonb(t) order by t.effective_from desc) from public.thresholds t where t.athlete_id = a.athlete_id), '[]'),
    'channels', coalesce((
      select jsonb_agg(jsonb_build_object('channel', s.channel, 'sample_count', s.sample_count, 'data', encode(s.data, 'base64')))
      from public.streams s where s.activity_id = a.id), '[]'),
    'recording', (
      select jsonb_build_object('laps', r.laps, 'lengths', r.lengths, 'pool_m', r.pool_m, 'sets', r.sets, 'pauses', r.pauses,
        'altitude_source', r.altitude_source)
      from public.recordings r where r.activity_id = a.id),
    'points', coalesce((
      select jsonb_agg(jsonb_build_object('timestamp', p.timestamp, 'winner', p.winner, 'game_number', p.game_number,
        'heart_rate_at_end_bpm', p.heart_rate_at_end_bpm)
        order by p.timestamp, coalesce(p.game_number, 0), coalesce(p.score_me + p.score_opponent, 0), p.id)
      from public.points p where p.activity_id = a.id), '[]'))
  from public.activities a join public.athletes h on h.id = a.athlete_id
  where a.id = p_activity_id;
$$;

-- Stores an analysis and says so on its activity, atomically. Answers stored; gone: there is no such activity
-- any more; stale: the inputs are not those of p_basis any more; newer: a newer algorithm was here already.
create function public.store_analysis(p_activity_id uuid, p_basis text, p_analysis jsonb) returns text
language plpgsql security invoker set search_path = ''
as $$
declare
  x public.analyses := jsonb_populate_record(null::public.analyses, p_analysis);
  held public.activities;
  -- what the source does not state is filled in; of Strava, which states all it has, only what we
  -- compute better, also where it came back with an export
  fields text[];
  filled jsonb;
begin
  -- a duration that is filled in may make it one of a group
  perform pg_advisory_xact_lock(hashtextextended('groups:' || y.athlete_id, 0))
  from public.activities y where y.id = p_activity_id and y.source in ('file', 'app');
  -- whoever changes the activity or its streams holds this lock
  select a.id, a.athlete_id, a.sport into x.activity_id, x.athlete_id, x.sport from public.activities a
  where a.id = p_activity_id and a.deleted_at is null for update;
  if not found then
    return 'gone';
  end if;
  if public.analysis_basis(p_activity_id) is distinct from p_basis then
    return 'stale';
  end if;
  if exists (select 1 from public.analyses o where o.activity_id = p_activity_id and o.algorithm_version > x.algorithm_version) then
    return 'newer';
  end if;
  delete from public.analyses o where o.activity_id = p_activity_id;
  insert into public.analyses select x.*;
  select * into held from public.activities y where y.id = p_activity_id;
  fields := case when held.source in ('file', 'app') and held.source_id like 'strava:%' is not true then array['elapsed_time_s', 'timer_time_s', 'moving_time_s', 'distance_m',
    'elevation_gain_m', 'average_speed_mps', 'max_speed_mps', 'average_heart_rate_bpm', 'max_heart_rate_bpm',
    'average_power_w', 'max_power_w', 'work_kj', 'average_cadence_rpm'] else '{}' end;
  select coalesce(jsonb_object_agg(m.value ->> 'id', m.value -> 'value'), '{}') into filled
  from jsonb_array_elements(p_analysis -> 'metrics') as m (value)
  where m.value ->> 'id' = any (fields) and jsonb_typeof(m.value -> 'value') = 'number'
    and (jsonb_typeof(to_jsonb(held) -> (m.value ->> 'id')) = 'null' or held.field_origins ->> (m.value ->> 'id') = 'computed');
  filled := filled || jsonb_strip_nulls(jsonb_build_object('weighted_power_w', p_analysis -> 'weighted_power_w'));
  update public.activities y set
    analysis = 'ready', load = x.load, intensity = (p_analysis ->> 'intensity')::double precision,
    weighted_power_w = f.weighted_power_w, elapsed_time_s = f.elapsed_time_s, timer_time_s = f.timer_time_s,
    moving_time_s = f.moving_time_s, distance_m = f.distance_m, elevation_gain_m = f.elevation_gain_m,
    average_speed_mps = f.average_speed_mps, max_speed_mps = f.max_speed_mps,
    average_heart_rate_bpm = f.average_heart_rate_bpm, max_heart_rate_bpm = f.max_heart_rate_bpm,
    average_power_w = f.average_power_w, max_power_w = f.max_power_w, work_kj = f.work_kj,
    average_cadence_rpm = f.average_cadence_rpm,
    field_origins = held.field_origins || (
      select coalesce(jsonb_object_agg(k.name, 'computed'), '{}') from jsonb_object_keys(filled) as k (name))
  from jsonb_populate_record(held, filled) f
  where y.id = p_activity_id;
  return 'stored';
end;
$$;

-- An athlete's activities that are or could be analysed, newest first, from a place on; and how many there are
-- from there on. With p_version only those whose analysis is missing, waited for or of an older version.
create function public.list_analysed(
  p_athlete_id uuid, p_from timestamptz, p_before timestamptz, p_before_id uuid, p_version integer, p_limit integer
) returns table (
  activity_id uuid, started_at timestamptz, sport text, streams text, thresholds jsonb, inputs jsonb, computed_at timestamptz,
  time_zone text, weight_kg double precision, remaining integer)
language sql stable security invoker set search_path = ''
as $$
  select a.id, a.started_at, a.sport, a.streams, n.thresholds, n.inputs, n.computed_at, h.time_zone, h.weight_kg, (count(*) over ())::integer
  from public.activities a join public.athletes h on h.id = a.athlete_id left join public.analyses n on n.activity_id = a.id
  where a.athlete_id = p_athlete_id and a.deleted_at is null and a.streams <> 'pending'
    and (p_from is null or a.started_at >= p_from)
    and (p_before is null or a.started_at < p_before or (a.started_at = p_before and a.id > p_before_id))
    and (p_version is null or ((n.activity_id is null or a.analysis = 'pending' or n.algorithm_version < p_version)
      and a.streams <> 'expired' and a.analysis <> 'failed'))
  order by a.started_at desc, a.id
  limit p_limit;
$$;

-- Athletes of whom an analysis is missing, waited for or of an older version, by id.
create function public.list_athletes_to_analyse(p_version integer, p_after uuid, p_limit integer) returns setof uuid
language sql stable security invoker set search_path = ''
as $$
  select h.id from public.athletes h
  where (p_after is null or h.id > p_after) and exists (
    select 1 from public.activities a left join public.analyses n on n.activity_id = a.id
    where a.athlete_id = h.id and a.deleted_at is null and a.streams in ('ready', 'absent') and a.analysis <> 'failed'
      and (n.activity_id is null or a.analysis = 'pending' or n.algorithm_version < p_version))
  order by h.id
  limit p_limit;
$$;

-- An activity of another sport, or other figures where there are only figures, is to be analysed anew.
create function public.await_analysis() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if new.sport <> old.sport or (new.streams = 'absent' and
    (new.elapsed_time_s, new.timer_time_s, new.distance_m, new.average_heart_rate_bpm)
    is distinct from (old.elapsed_time_s, old.timer_time_s, old.distance_m, old.average_heart_rate_bpm))
  then
    new.analysis := 'pending';
  end if;
  return new;
end;
$$;
create trigger await_analysis before update on public.activities
  for each row execute function public.await_analysis();

-- Enqueues the analysis in the transaction that made it due, which costs the sync nothing. An athlete's own
-- edits are enqueued by the API; past it, by the night. What was emptied loses its analysis.
-- Keys, priority and attempts are those of lib/jobs/kinds.ts.
create function public.enqueue_analysis() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user = 'authenticated' or new.analysis <> 'pending' then
    return null;
  end if;
  if new.deleted_at is not null then
    delete from public.analyses n where n.activity_id = new.id;
  elsif new.streams in ('ready', 'absent') then
    insert into public.jobs (kind, athlete_id, payload, priority, dedupe_key, serial_key, run_at, max_attempts)
    values ('analyse-activity', new.athlete_id, jsonb_build_object('athlete_id', new.athlete_id, 'activity_id', new.id),
      45, 'analyse-activity:' || new.id, 'analyse-activity:' || new.id, coalesce(new.source_fetched_at, now()), 5)
    on conflict (dedupe_key) where state = 'queued' and dedupe_key is not null do nothing;
  end if;
  return null;
end;
$$;
create trigger enqueue_analysis after insert or update of streams, analysis, deleted_at, sport on public.activities
  for each row execute function public.enqueue_analysis();

revoke execute on function public.analysis_basis(uuid) from public, anon, authenticated;
revoke execute on function public.analysis_input(uuid) from public, anon, authenticated;
revoke execute on function public.store_analysis(uuid, text, jsonb) from public, anon, authenticated;
revoke execute on function public.list_analysed(uuid, timestamptz, timestamptz, uuid, integer, integer) from public, anon, authenticated;
revoke execute on function public.list_athletes_to_analyse(integer, uuid, integer) from public, anon, authenticated;
revoke execute on function public.await_analysis() from public, anon, authenticated;
revoke execute on function public.enqueue_analysis() from public, anon, authenticated;
grant execute on function public.analysis_basis(uuid) to service_role;
grant execute on function public.analysis_input(uuid) to service_role;
grant execute on function public.store_analysis(uuid, text, jsonb) to service_role;
grant execute on function public.list_analysed(uuid, timestamptz, timestamptz, uuid, integer, integer) to service_role;
grant execute on function public.list_athletes_to_analyse(integer, uuid, integer) to service_role;
