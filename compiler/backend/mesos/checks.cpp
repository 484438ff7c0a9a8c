#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/mesos/agents.h"
#include "compiler/backend/mesos/grammar.h"
#include "compiler/base/spelling.h"

namespace herdc::mesos {
namespace {

/// Flags that the packages or provision.sh give to every agent. A second time, by whatever way, an agent does
/// not start; others end it at once.
struct Reserved {
  std::string_view name;
  std::string_view why;
  std::string_view hint;
};
constexpr auto reserved = std::to_array<Reserved>({
    {"master", "the packages pass it from /etc/mesos/zk", "say `masters`, and `output zk` in that service"},
    {"master_detector", "it excludes `master`, which the packages pass", "say `masters`"},
    {"ip", "provision.sh sets it, to the address from which the machine reaches its masters",
     "leave it out; `advertise_ip` is another one that others are told"},
    {"ip_discovery_command", "it excludes `ip`, which provision.sh sets", "leave it out"},
    {"log_dir", "the packages pass it from LOGS in /etc/default/mesos",
     "leave it out, and write another directory there"},
    {"help", "the agent prints its flags and ends", "leave it out"},
    {"version", "the agent prints its version and ends", "leave it out"},
});

using Pair = std::pair<std::string_view, std::string_view>;
constexpr auto exclusive = std::to_array<Pair>({
    {"modules", "modules_dir"},
    {"ip6", "ip6_discovery_command"},
    {"agent_subsystems", "slave_subsystems"},
    {"effective_capabilities", "allowed_capabilities"},
    {"jwt_secret_key", "executor_secret_key"},
});

const SetFlag* find(const std::vector<SetFlag>& flags, std::string_view name) {
  const auto found =
      std::find_if(flags.begin(), flags.end(), [&](const auto& f) { return f.flag->name == name; });
  return found == flags.end() ? nullptr : &*found;
}

void check_pair(const std::vector<SetFlag>& flags, const Pair& pair, Sink& sink) {
  const auto* first = find(flags, pair.first);
  const auto* second = find(flags, pair.second);
  if (first != nullptr && second != nullptr)
    sink.report(catalog::flags_exclude_each_other, second->place, pair.first, pair.second)
        .with_note(first->place, "the other one")
        .with_hint("leave one of them out");
}

/// In milliseconds where the flag is a duration.
struct Limit {
  std::string_view flag;
  double least;
  double most;
  std::string_view problem;
};
constexpr auto limits = std::to_array<Limit>({
    {"executor_reregistration_timeout", 0, 15'000, "it is at most 15secs"},
    {"gc_disk_headroom", 0, 1, "it is from 0 to 1"},
    {"registration_backoff_factor", 0, 60'000, "it is at most 1mins"},
});

void check_limit(const std::vector<SetFlag>& flags, const Limit& limit, Sink& sink) {
  const auto* set = find(flags, limit.flag);
  if (set == nullptr) return;
  const bool outside = std::any_of(set->texts.begin(), set->texts.end(), [&](const auto& text) {
    const auto amount = set->flag->type == Type::duration ? milliseconds(text) : std::stod(text);
    return amount < limit.least || amount > limit.most;
  });
  if (outside) sink.report(catalog::bad_flag_value, set->place, limit.flag, limit.problem);
}

// The path is put into a sockaddr_un.
void check_socket(const std::vector<SetFlag>& flags, Sink& sink) {
  const auto* set = find(flags, "domain_socket_location");
  if (set == nullptr) return;
  const bool longer =
      std::any_of(set->texts.begin(), set->texts.end(), [](const auto& text) { return text.size() >= 108; });
  if (longer)
    sink.report(catalog::bad_flag_value, set->place, set->flag->name, "it is 107 bytes long at most");
}

std::string hint_for_unknown(const std::string& name, const Target& target) {
  if (name.starts_with("no_") && find_flag(name.substr(3)) != nullptr)
    return fmt::format("write `{} = false`", name.substr(3));
  return did_you_mean(name, names_in(target));
}

std::string target_name(const Target& target) {
  return target.clusterd ? "ClusterD" : "Mesos " + to_text(target.mesos);
}

void warn(const Flag& flag, const Target& target, Span place, Sink& sink) {
  if (const auto option = build_option(flag); !option.empty())
    sink.report(catalog::flag_of_some_builds, place, flag.name, option)
        .with_hint(
            "an agent without it does not start; `mesos-slave --help` on a machine says whether it is there");
  const auto* today = find_flag(renamed_to(flag.name));
  if (today != nullptr && is_in(*today, target))
    sink.report(catalog::old_flag_name, place, flag.name, today->name, to_text(today->since))
        .with_hint(fmt::format("write `{}`", today->name));
}

}  // namespace

const Flag* check_name(const std::string& name, const Target& target, Span place, Sink& sink) {
  const auto taken =
      std::find_if(reserved.begin(), reserved.end(), [&](const Reserved& r) { return r.name == name; });
  if (taken != reserved.end()) {
    sink.report(catalog::reserved_flag, place, name, taken->why).with_hint(std::string(taken->hint));
    return nullptr;
  }
  const auto* flag = find_flag(name);
  if (flag == nullptr)
    sink.report(catalog::unknown_flag, place, name, target_name(target))
        .with_hint(hint_for_unknown(name, target));
  else if (!is_in(*flag, target))
    sink.report(catalog::flag_of_other_version, place, name, target_name(target), where_it_is(*flag))
        .with_hint(
            "leave it out, or say which Mesos the machines have: `targets { mesos = \"…\" }` in `cluster`");
  else
    return warn(*flag, target, place, sink), flag;
  return nullptr;
}

void check_together(const std::vector<SetFlag>& flags, Sink& sink) {
  for (const auto& pair : exclusive) check_pair(flags, pair, sink);
  for (const auto& limit : limits) check_limit(flags, limit, sink);
  check_socket(flags, sink);
}

}  // namespace herdc::mesos
