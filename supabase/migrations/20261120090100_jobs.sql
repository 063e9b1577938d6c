-- Jobs: the queue. Claimed with `for update skip locked`, leased, retried, dead-lettered.

create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  athlete_id uuid,
  payload jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'running', 'succeeded', 'failed')),
  priority smallint not null default 50,
  dedupe_key text,
  serial_key text,
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  max_attempts integer not null default 8,
  progress smallint not null default 0 check (progress between 0 and 100),
  step text,
  result jsonb,
  error_code text,
  error_detail text,
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);
comment on table public.jobs is 'Background work. No foreign key to athletes: the job that deletes an athlete outlives the athlete.';
comment on column public.jobs.priority is 'Lower runs first.';
comment on column public.jobs.dedupe_key is 'At most one queued job carries the same key.';
comment on column public.jobs.serial_key is 'At most one running job carries the same key.';
comment on column public.jobs.run_at is 'Not before this time: a retry''s backoff, or parked until a rate window ends.';

create unique index jobs_one_queued on public.jobs (dedupe_key) where state = 'queued' and dedupe_key is not null;
create unique index jobs_one_running on public.jobs (serial_key) where state = 'running' and serial_key is not null;
create index jobs_due on public.jobs (priority, run_at, created_at) where state = 'queued';
create index jobs_leases on public.jobs (lease_until) where state = 'running';
create index jobs_athlete on public.jobs (athlete_id, created_at desc);
create index jobs_finished on public.jobs (finished_at) where finished_at is not null;

alter table public.jobs enable row level security;
revoke all on public.jobs from anon, authenticated;
grant select, insert, update, delete on public.jobs to service_role;
grant select (id, kind, athlete_id, state, progress, step, result, error_code, error_detail, attempts, run_at, created_at, updated_at)
  on public.jobs to authenticated;
create policy "athletes watch their jobs" on public.jobs
  for select to authenticated using (athlete_id = (select auth.uid()));

-- Enqueues a batch and answers one id per job, in order. A queued twin (same dedupe_key) is reused and,
-- where the new one is more urgent, hastened; with "reuse_running" a running twin is reused as well. Null: Strava is
-- not connected, and the job would name what is Strava's.
create function public.enqueue_jobs(p_jobs jsonb, p_now timestamptz) returns setof uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  j jsonb;
  place integer;
  found_id uuid;
  ids uuid[];
begin
  -- in the order of the keys, so that two batches with the same keys never wait for each other
  for j, place in
    select e.value, e.ordinality from jsonb_array_elements(p_jobs) with ordinality as e (value, ordinality)
    order by e.value ->> 'dedupe_key', e.ordinality
  loop
    found_id := null;
    -- What names an activity of Strava's ends with the connection: none is enqueued behind the purge, which has
    -- this row locked.
    if j ->> 'kind' in ('strava-activity', 'strava-streams') then
      perform 1 from public.strava_connections c where c.athlete_id = (j ->> 'athlete_id')::uuid for key share;
      if not found then
        ids[place] := null;
        continue;
      end if;
    end if;
    if (j ->> 'reuse_running')::boolean and j ->> 'dedupe_key' is not null then
      select id into found_id from public.jobs
      where dedupe_key = j ->> 'dedupe_key' and state = 'running' limit 1;
    end if;
    if found_id is null then
      insert into public.jobs (kind, athlete_id, payload, priority, dedupe_key, serial_key, run_at, max_attempts, created_at, updated_at)
      values (
        j ->> 'kind', (j ->> 'athlete_id')::uuid, coalesce(j -> 'payload', '{}'),
        coalesce((j ->> 'priority')::smallint, 50), j ->> 'dedupe_key', j ->> 'serial_key',
        coalesce((j ->> 'run_at')::timestamptz, p_now), coalesce((j ->> 'max_attempts')::integer, 8), p_now, p_now
      )
      on conflict (dedupe_key) where state = 'queued' and dedupe_key is not null
      do update set
        priority = least(public.jobs.priority, excluded.priority),
        run_at = least(public.jobs.run_at, excluded.run_at),
        updated_at = excluded.updated_at
      returning id into found_id;
    end if;
    ids[place] := found_id;
  end loop;
  return query select unnest(ids);
end;
$$;

-- Claims up to p_limit due jobs, most urgent first, one look at the queue per job: whatever lies blocked at
-- its head (a long backfill under one serial_key) is stepped over and locked by nobody.
create function public.claim_jobs(p_limit integer, p_lease_s double precision, p_now timestamptz) returns setof public.jobs
language plpgsql security invoker set search_path = ''
as $$
declare
  candidate record;
  claimed public.jobs;
  taken integer := 0;
  busy text[] := '{}';
begin
  while taken < p_limit loop
    select j.id, j.serial_key into candidate from public.jobs j
    where j.state = 'queued' and j.run_at <= p_now
      and (j.serial_key is null or (j.serial_key <> all (busy) and not exists (
        select 1 from public.jobs r where r.serial_key = j.serial_key and r.state = 'running')))
    order by j.priority, j.run_at, j.created_at
    limit 1
    for update of j skip locked;
    exit when not found;
    if candidate.serial_key is not null then
      busy := busy || candidate.serial_key;
      -- Another runner that starts a job of the same key right now has it. Waiting for its commit at the
      -- unique index instead could end in a deadlock of two runners.
      continue when not pg_try_advisory_xact_lock(hashtextextended('jobs.serial_key:' || candidate.serial_key, 0));
    end if;
    begin
      update public.jobs set
        state = 'running', attempts = attempts + 1, lease_token = gen_random_uuid(),
        lease_until = p_now + make_interval(secs => p_lease_s), updated_at = p_now
      where id = candidate.id
      returning * into claimed;
      taken := taken + 1;
      return next claimed;
    exception when unique_violation then
      null; -- a job of the same serial_key started since we looked; this one stays queued
    end;
  end loop;
end;
$$;

-- Prolongs a lease and writes progress. False: the lease was lost, so the runner must stop.
create function public.heartbeat_job(
  p_id uuid, p_lease_token uuid, p_lease_s double precision, p_now timestamptz, p_progress smallint default null, p_step text default null
) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.jobs set
    lease_until = p_now + make_interval(secs => p_lease_s), updated_at = p_now,
    progress = coalesce(p_progress, progress), step = coalesce(p_step, step)
  where id = p_id and state = 'running' and lease_token = p_lease_token;
  return found;
end;
$$;

-- Ends one run of a job: succeeded, failed (dead letter), or queued again (retry, parked, handed over).
-- "count_attempt": false gives the attempt back (parked or handed over is not a failure). A job put back
-- while a queued twin waits is superseded by the twin. False: the lease was lost; nothing was written.
create function public.settle_job(p_id uuid, p_lease_token uuid, p_now timestamptz, p_outcome jsonb) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  mine public.jobs;
  outcome jsonb := p_outcome;
  twin uuid;
begin
  select * into mine from public.jobs
  where id = p_id and state = 'running' and lease_token = p_lease_token for update;
  if not found then
    return false;
  end if;
  loop
    if outcome ->> 'state' = 'queued' and mine.dedupe_key is not null then
      update public.jobs t set
        run_at = least(t.run_at, (outcome ->> 'run_at')::timestamptz),
        priority = least(t.priority, mine.priority), updated_at = p_now
      where t.dedupe_key = mine.dedupe_key and t.state = 'queued'
      returning t.id into twin;
      if twin is not null then
        outcome := jsonb_build_object('state', 'succeeded', 'result', jsonb_build_object('superseded_by', twin));
      end if;
    end if;
    begin
      update public.jobs set
        state = outcome ->> 'state',
        lease_token = null, lease_until = null, updated_at = p_now,
        finished_at = case when outcome ->> 'state' in ('succeeded', 'failed') then p_now end,
        progress = case when outcome ->> 'state' = 'succeeded' then 100 else coalesce((outcome ->> 'progress')::smallint, progress) end,
        step = coalesce(outcome ->> 'step', step),
        result = coalesce(outcome -> 'result', result),
        payload = coalesce(outcome -> 'payload', payload),
        run_at = coalesce((outcome ->> 'run_at')::timestamptz, run_at),
        attempts = attempts - case when (outcome ->> 'count_attempt')::boolean is false then 1 else 0 end,
        error_code = case when outcome ->> 'state' = 'succeeded' then null else coalesce(outcome ->> 'error_code', error_code) end,
        error_detail = case when outcome ->> 'state' = 'succeeded' then null else coalesce(outcome ->> 'error_detail', error_detail) end
      where id = p_id;
      return true;
    exception when unique_violation then
      null; -- a twin was queued since we looked: look again
    end;
  end loop;
end;
$$;

-- Frees the jobs of runners that died: queued again at once, or failed when the attempts are used up.
-- Answers how many jobs are due now, so that the sweep knows whether to wake a runner.
create function public.free_abandoned_jobs(p_now timestamptz) returns table (freed integer, due integer)
language plpgsql security invoker set search_path = ''
as $$
declare
  abandoned public.jobs;
begin
  freed := 0;
  for abandoned in
    select * from public.jobs where state = 'running' and lease_until < p_now for update skip locked
  loop
    freed := freed + 1;
    if abandoned.attempts >= abandoned.max_attempts then
      perform public.settle_job(abandoned.id, abandoned.lease_token, p_now,
        jsonb_build_object('state', 'failed', 'error_code', 'abandoned', 'error_detail', 'Every attempt ended without an answer.'));
    else
      perform public.settle_job(abandoned.id, abandoned.lease_token, p_now,
        jsonb_build_object('state', 'queued', 'run_at', p_now));
    end if;
  end loop;
  select count(*) into due from public.jobs where state = 'queued' and run_at <= p_now;
  return next;
end;
$$;

revoke execute on function public.enqueue_jobs(jsonb, timestamptz) from public, anon, authenticated;
revoke execute on function public.claim_jobs(integer, double precision, timestamptz) from public, anon, authenticated;
revoke execute on function public.heartbeat_job(uuid, uuid, double precision, timestamptz, smallint, text) from public, anon, authenticated;
revoke execute on function public.settle_job(uuid, uuid, timestamptz, jsonb) from public, anon, authenticated;
revoke execute on function public.free_abandoned_jobs(timestamptz) from public, anon, authenticated;
grant execute on function public.enqueue_jobs(jsonb, timestamptz) to service_role;
grant execute on function public.claim_jobs(integer, double precision, timestamptz) to service_role;
grant execute on function public.heartbeat_job(uuid, uuid, double precision, timestamptz, smallint, text) to service_role;
grant execute on function public.settle_job(uuid, uuid, timestamptz, jsonb) to service_role;
grant execute on function public.free_abandoned_jobs(timestamptz) to service_role;

create table public.job_wakes (
  id boolean primary key default true check (id),
  woken_at timestamptz not null
);
comment on table public.job_wakes is 'When a runner was last woken: a burst of requests on as many instances wakes one, not as many.';
insert into public.job_wakes (id, woken_at) values (true, 'epoch');

alter table public.job_wakes enable row level security;
revoke all on public.job_wakes from anon, authenticated;
grant select, insert, update, delete on public.job_wakes to service_role;
create policy "backend only" on public.job_wakes
  for all to service_role using (true) with check (true);

-- True for the one caller a second that should wake a runner; a runner lingers longer than that.
create function public.take_wake(p_now timestamptz) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.job_wakes set woken_at = p_now
  where woken_at <= p_now - interval '1 second' or woken_at > p_now + interval '1 minute';
  return found;
end;
$$;
revoke execute on function public.take_wake(timestamptz) from public, anon, authenticated;
grant execute on function public.take_wake(timestamptz) to service_role;
