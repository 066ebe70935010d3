-- migrate:up
-- Which guardian runs the schedule. Times are left out on purpose: who waits counts on its own monotonic clock how long nothing changed,
-- so that no clock that steps can end a lease or keep it. Advisory locks do not exclude on the embedded database.
create table recovery_leases (
  name text primary key,
  token uuid not null,
  beats bigint not null
);

-- migrate:down
drop table recovery_leases;
