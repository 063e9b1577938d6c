-- Athletes: one row per auth user, made by a trigger at sign-up.

-- Shared by every table that carries `version`: an update that changes something else than
-- bookkeeping bumps the version, whoever makes it, so that an ETag can rest on it.
create function public.touch_version() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  bookkeeping constant text[] := array['version', 'updated_at', 'source_fetched_at', 'expires_at'];
begin
  if (to_jsonb(new) - bookkeeping) is distinct from (to_jsonb(old) - bookkeeping) then
    new.version := old.version + 1;
    new.updated_at := now();
  else
    new.version := old.version;
  end if;
  return new;
end;
$$;
revoke execute on function public.touch_version() from public, anon, authenticated;

create table public.athletes (
  id uuid primary key references auth.users (id) on delete cascade,
  display_name text check (char_length(display_name) <= 100),
  birth_year smallint check (birth_year between 1900 and 2100),
  sex text check (sex in ('female', 'male')),
  weight_kg double precision check (weight_kg > 0 and weight_kg < 500),
  height_cm double precision check (height_cm > 0 and height_cm < 300),
  time_zone text not null default 'UTC' check (char_length(time_zone) between 1 and 64),
  units text not null default 'metric' check (units in ('metric', 'imperial')),
  affinity_score integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table public.athletes is 'The person. id is the auth user; the row is made by trigger at sign-up and goes with the user.';
comment on column public.athletes.time_zone is 'IANA name; days, weeks and months are counted in it.';
comment on column public.athletes.affinity_score is 'Companion''s affinity, written by the backend only.';

create trigger touch_version before update on public.athletes
  for each row execute function public.touch_version();

create function public.create_athlete_for_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.athletes (id, display_name)
  values (new.id, left(new.raw_user_meta_data ->> 'display_name', 100))
  on conflict (id) do nothing;
  return new;
end;
$$;
comment on function public.create_athlete_for_user() is 'Security definer because sign-up runs as the auth service, which owns nothing in public.';
revoke execute on function public.create_athlete_for_user() from public, anon, authenticated;

create trigger create_athlete_for_user after insert on auth.users
  for each row execute function public.create_athlete_for_user();

alter table public.athletes enable row level security;
revoke all on public.athletes from anon, authenticated;
grant select, insert, update, delete on public.athletes to service_role;
grant select on public.athletes to authenticated;
grant update (display_name, birth_year, sex, weight_kg, height_cm, time_zone, units) on public.athletes to authenticated;

create policy "athletes read themselves" on public.athletes
  for select to authenticated using (id = (select auth.uid()));
create policy "athletes edit themselves" on public.athletes
  for update to authenticated using (id = (select auth.uid())) with check (id = (select auth.uid()));

create table public.deletion_receipts (
  id uuid primary key default gen_random_uuid(),
  athlete_id uuid not null,
  reason text not null check (reason in ('disconnected', 'deauthorised', 'account_deleted', 'expired')),
  requested_at timestamptz not null,
  completed_at timestamptz,
  counts jsonb not null default '{}'
);
comment on table public.deletion_receipts is 'What was purged, when and why: shown to the athlete as confirmation. Outlives the athlete, so no foreign key and nothing personal.';
create index deletion_receipts_athlete on public.deletion_receipts (athlete_id, requested_at desc);

alter table public.deletion_receipts enable row level security;
revoke all on public.deletion_receipts from anon, authenticated;
grant select, insert, update, delete on public.deletion_receipts to service_role;
grant select on public.deletion_receipts to authenticated;
create policy "athletes read their receipts" on public.deletion_receipts
  for select to authenticated using (athlete_id = (select auth.uid()));
