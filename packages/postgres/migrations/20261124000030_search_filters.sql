-- migrate:up
-- Whether others find this identity: who does not want it has no vector, so no search has to look.
alter table users add column searchable boolean not null default true;
create index users_created_at_idx on users (created_at);
create index attestations_chain_idx on attestations (chain_id, id);

-- migrate:down
drop index attestations_chain_idx;
drop index users_created_at_idx;
alter table users drop column searchable;
