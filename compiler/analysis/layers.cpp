#include "compiler/analysis/layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::analysis {
namespace {

constexpr std::size_t shown_code_points = 48;

/// What the words name.
struct Question {
  DeclId id;
  schema::FieldId field;
  std::string entry;  ///< "" for the whole field
};

struct Line {
  std::string text;  ///< as it is written
  std::string place;
  std::string layer;
  bool holds = true;  ///< it is in the value, or a part of it
};

/// On one line, and short.
std::string excerpt(std::string_view text) {
  std::string line;
  for (const auto& word : split(replace_all(replace_all(text, "\n", " "), "\r", " "), " "))
    if (!word.empty()) line += (line.empty() ? "" : " ") + word;
  return printable(utf8::shortened(line, shown_code_points));
}

class Printer {
 public:
  Printer(Evaluator& evaluator, const Outline& outline, const model::Model& model, const SourceMap& sources,
          Sink& sink)
      : evaluator_(evaluator), outline_(outline), model_(model), sources_(sources), sink_(sink) {}

  Result<std::string> print(std::string_view words) {
    const auto question = read(words);
    if (!question) return question.failure();
    lines_.clear();
    for (const auto& write : evaluator_.writes_of(question->id, schema::info(question->field).name))
      add(write, *question);
    return layout(*question);
  }

 private:
  // --- what is asked ---

  /// The declaration whose path the words begin with, or else its name in the tree; the longest one.
  std::optional<std::pair<DeclId, std::string_view>> declaration(std::string_view words) const {
    const auto path = longest(words, &model::Declaration::path);
    return path ? path : longest(words, &model::Declaration::name);
  }

  std::optional<std::pair<DeclId, std::string_view>> longest(std::string_view words,
                                                             std::string model::Declaration::*word) const {
    std::optional<std::pair<DeclId, std::string_view>> best;
    std::size_t length = 0;
    for (std::uint32_t i = 0; i < model_.declarations.size(); ++i) {
      const auto& name = model_[DeclId{i}].*word;
      if (!words.starts_with(name) || !words.substr(name.size()).starts_with('.') || name.size() <= length)
        continue;
      best = {DeclId{i}, words.substr(name.size() + 1)};
      length = name.size();
    }
    return best;
  }

  Result<Question> read(std::string_view words) const {
    const auto found = declaration(words);
    if (!found) {
      std::vector<std::string> paths;
      for (std::uint32_t i = 0; i < model_.declarations.size(); ++i)
        if (!model_[DeclId{i}].library) paths.push_back(model_[DeclId{i}].path);
      const auto name = std::string(words.substr(0, words.rfind('.')));
      return Failure{
          fmt::format("no declaration is called `{}`; {}", name, suggest(name, paths, "there are"))};
    }
    const auto [id, rest] = *found;
    const auto dot = rest.find('.');
    const auto name = std::string(rest.substr(0, dot));
    const auto kind = model_[id].kind;
    const auto field = schema::find_field(kind, name);
    if (!field)
      return Failure{fmt::format("{} has no field `{}`; {}", with_article(schema::info(kind).name), name,
                                 suggest(name, schema::field_names(kind), "there are"))};
    return Question{id, *field, dot == std::string_view::npos ? "" : std::string(rest.substr(dot + 1))};
  }

  // --- what is written ---

  void add(const Write& write, const Question& question) {
    if (!question.entry.empty()) return add_entry(write, question.entry);
    switch (write.kind) {
      case Write::Kind::set:
        return replace(write, write.expr->span, is_none(*write.expr, write.frame));
      case Write::Kind::append:
        return push(write, write.expr->span, "+= ");
      case Write::Kind::remove:
        return push(write, write.removed, "", false);
      case Write::Kind::merge:
        return push(write, write.body->span, "", is_there(write));
      case Write::Kind::entries:
        return push(write, write.body->span, "");
    }
  }

  /// Of one entry of a map.
  void add_entry(const Write& write, const std::string& key) {
    if (write.kind == Write::Kind::remove) {
      if (write.key != key) return;
      for (auto& line : lines_) line.holds = false;
      return push(write, write.removed, "", false);
    }
    if (write.kind == Write::Kind::set) return add_map(write, key);
    if (write.kind == Write::Kind::append || !is_there(write)) return;
    if (write.kind == Write::Kind::entries) {
      if (evaluator_.makes_entry(write, key)) push(write, write.body->span, "");
      return;
    }
    for (const auto& item : write.body->items) {
      const auto* field = std::get_if<ast::Field>(&item.node);
      if (field != nullptr && key_of(field->key) == key)
        replace(write, field->value.span, is_none(field->value, write.frame));
      const auto* block = std::get_if<ast::Block>(&item.node);
      if (block != nullptr && block->kind.text == key) push(write, block->body.span, "");
    }
  }

  /// What differs from host to host is there.
  bool is_there(const Write& write) {
    const auto mark = sink_.mark();
    const auto there = evaluator_.holding({write});
    sink_.take_since(mark);
    return !there || !there->empty();
  }

  void add_map(const Write& write, const std::string& key) {
    const auto* map = std::get_if<ast::Map>(&write.expr->node);
    if (map == nullptr) return replace(write, write.expr->span, is_none(*write.expr, write.frame));
    for (auto& line : lines_) line.holds = false;
    for (const auto& entry : map->entries)
      if (key_of(entry.key) == key) push(write, entry.value.span, "");
  }

  static std::string key_of(const ast::Key& key) {
    if (const auto* name = std::get_if<ast::Name>(&key.value)) return name->text;
    const auto* text = std::get<ast::Text>(key.value).constant();
    return text == nullptr ? "" : *text;
  }

  /// Whether the layer writes nothing after all. What differs from host to host is something.
  bool is_none(const ast::Expr& expr, const Frame& frame) {
    if (std::holds_alternative<ast::None>(expr.node)) return true;
    if (!std::holds_alternative<ast::If>(expr.node) && !std::holds_alternative<ast::Call>(expr.node) &&
        !std::holds_alternative<ast::NameRef>(expr.node))
      return false;
    const auto mark = sink_.mark();
    const auto value = evaluator_.evaluate(expr, frame);
    sink_.take_since(mark);
    return value && value->is_none();
  }

  void replace(const Write& write, Span span, bool writes_nothing) {
    if (!writes_nothing)
      for (auto& line : lines_) line.holds = false;
    push(write, span, "", !writes_nothing);
  }

  void push(const Write& write, Span span, std::string_view sign, bool holds = true) {
    lines_.push_back({fmt::format("{}{}", sign, excerpt(sources_.text(span))), sources_.place(span),
                      layer_of(write.frame), holds});
  }

  std::string layer_of(const Frame& frame) const {
    if (frame.home == nullptr) return "default";
    const auto& blueprint = *frame.blueprint;
    if (blueprint.is_component()) return fmt::format("component `{}`", blueprint.name.text);
    if (blueprint.role != Blueprint::Role::change) return "the block itself";
    const auto inside = blueprint.parent != nullptr && blueprint.parent->role == Blueprint::Role::environment;
    const auto every = blueprint.is_for_every()
                           ? fmt::format("`change every {}`", blueprint.change->every->text)
                           : std::string("`change`");
    return inside ? fmt::format("environment `{}`, {}", outline_.environment_name(), every) : every;
  }

  // --- what it comes to ---

  std::string value_of(const Question& question) const {
    const auto* value = model_[question.id].find(question.field);
    if (value == nullptr) return "nothing";
    if (!question.entry.empty()) {
      const auto* map = value->get<model::Map>();
      const auto found = map == nullptr ? model::Map::const_iterator{} : map->find(question.entry);
      if (map == nullptr || found == map->end()) return "nothing";
      value = &found->second;
    }
    return value->get<model::PerHost>() != nullptr ? "another value on each host"
                                                   : evaluator_.written(*value);
  }

  std::string layout(const Question& question) const {
    std::size_t text = 0, place = 0;
    for (const auto& line : lines_) {
      text = std::max(text, utf8::length(line.text));
      place = std::max(place, line.place.size());
    }
    auto out = fmt::format("{}.{}{} = {}\n", model_[question.id].path, schema::info(question.field).name,
                           question.entry.empty() ? "" : "." + question.entry, value_of(question));
    for (const auto& line : lines_)
      out += fmt::format("  {} {}{}  {:<{}}  {}\n", line.holds ? '*' : ' ', line.text,
                         std::string(text - utf8::length(line.text), ' '), line.place, place, line.layer);
    return out + (lines_.empty() ? "  nobody writes it\n" : "");
  }

  Evaluator& evaluator_;
  const Outline& outline_;
  const model::Model& model_;
  const SourceMap& sources_;
  Sink& sink_;
  std::vector<Line> lines_;
};

}  // namespace

Result<std::string> print_layers(Evaluator& evaluator, const Outline& outline, const model::Model& model,
                                 const SourceMap& sources, Sink& sink, std::string_view words) {
  return Printer(evaluator, outline, model, sources, sink).print(words);
}

}  // namespace herdc::analysis
