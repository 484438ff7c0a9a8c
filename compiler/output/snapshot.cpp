#include "compiler/output/snapshot.h"

#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

bool is_full(const Directory& parent, const std::string& name, const Entry& entry) {
  if (entry.mount_point) return true;
  const auto directory = parent.open_below(name);
  if (!directory) return true;
  const auto empty = directory->empty();
  return !empty || !*empty;
}

Status look_into(const Directory& directory, const std::string& prefix, const std::set<std::string>& own,
                 Snapshot& snapshot) {
  const auto names = directory.names();
  if (!names) return names.failure();
  for (const auto& name : *names) {
    const auto entry = directory.entry(name);
    if (!entry) return entry.failure();
    if (!entry->exists()) continue;  // gone since it was listed
    const auto path = joined(prefix, name);
    snapshot.entries[path] = *entry;
    if (entry->kind != FileKind::directory) continue;
    if (own.contains(path)) {
      const auto below = directory.open_below(name);
      if (!below) return below.failure();
      if (const auto status = look_into(*below, path, own, snapshot); !status) return status;
    } else {
      snapshot.foreign_directories.insert(path);
      if (is_full(directory, name, *entry)) snapshot.full_foreign_directories.insert(path);
    }
  }
  return success();
}

}  // namespace

Result<Snapshot> take_snapshot(const Directory& tree, const std::set<std::string>& own) {
  Snapshot snapshot;
  if (const auto status = look_into(tree, "", own, snapshot); !status) return status.failure();
  return snapshot;
}

}  // namespace herdc::output
