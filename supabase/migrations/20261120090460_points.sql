-- The points of a match, as somebody logged them.

create table public.points (
  id uuid primary key default gen_random_uuid(),
  activity_id uuid not null references public.activities (id) on delete cascade,
  athlete_id uuid not null default auth.uid() references public.athletes (id) on delete cascade,
  timestamp timestamptz not null check (timestamp between '1900-01-01T00:00:00Z' and '2200-01-01T00:00:00Z'),
  winner text not null check (winner in ('me', 'opponent')),
  score_me integer check (score_me between 0 and 999),
  score_opponent integer check (score_opponent between 0 and 999),
  game_number integer check (game_number between 1 and 99),
  heart_rate_at_end_bpm double precision check (heart_rate_at_end_bpm between 20 and 250),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((score_me is null) = (score_opponent is null))
);
comment on table public.points is 'A point of a match. Its number is its place in order of time, counted by whoever reads: stored, two writers at once could tear it.';
create index points_activity on public.points (activity_id);
create index points_athlete on public.points (athlete_id);

create trigger touch_version before update on public.points
  for each row execute function public.touch_version();

-- What rests on points is analysed anew. The lock: whoever stores an analysis meanwhile holds it, and sees this
-- point or is waited for.
create function public.follow_points() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  id_of_activity uuid := case when tg_op = 'DELETE' then old.activity_id else new.activity_id end;
begin
  perform 1 from public.activities a where a.id = id_of_activity for no key update;
  if tg_op = 'INSERT' and (select count(*) from public.points p where p.activity_id = id_of_activity) > 1000 then
    raise exception 'An activity has at most 1000 points.' using errcode = 'FT409';
  end if;
  update public.activities a set analysis = 'pending'
  where a.id = id_of_activity and a.deleted_at is null and a.streams in ('ready', 'absent') and a.analysis <> 'pending';
  return null;
end;
$$;
comment on function public.follow_points() is 'Security definer because an athlete may log a point, and enqueue no job.';
revoke execute on function public.follow_points() from public, anon, authenticated;

create trigger follow_points after insert or update or delete on public.points
  for each row execute function public.follow_points();

alter table public.points enable row level security;
revoke all on public.points from anon, authenticated;
grant select, insert, update, delete on public.points to service_role;
grant select, delete on public.points to authenticated;
grant insert (id, activity_id, timestamp, winner, score_me, score_opponent, game_number, heart_rate_at_end_bpm) on public.points to authenticated;
grant update (timestamp, winner, score_me, score_opponent, game_number, heart_rate_at_end_bpm) on public.points to authenticated;
create policy "athletes read their points" on public.points
  for select to authenticated using (athlete_id = (select auth.uid()));
create policy "athletes log points of their activities" on public.points
  for insert to authenticated with check (athlete_id = (select auth.uid()) and exists (
    select 1 from public.activities a where a.id = activity_id and a.athlete_id = (select auth.uid()) and a.deleted_at is null));
create policy "athletes correct their points" on public.points
  for update to authenticated using (athlete_id = (select auth.uid())) with check (athlete_id = (select auth.uid()));
create policy "athletes delete their points" on public.points
  for delete to authenticated using (athlete_id = (select auth.uid()));
