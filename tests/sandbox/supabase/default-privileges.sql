-- Hosted projects as they were until 2026: new objects in `public` are open to the API roles, and
-- row-level security alone decides. Today nothing is granted (`defaultPrivileges` in start.ts).
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
