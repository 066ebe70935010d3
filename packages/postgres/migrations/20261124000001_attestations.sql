-- migrate:up
create table attestation_schemas (
  -- UUIDv7 of the registration: the order of pages.
  id uuid not null unique,
  uid text primary key check (uid ~ '^0x[0-9a-f]{64}$'),
  schema text not null check (octet_length(schema) <= 32768),
  resolver text not null check (resolver ~ '^0x[0-9a-f]{40}$'),
  revocable boolean not null,
  registered_at timestamptz not null
);

-- Files under their own hash. The row is what makes one known: an object without it is collected.
create table evidence (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes between 1 and 1073741824),
  media_type text not null check (char_length(media_type) between 1 and 127),
  -- When it was last sent: what is sent again waits anew for an attestation that names it.
  uploaded_at timestamptz not null
);
create index evidence_uploaded_at_idx on evidence (uploaded_at);

-- What is signed, as columns to search by; `object` is the signed EAS object itself, from which every column can be made again.
create table attestations (
  -- UUIDv7 of the acceptance: the order of pages, kept by the copy in the backup store.
  id uuid not null unique,
  attester text not null check (attester ~ '^0x[0-9a-f]{40}$'),
  uid text not null check (uid ~ '^0x[0-9a-f]{64}$'),
  schema_uid text not null check (schema_uid ~ '^0x[0-9a-f]{64}$'),
  recipient text not null check (recipient ~ '^0x[0-9a-f]{40}$'),
  chain_id bigint not null,
  -- Seconds since 1970 as signed: a uint64 reaches further than a timestamptz.
  signed_time numeric(20) not null,
  expiration_time numeric(20) not null,
  revocable boolean not null,
  ref_uid text check (ref_uid ~ '^0x[0-9a-f]{64}$'),
  object jsonb not null,
  -- What the data says in words, for the recipient's embedding; empty when its schema has no strings.
  texts text not null check (char_length(texts) <= 4000),
  accepted_at timestamptz not null,
  -- Null until the copy in the backup store is known to be there.
  journaled_at timestamptz,
  revoked_at timestamptz,
  revocation jsonb,
  revocation_journaled_at timestamptz,
  primary key (attester, uid),
  check ((revoked_at is null) = (revocation is null)),
  check (revocable or revoked_at is null)
);
create index attestations_uid_idx on attestations (uid);
create index attestations_attester_idx on attestations (attester, id);
create index attestations_recipient_idx on attestations (recipient, id);
create index attestations_schema_idx on attestations (schema_uid, id);
-- With two of these, one index for each would be read until enough rows have the other: in the worst case to its end.
create index attestations_recipient_attester_idx on attestations (recipient, attester, id);
create index attestations_recipient_schema_idx on attestations (recipient, schema_uid, id);
create index attestations_attester_schema_idx on attestations (attester, schema_uid, id);
create index attestations_unjournaled_idx on attestations (id)
  where journaled_at is null or (revoked_at is not null and revocation_journaled_at is null);

create table attestation_evidence (
  attester text not null,
  uid text not null,
  sha256 text not null references evidence (sha256),
  -- Of the attestation: pages of what names a file are read from this index alone.
  id uuid not null,
  primary key (attester, uid, sha256),
  foreign key (attester, uid) references attestations (attester, uid) on delete cascade
);
create index attestation_evidence_sha256_idx on attestation_evidence (sha256, id);

-- migrate:down
drop table attestation_evidence;
drop table attestations;
drop table evidence;
drop table attestation_schemas;
