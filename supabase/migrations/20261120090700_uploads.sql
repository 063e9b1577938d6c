-- Files that athletes upload: the original is kept, bit for bit, in the bucket `originals`.

insert into storage.buckets (id, name, public, file_size_limit) values ('originals', 'originals', false, 52428800)
on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit;

create policy "athletes read their originals" on storage.objects
  for select to authenticated
  using (bucket_id = 'originals' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "athletes add their originals" on storage.objects
  for insert to authenticated
  with check (bucket_id = 'originals' and (storage.foldername(name))[1] = (select auth.uid())::text);

create table public.uploads (
  id uuid primary key default gen_random_uuid(),
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  filename text not null check (char_length(filename) between 1 and 255),
  size_bytes bigint not null check (size_bytes between 0 and 52428800),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  state text not null default 'waiting' check (state in ('waiting', 'received', 'decoding', 'storing', 'analysing', 'failed')),
  progress smallint not null default 0 check (progress between 0 and 100),
  job_id uuid,
  error_code text,
  error_detail text,
  warnings jsonb not null default '[]',
  activity_ids uuid[] not null default '{}',
  duplicate_of uuid,
  options jsonb not null default '{}',
  storage_path text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz
);
comment on table public.uploads is 'One file that came in, or is to come. What comes of it are activities and their recordings.';
comment on column public.uploads.state is 'waiting: for its bytes. analysing: all is stored; read_uploads shows it as ready once its activities are analysed.';
comment on column public.uploads.warnings is '[{"code", "detail"}], of the parts of an archive with their names.';
comment on column public.uploads.options is '{"name", "sport", "activity_id", "started_at"}, as the athlete gave them.';
comment on column public.uploads.expires_at is 'Until when the bytes may come. Null: they came.';
create index uploads_recent on public.uploads (athlete_id, created_at desc, id);
create index uploads_expiring on public.uploads (expires_at) where expires_at is not null;

alter table public.uploads enable row level security;
revoke all on public.uploads from anon, authenticated;
grant select, insert, update, delete on public.uploads to service_role;
grant select on public.uploads to authenticated;
create policy "athletes read their uploads" on public.uploads
  for select to authenticated using (athlete_id = (select auth.uid()));

-- squawk-ignore constraint-missing-not-valid, adding-foreign-key-constraint
alter table public.recordings add constraint recordings_upload_id_fkey
  foreign key (upload_id) references public.uploads (id) on delete set null;

-- The bytes of an upload are there: enqueues what reads them, once. Null: there is no such upload.
create function public.receive_upload(p_upload_id uuid, p_job jsonb, p_now timestamptz) returns uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  u public.uploads;
begin
  select * into u from public.uploads x where x.id = p_upload_id for update;
  if u.state = 'waiting' then
    select j.id into u.job_id from public.enqueue_jobs(jsonb_build_array(p_job), p_now) as j (id);
    update public.uploads x set state = 'received', job_id = u.job_id, expires_at = null, updated_at = p_now
    where x.id = p_upload_id;
  end if;
  return u.job_id;
end;
$$;

-- Uploads of the caller's, or of anybody for the backend, newest first: one of them, or a page. pending: how many
-- of its activities are still to be analysed.
create function public.read_uploads(p_athlete_id uuid, p_upload_id uuid, p_limit integer, p_offset integer)
returns table (upload jsonb, pending integer, total integer)
language sql stable security invoker set search_path = ''
as $$
  select to_jsonb(u), (select count(*)::integer from public.activities a
      where a.id = any (u.activity_ids) and a.deleted_at is null and a.analysis = 'pending' and a.streams in ('ready', 'absent')),
    (count(*) over ())::integer
  from public.uploads u
  where u.athlete_id = p_athlete_id and (p_upload_id is null or u.id = p_upload_id)
  order by u.created_at desc, u.id
  limit p_limit offset p_offset;
$$;

-- Stores one recording of an upload as one activity with its streams, atomically, and notes it with the upload.
-- A recording is known by p_recording.file_id, so that whoever tries again changes nothing.
-- outcome: stored | attached (to the activity p_attach_to) | duplicate (it is here already) | occupied (p_attach_to
-- has samples of its own) | gone (no such upload or activity any more).
create function public.store_recording(
  p_upload_id uuid, p_activity jsonb, p_recording jsonb, p_channels jsonb, p_attach_to uuid, p_now timestamptz
) returns table (activity_id uuid, outcome text)
language plpgsql security invoker set search_path = ''
as $$
declare
  u public.uploads;
  a public.activities := jsonb_populate_record(null::public.activities, p_activity);
  r public.recordings := jsonb_populate_record(null::public.recordings, p_recording);
  known record;
begin
  select * into u from public.uploads x where x.id = p_upload_id;
  if not found then
    return query select null::uuid, 'gone'::text;
    return;
  end if;
  -- before any row is locked, so that nobody who groups activities waits for us in a circle
  perform pg_advisory_xact_lock(hashtextextended('groups:' || u.athlete_id, 0));
  select * into u from public.uploads x where x.id = p_upload_id for update;

  select x.id, x.deleted_at, k.upload_id into known from public.recordings k join public.activities x on x.id = k.activity_id
  where k.athlete_id = u.athlete_id and k.file_id = r.file_id for update of x;
  if known.id is not null and (known.deleted_at is null or known.upload_id = p_upload_id) then
    activity_id := known.id;
    outcome := case when known.upload_id is distinct from p_upload_id then 'duplicate' when p_attach_to is null then 'stored' else 'attached' end;
  elsif p_attach_to is not null then
    delete from public.activities x where x.id = known.id and x.id <> p_attach_to;
    update public.activities x set
      started_at = coalesce(a.started_at, x.started_at),
      ended_at = coalesce(a.ended_at, x.ended_at), sub_sport = coalesce(x.sub_sport, a.sub_sport), name = coalesce(x.name, a.name),
      notes = coalesce(x.notes, a.notes), time_zone = coalesce(x.time_zone, a.time_zone), elapsed_time_s = coalesce(a.elapsed_time_s, x.elapsed_time_s),
      timer_time_s = coalesce(a.timer_time_s, x.timer_time_s), moving_time_s = coalesce(a.moving_time_s, x.moving_time_s),
      distance_m = coalesce(a.distance_m, x.distance_m), elevation_gain_m = coalesce(a.elevation_gain_m, x.elevation_gain_m),
      average_speed_mps = coalesce(a.average_speed_mps, x.average_speed_mps), max_speed_mps = coalesce(a.max_speed_mps, x.max_speed_mps),
      average_heart_rate_bpm = coalesce(a.average_heart_rate_bpm, x.average_heart_rate_bpm),
      max_heart_rate_bpm = coalesce(a.max_heart_rate_bpm, x.max_heart_rate_bpm),
      average_power_w = coalesce(a.average_power_w, x.average_power_w), max_power_w = coalesce(a.max_power_w, x.max_power_w),
      weighted_power_w = coalesce(a.weighted_power_w, x.weighted_power_w), work_kj = coalesce(a.work_kj, x.work_kj),
      average_cadence_rpm = coalesce(a.average_cadence_rpm, x.average_cadence_rpm),
      calories_kcal = coalesce(a.calories_kcal, x.calories_kcal), device_name = coalesce(a.device_name, x.device_name),
      source_metadata = x.source_metadata || a.source_metadata, streams = 'pending', analysis = 'pending', source_fetched_at = p_now
    where x.id = p_attach_to and x.athlete_id = u.athlete_id and x.deleted_at is null and x.source in ('app', 'manual')
      and x.streams <> 'ready'
    returning x.id into activity_id;
    outcome := case when found then 'attached' else 'occupied' end;
  else
    delete from public.activities x where x.id = known.id;
    insert into public.activities (
      athlete_id, source, source_id, sport, sub_sport, name, notes, started_at, ended_at, time_zone, elapsed_time_s, timer_time_s,
      moving_time_s, distance_m, elevation_gain_m, average_speed_mps, max_speed_mps, average_heart_rate_bpm, max_heart_rate_bpm,
      average_power_w, max_power_w, weighted_power_w, work_kj, average_cadence_rpm, calories_kcal, device_name,
      source_metadata, field_origins, source_fetched_at, source_detail)
    values (
      u.athlete_id, 'file', a.source_id, a.sport, a.sub_sport, a.name, a.notes, a.started_at, a.ended_at, a.time_zone, a.elapsed_time_s, a.timer_time_s,
      a.moving_time_s, a.distance_m, a.elevation_gain_m, a.average_speed_mps, a.max_speed_mps, a.average_heart_rate_bpm, a.max_heart_rate_bpm,
      a.average_power_w, a.max_power_w, a.weighted_power_w, a.work_kj, a.average_cadence_rpm, a.calories_kcal, a.device_name,
      a.source_metadata, coalesce(a.field_origins, '{}'), p_now, true)
    returning id into activity_id;
    outcome := 'stored';
  end if;

  if outcome in ('stored', 'attached') and known.upload_id is distinct from p_upload_id then
    delete from public.recordings k where k.activity_id = store_recording.activity_id;
    insert into public.recordings
    select (jsonb_populate_record(null::public.recordings, p_recording || jsonb_build_object(
      'activity_id', store_recording.activity_id, 'athlete_id', u.athlete_id, 'upload_id', p_upload_id, 'created_at', p_now))).*;
    -- the streams after the recording: their coming is what starts the analysis
    perform public.store_streams(store_recording.activity_id,
      case when p_channels = '[]' then 'absent' else 'ready' end, p_channels);
  end if;
  if activity_id is not null then
    update public.uploads x set
      activity_ids = case when store_recording.activity_id = any (x.activity_ids) then x.activity_ids else x.activity_ids || store_recording.activity_id end,
      updated_at = p_now
    where x.id = p_upload_id;
  end if;
  return next;
end;
$$;

-- Uploads whose bytes never came in time, and those of whose activities none is left.
create function public.list_spent_uploads(p_limit integer, p_now timestamptz) returns table (id uuid, storage_path text)
language sql stable security invoker set search_path = ''
as $$
  (select u.id, u.storage_path from public.uploads u where u.expires_at < p_now limit p_limit)
  union all
  (select u.id, u.storage_path from public.uploads u
   where u.state = 'analysing' and u.updated_at < p_now - interval '30 days'
     and not exists (select 1 from public.activities a where a.id = any (u.activity_ids))
   limit p_limit)
  limit p_limit;
$$;

-- All that is to be stored of an upload is; its activities may still be analysed. What had come in before is said, but of an
-- account's export, whose activities come back as they were.
create function public.finish_upload(p_upload_id uuid, p_is_export boolean, p_now timestamptz) returns setof public.uploads
language sql security invoker set search_path = ''
as $$
  update public.uploads u set state = 'analysing', progress = 80, updated_at = p_now,
    duplicate_of = case when not p_is_export and not exists (select 1 from public.recordings r where r.upload_id = u.id) then u.activity_ids[1] end
  where u.id = p_upload_id and u.state <> 'failed'
  returning *;
$$;

-- An athlete's files in every bucket: their paths begin with the athlete's id.
create function public.list_stored_files(p_athlete_id uuid, p_limit integer) returns table (bucket text, path text)
language sql stable security invoker set search_path = ''
as $$
  select o.bucket_id, o.name from storage.objects o
  where o.name like p_athlete_id::text || '/%'
  order by o.bucket_id, o.name limit p_limit;
$$;

revoke execute on function public.receive_upload(uuid, jsonb, timestamptz) from public, anon, authenticated;
revoke execute on function public.read_uploads(uuid, uuid, integer, integer) from public, anon;
revoke execute on function public.store_recording(uuid, jsonb, jsonb, jsonb, uuid, timestamptz) from public, anon, authenticated;
revoke execute on function public.list_spent_uploads(integer, timestamptz) from public, anon, authenticated;
revoke execute on function public.finish_upload(uuid, boolean, timestamptz) from public, anon, authenticated;
revoke execute on function public.list_stored_files(uuid, integer) from public, anon, authenticated;
grant execute on function public.receive_upload(uuid, jsonb, timestamptz) to service_role;
grant execute on function public.read_uploads(uuid, uuid, integer, integer) to authenticated, service_role;
grant execute on function public.store_recording(uuid, jsonb, jsonb, jsonb, uuid, timestamptz) to service_role;
grant execute on function public.list_spent_uploads(integer, timestamptz) to service_role;
grant execute on function public.finish_upload(uuid, boolean, timestamptz) to service_role;
grant execute on function public.list_stored_files(uuid, integer) to service_role;
