#!/usr/bin/env bash
# Inside a machine: machine.sh STEP WORK. Runs generated provision.sh scripts with stand-ins for what a machine has.
set -euo pipefail
# shellcheck source=tests/oracles/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
step=$1 WORK=$2
export STATE=/tmp/state
stand_ins=$here/mesos_slave
case $here in */mesos_slave) stand_ins=$here ;; esac
# shellcheck source=tests/oracles/mesos_slave/faults.sh
source "$stand_ins/faults.sh"

# What a machine has, freshly installed.
new_machine() {
  rm -rf "$STATE" /etc/mesos* /etc/herd /etc/default/mesos* /etc/apt/*/herd-* "/disk/ssd/mesos slave" /run/systemd
  rm -f /etc/systemd/system/{zookeeper,mesos-master}.service /etc/init/*.override
  mkdir -p "$STATE" /tmp/bin
  local tool
  for tool in "$@" apt-get apt-mark dpkg-query; do ln -sf "$stand_ins/stand_in_tools.sh" "/tmp/bin/$tool"; done
  PATH=/tmp/bin:/usr/sbin:/usr/bin:/sbin:/bin
  if [[ $1 == systemctl ]]; then mkdir -p /run/systemd/system; fi
}

# provision EXPECTED-CODE VARIANT OPTION…
provision() {
  local expected=$1 script=$WORK/$2/generated/farm/slaves/cattle/provision.sh code=0
  shift 2
  : >"$STATE/calls"
  "$script" --wait 0 "$@" >/tmp/out 2>&1 || code=$?
  [[ $code == "$expected" ]] || fail "$step: $script $*: exit code $code, expected $expected: $(cat /tmp/out)"
}

# What the init wrapper would start now.
seen() { "$stand_ins/stand_in_wrapper.sh" '' mesos-slave | tr '\0' '\n'; }
said() { grep -qF -e "$1" /tmp/out || fail "$step: not said: $1: $(cat /tmp/out)"; }
calls() { # the calls that changed something, in this order
  [[ $(cat "$STATE/calls") == "$1" ]] || fail "$step: calls: $(cat "$STATE/calls"), expected: $1"
}
has() { grep -qxF -e "$1" <<<"$(seen)" || fail "$step: no $1 in: $(seen)"; }
has_not() { ! grep -qE -e "^$1" <<<"$(seen)" || fail "$step: still $1: $(seen)"; }
state() {
  find /etc -type f -print0 | sort -z | xargs -0 sha256sum
  find /etc -type l -printf '%p %l\n' | sort
}

life() {
  new_machine systemctl
  # By hand, and wrong in several ways: files that editors and dpkg left are flags, a directory of attributes.
  mkdir -p /etc/mesos-slave/attributes
  printf 'old\n' >/etc/mesos-slave/ip~
  printf 'r0\n' >/etc/mesos-slave/attributes/rack
  printf '/var/lib/mesos\n' >/etc/mesos-slave/work_dir

  local before
  before=$(state)
  provision 0 first --plan
  [[ $(state) == "$before" && ! -s $STATE/calls ]] || fail "--plan changed something"
  said 'remove: --ip~'
  said 'restart: mesos-slave'
  provision 1 first --status

  provision 0 first
  calls "systemctl daemon-reload
systemctl daemon-reload
update
install mesos=1.11.0-2.0.1
hold mesos
systemctl enable mesos-slave
start mesos-slave"
  cp "$STATE/agent" "$WORK/args.cow1"
  has_not '--ip~'
  [[ -d "/disk/ssd/mesos slave" ]] || fail "no work_dir"
  [[ $(readlink /etc/systemd/system/zookeeper.service) == /dev/null ]] || fail "zookeeper starts"
  grep -qx 'Pin: version 1.11.0-2.0.1' /etc/apt/preferences.d/herd-mesos-slave || fail "not pinned"
  grep -qx 'deb \[signed-by=/etc/apt/keyrings/herd-mesos-slave.asc\] https://repos.example.com/debian bookworm main extra' \
    /etc/apt/sources.list.d/herd-mesos-slave.list || fail "no source"
  cmp /etc/apt/keyrings/herd-mesos-slave.asc "$WORK/first/mesos.asc"
  [[ $(cat /etc/herd/mesos-slave/previous/mesos-slave/attributes/rack) == r0 ]] || fail "what was there is not kept"

  before=$(state)
  provision 0 first
  calls ''
  [[ $(state) == "$before" ]] || fail "a second run changed something: $(diff <(echo "$before") <(state))"
  said 'cow1: keep'
  provision 0 first --status

  # A flag less; a file more, by hand.
  printf 'x\n' >/etc/mesos-slave/ip.bak
  provision 0 fewer
  calls "systemctl enable mesos-slave
start mesos-slave"
  has_not '--gc_delay'
  has_not '--ip.bak'
  has '--strict'
  provision 0 first
  has '--gc_delay=1weeks'

  # An attribute: nothing happens until nobody runs here.
  local checkpoint="/disk/ssd/mesos slave/meta/slaves/latest" run
  mkdir -p "$checkpoint.real"
  ln -s latest.real "$checkpoint"
  run=$checkpoint/frameworks/f/executors/e/runs/c
  mkdir -p "$run"
  before=$(state)
  provision 3 other
  said 'attributes'
  said '--drained'
  calls ''
  [[ $(state) == "$before" ]] || fail "an agent with tasks was changed"
  provision 3 other --drained
  said '1 executors that still run'
  calls ''
  touch "$run/executor.sentinel"
  provision 3 other
  calls ''
  provision 0 other --drained
  calls "stop mesos-slave
systemctl enable mesos-slave
start mesos-slave"
  [[ ! -e $checkpoint ]] || fail "the agent still remembers"
  grep -q '^--attributes=.*level:11' <<<"$(seen)" || fail "attributes: $(seen)"
  provision 0 other
  calls ''

  # Another version of the package.
  new_start first
  provision 0 newer
  calls "unhold mesos
update
install mesos=1.11.0-2.0.2
hold mesos
systemctl enable mesos-slave
start mesos-slave"
  has_not '--work_dir.dpkg-dist'

  # An agent that does not stay up: back to what was.
  new_start first
  seen >/tmp/good
  printf -- '--gc_disk_headroom=0.2\n' >"$STATE/dies"
  provision 1 broken
  seen | diff /tmp/good - || fail "not put back"
  [[ -e $STATE/active/mesos-slave ]] || fail "the agent does not run"

  # A variable that is a flag, too.
  new_start first
  printf 'IP=10.0.0.9\n' >>/etc/default/mesos-slave
  provision 3 fewer
  said 'remove IP= from /etc/default/mesos-slave'
  calls ''

  # Other hosts of the pool.
  local other
  for other in cow2 cow3; do
    new_machine systemctl
    HERD_HOST=$other provision 0 first
    cp "$STATE/agent" "$WORK/args.$other"
  done
  HERD_HOST=elsewhere provision 2 first

  # Addresses that no master could use.
  ip route add 10.66.0.2/32 dev lo src 127.0.0.1
  provision 2 first
  said 'loopback'
  ip route del 10.66.0.2/32 dev lo
  ip route add unreachable 10.66.0.3/32
  provision 2 first
  said 'no route'
}

new_start() {
  new_machine systemctl
  provision 0 "$1"
}

# Without what comes from /etc/default, and what dpkg leaves behind while it installs the package.
comparable() { seen 2>/dev/null | grep -Ev '^--(log_dir|master|work_dir.dpkg-dist)=' || true; }

# Killed after each command that changes something; then run again.
interrupted() {
  local count=0 tool views=/tmp/views left
  mkdir -p /tmp/killing
  for tool in mv ln mkdir rm cp chmod sync; do
    cat >"/tmp/killing/$tool" <<END
#!/bin/bash
/usr/bin/$tool "\$@"
left=\$((\$(cat /tmp/left) - 1))
echo \$left >/tmp/left
if ((left == 0)); then kill -KILL -\$(ps -o pgid= \$PPID | tr -d ' '); fi
END
  done
  chmod +x /tmp/killing/*
  for tool in first fewer; do
    for ((left = 1; ; ++left)); do
      new_machine systemctl
      mkdir -p /etc/mesos-slave /etc/mesos
      printf '/var/lib/mesos\n' >/etc/mesos-slave/work_dir
      printf 'zk://localhost:2181/mesos\n' >/etc/mesos/zk
      # The second time round on a machine that has been provisioned before.
      if [[ $tool == fewer ]]; then provision 0 first; fi
      comparable >/tmp/before
      echo "$left" >/tmp/left
      PATH=/tmp/killing:$PATH setsid -w "$WORK/$tool/generated/farm/slaves/cattle/provision.sh" --wait 0 >/tmp/out 2>&1 || true
      if (($(cat /tmp/left) > 0)); then break; fi
      count=$((count + 1))
      comparable >"$views.now"
      # Whole, whichever it is. Only when a directory of somebody's becomes ours there is a moment without.
      if ! diff -q /tmp/before "$views.now" >/dev/null; then
        [[ ! -e $views.$tool ]] || diff "$views.$tool" "$views.now" >/dev/null ||
          { [[ $tool == first && ! -s $views.now && ! -e /etc/mesos-slave ]]; } ||
          fail "killed after $left commands: half of it: $(cat "$views.now")"
        if [[ -s $views.now ]]; then cp "$views.now" "$views.$tool"; fi
      fi
      provision 0 "$tool"
      [[ $(tr '\0' '\n' <"$STATE/agent") == "$(seen)" ]] || fail "killed after $left commands: the agent runs with other flags"
      [[ -z $(find /etc/mesos-slave/ -name '*herd-new*') ]] || fail "killed after $left commands: a temporary name in /etc/mesos-slave"
      if [[ $tool == fewer ]]; then has_not '--gc_delay'; fi
      has '--ip=10.66.0.11'
      provision 0 "$tool"
      calls ''
    done
  done
  say "killed $count times"
  ((count > 40)) || fail "killed only $count times"
}

upstart() {
  new_machine initctl
  rm -f /tmp/bin/systemctl
  provision 0 first
  [[ $(cat /etc/init/zookeeper.override) == manual && $(cat /etc/init/mesos-master.override) == manual ]] ||
    fail "zookeeper or mesos-master start"
  grep -qx 'start mesos-slave' "$STATE/calls" || fail "not started: $(cat "$STATE/calls")"
  has '--hostname=cow1.example.com'
  provision 0 first
  calls ''
  provision 0 fewer
  calls "stop mesos-slave
start mesos-slave"
}

"$step"
say "$step"
