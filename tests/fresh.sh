#!/usr/bin/env bash
# Runs the two commands of the README on a machine that has nothing: a minimal Debian with git, and a fresh clone.
# It shows that the package list is complete and that nothing in this checkout's surroundings is needed.
#
#   tests/fresh.sh                   both commands, as root
#   tests/fresh.sh --only examples   or --only tests
#   tests/fresh.sh --sudo            as a user who has sudo
#   tests/fresh.sh --run COMMAND     another command in the clone instead, for a look
#   tests/fresh.sh --keep            leave the directory for a look (its path is printed)
#   tests/fresh.sh … -- ARGUMENT…    arguments for the last command, as in `-- --quick`
#
# What is cloned is the last commit of this checkout. Needs root. Everything happens in mount, process and host-name
# namespaces of its own, so that whatever is started there ends with this script, however that ends.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
arguments=("$@")
commands=(./examples/run.sh ./tests/run.sh)
user=root
keep=false
extra=()

while (($#)); do
  case $1 in
    --only)
      case ${2-} in
        examples) commands=(./examples/run.sh) ;;
        tests) commands=(./tests/run.sh) ;;
        *) printf 'tests/fresh.sh: --only examples, or --only tests\n' >&2 && exit 2 ;;
      esac
      shift
      ;;
    --run) commands=("${2:?--run needs a command}") && shift ;;
    --sudo) user=builder ;;
    --keep) keep=true ;;
    --) shift && extra=("$@") && break ;;
    -h | --help) sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' tests/fresh.sh && exit 0 ;;
    *) printf 'tests/fresh.sh: unknown option %s (try --help)\n' "$1" >&2 && exit 2 ;;
  esac
  shift
done

if ((EUID != 0)); then
  printf 'tests/fresh.sh: needs root to make a root file system; try: sudo tests/fresh.sh\n' >&2
  exit 2
fi
say() { printf '\n== %s\n' "$*"; }

# The outer half owns the directory; the inner half, in the namespaces, owns every mount and process. When the inner
# half is gone its mounts are gone with it, so that removing the directory can never walk into /sys or /dev.
if [[ ${HERDC_FRESH-} == "" ]]; then
  mkdir -p build/cache
  for stale in build/cache/fresh.*; do # of a run that was killed without a chance to clean up
    if [[ -d $stale && ! -d /proc/${stale##*.} ]]; then rm -rf --one-file-system "$stale"; fi
  done
  place=$PWD/build/cache/fresh.$$
  inner=
  # shellcheck disable=SC2317  # the trap calls it
  leave() {
    # --kill-child: the kernel ends every process of the namespace when unshare ends.
    if [[ -n $inner ]] && kill -KILL "$inner" 2>/dev/null; then wait "$inner" 2>/dev/null || true; fi
    if $keep; then printf 'kept: %s\n' "$place/root"; else rm -rf --one-file-system "$place"; fi
  }
  trap leave EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir "$place"
  HERDC_FRESH=$place unshare --mount --pid --uts --fork --kill-child --propagation private \
    tests/fresh.sh "${arguments[@]}" &
  inner=$!
  status=0
  wait "$inner" || status=$?
  inner=
  exit "$status"
fi
place=$HERDC_FRESH
root=$place/root

say "a minimal Debian"
tarball=$(tests/debian.sh)
mkdir "$root"
tar --numeric-owner -C "$root" -xf "$tarball"

# apt's sources, keys and proxies as they are here: a machine with a local mirror keeps using it.
rm -rf "$root/etc/apt/sources.list" "$root/etc/apt/sources.list.d"
for item in sources.list sources.list.d trusted.gpg trusted.gpg.d keyrings auth.conf.d; do
  if [[ -e /etc/apt/$item ]]; then cp -a "/etc/apt/$item" "$root/etc/apt/"; fi
done
mkdir -p "$root/usr/share/keyrings"
cp -an /usr/share/keyrings/. "$root/usr/share/keyrings/"
apt-config dump Acquire | grep -Ei '^Acquire::(ftp|https?)::' >"$root/etc/apt/apt.conf.d/01host" || true
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
printf 'fresh\n' >"$root/etc/hostname"
hostname fresh
printf '127.0.0.1 localhost\n127.0.1.1 fresh\n::1 localhost\n' >"$root/etc/hosts"

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"

# Not chroot: a container engine in there enters containers by their mount namespace, whose root has to be this one.
# shellcheck disable=SC2016  # the inner shell expands these
enter='cd "$0" && pivot_root . mnt && umount --lazy /mnt && cd / && exec "$@"'
inside() {
  env -i HOME=/root TERM="${TERM-dumb}" LANG=C.UTF-8 ${CI:+CI="$CI"} ${http_proxy:+http_proxy="$http_proxy"} \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
    unshare --mount --propagation private sh -c "$enter" "$root" "$@"
}

bare=(git ca-certificates)
if [[ $user != root ]]; then bare+=(sudo); fi
if ! inside sh -c 'apt-get -q update && apt-get -q install -y --no-install-recommends "$@"' sh "${bare[@]}" \
  >"$place/apt.log" 2>&1; then
  tail -n 20 "$place/apt.log" >&2
  exit 2
fi

say "a fresh clone of $(git rev-parse --short HEAD), $(git log -1 --format=%s)"
if [[ -n $(git status --porcelain --untracked-files=no) ]]; then
  printf 'note: this checkout has changes that are not committed; they are not part of the clone\n'
fi
home=/root
if [[ $user != root ]]; then
  home=/home/$user
  inside useradd --create-home --shell /bin/bash "$user"
  printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$user" >"$root/etc/sudoers.d/$user"
fi
git bundle create --quiet "$place/herdc.bundle" HEAD "$(git rev-parse --symbolic-full-name HEAD)"
install -m 0644 "$place/herdc.bundle" "$root/tmp/herdc.bundle"
inside su "$user" -c "git -c advice.detachedHead=false clone --quiet /tmp/herdc.bundle $home/herdc"

status=0
count=${#commands[@]}
for ((i = 0; i < count; ++i)); do
  line="cd $home/herdc && ${commands[i]}"
  if ((i == count - 1 && ${#extra[@]})); then line+=" $(printf '%q ' "${extra[@]}")"; fi
  if [[ -n ${CI-} ]]; then line="export CI=$(printf '%q' "$CI"); $line"; fi
  say "\$ ${commands[i]}"
  start=$SECONDS
  result=0
  inside su "$user" -c "$line" || result=$?
  say "${commands[i]}: exit code $result after $((SECONDS - start)) s"
  if ((result != 0)); then status=1; fi
done
if [[ -n $(inside su "$user" -c "git -C $home/herdc status --porcelain") ]]; then
  say "the commands changed files that are committed:"
  inside su "$user" -c "git -C $home/herdc status --short"
  status=1
fi
exit "$status"
