#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "compiler/base/hash.h"
#include "compiler/base/replace_file.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/project.h"

namespace herdc::driver {
namespace {

/// The digest of what a tag names now: of the index when there are several platforms. Hashed here over the
/// very bytes that the registry sent, so no tool's idea of "the digest" comes between.
Result<std::string> ask_registry(const std::string& base, Environment& environment) {
  const auto answer = environment.run({"skopeo", "inspect", "--raw", "docker://" + base});
  if (answer.exit_code == 127) return Failure{"`skopeo` is needed to ask registries: apt-get install skopeo"};
  if (answer.exit_code != 0) return Failure{fmt::format("cannot ask for `{}`: {}", base, answer.errors)};
  return "sha256:" + sha256(answer.output);
}

bool wants_refresh(const Options& options, const std::string& base) {
  const auto& names = options.refresh;
  return std::find(names.begin(), names.end(), base) != names.end() ||
         std::find(names.begin(), names.end(), "all") != names.end();
}

std::vector<std::string> bases_of(const model::Model& model) {
  using namespace schema::field;
  std::vector<std::string> names;
  for (const auto id : model.of_kind(schema::Shape::base))
    if (model::find_text(model[id], base::repository) != nullptr &&
        model::find_text(model[id], base::tag) != nullptr)
      names.push_back(analysis::lock_name(model[id]));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// By root, with their digests. What lies in a package is a part of it.
std::map<std::string, std::string> packages_of(const analysis::Program& program) {
  std::map<std::string, std::string> digests;
  for (const auto& [root, package] : program.packages)
    if (!package.inner) digests[root] = package.digest;
  return digests;
}

/// Everything but what this command mends: a package that changed, only when it is named.
bool can_mend(const Run& run, const Options& options) {
  const auto& program = run.compilation.program;
  const auto& locked = run.compilation.lock.packages;
  const auto packages = packages_of(program);
  const bool accepted = std::all_of(packages.begin(), packages.end(), [&](const auto& package) {
    const auto known = locked.find(package.first);
    return known == locked.end() || known->second == package.second || wants_refresh(options, package.first);
  });
  const auto list = run.sink.sorted();
  return accepted && std::all_of(list.begin(), list.end(), [](const auto& d) {
           return !is_error(d.code.severity) || d.code.number == catalog::unpinned_base.code.number ||
                  d.code.number == catalog::unlocked_package.code.number ||
                  d.code.number == catalog::changed_package.code.number;
         });
}

/// A misspelt name must not look like a refresh.
std::optional<std::string> unknown_refresh(const Options& options, std::vector<std::string> names,
                                           const std::map<std::string, std::string>& packages) {
  for (const auto& [root, digest] : packages) names.push_back(root);
  for (const auto& name : options.refresh)
    if (name != "all" && std::find(names.begin(), names.end(), name) == names.end())
      return fmt::format("`--refresh {}` names no base and no package of this project; it has: {}", name,
                         fmt::join(names, ", "));
  return std::nullopt;
}

void say_packages(const analysis::Lock& before, const std::map<std::string, std::string>& packages,
                  Environment& environment) {
  for (const auto& [root, digest] : packages) {
    const auto known = before.packages.find(root);
    const bool same = known != before.packages.end() && known->second == digest;
    if (!same) environment.out << fmt::format("{} {}\n", root, digest);
  }
}

}  // namespace

int lock(const Options& options, Environment& environment) {
  const auto project = open_project(options.file, environment);
  if (!project) return exit_could_not_run;
  auto compile_only = options;
  compile_only.print = Phase::graph;
  const auto run = compile_project(*project, compile_only, environment);
  if (!can_mend(*run, options)) return show_diagnostics(*run, options, environment);
  const auto bases = bases_of(run->compilation.lowered.model);
  const auto packages = packages_of(run->compilation.program);
  if (const auto problem = unknown_refresh(options, bases, packages))
    return could_not_run(*problem, environment);
  auto lock = run->compilation.lowered.lock;
  if (!options.quiet) say_packages(lock, packages, environment);
  lock.packages = packages;
  for (const auto& base : bases) {
    auto& digest = lock.bases[base];
    if (!digest.empty() && !wants_refresh(options, base)) continue;
    if (environment.terminal) environment.err << fmt::format("asking for {}\n", base);
    auto answer = ask_registry(base, environment);
    if (!answer) return could_not_run(answer.failure().message, environment);
    if (!options.quiet)
      environment.out << fmt::format("{} {}{}\n", base, *answer, digest == *answer ? " (as before)" : "");
    digest = std::move(*answer);
  }
  const auto path = path_in(*project, lock_file);
  const bool current = lock == run->compilation.lock;
  if (!current)
    if (const auto replaced = replace_file(path, analysis::write_lock(lock)); !replaced)
      return could_not_run(replaced.failure().message, environment);
  if (!options.quiet)
    environment.out << fmt::format("{} {}\n", current ? "nothing to change in" : "wrote", path);
  return exit_fine;
}

}  // namespace herdc::driver
