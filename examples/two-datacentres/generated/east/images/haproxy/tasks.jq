# From Marathon's answers to /v2/apps ($apps) and /v2/tasks ($tasks), for each app of the table ($table) that $marathon
# launches: its tasks that may get requests. One line each:
#
#   BACKEND keep REASON           nothing is known that could be acted on: the servers stay as they are
#   BACKEND is                    what follows is all there is
#   BACKEND task HOST PORT ready
#   BACKEND task HOST PORT unknown   not checked yet, as after another Marathon took over: stays if it is there, and
#                                    is not added
#
# Fails when the answers are not what Marathon says.

def one($list; $name):
  if ($list | length) == 1 and ($list[0] | type) == "object" and ($list[0][$name] | type) == "array"
  then $list[0][$name] else error("no list of " + $name) end;

def is_host: type == "string" and test("^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$");
def is_port: type == "number" and . == floor and . >= 1 and . <= 65535;

# A task of an app without checks is as good as it says it is running.
def health($checks):
  (.healthCheckResults // [] | map(select(type == "object"))) as $results
  | if $checks == 0 then "ready"
    elif any($results[]; .alive == false) then "bad"
    elif ($results | length) < $checks then "unknown"
    else "ready" end;

def usable($id; $port):
  select(type == "object" and .appId == $id and (.state == null or .state == "TASK_RUNNING"))
  | select((.host | is_host) and (.ports | type) == "array" and (.ports[$port] | is_port));

def lines($row; $all_apps; $all_tasks):
  ($row[1]) as $backend | ($row[3]) as $id | ($row[4] | tonumber) as $port
  | [$all_apps[] | select(type == "object" and .id == $id)][0] as $app
  | [$all_tasks[] | usable($id; $port)] as $tasks
  | if ($all_apps | length) == 0 then "\($backend) keep Marathon knows no app at all"
    elif $app != null and ($app.tasksRunning // 0 | type == "number" and . > 0) and ($tasks | length) == 0
    then "\($backend) keep Marathon says that tasks run and lists none"
    else
      "\($backend) is",
      ($app.healthChecks // [] | length) as $checks
      | $tasks[] | . as $task | health($checks)
      | select(. != "bad") | "\($backend) task \($task.host) \($task.ports[$port]) \(.)"
    end;

one($apps; "apps") as $all_apps
| one($tasks; "tasks") as $all_tasks
| $table | split("\n")[] | select(startswith("app ")) | split(" ") | select(.[2] == $marathon)
| lines(.; $all_apps; $all_tasks)
