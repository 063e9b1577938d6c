-- One-time codes of the sign-in by Strava, and idempotency keys.

create table public.one_time_codes (
  code_sha256 text primary key,
  purpose text not null check (purpose in ('state', 'session')),
  athlete_id uuid references public.athletes (id) on delete cascade,
  code_challenge text,
  held_grant jsonb,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table public.one_time_codes is 'Codes that work once: the state of an authorisation (10 minutes) and the code an app trades for a session (60 seconds). Only hashes are kept.';
comment on column public.one_time_codes.held_grant is 'What Strava granted, tokens sealed, until the app that began the sign-in proves that it did.';
create index one_time_codes_expiry on public.one_time_codes (expires_at);
create index one_time_codes_athlete on public.one_time_codes (athlete_id);

alter table public.one_time_codes enable row level security;
revoke all on public.one_time_codes from anon, authenticated;
grant select, insert, update, delete on public.one_time_codes to service_role;
create policy "backend only" on public.one_time_codes
  for all to service_role using (true) with check (true);

-- Marks a code as used and answers it; no row: unknown, expired, or used already.
create function public.use_one_time_code(p_code_sha256 text, p_purpose text, p_now timestamptz)
returns setof public.one_time_codes
language sql security invoker set search_path = ''
as $$
  with taken as (
    select * from public.one_time_codes
    where code_sha256 = p_code_sha256 and purpose = p_purpose and used_at is null and expires_at > p_now
    for update
  ), marked as (
    update public.one_time_codes c set used_at = p_now, held_grant = null
    from taken where c.code_sha256 = taken.code_sha256
    returning c.code_sha256
  )
  select taken.* from taken join marked using (code_sha256);
$$;
revoke execute on function public.use_one_time_code(text, text, timestamptz) from public, anon, authenticated;
grant execute on function public.use_one_time_code(text, text, timestamptz) to service_role;

create table public.idempotency_keys (
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  key uuid not null,
  operation text not null,
  request_sha256 text not null,
  status smallint,
  response jsonb,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (athlete_id, key)
);
comment on table public.idempotency_keys is 'The answer given to a creating request, kept 24 hours: the same key with the same request is answered again, not run again.';
create index idempotency_keys_expiry on public.idempotency_keys (expires_at);

alter table public.idempotency_keys enable row level security;
revoke all on public.idempotency_keys from anon, authenticated;
grant select, insert, update, delete on public.idempotency_keys to service_role;
grant select, insert, delete on public.idempotency_keys to authenticated;
grant update (status, response) on public.idempotency_keys to authenticated;
create policy "athletes read their keys" on public.idempotency_keys
  for select to authenticated using (athlete_id = (select auth.uid()));
create policy "athletes add their keys" on public.idempotency_keys
  for insert to authenticated with check (athlete_id = (select auth.uid()));
create policy "athletes settle their keys" on public.idempotency_keys
  for update to authenticated using (athlete_id = (select auth.uid())) with check (athlete_id = (select auth.uid()));
create policy "athletes drop their keys" on public.idempotency_keys
  for delete to authenticated using (athlete_id = (select auth.uid()));

-- Claims a key for the caller's request. 'claimed': it is yours, run it. 'replay': it was answered so.
-- 'mismatch': the key belongs to another request. 'running': the first request has not answered yet; one
-- that has not after p_abandoned_s never will, and the key is free again.
create function public.claim_idempotency_key(
  p_key uuid, p_operation text, p_request_sha256 text, p_abandoned_s double precision, p_now timestamptz
) returns table (state text, status smallint, response jsonb)
language plpgsql security invoker set search_path = ''
as $$
declare
  owner constant uuid := (select auth.uid());
  stored public.idempotency_keys;
begin
  loop
    delete from public.idempotency_keys k
    where k.athlete_id = owner and k.key = p_key and (k.expires_at <= p_now
      or (k.status is null and k.created_at <= p_now - make_interval(secs => p_abandoned_s)
        and k.operation = p_operation and k.request_sha256 = p_request_sha256));
    insert into public.idempotency_keys (athlete_id, key, operation, request_sha256, created_at, expires_at)
    values (owner, p_key, p_operation, p_request_sha256, p_now, p_now + interval '24 hours')
    on conflict (athlete_id, key) do nothing;
    if found then
      return query select 'claimed', null::smallint, null::jsonb;
      return;
    end if;
    select * into stored from public.idempotency_keys k where k.athlete_id = owner and k.key = p_key;
    if found then
      return query select
        case
          when stored.operation <> p_operation or stored.request_sha256 <> p_request_sha256 then 'mismatch'
          when stored.status is null then 'running'
          else 'replay'
        end, stored.status, stored.response;
      return;
    end if;
    -- released since our insert met it: try again
  end loop;
end;
$$;
revoke execute on function public.claim_idempotency_key(uuid, text, text, double precision, timestamptz) from public, anon;
grant execute on function public.claim_idempotency_key(uuid, text, text, double precision, timestamptz) to authenticated;
