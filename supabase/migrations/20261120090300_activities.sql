-- Activities and their streams.

create table public.activities (
  id uuid primary key default gen_random_uuid(),
  athlete_id uuid not null default auth.uid() references public.athletes (id) on delete cascade,
  source text not null check (source in ('strava', 'file', 'app', 'manual')),
  source_id text,
  sport text not null check (sport in ('cycling', 'running', 'swimming', 'walking', 'hiking', 'rowing', 'skiing', 'squash',
    'tennis', 'padel', 'badminton', 'strength', 'hiit', 'yoga', 'multisport', 'other')),
  sub_sport text check (char_length(sub_sport) <= 64),
  session_type text check (session_type in ('match', 'training', 'race', 'commute')),
  name text check (char_length(name) <= 255),
  notes text check (char_length(notes) <= 10000),
  started_at timestamptz not null,
  ended_at timestamptz,
  time_zone text check (char_length(time_zone) <= 64),
  elapsed_time_s double precision,
  timer_time_s double precision,
  moving_time_s double precision,
  distance_m double precision,
  elevation_gain_m double precision,
  average_speed_mps double precision,
  max_speed_mps double precision,
  average_heart_rate_bpm double precision,
  max_heart_rate_bpm double precision,
  average_power_w double precision,
  max_power_w double precision,
  weighted_power_w double precision,
  work_kj double precision,
  average_cadence_rpm double precision,
  calories_kcal double precision,
  load double precision,
  intensity double precision,
  device_name text,
  streams text not null default 'pending' check (streams in ('pending', 'ready', 'absent', 'expired')),
  analysis text not null default 'pending' check (analysis in ('pending', 'ready', 'failed')),
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 1048576),
  summary jsonb not null default '{}' check (jsonb_typeof(summary) = 'object' and octet_length(summary::text) <= 1048576),
  source_metadata jsonb not null default '{}',
  field_origins jsonb not null default '{}',
  source_fetched_at timestamptz,
  source_detail boolean not null default false,
  counted boolean not null default true,
  group_id uuid,
  group_members uuid[],
  group_confidence double precision check (group_confidence between 0 and 1),
  restored_from uuid,
  expires_at timestamptz,
  deleted_at timestamptz check (deleted_at between '2000-01-01T00:00:00Z' and '3000-01-01T00:00:00Z'),
  deleted_by text check (deleted_by in ('athlete', 'source')),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (athlete_id, source, source_id)
);
comment on table public.activities is 'One bout of sport of any kind and source. A deleted row is a tombstone until the purge: what the athlete deleted can be restored, what the source deleted is emptied at once.';
comment on column public.activities.metadata is 'The app''s own. Athletes can write it past the API: the checks here, and those of deleted_at, keep it such that the API can answer it.';
comment on column public.activities.source_metadata is 'What only this source says (gear, trainer, commute, estimated power).';
comment on column public.activities.field_origins is 'Which fields the athlete set by hand ({"name": "athlete"}): a later update from the source leaves these alone. computed: filled in from the samples, where the source states nothing.';
comment on column public.activities.restored_from is 'Its id in the export it came back with.';
comment on column public.activities.counted is 'Whether sums and records count it: of several recordings of one bout, one does.';
comment on column public.activities.group_id is 'The bout, where several activities are recordings of one. Null: it stands alone.';
comment on column public.activities.source_fetched_at is 'When the source was asked for what is stored; an older answer never overwrites a newer one. Null with source strava: emptied after the athlete deleted it.';
comment on column public.activities.source_detail is 'Whether the source''s detail (calories, notes, device) was fetched, not only its summary.';
comment on column public.activities.expires_at is 'When the source''s policy wants the row gone; null: it may stay.';

create index activities_recent on public.activities (athlete_id, started_at desc, id) where deleted_at is null;
create index activities_by_sport on public.activities (athlete_id, sport, started_at desc) where deleted_at is null;
create index activities_open on public.activities (id) where ended_at is null and deleted_at is null and source = 'app';
create index activities_restored on public.activities (athlete_id, restored_from) where restored_from is not null;
create index activities_tombstones on public.activities (deleted_at) where deleted_at is not null;
create index activities_expiring on public.activities (expires_at) where expires_at is not null;

-- What an athlete's own edit does, wherever it comes from (the API or PostgREST directly): it marks the
-- fields as the athlete's. Deleting and restoring are edits too.
create function public.mark_athlete_edit() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  field text;
begin
  if current_user <> 'authenticated' then
    return new;
  end if;
  foreach field in array array['name', 'sport', 'sub_sport', 'session_type', 'notes', 'ended_at'] loop
    if to_jsonb(new) -> field is distinct from to_jsonb(old) -> field then
      new.field_origins := new.field_origins || jsonb_build_object(field, 'athlete');
    end if;
  end loop;
  if new.deleted_at is distinct from old.deleted_at then
    if old.deleted_by = 'source' then
      raise exception 'The source no longer has this activity.' using errcode = 'FT409';
    end if;
    new.deleted_by := case when new.deleted_at is null then null else 'athlete' end;
  end if;
  return new;
end;
$$;
revoke execute on function public.mark_athlete_edit() from public, anon, authenticated;

-- Whoever ends an activity of the athlete's own making says with it how long it took.
create function public.follow_end() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and new.ended_at is not distinct from old.ended_at then
    return new;
  end if;
  if new.source not in ('app', 'manual') then
    if tg_op = 'UPDATE' and current_user = 'authenticated' then
      raise exception 'When this activity ended its source tells.' using errcode = 'FT409';
    end if;
    return new;
  end if;
  if current_user = 'authenticated' then
    if new.ended_at is null or not new.ended_at between new.started_at and new.started_at + interval '31 days' then
      if tg_op = 'UPDATE' or new.ended_at is not null then
        raise exception 'An activity ends after its start, and within 31 days.' using errcode = 'FT409';
      end if;
      return new;
    end if;
    new.elapsed_time_s := extract(epoch from new.ended_at - new.started_at);
    new.field_origins := new.field_origins || jsonb_build_object('ended_at', 'athlete');
  end if;
  return new;
end;
$$;
revoke execute on function public.follow_end() from public, anon, authenticated;

create trigger follow_end before insert or update of ended_at on public.activities
  for each row execute function public.follow_end();
create trigger mark_athlete_edit before update on public.activities
  for each row execute function public.mark_athlete_edit();
create trigger touch_version before update on public.activities
  for each row execute function public.touch_version();

alter table public.activities enable row level security;
revoke all on public.activities from anon, authenticated;
grant select, insert, update, delete on public.activities to service_role;
grant select on public.activities to authenticated;
grant insert (id, source, sport, sub_sport, session_type, name, notes, started_at, ended_at, time_zone, moving_time_s, distance_m,
  elevation_gain_m, average_speed_mps, max_speed_mps, average_heart_rate_bpm, max_heart_rate_bpm, average_power_w, max_power_w,
  average_cadence_rpm, calories_kcal, metadata, summary) on public.activities to authenticated;
grant update (name, sport, sub_sport, session_type, notes, metadata, summary, ended_at, deleted_at) on public.activities to authenticated;
create policy "athletes read their activities" on public.activities
  for select to authenticated using (athlete_id = (select auth.uid()));
-- NaN is above everything, so that no range lets it in
create policy "athletes add their activities" on public.activities
  for insert to authenticated with check (athlete_id = (select auth.uid()) and source in ('app', 'manual')
    and started_at between '1900-01-01T00:00:00Z' and '2200-01-01T00:00:00Z'
    and coalesce(moving_time_s, 0) between 0 and 1e7 and coalesce(distance_m, 0) between 0 and 1e8
    and coalesce(elevation_gain_m, 0) between 0 and 1e5
    and coalesce(average_speed_mps, 0) between 0 and 100 and coalesce(max_speed_mps, 0) between 0 and 100
    and coalesce(average_heart_rate_bpm, 20) between 20 and 250 and coalesce(max_heart_rate_bpm, 20) between 20 and 250
    and coalesce(average_power_w, 0) between 0 and 3000 and coalesce(max_power_w, 0) between 0 and 5000
    and coalesce(average_cadence_rpm, 0) between 0 and 300 and coalesce(calories_kcal, 0) between 0 and 50000);
create policy "athletes edit their activities" on public.activities
  for update to authenticated using (athlete_id = (select auth.uid())) with check (athlete_id = (select auth.uid()));

create table public.streams (
  activity_id uuid not null references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  channel text not null,
  sample_count integer not null check (sample_count >= 0),
  data bytea not null,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (activity_id, channel)
);
comment on table public.streams is 'One stored channel of an activity, packed (lib/recording/pack-channel.ts).';
comment on column public.streams.expires_at is 'When the source''s policy wants the samples gone; null: they may stay.';
create index streams_athlete on public.streams (athlete_id);
create index streams_expiring on public.streams (expires_at) where expires_at is not null;

alter table public.streams enable row level security;
revoke all on public.streams from anon, authenticated;
grant select, insert, update, delete on public.streams to service_role;
grant select on public.streams to authenticated;
create policy "athletes read their streams" on public.streams
  for select to authenticated using (athlete_id = (select auth.uid()));

-- The one way in for what a source says of an athlete's activities. Each element of p_activities carries
-- the columns by name; `source_detail` says whether the detail-only fields are to be believed.
-- outcome: inserted | updated | unchanged (also: older than what is stored) | kept_deleted (the athlete
-- deleted it). No connection any more: nothing is written and nothing is answered.
create function public.apply_strava_activities(p_athlete_id uuid, p_activities jsonb, p_fetched_at timestamptz)
returns table (source_id text, id uuid, outcome text, streams text)
language plpgsql security invoker set search_path = ''
as $$
declare
  a public.activities;
  old public.activities;
  item jsonb;
begin
  -- before any row is locked, so that nobody who groups activities waits for us in a circle
  perform pg_advisory_xact_lock(hashtextextended('groups:' || p_athlete_id, 0));
  -- against a purge at the same time; a webhook may note its arrival meanwhile
  perform 1 from public.strava_connections c where c.athlete_id = p_athlete_id for key share;
  if not found then
    return;
  end if;
  -- in the order of the ids, so that two batches never wait for each other
  for item in select e.value from jsonb_array_elements(p_activities) as e (value) order by e.value ->> 'source_id' loop
    a := jsonb_populate_record(null::public.activities, item);
    select * into old from public.activities x
    where x.athlete_id = p_athlete_id and x.source = 'strava' and x.source_id = a.source_id for update;
    if not found then
      insert into public.activities (
        athlete_id, source, source_id, sport, sub_sport, session_type, name, notes, started_at, ended_at, time_zone,
        elapsed_time_s, timer_time_s, moving_time_s, distance_m, elevation_gain_m, average_speed_mps, max_speed_mps,
        average_heart_rate_bpm, max_heart_rate_bpm, average_power_w, max_power_w, weighted_power_w, work_kj,
        average_cadence_rpm, calories_kcal, device_name, streams, source_metadata, source_fetched_at, source_detail, expires_at)
      values (
        p_athlete_id, 'strava', a.source_id, a.sport, a.sub_sport, a.session_type, a.name, a.notes, a.started_at, a.ended_at, a.time_zone,
        a.elapsed_time_s, a.timer_time_s, a.moving_time_s, a.distance_m, a.elevation_gain_m, a.average_speed_mps, a.max_speed_mps,
        a.average_heart_rate_bpm, a.max_heart_rate_bpm, a.average_power_w, a.max_power_w, a.weighted_power_w, a.work_kj,
        a.average_cadence_rpm, a.calories_kcal, a.device_name, coalesce(a.streams, 'pending'), coalesce(a.source_metadata, '{}'),
        p_fetched_at, coalesce(a.source_detail, false), a.expires_at)
      on conflict on constraint activities_athlete_id_source_source_id_key do nothing
      returning * into old;
      if found then
        source_id := old.source_id; id := old.id; outcome := 'inserted'; streams := old.streams;
        return next;
        continue;
      end if;
      -- another writer inserted it between our look and our insert
      select * into strict old from public.activities x
      where x.athlete_id = p_athlete_id and x.source = 'strava' and x.source_id = a.source_id for update;
    end if;

    source_id := old.source_id; id := old.id; streams := old.streams;
    if old.deleted_by = 'athlete' then
      outcome := 'kept_deleted';
      return next;
      continue;
    end if;
    if old.source_fetched_at > p_fetched_at then
      outcome := 'unchanged';
      return next;
      continue;
    end if;
    -- A crop or another recording behind the same id: the stored samples no longer belong to it.
    if old.deleted_at is not null then
      streams := coalesce(a.streams, 'pending');
    elsif old.streams = 'ready' and (old.elapsed_time_s, old.distance_m) is distinct from (a.elapsed_time_s, a.distance_m) then
      streams := 'pending';
    end if;
    update public.activities x set
      sport = case when old.field_origins ? 'sport' then x.sport else a.sport end,
      sub_sport = case when old.field_origins ? 'sub_sport' or old.field_origins ? 'sport' then x.sub_sport else a.sub_sport end,
      session_type = case when old.field_origins ? 'session_type' then x.session_type else a.session_type end,
      name = case when old.field_origins ? 'name' then x.name else a.name end,
      notes = case when old.field_origins ? 'notes' or not coalesce(a.source_detail, false) then x.notes else a.notes end,
      calories_kcal = case when coalesce(a.source_detail, false) then a.calories_kcal else x.calories_kcal end,
      device_name = coalesce(a.device_name, x.device_name),
      source_detail = x.source_detail or coalesce(a.source_detail, false),
      started_at = a.started_at, ended_at = a.ended_at, time_zone = a.time_zone,
      elapsed_time_s = a.elapsed_time_s, timer_time_s = a.timer_time_s, moving_time_s = a.moving_time_s,
      distance_m = a.distance_m, elevation_gain_m = a.elevation_gain_m,
      average_speed_mps = a.average_speed_mps, max_speed_mps = a.max_speed_mps,
      average_heart_rate_bpm = a.average_heart_rate_bpm, max_heart_rate_bpm = a.max_heart_rate_bpm,
      average_power_w = a.average_power_w, max_power_w = a.max_power_w,
      -- ours, once computed from the samples, goes before the source's
      weighted_power_w = case when x.analysis = 'ready' and apply_strava_activities.streams = old.streams
        then coalesce(x.weighted_power_w, a.weighted_power_w) else a.weighted_power_w end,
      work_kj = a.work_kj, average_cadence_rpm = a.average_cadence_rpm,
      field_origins = case when apply_strava_activities.streams = old.streams then x.field_origins else x.field_origins - 'weighted_power_w' end,
      source_metadata = coalesce(a.source_metadata, '{}'),
      streams = apply_strava_activities.streams,
      analysis = case when apply_strava_activities.streams <> old.streams then 'pending' else x.analysis end,
      deleted_at = null, deleted_by = null,
      source_fetched_at = p_fetched_at, expires_at = a.expires_at
    where x.id = old.id returning * into a;
    outcome := case when a.version = old.version then 'unchanged' else 'updated' end;
    return next;
  end loop;
end;
$$;

-- Takes everything out of Strava activities but what makes them tombstones: no answer that comes late, and
-- no later sync, may bring back what the source removed or the athlete deleted.
create function public.empty_strava_activities(p_ids uuid[], p_at timestamptz) returns void
language sql security invoker set search_path = ''
as $$
  update public.activities x set
    name = null, notes = null, sub_sport = null, session_type = null, time_zone = null, ended_at = null,
    elapsed_time_s = null, timer_time_s = null, moving_time_s = null, distance_m = null, elevation_gain_m = null,
    average_speed_mps = null, max_speed_mps = null, average_heart_rate_bpm = null, max_heart_rate_bpm = null,
    average_power_w = null, max_power_w = null, weighted_power_w = null, work_kj = null, average_cadence_rpm = null,
    calories_kcal = null, load = null, intensity = null, device_name = null, metadata = '{}', summary = '{}', source_metadata = '{}',
    field_origins = '{}', source_detail = false, analysis = 'pending', expires_at = null,
    streams = case when x.deleted_by = 'athlete' then 'expired' else 'absent' end,
    deleted_at = coalesce(x.deleted_at, p_at), deleted_by = coalesce(x.deleted_by, 'source'),
    source_fetched_at = case when x.deleted_by = 'athlete' then null else p_at end
  where x.id = any (p_ids) and x.source = 'strava';
  delete from public.streams s where s.activity_id = any (p_ids);
$$;

-- The source no longer shows these activities: their contents go now, a bare tombstone stays.
-- Athlete's deletions stay the athlete's. Answers the rows emptied.
create function public.remove_strava_activities(p_athlete_id uuid, p_source_ids text[], p_fetched_at timestamptz)
returns setof uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  gone uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('groups:' || p_athlete_id, 0));
  select array_agg(l.id) into gone from (
    select x.id from public.activities x
    where x.athlete_id = p_athlete_id and x.source = 'strava' and x.source_id = any (p_source_ids)
      and x.deleted_by is distinct from 'source'
      and (x.deleted_by is null or x.source_fetched_at is not null)
      and (x.source_fetched_at is null or x.source_fetched_at <= p_fetched_at)
    order by x.source_id for update
  ) l;
  perform public.empty_strava_activities(gone, p_fetched_at);
  return query select unnest(gone);
end;
$$;

-- Replaces an activity's streams and says so on the activity, atomically. data comes in base64.
-- False: the activity is gone or deleted; nothing was written.
create function public.store_streams(
  p_activity_id uuid, p_state text, p_channels jsonb, p_expires_at timestamptz default null
) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  owner uuid;
begin
  -- how many channels a file has decides which of a group counts
  perform pg_advisory_xact_lock(hashtextextended('groups:' || a.athlete_id, 0))
  from public.activities a where a.id = p_activity_id and a.source in ('file', 'app');
  select a.athlete_id into owner from public.activities a
  where a.id = p_activity_id and a.deleted_at is null for update;
  if owner is null then
    return false;
  end if;
  delete from public.streams where activity_id = p_activity_id;
  insert into public.streams (activity_id, athlete_id, channel, sample_count, data, expires_at)
  select p_activity_id, owner, c.channel, c.sample_count, decode(c.data, 'base64'), p_expires_at
  from jsonb_to_recordset(p_channels) as c (channel text, sample_count integer, data text);
  update public.activities set streams = p_state where id = p_activity_id and streams <> p_state;
  return true;
end;
$$;

-- How many Strava activities an athlete has here, and of how many the streams are settled.
create function public.count_strava_activities(p_athlete_id uuid) returns table (total integer, done integer)
language sql stable security invoker set search_path = ''
as $$
  select count(*)::integer, (count(*) filter (where a.streams <> 'pending'))::integer
  from public.activities a
  where a.athlete_id = p_athlete_id and a.source = 'strava' and a.deleted_at is null;
$$;

revoke execute on function public.apply_strava_activities(uuid, jsonb, timestamptz) from public, anon, authenticated;
revoke execute on function public.count_strava_activities(uuid) from public, anon;
revoke execute on function public.empty_strava_activities(uuid[], timestamptz) from public, anon, authenticated;
revoke execute on function public.remove_strava_activities(uuid, text[], timestamptz) from public, anon, authenticated;
revoke execute on function public.store_streams(uuid, text, jsonb, timestamptz) from public, anon, authenticated;
grant execute on function public.apply_strava_activities(uuid, jsonb, timestamptz) to service_role;
grant execute on function public.count_strava_activities(uuid) to authenticated, service_role;
grant execute on function public.empty_strava_activities(uuid[], timestamptz) to service_role;
grant execute on function public.remove_strava_activities(uuid, text[], timestamptz) to service_role;
grant execute on function public.store_streams(uuid, text, jsonb, timestamptz) to service_role;
