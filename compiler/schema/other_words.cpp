#include "compiler/schema/other_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::schema {
namespace {

struct OtherWord {
  Shape owner;
  std::string_view theirs;
  std::string_view ours;  ///< "" for one of the further fields, written in `marathon { … }`
};

// Marathon's fields of an app that are no fields of ours. A unit test holds this against the table of them
// all.
constexpr std::array other_words = {
    OtherWord{Shape::app, "accepted_resource_roles", ""},
    OtherWord{Shape::app, "backoff_factor", ""},
    OtherWord{Shape::app, "backoff_seconds", ""},
    OtherWord{Shape::app, "check", ""},
    OtherWord{Shape::app, "container", ""},
    OtherWord{Shape::app, "dependencies", "after"},
    OtherWord{Shape::app, "executor", ""},
    OtherWord{Shape::app, "executor_resources", ""},
    OtherWord{Shape::app, "fetch", ""},
    OtherWord{Shape::app, "gpus", ""},
    OtherWord{Shape::app, "health_checks", "health"},
    OtherWord{Shape::app, "id", "name"},
    OtherWord{Shape::app, "ip_address", ""},
    OtherWord{Shape::app, "kill_selection", ""},
    OtherWord{Shape::app, "max_launch_delay_seconds", ""},
    OtherWord{Shape::app, "mem", "memory"},
    OtherWord{Shape::app, "networks", ""},
    OtherWord{Shape::app, "port_definitions", "ports"},
    OtherWord{Shape::app, "readiness_checks", ""},
    OtherWord{Shape::app, "require_ports", ""},
    OtherWord{Shape::app, "residency", ""},
    OtherWord{Shape::app, "resource_limits", ""},
    OtherWord{Shape::app, "role", ""},
    OtherWord{Shape::app, "secrets", ""},
    OtherWord{Shape::app, "store_urls", ""},
    OtherWord{Shape::app, "task_kill_grace_period_seconds", ""},
    OtherWord{Shape::app, "tty", ""},
    OtherWord{Shape::app, "unreachable_strategy", ""},
    OtherWord{Shape::app, "upgrade_strategy", "upgrade"},
    OtherWord{Shape::app, "uris", ""},
};

}  // namespace

std::optional<std::string> instead_of(Shape owner, std::string_view word) {
  const auto theirs = snake_case(word);
  const auto found = std::find_if(other_words.begin(), other_words.end(), [&](const OtherWord& other) {
    return other.owner == owner && other.theirs == theirs;
  });
  if (found == other_words.end()) return std::nullopt;
  return found->ours.empty() ? fmt::format("marathon {{ {} = … }}", theirs) : std::string(found->ours);
}

std::string snake_case(std::string_view camel) {
  std::string result;
  for (const char c : camel)
    if (is_upper(c))
      result += "_" + to_lower(std::string_view(&c, 1));
    else
      result += c;
  return result;
}

}  // namespace herdc::schema
