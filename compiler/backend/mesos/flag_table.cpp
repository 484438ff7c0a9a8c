#include "compiler/backend/mesos/flag_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::mesos {
namespace {

constexpr Version oldest{0, 20};  // of the table: what it has since then may be older
constexpr Version newest{99, 0};

#define FLAG(name, type, choices, since, until, condition, effect) \
  Flag{#name, Type::type, choices, since, until, Condition::condition, Effect::effect},
#define V(major, minor) \
  Version {             \
    major, minor        \
  }
#define RENAMED(old, now)
constexpr auto flags = std::to_array<Flag>({
#include "compiler/backend/mesos/flags.def"
});

struct Renamed {
  std::string_view old;
  std::string_view now;
};
#define FLAG(name, type, choices, since, until, condition, effect)
#define RENAMED(old, now) Renamed{#old, #now},
constexpr auto renamed = std::to_array<Renamed>({
#include "compiler/backend/mesos/flags.def"
});
#undef V

}  // namespace

std::string to_text(Version version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

Version parse_version(std::string_view text) {
  const auto parts = split(text, ".");
  return {std::stoi(parts[0]), std::stoi(parts[1])};
}

const Flag* find_flag(std::string_view name) {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.name == name; });
  return found == flags.end() ? nullptr : &*found;
}

std::string_view renamed_to(std::string_view name) {
  const auto found =
      std::find_if(renamed.begin(), renamed.end(), [&](const Renamed& r) { return r.old == name; });
  return found == renamed.end() ? "" : found->now;
}

bool is_in(const Flag& flag, const Target& target) {
  if (flag.condition == Condition::clusterd) return target.clusterd;
  // ClusterD goes on from what would have become 1.12.
  const auto version = target.clusterd ? Version{1, 12} : std::max(target.mesos, oldest);
  return flag.since <= version && version <= flag.until;
}

std::string where_it_is(const Flag& flag) {
  if (flag.condition == Condition::clusterd) return "ClusterD only";
  if (flag.since == Version{1, 12}) return "ClusterD, and in no released Mesos";
  if (flag.until != newest && flag.since <= oldest) return "Mesos up to " + to_text(flag.until);
  if (flag.until != newest) return fmt::format("Mesos {} to {}", to_text(flag.since), to_text(flag.until));
  return fmt::format("Mesos {} and newer", to_text(flag.since));
}

std::string_view build_option(const Flag& flag) {
  switch (flag.condition) {
    case Condition::ssl:
      return "--enable-ssl";
    case Condition::port_mapping:
      return "--enable-port-mapping-isolator";
    case Condition::network_ports:
      return "--enable-network-ports-isolator";
    case Condition::xfs:
      return "--enable-xfs-disk-isolator";
    case Condition::seccomp:
      return "--enable-seccomp-isolator";
    case Condition::always:
    case Condition::clusterd:
      break;
  }
  return "";
}

std::vector<std::string> names_in(const Target& target) {
  std::vector<std::string> names;
  for (const auto& flag : flags)
    if (is_in(flag, target)) names.emplace_back(flag.name);
  return names;
}

std::vector<std::string> draining_names() {
  std::vector<std::string> names;
  for (const auto& flag : flags)
    if (flag.effect == Effect::drain) names.emplace_back(flag.name);
  return names;
}

}  // namespace herdc::mesos
