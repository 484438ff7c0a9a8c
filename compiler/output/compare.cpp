#include "compiler/output/compare.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <vector>

#include "compiler/base/hash.h"
#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

constexpr std::uint64_t max_file_bytes = 1u << 30;

std::string_view kind_word(FileKind kind) {
  switch (kind) {
    case FileKind::directory:
      return "has become a directory";
    case FileKind::symlink:
      return "has become a symbolic link";
    case FileKind::other:
      return "has become a special file";
    default:
      return "was changed by hand";
  }
}

/// "`a` is", "`a` and 2 more files are".
std::string and_more(std::string_view path, std::size_t more, std::string_view verb) {
  auto text = fmt::format("`{}`", path);
  if (more > 0) text += fmt::format(" and {} more {}", more, more == 1 ? "file" : "files");
  return verb.empty() ? text : fmt::format("{} {}", text, verb);
}

class Comparer {
 public:
  Comparer(const Directory& tree, const Content& content, Comparison& comparison, Sink& sink)
      : tree_(tree), content_(content), found_(comparison), sink_(sink) {}

  Status run() {
    for (const auto& [path, file] : content_.files)
      if (const auto status = wanted(path, file); !status) return status;
    report_foreign();
    for (const auto& [path, facts] : found_.manifest.files)
      if (const auto status = listed(path); !status) return status;
    for (const auto& [path, entry] : found_.snapshot.entries) others(path, entry);
    return success();
  }

 private:
  const Entry* standing(const std::string& path) const {
    const auto found = found_.snapshot.entries.find(path);
    return found == found_.snapshot.entries.end() ? nullptr : &found->second;
  }
  const FileFacts* facts_of(const std::string& path) const {
    const auto found = found_.manifest.files.find(path);
    return found == found_.manifest.files.end() ? nullptr : &found->second;
  }

  /// One file of the new tree.
  Status wanted(const std::string& path, const NewFile& file) {
    const auto* entry = standing(path);
    if (entry == nullptr) return absent(path, file);
    if (entry->kind == FileKind::directory) return directory_in_the_way(path, file);
    if (entry->kind != FileKind::regular) return occupied(path, file, *entry), success();
    return regular(path, file, *entry);
  }

  Status absent(const std::string& path, const NewFile& file) {
    for (const auto& above : directories_above(path)) {
      const auto* entry = standing(above);
      if (entry != nullptr && entry->kind != FileKind::directory && facts_of(above) == nullptr)
        return in_the_way(above, path, file), success();
    }
    found_.changes.added.push_back(path);
    return success();
  }

  Status directory_in_the_way(const std::string& path, const NewFile& file) {
    if (found_.snapshot.foreign_directories.contains(path)) return in_the_way(path, path, file), success();
    std::vector<std::string> theirs;
    for (auto below = found_.snapshot.entries.upper_bound(path + "/");
         below != found_.snapshot.entries.end() && below->first.starts_with(path + "/"); ++below) {
      const bool ours = facts_of(below->first) != nullptr || found_.own_directories.contains(below->first);
      if (!ours) theirs.push_back(below->first);
    }
    if (theirs.empty())
      found_.changes.added.push_back(path);
    else
      foreign(and_more(tree_.shown(theirs[0]), theirs.size() - 1, theirs.size() > 1 ? "are" : "is"),
              and_more(tree_.shown(path), 0, ""), path, file);
    return success();
  }

  Status regular(const std::string& path, const NewFile& file, const Entry& entry) {
    const auto bytes = read(path);
    if (!bytes) return bytes.failure();
    if (*bytes == file.bytes)
      same_bytes(file, entry).push_back(path);
    else if (path == manifest_name || unedited(path, *bytes))
      found_.changes.changed.push_back(path);
    else
      occupied(path, file, entry);
    return success();
  }

  std::vector<std::string>& same_bytes(const NewFile& file, const Entry& entry) {
    if (entry.mode == file.mode()) return found_.changes.unchanged;
    const bool executable = (entry.mode & 0111) != 0;
    return executable == file.executable ? found_.changes.modes : found_.changes.changed;
  }

  /// One file of the old manifest; those of the new tree are done already.
  Status listed(const std::string& path) {
    const auto* entry = standing(path);
    if (content_.files.contains(path) || entry == nullptr || entry->kind == FileKind::directory)
      return success();
    if (entry->kind != FileKind::regular) return edited(path, *entry, {}), success();
    const auto bytes = read(path);
    if (!bytes) return bytes.failure();
    if (unedited(path, *bytes))
      found_.changes.removed.push_back(path);
    else
      edited(path, *entry, {});
    return success();
  }

  void others(const std::string& path, const Entry& entry) {
    const bool directory = entry.kind == FileKind::directory;
    if (directory && found_.own_directories.contains(path)) return;
    if (!directory && (content_.files.contains(path) || facts_of(path) != nullptr)) return;
    found_.changes.foreign.push_back(directory ? path + "/" : path);
  }

  /// Files come sorted, so that their directory is mostly the one that is open already.
  Result<std::string> read(const std::string& path) {
    if (const auto parent = parent_of(path); !directory_ || parent != directory_path_) {
      auto opened = tree_.open_below(parent);
      if (!opened) return opened.failure();
      directory_.emplace(std::move(*opened));
      directory_path_ = parent;
    }
    return directory_->read(leaf_of(path), max_file_bytes);
  }

  bool unedited(const std::string& path, std::string_view bytes) const {
    const auto* facts = facts_of(path);
    return facts != nullptr && facts->size == bytes.size() && facts->sha256 == sha256(bytes);
  }

  void occupied(const std::string& path, const NewFile& file, const Entry& entry) {
    if (facts_of(path) != nullptr || path == manifest_name)
      edited(path, entry, file.origin);
    else
      in_the_way(path, path, file);
  }

  void edited(const std::string& path, const Entry& entry, Span origin) {
    const auto shown = tree_.shown(path);
    auto& diagnostic = sink_.report(catalog::generated_file_edited, {}, shown, kind_word(entry.kind));
    if (origin.known())
      diagnostic.with_note(origin, "it is generated from here: make the change there to keep it");
    diagnostic.with_hint(fmt::format("put it back: `git checkout -- {}`", shown))
        .with_hint(fmt::format("or delete it, to have it written anew: `rm {}`", shown));
  }

  /// One thing may stand in the way of many files: it is reported once, when all of them are known.
  void in_the_way(const std::string& path, const std::string& wanted, const NewFile& file) {
    blocked_[path].push_back({wanted, &file});
  }

  void report_foreign() {
    for (const auto& [path, files] : blocked_)
      foreign(and_more(tree_.shown(path), 0, "is"),
              and_more(tree_.shown(files[0].path), files.size() - 1, ""), files[0].path, *files[0].file);
  }

  void foreign(const std::string& theirs, const std::string& ours, const std::string& wanted,
               const NewFile& file) {
    auto& diagnostic = sink_.report(catalog::foreign_file_in_the_way, {}, theirs, ours);
    if (file.origin.known()) diagnostic.with_note(file.origin, fmt::format("`{}` comes from here", wanted));
    diagnostic.with_hint("move it elsewhere, or delete it: herdc replaces only what it has written itself");
  }

  const Directory& tree_;
  const Content& content_;
  Comparison& found_;
  Sink& sink_;
  std::optional<Directory> directory_;
  std::string directory_path_;
  struct Blocked {
    std::string path;
    const NewFile* file;
  };
  std::map<std::string, std::vector<Blocked>> blocked_;
};

}  // namespace

std::set<std::string> own_directories(const Manifest& manifest, const Content& content) {
  std::set<std::string> directories;
  for (const auto& [path, facts] : manifest.files) directories.merge(directories_above(path));
  for (const auto& [path, file] : content.files) directories.merge(directories_above(path));
  return directories;
}

Result<Comparison> compare(const Directory& tree, const Content& content, Sink& sink) {
  Comparison comparison;
  auto manifest = read_manifest(tree, sink);
  if (!manifest) return manifest.failure();
  if (!*manifest) return comparison;
  comparison.manifest = std::move(**manifest);
  comparison.own_directories = own_directories(comparison.manifest, content);
  auto snapshot = take_snapshot(tree, comparison.own_directories);
  if (!snapshot) return snapshot.failure();
  comparison.snapshot = std::move(*snapshot);
  if (const auto status = Comparer(tree, content, comparison, sink).run(); !status) return status.failure();
  return comparison;
}

}  // namespace herdc::output
