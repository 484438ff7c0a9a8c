#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

/// flags.def as data: which flags an agent has, in which version, and what they take.
namespace herdc::mesos {

struct Version {
  int major = 0;
  int minor = 0;
  constexpr auto operator<=>(const Version&) const = default;
};
std::string to_text(Version version);  ///< "1.11"
/// The first two numbers of "1.11" or "1.11.0"; the text is one that the language accepts as a version.
Version parse_version(std::string_view text);

enum class Type {
  boolean,
  text,
  directory,
  path,  ///< of a file that the agent reads
  host,
  address,
  address6,
  port,
  count,
  count16,
  counts,
  number,
  duration,
  bytes,
  words,  ///< list with commas
  colon_list,
  choice,
  role,
  range,
  json,
  attributes,
  resources,
};

enum class Condition { always, ssl, port_mapping, network_ports, xfs, seccomp, clusterd };
enum class Effect { restart, drain };

struct Flag {
  std::string_view name;
  Type type;
  std::string_view choices;  ///< separated by spaces
  Version since;
  Version until;
  Condition condition;
  Effect effect;
};

/// What the generated files are for.
struct Target {
  Version mesos;
  bool clusterd = false;
};

const Flag* find_flag(std::string_view name);
/// What the flag is called today, "" when it has always had its name.
std::string_view renamed_to(std::string_view name);

bool is_in(const Flag& flag, const Target& target);
/// "Mesos 1.4 or newer", "Mesos up to 0.21", "ClusterD".
std::string where_it_is(const Flag& flag);
/// The option that a Mesos has to be built with: "--enable-port-mapping-isolator"; "" when all have the flag.
std::string_view build_option(const Flag& flag);

std::vector<std::string> names_in(const Target& target);
/// Names whose change needs a drained agent, sorted.
std::vector<std::string> draining_names();

}  // namespace herdc::mesos
