#include "compiler/output/journal.h"

#include <fmt/format.h>

#include "compiler/base/hash.h"
#include "compiler/output/journal_file.h"
#include "compiler/output/paths.h"
#include "compiler/output/stage.h"

namespace herdc::output {
namespace {

constexpr const char* journal_name = "journal";
constexpr const char* draft_name = "journal.draft";
constexpr std::uint64_t max_journal_bytes = 64u << 20;
constexpr std::uint64_t max_file_bytes = 1u << 30;

/// Digest of the regular file at `path`; "" when nothing stands there, "?" for anything else.
Result<std::string> digest_at(const Directory& tree, const std::string& path) {
  const auto parent = tree.open_below(parent_of(path));
  if (!parent) {
    const auto error = parent.failure().error_number;
    if (error == ENOENT || error == ENOTDIR) return std::string();
    return parent.failure();
  }
  const auto entry = parent->entry(leaf_of(path));
  if (!entry) return entry.failure();
  if (entry->kind == FileKind::missing || entry->kind == FileKind::directory) return std::string();
  if (entry->kind != FileKind::regular) return std::string("?");
  const auto bytes = parent->read(leaf_of(path), max_file_bytes);
  if (!bytes) return bytes.failure();
  return sha256(*bytes);
}

Result<Directory> parent_in(const Directory& tree, const std::string& path) {
  for (const auto& directory : directories_above(path)) {
    const auto above = tree.open_below(parent_of(directory));
    if (!above) return above.failure();
    const auto status = above->create_directory(leaf_of(directory), 0755);
    if (!status && status.failure().error_number != EEXIST) return status.failure();
  }
  return tree.open_below(parent_of(path));
}

/// Directories that are empty now go, from the inside out. (One that stayed would be taken for the user's
/// later.)
Status remove_empty_directories(const Directory& tree, const std::string& path) {
  for (auto directory = parent_of(path); !directory.empty(); directory = parent_of(directory)) {
    const auto parent = tree.open_below(parent_of(directory));
    const auto status = parent ? parent->remove_directory(leaf_of(directory)) : Status(parent.failure());
    const int error = status ? 0 : status.failure().error_number;
    if (error == ENOTEMPTY) return success();
    if (error != 0 && error != ENOENT && error != ENOTDIR) return status;
  }
  return success();
}

Status remove_file(const Directory& tree, const std::string& path, const std::string& digest) {
  const auto found = digest_at(tree, path);
  if (!found) return found.failure();
  if (*found != digest) return success();
  const auto parent = tree.open_below(parent_of(path));
  if (!parent) return parent.failure();
  return parent->remove_file(leaf_of(path));
}

/// Only where directories stand in directories and nothing else does.
Status remove_directories(const Directory& parent, const std::string& name) {
  const auto directory = parent.open_below(name);
  if (!directory) return directory.failure();
  const auto names = directory->names();
  if (!names) return names.failure();
  for (const auto& below : *names)
    if (const auto status = remove_directories(*directory, below); !status) return status;
  return parent.remove_directory(name);
}

/// Renaming what is no longer in the stage has been done by the run before.
Status put_file(const Directory& tree, const Directory& stage, const std::string& path,
                const std::string& staged) {
  const auto entry = stage.entry(staged);
  if (!entry) return entry.failure();
  if (!entry->exists()) return success();
  const auto parent = parent_in(tree, path);
  if (!parent) return parent.failure();
  auto status = stage.rename_to(staged, *parent, leaf_of(path));
  if (status || status.failure().error_number != EISDIR) return status;
  if (status = remove_directories(*parent, leaf_of(path)); !status) return status;
  return stage.rename_to(staged, *parent, leaf_of(path));
}

Status put_directory(const Directory& tree, const Directory& stage, const std::string& path,
                     const std::string& staged) {
  const auto parent = parent_in(tree, path);
  if (!parent) return parent.failure();
  const auto there = parent->entry(leaf_of(path));
  if (!there) return there.failure();
  const auto ready = stage.entry(staged);
  if (!ready) return ready.failure();
  if (there->exists() || !ready->exists()) return success();
  return stage.rename_to(staged, *parent, leaf_of(path));
}

/// Every step may have been done already.
Status apply(const Directory& tree, const Directory& stage, const Journal& journal) {
  for (const auto& [path, digest] : journal.removals)
    if (const auto status = remove_file(tree, path, digest); !status) return status;
  for (const auto& [path, staged] : journal.directories)
    if (const auto status = put_directory(tree, stage, path, staged); !status) return status;
  for (const auto& [path, write] : journal.writes)
    if (path != manifest_name)
      if (const auto status = put_file(tree, stage, path, write.staged); !status) return status;
  const auto manifest = journal.writes.find(std::string(manifest_name));
  if (manifest != journal.writes.end())
    if (const auto status = put_file(tree, stage, manifest->first, manifest->second.staged); !status)
      return status;
  for (const auto& [path, digest] : journal.removals)
    if (const auto status = remove_empty_directories(tree, path); !status) return status;
  return tree.sync_file_system();
}

Status finish(const Directory& tree, const std::string& stage_name, const Directory& stage,
              const Journal& journal) {
  if (const auto status = apply(tree, stage, journal); !status)
    return Failure{fmt::format("{}; `{}` is half written, and the next build finishes it",
                               status.failure().message, tree.shown()),
                   status.failure().error_number};
  auto status = stage.remove_file(journal_name);
  if (status) status = tree.remove_all(stage_name);
  return status ? status : Status(in_place_but(status.failure(), stage));
}

class Draft {
 public:
  Draft(const Work& work, const Directory& tree, const Directory& stage)
      : work_(work), tree_(tree), stage_(stage) {}

  Result<Journal> stage_all() {
    if (const auto status = stage_directories(); !status) return status.failure();
    const auto& changes = work_.comparison.changes;
    for (const auto* paths : {&changes.added, &changes.changed, &changes.modes})
      for (const auto& path : *paths)
        if (const auto status = stage_file(path); !status) return status.failure();
    for (const auto& path : changes.removed)
      journal_.removals[path] = work_.comparison.manifest.files.at(path).sha256;
    return std::move(journal_);
  }

 private:
  std::string next_name() { return std::to_string(count_++); }

  Status stage_directories() {
    const auto& standing = work_.comparison.snapshot.entries;
    for (const auto& [file, content] : work_.content.files)
      for (const auto& path : directories_above(file)) {
        const auto found = standing.find(path);
        if (found != standing.end() && found->second.kind == FileKind::directory) continue;
        const auto [entry, fresh] = journal_.directories.try_emplace(path);
        if (!fresh) continue;
        entry->second = next_name();
        if (const auto status = stage_.create_directory(entry->second, 0755); !status) return status;
      }
    return success();
  }

  Status stage_file(const std::string& path) {
    const auto& file = work_.content.files.at(path);
    const auto was = digest_at(tree_, path);
    if (!was) return was.failure();
    const auto staged = next_name();
    journal_.writes[path] = {staged, sha256(file.bytes), *was};
    return stage_.create_file(staged, file.bytes, file.mode());
  }

  const Work& work_;
  const Directory& tree_;
  const Directory& stage_;
  Journal journal_;
  int count_ = 0;
};

/// From the rename on, the work is going to be done.
Status commit(const Directory& stage, const Journal& journal) {
  if (const auto status = stage.create_file(draft_name, render(journal), 0600); !status) return status;
  if (const auto status = stage.sync_file_system(); !status) return status;
  if (const auto status = stage.rename_to(draft_name, stage, journal_name); !status) return status;
  return stage.sync();
}

/// A mount point within the tree would let the renames fail half way.
Status check_mount_points(const Work& work) {
  for (const auto& path : work.comparison.own_directories) {
    const auto found = work.comparison.snapshot.entries.find(path);
    if (found == work.comparison.snapshot.entries.end() || !found->second.mount_point) continue;
    return Failure{
        fmt::format(
            "cannot write `{}`: it is a mount point within a generated tree; mount the whole tree, or "
            "unmount this",
            work.tree->shown(path)),
        EXDEV};
  }
  return success();
}

Status write_into(const Work& work, const Directory& tree) {
  if (const auto status = check_mount_points(work); !status) return status;
  auto stage = Stage::create(tree);
  if (!stage) return stage.failure();
  const auto named = stage->directory().open_below("");
  if (!named) return named.failure();
  const auto journal = Draft(work, tree, *named).stage_all();
  if (!journal) return journal.failure();
  if (const auto status = commit(*named, *journal); !status) return status;
  stage->keep();
  return finish(tree, stage->name(), *named, *journal);
}

/// What stands at each place must be what stood there then, or nothing, or already what shall stand there.
bool untouched(const Directory& tree, const Journal& journal, Sink& sink) {
  bool all = true;
  const auto expect = [&](const std::string& path, const std::string& one, const std::string& other) {
    const auto found = digest_at(tree, path);
    if (found && (found->empty() || *found == one || *found == other)) return;
    all = false;
    const auto shown = tree.shown(path);
    sink.report(catalog::generated_file_edited, {}, shown, "was changed by hand")
        .with_note(
            {},
            "the build before this one was interrupted while it wrote this tree, and must be finished first")
        .with_hint(fmt::format("put it back: `git checkout -- {}`", shown))
        .with_hint(fmt::format("or delete it, to have it written anew: `rm {}`", shown));
  };
  for (const auto& [path, write] : journal.writes) expect(path, write.was, write.sha256);
  for (const auto& [path, digest] : journal.removals) expect(path, digest, digest);
  return all;
}

Status recover_journal(const Directory& tree, const std::string& stage_name, Sink& sink) {
  const auto stage = tree.open_below(stage_name);
  if (!stage) return stage.failure();
  const auto entry = stage->entry(journal_name);
  if (!entry) return entry.failure();
  if (!entry->exists()) return tree.remove_all(stage_name);
  const auto text = stage->read(journal_name, max_journal_bytes);
  if (!text) return text.failure();
  const auto journal = parse_journal(*text);
  if (!journal)
    return Failure{fmt::format("cannot finish an interrupted build: `{}`: {}", stage->shown(journal_name),
                               journal.failure().message)};
  if (!untouched(tree, *journal, sink)) return success();
  return finish(tree, stage_name, *stage, *journal);
}

}  // namespace

Status write_by_journal(const Work& work) {
  if (work.tree != nullptr) return write_into(work, *work.tree);
  if (const auto status = work.output.create_directory(work.name, 0755); !status) return status;
  const auto tree = work.output.open_below(work.name);
  const auto status = tree ? write_into(work, *tree) : Status(tree.failure());
  if (!status) (void)work.output.remove_directory(work.name);  // stays when the journal stands in it
  return status;
}

Status recover_journals(const Directory& tree, Sink& sink) {
  const auto stale = stale_stages(tree);
  if (!stale) return stale.failure();
  for (const auto& name : *stale)
    if (const auto status = recover_journal(tree, name, sink); !status) return status;
  return success();
}

Result<bool> has_unfinished_journal(const Directory& tree) {
  const auto stale = stale_stages(tree);
  if (!stale) return stale.failure();
  for (const auto& name : *stale) {
    const auto stage = tree.open_below(name);
    const auto entry = stage ? stage->entry(journal_name) : Result<Entry>(stage.failure());
    if (!entry) return entry.failure();
    if (entry->exists()) return true;
  }
  return false;
}

}  // namespace herdc::output
