-- migrate:up
-- One vector per user and model: vectors of different models are never compared.
create table embeddings (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  model text not null,
  source_hash text not null check (source_hash ~ '^[0-9a-f]{64}$'),
  embedding vector(384) not null,
  updated_at timestamptz not null,
  unique (user_id, model)
);
create index embeddings_embedding_idx on embeddings using hnsw (embedding vector_cosine_ops) with (m = 16, ef_construction = 64);

-- migrate:down
drop table embeddings;
