#!/usr/bin/env bash
# Made by herdc: an edit here stops the next build. Change the source instead.
#
# Builds the images of cluster west. See --help.
# shellcheck disable=SC2034 # set here, read by what is the same in every script
# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands
set -euo pipefail

images_directory=$(dirname -- "${BASH_SOURCE[0]}")
cluster=west
registry=registry.west.example.com:5000

# Images of others, by digest.
bases=(
  docker.io/library/debian@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
)

# Directory and name of each image, and its Dockerfile when that has another name.
# In the order in which they are built.
images=(
  'mirror-image registry.west.example.com:5000/mirror-image:ac33bef9b276bcfcd1a3816d7283445e'
  'mesos-java registry.west.example.com:5000/mesos-java:9531dc962905f89c3ce9fe6ed382f158'
  'chronos registry.west.example.com:5000/chronos:0fc0b92d38c71497fa09787c5255b240'
  'haproxy registry.west.example.com:5000/haproxy:95b53a1e8e7c301b1417f9c66687e6e0'
  'marathon registry.west.example.com:5000/marathon:40223b5beacb6477d6f4a7f21391116c'
  'mesos registry.west.example.com:5000/mesos:374001d0b89f330f610606c950d60b9e'
  'zookeeper registry.west.example.com:5000/zookeeper:980eda157875e07a028b2a3e5ee252bd'
)

# --- talking ---------------------------------------------------------------------------------------------

# Bytes are bytes in every locale, and `printf %q` shows each one that is not printable ASCII.
export LC_ALL=C

# Exit codes of every script.
readonly converged=0 failed=1 could_not_run=2 waiting=3

# One line for the reader: nothing but printable characters reaches a terminal.
line() {
  local text=$*
  printf '%s\n' "${text//[![:print:]]/?}"
}

complain() { line "${0##*/}: $*" >&2; }

# stop_with EXIT_CODE WORDS...: ends the script.
stop_with() {
  complain "${@:2}"
  exit "$1"
}

# Runs docker without its output; what it complains about is shown, made printable.
quietly() { docker "$@" 2>&1 >/dev/null | cat -v >&2; }

require_docker() {
  local answer
  command -v docker >/dev/null || stop_with "$could_not_run" "docker is not installed on this machine"
  answer=$(docker version --format '{{.Server.Version}}' 2>&1) ||
    stop_with "$could_not_run" "docker does not answer: ${answer##*$'\n'}"
}

# --- building ------------------------------------------------------------------------------------------------

plan=''
push=''
build_flags=()

build_usage() {
  cat <<END
Usage: ${0##*/} [--plan] [--network NAME] [--push]

Builds the images of cluster $cluster on this machine's docker, each after those that it is built on. An image's tag
is made from what goes into it, so one that is here already is not built again.

  --plan           only say what would be built
  --network NAME   network of the steps that run during a build, such as host
  --push           push each image to ${registry:-a registry (but cluster $cluster names none)}
  --help           this text

Exit codes: 0 done, 1 failed, 2 could not run.
END
}

is_here() { docker image inspect "$1" >/dev/null 2>&1; }

# Bases are named by digest: nobody can put something else under that name.
fetch_bases() {
  local base
  for base in "${bases[@]}"; do
    if ! is_here "$base"; then
      line "$base: pull"
      [[ -n $plan ]] || quietly pull "$base" || stop_with "$failed" "cannot pull $base (docker's reason is above)"
    fi
  done
}

# build DIRECTORY REFERENCE DOCKERFILE. The context is copied, since a checkout has the modes of somebody's umask, and
# they would become part of the image.
build() {
  local context
  context=$(mktemp -d) || return
  # shellcheck disable=SC2064 # this directory, not a later one
  trap "rm -rf -- '$context'" EXIT
  cp -R -- "$images_directory/$1/." "$context/" || return
  chmod -R u=rwX,go=rX -- "$context" || return
  docker build "${build_flags[@]}" --file "$context/$3" --tag "$2" "$context" 2>&1 | cat -v || return
  rm -rf -- "$context"
}

build_images() {
  local row directory reference dockerfile
  for row in "${images[@]}"; do
    read -r directory reference dockerfile <<<"$row"
    if is_here "$reference"; then
      line "$directory: already built ($reference)"
    else
      line "$directory: build ($reference)"
      [[ -n $plan ]] || build "$directory" "$reference" "${dockerfile:-Dockerfile}" ||
        stop_with "$failed" "image $directory was not built (docker's reason is above); those before it are here"
    fi
    if [[ -n $push ]]; then
      line "$directory: push ($reference)"
      [[ -n $plan ]] || quietly push "$reference" || stop_with "$failed" "$reference was not pushed (docker's reason is above)"
    fi
  done
}

build_main() {
  while (($# > 0)); do
    case $1 in
      --plan) plan=yes ;;
      --push) push=yes ;;
      --network)
        (($# > 1)) || stop_with "$could_not_run" "--network takes a name"
        build_flags+=("--network=$2")
        shift
        ;;
      --network=*) build_flags+=("$1") ;;
      --help | -h) build_usage && return ;;
      *) stop_with "$could_not_run" "there is no option $1; see --help" ;;
    esac
    shift
  done
  if [[ -n $push && -z $registry ]]; then
    stop_with "$could_not_run" "the cluster names no registry to push to"
  fi
  require_docker
  fetch_bases
  build_images
}

build_main "$@"
