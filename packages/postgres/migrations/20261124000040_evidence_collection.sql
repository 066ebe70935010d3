-- migrate:up
-- Since when a file is being removed: from then on nobody is given it or may name it, until its object is there again.
alter table evidence add column collecting_at timestamptz;
create index evidence_collecting_idx on evidence (collecting_at) where collecting_at is not null;

-- migrate:down
drop index evidence_collecting_idx;
alter table evidence drop column collecting_at;
