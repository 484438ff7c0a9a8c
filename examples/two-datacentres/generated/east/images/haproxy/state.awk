# Makes a server-state file for the configuration (first file) from a dump of `show servers state` (second file).
#
# - A server is taken over only where the configuration still says the same address: HAProxy would otherwise take the
#   port from here.
# - Slots (`server-template task ...`) are taken over when they have an address.
# - Servers of which only the leader passes are down until their first check, unless they were seen before: otherwise
#   each of them would count as working after a start, and get requests.
# fresh = "yes" when HAProxy has only now been started: then nothing is known about servers but the slots.

FNR == 1 { ++file }

file == 1 && $1 ~ /^(backend|frontend|listen|defaults|global|userlist)$/ { section = $1 == "backend" ? $2 : "" }
file == 1 && section == "" { next }
file == 1 && $1 == "server" { address[section, $2] = $3; order[++count] = section SUBSEP $2 }
file == 1 && $1 == "server-template" { split($3, range, "-"); slots[section] = range[2] }
file == 1 && $1 == "http-check" && $NF == "elected_time" { leader[section] = 1 }
file == 1 { next }

function is_slot(backend, name) {
  return (backend in slots) && name ~ /^task[0-9]+$/ && substr(name, 5) + 0 <= slots[backend] + 0
}

/^[0-9]+ / && NF >= 24 {
  if (is_slot($2, $4) && $5 != "-" && $7 % 2 == 0) {
    $18 = "-"
    lines[++total] = $0
  } else if (fresh == "" && address[$2, $4] == $5 ":" $19) {
    seen[$2, $4] = 1
    lines[++total] = $0
  }
}

END {
  print 1
  print "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight" \
    " srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state" \
    " bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr" \
    " srv_agent_addr srv_agent_port"
  for (i = 1; i <= total; ++i) print lines[i]
  for (i = 1; i <= count; ++i) {
    split(order[i], part, SUBSEP)
    split(address[order[i]], place, ":")
    if ((part[1] in leader) && !(order[i] in seen))
      printf "0 %s 0 %s %s 0 0 1 1 0 8 2 0 6 0 0 0 - %s - 0 0 - - 0\n", part[1], part[2], place[1], place[2]
  }
}
