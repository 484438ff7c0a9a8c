#include "compiler/output/retire.h"

#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/base/hash.h"
#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

class Retirement {
 public:
  Retirement(const Manifest& old, const Directory* tree) : old_(old), tree_(tree) {
    for (const auto& [path, facts] : old.files) own_directories_.merge(directories_above(path));
  }

  Status directory(const Directory& old, const std::string& path) {
    const auto names = old.names();
    if (!names) return names.failure();
    auto beside = twin(path);
    if (!beside) return beside.failure();
    for (const auto& name : *names) {
      if (joined(path, name) == manifest_name) continue;
      const auto status = one(old, name, joined(path, name), *beside ? &**beside : nullptr);
      if (!status) return status;
    }
    return success();
  }

 private:
  /// The directory of the new tree that stands where `path` stood.
  Result<std::optional<Directory>> twin(const std::string& path) const {
    if (tree_ == nullptr) return std::optional<Directory>();
    auto found = tree_->open_below(path);
    if (found) return std::optional<Directory>(std::move(*found));
    const auto error = found.failure().error_number;
    if (error == ENOENT || error == ENOTDIR) return std::optional<Directory>();
    return found.failure();
  }

  Status one(const Directory& old, const std::string& name, const std::string& path,
             const Directory* beside) {
    const auto entry = old.entry(name);
    if (!entry) return entry.failure();
    if (entry->kind == FileKind::directory) return one_directory(old, name, path, beside);
    if (beside != nullptr) {
      const auto there = beside->entry(name);
      if (!there) return there.failure();
      if (there->same_file(*entry)) return old.remove_file(name);
    }
    const auto ours = is_ours(old, name, path, *entry);
    if (!ours) return ours.failure();
    return *ours ? old.remove_file(name) : move_over(old, name, path);
  }

  Status one_directory(const Directory& old, const std::string& name, const std::string& path,
                       const Directory* beside) {
    if (!own_directories_.contains(path)) {
      const auto moved = move_over(old, name, path);
      const bool into_full_one = !moved && beside != nullptr && moved.failure().error_number == ENOTEMPTY;
      if (!into_full_one) return moved;
    }
    const auto below = old.open_below(name);
    if (!below) return below.failure();
    if (const auto status = directory(*below, path); !status) return status;
    return old.remove_directory(name);
  }

  Result<bool> is_ours(const Directory& old, const std::string& name, const std::string& path,
                       const Entry& entry) const {
    const auto facts = old_.files.find(path);
    if (facts == old_.files.end() || entry.kind != FileKind::regular || entry.size != facts->second.size)
      return false;
    const auto bytes = old.read(name, facts->second.size);
    if (!bytes) return bytes.failure();
    return sha256(*bytes) == facts->second.sha256;
  }

  Status move_over(const Directory& old, const std::string& name, const std::string& path) const {
    if (tree_ == nullptr)
      return Failure{
          fmt::format("`{}` is not herdc's, and there is no tree to move it to: put it where you want it",
                      old.shown(name))};
    auto parent = tree_->open_below("");
    for (const auto& directory : directories_above(path)) {
      if (!parent) return parent.failure();
      const auto status = parent->create_directory(leaf_of(directory), 0755);
      if (!status && status.failure().error_number != EEXIST) return status;
      parent = tree_->open_below(directory);
    }
    if (!parent) return parent.failure();
    return old.rename_to(name, *parent, name);
  }

  const Manifest& old_;
  const Directory* tree_;
  std::set<std::string> own_directories_;
};

}  // namespace

Status retire(const Directory& stage, const std::string& name, const Manifest& old, const Directory* tree) {
  const auto entry = stage.entry(name);
  if (!entry) return entry.failure();
  if (!entry->exists()) return success();
  const auto directory = stage.open_below(name);
  if (!directory) return directory.failure();
  if (const auto status = Retirement(old, tree).directory(*directory, ""); !status) return status;
  // Last, because a run that is killed before this line leaves the next one to tell herdc's files from
  // others.
  const auto manifest = directory->entry(std::string(manifest_name));
  if (!manifest) return manifest.failure();
  if (manifest->exists())
    if (const auto status = directory->remove_file(std::string(manifest_name)); !status) return status;
  return stage.remove_directory(name);
}

}  // namespace herdc::output
