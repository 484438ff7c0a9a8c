#!/usr/bin/env bash
# Stand-ins for systemctl, initctl, apt-get, apt-mark, apt-key and dpkg-query, called by these names. What they know lies
# in $STATE: `calls` (what changes something), `active/`, `installed` ("NAME VERSION"), `held`. An agent that is started
# keeps the arguments of the stand-in wrapper in `agent`; with the same flag twice it does not stay up, nor when `dies`
# names one of its arguments.
set -euo pipefail
here=$(cd "$(dirname -- "$(readlink -f "$0")")" && pwd)
mkdir -p "$STATE/active"
touch "$STATE/installed" "$STATE/held"

called() { printf '%s\n' "$*" >>"$STATE/calls"; }

start() {
  called "start $1"
  case $1 in
    mesos-slave | mesos-agent)
      "$here/stand_in_wrapper.sh" '' "$1" >"$STATE/agent"
      if [[ -n $(tr '\0' '\n' <"$STATE/agent" | sed 's/=.*//; s/^--no-/--/' | sort | uniq -d) ]] ||
        { [[ -s $STATE/dies ]] && grep -qxFf "$STATE/dies" <<<"$(tr '\0' '\n' <"$STATE/agent")"; }; then
        rm -f "$STATE/active/$1"
        return 0
      fi
      ;;
  esac
  date +%s%N >"$STATE/active/$1"
}

stop() {
  called "stop $1"
  rm -f "$STATE/active/$1"
}

install() {
  local word
  for word in "$@"; do
    case $word in
      -* | Dpkg::*) ;;
      *=*)
        called "install $word"
        printf '%s %s\n' "${word%%=*}" "${word#*=}" >"$STATE/installed"
        # What the package brings along, and starts.
        mkdir -p /etc/default /etc/mesos
        [[ -e /etc/mesos/zk ]] || printf 'zk://localhost:2181/mesos\n' >/etc/mesos/zk
        printf 'LOGS=/var/log/mesos\nULIMIT="-n 8192"\n' >/etc/default/mesos
        # shellcheck disable=SC2016 # as it stands
        printf 'MASTER=`cat /etc/mesos/zk`\n' >/etc/default/mesos-slave
        if [[ ! -e /etc/mesos-slave ]]; then
          mkdir /etc/mesos-slave
          printf '/var/lib/mesos\n' >/etc/mesos-slave/work_dir
        else
          printf '/var/lib/mesos\n' >/etc/mesos-slave/work_dir.dpkg-dist
        fi
        local service
        for service in zookeeper mesos-master; do
          [[ $(readlink "/etc/systemd/system/$service.service") == /dev/null ]] || start "$service"
        done
        ;;
    esac
  done
}

case ${0##*/} in
  systemctl)
    words=()
    for word in "$@"; do
      if [[ $word != -* ]]; then words+=("${word%.service}"); fi
    done
    case ${words[0]} in
      is-active) [[ -e $STATE/active/${words[1]} ]] ;;
      restart | start) start "${words[1]}" ;;
      stop) stop "${words[1]}" ;;
      *) called "systemctl ${words[*]}" ;;
    esac
    ;;
  initctl)
    case $1 in
      status)
        if [[ -e $STATE/active/$2 ]]; then
          printf '%s start/running, process %s\n' "$2" "$(cat "$STATE/active/$2")"
        else
          printf '%s stop/waiting\n' "$2"
        fi
        ;;
      start) start "$2" ;;
      stop) stop "$2" ;;
    esac
    ;;
  apt-get)
    case $1 in
      update) called update ;;
      install) install "${@:2}" ;;
    esac
    ;;
  apt-mark)
    case $1 in
      showhold) cat "$STATE/held" ;;
      hold) called "hold $2" && printf '%s\n' "$2" >"$STATE/held" ;;
      unhold) called "unhold $2" && : >"$STATE/held" ;;
    esac
    ;;
  dpkg-query)
    if [[ ${*: -1} == apt ]]; then printf '2.6.1'; fi
    while read -r name version; do
      if [[ $name == "${*: -1}" ]]; then printf 'ii  %s\n' "$version"; fi
    done <"$STATE/installed"
    ;;
esac
