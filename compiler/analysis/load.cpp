#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "compiler/analysis/program.h"
#include "compiler/base/text.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/parse.h"

namespace herdc::analysis {
namespace {

/// `use` is relative to the file that says it. Nothing when it leaves the root.
std::optional<std::string> resolve_path(std::string_view from_file, std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  auto parts = split(from_file, "/");
  parts.pop_back();
  for (auto& part : split(path, "/")) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(std::move(part));
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

/// Reads files depth first; the files on the way to the current one are kept to show a circle.
class Loader {
 public:
  Loader(const ReadFiles& files, SourceMap& sources, Sink& sink, const Limits& limits)
      : files_(files), sources_(sources), sink_(sink), limits_(limits) {}

  void load_entry(const std::string& path) { load_file(path, Span{}); }
  std::vector<ast::File> take() { return std::move(loaded_); }

 private:
  struct Open {
    std::string path;
    Span use;
  };

  void load_file(const std::string& path, Span use) {
    if (is_refused(path, use)) return;
    if (std::any_of(open_.begin(), open_.end(), [&](const Open& o) { return o.path == path; }))
      return report_cycle(path, use);
    if (sources_.find(path)) return;
    auto text = files_.read(path, syntax::max_file_bytes);
    if (!text) return report_unreadable(path, use, text.failure().message);
    if (loaded_.size() >= limits_.files) return report_too_many(path, use);
    const FileId id = sources_.add(path, std::move(*text));
    loaded_.push_back(syntax::parse(sources_, id, sink_, limits_));
    open_.push_back({path, use});
    for (const auto& [place, target] : uses_of(loaded_.back())) follow(path, target, place);
    open_.pop_back();
  }

  std::vector<std::pair<Span, std::string>> uses_of(const ast::File& file) {
    std::vector<std::pair<Span, std::string>> uses;
    for (const auto& item : file.items) {
      const auto* use = std::get_if<ast::Use>(&item.node);
      if (use == nullptr) continue;
      const auto* path = use->path.constant();
      if (path == nullptr) {
        sink_.report(catalog::cannot_use, use->path_span, "\\( )", "a path of `use` is plain text");
      } else if (use->alias) {
        sink_.report(catalog::not_yet, item.span, "packages (`use … as …`)");
      } else {
        uses.emplace_back(use->path_span, *path);
      }
    }
    return uses;
  }

  void follow(const std::string& from, const std::string& target, Span place) {
    const auto path = resolve_path(from, target);
    if (!path) {
      sink_.report(catalog::cannot_use, place, target,
                   "it is outside the project, the directory of the named file");
      return;
    }
    const auto status = files_.status(*path);
    if (status.kind != FileKind::directory) return load_file(*path, place);
    if (!is_refused(*path, place)) load_directory(*path, place);
  }

  void load_directory(const std::string& path, Span place) {
    auto names = files_.list(path);
    if (!names) return report_unreadable(path, place, names.failure().message);
    std::erase_if(*names, [](const std::string& name) { return !name.ends_with(".herd"); });
    if (names->empty()) return report_unreadable(path, place, "no file in this directory ends in `.herd`");
    for (const auto& name : *names) load_file(path.empty() ? name : path + "/" + name, place);
  }

  /// Named before, and refused: one mistake, one message.
  bool is_refused(const std::string& path, Span use) {
    const auto refused = refused_.find(path);
    if (refused == refused_.end()) return false;
    if (use.known()) refused->second->with_note(use, "it is used here, too");
    return true;
  }

  /// Said once, of the first one that is too many.
  void report_too_many(const std::string& path, Span use) {
    if (std::exchange(too_many_, true)) return;
    report_unreadable(
        path, use,
        fmt::format("these are more than {} files (`--limit files=N` allows more)", limits_.files));
  }

  void report_unreadable(const std::string& path, Span use, const std::string& reason) {
    if (use.known())
      refused_[path] = &sink_.report(catalog::cannot_use, use, path, reason);
    else
      sink_.report(catalog::cannot_read, use, reason);
  }

  void report_cycle(const std::string& path, Span use) {
    auto& diagnostic = sink_.report(catalog::use_cycle, use);
    auto at = std::find_if(open_.begin(), open_.end(), [&](const Open& o) { return o.path == path; });
    for (++at; at != open_.end(); ++at)
      diagnostic.with_note(at->use, fmt::format("here `{}` is used", at->path));
    diagnostic.with_note(use, fmt::format("and here `{}` again", path));
    diagnostic.with_hint("all files of a project see each other's declarations: one of these lines can go");
  }

  const ReadFiles& files_;
  SourceMap& sources_;
  Sink& sink_;
  const Limits& limits_;
  bool too_many_ = false;
  std::vector<Open> open_;
  std::vector<ast::File> loaded_;
  std::map<std::string, diagnostics::Diagnostic*> refused_;  ///< by path, with what was said of it
};

std::string defaults_text(const schema::ShapeInfo& shape) {
  std::string text = fmt::format("{} defaults {{\n", shape.name);
  for (const auto id : shape.fields)
    if (const auto& field = schema::info(id); !field.fallback.empty())
      text += fmt::format("  {} = {}\n", field.name, field.fallback);
  return text + "}\n";
}

/// The default column of blocks.def as source text, one file a shape, so that defaults are parsed, converted
/// and shown like everything else.
ast::File load_defaults(SourceMap& sources, Sink& sink) {
  ast::File all;
  for (const auto& shape : schema::all_shapes()) {
    const auto id = sources.add(fmt::format("std:defaults/{}", shape.name), defaults_text(shape));
    auto file = syntax::parse(sources, id, sink);
    all.id = id;
    std::move(file.items.begin(), file.items.end(), std::back_inserter(all.items));
  }
  return all;
}

std::map<std::string, std::vector<ast::File>> load_standard(const ReadFiles& standard, SourceMap& sources,
                                                            Sink& sink) {
  std::map<std::string, std::vector<ast::File>> modules;
  const auto names = standard.list("");
  if (!names) return modules;
  for (const auto& module : *names) {
    const auto files = standard.list(module);
    if (!files) continue;
    for (const auto& name : *files) {
      if (!name.ends_with(".herd")) continue;
      const auto path = module + "/" + name;
      const auto id = sources.add("std:" + path, standard.read(path, syntax::max_file_bytes).value());
      modules[module].push_back(syntax::parse(sources, id, sink));
    }
  }
  return modules;
}

struct ItemTitle {
  std::string operator()(const ast::Block& block) const {
    if (!block.label) return block.kind.text;
    const auto* name = std::get_if<ast::Name>(&block.label->value);
    return fmt::format("{} {}", block.kind.text, name != nullptr ? name->text : "\"…\"");
  }
  std::string operator()(const ast::Component& c) const {
    return fmt::format("component {} {}", c.kind.text, c.name.text);
  }
  std::string operator()(const ast::Param& p) const { return "param " + p.name.text; }
  std::string operator()(const ast::Binding& b) const {
    return (b.output ? "output " : "let ") + b.name.text;
  }
  std::string operator()(const ast::Use& u) const {
    const auto* path = u.path.constant();
    return fmt::format("use \"{}\"", path == nullptr ? "…" : *path);
  }
  template <class T>
  std::string operator()(const T&) const {
    return "other";
  }
};

std::string dump_file(const ast::File& file, const SourceMap& sources) {
  std::string text = sources[file.id].path + "\n";
  for (const auto& item : file.items) text += fmt::format("  {}\n", std::visit(ItemTitle{}, item.node));
  return text;
}

}  // namespace

Program load(const std::string& entry, const ReadFiles& project, const ReadFiles& standard,
             SourceMap& sources, Sink& sink, const Limits& limits) {
  Program program;
  Loader loader(project, sources, sink, limits);
  loader.load_entry(entry);
  program.files = loader.take();
  program.standard = load_standard(standard, sources, sink);
  program.defaults = load_defaults(sources, sink);
  program.broken =
      std::any_of(program.files.begin(), program.files.end(), [](const auto& f) { return f.broken; });
  return program;
}

std::string dump(const Program& program, const SourceMap& sources) {
  std::string text;
  for (const auto& file : program.files) text += dump_file(file, sources);
  for (const auto& [module, files] : program.standard)
    for (const auto& file : files) text += dump_file(file, sources);
  return text;
}

}  // namespace herdc::analysis
