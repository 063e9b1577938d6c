-- What the tests of the local stack need from a database: no part of the product.
create table public.items (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  name text not null check (char_length(name) < 100),
  n integer not null default 0,
  big bigint,
  amount numeric(12, 2),
  document jsonb,
  bytes bytea,
  tags text[],
  made_at timestamptz not null default now(),
  on_day date,
  unique (owner_id, name)
);
alter table public.items enable row level security;
grant select, insert, update, delete on public.items to authenticated, service_role;
create policy "owners read" on public.items
  for select to authenticated using (owner_id = (select auth.uid()));
create policy "owners insert" on public.items
  for insert to authenticated with check (owner_id = (select auth.uid()));
create policy "owners update" on public.items
  for update to authenticated using (owner_id = (select auth.uid()))
  with check (owner_id = (select auth.uid()));
create policy "owners delete" on public.items
  for delete to authenticated using (owner_id = (select auth.uid()));

create table public.parts (
  id bigint generated always as identity primary key,
  item_id uuid not null references public.items (id) on delete cascade,
  label text not null
);
create index parts_item on public.parts (item_id);
alter table public.parts enable row level security;
grant select on public.parts to authenticated;
grant select, insert, update, delete on public.parts to service_role;
create policy "owners read" on public.parts for select to authenticated
  using (exists (select from public.items where items.id = parts.item_id));

create table public.backend_only (id integer primary key, word text not null);
alter table public.backend_only enable row level security;
grant select, insert on public.backend_only to service_role;
create policy "backend" on public.backend_only
  for all to service_role using (true) with check (true);

create table public.half_open (id integer primary key, shown text, hidden text);
alter table public.half_open enable row level security;
grant select (id, shown) on public.half_open to authenticated;
grant all on public.half_open to service_role;
create policy "all read" on public.half_open for select to authenticated using (true);

create function public.add_item(p_name text, p_bytes bytea default null) returns public.items
language sql set search_path = '' as $$
  insert into public.items (name, bytes) values (p_name, p_bytes) returning *
$$;
create function public.list_items() returns setof public.items
language sql stable set search_path = '' as $$ select * from public.items order by name $$;
create function public.do_nothing() returns void
language sql set search_path = '' as $$ select null $$;
create function public.echo_json(p_document jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('given', p_document, 'at', timestamptz '2026-11-20 14:55:50.5+00')
$$;
create function public.echo_bytes(p_bytes bytea) returns bytea
language sql immutable set search_path = '' as $$ select p_bytes $$;
create function public.count_everything() returns bigint
language sql stable security definer set search_path = '' as $$ select count(*) from public.items $$;
create function public.two_rows() returns table (a integer, at timestamptz)
language sql stable set search_path = '' as $$
  values (1, timestamptz '2026-11-20 14:55:50+00'), (2, null)
$$;
create function public.refuse(p_code text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception 'no' using errcode = p_code, detail = 'because', hint = 'ask again';
end
$$;
create function public.whoami() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('user', current_user, 'uid', auth.uid(), 'role', auth.role(),
    'email', auth.email(), 'claims', auth.jwt())
$$;
