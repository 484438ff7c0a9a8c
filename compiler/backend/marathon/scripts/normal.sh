# shellcheck shell=bash
# --- when are two descriptions of an app the same --------------------------------------------------------

# Marathon answers with more than it was told: defaults, ports that it assigned, counters, older spellings.
# shellcheck disable=SC2016 # jq expands these
normal_program='
def nothing: . == null or . == [] or . == {};
def without_nothing: walk(if type == "object" then with_entries(select(.value | nothing | not)) else . end);

# One spelling: networks and portMappings as since 1.5, portDefinitions as since 1.1, fetch as since 0.15.
def one_spelling:
  (if .container.docker.network? then
     .networks = [{mode: ({HOST: "host", BRIDGE: "container/bridge"}[.container.docker.network] // "container")}]
     | del(.container.docker.network)
   else . end)
  | (if .container.docker.portMappings? then
       .container.portMappings = .container.docker.portMappings | del(.container.docker.portMappings)
     else . end)
  | .networks = (.networks // [{mode: "host"}])
  | (if .networks[0].mode == "host" then .portDefinitions = (.portDefinitions // [.ports[]? | {port: .}])
     else del(.portDefinitions, .requirePorts) end)
  | (if .uris? then .fetch = (.fetch // [.uris[] | {uri: .}]) else . end)
  | (if .constraints? then .constraints |= map(if .[-1] == "" then .[:-1] else . end) else . end)
  | del(.ports, .uris);

def normal:
  del(.version, .versionInfo, .tasks, .tasksStaged, .tasksRunning, .tasksHealthy, .tasksUnhealthy, .deployments,
      .lastTaskFailure, .readinessCheckResults, .taskStats, .residency)
  | without_nothing | one_spelling | without_nothing;

# Where Marathon decides when it is told nothing, or 0.
def assigned: . == ".portDefinitions[].port" or . == ".container.portMappings[].servicePort";

# What it answers for a field that it was told nothing of. Several: versions differ.
def defaults: {
  ".instances": [1], ".cpus": [1], ".mem": [128], ".disk": [0], ".gpus": [0], ".executor": [""], ".tty": [false],
  ".backoffFactor": [1.15], ".backoffSeconds": [1], ".maxLaunchDelaySeconds": [300, 3600], ".requirePorts": [false],
  ".killSelection": ["YOUNGEST_FIRST"], ".acceptedResourceRoles": [["*"]],
  ".executorResources": [{cpus: 0.1, mem: 32, disk: 10}],
  ".upgradeStrategy": [{minimumHealthCapacity: 1, maximumOverCapacity: 1}, {minimumHealthCapacity: 1}],
  ".unreachableStrategy": [{inactiveAfterSeconds: 0, expungeAfterSeconds: 0},
    {inactiveAfterSeconds: 300, expungeAfterSeconds: 600}, {inactiveAfterSeconds: 900, expungeAfterSeconds: 604800}],
  ".container.type": ["DOCKER"],
  ".container.docker.forcePullImage": [false], ".container.docker.privileged": [false],
  ".container.portMappings[].containerPort": [0], ".container.portMappings[].hostPort": [0],
  ".container.portMappings[].protocol": ["tcp"], ".portDefinitions[].protocol": ["tcp"],
  ".container.volumes[].persistent.type": ["root"], ".container.volumes[].external.shared": [false],
  ".healthChecks[].gracePeriodSeconds": [300], ".healthChecks[].intervalSeconds": [60],
  ".healthChecks[].timeoutSeconds": [20], ".healthChecks[].maxConsecutiveFailures": [3],
  ".healthChecks[].protocol": ["HTTP"], ".healthChecks[].path": ["/"], ".healthChecks[].portIndex": [0],
  ".healthChecks[].delaySeconds": [15, 2], ".healthChecks[].ipProtocol": ["IPv4"],
  ".healthChecks[].ignoreHttp1xx": [false],
  ".check.intervalSeconds": [60], ".check.timeoutSeconds": [20], ".check.delaySeconds": [15],
  ".fetch[].extract": [true], ".fetch[].executable": [false], ".fetch[].cache": [false],
  ".readinessChecks[].name": ["readinessCheck"], ".readinessChecks[].protocol": ["HTTP"],
  ".readinessChecks[].path": ["/"], ".readinessChecks[].portName": ["http-api"],
  ".readinessChecks[].intervalSeconds": [30], ".readinessChecks[].timeoutSeconds": [10],
  ".readinessChecks[].httpStatusCodesForReady": [[200]], ".readinessChecks[].preserveLastResponse": [false]
};
def default_at($place):
  . as $value | $place == ".role" or ($place | assigned)
  or any(defaults[$place][]?; . == $value);

# Live as far as it was asked for: what nobody asked for and Marathon always answers is left out.
def as_asked($wanted; $place):
  if type == "object" and ($wanted | type) == "object" then
    . as $live
    | reduce keys[] as $key ({};
        ($place + "." + $key) as $inner
        | if $wanted | has($key) then .[$key] = ($live[$key] | as_asked($wanted[$key]; $inner))
          elif $live[$key] | default_at($inner) then .
          else .[$key] = $live[$key] end)
  elif type == "array" and ($wanted | type) == "array" and length == ($wanted | length) then
    . as $live | [range(length) as $i | $live[$i] | as_asked($wanted[$i]; $place + "[]")]
  elif $wanted == 0 and ($place | assigned) then 0
  else . end;

# A task with a volume of its own is never given up; Marathon sees to that itself.
def of_resident($wanted):
  if .unreachableStrategy == "disabled" and ($wanted | has("unreachableStrategy") | not)
     and any(.container.volumes[]?; has("persistent")) then del(.unreachableStrategy) else . end;

def compared($wanted): normal | of_resident($wanted) | as_asked($wanted; "");

def leaves($place):
  if type == "object" and length > 0 then to_entries[] | .key as $key | .value | leaves($place + [$key])
  else {key: ($place | join(".")), value: .} end;
def shown: tojson | if length > 70 then .[:70] + "..." else . end;

# One line a field; of variables only the name, since somebody may have put a password there by hand.
def differences($wanted):
  ([leaves([])] | from_entries) as $old | ([$wanted | leaves([])] | from_entries) as $new
  | ([$old, $new] | add | keys[]) as $key
  | select($old[$key] != $new[$key] or ($old | has($key)) != ($new | has($key)))
  | if $key | startswith("env.") then $key + " changed"
    elif $old | has($key) | not then $key + ": none -> " + ($new[$key] | shown)
    elif $new | has($key) | not then $key + ": " + ($old[$key] | shown) + " -> none"
    else $key + ": " + ($old[$key] | shown) + " -> " + ($new[$key] | shown) end;
'
