-- Sync: where each athlete's incremental sync and backfill stand.

create table public.sync_state (
  athlete_id uuid primary key references public.strava_connections (athlete_id) on delete cascade,
  mode text check (mode in ('incremental', 'full')),
  job_id uuid,
  backfill_started_at timestamptz,
  backfill_before timestamptz,
  backfill_summaries_done boolean not null default false,
  last_success_at timestamptz,
  last_listed_at timestamptz,
  last_deep_at timestamptz,
  updated_at timestamptz not null default now()
);
comment on table public.sync_state is 'Position of an athlete''s sync with Strava; goes with the connection, so that no sync that still runs leaves a trace behind a purge. The counts are read from activities, not kept here.';
comment on column public.sync_state.last_deep_at is 'When the whole history was last compared, not only the recent weeks.';
comment on column public.sync_state.backfill_started_at is 'When the walk through the whole history began that is under way or was the last: what it did not meet is looked at one by one.';
comment on column public.sync_state.backfill_before is 'Where the backfill goes on: activities that start before this time are still to be listed.';

alter table public.sync_state enable row level security;
revoke all on public.sync_state from anon, authenticated;
grant select, insert, update, delete on public.sync_state to service_role;
grant select on public.sync_state to authenticated;
create policy "athletes read their sync state" on public.sync_state
  for select to authenticated using (athlete_id = (select auth.uid()));

-- Everything of Strava's that an athlete has here goes, with its traces; a receipt stays.
-- Safe to repeat: a second call finds nothing and answers the receipt of the first.
create function public.purge_strava_data(p_athlete_id uuid, p_receipt_id uuid, p_reason text, p_requested_at timestamptz, p_now timestamptz)
returns public.deletion_receipts
language plpgsql security invoker set search_path = ''
as $$
declare
  receipt public.deletion_receipts;
  strava_id bigint;
  n_streams integer;
  n_activities integer;
  n_events integer;
  n_connections integer;
begin
  select * into receipt from public.deletion_receipts r where r.id = p_receipt_id and r.completed_at is not null;
  if found then
    return receipt;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('groups:' || p_athlete_id, 0));
  select c.strava_athlete_id into strava_id from public.strava_connections c where c.athlete_id = p_athlete_id for update;
  delete from public.strava_connections where athlete_id = p_athlete_id;
  get diagnostics n_connections = row_count;
  -- the activities before their streams, as whoever stores streams locks them
  perform 1 from public.activities a where a.athlete_id = p_athlete_id and a.source = 'strava' order by a.source_id for update;
  delete from public.streams s using public.activities a
  where s.activity_id = a.id and a.athlete_id = p_athlete_id and a.source = 'strava';
  get diagnostics n_streams = row_count;
  delete from public.activities where athlete_id = p_athlete_id and source = 'strava';
  get diagnostics n_activities = row_count;
  delete from public.webhook_events where strava_athlete_id = strava_id;
  get diagnostics n_events = row_count;
  delete from public.sync_state where athlete_id = p_athlete_id;
  -- finished ones too, whose payloads name activities; a runner whose job is gone has lost its lease and stops.
  -- A receipt of a deauthorisation has the id of the job that is at work here.
  delete from public.jobs where athlete_id = p_athlete_id and id <> p_receipt_id
    and (kind in ('sync', 'strava-activity', 'strava-streams', 'strava-deauthorised', 'reconcile-athlete')
      or (p_reason = 'account_deleted' and kind <> 'delete-athlete')
      -- those of the activities that went
      or (kind in ('analyse-activity', 'find-insights') and not exists (
        select 1 from public.activities a where a.id::text = payload ->> 'activity_id')));
  insert into public.deletion_receipts (id, athlete_id, reason, requested_at, completed_at, counts)
  values (p_receipt_id, p_athlete_id, p_reason, p_requested_at, p_now, jsonb_build_object(
    'activities', n_activities, 'streams', n_streams, 'webhook_events', n_events, 'connections', n_connections))
  on conflict (id) do update set completed_at = excluded.completed_at, counts = excluded.counts
  returning * into receipt;
  return receipt;
end;
$$;

-- One bounded bite of the nightly purge; the caller repeats until every count is 0.
create function public.purge_expired(p_limit integer, p_tombstone_days integer, p_history_days integer, p_now timestamptz)
returns table (streams integer, activities integer, emptied integer, tombstones integer, codes integer, idempotency_keys integer, events integer, jobs integer)
language plpgsql security invoker set search_path = ''
as $$
declare
  due uuid[];
  tombstones_until constant timestamptz := p_now - make_interval(days => p_tombstone_days);
begin
  -- Rows that somebody is writing are left for the next bite.
  select array_agg(l.id) into due from (
    select a.id from public.activities a
    where a.id in (select s.activity_id from public.streams s where s.expires_at <= p_now limit p_limit)
    for update skip locked
  ) l;
  update public.activities a set streams = 'expired' where a.id = any (due) and a.streams = 'ready';
  delete from public.streams s where s.activity_id = any (due) and s.expires_at <= p_now;
  get diagnostics streams = row_count;

  -- What the athlete deleted but the source still shows loses its contents and stays as a bare row, or the
  -- next sync would bring it back.
  select array_agg(l.id) into due from (
    select x.id from public.activities x
    where x.source = 'strava' and x.deleted_by = 'athlete' and x.source_fetched_at is not null
      and (x.deleted_at < tombstones_until or x.expires_at <= p_now)
    limit p_limit for update skip locked
  ) l;
  perform public.empty_strava_activities(due, p_now);
  emptied := coalesce(cardinality(due), 0);

  delete from public.activities a where a.id in (
    select x.id from public.activities x
    where x.expires_at <= p_now and not (x.source = 'strava' and x.deleted_by is not distinct from 'athlete')
    limit p_limit for update skip locked);
  get diagnostics activities = row_count;

  delete from public.activities a where a.id in (
    select x.id from public.activities x
    where x.deleted_at < tombstones_until and not (x.source = 'strava' and x.deleted_by = 'athlete')
    limit p_limit for update skip locked);
  get diagnostics tombstones = row_count;

  delete from public.one_time_codes c where c.code_sha256 in (
    select x.code_sha256 from public.one_time_codes x where x.expires_at < p_now limit p_limit);
  get diagnostics codes = row_count;

  delete from public.idempotency_keys k where (k.athlete_id, k.key) in (
    select x.athlete_id, x.key from public.idempotency_keys x where x.expires_at < p_now limit p_limit);
  get diagnostics idempotency_keys = row_count;

  delete from public.webhook_events e where e.id in (
    select x.id from public.webhook_events x where x.received_at < p_now - make_interval(days => p_history_days) limit p_limit);
  get diagnostics events = row_count;

  delete from public.jobs j where j.id in (
    select x.id from public.jobs x where x.finished_at < p_now - make_interval(days => p_history_days) limit p_limit);
  get diagnostics jobs = row_count;
  return next;
end;
$$;

revoke execute on function public.purge_strava_data(uuid, uuid, text, timestamptz, timestamptz) from public, anon, authenticated;
revoke execute on function public.purge_expired(integer, integer, integer, timestamptz) from public, anon, authenticated;
grant execute on function public.purge_strava_data(uuid, uuid, text, timestamptz, timestamptz) to service_role;
grant execute on function public.purge_expired(integer, integer, integer, timestamptz) to service_role;
