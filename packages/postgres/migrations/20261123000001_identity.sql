-- migrate:up
create extension if not exists vector;

-- The id is derived from the founding account (UUIDv5), so a user recreated after a restore gets the id it had.
create table users (
  id uuid primary key,
  founding_account text not null unique,
  statement text check (char_length(statement) between 1 and 2000),
  statement_updated_at timestamptz,
  created_at timestamptz not null
);

-- A wallet that is unlinked stays as a tombstone: it cannot sign in to the id it founded again.
create table wallets (
  account text primary key,
  user_id uuid not null references users (id) on delete cascade,
  address text not null check (address ~ '^0x[0-9a-f]{40}$'),
  linked_at timestamptz not null,
  unlinked_at timestamptz
);
create index wallets_user_id_idx on wallets (user_id);
create index wallets_address_idx on wallets (address);

-- Only the SHA-256 of a session token is stored: a stolen backup signs nobody in.
create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  account text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_user_id_idx on sessions (user_id);
create index sessions_expires_at_idx on sessions (expires_at);

create table siwe_nonces (
  nonce text primary key check (nonce ~ '^[A-Za-z0-9]{16,64}$'),
  address text check (address ~ '^0x[0-9a-f]{40}$'),
  expires_at timestamptz not null
);
create index siwe_nonces_expires_at_idx on siwe_nonces (expires_at);

create table audit_log (
  id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  detail jsonb not null default '{}'
);
create index audit_log_at_idx on audit_log (at);

-- migrate:down
drop table audit_log;
drop table siwe_nonces;
drop table sessions;
drop table wallets;
drop table users;
