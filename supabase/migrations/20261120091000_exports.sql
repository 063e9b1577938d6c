-- Exports: what an athlete took along comes back, into the same account or another.

-- Inserts a row of whatever columns the JSON names and the table has; the others get their defaults. What is there
-- already stays. Answers whether it was inserted.
create function public.insert_row(p_table regclass, p_row jsonb) returns boolean
language plpgsql security invoker set search_path = ''
as $$
declare
  columns text;
  inserted integer;
begin
  select string_agg(quote_ident(c.attname), ', ') into columns from pg_catalog.pg_attribute c
  where c.attrelid = p_table and c.attnum > 0 and not c.attisdropped and p_row ? c.attname;
  execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing',
    p_table, columns) using p_row;
  get diagnostics inserted = row_count;
  return inserted > 0;
end;
$$;
revoke execute on function public.insert_row(regclass, jsonb) from public, anon, authenticated;
grant execute on function public.insert_row(regclass, jsonb) to service_role;

-- Brings back a profile, thresholds and wellness where the athlete has none: fields as they are at sign-up, dates
-- without a row. Answers whether anything changed, and how many rows no athlete can have.
create function public.restore_athlete(p_athlete_id uuid, p_profile jsonb, p_thresholds jsonb, p_wellness jsonb)
returns table (changed boolean, refused integer)
language plpgsql security invoker set search_path = ''
as $$
declare
  own public.athletes;
  given public.athletes;
  part record;
begin
  changed := false;
  refused := 0;
  select * into own from public.athletes h where h.id = p_athlete_id for update;
  if not found then
    return;
  end if;
  begin
    given := jsonb_populate_record(null::public.athletes, p_profile);
    update public.athletes h set
      display_name = coalesce(h.display_name, given.display_name), birth_year = coalesce(h.birth_year, given.birth_year),
      sex = coalesce(h.sex, given.sex), weight_kg = coalesce(h.weight_kg, given.weight_kg),
      height_cm = coalesce(h.height_cm, given.height_cm),
      time_zone = case when h.time_zone = 'UTC' then coalesce(given.time_zone, 'UTC') else h.time_zone end,
      units = case when h.units = 'metric' then coalesce(given.units, 'metric') else h.units end
    where h.id = p_athlete_id
    returning h.version <> own.version into changed;
  exception when data_exception or integrity_constraint_violation then
    refused := refused + 1;
  end;
  for part in
    select 'public.thresholds'::regclass as place, e.value as item from jsonb_array_elements(p_thresholds) as e (value)
    union all
    select 'public.wellness'::regclass, e.value from jsonb_array_elements(p_wellness) as e (value)
  loop
    begin
      changed := public.insert_row(part.place, part.item || jsonb_build_object('athlete_id', p_athlete_id)) or changed;
    exception when data_exception or integrity_constraint_violation then
      refused := refused + 1;
    end;
  end loop;
  return next;
end;
$$;
revoke execute on function public.restore_athlete(uuid, jsonb, jsonb, jsonb) from public, anon, authenticated;
grant execute on function public.restore_athlete(uuid, jsonb, jsonb, jsonb) to service_role;

-- Brings back one activity with all that is its, under a new id. It keeps its source but for Strava's, which is a
-- file now, and as source id what it had or its old id: so it is known when it comes again. p_rows has by table what
-- belongs to it. Its figures are computed anew; p_analysis is for one whose samples are gone, where nobody can.
-- outcome: restored | known | refused (no such activity can be) | gone (the athlete is).
create function public.restore_activity(p_athlete_id uuid, p_activity jsonb, p_channels jsonb, p_rows jsonb, p_analysis jsonb)
returns table (activity_id uuid, outcome text)
language plpgsql security invoker set search_path = ''
as $$
declare
  given public.activities;
  owners jsonb;
  part record;
begin
  outcome := 'gone';
  perform 1 from public.athletes h where h.id = p_athlete_id for key share;
  if not found then
    return next;
    return;
  end if;
  given := jsonb_populate_record(null::public.activities, p_activity);
  select x.id into activity_id from public.activities x
  where x.athlete_id = p_athlete_id and (x.id = given.id or (x.source = given.source and x.source_id = given.source_id));
  given.source_id := coalesce(given.source_id, given.id::text);
  if given.source = 'strava' then
    given.source := 'file';
    given.source_id := 'strava:' || given.source_id;
  end if;
  if activity_id is null then
    select x.id into activity_id from public.activities x
    where x.athlete_id = p_athlete_id and x.source = given.source and x.source_id = given.source_id;
  end if;
  if activity_id is not null then
    outcome := 'known';
    return next;
    return;
  end if;
  activity_id := gen_random_uuid();
  owners := jsonb_build_object('id', activity_id, 'athlete_id', p_athlete_id);
  outcome := case when public.insert_row('public.activities', p_activity
    - array['local_date', 'source_fetched_at', 'expires_at', 'deleted_at', 'deleted_by', 'version', 'created_at', 'updated_at',
      -- which others are of the same bout is found anew
      'counted', 'group_id', 'group_members', 'group_confidence']
    || jsonb_build_object('source', given.source, 'source_id', given.source_id, 'restored_from', given.id,
      'streams', case when p_channels <> '[]' then 'ready' when p_analysis is not null then 'expired' else 'absent' end,
      'analysis', case when p_analysis is null then 'pending' else 'ready' end,
      'load', case when p_analysis is not null then given.load end,
      'intensity', case when p_analysis is not null then given.intensity end)
    || owners) then 'restored' else 'known' end;
  if outcome = 'restored' then
    insert into public.streams (activity_id, athlete_id, channel, sample_count, data)
    select restore_activity.activity_id, p_athlete_id, c.channel, c.sample_count, decode(c.data, 'base64')
    from jsonb_to_recordset(p_channels) as c (channel text, sample_count integer, data text);
    for part in
      select t.name, e.value as item
      from unnest(array['recordings', 'points']) as t (name), jsonb_array_elements(p_rows -> t.name) as e (value)
    loop
      perform public.insert_row(format('public.%I', part.name)::regclass, part.item - 'upload_id'
        || jsonb_build_object('id', gen_random_uuid(), 'activity_id', activity_id, 'athlete_id', p_athlete_id));
    end loop;
    if p_analysis is not null then
      perform public.insert_row('public.analyses', p_analysis
        || jsonb_build_object('activity_id', activity_id, 'athlete_id', p_athlete_id));
    end if;
  end if;
  return next;
exception when data_exception or integrity_constraint_violation then
  activity_id := null;
  outcome := 'refused';
  return next;
end;
$$;
revoke execute on function public.restore_activity(uuid, jsonb, jsonb, jsonb, jsonb) from public, anon, authenticated;
grant execute on function public.restore_activity(uuid, jsonb, jsonb, jsonb, jsonb) to service_role;

-- Brings back the athlete's word on which activities are one bout: pairs {"a_id", "b_id", "kind"} by the ids of
-- the export. Pairs of which one is not here yet wait for another volume; pairs judged here stay as judged.
create function public.restore_links(p_athlete_id uuid, p_links jsonb) returns void
language plpgsql security invoker set search_path = ''
as $$
declare
  ids uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('groups:' || p_athlete_id, 0));
  with given as (
    select least(x.id, y.id) as a_id, greatest(x.id, y.id) as b_id, l.kind
    from jsonb_to_recordset(p_links) as l (a_id uuid, b_id uuid, kind text)
    join public.activities x on x.athlete_id = p_athlete_id and (x.id = l.a_id or x.restored_from = l.a_id)
    join public.activities y on y.athlete_id = p_athlete_id and (y.id = l.b_id or y.restored_from = l.b_id)
    where x.id <> y.id and l.kind in ('merged', 'separated')
  ), kept as (
    insert into public.activity_links as k (a_id, b_id, athlete_id, kind, confidence)
    select distinct on (g.a_id, g.b_id) g.a_id, g.b_id, p_athlete_id, g.kind, case g.kind when 'merged' then 1 end from given g
    order by g.a_id, g.b_id, g.kind
    on conflict (a_id, b_id) do update set kind = excluded.kind, confidence = excluded.confidence where k.kind = 'found'
    returning k.a_id, k.b_id
  )
  select array_agg(i.id) into ids from kept, lateral unnest(array[kept.a_id, kept.b_id]) as i (id);
  if ids is not null then
    perform public.regroup_activities(ids);
  end if;
end;
$$;
revoke execute on function public.restore_links(uuid, jsonb) from public, anon, authenticated;
grant execute on function public.restore_links(uuid, jsonb) to service_role;

-- No policy: only the backend reads and writes here, and gives out addresses that open without a token for a while.
insert into storage.buckets (id, name, public, file_size_limit) values ('exports', 'exports', false, 52428800)
on conflict (id) do update set public = excluded.public, file_size_limit = excluded.file_size_limit;

-- Names in the bucket `exports` of objects made before then.
create function public.list_exports(p_before timestamptz, p_limit integer) returns setof text
language sql stable security invoker set search_path = ''
as $$
  select o.name from storage.objects o
  where o.bucket_id = 'exports' and o.created_at < p_before
  order by o.name limit p_limit;
$$;
revoke execute on function public.list_exports(timestamptz, integer) from public, anon, authenticated;
grant execute on function public.list_exports(timestamptz, integer) to service_role;
