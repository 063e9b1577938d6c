-- What an athlete's activities are compared by: their marks, and the most power held in each month. And what of an
-- analysis counts in sums.

create table public.marks (
  activity_id uuid not null references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  sport text not null,
  kind text not null check (kind in ('power', 'speed', 'distance', 'time', 'climb', 'load', 'efficiency')),
  span double precision not null,
  value double precision not null check (value > 0 and value < 'infinity'),
  started_at timestamptz not null,
  local_date date not null,
  primary key (activity_id, kind, span)
);
comment on table public.marks is 'The figures of an activity that are compared with those of others; of every kind more is better. Kept by trigger, always made anew from the activity and its analysis; only of activities that count.';
comment on column public.marks.kind is 'power: W held for span s; speed: m/s over span m; distance: m; time: s moving, else on the timer, else elapsed; climb: m; load; efficiency: of cycling W per bpm, of running m per heartbeat.';
comment on column public.marks.span is '0 where the kind has none.';
create index marks_best on public.marks (athlete_id, sport, kind, span, value desc, started_at, activity_id) include (local_date);

alter table public.marks enable row level security;
revoke all on public.marks from anon, authenticated;
grant select, insert, update, delete on public.marks to service_role;
grant select on public.marks to authenticated;
create policy "athletes read their marks" on public.marks
  for select to authenticated using (athlete_id = (select auth.uid()));

create table public.power_curve_months (
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  month date not null,
  duration_s integer not null,
  watts double precision not null,
  activity_id uuid not null,
  local_date date not null,
  primary key (athlete_id, duration_s, month)
);
comment on table public.power_curve_months is 'The most power held for each duration in the rides of a month, by the day there. Kept by trigger, always counted anew from that month''s analyses.';

alter table public.power_curve_months enable row level security;
revoke all on public.power_curve_months from anon, authenticated;
grant select, insert, update, delete on public.power_curve_months to service_role;
grant select on public.power_curve_months to authenticated;
create policy "athletes read their power curve" on public.power_curve_months
  for select to authenticated using (athlete_id = (select auth.uid()));

-- An activity's marks as it is now; none of one that is deleted or not counted.
create function public.marks_of(p_activity_id uuid) returns setof public.marks
language sql stable security invoker set search_path = ''
as $$
  select a.id, a.athlete_id, a.sport, m.kind, m.span, m.value, a.started_at, a.local_date
  from public.activities a
  left join public.analyses n on n.activity_id = a.id and n.sport = a.sport
  cross join lateral (
    select * from (values
      ('distance', 0::double precision, a.distance_m),
      ('time', 0, coalesce(a.moving_time_s, a.timer_time_s, a.elapsed_time_s)),
      ('climb', 0, a.elevation_gain_m),
      ('load', 0, a.load)) as whole (kind, span, value)
    union all
    select 'power', e.duration_s, e.power_w
    from jsonb_to_recordset(n.best_efforts) as e ("of" text, duration_s double precision, power_w double precision)
    where e."of" = 'power'
    union all
    select 'speed', e.distance_m, e.distance_m / e.duration_s
    from jsonb_to_recordset(n.best_efforts) as e ("of" text, duration_s double precision, distance_m double precision)
    where e."of" = 'distance' and e.duration_s > 0
    union all
    select 'efficiency', 0, e.value
    from jsonb_to_recordset(n.metrics) as e (id text, value double precision)
    where e.id = case a.sport when 'cycling' then 'efficiency_factor' when 'running' then 'metres_per_heartbeat' end
  ) m
  where a.id = p_activity_id and a.deleted_at is null and a.counted and m.value > 0 and m.value < 'infinity';
$$;
revoke execute on function public.marks_of(uuid) from public, anon, authenticated;

-- Makes an activity's marks anew; writes only what differs.
create function public.make_marks(p_activity_id uuid) returns void
language sql security invoker set search_path = ''
as $$
  with made as materialized (select * from public.marks_of(p_activity_id)),
  gone as (
    delete from public.marks m
    where m.activity_id = p_activity_id
      and not exists (select 1 from made x where x.kind = m.kind and x.span = m.span)
  )
  insert into public.marks as m select * from made
  on conflict (activity_id, kind, span) do update set
    athlete_id = excluded.athlete_id, sport = excluded.sport, value = excluded.value,
    started_at = excluded.started_at, local_date = excluded.local_date
  where (m.athlete_id, m.sport, m.value, m.started_at, m.local_date)
    is distinct from (excluded.athlete_id, excluded.sport, excluded.value, excluded.started_at, excluded.local_date);
$$;
revoke execute on function public.make_marks(uuid) from public, anon, authenticated;

-- The most power held for each duration in an athlete's rides from day to day; the earliest of equals. Analyses
-- have no curve of power that was not measured.
create function public.power_bests(p_athlete_id uuid, p_first date, p_last date)
returns table (duration_s integer, watts double precision, activity_id uuid, local_date date)
language sql stable security invoker set search_path = ''
as $$
  select distinct on (1) c.duration_s::integer, c.watts::double precision, a.id, a.local_date
  from public.activities a
  join public.analyses n on n.activity_id = a.id and n.sport = a.sport
  cross join lateral rows from (
    jsonb_array_elements_text(n.curves -> 'power' -> 'durations_s'),
    jsonb_array_elements_text(n.curves -> 'power' -> 'powers_w')) as c (duration_s, watts)
  where a.athlete_id = p_athlete_id and a.local_date between p_first and p_last and a.deleted_at is null and a.counted
    and a.sport = 'cycling' and c.watts::double precision > 0
  order by 1, 2 desc, a.local_date, a.started_at, a.id;
$$;
revoke execute on function public.power_bests(uuid, date, date) from public, anon;
grant execute on function public.power_bests(uuid, date, date) to authenticated, service_role;

-- Counts the month of a day anew; writes only what differs.
create function public.count_power_month(p_athlete_id uuid, p_date date) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  first_day constant date := date_trunc('month', p_date::timestamp)::date;
begin
  -- the lock of the training days: with one of its own two writers could wait for each other
  perform pg_advisory_xact_lock(hashtextextended('training_days:' || p_athlete_id, 0));
  with counted as materialized (
    select * from public.power_bests(p_athlete_id, first_day, (first_day + interval '1 month' - interval '1 day')::date)
  ),
  gone as (
    delete from public.power_curve_months p
    where p.athlete_id = p_athlete_id and p.month = first_day
      and not exists (select 1 from counted c where c.duration_s = p.duration_s)
  )
  insert into public.power_curve_months as p (athlete_id, month, duration_s, watts, activity_id, local_date)
  select p_athlete_id, first_day, c.duration_s, c.watts, c.activity_id, c.local_date from counted c
  on conflict (athlete_id, duration_s, month) do update set
    watts = excluded.watts, activity_id = excluded.activity_id, local_date = excluded.local_date
  where (p.watts, p.activity_id, p.local_date) is distinct from (excluded.watts, excluded.activity_id, excluded.local_date);
end;
$$;
revoke execute on function public.count_power_month(uuid, date) from public, anon, authenticated;

create function public.keep_records() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op <> 'DELETE' then
    perform public.make_marks(new.id);
  end if;
  if tg_op = 'UPDATE' and (old.athlete_id, old.sport, old.started_at, old.local_date, old.deleted_at is null, old.counted)
    is not distinct from (new.athlete_id, new.sport, new.started_at, new.local_date, new.deleted_at is null, new.counted) then
    return null;
  end if;
  if tg_op <> 'INSERT' and old.sport = 'cycling' and old.deleted_at is null and old.counted then
    perform public.count_power_month(old.athlete_id, old.local_date);
  end if;
  -- one just inserted has no analysis
  if tg_op = 'UPDATE' and new.sport = 'cycling' and new.deleted_at is null and new.counted then
    perform public.count_power_month(new.athlete_id, new.local_date);
  end if;
  return null;
end;
$$;
comment on function public.keep_records() is 'Security definer because an athlete may edit an activity, and no record.';
revoke execute on function public.keep_records() from public, anon, authenticated;

create function public.keep_analysed_records() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  a public.activities;
begin
  select * into a from public.activities x where x.id = case tg_op when 'DELETE' then old.activity_id else new.activity_id end;
  -- without its activity the activity's own trigger does it; where another analysis came in its place, that one's
  if not found or (tg_op = 'DELETE' and exists (select 1 from public.analyses n where n.activity_id = a.id)) then
    return null;
  end if;
  perform public.make_marks(a.id);
  if a.deleted_at is null and a.counted then
    perform public.count_training_day(a.athlete_id, a.local_date, a.sport);
  end if;
  if a.sport = 'cycling' then
    perform public.count_power_month(a.athlete_id, a.local_date);
  end if;
  return null;
end;
$$;
comment on function public.keep_analysed_records() is 'Security definer as keep_records.';
revoke execute on function public.keep_analysed_records() from public, anon, authenticated;

-- At the end of the transaction, as the training days are kept.
create constraint trigger keep_records_inserted after insert on public.activities
  deferrable initially deferred for each row when (new.deleted_at is null and new.counted)
  execute function public.keep_records();
create constraint trigger keep_records_deleted after delete on public.activities
  deferrable initially deferred for each row when (old.deleted_at is null and old.counted)
  execute function public.keep_records();
create constraint trigger keep_records_updated after update on public.activities
  deferrable initially deferred for each row when (
    (old.athlete_id, old.sport, old.started_at, old.local_date, old.deleted_at is null, old.counted, old.distance_m, old.moving_time_s,
      old.timer_time_s, old.elapsed_time_s, old.elevation_gain_m, old.load)
    is distinct from
    (new.athlete_id, new.sport, new.started_at, new.local_date, new.deleted_at is null, new.counted, new.distance_m, new.moving_time_s,
      new.timer_time_s, new.elapsed_time_s, new.elevation_gain_m, new.load))
  execute function public.keep_records();
create constraint trigger keep_records_analysed after insert or update or delete on public.analyses
  deferrable initially deferred for each row execute function public.keep_analysed_records();

insert into public.marks select m.* from public.activities a cross join lateral public.marks_of(a.id) m;
insert into public.power_curve_months (athlete_id, month, duration_s, watts, activity_id, local_date)
select r.athlete_id, r.month, b.duration_s, b.watts, b.activity_id, b.local_date
from (
  select distinct a.athlete_id, date_trunc('month', a.local_date::timestamp)::date as month
  from public.activities a where a.sport = 'cycling' and a.deleted_at is null and a.counted
) r
cross join lateral public.power_bests(r.athlete_id, r.month, (r.month + interval '1 month' - interval '1 day')::date) b;

-- An athlete's best marks, of a sport or of all, in one answer: each is [sport, kind, span, value, activity_id,
-- local_date] and the same value, activity_id and local_date of the best before it, or nulls.
create function public.read_records(p_athlete_id uuid, p_sport text) returns json
language sql stable security invoker set search_path = ''
as $$
  with recursive keys as (
    -- from one key to the next in the index, however many marks there are of each
    select coalesce(p_sport, '') as sport, '' as kind, '-infinity'::double precision as span
    union all
    select n.sport, n.kind, n.span from keys k cross join lateral (
      select m.sport, m.kind, m.span from public.marks m
      where m.athlete_id = p_athlete_id and (m.sport, m.kind, m.span) > (k.sport, k.kind, k.span)
      order by m.sport, m.kind, m.span limit 1
    ) n
    where p_sport is null or n.sport = p_sport
  )
  select coalesce(json_agg(json_build_array(k.sport, k.kind, k.span, b.value, b.activity_id, b.local_date, p.value, p.activity_id, p.local_date)
    order by k.sport, k.kind, k.span), '[]')
  from keys k
  cross join lateral (
    select m.value, m.activity_id, m.local_date, m.started_at from public.marks m
    where m.athlete_id = p_athlete_id and m.sport = k.sport and m.kind = k.kind and m.span = k.span
    order by m.value desc, m.started_at, m.activity_id limit 1
  ) b
  left join lateral (
    select m.value, m.activity_id, m.local_date from public.marks m
    where m.athlete_id = p_athlete_id and m.sport = k.sport and m.kind = k.kind and m.span = k.span
      and m.started_at < b.started_at
    order by m.value desc, m.started_at, m.activity_id limit 1
  ) p on true
  where k.kind not in ('', 'efficiency');
$$;
revoke execute on function public.read_records(uuid, text) from public, anon;
grant execute on function public.read_records(uuid, text) to authenticated, service_role;

-- The most power held for each duration from day to day, in one answer: each is [duration_s, watts, activity_id,
-- local_date]. Without p_to up to p_now where the athlete is, without p_from 365 days. Null: no such athlete.
create function public.read_power_curve(p_athlete_id uuid, p_from date, p_to date, p_now timestamptz) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  zone text;
  last_day date := p_to;
  first_day date;
  -- the whole months between: [first_month, after_months)
  first_month date;
  after_months date;
begin
  select t.time_zone into zone from public.athletes t where t.id = p_athlete_id;
  if not found then
    return null;
  end if;
  if last_day is null then
    begin
      last_day := (p_now at time zone zone)::date;
    exception when invalid_parameter_value then
      last_day := (p_now at time zone 'UTC')::date;
    end;
  end if;
  first_day := coalesce(p_from, last_day - 364);
  first_month := date_trunc('month', (first_day + interval '1 month' - interval '1 day'))::date;
  after_months := greatest(first_month, date_trunc('month', (last_day + 1)::timestamp)::date);
  return json_build_object('from', first_day, 'to', last_day, 'bests', coalesce((
    select json_agg(json_build_array(b.duration_s, b.watts, b.activity_id, b.local_date) order by b.duration_s)
    from (
      select distinct on (x.duration_s) x.duration_s, x.watts, x.activity_id, x.local_date
      from (
        select p.duration_s, p.watts, p.activity_id, p.local_date from public.power_curve_months p
        where p.athlete_id = p_athlete_id and p.month >= first_month and p.month < after_months
        union all
        select e.duration_s, e.watts, e.activity_id, e.local_date
        from public.power_bests(p_athlete_id, first_day, least(last_day, first_month - 1)) e
        union all
        select e.duration_s, e.watts, e.activity_id, e.local_date
        from public.power_bests(p_athlete_id, greatest(after_months, first_month), last_day) e
      ) x
      order by x.duration_s, x.watts desc, x.local_date, x.activity_id
    ) b), '[]'));
end;
$$;
revoke execute on function public.read_power_curve(uuid, date, date, timestamptz) from public, anon;
grant execute on function public.read_power_curve(uuid, date, date, timestamptz) to authenticated, service_role;

-- What an athlete could do over time: of the marks of p_keys ([{"sport", "kind", "span"}]) each week's best and mean
-- as [sport, kind, span, monday, best, mean], and the power held for p_durations in each month as
-- [month, duration_s, watts].
create function public.read_progress(p_athlete_id uuid, p_from date, p_to date, p_keys jsonb, p_durations integer[]) returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object(
    'weeks', coalesce((
      select json_agg(json_build_array(w.sport, w.kind, w.span, w.monday, w.best, w.mean) order by w.sport, w.kind, w.span, w.monday)
      from (
        select k.sport, k.kind, k.span, date_trunc('week', m.local_date::timestamp)::date as monday,
          max(m.value) as best, avg(m.value) as mean
        from jsonb_to_recordset(p_keys) as k (sport text, kind text, span double precision)
        join public.marks m on m.athlete_id = p_athlete_id and m.sport = k.sport and m.kind = k.kind and m.span = k.span
          and m.local_date between p_from and coalesce(p_to, 'infinity')
        group by 1, 2, 3, 4
      ) w), '[]'),
    'months', coalesce((
      select json_agg(json_build_array(p.month, p.duration_s, p.watts) order by p.month, p.duration_s)
      from public.power_curve_months p
      where p.athlete_id = p_athlete_id and p.duration_s = any (p_durations)
        and p.month between p_from and coalesce(p_to, 'infinity')), '[]'));
$$;
revoke execute on function public.read_progress(uuid, date, date, jsonb, integer[]) from public, anon;
grant execute on function public.read_progress(uuid, date, date, jsonb, integer[]) to authenticated, service_role;
