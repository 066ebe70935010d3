-- migrate:up
-- One row: what every worker obeys, in whatever process or container it runs.
create table job_control (
  singleton boolean primary key default true check (singleton),
  paused_at timestamptz,
  -- Who paused, for whoever finds it paused.
  paused_by text check (char_length(paused_by) between 1 and 200),
  check ((paused_at is null) = (paused_by is null))
);
insert into job_control default values;
-- Which workers there are, and what they can do: a job of a kind that none of them knows is shown, not lost.
create table job_workers (
  id uuid primary key,
  name text not null,
  kinds text[] not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  running int not null
);

-- migrate:down
drop table job_workers;
drop table job_control;
