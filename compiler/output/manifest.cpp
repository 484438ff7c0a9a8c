#include "compiler/output/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/artifact/tree.h"
#include "compiler/base/json.h"
#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

constexpr std::int64_t format = 1;
constexpr std::uint64_t max_bytes = 32u << 20;  // some 100,000 files

using Object = json::Value::Object;

Object render_files(const std::map<std::string, FileFacts>& files) {
  Object result;
  for (const auto& [path, file] : files)
    result[path] = Object{{"mode", file.executable ? "0755" : "0644"},
                          {"owner", file.owner},
                          {"sha256", file.sha256},
                          {"size", static_cast<std::int64_t>(file.size)}};
  return result;
}

template <class Map>
Object render_map(const Map& map) {
  Object result;
  for (const auto& [key, value] : map) result[key] = value;
  return result;
}

Object render_ordinals(const ManifestFacts& facts) {
  Object result;
  for (const auto& [service, numbers] : facts.ordinals) result[service] = render_map(numbers);
  return result;
}

bool is_digest(const std::string& text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

/// Reads the members of one document; the first thing that is wrong is kept, the rest no longer matters.
class Reader {
 public:
  std::string problem;

  const Object& object(const json::Value* value, std::string_view what) {
    static const Object none;
    if (value != nullptr && value->object() != nullptr) return *value->object();
    wrong("{} is not an object", what);
    return none;
  }
  std::string text(const json::Value* value, std::string_view what) {
    if (value != nullptr && value->text() != nullptr) return *value->text();
    wrong("{} is not a text", what);
    return "";
  }
  std::int64_t count(const json::Value* value, std::string_view what) {
    if (value != nullptr && value->integer() != nullptr && *value->integer() >= 0) return *value->integer();
    wrong("{} is not a natural number", what);
    return 0;
  }
  std::string digest(const json::Value* value, std::string_view what) {
    auto found = text(value, what);
    if (!is_digest(found)) wrong("{} is not a SHA-256 digest", what);
    return found;
  }
  bool executable(const json::Value* value, std::string_view what) {
    const auto mode = text(value, what);
    if (mode != "0644" && mode != "0755") wrong("{} is neither 0644 nor 0755", what);
    return mode == "0755";
  }
  void path(const std::string& path) {
    if (const auto why = artifact::path_problem(path); !why.empty())
      keep(fmt::format("`{}` is not a path of a generated file: {}", printable(path), why));
    else if (path == manifest_name)
      keep("it lists itself");
  }

 private:
  void wrong(fmt::format_string<std::string_view&> sentence, std::string_view what) {
    keep(fmt::format(sentence, what));
  }
  void keep(std::string text) {
    if (problem.empty()) problem = std::move(text);
  }
};

FileFacts read_file(Reader& reader, const std::string& path, const json::Value& value) {
  reader.path(path);
  const auto& members = reader.object(&value, fmt::format("the entry of `{}`", printable(path)));
  if (!reader.problem.empty()) return {};
  const auto what = [&](std::string_view member) { return fmt::format("the {} of `{}`", member, path); };
  if (members.size() != 4)
    reader.problem = fmt::format("the entry of `{}` has other members than four known", path);
  return {reader.executable(value.member("mode"), what("mode")),
          static_cast<std::uint64_t>(reader.count(value.member("size"), what("size"))),
          reader.digest(value.member("sha256"), what("digest")),
          reader.text(value.member("owner"), what("owner"))};
}

ManifestFacts read_facts(Reader& reader, const json::Value& root) {
  ManifestFacts facts;
  facts.herdc_version = reader.text(root.member("herdc"), "the version of herdc");
  for (const auto& [path, digest] : reader.object(root.member("inputs"), "`inputs`"))
    facts.inputs[path] = reader.digest(&digest, "an input's digest");
  for (const auto& [service, numbers] : reader.object(root.member("ordinals"), "`ordinals`"))
    for (const auto& [host, number] : reader.object(&numbers, "an entry of `ordinals`"))
      facts.ordinals[service][host] = reader.count(&number, "an ordinal");
  return facts;
}

std::nullopt_t unreadable(const std::string& shown, std::string_view why, Sink& sink) {
  sink.report(catalog::manifest_unreadable, {}, shown, why)
      .with_hint(fmt::format("put it back as it was committed: `git checkout -- {}`", shown))
      .with_hint(
          "or delete it: the next build takes over each file that is still what it would write, and stops at "
          "the others, which then count as yours");
  return std::nullopt;
}

std::nullopt_t later_format(const json::Value& root, std::int64_t found, const std::string& shown,
                            Sink& sink) {
  const auto* version = root.member("herdc") == nullptr ? nullptr : root.member("herdc")->text();
  sink.report(catalog::manifest_newer, {}, shown, found, format)
      .with_hint(fmt::format("build with the herdc that wrote it{} or a later one",
                             version == nullptr ? "" : fmt::format(" ({})", *version)));
  return std::nullopt;
}

}  // namespace

std::string render(const Manifest& manifest) {
  return json::write(Object{{"format", format},
                            {"herdc", manifest.facts.herdc_version},
                            {"inputs", render_map(manifest.facts.inputs)},
                            {"files", render_files(manifest.files)},
                            {"ordinals", render_ordinals(manifest.facts)}});
}

std::optional<Manifest> parse_manifest(std::string_view text, const std::string& shown, Sink& sink) {
  const auto root = json::parse(text);
  if (!root) return unreadable(shown, root.failure().message, sink);
  Reader reader;
  const auto found = reader.count(root->member("format"), "`format`");
  if (found == 0) reader.problem = "`format` is 0";
  if (!reader.problem.empty()) return unreadable(shown, reader.problem, sink);
  if (found > format) return later_format(*root, found, shown, sink);
  Manifest manifest;
  manifest.facts = read_facts(reader, *root);
  for (const auto& [path, value] : reader.object(root->member("files"), "`files`")) {
    manifest.files[path] = read_file(reader, path, value);
    if (!reader.problem.empty()) break;
  }
  if (!reader.problem.empty()) return unreadable(shown, reader.problem, sink);
  return manifest;
}

Result<std::optional<Manifest>> read_manifest(const Directory& tree, Sink& sink) {
  const std::string name(manifest_name);
  const auto entry = tree.entry(name);
  if (!entry) return entry.failure();
  if (!entry->exists()) return std::optional<Manifest>(Manifest{});
  const auto shown = tree.shown(name);
  if (entry->kind != FileKind::regular)
    return std::optional<Manifest>(unreadable(shown, "it is not a regular file", sink));
  const auto bytes = tree.read(name, max_bytes);
  if (bytes) return parse_manifest(*bytes, shown, sink);
  if (bytes.failure().error_number != EFBIG) return bytes.failure();
  return std::optional<Manifest>(
      unreadable(shown, fmt::format("it is larger than {} bytes", max_bytes), sink));
}

Result<std::optional<Manifest>> read_manifest(const std::string& output_directory,
                                              const std::string& tree_name, Sink& sink) {
  const auto tree = Directory::open(joined(output_directory, tree_name));
  const bool absent = !tree && tree.failure().error_number == ENOENT;
  if (absent) return std::optional<Manifest>();
  if (!tree) return tree.failure();
  const auto entry = tree->entry(std::string(manifest_name));
  if (entry && !entry->exists()) return std::optional<Manifest>();
  return read_manifest(*tree, sink);
}

}  // namespace herdc::output
