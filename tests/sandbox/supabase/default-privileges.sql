-- Hosted projects made before 30 May 2026: new objects in `public` are open to the API roles, and
-- row-level security decides. Newer projects grant nothing (see `defaultPrivileges` in start.ts).
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
