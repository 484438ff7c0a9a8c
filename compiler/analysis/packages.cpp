#include "compiler/analysis/packages.h"

#include <fmt/format.h>

#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/file_trees.h"
#include "compiler/base/hash.h"
#include "compiler/base/json.h"

namespace herdc::analysis {
namespace {

constexpr std::string_view example = R"({"name": "metrics", "version": "1.0"})";

constexpr std::uint64_t max_package_file_bytes = 64u << 10;

std::string text_member(const json::Value& document, const std::string& name) {
  const auto* member = document.member(name);
  return member == nullptr || member->text() == nullptr ? "" : *member->text();
}

/// Why a document says nothing of a package; "" when it does.
std::string problem_of(const json::Value& document) {
  if (document.object() == nullptr) return "it is not an object: {\"name\": \"…\", \"version\": \"…\"}";
  for (const auto& [name, value] : *document.object())
    if (name != "name" && name != "version")
      return fmt::format("it has `name` and `version`, and no `{}`", name);
  const auto name = text_member(document, "name");
  if (name.empty()) return "it has no `name`";
  if (is_root(name)) return fmt::format("the language gives the name `{}` to something of its own", name);
  if (const auto problem = declared_name_problem(name); !problem.empty())
    return fmt::format("`{}` cannot be its name: {}", name, problem);
  return text_member(document, "version").empty() ? "it has no `version`" : "";
}

/// Of the paths, modes and bytes of all its files.
Result<std::string> digest_of(const std::string& root, const ReadFiles& files) {
  std::vector<std::string> found;
  if (const auto problem = collect_files(files, root, found)) return Failure{*problem};
  std::string listing;
  for (const auto& path : found) {
    const auto bytes = files.read(path, max_input_bytes);
    if (!bytes) return Failure{fmt::format("`{}`: {}", path, bytes.failure().message)};
    listing += fmt::format("{} {} {}\n", sha256(*bytes), files.status(path).executable ? "x" : "-",
                           path.substr(root.size() + 1));
  }
  return "sha256:" + sha256(listing);
}

}  // namespace

std::optional<Package> open_package(const std::string& root, Span use, const ReadFiles& files,
                                    SourceMap& sources, Sink& sink) {
  const auto path = fmt::format("{}/{}", root, package_file);
  auto text = files.read(path, max_package_file_bytes);
  if (!text) {
    sink.report(catalog::bad_package, use, root, text.failure().message)
        .with_hint(fmt::format("a package is a directory with a file `{}`: {}", package_file, example));
    return std::nullopt;
  }
  const auto document = json::parse(*text);
  const Span place{sources.add(path, *text), 0, 0};
  const auto problem = document ? problem_of(*document) : document.failure().message;
  if (!problem.empty()) {
    sink.report(catalog::bad_package, place, root, problem)
        .with_note(use, "it is used here")
        .with_hint(fmt::format("the file holds what it is called: {}", example));
    return std::nullopt;
  }
  auto digest = digest_of(root, files);
  if (digest) return Package{root, text_member(*document, "name"), *digest, use, false, {}, {}};
  sink.report(catalog::bad_package, use, root, digest.failure().message);
  return std::nullopt;
}

std::string package_around(const std::string& path, const std::string& around, const ReadFiles& files) {
  for (auto at = path; at != around && !at.empty(); at = parent_of(at))
    if (files.status(fmt::format("{}/{}", at, package_file)).kind == FileKind::regular) return at;
  return "";
}

}  // namespace herdc::analysis
