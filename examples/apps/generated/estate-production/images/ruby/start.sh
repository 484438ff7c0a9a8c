#!/bin/bash
# Entry point of the Ruby image: gets an application, installs its gems, becomes its program.
#
#   GITHUB_REPO   repository that is cloned into /app, https://... or git@host:path; absent: what is in the image
#   GIT_BRANCH    branch or tag of it (master)
#   GIT_PATH      directory in the repository that holds the application
#   PORT          what a Rack application listens on; absent: $PORT0, which Marathon gives, or 8080
#
# The arguments are the program and its own: a name is looked for in the application's bin/ first. Without arguments a
# Rack application (config.ru) is served. A deploy key for git@ is read from /run/secrets/deploy-key.
set -euo pipefail
export LC_ALL=C.UTF-8

readonly app=/app key=/run/secrets/deploy-key

refuse() {
  printf 'ruby: %s\n' "$*" >&2
  exit 1
}

require_port() { # value
  if [[ ! $1 =~ ^[1-9][0-9]{0,4}$ ]] || (($1 > 65535)); then
    refuse "PORT is $(printf %q "$1"); it must be a port"
  fi
}

# Cloned beside its place and moved there whole: a container that was stopped meanwhile begins anew.
fetch() {
  local branch=${GIT_BRANCH:-master} copy=$HOME/clone
  [[ $GITHUB_REPO == https://?* || $GITHUB_REPO =~ ^[a-z][a-z0-9_-]*@[A-Za-z0-9.-]+:[^:]+$ || $GITHUB_REPO == ssh://?* ]] ||
    refuse "GITHUB_REPO is $(printf %q "$GITHUB_REPO"); it must be https://..., ssh://... or git@host:path"
  [[ $branch != -* ]] || refuse "GIT_BRANCH is $(printf %q "$branch"), which no branch is called"
  if [[ -r $key ]]; then
    # ssh refuses a key that others may read.
    install -m 600 "$key" "$HOME/deploy-key"
    export GIT_SSH_COMMAND="ssh -i $HOME/deploy-key -o IdentitiesOnly=yes -o StrictHostKeyChecking=accept-new"
  fi
  rm -rf "$copy"
  GIT_TERMINAL_PROMPT=0 git clone --quiet --depth 1 --branch "$branch" -- "$GITHUB_REPO" "$copy" ||
    refuse "the branch $branch of $GITHUB_REPO could not be fetched"
  find "$app" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  find "$copy" -mindepth 1 -maxdepth 1 -exec mv -t "$app" {} +
}

enter() {
  local directory
  directory=$(realpath -e -- "$app/${GIT_PATH-}" 2>/dev/null) || refuse "the repository has no directory $(printf %q "${GIT_PATH-}")"
  [[ $directory == "$app" || $directory == "$app"/* ]] || refuse "GIT_PATH leads out of the repository"
  cd "$directory"
}

install_gems() {
  [[ -e Gemfile ]] || return 0
  export BUNDLE_PATH=$HOME/gems BUNDLE_WITHOUT=development:test
  bundle check >/dev/null 2>&1 || bundle install --quiet || refuse "the gems of the application could not be installed"
}

serve() {
  local port=${PORT:-${PORT0:-8080}}
  require_port "$port"
  [[ -e config.ru ]] || refuse "there is no config.ru to serve; say a program as arguments"
  exec bundle exec rackup --host 0.0.0.0 --port "$port"
}

# Becomes the program, so that the stop signal reaches it.
become() {
  PATH=$PWD/bin:$PATH
  command -v -- "$1" >/dev/null || refuse "there is no program $(printf %q "$1"), neither in bin/ of the application nor in the image"
  if [[ -e Gemfile ]]; then exec bundle exec "$@"; else exec "$@"; fi
}

[[ -z ${GITHUB_REPO-} ]] || fetch
enter
install_gems
if (($# == 0)); then serve; else become "$@"; fi
