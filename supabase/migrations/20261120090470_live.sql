-- Live recordings: the batches an app sends while it records, and what becomes of them.

create table public.live_batches (
  activity_id uuid not null references public.activities (id) on delete cascade,
  athlete_id uuid not null default auth.uid() references public.athletes (id) on delete cascade,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('heart_rate', 'motion')),
  sample_count integer not null check (sample_count between 1 and 100000),
  to_at timestamptz not null check (to_at between '1900-01-01T00:00:00Z' and '2200-01-01T00:00:00Z'),
  data bytea not null check (octet_length(data) <= 2097152),
  created_at timestamptz not null default now(),
  primary key (activity_id, sha256)
);
comment on table public.live_batches is 'What an app sent of a live recording, batch by batch as it came (lib/recording/live-batch.ts). Only ever added to, so that their number stands for their set.';
comment on column public.live_batches.sha256 is 'Of the content: what is sent again is the same row.';
comment on column public.live_batches.to_at is 'When its last sample was measured.';
alter table public.live_batches alter column data set storage external;
create index live_batches_athlete on public.live_batches (athlete_id);

alter table public.live_batches enable row level security;
revoke all on public.live_batches from anon, authenticated;
grant select, insert, update, delete on public.live_batches to service_role;
grant select on public.live_batches to authenticated;
grant insert (activity_id, sha256, kind, sample_count, to_at, data) on public.live_batches to authenticated;
create policy "athletes read their batches" on public.live_batches
  for select to authenticated using (athlete_id = (select auth.uid()));
create policy "athletes add batches to what they recorded" on public.live_batches
  for insert to authenticated with check (athlete_id = (select auth.uid()) and exists (
    select 1 from public.activities a
    where a.id = activity_id and a.athlete_id = (select auth.uid()) and a.deleted_at is null and a.source in ('app', 'manual')));

-- Has a recording put together. Keys, priority and attempts are those of lib/jobs/kinds.ts.
create function public.enqueue_assembly(p_activity_id uuid, p_athlete_id uuid, p_run_at timestamptz) returns void
language sql security invoker set search_path = ''
as $$
  insert into public.jobs (kind, athlete_id, payload, priority, dedupe_key, serial_key, run_at, max_attempts)
  values ('assemble-recording', p_athlete_id, jsonb_build_object('athlete_id', p_athlete_id, 'activity_id', p_activity_id),
    15, 'assemble-recording:' || p_activity_id, 'assemble-recording:' || p_activity_id, p_run_at, 5)
  on conflict (dedupe_key) where state = 'queued' and dedupe_key is not null do nothing;
$$;
revoke execute on function public.enqueue_assembly(uuid, uuid, timestamptz) from public, anon, authenticated;

-- What comes after the end is put together with the rest, a little later, because seldom one comes alone. The lock:
-- whoever ends the activity meanwhile waits for this batch, or this batch sees the end.
create function public.follow_batch() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  ended timestamptz;
  batches integer;
  bytes bigint;
begin
  select a.ended_at into ended from public.activities a where a.id = new.activity_id for share;
  select count(*), sum(octet_length(b.data)) into batches, bytes from public.live_batches b where b.activity_id = new.activity_id;
  if batches > 10000 or bytes > 134217728 then
    raise exception 'The recording is full: an activity takes 10000 batches, and 128 MiB of them.' using errcode = 'FT409';
  end if;
  if ended is not null then
    perform public.enqueue_assembly(new.activity_id, new.athlete_id, now() + interval '15 seconds');
  end if;
  return null;
end;
$$;
comment on function public.follow_batch() is 'Security definer because an athlete may add a batch, and enqueue no job.';
revoke execute on function public.follow_batch() from public, anon, authenticated;
create trigger follow_batch after insert on public.live_batches
  for each row execute function public.follow_batch();

create function public.assemble_ended() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or new.ended_at is distinct from old.ended_at or (old.deleted_at is not null and new.streams = 'pending') then
    perform public.enqueue_assembly(new.id, new.athlete_id, now());
  end if;
  return null;
end;
$$;
comment on function public.assemble_ended() is 'Security definer because an athlete may end an activity, and enqueue no job.';
revoke execute on function public.assemble_ended() from public, anon, authenticated;
create trigger assemble_ended after insert or update of ended_at, deleted_at on public.activities
  for each row when (new.source in ('app', 'manual') and new.ended_at is not null and new.deleted_at is null)
  execute function public.assemble_ended();

-- Stores what was put together of so many batches, and has it analysed. Answers stored; gone: there is no such
-- activity any more; stale: a batch came meanwhile, or the end moved; file: a file tells of this activity.
-- No channels: what was stored stays, and without any the activity has no samples.
create function public.store_live(p_activity_id uuid, p_batches integer, p_ended_at timestamptz, p_live jsonb) returns text
language plpgsql security invoker set search_path = ''
as $$
declare
  a public.activities;
  has_samples boolean := jsonb_array_length(p_live -> 'channels') > 0;
begin
  select * into a from public.activities x where x.id = p_activity_id and x.deleted_at is null for update;
  if not found then
    return 'gone';
  end if;
  if exists (select 1 from public.recordings r where r.activity_id = a.id and r.upload_id is not null) then
    return 'file';
  end if;
  if a.ended_at is distinct from p_ended_at
    or (select count(*) from public.live_batches b where b.activity_id = a.id) <> p_batches then
    return 'stale';
  end if;
  if has_samples then
    perform public.store_streams(a.id, 'ready', p_live -> 'channels');
    insert into public.recordings (activity_id, athlete_id, format, pauses) values (a.id, a.athlete_id, 'live', '[]')
    on conflict (activity_id) do nothing;
  end if;
  update public.activities x set
    streams = case when has_samples then 'ready' when x.streams = 'pending' then 'absent' else x.streams end,
    analysis = 'pending',
    ended_at = coalesce((p_live ->> 'ended_at')::timestamptz, x.ended_at),
    elapsed_time_s = extract(epoch from coalesce((p_live ->> 'ended_at')::timestamptz, x.ended_at) - x.started_at),
    timer_time_s = case when has_samples
      then extract(epoch from coalesce((p_live ->> 'ended_at')::timestamptz, x.ended_at) - x.started_at) else x.timer_time_s end,
    average_heart_rate_bpm = coalesce((p_live ->> 'average_heart_rate_bpm')::double precision, x.average_heart_rate_bpm),
    max_heart_rate_bpm = coalesce((p_live ->> 'max_heart_rate_bpm')::double precision, x.max_heart_rate_bpm)
  where x.id = a.id;
  return 'stored';
end;
$$;

-- Ends what nobody ended, where its last sample or point came: nothing was heard or measured since p_silent_since.
-- Later samples move that end on, because no athlete set it. Answers how many.
create function public.close_live(p_silent_since timestamptz, p_limit integer) returns integer
language plpgsql security invoker set search_path = ''
as $$
declare
  closed integer;
begin
  with silent as (
    select a.id, greatest(a.started_at, b.to_at, p.timestamp) as last_at
    from public.activities a
    left join lateral (select max(x.to_at) as to_at, max(x.created_at) as created_at
      from public.live_batches x where x.activity_id = a.id) b on true
    left join lateral (select max(x.timestamp) as timestamp, max(x.created_at) as created_at
      from public.points x where x.activity_id = a.id) p on true
    where a.source = 'app' and a.ended_at is null and a.deleted_at is null
      and greatest(a.started_at, a.created_at, b.to_at, b.created_at, p.timestamp, p.created_at) < p_silent_since
    order by a.id limit p_limit for update of a skip locked
  )
  update public.activities a set ended_at = least(s.last_at, a.started_at + interval '7 days')
  from silent s where s.id = a.id;
  get diagnostics closed = row_count;
  return closed;
end;
$$;

revoke execute on function public.store_live(uuid, integer, timestamptz, jsonb) from public, anon, authenticated;
revoke execute on function public.close_live(timestamptz, integer) from public, anon, authenticated;
grant execute on function public.store_live(uuid, integer, timestamptz, jsonb) to service_role;
grant execute on function public.close_live(timestamptz, integer) to service_role;
