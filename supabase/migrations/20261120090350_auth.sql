-- One-time codes of the sign-in by Strava, and idempotency keys.

create table public.one_time_codes (
  code_sha256 text primary key,
  purpose text not null check (purpose in ('state', 'session')),
  athlete_id uuid references public.athletes (id) on delete cascade,
  code_challenge text,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table public.one_time_codes is 'Codes that work once: the state of an authorisation (10 minutes) and the code an app trades for a session (60 seconds). Only hashes are kept.';
create index one_time_codes_expiry on public.one_time_codes (expires_at);
create index one_time_codes_athlete on public.one_time_codes (athlete_id);

alter table public.one_time_codes enable row level security;
revoke all on public.one_time_codes from anon, authenticated;
grant select, insert, update, delete on public.one_time_codes to service_role;

-- Marks a code as used and answers it; no row: unknown, expired, or used already.
create function public.use_one_time_code(p_code_sha256 text, p_purpose text, p_now timestamptz)
returns setof public.one_time_codes
language sql security invoker set search_path = ''
as $$
  update public.one_time_codes set used_at = p_now
  where code_sha256 = p_code_sha256 and purpose = p_purpose and used_at is null and expires_at > p_now
  returning *;
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
