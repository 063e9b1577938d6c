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
create index jobs_due on public.jobs (priority, run_at) where state = 'queued';
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
-- where the new one is more urgent, hastened; with "reuse_running" a running twin is reused as well.
create function public.enqueue_jobs(p_jobs jsonb, p_now timestamptz) returns setof uuid
language plpgsql security invoker set search_path = ''
as $$
declare
  j jsonb;
  found_id uuid;
begin
  for j in select value from jsonb_array_elements(p_jobs) loop
    found_id := null;
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
    return next found_id;
  end loop;
end;
$$;

-- Claims up to p_limit due jobs. Each job is its own sub-transaction: another runner that starts a job of
-- the same serial_key at the same instant costs us that one job, not the batch.
create function public.claim_jobs(p_limit integer, p_lease_s double precision, p_now timestamptz) returns setof public.jobs
language plpgsql security invoker set search_path = ''
as $$
declare
  candidate uuid;
  claimed public.jobs;
  taken integer := 0;
begin
  for candidate in
    select j.id from public.jobs j
    where j.state = 'queued' and j.run_at <= p_now
      and (j.serial_key is null or not exists (
        select 1 from public.jobs r where r.serial_key = j.serial_key and r.state = 'running'))
    order by j.priority, j.run_at, j.created_at
    limit p_limit * 4
    for update skip locked
  loop
    begin
      update public.jobs set
        state = 'running', attempts = attempts + 1, lease_token = gen_random_uuid(),
        lease_until = p_now + make_interval(secs => p_lease_s), updated_at = p_now
      where id = candidate and state = 'queued'
      returning * into claimed;
      if found then
        taken := taken + 1;
        return next claimed;
      end if;
    exception when unique_violation then
      null; -- a job of the same serial_key runs already; this one stays queued
    end;
    exit when taken >= p_limit;
  end loop;
end;
$$;

-- Prolongs a lease and writes progress. False: the lease was lost, so the runner must stop.
create function public.heartbeat_job(
  p_id uuid, p_lease_token uuid, p_lease_s double precision, p_now timestamptz, p_progress smallint, p_step text
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
  next_state text := p_outcome ->> 'state';
  twin uuid;
begin
  if next_state = 'queued' then
    select t.id into twin from public.jobs j
    join public.jobs t on t.dedupe_key = j.dedupe_key and t.state = 'queued'
    where j.id = p_id;
    if twin is not null then
      update public.jobs set run_at = least(run_at, (p_outcome ->> 'run_at')::timestamptz) where id = twin;
      next_state := 'succeeded';
      p_outcome := jsonb_build_object('result', jsonb_build_object('superseded_by', twin));
    end if;
  end if;
  update public.jobs set
    state = next_state,
    lease_token = null, lease_until = null, updated_at = p_now,
    finished_at = case when next_state in ('succeeded', 'failed') then p_now end,
    progress = case when next_state = 'succeeded' then 100 else coalesce((p_outcome ->> 'progress')::smallint, progress) end,
    step = coalesce(p_outcome ->> 'step', step),
    result = coalesce(p_outcome -> 'result', result),
    payload = coalesce(p_outcome -> 'payload', payload),
    run_at = coalesce((p_outcome ->> 'run_at')::timestamptz, run_at),
    attempts = attempts - case when (p_outcome ->> 'count_attempt')::boolean is false then 1 else 0 end,
    error_code = case when next_state = 'succeeded' then null else coalesce(p_outcome ->> 'error_code', error_code) end,
    error_detail = case when next_state = 'succeeded' then null else coalesce(p_outcome ->> 'error_detail', error_detail) end
  where id = p_id and state = 'running' and lease_token = p_lease_token;
  return found;
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
