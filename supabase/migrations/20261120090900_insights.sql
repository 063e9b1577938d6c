-- What is worth saying about an activity, found in its analysis and in those before it.

create table public.insights (
  activity_id uuid primary key references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  algorithm_version integer not null,
  generated_at timestamptz not null,
  items jsonb not null
);
comment on table public.insights is 'The insights of an activity (lib/analytics/insights). They rest on its analysis and go with it; a new analysis keeps those of the last one until its own are found.';
comment on column public.insights.items is 'The worthiest first; texts in metric and imperial units, evidence in SI.';
create index insights_athlete on public.insights (athlete_id);

alter table public.insights enable row level security;
revoke all on public.insights from anon, authenticated;
grant select, insert, update, delete on public.insights to service_role;
grant select on public.insights to authenticated;
create policy "athletes read their insights" on public.insights
  for select to authenticated using (athlete_id = (select auth.uid()));

-- Everything insights are found in: an analysis and the named metrics of the athlete's activities of the same
-- sport in the days before, the newest p_limit of them. What rests on Strava's data is no past of an activity
-- that does not: it would outlive it. Null: not analysed.
create function public.insight_input(p_activity_id uuid, p_days integer, p_limit integer, p_record_days integer, p_now timestamptz, p_metrics text[]) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'athlete_id', a.athlete_id, 'sport', a.sport,
    'analysis', jsonb_build_object('computed_at', n.computed_at, 'thresholds', n.thresholds, 'metrics', n.metrics,
      'intervals', n.intervals, 'climbs', n.climbs, 'zones', n.zones),
    'history', coalesce((
      select jsonb_agg(x.metrics)
      from (
        select (
          select jsonb_object_agg(m.value ->> 'id', m.value -> 'value')
          from jsonb_array_elements(o.metrics) as m (value)
          where m.value ->> 'id' = any (p_metrics) and m.value ->> 'value' is not null) as metrics
        from public.activities b join public.analyses o on o.activity_id = b.id
        where b.athlete_id = a.athlete_id and b.deleted_at is null and b.counted and b.id <> a.id and o.sport = b.sport
          and b.local_date between a.local_date - p_days and a.local_date
          and b.sport = a.sport and b.started_at < a.started_at and (a.source = 'strava' or b.source <> 'strava')
          -- what a motor did compares only with its like
          and starts_with(coalesce(b.sub_sport, ''), 'e_') = starts_with(coalesce(a.sub_sport, ''), 'e_')
        order by b.started_at desc
        limit p_limit
      ) x where x.metrics is not null), '[]'),
    'records', coalesce((
      select jsonb_agg(jsonb_build_object('kind', m.kind, 'span', m.span, 'value', m.value, 'previous', o.previous,
        'activities', n.activities, 'days', n.days))
      from public.marks m
      cross join lateral (
        select e.value as previous
        from public.marks e join public.activities b on b.id = e.activity_id
        where e.athlete_id = m.athlete_id and e.sport = m.sport and e.kind = m.kind and e.span = m.span
          and e.local_date >= a.local_date - p_record_days and e.started_at < a.started_at
          and (a.source = 'strava' or b.source <> 'strava')
          and starts_with(coalesce(b.sub_sport, ''), 'e_') = starts_with(coalesce(a.sub_sport, ''), 'e_')
        order by e.value desc
        limit 1
      ) o
      -- only of what is a record
      cross join lateral (
        select count(*) as activities, a.local_date - min(e.local_date) as days
        from public.marks e join public.activities b on b.id = e.activity_id
        where e.athlete_id = m.athlete_id and e.sport = m.sport and e.kind = m.kind and e.span = m.span
          and e.local_date >= a.local_date - p_record_days and e.started_at < a.started_at
          and (a.source = 'strava' or b.source <> 'strava')
          and starts_with(coalesce(b.sub_sport, ''), 'e_') = starts_with(coalesce(a.sub_sport, ''), 'e_')
      ) n
      where m.activity_id = a.id and m.kind in ('power', 'speed') and m.value > o.previous and not c.coming), '[]'),
    'is_past_coming', c.coming)
  from public.analyses n join public.activities a on a.id = n.activity_id
  -- while some of the past is to come nobody knows what is a record; what did not come in two days does not
  cross join lateral (
    select exists (
      select 1 from public.activities w
      where w.athlete_id = a.athlete_id and w.sport = a.sport and w.deleted_at is null and w.analysis = 'pending'
        and w.local_date between a.local_date - p_record_days and a.local_date and w.started_at < a.started_at
        and w.created_at > p_now - interval '2 days') as coming
  ) c
  where n.activity_id = p_activity_id and a.deleted_at is null;
$$;

-- Stores insights, if the analysis they were found in is still the one there is. Answers whether it was.
create function public.store_insights(p_activity_id uuid, p_computed_at timestamptz, p_insights jsonb) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  x public.insights := jsonb_populate_record(null::public.insights, p_insights);
begin
  select n.activity_id, n.athlete_id into x.activity_id, x.athlete_id from public.analyses n
  where n.activity_id = p_activity_id and n.computed_at = p_computed_at for share;
  if not found then
    return false;
  end if;
  insert into public.insights select x.*
  on conflict (activity_id) do update set
    algorithm_version = excluded.algorithm_version, generated_at = excluded.generated_at, items = excluded.items;
  return true;
end;
$$;

-- With every analysis that is stored, the search for insights is enqueued.
-- Keys, priority and attempts are those of lib/jobs/kinds.ts.
create function public.enqueue_insights() returns trigger
language plpgsql security invoker set search_path = ''
as $$
begin
  insert into public.jobs (kind, athlete_id, payload, priority, dedupe_key, serial_key, run_at, max_attempts)
  values ('find-insights', new.athlete_id, jsonb_build_object('athlete_id', new.athlete_id, 'activity_id', new.activity_id),
    55, 'find-insights:' || new.activity_id, 'find-insights:' || new.activity_id, new.computed_at, 5)
  -- one may wait for more of the past to come
  on conflict (dedupe_key) where state = 'queued' and dedupe_key is not null
    do update set run_at = least(public.jobs.run_at, excluded.run_at);
  return null;
end;
$$;
create trigger enqueue_insights after insert on public.analyses
  for each row execute function public.enqueue_insights();

create function public.drop_insights() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.insights i
  where i.activity_id = old.activity_id
    and not exists (select 1 from public.analyses n where n.activity_id = old.activity_id);
  return null;
end;
$$;
comment on function public.drop_insights() is 'Security definer because whoever deletes an account may delete no insights.';
revoke execute on function public.drop_insights() from public, anon, authenticated;

-- At the end of the transaction: by then another analysis may be in its place.
create constraint trigger drop_insights after delete on public.analyses
  deferrable initially deferred for each row execute function public.drop_insights();

revoke execute on function public.insight_input(uuid, integer, integer, integer, timestamptz, text[]) from public, anon, authenticated;
revoke execute on function public.store_insights(uuid, timestamptz, jsonb) from public, anon, authenticated;
revoke execute on function public.enqueue_insights() from public, anon, authenticated;
grant execute on function public.insight_input(uuid, integer, integer, integer, timestamptz, text[]) to service_role;
grant execute on function public.store_insights(uuid, timestamptz, jsonb) to service_role;
