-- What a recording holds beside its channels.

create table public.recordings (
  activity_id uuid primary key references public.activities (id) on delete cascade,
  athlete_id uuid not null references public.athletes (id) on delete cascade,
  upload_id uuid,
  file_id text check (char_length(file_id) <= 80),
  format text not null check (char_length(format) <= 16),
  devices jsonb not null default '[]',
  stated jsonb not null default '{}',
  laps jsonb not null default '[]',
  lengths jsonb not null default '[]',
  pool_m double precision,
  sets jsonb not null default '[]',
  rr_intervals_ms jsonb not null default '[]',
  events jsonb not null default '[]',
  pauses jsonb,
  altitude_source text check (altitude_source in ('barometric', 'gps')),
  developer_fields jsonb not null default '[]',
  warnings jsonb not null default '[]',
  created_at timestamptz not null default now()
);
comment on table public.recordings is 'What a decoded file, or the app, says of an activity beside the samples, which are streams. Times are s since the activity started, pauses included.';
comment on column public.recordings.upload_id is 'The file it came in. Null: it was recorded live.';
comment on column public.recordings.file_id is 'The SHA-256 of the file, with #2, #3, … for its further parts. Null: it was recorded live.';
comment on column public.recordings.format is 'fit, gpx, tcx, csv; live: recorded by the app.';
comment on column public.recordings.devices is '[{"name", "manufacturer", "product", "serial_number", "software_version", "kind"}]: what recorded, first, then its sensors.';
comment on column public.recordings.stated is 'The device''s own figures, by the columns of activities.';
comment on column public.recordings.laps is '[{"start_s", "end_s", "name"}]';
comment on column public.recordings.lengths is '[{"start_s", "duration_s", "strokes", "stroke"}] of a pool.';
comment on column public.recordings.sets is '[{"kind", "start_s", "duration_s", "exercise", "reps", "weight_kg"}] of strength training.';
comment on column public.recordings.events is '[{"at_s", "event", "type", "data"}]';
comment on column public.recordings.pauses is '[{"from_s", "to_s"}]. Null: not told, so that gaps between the samples say it.';
comment on column public.recordings.developer_fields is '[{"name", "unit", "developer", "channel"}]; the samples are the stream of that channel.';
create unique index recordings_file on public.recordings (athlete_id, file_id);
create index recordings_upload on public.recordings (upload_id) where upload_id is not null;

alter table public.recordings enable row level security;
revoke all on public.recordings from anon, authenticated;
grant select, insert, update, delete on public.recordings to service_role;
grant select on public.recordings to authenticated;
create policy "athletes read their recordings" on public.recordings
  for select to authenticated using (athlete_id = (select auth.uid()));
