#include "compiler/driver/commands.h"

#include <algorithm>
#include <array>

namespace herdc::driver {
namespace {

struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const Options& options, Environment& environment);
};
constexpr std::array commands = {
    Command{"build", "compile the cluster and write the generated tree", build},
    Command{"check", "compile the cluster, report what is wrong, write nothing", check},
    Command{"explain", "say what a diagnostic means and how to get rid of it", explain},
    Command{"init", "write a small cluster to begin with", init},
    Command{"lock",
            "ask the registries for the digests of bases and write herd.lock (the only command that uses the "
            "network)",
            lock},
    Command{"reference", "say what a kind or a field is", reference},
    Command{"test", "compile the cluster and look at its `test` blocks", test},
};

const Command* find(std::string_view name) {
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const auto& c) { return c.name == name; });
  return found == commands.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const auto& command : commands) names.emplace_back(command.name);
  return names;
}

std::string_view command_summary(std::string_view name) {
  return find(name)->summary;
}

int run(const std::vector<std::string>& words, Environment& environment) {
  const auto parsed = parse_options(words, environment);
  if (parsed.exit_code) return *parsed.exit_code;
  return find(parsed.options.command)->run(parsed.options, environment);
}

}  // namespace herdc::driver
