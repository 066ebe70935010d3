-- migrate:up
create table jobs (
  id uuid primary key,
  kind text not null check (char_length(kind) between 1 and 100),
  payload jsonb not null default '{}',
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  priority smallint not null default 0,
  -- At most one queued and one running job per kind and key; what is asked for again is folded into the queued one.
  unique_key text,
  attempts smallint not null default 0,
  max_attempts smallint not null default 10 check (max_attempts between 1 and 100),
  run_at timestamptz not null,
  -- Effects and completion commit together, and only under the token of the current lease.
  lease_token uuid,
  lease_expires_at timestamptz,
  result jsonb,
  error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  check ((state = 'running') = (lease_token is not null)),
  check ((state = 'running') = (lease_expires_at is not null))
);
create index jobs_ready_idx on jobs (priority desc, run_at, id) where state = 'queued';
create index jobs_lease_idx on jobs (lease_expires_at) where state = 'running';
create index jobs_finished_idx on jobs (finished_at) where finished_at is not null;
-- What waits for an operator stays countable at a glance, however many finished jobs are kept.
create index jobs_failed_idx on jobs (finished_at) where state = 'failed';
create unique index jobs_unique_key_idx on jobs (kind, unique_key) where state = 'queued' and unique_key is not null;
create unique index jobs_running_key_idx on jobs (kind, unique_key) where state = 'running' and unique_key is not null;
create index jobs_key_idx on jobs (kind, unique_key, id) where unique_key is not null;

-- migrate:down
drop table jobs;
