#include "compiler/image/recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/dockerfile/add.h"
#include "compiler/dockerfile/commands.h"
#include "compiler/image/dockerfile_words.h"
#include "compiler/image/steps.h"

namespace herdc::image {
namespace {

namespace field = schema::field;
using model::Declaration;
using model::Value;

std::string base_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

/// The user that containers of `image` run as, as far as images declared here say.
std::string user_of(const model::Model& model, const Declaration& image) {
  if (const auto* user = model::find_text(image, field::image::user)) return *user;
  const auto* base = image.find(field::image::base);
  const auto* id = base == nullptr ? nullptr : base->get<model::DeclId>();
  if (id == nullptr || model[*id].kind != schema::Shape::image) return "";
  return user_of(model, model[*id]);
}

std::vector<std::string> words_of(const model::Model& model, const model::List& list) {
  std::vector<std::string> words;
  for (const auto& value : list) words.push_back(model::word(model, value));
  return words;
}

class Writer {
 public:
  Writer(const model::Model& model, const Declaration& image, Sink& sink)
      : model_(model), image_(image), sink_(sink) {}

  Recipe run(std::string_view from) {
    add("FROM", std::string(from), {model::place(image_, field::image::base), image_.span});
    add_steps();
    add_map("ENV", field::image::env);
    add_map("LABEL", field::image::labels);
    add_workdir();
    add_health();
    add_exec("ENTRYPOINT", field::image::entrypoint);
    add_exec("CMD", field::image::command);
    return std::move(recipe_);
  }

 private:
  void add(std::string_view keyword, std::string rest, std::vector<Span> origins) {
    const auto size = keyword.size() + 1 + rest.size();
    if (size > longest_dockerfile_line)
      sink_.report(catalog::dockerfile_line_too_long, origins[0], keyword, size)
          .with_label(fmt::format("at most {} bytes reach every builder", longest_dockerfile_line));
    recipe_.instructions.push_back({keyword, std::move(rest), std::move(origins)});
  }

  /// `text` as a word of an instruction that expands `$`.
  std::string word(std::string_view text, std::string_view what, Span span) {
    if (const auto problem = dockerfile_word_problem(text))
      sink_.report(catalog::bad_dockerfile_word, span, std::string(what), *problem);
    return dockerfile_word(text);
  }

  void add_map(std::string_view keyword, schema::FieldId id) {
    for (const auto& [key, value] : model::map(image_, id)) {
      if (id == field::image::env && dockerfile::looks_like_secret(key, model::word(model_, value)))
        report_secret(key, value.span, image_.span, sink_);
      const auto text = word(model::word(model_, value), "`" + key + "`", value.span);
      add(keyword, dockerfile_word(key) + "=" + text, {value.span});
    }
  }

  void add_workdir() {
    const auto* path = model::find_text(image_, field::image::workdir);
    if (path == nullptr) return;
    const auto place = model::place(image_, field::image::workdir);
    if (is_kernel_directory(*path)) sink_.report(catalog::kernel_directory, place, *path);
    add("WORKDIR", word(*path, "the path", place), {place});
  }

  /// Exec forms hold any text; a NUL is the one byte that no program can be given.
  std::string exec(const model::List& list, Span place) {
    auto words = words_of(model_, list);
    for (std::size_t i = 0; i < words.size(); ++i)
      if (words[i].find('\0') != std::string::npos)
        sink_.report(catalog::nul_byte, list[i].span, "this word");
    if (words.empty()) sink_.report(catalog::empty_command, place);
    return exec_form(words);
  }

  void add_exec(std::string_view keyword, schema::FieldId id) {
    if (image_.find(id) != nullptr)
      add(keyword, exec(model::list(image_, id), model::place(image_, id)), {model::place(image_, id)});
  }

  void add_health() {
    const auto* health = model::record(image_, field::image::health);
    if (health == nullptr) return;
    const auto time = [&](schema::FieldId id) {
      return docker_duration(*health->find(id)->get<model::Duration>());
    };
    add("HEALTHCHECK",
        fmt::format("--interval={} --timeout={} --start-period={} --retries={} CMD {}",
                    time(field::health::interval), time(field::health::timeout), time(field::health::grace),
                    *health->find(field::health::retries)->get<std::int64_t>(),
                    exec(*health->find(field::health::command)->get<model::List>(),
                         model::place(image_, field::image::health))),
        {model::place(image_, field::image::health)});
  }

  // Steps are done as root, whoever runs the process of the image below and of this one.
  void add_steps() {
    const auto user = user_of(model_, image_);
    const auto& steps = model::list(image_, field::image::steps);
    const auto origin = model::place(image_, field::image::user);
    const bool inherited = !user.empty() && !image_.is_set(field::image::user);
    if (inherited && !steps.empty()) add("USER", "0:0", {origin});
    for (std::size_t i = 0; i < steps.size(); ++i) add_step(steps[i], i + 1);
    if (!user.empty() && (!inherited || !steps.empty()))
      add("USER", word(user, "the user", origin), {origin});
  }

  void add_step(const Value& value, std::size_t number) {
    const auto& step = *value.get<model::Record>();
    if (const auto* apt = step.find(field::step::apt)) add_apt(*apt);
    if (const auto* run = step.find(field::step::run)) add_run(*run);
    if (const auto* copy = step.find(field::step::copy)) add_copy(step, *copy, number);
  }

  void add_apt(const Value& packages) {
    std::string text =
        "apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends";
    for (const auto& package : *packages.get<model::List>())
      text += ' ' + posix_word(model::word(model_, package));
    add("RUN", text + " && rm -rf /var/lib/apt/lists/*", {packages.span});
  }

  void add_run(const Value& command) {
    const auto text = model::word(model_, command);
    if (text.find('\0') != std::string::npos) sink_.report(catalog::nul_byte, command.span, "this command");
    report_step(
        steps_.run(dockerfile::shell_words(text)), [&](std::size_t) { return command.span; }, image_.span,
        packed_, sink_);
    add("RUN", run_form(text), {command.span});
  }

  void add_copy(const model::Record& step, const Value& copy, std::size_t number) {
    const auto& to = *step.find(field::step::to);
    const auto& files = *copy.get<model::Files>();
    const auto* mode = step.find(field::step::mode);
    const bool single = files.files.size() == 1 && model_.files[files.files[0]].path == files.path;
    if (mode != nullptr && !single) sink_.report(catalog::mode_of_directory, mode->span, files.path);
    const auto name = context_name(base_name(files.path), number);
    for (const auto id : files.files) {
      const auto& file = model_.files[id];
      const auto path = single ? name : name + file.path.substr(files.path.size());
      // The context holds 0644 and 0755 only: other bits would not survive a checkout.
      const bool executable = mode == nullptr ? file.executable : model::word(model_, *mode) == "0755";
      recipe_.files.push_back({path, id, executable});
      if (const auto kind = dockerfile::packed_kind(file.bytes))
        packed_.push_back({copy.span, file.path, *kind});
    }
    const auto place = word(model::word(model_, to), "the path", to.span);
    add("COPY", exec_form({single ? name : name + "/", place}), {copy.span, to.span});
  }

  /// Where a copied file or directory stands in the context: under its own name unless that is taken.
  std::string context_name(const std::string& name, std::size_t number) {
    const bool taken = name == "Dockerfile" || name == ".dockerignore" || !taken_.insert(name).second;
    return taken ? fmt::format("step-{}/{}", number, name) : name;
  }

  const model::Model& model_;
  const Declaration& image_;
  Sink& sink_;
  Recipe recipe_;
  std::set<std::string> taken_;
  dockerfile::Stage steps_;
  std::vector<Packed> packed_;
};

}  // namespace

Recipe recipe(const model::Model& model, model::DeclId image, std::string_view from, Sink& sink) {
  return Writer(model, model[image], sink).run(from);
}

}  // namespace herdc::image
