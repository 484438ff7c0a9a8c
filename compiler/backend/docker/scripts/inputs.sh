# shellcheck shell=bash
# --- files that a container reads from this host ------------------------------------------------------------
#
# Configuration from the tree and secrets of this host are copied to where the container reads them: the tree is
# exchanged as a whole, and a file that is mounted by itself stays the old one after a rename. Copies change together
# with the process that reads them; the earlier ones are kept until it works with the new.

readonly tree=${BASH_SOURCE[0]%/*}/..
readonly kept=/var/lib/herd
wanted_inputs='' # a line for each file: what it is, its name, its digest
inputs_put=''    # set while copies are new and nobody has seen the process work with them
signalled=''     # set when the process was told to read them

has_inputs() { ((${#config_files[@]} + ${#secret_names[@]} > 0)); }

# What this service has; a proxy without secrets has a place for them, so that the first one is a reload, too.
kinds() {
  ((${#config_files[@]} == 0)) || echo config
  ! has_inputs || echo secrets
}

# Where the copies of KIND are: config or secrets.
place_of() { printf '%s/%s/%s' "$kept" "$1" "$service"; }

# Prints KIND, NAME and SOURCE of each file, separated by NUL.
each_input() {
  local file i
  for file in "${config_files[@]}"; do
    printf '%s\0' config "${file##*/}" "$tree/$file"
  done
  for i in "${!secret_names[@]}"; do
    printf '%s\0' secrets "${secret_names[i]}" "${secret_files[i]}"
  done
}

# Before anything is stopped: every file is there. Sets `wanted_inputs`.
find_inputs() {
  local kind name source salt
  has_inputs || return 0
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    if [[ ! -f $source || ! -r $source ]]; then
      [[ $mode != status ]] || return 0
      stop_with "$could_not_run" "the file $source of ${kind/%s/} $name is missing, or cannot be read"
    fi
  done < <(each_input)
  salt=$(state_salt)
  wanted_inputs=$(describe_inputs "$salt")
}

# Digests have a salt of this host, so that nobody finds a short secret by trying.
state_salt() {
  local word salt=''
  if [[ -r $kept/state/$service ]]; then read -r word salt <"$kept/state/$service"; fi
  [[ ${word-} == salt && $salt =~ ^[0-9a-f]{32}$ ]] || salt=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '%s' "$salt"
}

describe_inputs() { # SALT
  local kind name source
  printf 'salt %s\n' "$1"
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    printf '%s %s %s\n' "$kind" "$name" "$({ printf '%s' "$1" && cat -- "$source"; } | sha256sum | cut -d ' ' -f 1)"
  done < <(each_input)
}

# Whether the process works with other files than those that are wanted; adds to `changes` which.
inputs_changed() {
  local -A before=()
  local kind name digest unchanged=1
  [[ -n $wanted_inputs ]] || return 1
  if [[ -r $kept/state/$service ]]; then
    while read -r kind name digest; do
      before["$kind $name"]=$digest
    done <"$kept/state/$service"
  fi
  while read -r kind name digest; do
    [[ $kind == salt || ${before["$kind $name"]-} == "$digest" ]] || note_input "$kind" "$name" "${before["$kind $name"]+changed}"
    unset "before[$kind $name]"
  done <<<"$wanted_inputs"
  for name in "${!before[@]}"; do
    [[ $name == 'salt '* ]] || note_input "${name% *}" "${name#* }" gone
  done
  if [[ $unchanged == 1 ]] && { copies_differ || copies_unproven; }; then
    changes+=("an earlier run was cut off, or somebody changed the copies in $kept")
    unchanged=0
  fi
  return "$unchanged"
}

note_input() { # KIND NAME HOW
  unchanged=0
  changes+=("${1/%s/} $2: ${3:-new}")
}

copies_unproven() { [[ -d $(place_of config).prev || -d $(place_of secrets).prev ]]; }

copies_differ() {
  local kind name source
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    cmp --silent -- "$source" "$(place_of "$kind")/$name" || return 0
  done < <(each_input)
  return 1
}

# --- new copies, checked before anything is touched ----------------------------------------------------------

# A directory of secrets is closed to everybody on this host, and open to the users inside the container.
make_places() { # KIND
  local mode=0755
  [[ $1 == config ]] || mode=0700
  install -d -m 0755 -- "$kept"
  install -d -m "$mode" -- "$kept/$1"
  install -d -m 0755 -- "$(place_of "$1")" "$(place_of "$1").next"
}

stage_inputs() {
  local kind name source
  for kind in $(kinds); do
    rm -rf -- "$(place_of "$kind").next"
    make_places "$kind"
  done
  while IFS= read -r -d '' kind && IFS= read -r -d '' name && IFS= read -r -d '' source; do
    install -m 0444 -- "$source" "$(place_of "$kind").next/$name"
  done < <(each_input)
  validate_inputs
}

# In a container of the image that is going to read them.
validate_inputs() {
  local output kind target user
  local -a words=(run --rm --pull=never --network=none --security-opt=no-new-privileges)
  ((${#config_validate[@]} > 0)) || return 0
  user=$(flag_value user)
  [[ -z $user ]] || words+=("--user=$user")
  for kind in $(kinds); do
    target=/run/secrets
    [[ $kind == secrets ]] || target=$config_directory
    words+=("--mount=type=bind,source=$(place_of "$kind").next,target=$target,readonly")
  done
  words+=("--entrypoint=${config_validate[0]}" "$image" "${config_validate[@]:1}")
  if ! output=$(docker "${words[@]}" 2>&1 </dev/null); then
    complain "the new files are not valid:"
    cat -v <<<"$output" | tail -n 30 | sed 's/^/  | /' >&2
    rm -rf -- "$(place_of config).next" "$(place_of secrets).next"
    stop_with "$failed" "nothing was touched"
  fi
}

# --- moving them in, and out again ----------------------------------------------------------------------------

# What an earlier run that was cut off had set aside is what worked last, so it stays.
put_inputs() {
  local kind place
  has_inputs || return 0
  inputs_put=yes
  for kind in $(kinds); do
    place=$(place_of "$kind")
    if [[ ! -d $place.prev ]]; then
      rm -rf -- "$place.aside"
      cp -a -- "$place" "$place.aside"
      mv -T -- "$place.aside" "$place.prev"
    fi
    same_files "$place.next" "$place"
    rm -rf -- "$place.next"
  done
}

# same_files FROM TO: TO gets the files of FROM, each by a rename, and loses all others.
same_files() {
  local file
  for file in "$1"/*; do
    [[ -e $file ]] || continue
    cp -a -- "$file" "$2/.${file##*/}.herd-new"
    mv -T -- "$2/.${file##*/}.herd-new" "$2/${file##*/}"
  done
  for file in "$2"/*; do
    [[ -e $1/${file##*/} ]] || rm -f -- "$file"
  done
}

# They work: there is no way back from here.
keep_inputs() {
  has_inputs || return 0
  install -d -m 0700 -- "$kept/state"
  (umask 077 && printf '%s\n' "$wanted_inputs" >"$kept/state/.$service.herd-new")
  mv -T -- "$kept/state/.$service.herd-new" "$kept/state/$service"
  rm -rf -- "$(place_of config).prev" "$(place_of secrets).prev"
  inputs_put=''
}

# Part of giving up: the earlier files are back, and the process knows.
take_inputs_back() {
  local kind place
  [[ -n $inputs_put ]] || return 0
  inputs_put=''
  complain "putting the earlier files back"
  for kind in config secrets; do
    place=$(place_of "$kind")
    rm -rf -- "$place.next"
    if [[ -d $place.prev ]]; then
      same_files "$place.prev" "$place"
      rm -rf -- "$place.prev"
    fi
  done
  [[ -n $signalled ]] || return 0
  if signal_process && process_took_them; then
    say "runs with the earlier files"
  else
    complain "the process does not say that it runs with the earlier files"
  fi
}

# Not `docker kill`, which would also take the container's restart policy away until its next start.
signal_process() {
  signalled=yes
  # shellcheck disable=SC2016 # the shell in the container expands it
  quietly exec --user=0 "$service" /bin/sh -c 'kill -s "$1" 1' sh "${config_reload#SIG}"
}

# The program that validates also says whether the running process took the files.
process_took_them() {
  local output
  if output=$(docker exec "$service" "${config_validate[@]}" --running 2>&1 </dev/null); then return 0; fi
  cat -v <<<"$output" | tail -n 10 | sed 's/^/  | /' >&2
  return 1
}

reload() {
  update_in_place
  put_inputs
  signal_process || give_up "cannot signal the process of $service"
  process_took_them || give_up "the process of $service did not take the new files"
}
