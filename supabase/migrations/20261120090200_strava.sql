-- Strava: connections, sealed tokens, the budget all instances share, the subscription, webhook events.

create table public.strava_connections (
  athlete_id uuid primary key references public.athletes (id) on delete cascade,
  strava_athlete_id bigint not null unique,
  scopes text[] not null default '{}',
  status text not null default 'active' check (status in ('active', 'needs_reauth')),
  token_expires_at timestamptz not null,
  connected_at timestamptz not null,
  last_webhook_at timestamptz,
  last_reconciled_at timestamptz
);
comment on table public.strava_connections is 'Which Strava account an athlete connected, and what it granted. Tokens are in strava_tokens.';

alter table public.strava_connections enable row level security;
revoke all on public.strava_connections from anon, authenticated;
grant select, insert, update, delete on public.strava_connections to service_role;
grant select on public.strava_connections to authenticated;
create policy "athletes read their connection" on public.strava_connections
  for select to authenticated using (athlete_id = (select auth.uid()));

create table public.strava_tokens (
  athlete_id uuid primary key references public.strava_connections (athlete_id) on delete cascade,
  access_token_sealed text not null,
  refresh_token_sealed text not null,
  expires_at timestamptz not null,
  refresh_lease_token uuid,
  refresh_lease_until timestamptz,
  updated_at timestamptz not null
);
comment on table public.strava_tokens is 'AES-256-GCM sealed tokens, key id in the value; only the backend reads them. The lease makes refreshes one at a time across instances.';

alter table public.strava_tokens enable row level security;
revoke all on public.strava_tokens from anon, authenticated;
grant select, insert, update, delete on public.strava_tokens to service_role;
create policy "backend only" on public.strava_tokens
  for all to service_role using (true) with check (true);

-- Links a Strava account to an athlete and stores its first tokens, in one step.
-- 'linked_elsewhere': that Strava account belongs to another athlete; nothing was written.
-- 'other_account': the athlete is connected to a different Strava account; nothing was written.
create function public.connect_strava(
  p_athlete_id uuid, p_strava_athlete_id bigint, p_scopes text[],
  p_access_token_sealed text, p_refresh_token_sealed text, p_expires_at timestamptz, p_now timestamptz
) returns text
language plpgsql security invoker set search_path = ''
as $$
begin
  if exists (select 1 from public.strava_connections where strava_athlete_id = p_strava_athlete_id and athlete_id <> p_athlete_id) then
    return 'linked_elsewhere';
  end if;
  if exists (select 1 from public.strava_connections where athlete_id = p_athlete_id and strava_athlete_id <> p_strava_athlete_id) then
    return 'other_account';
  end if;
  insert into public.strava_connections (athlete_id, strava_athlete_id, scopes, status, token_expires_at, connected_at)
  values (p_athlete_id, p_strava_athlete_id, p_scopes, 'active', p_expires_at, p_now)
  on conflict (athlete_id) do update set
    scopes = excluded.scopes, status = 'active', token_expires_at = excluded.token_expires_at;
  insert into public.strava_tokens (athlete_id, access_token_sealed, refresh_token_sealed, expires_at, updated_at)
  values (p_athlete_id, p_access_token_sealed, p_refresh_token_sealed, p_expires_at, p_now)
  on conflict (athlete_id) do update set
    access_token_sealed = excluded.access_token_sealed, refresh_token_sealed = excluded.refresh_token_sealed,
    expires_at = excluded.expires_at, updated_at = excluded.updated_at,
    refresh_lease_token = null, refresh_lease_until = null;
  return 'connected';
exception when unique_violation then
  return 'linked_elsewhere';
end;
$$;

-- Athletes who were not reconciled since p_before, longest ago first. A webhook does not count: that one
-- arrived says nothing about those that were lost.
-- p_after is the last one of the page before; reconciled in the meantime, it marks no place any more, and the
-- page begins again with whoever is still due.
create function public.strava_reconcile_due(p_before timestamptz, p_limit integer, p_after uuid default null) returns setof uuid
language sql stable security invoker set search_path = ''
as $$
  with due as (
    select c.athlete_id, coalesce(c.last_reconciled_at, '-infinity') as reconciled_at
    from public.strava_connections c
    where c.status = 'active'
      and (c.last_reconciled_at is null or c.last_reconciled_at < p_before)
  )
  select d.athlete_id from due d
  left join due a on a.athlete_id = p_after
  where a.athlete_id is null or (d.reconciled_at, d.athlete_id) > (a.reconciled_at, a.athlete_id)
  order by d.reconciled_at, d.athlete_id
  limit p_limit;
$$;

-- Takes the refresh lease where nobody holds it. No row: another instance is refreshing; read again shortly.
create function public.lease_strava_refresh(p_athlete_id uuid, p_lease_s double precision, p_now timestamptz)
returns setof public.strava_tokens
language sql security invoker set search_path = ''
as $$
  update public.strava_tokens set
    refresh_lease_token = gen_random_uuid(), refresh_lease_until = p_now + make_interval(secs => p_lease_s)
  where athlete_id = p_athlete_id and (refresh_lease_until is null or refresh_lease_until < p_now)
  returning *;
$$;

-- Stores refreshed tokens under the lease that asked for them. False: the lease or the connection is gone.
create function public.store_strava_refresh(
  p_athlete_id uuid, p_lease_token uuid, p_access_token_sealed text, p_refresh_token_sealed text,
  p_expires_at timestamptz, p_now timestamptz
) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  update public.strava_tokens set
    access_token_sealed = p_access_token_sealed, refresh_token_sealed = p_refresh_token_sealed,
    expires_at = p_expires_at, updated_at = p_now, refresh_lease_token = null, refresh_lease_until = null
  where athlete_id = p_athlete_id and refresh_lease_token = p_lease_token;
  if not found then
    return false;
  end if;
  update public.strava_connections set token_expires_at = p_expires_at, status = 'active' where athlete_id = p_athlete_id;
  return true;
end;
$$;

create table public.strava_budget (
  scope text not null check (scope in ('overall', 'read')),
  span text not null check (span in ('short', 'day')),
  window_start timestamptz not null,
  call_limit integer not null,
  used integer not null default 0,
  primary key (scope, span)
);
comment on table public.strava_budget is 'What the application has spent of Strava''s limits in the present quarter of an hour and UTC day, shared by all instances and corrected by Strava''s headers.';
insert into public.strava_budget (scope, span, window_start, call_limit) values
  ('overall', 'short', 'epoch', 200), ('overall', 'day', 'epoch', 2000),
  ('read', 'short', 'epoch', 100), ('read', 'day', 'epoch', 1000);

alter table public.strava_budget enable row level security;
revoke all on public.strava_budget from anon, authenticated;
grant select, insert, update, delete on public.strava_budget to service_role;
grant select on public.strava_budget to authenticated;
create policy "athletes see the budget" on public.strava_budget for select to authenticated using (true);

create table public.strava_app (
  id boolean primary key default true check (id),
  subscription_id bigint,
  callback_url text,
  checked_at timestamptz,
  blocked_until timestamptz,
  blocked_code text
);
comment on table public.strava_app is 'One row about our Strava application: its push subscription, and until when calls are pointless (inactive application).';
insert into public.strava_app (id) values (true);

alter table public.strava_app enable row level security;
revoke all on public.strava_app from anon, authenticated;
grant select, insert, update, delete on public.strava_app to service_role;
create policy "backend only" on public.strava_app
  for all to service_role using (true) with check (true);

-- Spends one call if p_share of both windows allows it. Windows are Strava's: quarters of an hour and UTC
-- days, begun p_skew_s late so that a clock ahead of Strava's does not spend the old window's calls twice.
-- granted = false: retry_at is when the window that refused ends.
create function public.take_strava_budget(
  p_scope text, p_share double precision, p_skew_s double precision, p_now timestamptz
) returns table (granted boolean, retry_at timestamptz, code text)
language plpgsql security invoker set search_path = ''
as $$
declare
  at_time constant timestamptz := p_now - make_interval(secs => p_skew_s);
  short_start constant timestamptz := date_bin('15 minutes', at_time, 'epoch');
  day_start constant timestamptz := date_bin('1 day', at_time, 'epoch');
  app public.strava_app;
  refusing record;
begin
  select * into app from public.strava_app;
  if app.blocked_until > p_now then
    return query select false, app.blocked_until, app.blocked_code;
    return;
  end if;
  perform 1 from public.strava_budget order by scope, span for update;
  update public.strava_budget b set window_start = s.start, used = 0
  from (values ('short', short_start), ('day', day_start)) as s (span, start)
  where b.span = s.span and b.window_start < s.start;
  select b.span into refusing from public.strava_budget b
  where (b.scope = p_scope or b.scope = 'overall') and b.used >= floor(b.call_limit * p_share)
  order by case b.span when 'day' then 0 else 1 end limit 1;
  if refusing.span = 'day' then
    return query select false, day_start + interval '1 day' + make_interval(secs => p_skew_s), 'budget';
    return;
  elsif refusing.span = 'short' then
    return query select false, short_start + interval '15 minutes' + make_interval(secs => p_skew_s), 'budget';
    return;
  end if;
  update public.strava_budget b set used = b.used + 1 where b.scope = p_scope or b.scope = 'overall';
  return query select true, null::timestamptz, null::text;
end;
$$;

-- Corrects the budget by what Strava's headers said. Usage only grows within a window; limits are taken as told.
create function public.report_strava_budget(p_usage jsonb, p_skew_s double precision, p_now timestamptz) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  -- in the order in which calls are spent, or the two would wait for each other
  perform 1 from public.strava_budget order by scope, span for update;
  update public.strava_budget b set
    call_limit = coalesce(u.call_limit, b.call_limit),
    used = greatest(b.used, coalesce(u.used, 0))
  from jsonb_to_recordset(p_usage) as u (scope text, span text, call_limit integer, used integer)
  where b.scope = u.scope and b.span = u.span
    and b.window_start = date_bin(
      case b.span when 'short' then interval '15 minutes' else interval '1 day' end,
      p_now - make_interval(secs => p_skew_s), 'epoch');
end;
$$;

create table public.webhook_events (
  id uuid primary key default gen_random_uuid(),
  event_key text not null unique,
  subscription_id bigint not null,
  strava_athlete_id bigint not null,
  object_type text not null,
  object_id bigint not null,
  aspect_type text not null,
  event_time timestamptz not null,
  updates jsonb not null default '{}',
  signature text not null check (signature in ('absent', 'unverified', 'valid')),
  job_id uuid,
  received_at timestamptz not null
);
comment on table public.webhook_events is 'Every event Strava pushed, once. Never trusted: the job that follows asks Strava.';
create index webhook_events_received on public.webhook_events (received_at);
create index webhook_events_owner on public.webhook_events (strava_athlete_id);

alter table public.webhook_events enable row level security;
revoke all on public.webhook_events from anon, authenticated;
grant select, insert, update, delete on public.webhook_events to service_role;
create policy "backend only" on public.webhook_events
  for all to service_role using (true) with check (true);

-- Stores a batch of events and enqueues what each calls for, atomically. An event of an unknown athlete is
-- dropped without a trace; a repeated one changes nothing. Answers the keys of those that were new.
create function public.accept_webhook_events(p_events jsonb, p_now timestamptz) returns setof text
language plpgsql security invoker set search_path = ''
as $$
declare
  added text[];
  callers text[];
  new_jobs jsonb;
begin
  -- The connections first and in one order: batches about the same athletes wait for each other here.
  perform 1 from public.strava_connections c
  where c.strava_athlete_id in (
    select (e.value ->> 'strava_athlete_id')::bigint from jsonb_array_elements(p_events) as e (value))
  order by c.athlete_id for no key update;

  with stored as (
    insert into public.webhook_events (event_key, subscription_id, strava_athlete_id, object_type, object_id, aspect_type, event_time, updates, signature, received_at)
    select e.event_key, e.subscription_id, e.strava_athlete_id, e.object_type, e.object_id, e.aspect_type, e.event_time,
      coalesce(e.updates, '{}'), e.signature, p_now
    from jsonb_to_recordset(p_events) as e (event_key text, subscription_id bigint, strava_athlete_id bigint, object_type text,
      object_id bigint, aspect_type text, event_time timestamptz, updates jsonb, signature text)
    where exists (select 1 from public.strava_connections c where c.strava_athlete_id = e.strava_athlete_id)
    order by e.event_key
    on conflict (event_key) do nothing
    returning event_key
  )
  select array_agg(s.event_key) into added from stored s;
  if added is null then
    return;
  end if;

  update public.strava_connections c set last_webhook_at = p_now
  where c.strava_athlete_id in (select w.strava_athlete_id from public.webhook_events w where w.event_key = any (added));

  select array_agg(n.event_key order by n.event_key), jsonb_agg(n.job order by n.event_key) into callers, new_jobs
  from (
    select distinct on (e.event_key) e.event_key, jsonb_build_object(
      'kind', e.job_kind, 'athlete_id', c.athlete_id, 'priority', e.job_priority,
      'max_attempts', case e.job_kind when 'strava-deauthorised' then 100 else 8 end,
      'payload', jsonb_build_object('athlete_id', c.athlete_id, 'source_id', e.object_id::text),
      'dedupe_key', e.job_kind || ':' || c.athlete_id || ':' || e.object_id,
      'serial_key', 'strava:' || c.athlete_id || ':' || e.object_id) as job
    from jsonb_to_recordset(p_events) as e (event_key text, strava_athlete_id bigint, object_id bigint, job_kind text, job_priority smallint)
    join public.strava_connections c on c.strava_athlete_id = e.strava_athlete_id
    where e.event_key = any (added) and e.job_kind is not null
      -- Strava tells us too of what we revoke ourselves
      and not (e.job_kind = 'strava-deauthorised' and exists (
        select 1 from public.jobs o
        where o.athlete_id = c.athlete_id and o.kind in ('disconnect-strava', 'delete-athlete') and o.state in ('queued', 'running')))
  ) n;
  if new_jobs is not null then
    update public.webhook_events w set job_id = k.job_id
    from unnest(callers, array(select public.enqueue_jobs(new_jobs, p_now))) as k (event_key, job_id)
    where w.event_key = k.event_key;
  end if;
  return query select unnest(added);
end;
$$;

revoke execute on function public.connect_strava(uuid, bigint, text[], text, text, timestamptz, timestamptz) from public, anon, authenticated;
revoke execute on function public.strava_reconcile_due(timestamptz, integer, uuid) from public, anon, authenticated;
revoke execute on function public.lease_strava_refresh(uuid, double precision, timestamptz) from public, anon, authenticated;
revoke execute on function public.store_strava_refresh(uuid, uuid, text, text, timestamptz, timestamptz) from public, anon, authenticated;
revoke execute on function public.take_strava_budget(text, double precision, double precision, timestamptz) from public, anon, authenticated;
revoke execute on function public.report_strava_budget(jsonb, double precision, timestamptz) from public, anon, authenticated;
revoke execute on function public.accept_webhook_events(jsonb, timestamptz) from public, anon, authenticated;
grant execute on function public.connect_strava(uuid, bigint, text[], text, text, timestamptz, timestamptz) to service_role;
grant execute on function public.strava_reconcile_due(timestamptz, integer, uuid) to service_role;
grant execute on function public.lease_strava_refresh(uuid, double precision, timestamptz) to service_role;
grant execute on function public.store_strava_refresh(uuid, uuid, text, text, timestamptz, timestamptz) to service_role;
grant execute on function public.take_strava_budget(text, double precision, double precision, timestamptz) to service_role;
grant execute on function public.report_strava_budget(jsonb, double precision, timestamptz) to service_role;
grant execute on function public.accept_webhook_events(jsonb, timestamptz) to service_role;
