#!/bin/bash
# Entry point of the PostgreSQL image: makes the database once, then becomes the server.
#
#   PG_PASSWORD         password of the user postgres, set when the database is made
#   PG_PASSWORD_FILE    or a file that holds it, such as /run/secrets/NAME
#   SHARED_BUFFERS      memory for pages, such as 2GB (128MB)
#   MAX_CONNECTIONS     clients at once (100)
#   WHITELIST_NETWORKS  who may connect, with a password: 10.0.0.0/8,192.168.0.0/16 (the private networks)
#
# The database is in /data/pgdata. It starts as root where the volume may still belong to root, and goes on as 5432:5432.
set -euo pipefail
export LC_ALL=C

readonly version=15 data=/data/pgdata

refuse() {
  printf 'postgres: %s\n' "$*" >&2
  exit 1
}

# A volume that the engine or Mesos has just made is root's.
become_postgres() {
  ((EUID == 0)) || return 0
  [[ $(stat --format %u /data) == 5432 ]] || {
    [[ ! -e $data || $(stat --format %u "$data") == 5432 ]] || refuse "$data belongs to somebody else"
    chown 5432:5432 /data
  }
  exec setpriv --reuid=5432 --regid=5432 --clear-groups --no-new-privs "$0" "$@"
}

read_password() {
  if [[ -n ${PG_PASSWORD_FILE-} ]]; then
    [[ -z ${PG_PASSWORD-} ]] || refuse "both PG_PASSWORD and PG_PASSWORD_FILE are set"
    [[ -r $PG_PASSWORD_FILE ]] || refuse "PG_PASSWORD_FILE is $(printf %q "$PG_PASSWORD_FILE"), which cannot be read"
    PG_PASSWORD=$(<"$PG_PASSWORD_FILE")
  fi
  [[ -n ${PG_PASSWORD-} ]] || refuse "PG_PASSWORD must be set to make a database"
  [[ $PG_PASSWORD != *$'\n'* ]] || refuse "the password has more than one line"
}

# Made beside its place and moved there whole, so that nobody takes half a database for one.
make_database() {
  local name new=/data/.pgdata.new
  read_password
  rm -rf "$new"
  initdb --pgdata="$new" --username=postgres --encoding=UTF8 --locale=C.UTF-8 --auth-local=peer \
    --auth-host=scram-sha-256 --pwfile=<(printf '%s\n' "$PG_PASSWORD") >/dev/null
  # Every other database is made from template1.
  for name in postgres template1; do
    postgres --single -D "$new" -c log_min_messages=error "$name" <<<'CREATE EXTENSION postgis' >/dev/null
  done
  mv "$new" "$data"
  printf 'postgres: made a database in %s\n' "$data"
}

claim_data() {
  [[ -w /data ]] || refuse "/data cannot be written by $(id -u)"
  if [[ ! -e $data ]]; then
    make_database
  elif [[ $(<"$data/PG_VERSION") != "$version" ]]; then
    refuse "$data is of PostgreSQL $(printf %q "$(<"$data/PG_VERSION")"), and this is $version; pg_upgrade moves it"
  fi
}

write_access() {
  local network
  local -a networks
  IFS=, read -r -a networks <<<"${WHITELIST_NETWORKS:-10.0.0.0/8,172.16.0.0/12,192.168.0.0/16}"
  printf 'local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n'
  for network in "${networks[@]}"; do
    [[ $network =~ ^[0-9a-fA-F.:]+/[0-9]{1,3}$ ]] || refuse "$(printf %q "$network") in WHITELIST_NETWORKS is no network"
    printf 'host all all %s scram-sha-256\n' "$network"
  done
}

become_postgres "$@"
SHARED_BUFFERS=${SHARED_BUFFERS:-128MB} MAX_CONNECTIONS=${MAX_CONNECTIONS:-100}
[[ $SHARED_BUFFERS =~ ^[1-9][0-9]{0,8}(kB|MB|GB)$ ]] ||
  refuse "SHARED_BUFFERS is $(printf %q "$SHARED_BUFFERS"); it must be such as 512MB or 2GB"
[[ $MAX_CONNECTIONS =~ ^[1-9][0-9]{0,5}$ ]] || refuse "MAX_CONNECTIONS is $(printf %q "$MAX_CONNECTIONS"); it must be a number"
access=$(write_access)
printf '%s\n' "$access" >/run/postgresql/pg_hba.conf
claim_data
unset PG_PASSWORD PG_PASSWORD_FILE

# Shared memory of parallel queries is in files of the volume: what docker gives to /dev/shm, 64 MB, is soon too little.
exec postgres -D "$data" -c listen_addresses='*' -c hba_file=/run/postgresql/pg_hba.conf \
  -c shared_buffers="$SHARED_BUFFERS" -c max_connections="$MAX_CONNECTIONS" -c dynamic_shared_memory_type=mmap
