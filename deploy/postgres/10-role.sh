#!/bin/sh
# At the first start of an empty database server: the platform's own role, which is no superuser, and its database.
set -eu

psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE volunteer LOGIN PASSWORD :'password';
CREATE DATABASE volunteer OWNER volunteer;
SQL
