CREATE SCHEMA crdb
CREATE SCHEMA crdb_internal
CREATE SEQUENCE crdb.rows_made
CREATE FUNCTION crdb.version() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''CockroachDB CCL v25.4.1 (x86_64-pc-linux-gnu, a PostgreSQL that stands in for it)'''
CREATE FUNCTION crdb.unique_rowid() RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT ((extract(epoch FROM clock_timestamp() - timestamptz ''2015-01-01 00:00:00+00'') * 100000)::bigint << 15) + nextval(''crdb.rows_made'') % 32768'
CREATE FUNCTION crdb.undefined(name text) RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''unknown function: %(): function undefined'', name USING errcode = ''42883''; END'
CREATE FUNCTION crdb.pg_advisory_lock(bigint) RETURNS void LANGUAGE sql AS 'SELECT crdb.undefined(''pg_advisory_lock'')'
CREATE FUNCTION crdb.pg_advisory_xact_lock(bigint) RETURNS void LANGUAGE sql AS 'SELECT crdb.undefined(''pg_advisory_xact_lock'')'
CREATE FUNCTION crdb.pg_notify(text, text) RETURNS void LANGUAGE sql AS 'SELECT crdb.undefined(''pg_notify'')'
CREATE FUNCTION crdb.pg_try_advisory_lock(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'
CREATE FUNCTION crdb.pg_advisory_unlock(bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'
CREATE FUNCTION crdb_internal.force_retry(interval) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''restart transaction: forced by crdb_internal.force_retry()'' USING errcode = ''40001''; END'
