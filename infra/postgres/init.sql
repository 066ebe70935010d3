-- Runs once, as the superuser, when the data directory is made: roles admin and exporter, database aura, pgvector.
-- The same outcome as the native stack's. Passwords come from files: they stand in no argument and no environment.
\set ON_ERROR_STOP on
\set admin_password `cat /run/secrets/postgres_admin_password`
\set exporter_password `cat /run/secrets/postgres_exporter_password`
set password_encryption = 'scram-sha-256';
create role admin login createdb password :'admin_password';
create role exporter login connection limit 5 password :'exporter_password';
grant pg_monitor to admin, exporter;
-- Only here: a dump of the database in use must not hold an extension that only a superuser can make.
create extension if not exists pg_stat_statements;
create database aura owner admin;

-- Made by admin, for only its owner may run the "comment on extension" of a dump; that takes a superuser, which admin is
-- inside of this transaction only. In template1 too: a database made by "createdb" has to take a dump of aura.
\connect template1
begin;
alter role admin superuser;
set local role admin;
create extension if not exists vector with schema public;
reset role;
alter role admin nosuperuser;
commit;

\connect aura
begin;
alter role admin superuser;
set local role admin;
create extension if not exists vector with schema public;
reset role;
alter role admin nosuperuser;
commit;
