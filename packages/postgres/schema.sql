CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

CREATE TABLE public.attestation_evidence (
    attester text NOT NULL,
    uid text NOT NULL,
    sha256 text NOT NULL,
    id uuid NOT NULL
);

CREATE TABLE public.attestation_schemas (
    id uuid NOT NULL,
    uid text NOT NULL,
    schema text NOT NULL,
    resolver text NOT NULL,
    revocable boolean NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    CONSTRAINT attestation_schemas_resolver_check CHECK ((resolver ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT attestation_schemas_schema_check CHECK ((octet_length(schema) <= 32768)),
    CONSTRAINT attestation_schemas_uid_check CHECK ((uid ~ '^0x[0-9a-f]{64}$'::text))
);

CREATE TABLE public.attestations (
    id uuid NOT NULL,
    attester text NOT NULL,
    uid text NOT NULL,
    schema_uid text NOT NULL,
    recipient text NOT NULL,
    chain_id bigint NOT NULL,
    signed_time numeric(20,0) NOT NULL,
    expiration_time numeric(20,0) NOT NULL,
    revocable boolean NOT NULL,
    ref_uid text,
    object jsonb NOT NULL,
    texts text NOT NULL,
    accepted_at timestamp with time zone NOT NULL,
    journaled_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revocation jsonb,
    revocation_journaled_at timestamp with time zone,
    CONSTRAINT attestations_attester_check CHECK ((attester ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT attestations_check CHECK (((revoked_at IS NULL) = (revocation IS NULL))),
    CONSTRAINT attestations_check1 CHECK ((revocable OR (revoked_at IS NULL))),
    CONSTRAINT attestations_recipient_check CHECK ((recipient ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT attestations_ref_uid_check CHECK ((ref_uid ~ '^0x[0-9a-f]{64}$'::text)),
    CONSTRAINT attestations_schema_uid_check CHECK ((schema_uid ~ '^0x[0-9a-f]{64}$'::text)),
    CONSTRAINT attestations_texts_check CHECK ((char_length(texts) <= 4000)),
    CONSTRAINT attestations_uid_check CHECK ((uid ~ '^0x[0-9a-f]{64}$'::text))
);

CREATE TABLE public.audit_log (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    detail jsonb DEFAULT '{}'::jsonb NOT NULL
);

CREATE TABLE public.embeddings (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    model text NOT NULL,
    source_hash text NOT NULL,
    embedding public.vector(384) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT embeddings_source_hash_check CHECK ((source_hash ~ '^[0-9a-f]{64}$'::text))
);

CREATE TABLE public.evidence (
    sha256 text NOT NULL,
    size_bytes bigint NOT NULL,
    media_type text NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    collecting_at timestamp with time zone,
    uploaded_by uuid,
    CONSTRAINT evidence_media_type_check CHECK (((char_length(media_type) >= 1) AND (char_length(media_type) <= 127))),
    CONSTRAINT evidence_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT evidence_size_bytes_check CHECK (((size_bytes >= 1) AND (size_bytes <= 1073741824)))
);

CREATE TABLE public.job_control (
    singleton boolean DEFAULT true NOT NULL,
    paused_at timestamp with time zone,
    paused_by text,
    CONSTRAINT job_control_check CHECK (((paused_at IS NULL) = (paused_by IS NULL))),
    CONSTRAINT job_control_paused_by_check CHECK (((char_length(paused_by) >= 1) AND (char_length(paused_by) <= 200))),
    CONSTRAINT job_control_singleton_check CHECK (singleton)
);

CREATE TABLE public.job_workers (
    id uuid NOT NULL,
    name text NOT NULL,
    kinds text[] NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    running integer NOT NULL
);

CREATE TABLE public.jobs (
    id uuid NOT NULL,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    priority smallint DEFAULT 0 NOT NULL,
    unique_key text,
    attempts smallint DEFAULT 0 NOT NULL,
    max_attempts smallint DEFAULT 10 NOT NULL,
    run_at timestamp with time zone NOT NULL,
    lease_token uuid,
    lease_expires_at timestamp with time zone,
    result jsonb,
    error text,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT jobs_check CHECK (((state = 'running'::text) = (lease_token IS NOT NULL))),
    CONSTRAINT jobs_check1 CHECK (((state = 'running'::text) = (lease_expires_at IS NOT NULL))),
    CONSTRAINT jobs_kind_check CHECK (((char_length(kind) >= 1) AND (char_length(kind) <= 100))),
    CONSTRAINT jobs_max_attempts_check CHECK (((max_attempts >= 1) AND (max_attempts <= 100))),
    CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE TABLE public.recovery_heartbeats (
    at timestamp with time zone NOT NULL,
    lsn pg_lsn
);

CREATE TABLE public.recovery_leases (
    name text NOT NULL,
    token uuid NOT NULL,
    beats bigint NOT NULL
);

CREATE TABLE public.schema_migrations (
    version character varying NOT NULL
);

CREATE TABLE public.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    account text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE public.siwe_nonces (
    nonce text NOT NULL,
    address text,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT siwe_nonces_address_check CHECK ((address ~ '^0x[0-9a-f]{40}$'::text)),
    CONSTRAINT siwe_nonces_nonce_check CHECK ((nonce ~ '^[A-Za-z0-9]{16,64}$'::text))
);

CREATE TABLE public.users (
    id uuid NOT NULL,
    founding_account text NOT NULL,
    statement text,
    statement_updated_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    searchable boolean DEFAULT true NOT NULL,
    CONSTRAINT users_statement_check CHECK (((char_length(statement) >= 1) AND (char_length(statement) <= 2000)))
);

CREATE TABLE public.wallets (
    account text NOT NULL,
    user_id uuid NOT NULL,
    address text NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    unlinked_at timestamp with time zone,
    CONSTRAINT wallets_address_check CHECK ((address ~ '^0x[0-9a-f]{40}$'::text))
);

INSERT INTO public.job_control VALUES
	(true, NULL, NULL);

INSERT INTO public.schema_migrations VALUES
	('20261123000001'),
	('20261123000002'),
	('20261123000003'),
	('20261123000004'),
	('20261124000001'),
	('20261124000010'),
	('20261124000030'),
	('20261124000040'),
	('20261124000050'),
	('20261201000010');

ALTER TABLE ONLY public.attestation_evidence
    ADD CONSTRAINT attestation_evidence_pkey PRIMARY KEY (attester, uid, sha256);

ALTER TABLE ONLY public.attestation_schemas
    ADD CONSTRAINT attestation_schemas_id_key UNIQUE (id);

ALTER TABLE ONLY public.attestation_schemas
    ADD CONSTRAINT attestation_schemas_pkey PRIMARY KEY (uid);

ALTER TABLE ONLY public.attestations
    ADD CONSTRAINT attestations_id_key UNIQUE (id);

ALTER TABLE ONLY public.attestations
    ADD CONSTRAINT attestations_pkey PRIMARY KEY (attester, uid);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_user_id_model_key UNIQUE (user_id, model);

ALTER TABLE ONLY public.evidence
    ADD CONSTRAINT evidence_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.job_control
    ADD CONSTRAINT job_control_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY public.job_workers
    ADD CONSTRAINT job_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recovery_heartbeats
    ADD CONSTRAINT recovery_heartbeats_pkey PRIMARY KEY (at);

ALTER TABLE ONLY public.recovery_leases
    ADD CONSTRAINT recovery_leases_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.siwe_nonces
    ADD CONSTRAINT siwe_nonces_pkey PRIMARY KEY (nonce);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_founding_account_key UNIQUE (founding_account);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wallets
    ADD CONSTRAINT wallets_pkey PRIMARY KEY (account);

CREATE INDEX attestation_evidence_sha256_idx ON public.attestation_evidence USING btree (sha256, id);

CREATE INDEX attestations_attester_idx ON public.attestations USING btree (attester, id);

CREATE INDEX attestations_attester_schema_idx ON public.attestations USING btree (attester, schema_uid, id);

CREATE INDEX attestations_chain_idx ON public.attestations USING btree (chain_id, id);

CREATE INDEX attestations_recipient_attester_idx ON public.attestations USING btree (recipient, attester, id);

CREATE INDEX attestations_recipient_idx ON public.attestations USING btree (recipient, id);

CREATE INDEX attestations_recipient_schema_idx ON public.attestations USING btree (recipient, schema_uid, id);

CREATE INDEX attestations_schema_idx ON public.attestations USING btree (schema_uid, id);

CREATE INDEX attestations_uid_idx ON public.attestations USING btree (uid);

CREATE INDEX attestations_unjournaled_idx ON public.attestations USING btree (id) WHERE ((journaled_at IS NULL) OR ((revoked_at IS NOT NULL) AND (revocation_journaled_at IS NULL)));

CREATE INDEX audit_log_at_idx ON public.audit_log USING btree (at);

CREATE INDEX embeddings_embedding_idx ON public.embeddings USING hnsw (embedding public.vector_cosine_ops) WITH (m='16', ef_construction='64');

CREATE INDEX evidence_collecting_idx ON public.evidence USING btree (collecting_at) WHERE (collecting_at IS NOT NULL);

CREATE INDEX evidence_uploaded_at_idx ON public.evidence USING btree (uploaded_at);

CREATE INDEX evidence_uploaded_by_idx ON public.evidence USING btree (uploaded_by, uploaded_at) WHERE (uploaded_by IS NOT NULL);

CREATE INDEX jobs_failed_idx ON public.jobs USING btree (finished_at) WHERE (state = 'failed'::text);

CREATE INDEX jobs_finished_idx ON public.jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX jobs_key_idx ON public.jobs USING btree (kind, unique_key, id) WHERE (unique_key IS NOT NULL);

CREATE INDEX jobs_lease_idx ON public.jobs USING btree (lease_expires_at) WHERE (state = 'running'::text);

CREATE INDEX jobs_ready_idx ON public.jobs USING btree (priority DESC, run_at, id) WHERE (state = 'queued'::text);

CREATE UNIQUE INDEX jobs_running_key_idx ON public.jobs USING btree (kind, unique_key) WHERE ((state = 'running'::text) AND (unique_key IS NOT NULL));

CREATE UNIQUE INDEX jobs_unique_key_idx ON public.jobs USING btree (kind, unique_key) WHERE ((state = 'queued'::text) AND (unique_key IS NOT NULL));

CREATE INDEX sessions_expires_at_idx ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_user_id_idx ON public.sessions USING btree (user_id);

CREATE INDEX siwe_nonces_expires_at_idx ON public.siwe_nonces USING btree (expires_at);

CREATE INDEX users_created_at_idx ON public.users USING btree (created_at);

CREATE INDEX wallets_address_idx ON public.wallets USING btree (address);

CREATE INDEX wallets_user_id_idx ON public.wallets USING btree (user_id);

ALTER TABLE ONLY public.attestation_evidence
    ADD CONSTRAINT attestation_evidence_attester_uid_fkey FOREIGN KEY (attester, uid) REFERENCES public.attestations(attester, uid) ON DELETE CASCADE;

ALTER TABLE ONLY public.attestation_evidence
    ADD CONSTRAINT attestation_evidence_sha256_fkey FOREIGN KEY (sha256) REFERENCES public.evidence(sha256);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.wallets
    ADD CONSTRAINT wallets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
