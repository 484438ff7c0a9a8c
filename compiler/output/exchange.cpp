#include "compiler/output/exchange.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>

#include "compiler/artifact/tree.h"
#include "compiler/output/paths.h"
#include "compiler/output/retire.h"
#include "compiler/output/stage.h"

namespace herdc::output {
namespace {

/// Stands in a stage once the tree in it is complete and on the disk: from then on it may be the old tree.
constexpr const char* complete_name = "complete";

/// Errors by which a file system or a kernel says "not here", and not "not now".
bool is_obstacle(int error) {
  switch (error) {
    case EPERM:   // fs.protected_hardlinks, a directory of another owner below a sticky one
    case EXDEV:   // another file system, or another mount of the same
    case EBUSY:   // a mount point
    case EINVAL:  // no RENAME_EXCHANGE in this file system
    case ENOSYS:
    case EOPNOTSUPP:  // no hard links
    case EMLINK:
      return true;
    default:
      return false;
  }
}

/// The staged tree and how far it has come.
class StagedTree {
 public:
  StagedTree(const Work& work, const Directory& staged) : work_(work), staged_(staged) {}

  /// An obstacle, or nothing when all is there.
  Result<Attempt> fill() {
    if (const auto status = make_directories(); !status) return status.failure();
    for (const auto& [directory, files] : files_by_directory())
      if (auto attempt = fill_directory(directory, files); !attempt || attempt->obstacle) return attempt;
    return Attempt{};
  }

 private:
  enum class Way { write, link };
  using Files = std::map<std::string, Way>;  // by path

  const Changes& changes() const { return work_.comparison.changes; }

  std::map<std::string, Files> files_by_directory() const {
    std::map<std::string, Files> result;
    const auto add = [&](const std::vector<std::string>& paths, Way way) {
      for (const auto& path : paths)
        if (!path.ends_with('/')) result[parent_of(path)][path] = way;
    };
    for (const auto* paths : {&changes().added, &changes().changed, &changes().modes})
      add(*paths, Way::write);
    for (const auto* paths : {&changes().unchanged, &changes().foreign}) add(*paths, Way::link);
    return result;
  }

  Status make_directories() const {
    std::map<std::string, unsigned> modes;  // sorted: what is outside comes first
    const auto add_above = [&](const std::string& path) {
      for (const auto& directory : directories_above(path)) modes.emplace(directory, 0755);
    };
    for (const auto& [path, file] : work_.content.files) add_above(path);
    for (const auto& path : changes().foreign) add_above(path.substr(0, path.size() - path.ends_with('/')));
    for (const auto& path : work_.comparison.snapshot.foreign_directories)
      modes[path] = work_.comparison.snapshot.entries.at(path).mode;  // an empty one: retire() moves it here
    for (const auto& [path, mode] : modes) {
      const auto parent = staged_.open_below(parent_of(path));
      if (!parent) return parent.failure();
      if (const auto status = parent->create_directory(leaf_of(path), mode); !status) return status;
    }
    return success();
  }

  Result<Attempt> fill_directory(const std::string& path, const Files& files) const {
    const auto to = staged_.open_below(path);
    if (!to) return to.failure();
    std::optional<Directory>
        from;  // the same directory of the old tree, when files are to be linked from there
    for (const auto& [file, way] : files) {
      if (way == Way::link && !from) {
        auto opened = work_.tree->open_below(path);
        if (!opened) return opened.failure();
        from.emplace(std::move(*opened));
      }
      auto attempt = way == Way::write ? write(file, *to) : link(leaf_of(file), *from, *to);
      if (!attempt || attempt->obstacle) return attempt;
    }
    return Attempt{};
  }

  Result<Attempt> write(const std::string& path, const Directory& to) const {
    const auto& file = work_.content.files.at(path);
    const auto status = to.create_file(leaf_of(path), file.bytes, file.mode());
    if (!status) return status.failure();
    return Attempt{};
  }

  Result<Attempt> link(const std::string& name, const Directory& from, const Directory& to) const {
    const auto status = to.link_from(from, name);
    if (status) return Attempt{};
    if (is_obstacle(status.failure().error_number)) return Attempt{status.failure().message};
    return status.failure();
  }

  const Work& work_;
  const Directory& staged_;
};

bool swap(const Directory& stage, const Work& work) {
  const unsigned flags = work.tree != nullptr ? RENAME_EXCHANGE : RENAME_NOREPLACE;
  const auto* name = work.name.c_str();
  return uninterrupted([&] { return ::renameat2(stage.fd(), name, work.output.fd(), name, flags); }) == 0;
}

/// The tree goes live. After a failure the old one stands there again.
Result<Attempt> put_in_place(Stage& stage, const Work& work) {
  const auto shown = work.output.shown(work.name);
  if (!swap(stage.directory(), work)) {
    const auto failure = system_failure("put in place", shown);
    if (is_obstacle(failure.error_number)) return Attempt{failure.message};
    return failure;
  }
  const auto synced = work.output.sync();
  if (synced) return Attempt{};
  const bool back = work.tree != nullptr
                        ? swap(stage.directory(), work)
                        : work.output.rename_to(work.name, stage.directory(), work.name).ok();
  if (!back) stage.keep();  // the stage may hold the only old tree that is on the disk
  return synced.failure();
}

Status seal(const Stage& stage) {
  if (const auto status = stage.directory().sync_file_system(); !status) return status;
  if (const auto status = stage.directory().create_file(complete_name, "", 0600); !status) return status;
  return stage.directory().sync();
}

/// The stage holds the old tree now.
Status clear_away(const Directory& parent, const std::string& stage_name, const Directory& stage,
                  const std::string& tree_name, const Manifest& old, const Directory* tree) {
  auto status = retire(stage, tree_name, old, tree);
  if (status) status = stage.remove_file(complete_name);
  if (status) status = parent.remove_directory(stage_name);
  return status ? status : Status(in_place_but(status.failure(), stage));
}

Status recover_complete(const Directory& output, const std::string& stage_name, const Directory& stage,
                        Sink& sink) {
  const auto names = stage.names();
  if (!names) return names.failure();
  for (const auto& name : *names) {
    if (name == complete_name) continue;
    const auto old_tree = stage.open_below(name);
    if (!old_tree) return old_tree.failure();
    const auto manifest = read_manifest(*old_tree, sink);
    if (!manifest) return manifest.failure();
    if (!*manifest) return success();  // reported: nothing is removed by a manifest that cannot be understood
    const auto tree = output.open_below(name);
    if (!tree && tree.failure().error_number != ENOENT) return tree.failure();
    if (const auto status = retire(stage, name, **manifest, tree ? &*tree : nullptr); !status) return status;
  }
  if (const auto status = stage.remove_file(complete_name); !status) return status;
  return output.remove_directory(stage_name);
}

}  // namespace

Result<Attempt> exchange(const Work& work) {
  auto stage = Stage::create(work.output);
  if (!stage) return stage.failure();
  if (const auto status = stage->directory().create_directory(work.name, 0755); !status)
    return status.failure();
  auto staged = stage->directory().open_below(work.name);
  if (!staged) return staged.failure();
  const auto named = std::move(*staged).shown_as(work.output.shown(work.name));
  if (auto attempt = StagedTree(work, named).fill(); !attempt || attempt->obstacle) return attempt;
  if (const auto status = seal(*stage); !status) return status.failure();
  if (auto attempt = put_in_place(*stage, work); !attempt || attempt->obstacle) return attempt;
  stage->keep();
  const auto cleared = clear_away(work.output, stage->name(), stage->directory(), work.name,
                                  work.comparison.manifest, work.tree != nullptr ? &named : nullptr);
  if (!cleared) return cleared.failure();
  return Attempt{};
}

Status recover_exchanges(const Directory& output, Sink& sink) {
  const auto stale = stale_stages(output);
  if (!stale) return stale.failure();
  for (const auto& name : *stale) {
    const auto stage = output.open_below(name);
    if (!stage) return stage.failure();
    const auto complete = stage->entry(complete_name);
    if (!complete) return complete.failure();
    const auto status =
        complete->exists() ? recover_complete(output, name, *stage, sink) : output.remove_all(name);
    if (!status) return status;
  }
  return success();
}

}  // namespace herdc::output
