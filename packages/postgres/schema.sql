CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;

COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';

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

INSERT INTO public.schema_migrations VALUES
	('20261123000001'),
	('20261123000002'),
	('20261123000003'),
	('20261123000004');

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_user_id_model_key UNIQUE (user_id, model);

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recovery_heartbeats
    ADD CONSTRAINT recovery_heartbeats_pkey PRIMARY KEY (at);

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

CREATE INDEX audit_log_at_idx ON public.audit_log USING btree (at);

CREATE INDEX embeddings_embedding_idx ON public.embeddings USING hnsw (embedding public.vector_cosine_ops) WITH (m='16', ef_construction='64');

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

CREATE INDEX wallets_address_idx ON public.wallets USING btree (address);

CREATE INDEX wallets_user_id_idx ON public.wallets USING btree (user_id);

ALTER TABLE ONLY public.embeddings
    ADD CONSTRAINT embeddings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.wallets
    ADD CONSTRAINT wallets_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
