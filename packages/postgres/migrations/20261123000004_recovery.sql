-- migrate:up
-- One row a second: the newest one in a restored database says how much was lost.
create table recovery_heartbeats (
  at timestamptz primary key,
  lsn pg_lsn
);

-- migrate:down
drop table recovery_heartbeats;
