-- Training over years: which day an activity falls on, what each day adds up to, and how the athlete felt.

-- As before, with local_date and the group among what follows from elsewhere: a move of time zone, or the coming of
-- another recording of the bout, is no new version.
create or replace function public.touch_version() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  bookkeeping constant text[] := array['version', 'updated_at', 'source_fetched_at', 'expires_at', 'local_date',
    'counted', 'group_id', 'group_members', 'group_confidence'];
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

alter table public.activities add column local_date date;
comment on column public.activities.local_date is 'The day it started on where it was done: by its own time zone, else the athlete''s; UTC where the name is none. Kept by trigger.';

create function public.set_local_date() returns trigger
language plpgsql security invoker set search_path = ''
as $$
declare
  zone text := new.time_zone;
begin
  if zone is null then
    -- shared: an athlete who moves at the same time waits for us, or we for them
    select a.time_zone into zone from public.athletes a where a.id = new.athlete_id for share;
  end if;
  begin
    new.local_date := (new.started_at at time zone coalesce(zone, 'UTC'))::date;
  exception when invalid_parameter_value then
    new.local_date := (new.started_at at time zone 'UTC')::date;
  end;
  return new;
end;
$$;
revoke execute on function public.set_local_date() from public, anon, authenticated;

create trigger set_local_date before insert or update of athlete_id, started_at, time_zone, local_date on public.activities
  for each row execute function public.set_local_date();
update public.activities set local_date = null;
-- squawk-ignore require-concurrent-index-creation
create index activities_local_date on public.activities (athlete_id, local_date) where deleted_at is null;

create function public.move_local_dates() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.activities a set local_date = null
  where a.athlete_id = new.id and a.time_zone is null;
  return null;
end;
$$;
comment on function public.move_local_dates() is 'Security definer because an athlete may change their time zone, and no activity''s day.';
revoke execute on function public.move_local_dates() from public, anon, authenticated;

create trigger move_local_dates after update of time_zone on public.athletes
  for each row when (old.time_zone is distinct from new.time_zone)
  execute function public.move_local_dates();

create table public.training_days (
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  date date not null,
  sport text not null,
  activities integer not null,
  elapsed_time_s double precision not null,
  moving_time_s double precision not null,
  distance_m double precision not null,
  elevation_gain_m double precision not null,
  load double precision,
  zones jsonb not null default '{}',
  primary key (athlete_id, date, sport)
);
comment on table public.training_days is 'What the counted activities of a day and sport add up to. Kept by trigger, always counted anew from that day''s activities.';
comment on column public.training_days.load is 'Null where no activity of the day has one.';
comment on column public.training_days.zones is 'Seconds in the zones of each scheme, from below the first on: {"coggan_7": [0, 600, …]}. Of an activity one scheme of power and one of heart rate.';

alter table public.training_days enable row level security;
revoke all on public.training_days from anon, authenticated;
grant select, insert, update, delete on public.training_days to service_role;
grant select on public.training_days to authenticated;
create policy "athletes read their training days" on public.training_days
  for select to authenticated using (athlete_id = (select auth.uid()));

-- What the activities of a day and sport add up to in zones: of each activity the zones the athlete had then. Of
-- several schemes the first counts whose thresholds were known, as in lib/features/charts/chart-zones.ts.
create function public.sum_zones(p_athlete_id uuid, p_date date, p_sport text) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  with chosen as (
    select distinct on (a.id, s.channel) s.scheme, jsonb_build_array(coalesce(z.below_s, 0)) || z.seconds_s as seconds
    from public.activities a
    join public.analyses n on n.activity_id = a.id and n.sport = a.sport
    cross join lateral jsonb_to_recordset(n.zones) as z (scheme text, reason text, seconds_s jsonb, below_s double precision)
    join (values ('coggan_7', 'power', 1), ('friel_cycling_7', 'heart_rate', 1), ('friel_running_7', 'heart_rate', 2),
      ('heart_rate_reserve_5', 'heart_rate', 3), ('max_heart_rate_5', 'heart_rate', 4)) as s (scheme, channel, place)
      on s.scheme = z.scheme
    where a.athlete_id = p_athlete_id and a.local_date = p_date and a.sport = p_sport and a.deleted_at is null and a.counted
      and z.reason is null
    order by a.id, s.channel, s.place
  ),
  sums as (
    select c.scheme, e.zone, sum(e.seconds::double precision) as seconds
    from chosen c cross join lateral jsonb_array_elements_text(c.seconds) with ordinality as e (seconds, zone)
    group by c.scheme, e.zone
  )
  select coalesce(jsonb_object_agg(y.scheme, y.seconds), '{}')
  from (select x.scheme, jsonb_agg(x.seconds order by x.zone) as seconds from sums x group by x.scheme) y;
$$;
revoke execute on function public.sum_zones(uuid, date, text) from public, anon, authenticated;

insert into public.training_days
select a.athlete_id, a.local_date, a.sport, count(*)::integer,
  coalesce(sum(a.elapsed_time_s order by a.id), 0), coalesce(sum(a.moving_time_s order by a.id), 0),
  coalesce(sum(a.distance_m order by a.id), 0), coalesce(sum(a.elevation_gain_m order by a.id), 0),
  sum(a.load order by a.id), public.sum_zones(a.athlete_id, a.local_date, a.sport)
from public.activities a where a.deleted_at is null and a.counted
group by a.athlete_id, a.local_date, a.sport;

-- Counts one day and sport anew.
create function public.count_training_day(p_athlete_id uuid, p_date date, p_sport text) returns void
language plpgsql security invoker set search_path = ''
as $$
begin
  -- One at a time for an athlete: whoever comes second must see what the first one did.
  perform pg_advisory_xact_lock(hashtextextended('training_days:' || p_athlete_id, 0));
  insert into public.training_days as d
  select p_athlete_id, p_date, p_sport, count(*)::integer,
    coalesce(sum(a.elapsed_time_s order by a.id), 0), coalesce(sum(a.moving_time_s order by a.id), 0),
    coalesce(sum(a.distance_m order by a.id), 0), coalesce(sum(a.elevation_gain_m order by a.id), 0),
    sum(a.load order by a.id), public.sum_zones(p_athlete_id, p_date, p_sport)
  from public.activities a
  where a.athlete_id = p_athlete_id and a.local_date = p_date and a.sport = p_sport and a.deleted_at is null and a.counted
  having count(*) > 0
  on conflict (athlete_id, date, sport) do update set
    activities = excluded.activities, elapsed_time_s = excluded.elapsed_time_s, moving_time_s = excluded.moving_time_s,
    distance_m = excluded.distance_m, elevation_gain_m = excluded.elevation_gain_m, load = excluded.load, zones = excluded.zones;
  if not found then
    delete from public.training_days d
    where d.athlete_id = p_athlete_id and d.date = p_date and d.sport = p_sport;
  end if;
end;
$$;
revoke execute on function public.count_training_day(uuid, date, text) from public, anon, authenticated;

create function public.keep_training_days() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' and old.deleted_at is null and old.counted then
    perform public.count_training_day(old.athlete_id, old.local_date, old.sport);
  end if;
  if tg_op <> 'DELETE' and new.deleted_at is null and new.counted
    and (tg_op = 'INSERT' or old.deleted_at is not null or not old.counted
    or (new.athlete_id, new.local_date, new.sport) is distinct from (old.athlete_id, old.local_date, old.sport)) then
    perform public.count_training_day(new.athlete_id, new.local_date, new.sport);
  end if;
  return null;
end;
$$;
comment on function public.keep_training_days() is 'Security definer because an athlete may edit an activity, and no sum.';
revoke execute on function public.keep_training_days() from public, anon, authenticated;

-- At the end of the transaction: by then it waits for no activity any more, so that the lock on the days can
-- never be part of a deadlock with one.
create constraint trigger keep_training_days_inserted after insert on public.activities
  deferrable initially deferred for each row when (new.deleted_at is null and new.counted)
  execute function public.keep_training_days();
create constraint trigger keep_training_days_deleted after delete on public.activities
  deferrable initially deferred for each row when (old.deleted_at is null and old.counted)
  execute function public.keep_training_days();
create constraint trigger keep_training_days_updated after update on public.activities
  deferrable initially deferred for each row when (
    ((old.deleted_at is null and old.counted) or (new.deleted_at is null and new.counted))
    and ((old.deleted_at is null and old.counted) is distinct from (new.deleted_at is null and new.counted)
      or (old.athlete_id, old.local_date, old.sport, old.elapsed_time_s, old.moving_time_s, old.distance_m, old.elevation_gain_m, old.load)
        is distinct from
        (new.athlete_id, new.local_date, new.sport, new.elapsed_time_s, new.moving_time_s, new.distance_m, new.elevation_gain_m, new.load)))
  execute function public.keep_training_days();

-- An athlete's days with their time zone, in one answer however many: each day is
-- [date, activities, elapsed_time_s, moving_time_s, distance_m, elevation_gain_m, load], with p_zones then the zones
-- of each of its sports. Null: no such athlete.
create function public.read_training_days(p_athlete_id uuid, p_from date, p_to date, p_sport text, p_zones boolean) returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object('time_zone', t.time_zone, 'days', coalesce((
    select json_agg(case when p_zones
      then json_build_array(d.date, d.activities, d.elapsed_time_s, d.moving_time_s, d.distance_m, d.elevation_gain_m, d.load, d.zones)
      else json_build_array(d.date, d.activities, d.elapsed_time_s, d.moving_time_s, d.distance_m, d.elevation_gain_m, d.load)
      end order by d.date)
    from (
      select x.date, sum(x.activities) as activities, sum(x.elapsed_time_s order by x.sport) as elapsed_time_s,
        sum(x.moving_time_s order by x.sport) as moving_time_s, sum(x.distance_m order by x.sport) as distance_m,
        sum(x.elevation_gain_m order by x.sport) as elevation_gain_m, sum(x.load order by x.sport) as load,
        json_agg(x.zones order by x.sport) filter (where p_zones and x.zones <> '{}') as zones
      from public.training_days x
      where x.athlete_id = p_athlete_id
        and x.date between coalesce(p_from, '-infinity') and coalesce(p_to, 'infinity')
        and (p_sport is null or x.sport = p_sport)
      group by x.date
    ) d), '[]'))
  from public.athletes t where t.id = p_athlete_id;
$$;
revoke execute on function public.read_training_days(uuid, date, date, text, boolean) from public, anon;
grant execute on function public.read_training_days(uuid, date, date, text, boolean) to authenticated, service_role;

create table public.wellness (
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  date date not null check (date between '1900-01-01' and '2199-12-31'),
  hrv_rmssd_ms double precision check (hrv_rmssd_ms > 0 and hrv_rmssd_ms <= 1000),
  resting_heart_rate_bpm double precision check (resting_heart_rate_bpm between 20 and 150),
  sleep_s double precision check (sleep_s between 0 and 86400),
  sleep_score double precision check (sleep_score between 0 and 100),
  soreness double precision check (soreness between 0 and 10),
  mood double precision check (mood between 0 and 10),
  weight_kg double precision check (weight_kg > 0 and weight_kg < 500),
  primary key (athlete_id, date)
);
comment on table public.wellness is 'How an athlete was on a day, by their devices and their own word. What was not measured is null.';

alter table public.wellness enable row level security;
revoke all on public.wellness from anon, authenticated;
grant select, insert, update, delete on public.wellness to service_role;
grant select, insert on public.wellness to authenticated;
grant update (hrv_rmssd_ms, resting_heart_rate_bpm, sleep_s, sleep_score, soreness, mood, weight_kg) on public.wellness to authenticated;
create policy "athletes read their wellness" on public.wellness
  for select to authenticated using (athlete_id = (select auth.uid()));
create policy "athletes add their wellness" on public.wellness
  for insert to authenticated with check (athlete_id = (select auth.uid()));
create policy "athletes edit their wellness" on public.wellness
  for update to authenticated using (athlete_id = (select auth.uid())) with check (athlete_id = (select auth.uid()));

-- Adds the caller's days or changes them: what a day does not name stays as it is, null empties it.
create function public.upsert_wellness(p_days jsonb) returns setof public.wellness
language plpgsql security invoker set search_path = ''
as $$
declare
  item jsonb;
  given public.wellness;
begin
  -- in the order of the days, so that two requests never wait for each other
  for item in select e.value from jsonb_array_elements(p_days) as e (value) order by e.value ->> 'date' loop
    given := jsonb_populate_record(null::public.wellness, item);
    return query insert into public.wellness as w
      (athlete_id, date, hrv_rmssd_ms, resting_heart_rate_bpm, sleep_s, sleep_score, soreness, mood, weight_kg)
    values ((select auth.uid()), given.date, given.hrv_rmssd_ms, given.resting_heart_rate_bpm, given.sleep_s,
      given.sleep_score, given.soreness, given.mood, given.weight_kg)
    on conflict on constraint wellness_pkey do update set
      hrv_rmssd_ms = case when item ? 'hrv_rmssd_ms' then excluded.hrv_rmssd_ms else w.hrv_rmssd_ms end,
      resting_heart_rate_bpm = case when item ? 'resting_heart_rate_bpm' then excluded.resting_heart_rate_bpm else w.resting_heart_rate_bpm end,
      sleep_s = case when item ? 'sleep_s' then excluded.sleep_s else w.sleep_s end,
      sleep_score = case when item ? 'sleep_score' then excluded.sleep_score else w.sleep_score end,
      soreness = case when item ? 'soreness' then excluded.soreness else w.soreness end,
      mood = case when item ? 'mood' then excluded.mood else w.mood end,
      weight_kg = case when item ? 'weight_kg' then excluded.weight_kg else w.weight_kg end
    returning w.*;
  end loop;
end;
$$;
revoke execute on function public.upsert_wellness(jsonb) from public, anon;
grant execute on function public.upsert_wellness(jsonb) to authenticated, service_role;
