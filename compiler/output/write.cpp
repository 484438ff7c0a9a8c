#include "compiler/output/write.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "compiler/output/exchange.h"
#include "compiler/output/journal.h"
#include "compiler/output/paths.h"
#include "compiler/output/stage.h"

namespace herdc::output {
namespace {

/// The tree's directory; nothing when there is none yet.
Result<std::optional<Directory>> open_tree(const Directory& output, const std::string& name) {
  const auto entry = output.entry(name);
  if (!entry) return entry.failure();
  if (!entry->exists()) return std::optional<Directory>();
  if (entry->kind != FileKind::directory)
    return Failure{fmt::format("cannot write below `{}`: {}", output.shown(name),
                               entry->kind == FileKind::symlink
                                   ? "it is a symbolic link, and a link is not followed here"
                                   : "it is not a directory")};
  auto tree = output.open_below(name);
  if (!tree) return tree.failure();
  return std::optional<Directory>(std::move(*tree));
}

/// Why the tree cannot be exchanged, as far as it can be known without trying; "" when it may be.
std::string obstacle(const Directory& tree, const Snapshot& snapshot) {
  if (tree.self().mount_point) return fmt::format("`{}` is a mount point", tree.shown());
  if (!snapshot.full_foreign_directories.empty())
    return fmt::format("`{}` is a directory that is not herdc's",
                       tree.shown(*snapshot.full_foreign_directories.begin()));
  for (const auto& [path, entry] : snapshot.entries)
    if (entry.mount_point) return fmt::format("`{}` is a mount point", tree.shown(path));
  return "";
}

Result<Comparison> compare_with(const std::optional<Directory>& tree, const Content& content, Sink& sink) {
  if (tree) return compare(*tree, content, sink);
  Comparison fresh;
  for (const auto& [path, file] : content.files) fresh.changes.added.push_back(path);
  fresh.own_directories = own_directories({}, content);
  return fresh;
}

Status carry_out(const Work& work, Report& report) {
  report.reason = work.tree == nullptr ? "" : obstacle(*work.tree, work.comparison.snapshot);
  if (report.reason.empty()) {
    const auto attempt = exchange(work);
    if (!attempt) return attempt.failure();
    report.reason = attempt->obstacle.value_or("");
  }
  report.method = report.reason.empty() ? "exchange" : "journal";
  return report.reason.empty() ? success() : write_by_journal(work);
}

Result<Report> write_locked(const Directory& output, const std::string& name, const Content& content,
                            Sink& sink) {
  const auto errors = sink.errors();
  const auto refused = [&] { return sink.errors() > errors; };
  if (const auto status = recover_exchanges(output, sink); !status) return status.failure();
  auto tree = open_tree(output, name);
  if (!tree) return tree.failure();
  if (*tree)
    if (const auto status = recover_journals(**tree, sink); !status) return status.failure();
  if (refused()) return Report{};
  auto comparison = compare_with(*tree, content, sink);
  if (!comparison) return comparison.failure();
  Report report{comparison->changes, false, "nothing to do", "", false};
  if (refused()) return Report{std::move(report.changes), false, "", "", false};
  if (comparison->changes.nothing()) return report;
  const Work work{output, name, *tree ? &**tree : nullptr, *comparison, content};
  if (const auto status = carry_out(work, report); !status) return status.failure();
  report.wrote = true;
  return report;
}

/// False when the tree could not be written anywhere.
bool prepare(Content& content, const artifact::Tree& tree, const ManifestFacts& facts, Sink& sink) {
  const auto errors = sink.errors();
  validate(tree, sink);
  if (sink.errors() == errors) fill(content, tree, facts);
  return sink.errors() == errors;
}

Result<Report> plan_locked(const Directory& output, const std::string& name, const Content& content,
                           Sink& sink) {
  auto tree = open_tree(output, name);
  if (!tree) return tree.failure();
  if (*tree) {
    const auto unfinished = has_unfinished_journal(**tree);
    if (!unfinished) return unfinished.failure();
    if (*unfinished) return Report{{}, false, "journal", "the build before this one was interrupted", true};
  }
  const auto errors = sink.errors();
  auto comparison = compare_with(*tree, content, sink);
  if (!comparison) return comparison.failure();
  Report report{std::move(comparison->changes), false, "", "", false};
  if (sink.errors() > errors) return report;
  report.reason = *tree ? obstacle(**tree, comparison->snapshot) : "";
  report.method = report.changes.nothing() ? "nothing to do" : report.reason.empty() ? "exchange" : "journal";
  return report;
}

}  // namespace

Result<Report> write_tree(const artifact::Tree& tree, const ManifestFacts& facts,
                          const std::string& output_directory, Sink& sink, LockWait wait) {
  Content content;
  if (!prepare(content, tree, facts, sink)) return Report{};
  const NoUmask modes_as_asked;
  const auto output = LockedOutput::for_writing(output_directory, wait);
  if (!output) return output.failure();
  return write_locked(output->directory(), tree.name, content, sink);
}

Result<Report> plan_tree(const artifact::Tree& tree, const ManifestFacts& facts,
                         const std::string& output_directory, Sink& sink, LockWait wait) {
  Content content;
  if (!prepare(content, tree, facts, sink)) return Report{};
  const auto output = LockedOutput::for_reading(output_directory, wait);
  if (output) return plan_locked(output->directory(), tree.name, content, sink);
  if (output.failure().error_number != ENOENT) return output.failure();
  Report report{{}, false, "exchange", "", false};
  for (const auto& [path, file] : content.files) report.changes.added.push_back(path);
  return report;
}

}  // namespace herdc::output
