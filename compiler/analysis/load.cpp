#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/analysis/file_trees.h"
#include "compiler/analysis/packages.h"
#include "compiler/analysis/program.h"
#include "compiler/base/text.h"
#include "compiler/schema/schema.h"
#include "compiler/syntax/parse.h"

namespace herdc::analysis {
namespace {

/// The project, or a package: what its files are and which packages they use.
struct Unit {
  std::string root;  ///< "" for the project
  std::vector<ast::File> files;
  std::vector<PackageUse> uses;
};

/// Reads files depth first; the files on the way to the current one are kept to show a circle.
class Loader {
 public:
  Loader(const ReadFiles& files, SourceMap& sources, Sink& sink, const Limits& limits)
      : files_(files), sources_(sources), sink_(sink), limits_(limits) {}

  void load_entry(const std::string& path) { load_file(path, Span{}); }
  void store(Program& program) {
    program.files = std::move(unit_.files);
    program.uses = std::move(unit_.uses);
    program.packages = std::move(packages_);
  }

 private:
  /// As written.
  struct Use {
    std::string path;
    Span place;
    std::optional<ast::Name> alias;
  };
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
    if (++count_ > limits_.files) return report_too_many(path, use);
    const FileId id = sources_.add(path, std::move(*text));
    unit_.files.push_back(syntax::parse(sources_, id, sink_, limits_));
    open_.push_back({path, use});
    for (const auto& written : uses_of(unit_.files.back())) follow(path, written);
    open_.pop_back();
  }

  std::vector<Use> uses_of(const ast::File& file) {
    std::vector<Use> uses;
    for (const auto& item : file.items) {
      const auto* use = std::get_if<ast::Use>(&item.node);
      if (use == nullptr) continue;
      if (use->path.constant() == nullptr)
        sink_.report(catalog::cannot_use, use->path_span, "\\( )", "a path of `use` is plain text");
      else
        uses.push_back({*use->path.constant(), use->path_span, use->alias});
    }
    return uses;
  }

  void follow(const std::string& from, const Use& use) {
    const auto place = use.place;
    const auto path = use.path.starts_with('/') ? std::nullopt : beside(from, use.path);
    if (const auto problem = refusal(path); !problem.empty()) {
      sink_.report(catalog::cannot_use, place, use.path, problem);
      return;
    }
    if (use.alias) return open_as(*path, use);
    if (const auto package = package_around(*path, unit_.root, files_); !package.empty())
      return report_package(*path, package, place);
    const auto status = files_.status(*path);
    if (status.kind != FileKind::directory) return load_file(*path, place);
    if (!is_refused(*path, place)) load_directory(*path, place);
  }

  /// Why a path is not for this unit; "" when it is.
  std::string refusal(const std::optional<std::string>& path) const {
    if (!path) return "it is outside the project, the directory of the named file";
    if (unit_.root.empty() || *path == unit_.root || path->starts_with(unit_.root + "/")) return "";
    return fmt::format("it is outside the package `{}`, whose digest is in herd.lock", unit_.root);
  }

  /// One and the same for all that open it.
  void open_as(const std::string& root, const Use& use) {
    if (root == unit_.root) {
      sink_.report(catalog::cannot_use, use.place, use.path, "a package lies in a directory below");
      return;
    }
    unit_.uses.push_back({*use.alias, root});
    if (!opened_.insert(root).second) return;
    auto package = open_package(root, use.place, files_, sources_, sink_);
    if (!package) return;
    auto outer = std::exchange(unit_, Unit{root, {}, {}});
    load_directory(root, use.place);
    package->inner = !outer.root.empty();
    package->files = std::move(unit_.files);
    package->uses = std::move(unit_.uses);
    unit_ = std::move(outer);
    packages_.emplace(root, std::move(*package));
  }

  void report_package(const std::string& path, const std::string& package, Span place) {
    sink_.report(catalog::cannot_use, place, path, fmt::format("it belongs to the package `{}`", package))
        .with_hint(fmt::format("`use \"…\" as NAME` of that directory, and then `NAME.x`"));
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
  std::size_t count_ = 0;
  std::vector<Open> open_;
  Unit unit_;
  std::set<std::string> opened_;
  std::map<std::string, Package> packages_;
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
    return fmt::format("use \"{}\"{}", path == nullptr ? "…" : *path, u.alias ? " as " + u.alias->text : "");
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
  loader.store(program);
  program.standard = load_standard(standard, sources, sink);
  program.defaults = load_defaults(sources, sink);
  const auto is_broken = [](const std::vector<ast::File>& files) {
    return std::any_of(files.begin(), files.end(), [](const auto& file) { return file.broken; });
  };
  program.broken = is_broken(program.files);
  for (const auto& [root, package] : program.packages) program.broken |= is_broken(package.files);
  return program;
}

std::string dump(const Program& program, const SourceMap& sources) {
  std::string text;
  for (const auto& file : program.files) text += dump_file(file, sources);
  for (const auto& [root, package] : program.packages) {
    text += fmt::format("package {} {} {}\n", root, package.name, package.digest);
    for (const auto& file : package.files) text += dump_file(file, sources);
  }
  for (const auto& [module, files] : program.standard)
    for (const auto& file : files) text += dump_file(file, sources);
  return text;
}

}  // namespace herdc::analysis
