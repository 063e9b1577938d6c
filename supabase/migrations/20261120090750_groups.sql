-- Several recordings of one bout (two watches, a file and Strava's copy of it) are a group, of which one counts.

create table public.activity_links (
  a_id uuid not null references public.activities (id) on delete cascade,
  b_id uuid not null references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  kind text not null check (kind in ('found', 'merged', 'separated')),
  confidence double precision check (confidence between 0 and 1),
  primary key (a_id, b_id),
  check (a_id < b_id)
);
comment on table public.activity_links is 'Pairs of recordings of one bout: found by comparing them, or by the athlete''s word, which also parts for good.';
create index activity_links_b on public.activity_links (b_id);
create index activity_links_athlete on public.activity_links (athlete_id);

alter table public.activity_links enable row level security;
revoke all on public.activity_links from anon, authenticated;
grant select, insert, update, delete on public.activity_links to service_role;
create policy "backend only" on public.activity_links
  for all to service_role using (true) with check (true);

-- How long an activity lasts from its first moment to its last, s.
create function public.lasts_s(
  p_elapsed_time_s double precision, p_started_at timestamptz, p_ended_at timestamptz, p_timer_time_s double precision, p_moving_time_s double precision
) returns double precision
language sql immutable security invoker set search_path = ''
as $$
  select coalesce(p_elapsed_time_s, extract(epoch from p_ended_at - p_started_at)::double precision, p_timer_time_s, p_moving_time_s);
$$;

-- Seconds that two activities share; negative: so far they are apart.
create function public.overlap_s(a public.activities, b public.activities) returns double precision
language sql immutable security invoker set search_path = ''
as $$
  select least(public.lasts_s(a.elapsed_time_s, a.started_at, a.ended_at, a.timer_time_s, a.moving_time_s), o.apart_s + public.lasts_s(b.elapsed_time_s, b.started_at, b.ended_at, b.timer_time_s, b.moving_time_s)) - greatest(0, o.apart_s)
  from (select extract(epoch from b.started_at - a.started_at)::double precision) as o (apart_s);
$$;

create function public.sport_family(p_sport text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when p_sport in ('running', 'walking', 'hiking') then 'foot'
    when p_sport in ('squash', 'tennis', 'padel', 'badminton') then 'racket'
    when p_sport in ('strength', 'hiit', 'yoga') then 'gym'
    else p_sport end;
$$;

-- How sure it is that two activities are recordings of one bout, 0.5 to 1; null: they are not. The order of the two
-- does not matter, and parts of one file are never one bout. Nobody does two bouts at a time, so time decides:
-- shared for 80 % of the shorter and half of the longer; or shared for 30 % of it where the starts are within 5
-- minutes and duration and distance alike, which is a clock that is off; or, between two formats or sources, the
-- same to the second but for whole or half hours, which is a time zone taken for UTC. Of different kinds of sport it
-- is one where it starts and ends within the same two seconds: somebody called it something else.
create function public.same_bout(a public.activities, b public.activities) returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  a_s constant double precision := public.lasts_s(a.elapsed_time_s, a.started_at, a.ended_at, a.timer_time_s, a.moving_time_s);
  b_s constant double precision := public.lasts_s(b.elapsed_time_s, b.started_at, b.ended_at, b.timer_time_s, b.moving_time_s);
  longer_s constant double precision := greatest(a_s, b_s);
  shorter_s constant double precision := least(a_s, b_s);
  apart_s constant double precision := extract(epoch from b.started_at - a.started_at);
  shared_s constant double precision := public.overlap_s(a, b);
  is_family constant boolean := public.sport_family(a.sport) = public.sport_family(b.sport);
  is_open constant boolean := a.sport = 'other' or b.sport = 'other';
  -- how far distances are apart, as a share of the longer; null: one does not tell
  distance_off constant double precision := case when a.distance_m > 0 and b.distance_m > 0
    then abs(a.distance_m - b.distance_m) / greatest(a.distance_m, b.distance_m) end;
  confidence double precision;
begin
  if (a_s >= 1 and b_s >= 1) is not true
    or (a.source = 'file' and b.source = 'file' and split_part(a.source_id, '#', 1) = split_part(b.source_id, '#', 1))
  then
    return null;
  end if;
  if not is_family and not is_open then
    return case when abs(apart_s) <= 2 and longer_s - shorter_s <= 2 and shorter_s >= 60 then 0.6 end;
  elsif shared_s >= 0.8 * shorter_s and shared_s >= 0.5 * longer_s then
    confidence := 0.7 + 0.3 * shared_s / longer_s;
  elsif shared_s >= 0.3 * shorter_s and abs(apart_s) <= 300 and shorter_s >= 0.9 * longer_s and distance_off <= 0.05 then
    confidence := 0.6;
  elsif abs(apart_s) between 1740 and 14 * 3600 + 60 and abs(apart_s - 1800 * round(apart_s / 1800)) <= 60
    and longer_s - shorter_s <= greatest(2, 0.001 * longer_s) and shorter_s >= 300 and distance_off <= 0.01
    and (a.source <> b.source or a.source_metadata ->> 'format' <> b.source_metadata ->> 'format')
  then
    confidence := 0.5;
  else
    return null;
  end if;
  return case when is_open or distance_off > 0.3 then greatest(0.5, confidence - 0.2) else confidence end;
end;
$$;

-- Forms the groups anew that these activities are, were or come to be part of. Pairs are joined the surest first
-- (the athlete's word before all), but never so that what the athlete separated, or what one kind of source tells as
-- one bout after another, ends up together. Counted is: file, app, Strava, manual, in this order; of several
-- the one with the most channels, then the longest, then the first here.
create function public.regroup_activities(p_ids uuid[]) returns void
-- by index, however few there were when the plan was made
language plpgsql security definer set search_path = '' set enable_seqscan = off
as $$
declare
  ids uuid[];
  cluster integer[];
  link record;
  i integer;
  j integer;
begin
  with recursive touched (id) as (
    select t.id from unnest(p_ids) as t (id)
    union
    select m.id from public.activities x, unnest(x.group_members) as m (id) where x.id = any (p_ids)
  ), reached (id) as (
    select t.id from touched t
    union
    select y.id from reached r
    join public.activity_links l on r.id in (l.a_id, l.b_id) and l.kind <> 'separated'
    join public.activities y on y.id = case when l.a_id = r.id then l.b_id else l.a_id end and y.deleted_at is null
  )
  select array_agg(x.id order by x.id) into ids from reached r join public.activities x on x.id = r.id;
  select array_agg(n) into cluster from generate_subscripts(ids, 1) as n;

  for link in
    select l.a_id, l.b_id, l.kind from public.activity_links l
    join public.activities a on a.id = l.a_id and a.deleted_at is null
    join public.activities b on b.id = l.b_id and b.deleted_at is null
    where l.a_id = any (ids) and l.b_id = any (ids) and l.kind <> 'separated'
    order by l.kind desc, l.confidence desc, l.a_id, l.b_id
  loop
    i := cluster[array_position(ids, link.a_id)];
    j := cluster[array_position(ids, link.b_id)];
    continue when i = j or exists (
      select 1
      from unnest(ids, cluster) as p (id, part) join unnest(ids, cluster) as q (id, part) on p.part = i and q.part = j
      join public.activities a on a.id = p.id join public.activities b on b.id = q.id
      where exists (
          select 1 from public.activity_links s
          where s.kind = 'separated' and s.a_id = least(a.id, b.id) and s.b_id = greatest(a.id, b.id))
        or (link.kind = 'found' and a.source = b.source and public.overlap_s(a, b) <= 0
          and a.source_metadata ->> 'format' is not distinct from b.source_metadata ->> 'format'));
    cluster := array_replace(cluster, j, i);
  end loop;

  update public.activities x set
    counted = g.place = 1, group_id = g.group_id, group_members = g.members, group_confidence = g.confidence
  from (
    select m.id, row_number() over (partition by m.part order by array_position(array['file', 'app', 'strava', 'manual'], m.came_from),
        m.channels desc, m.lasts_s desc nulls last, m.created_at, m.id) as place,
      case when m.size > 1 then min(m.sureness) over (partition by m.part) end as confidence,
      case when m.size > 1 then first_value(m.id) over by_id end as group_id,
      case when m.size > 1 then array_agg(m.id) over by_id end as members
    from (
      select a.id, case when a.source_id like 'strava:%' then 'strava' else a.source end as came_from, a.created_at, public.lasts_s(a.elapsed_time_s, a.started_at, a.ended_at, a.timer_time_s, a.moving_time_s) as lasts_s,
        -- what is deleted stands alone
        case when a.deleted_at is null then c.part else -c.place end as part,
        count(*) over (partition by case when a.deleted_at is null then c.part else -c.place end) as size,
        case when a.source in ('file', 'app') then (select count(*) from public.streams s where s.activity_id = a.id) else 0 end as channels,
        (select max(l.confidence) from public.activity_links l join unnest(ids, cluster) as d (id, part)
           on d.id = case when l.a_id = a.id then l.b_id else l.a_id end
         where a.id in (l.a_id, l.b_id) and l.kind <> 'separated' and d.part = c.part) as sureness
      from unnest(ids, cluster) with ordinality as c (id, part, place) join public.activities a on a.id = c.id
    ) m
    window by_id as (partition by m.part order by m.id rows between unbounded preceding and unbounded following)
  ) g
  where x.id = g.id and (x.counted, x.group_id, x.group_members, x.group_confidence)
    is distinct from (g.place = 1, g.group_id, g.members, g.confidence);
end;
$$;
comment on function public.regroup_activities(uuid[]) is 'Security definer because an athlete may delete or edit an activity, and regroup no other.';

-- Looks for other recordings of a new or changed activity's bout.
create function public.link_activity() returns trigger
language plpgsql security definer set search_path = '' set enable_seqscan = off
as $$
begin
  if tg_op = 'DELETE' then
    if old.group_members is not null then
      perform public.regroup_activities(old.group_members);
    end if;
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('groups:' || new.athlete_id, 0));
  delete from public.activity_links l
  where new.id in (l.a_id, l.b_id) and (l.kind = 'found' or l.athlete_id <> new.athlete_id);
  if new.deleted_at is null and public.lasts_s(new.elapsed_time_s, new.started_at, new.ended_at, new.timer_time_s, new.moving_time_s) > 0 then
    insert into public.activity_links (a_id, b_id, athlete_id, kind, confidence)
    select least(new.id, y.id), greatest(new.id, y.id), new.athlete_id, 'found', c.confidence
    from public.activities y, public.same_bout(new, y) as c (confidence)
    where y.athlete_id = new.athlete_id and y.id <> new.id and y.deleted_at is null and c.confidence is not null
      -- nothing lasts longer than two days, and no two clocks are further apart
      and y.started_at between new.started_at - interval '2 days' and new.started_at + interval '2 days'
      -- nobody wears more devices: what makes a thousand recordings of one bout must not cost their square
      and (select count(*) from public.activity_links d where y.id in (d.a_id, d.b_id) and d.kind = 'found') < 8
    order by c.confidence desc, y.id
    limit 8
    on conflict (a_id, b_id) do nothing;
  end if;
  if new.group_members is not null or exists (
    select 1 from public.activity_links l where l.kind <> 'separated' and new.id in (l.a_id, l.b_id))
  then
    perform public.regroup_activities(array[new.id]);
  end if;
  if tg_op = 'UPDATE' and old.athlete_id <> new.athlete_id and old.group_members is not null then
    perform public.regroup_activities(old.group_members);
  end if;
  return null;
end;
$$;
comment on function public.link_activity() is 'Security definer because an athlete may delete or edit an activity, and regroup no other.';

create trigger link_activity_inserted after insert on public.activities
  for each row when (new.deleted_at is null) execute function public.link_activity();
create trigger link_activity_deleted after delete on public.activities
  for each row when (old.group_members is not null) execute function public.link_activity();
create trigger link_activity_updated after update on public.activities
  for each row when (
    (old.deleted_at is null or new.deleted_at is null)
    and ((old.athlete_id, old.sport, old.started_at, old.ended_at, old.elapsed_time_s, old.timer_time_s, old.moving_time_s, old.distance_m, old.deleted_at is null)
      is distinct from (new.athlete_id, new.sport, new.started_at, new.ended_at, new.elapsed_time_s, new.timer_time_s, new.moving_time_s, new.distance_m, new.deleted_at is null)
      or (new.source in ('file', 'app') and new.group_id is not null and old.streams <> new.streams)))
  execute function public.link_activity();

-- Before a row is locked, like everybody who groups: two who wait for each other would wait for ever.
create function public.lock_groups() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  if current_user = 'authenticated' then
    perform pg_advisory_xact_lock(hashtextextended('groups:' || auth.uid(), 0));
  end if;
  return null;
end;
$$;
create trigger lock_groups before update on public.activities
  for each statement execute function public.lock_groups();

-- Takes an activity out of its group, for good: never again is it found to be one of them. False: it has none.
create function public.separate_activity(p_activity_id uuid) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  x public.activities;
begin
  perform pg_advisory_xact_lock(hashtextextended('groups:' || a.athlete_id, 0)) from public.activities a where a.id = p_activity_id;
  select * into x from public.activities a where a.id = p_activity_id;
  if x.group_members is null then
    return false;
  end if;
  insert into public.activity_links (a_id, b_id, athlete_id, kind)
  select least(x.id, m.id), greatest(x.id, m.id), x.athlete_id, 'separated' from unnest(x.group_members) as m (id) where m.id <> x.id
  on conflict (a_id, b_id) do update set kind = 'separated', confidence = null;
  perform public.regroup_activities(x.group_members);
  return true;
end;
$$;

-- Makes two activities, with the groups they are in, one group, whatever was separated before. False: one is not
-- there, deleted, or another athlete's.
create function public.merge_activities(p_activity_id uuid, p_with_id uuid) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  x public.activities;
  y public.activities;
begin
  perform pg_advisory_xact_lock(hashtextextended('groups:' || a.athlete_id, 0)) from public.activities a where a.id = p_activity_id;
  select * into x from public.activities a where a.id = p_activity_id and a.deleted_at is null;
  select * into y from public.activities a where a.id = p_with_id and a.deleted_at is null and a.athlete_id = x.athlete_id;
  if x.id is null or y.id is null or x.id = y.id then
    return false;
  end if;
  if x.group_id = y.group_id then
    return true;
  end if;
  delete from public.activity_links l
  using unnest(coalesce(x.group_members, array[x.id])) as p (id), unnest(coalesce(y.group_members, array[y.id])) as q (id)
  where l.kind = 'separated' and l.a_id = least(p.id, q.id) and l.b_id = greatest(p.id, q.id);
  insert into public.activity_links (a_id, b_id, athlete_id, kind, confidence)
  values (least(x.id, y.id), greatest(x.id, y.id), x.athlete_id, 'merged', 1)
  on conflict (a_id, b_id) do update set kind = 'merged', confidence = 1;
  perform public.regroup_activities(array[x.id, y.id]);
  return true;
end;
$$;

revoke execute on function public.lasts_s(double precision, timestamptz, timestamptz, double precision, double precision) from public, anon, authenticated;
revoke execute on function public.overlap_s(public.activities, public.activities) from public, anon, authenticated;
revoke execute on function public.sport_family(text) from public, anon, authenticated;
revoke execute on function public.same_bout(public.activities, public.activities) from public, anon, authenticated;
revoke execute on function public.regroup_activities(uuid[]) from public, anon, authenticated;
revoke execute on function public.link_activity() from public, anon, authenticated;
revoke execute on function public.lock_groups() from public, anon, authenticated;
revoke execute on function public.separate_activity(uuid) from public, anon, authenticated;
revoke execute on function public.merge_activities(uuid, uuid) from public, anon, authenticated;
grant execute on function public.lasts_s(double precision, timestamptz, timestamptz, double precision, double precision) to service_role;
grant execute on function public.overlap_s(public.activities, public.activities) to service_role;
grant execute on function public.sport_family(text) to service_role;
grant execute on function public.same_bout(public.activities, public.activities) to service_role;
grant execute on function public.regroup_activities(uuid[]) to service_role;
grant execute on function public.separate_activity(uuid) to service_role;
grant execute on function public.merge_activities(uuid, uuid) to service_role;
