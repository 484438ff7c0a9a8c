#include "compiler/image/contexts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/artifact/lines.h"
#include "compiler/base/hash.h"
#include "compiler/base/text.h"
#include "compiler/image/own_dockerfile.h"
#include "compiler/image/recipe.h"

namespace herdc::image {
namespace {

namespace field = schema::field;
using artifact::Artifact;
using model::Declaration;
using model::DeclId;

constexpr std::size_t tag_digits = 32;

class Builder {
 public:
  Builder(const model::Model& model, const SourceMap& sources, Sink& sink)
      : model_(model), sources_(sources), sink_(sink) {}

  Contexts run(const std::vector<DeclId>& order) {
    for (const auto id : model_.of_kind(schema::Shape::base)) add_base(id);
    for (const auto id : order)
      if (model_[id].kind == schema::Shape::image) add_image(id);
    return std::move(result_);
  }

  /// Every base and image counts as there: what is wrong with one is not the fault of those built on it.
  void try_all() {
    for (const auto kind : {schema::Shape::base, schema::Shape::image})
      for (const auto id : model_.of_kind(kind)) result_.references[id] = model_[id].name;
    for (const auto id : sound_of_kind(model_, schema::Shape::image)) {
      Context context;
      context.files = files_of(id);
      check_paths(model_[id], context);
    }
  }

 private:
  void add_base(DeclId id) {
    const auto digest = model_.base_digests.find(id);
    if (digest == model_.base_digests.end()) return;  // reported where the lock is read
    result_.references[id] = model::text(model_[id], field::base::repository) + "@" + digest->second;
  }

  void add_image(DeclId id) {
    const auto& image = model_[id];
    Context context;
    context.files = files_of(id);
    if (context.files.empty()) return;
    check_paths(image, context);
    context.digest = digest_of(context);
    context.reference = reference_of(image, context.digest);
    result_.references[id] = context.reference;
    result_.contexts[id] = std::move(context);
  }

  std::vector<Artifact> files_of(DeclId id) {
    const bool own = model_[id].find(field::image::dockerfile) != nullptr;
    return own ? own_context(model_[id]) : generated_context(id);
  }

  static std::string owner_of(const Declaration& image) { return "image " + image.path; }

  std::vector<Artifact> generated_context(DeclId id) {
    const auto& image = model_[id];
    const auto from = result_.references.find(model::reference(image, field::image::base));
    if (from == result_.references.end()) return {};  // what it is built on has been reported
    const auto recipe = image::recipe(model_, id, from->second, sink_);
    artifact::Lines lines(image.span);
    lines.add(banner);
    for (const auto& instruction : recipe.instructions)
      lines.add(std::string(instruction.keyword) + " " + instruction.rest, instruction.origins);
    std::vector<Artifact> files = {lines.finish(std::string(usual_dockerfile), owner_of(image), false)};
    for (const auto& file : recipe.files)
      files.push_back(artifact::copy(file.path, owner_of(image), file.executable, sources_,
                                     model_.files[file.file].source));
    return files;
  }

  std::vector<Artifact> own_context(const Declaration& image) {
    const auto& named = *image.find(field::image::dockerfile)->get<model::Files>();
    const auto directory = named.path.substr(0, named.path.rfind('/') + 1);
    const auto path_in_context = [&](const model::InputFile& file) {
      return file.path.substr(directory.size());
    };
    Surroundings around{image.span, image.name, {}, registries(), [&](const std::string& name) {
                          return reference_named(name);
                        }};
    for (const auto id : named.files)
      around.context[path_in_context(model_.files[id])] = sources_[model_.files[id].source].text;
    std::vector<Artifact> files;
    for (const auto id : named.files) {
      const auto& file = model_.files[id];
      const auto path = path_in_context(file);
      if (file.path == named.path)
        files.insert(files.begin(), rewritten_dockerfile(image, path, around, file.source));
      else
        files.push_back(artifact::copy(path, owner_of(image), file.executable, sources_, file.source));
    }
    return files;
  }

  /// It keeps its name: a `Dockerfile` beside `Dockerfile.dev` is a file of the context like any other.
  Artifact rewritten_dockerfile(const Declaration& image, const std::string& path, const Surroundings& around,
                                FileId source) {
    artifact::Lines lines(Span{source, 0, 0});
    lines.add(banner, image.span);
    lines.append(own_dockerfile(sources_, source, around, sink_));
    return lines.finish(path, owner_of(image), false);
  }

  /// Those that bases and the cluster name.
  std::set<std::string> registries() const {
    std::set<std::string> found;
    for (const auto& [id, reference] : result_.references) found.insert(registry_of(reference));
    if (const auto* registry = model::find_text(model_[model_.cluster], field::cluster::registry))
      found.insert(*registry);
    return found;
  }

  /// What stands for a base or image that a Dockerfile calls by its name, or by its path in the source.
  std::optional<std::string> reference_named(const std::string& name) const {
    for (const auto& [id, reference] : result_.references)
      if (model_[id].name == name || model_[id].path == name) return reference;
    return std::nullopt;
  }

  void check_paths(const Declaration& image, const Context& context) {
    std::set<std::string> seen;
    for (const auto& file : context.files) {
      auto problem = artifact::path_problem(file.path);
      if (problem.empty() && !seen.insert(to_lower(file.path)).second) problem = "another file has that name";
      if (!problem.empty())
        sink_.report(catalog::bad_context_file, image.span, file.path, image.name, problem);
    }
  }

  // The banner is left out: another herdc that words it differently must not make another image. Which file
  // is the Dockerfile counts: one context with two of them is two images.
  static std::string digest_of(const Context& context) {
    std::map<std::string, const Artifact*> sorted;
    for (const auto& file : context.files) sorted[file.path] = &file;
    std::string canonical = "herd-context-1";
    if (context.dockerfile() != usual_dockerfile) canonical += " " + context.dockerfile();
    for (const auto& [path, file] : sorted) {
      std::string_view bytes = file->bytes;
      if (path == context.dockerfile() && bytes.starts_with(banner)) bytes.remove_prefix(banner.size() + 1);
      canonical += fmt::format("\n{} {} {} ", path, file->executable ? "0755" : "0644", bytes.size());
      canonical += bytes;
    }
    return sha256(canonical);
  }

  std::string reference_of(const Declaration& image, const std::string& digest) const {
    const auto& cluster = model_[model_.cluster];
    const auto* registry = model::find_text(cluster, field::cluster::registry);
    return (registry == nullptr ? cluster.name : *registry) + "/" + image.name + ":" +
           digest.substr(0, tag_digits);
  }

  const model::Model& model_;
  const SourceMap& sources_;
  Sink& sink_;
  Contexts result_;
};

}  // namespace

Contexts build_contexts(const model::Model& model, const graph::DependencyGraph& graph,
                        const SourceMap& sources, Sink& sink) {
  return Builder(model, sources, sink).run(graph.build_order);
}

void check(const model::Model& model, const SourceMap& sources, Sink& sink) {
  Builder(model, sources, sink).try_all();
}

}  // namespace herdc::image
