-- migrate:up
-- Who sent a file last, to bound what one account sends within a day. Ids follow from accounts, so what a restore brings back still fits.
alter table evidence add column uploaded_by uuid;
create index evidence_uploaded_by_idx on evidence (uploaded_by, uploaded_at) where uploaded_by is not null;

-- migrate:down
drop index evidence_uploaded_by_idx;
alter table evidence drop column uploaded_by;
