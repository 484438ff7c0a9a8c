#!/bin/bash
# Entry point of the exporter image: what every ZooKeeper server measures of itself (`mntr`), joined at /metrics in the
# form that Prometheus reads.
#
#   TARGETS   the servers, host:port,host:port,...: `output connect` of std.zookeeper.server
#   PORT      what it listens on (9141)
#
# A server that has not answered after 3 seconds is `zk_up 0`; the others are there all the same.
#
#   zookeeper-exporter                 listens
#   zookeeper-exporter answer          answers one request on standard input
#   zookeeper-exporter scrape TARGET   the figures of one server
set -euo pipefail
export LC_ALL=C

readonly patience=3

refuse() {
  printf 'zookeeper-exporter: %s\n' "$*" >&2
  exit 1
}

require_port() { # value
  if [[ ! $1 =~ ^[1-9][0-9]{0,4}$ ]] || (($1 > 65535)); then
    refuse "PORT is $(printf %q "$1"); it must be a port"
  fi
}

# figure SERVER KEY VALUE: a sample. What is no number goes into a label, and what a label cannot hold is left out.
figure() {
  if [[ $2 == zk_server_state && $3 =~ ^[a-z]+$ ]]; then
    printf '%s{server="%s",state="%s"} 1\n' "$2" "$1" "$3"
  elif [[ $2 == zk_version && ${3%%,*} =~ ^[0-9A-Za-z.+~:-]+$ ]]; then
    printf '%s{server="%s",version="%s"} 1\n' "$2" "$1" "${3%%,*}"
  elif [[ $2 =~ ^zk_[0-9A-Za-z_]+$ && $3 =~ ^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$ ]]; then
    printf '%s{server="%s"} %s\n' "$2" "$1" "$3"
  fi
}

# Its lines leave one by one, each by one write, because all servers write into the same pipe.
scrape() {
  local server=$1 key value
  exec 3<>"/dev/tcp/${server%:*}/${server##*:}"
  printf mntr >&3
  while IFS=$'\t' read -r key value; do
    figure "$server" "$key" "$value"
    [[ $key != zk_server_state ]] || state=$value
  done <&3
  # Without a quorum a server says that it is not serving, and measures nothing.
  [[ -n ${state-} ]]
}

scrape_or_say() {
  if timeout "$patience" "$0" scrape "$1" 2>/dev/null; then
    printf 'zk_up{server="%s"} 1\n' "$1"
  else
    printf 'zk_up{server="%s"} 0\n' "$1"
  fi
}

# All servers at once; samples of one name stand together, as the format asks.
metrics() {
  local server
  local -a servers
  IFS=, read -r -a servers <<<"$TARGETS"
  for server in "${servers[@]}"; do scrape_or_say "$server" & done | sort -u
}

respond() { # status, type, body
  printf 'HTTP/1.0 %s\r\nContent-Type: %s\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' "$1" "$2" "${#3}" "$3"
}

answer() {
  local method path rest header body
  read -r -t "$patience" method path rest || exit 0
  while read -r -t "$patience" header && [[ -n ${header%$'\r'} ]]; do :; done
  if [[ $method == GET && ${path%%\?*} == /metrics && $rest == HTTP/1.* ]]; then
    body=$(metrics)
    respond '200 OK' 'text/plain; version=0.0.4' "$body"$'\n'
  else
    respond '404 Not Found' text/plain $'the figures are at /metrics\n'
  fi
}

listen() {
  local server
  local -a servers
  : "${TARGETS:?must be set}"
  PORT=${PORT:-9141}
  require_port "$PORT"
  IFS=, read -r -a servers <<<"$TARGETS"
  for server in "${servers[@]}"; do
    [[ $server =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:[1-9][0-9]{0,4}$ ]] ||
      refuse "$(printf %q "$server") in TARGETS is not host:port"
  done
  exec socat "TCP-LISTEN:$PORT,fork,reuseaddr,max-children=16" "EXEC:$0 answer"
}

case ${1-} in
  '') listen ;;
  answer) answer ;;
  scrape) scrape "${2:?which server}" ;;
  *) refuse "$(printf %q "$1") is nothing that it does" ;;
esac
