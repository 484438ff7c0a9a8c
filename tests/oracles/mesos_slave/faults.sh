# shellcheck shell=bash disable=SC2154,SC2016  # $WORK, $STATE, $stand_ins and functions are those of machine.sh; $ is data
# What goes wrong on machines, and what provision.sh makes of it. Steps of machine.sh.

# instead TOOL TEXT: the stand-in does this; without a text it is itself again.
instead() {
  rm -f "/tmp/bin/$1"
  if (($# == 1)); then
    ln -s "$stand_ins/stand_in_tools.sh" "/tmp/bin/$1"
  else
    printf '#!/usr/bin/env bash\n%s\n' "$2" >"/tmp/bin/$1"
    chmod +x "/tmp/bin/$1"
  fi
}

held() { [[ $(cat "$STATE/held") == mesos ]] || fail "$step: the package is not held"; }

# A pool without `package`, on a machine that has Mesos and no flags: there is nothing before.
bare_machine() {
  new_machine systemctl
  instead mesos-init-wrapper ''
  mkdir -p /etc/mesos
}

first_run() {
  bare_machine
  provision 0 bare
  provision 0 bare
  said 'cow1: keep'
  rm -rf /etc/herd
  provision 0 bare

  # Whoever calls it, and how.
  new_machine systemctl
  instead sleep ''
  rm -rf /etc/apt/keyrings
  (umask 077 && provision 0 first --wait 08 --spread 09)
  local path
  for path in /etc/apt/keyrings "/disk/ssd/mesos slave" /etc/herd /etc/default/mesos-slave; do
    [[ $(stat -c %A "$path") == *r-? ]] || [[ $(stat -c %A "$path") == *r-- ]] || fail "$path: $(stat -c %A "$path")"
  done
  (cd "$WORK/first/generated/farm/slaves" && CDPATH=$PWD bash cattle/provision.sh --plan) >/tmp/out 2>&1 ||
    fail "with CDPATH: $(cat /tmp/out)"
  said 'cow1: keep'

  # Somebody's override, its last line without an end.
  new_machine initctl
  rm -f /tmp/bin/systemctl
  mkdir -p /etc/init
  printf 'env X=1' >/etc/init/zookeeper.override
  printf 'env X=2\n' >/etc/init/mesos-master.override
  provision 0 first
  cmp <(printf 'env X=1\nmanual\n') /etc/init/zookeeper.override
  cmp <(printf 'env X=2\nmanual\n') /etc/init/mesos-master.override
}

packages() {
  # apt-get fails, or does nothing: what was held is held, and nothing else is changed.
  new_start first
  local before failing
  sed -i 's/^Pin: .*/Pin: version 1.11.0-2.0.2/' /etc/apt/preferences.d/herd-mesos-slave
  before=$(state)
  for failing in 'kill -TERM $PPID; sleep 1' 'exit 100' 'case $1 in install) exit 100 ;; esac' ''; do
    instead apt-get "$failing"
    provision "$([[ $failing == kill* ]] && printf 143 || printf 1)" newer
    held
    [[ $(state) == "$before" ]] || fail "something was changed: $(diff <(echo "$before") <(state))"
  done
  said 'mesos 1.11.0-2.0.2 is not installed'
  said 'apt-get install mesos=1.11.0-2.0.2'
  instead apt-get
  instead apt-mark "$(hold_is 'exit 0')"
  provision 1 newer
  said 'apt-mark unhold mesos'
  instead apt-mark
  provision 0 newer

  for failing in 'exit 0' 'exit 100'; do
    : >"$STATE/held"
    instead apt-mark "$(hold_is "$failing")"
    provision 1 newer
    said 'mesos is not held'
  done
  instead apt-mark
  provision 0 newer
  held

  # Whatever else fails has a word, too.
  new_machine systemctl
  rm /tmp/bin/systemctl
  PATH=$(without systemctl) provision 2 first
  said 'there is no systemctl'
  new_machine systemctl
  instead dpkg-query 'exit 9'
  instead systemctl 'case $1 in daemon-reload) exit 5 ;; esac'
  provision 1 first
  said 'this failed: add: zookeeper is kept from starting'
}

# apt-mark that says what is held, and does else what it is told here.
hold_is() { printf 'case $1 in showhold) cat "$STATE/held" ;; *) %s ;; esac\n' "$1"; }

# A PATH of all programs but one.
without() {
  mkdir -p /tmp/without
  ln -sf /usr/sbin/* /usr/bin/* /tmp/bin/* /tmp/without/
  rm -f "/tmp/without/$1"
  printf '/tmp/without\n'
}

# What a plan has work with is not as written.
statuses() {
  new_start first
  provision 0 first --status
  provision 3 newer --status
  : >"$STATE/held"
  provision 3 first --status
  provision 0 first
  rm -rf "/disk/ssd/mesos slave"
  provision 3 first --status
  [[ $(cat /tmp/out) == 'cow1: mesos-slave runs, and not as written (see --plan)' ]] || fail "$step: $(cat /tmp/out)"
  rm -f "$STATE/active/mesos-slave"
  provision 1 first --status
}

# Variables of the init wrapper. What is left to somebody is said before anything is changed.
defaults() {
  local text before
  for text in 'IP=10.0.0.9' 'export FOO=1 IP=10.0.0.9' 'FOO=1; IP=10.0.0.9' 'declare -x IP=10.0.0.9' \
    'MASTER=zk://other:2181/mesos' 'MASTER=""' 'MASTER=$(cat /etc/mesos/zk.old)' "MASTER='\`cat /etc/mesos/zk\`'"; do
    new_machine systemctl
    printf 'MASTER=`cat /etc/mesos/zk`\n\n%s\n' "$text" >/etc/default/mesos-slave
    before=$(state)
    provision 3 first
    said ' /etc/default/mesos-slave, line 3'
    calls ''
    [[ $(state) == "$before" ]] || fail "$text: something was changed: $(diff <(echo "$before") <(state))"
    provision 0 first --plan
    said 'left to you'
  done
  for text in 'MASTER="`cat /etc/mesos/zk`"' 'MASTER="$(cat /etc/mesos/zk)"' 'export MASTER=$(</etc/mesos/zk)'; do
    bare_machine
    printf 'IP=\n# IP=10.0.0.9\nLOGS=/x # IP=10.0.0.9\nMASTER=zk://old/mesos\n%s\n' "$text" >/etc/default/mesos-slave
    provision 0 bare
    has '--master=zk://ops1:2181,ops2:2181,ops3:2181/mesos'
  done
}

# What is on a machine before us.
before_us() {
  # A link to somebody's flags: they are what is put back.
  bare_machine
  rm -rf /srv/slave && mkdir /srv/slave
  printf '/var/lib/mesos\n' >/srv/slave/work_dir
  ln -s /srv/slave /etc/mesos-slave
  printf 'zk://old:2181/mesos\n' >/etc/mesos/zk
  printf -- '--gc_disk_headroom=0.15\n' >"$STATE/dies"
  provision 1 bare
  said 'the flags before are in place again'
  has '--work_dir=/var/lib/mesos'
  has '--master=zk://old:2181/mesos'
  has_not '--gc_delay'
  [[ -e /srv/slave/work_dir && -e $STATE/active/mesos-slave ]] || fail "$step: not as before"

  bare_machine
  printf -- '--gc_disk_headroom=0.15\n' >"$STATE/dies"
  provision 1 bare
  said 'there were no flags before'
  : >"$STATE/dies"
  provision 0 bare

  # Nothing is switched when it cannot be switched whole.
  bare_machine
  mkdir -p /etc/mesos/zk
  local before
  before=$(state)
  provision 3 bare
  said 'move the directory /etc/mesos/zk away'
  calls ''
  [[ $(state) == "$before" && ! -e /etc/herd ]] || fail "$step: something was changed"
  rmdir /etc/mesos/zk
  provision 0 bare

  # What cannot be removed. The agent runs meanwhile.
  bare_machine
  mkdir -p /etc/mesos-slave/attributes
  mount -t tmpfs tmpfs /etc/mesos-slave/attributes
  provision 3 bare
  said 'remove /etc/herd/mesos-slave/original'
  has '--gc_delay=1weeks'
  [[ -e $STATE/active/mesos-slave ]] || fail "$step: the agent does not run"
  provision 3 bare
  calls ''
  umount /etc/herd/mesos-slave/original/attributes
  provision 0 bare
  [[ ! -e /etc/herd/mesos-slave/original ]] || fail "$step: it is still there"

  # A name of two lines is a flag, too.
  printf 'x\n' >$'/etc/mesos-slave/ip\nport'
  provision 0 bare
  [[ ! -e $'/etc/mesos-slave/ip\nport' ]] || fail "$step: a file with a line feed in its name is still there"
}

# What this script remembers, damaged.
memory() {
  local running=/etc/herd/mesos-slave/running text
  for text in '\n' '=x\n' 'rubbish\n' '$(id)=x\n' ''; do
    new_start first
    provision 0 first
    cp "$running" /tmp/running
    { printf '%b' "$text" && if [[ -n $text ]]; then cat /tmp/running; fi; } >"$running"
    provision 3 first --status
    provision 0 first
    said "$running is damaged"
    calls "systemctl enable mesos-slave
start mesos-slave"
    cmp "$running" /tmp/running
  done
  rm "$running"
  mkdir "$running"
  provision 2 first
  said "$running is a directory: remove it"
  rmdir "$running"
  provision 0 first
}
