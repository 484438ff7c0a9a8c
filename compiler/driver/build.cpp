#include <fmt/format.h>

#include <ostream>

#include "compiler/analysis/session.h"
#include "compiler/base/hash.h"
#include "compiler/base/replace_file.h"
#include "compiler/base/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/project.h"
#include "compiler/driver/version.h"
#include "compiler/output/write.h"

namespace herdc::driver {
namespace {

constexpr std::string_view standard_prefix = "std:";

/// Digests of everything that the project gave, herd.lock as it will be.
output::ManifestFacts facts_of(const Compilation& c, const Output& output) {
  output::ManifestFacts facts;
  facts.herdc_version = version;
  for (std::uint32_t i = 0; i < c.sources.size(); ++i)
    if (const auto& file = c.sources[FileId{i}];
        !file.path.starts_with(standard_prefix) && !file.path.starts_with(analysis::parameter_prefix))
      facts.inputs[file.path] = sha256(file.text);
  facts.inputs[std::string(lock_file)] = sha256(analysis::write_lock(c.lowered.lock));
  for (const auto& [service, numbers] : output.model.ordinals)
    for (const auto& [host, number] : numbers) facts.ordinals[service][host] = number;
  return facts;
}

/// What the tree that is there says of one host's number: its own row, or another host that had it.
void compare_ordinal(const model::Ordinals& before, const std::string& service, const std::string& host,
                     std::int64_t number, Span place, Sink& sink) {
  const auto way_out =
      "a number lies on a disk (a ZooKeeper's myid): take herd.lock back from git, or correct its rows";
  if (const auto known = before.find(host); known != before.end() && known->second != number)
    sink.report(catalog::ordinal_moved, place, host, service, number, known->second).with_hint(way_out);
  for (const auto& [other, old] : before)
    if (old == number && other != host && !before.contains(host))
      sink.report(catalog::ordinal_taken, place, host, service, number, other).with_hint(way_out);
}

/// A lost or edited herd.lock must not renumber what runs.
void compare_ordinals(const Compilation& c, const Output& output, const std::string& output_directory,
                      Sink& sink) {
  const auto manifest = output::read_manifest(output_directory, output.tree.name, sink);
  if (!manifest || !*manifest) return;
  for (const auto& [service, before] : (*manifest)->facts.ordinals) {
    const auto now = output.model.ordinals.find(service);
    if (now == output.model.ordinals.end()) continue;
    const auto lock = c.sources.find(lock_file);
    const Span place = lock ? Span{*lock, 0, 0} : Span{};
    for (const auto& [host, number] : now->second)
      compare_ordinal(before, service, host, number, place, sink);
  }
}

/// The services whose rows would be added.
std::string missing_from_lock(const Compilation& c) {
  std::vector<std::string> services;
  for (const auto& output : outputs(c))
    for (const auto& [service, numbers] : output.model.ordinals) {
      const auto rows_of = [&, &service = service](const analysis::Lock& lock) {
        const auto* rows = lock.find(output.tree.name, service);
        return rows != nullptr ? *rows : model::Ordinals{};
      };
      if (rows_of(c.lock) != rows_of(c.lowered.lock)) services.push_back(fmt::format("`{}`", service));
    }
  return fmt::format("numbers of hosts of {}", enumerate(services));
}

void show_report(const output::Report& report, const std::string& tree, const Options& options,
                 Environment& environment) {
  if (options.quiet) return;
  const auto& changes = report.changes;
  if (!report.wrote) {
    environment.out << fmt::format("{} is current: {} files\n", tree, changes.unchanged.size());
    return;
  }
  for (const auto& path : changes.added) environment.out << fmt::format("new      {}/{}\n", tree, path);
  for (const auto& path : changes.changed) environment.out << fmt::format("changed  {}/{}\n", tree, path);
  for (const auto& path : changes.modes) environment.out << fmt::format("mode     {}/{}\n", tree, path);
  for (const auto& path : changes.removed) environment.out << fmt::format("removed  {}/{}\n", tree, path);
  environment.out << fmt::format("{}: {} new, {} changed, {} removed, {} unchanged\n", tree,
                                 changes.added.size(), changes.changed.size() + changes.modes.size(),
                                 changes.removed.size(), changes.unchanged.size());
  if (report.method == "journal") environment.out << fmt::format("written file by file: {}\n", report.reason);
}

/// Whether each tree can be written as it stands; the reason when the disk says no.
Status plan_all(const Compilation& c, const std::string& directory, Sink& sink) {
  for (const auto& output : outputs(c))
    if (const auto plan = output::plan_tree(output.tree, facts_of(c, output), directory, sink); !plan)
      return plan.failure();
  return success();
}

int write_trees(Run& run, const std::string& directory, const Options& options, Environment& environment) {
  std::vector<std::pair<std::string, output::Report>> reports;
  std::optional<Failure> failure;
  for (const auto& output : outputs(run.compilation)) {
    if (failure || run.sink.has_errors()) break;
    auto report = output::write_tree(output.tree, facts_of(run.compilation, output), directory, run.sink);
    if (report)
      reports.emplace_back(directory + "/" + output.tree.name, std::move(*report));
    else
      failure = report.failure();
  }
  const int code = show_diagnostics(run, options, environment);
  if (failure) return could_not_run(failure->message, environment);
  if (code == exit_fine)
    for (const auto& [tree, report] : reports) show_report(report, tree, options, environment);
  return code;
}

/// The lock first, then the trees: a tree without its numbers would lose them, a lock without its tree does
/// not.
int write(const Project& project, Run& run, const Options& options, Environment& environment) {
  const auto& c = run.compilation;
  const auto directory = options.output.empty() ? path_in(project, "generated") : options.output;
  for (const auto& output : outputs(c)) compare_ordinals(c, output, directory, run.sink);
  const bool lock_changed = !(c.lock == c.lowered.lock);
  if (lock_changed && options.locked) run.sink.report(catalog::lock_incomplete, Span{}, missing_from_lock(c));
  if (run.sink.has_errors()) return show_diagnostics(run, options, environment);
  if (lock_changed || outputs(c).size() > 1) {
    const auto plan = plan_all(c, directory, run.sink);
    if (!plan) return could_not_run(plan.failure().message, environment);
    if (run.sink.has_errors()) return show_diagnostics(run, options, environment);
  }
  if (lock_changed) {
    const auto replaced = replace_file(path_in(project, lock_file), analysis::write_lock(c.lowered.lock));
    if (!replaced) return could_not_run(replaced.failure().message, environment);
  }
  return write_trees(run, directory, options, environment);
}

/// Who writes a field, when the model is whole.
int print_layers(const Project& project, const Options& options, Environment& environment) {
  Run run;
  std::optional<Result<std::string>> text;
  const auto finish = [&](analysis::Session& session, const Compilation& c) {
    if (!run.sink.has_errors()) text = session.layers(options.layers, c.lowered.model);
  };
  const Inputs inputs{*project.files, standard_library(), project.entry, options.choices, options.limits};
  run.compilation = compile(inputs, Phase::model, run.sink, {}, finish);
  if (!text) return show_diagnostics(run, options, environment);
  if (!*text) return could_not_run(text->failure().message, environment);
  environment.out << **text;
  return exit_fine;
}

}  // namespace

int build(const Options& options, Environment& environment) {
  const auto project = open_project(options.file, environment);
  if (!project) return exit_could_not_run;
  if (!options.layers.empty()) return print_layers(*project, options, environment);
  const auto run = compile_project(*project, options, environment);
  if (run->sink.has_errors() || options.print) {
    if (options.print) environment.out << print(run->compilation, *options.print);
    return show_diagnostics(*run, options, environment);
  }
  return write(*project, *run, options, environment);
}

int check(const Options& options, Environment& environment) {
  const auto project = open_project(options.file, environment);
  if (!project) return exit_could_not_run;
  if (!options.layers.empty()) return print_layers(*project, options, environment);
  const auto run = compile_project(*project, options, environment);
  if (options.print) environment.out << print(run->compilation, *options.print);
  return show_diagnostics(*run, options, environment);
}

}  // namespace herdc::driver
