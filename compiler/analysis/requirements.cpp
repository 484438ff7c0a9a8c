#include "compiler/analysis/requirements.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/utf8.h"

namespace herdc::analysis {
namespace {

using schema::Shape;

constexpr std::size_t max_shown = 60;  // characters of a part's text

/// The source on one line, cut when it is long.
std::string one_line(std::string_view source) {
  std::string text;
  for (const char c : source) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space)
      text += c;
    else if (!text.empty() && text.back() != ' ')
      text += ' ';
  }
  return utf8::shortened(text, max_shown);
}

bool is_literal(const ast::Expr& expr);

bool is_literal_node(const ast::List& list) {
  return std::all_of(list.items.begin(), list.items.end(), is_literal);
}
bool is_literal_node(const ast::Map& map) {
  return std::all_of(map.entries.begin(), map.entries.end(),
                     [](const auto& e) { return is_literal(e.value); });
}
bool is_literal_node(const ast::Text& text) {
  return text.constant() != nullptr;
}
bool is_literal_node(const ast::Negate& negate) {
  return is_literal(*negate.operand);
}
template <class Node>
bool is_literal_node(const Node&) {
  return std::is_same_v<Node, ast::None> || std::is_same_v<Node, ast::Bool> ||
         std::is_same_v<Node, ast::Number>;
}

/// Says itself what it is.
bool is_literal(const ast::Expr& expr) {
  return std::visit([](const auto& node) { return is_literal_node(node); }, expr.node);
}

/// `zookeeper`, `self`: a block's name says no more than its text.
bool names_block(const ast::Expr& expr, const Value& value) {
  return std::holds_alternative<ast::NameRef>(expr.node) && value.get<DeclId>() != nullptr;
}

class Checker {
 public:
  Checker(Evaluator& evaluator, const Outline& outline, const model::Model& model, Sink& sink)
      : evaluator_(evaluator), outline_(outline), model_(model), sink_(sink) {}

  void run() {
    const bool whole = !sink_.has_errors() && !outline_.program->broken;
    const auto count = static_cast<std::uint32_t>(model_.declarations.size());
    for (std::uint32_t i = 0; i < count; ++i)
      if (model_[DeclId{i}].kind != Shape::policy) declaration(DeclId{i});
    const Frame project{outline_.project.get(), nullptr, {}, nullptr};
    for (const auto* require : outline_.project->requirements) check(*require, project, "the project");
    for (const auto& [name, entry] : outline_.project->names)
      if (entry.param != nullptr)
        each_constraint(*entry.param, [&](const ast::Require& require) {
          check(require, project, fmt::format("the param `{}`", entry.param->name.text));
        });
    if (!whole) return;
    for (std::uint32_t i = 0; i < count; ++i)
      if (model_[DeclId{i}].kind == Shape::policy) policy(DeclId{i});
  }

  /// One that cannot be evaluated has not been met either.
  std::vector<diagnostics::Diagnostic> test(const TestBlock& test) {
    const auto before = sink_.mark();
    const auto id = evaluator_.make_test(*test.blueprint);
    each(id, [&](const ast::Require& require, const Frame& frame) {
      const auto mark = sink_.mark();
      auto outcome = evaluator_.require(require, frame);
      if (!outcome.holds && sink_.mark() == mark)
        sink_.report(catalog::undecided_test, require.condition.span, test.name);
      if (!outcome.holds.value_or(true))
        fail(require, frame, fmt::format("the test `{}`", test.name), std::move(outcome.parts));
    });
    return sink_.take_since(before);
  }

 private:
  void declaration(DeclId id) {
    if (!model_[id].sound || !model_[id].in_use) return;
    each(id, [&](const ast::Require& require, const Frame& frame) {
      check(require, frame, evaluator_.title_of(id));
    });
  }

  /// Its lets, too: nobody else has read them.
  void policy(DeclId id) {
    for (const auto& layer : evaluator_.entity(id).layers)
      for (const auto& item : layer.blueprint->body->items)
        if (const auto* binding = std::get_if<ast::Binding>(&item.node)) evaluator_.binding(id, *binding);
    each(id, [&](const ast::Require& require, const Frame& frame) { check(require, frame, ""); });
  }

  /// What a param's own body requires.
  template <class Use>
  static void each_constraint(const ast::Param& param, const Use& use) {
    if (!param.body) return;
    for (const auto& item : param.body->items)
      if (const auto* require = std::get_if<ast::Require>(&item.node)) use(*require);
  }

  template <class Use>
  void each(DeclId id, const Use& use) const {
    for (const auto& layer : evaluator_.entity(id).layers)
      for (const auto& item : layer.blueprint->body->items) {
        const Frame frame{layer.blueprint->home, layer.blueprint, id, nullptr};
        if (const auto* require = std::get_if<ast::Require>(&item.node)) use(*require, frame);
        if (const auto* param = std::get_if<ast::Param>(&item.node))
          each_constraint(*param, [&](const ast::Require& require) { use(require, frame); });
      }
  }

  /// `title` is what is not as required; "" for a policy.
  void check(const ast::Require& require, const Frame& frame, const std::string& title) {
    const auto mark = sink_.mark();
    auto outcome = evaluator_.require(require, frame);
    const bool sound =
        std::all_of(outcome.read.begin(), outcome.read.end(), [&](DeclId id) { return model_[id].sound; });
    if (!sound) {
      sink_.take_since(mark);  // what is wrong there is reported
      return;
    }
    if (!outcome.holds.value_or(true)) fail(require, frame, title, std::move(outcome.parts));
  }

  void fail(const ast::Require& require, const Frame& frame, const std::string& title,
            std::vector<diagnostics::Part> parts) {
    const auto message = evaluator_.message_of(require, frame);
    auto& diagnostic =
        title.empty()
            ? evaluator_.report(frame, catalog::broken_policy, require.condition.span,
                                evaluator_.entity(frame.entity).path, message)
            : evaluator_.report(frame, catalog::broken_requirement, require.condition.span, title, message);
    diagnostic.parts = std::move(parts);
  }

  Evaluator& evaluator_;
  const Outline& outline_;
  const model::Model& model_;
  Sink& sink_;
};

}  // namespace

Evaluator::Outcome Evaluator::require(const ast::Require& require, const Frame& frame) {
  context_ = {};
  if (frame.entity.valid()) context_.host_domain = host_domain_of(frame.entity);
  Slot watch;
  Trace trace;
  context_.slot = &watch;
  context_.trace = &trace;
  Outcome outcome;
  outcome.holds = condition(require.condition, "`require`", frame);
  context_ = {};
  for (const auto& read : watch.reads)
    if (read.target.valid()) outcome.read.push_back(read.target);
  if (watch.varies && !outcome.holds) report_varying(require, trace, frame);
  outcome.parts = parts_of(require, trace);
  return outcome;
}

void Evaluator::report_varying(const ast::Require& require, const Trace& trace, const Frame& frame) {
  const auto place = trace.failed != nullptr ? trace.failed->span : require.condition.span;
  const auto text = one_line(sources_.text(place));
  report(frame, catalog::varies_outside, place, text, "a requirement")
      .with_hint(fmt::format("`at({}, \"HOST\")` reads the value of one host", text));
}

/// In reading order, a whole before its parts, each text once.
std::vector<diagnostics::Part> Evaluator::parts_of(const ast::Require& require, const Trace& trace) const {
  auto values = trace.values;
  std::stable_sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    const auto &left = a.first->span, &right = b.first->span;
    return left.begin != right.begin ? left.begin < right.begin : left.end > right.end;
  });
  std::vector<diagnostics::Part> parts;
  std::set<std::string> known;
  for (const auto& [expr, value] : values) {
    if (expr == &require.condition || is_literal(*expr) || names_block(*expr, value)) continue;
    auto text = one_line(sources_.text(expr->span));
    if (known.insert(text).second) parts.push_back({std::move(text), written(value)});
  }
  return parts;
}

std::string Evaluator::message_of(const ast::Require& require, const Frame& frame) {
  context_ = {};
  if (require.message)
    if (auto text = interpolated(*require.message, frame)) return *text;
  return fmt::format("`{}`", one_line(sources_.text(require.condition.span)));
}

std::vector<diagnostics::Diagnostic> run_test(Evaluator& evaluator, const Outline& outline,
                                              const TestBlock& test, const model::Model& model, Sink& sink) {
  evaluator.show(model);
  return Checker(evaluator, outline, model, sink).test(test);
}

void check_requirements(Evaluator& evaluator, const Outline& outline, const model::Model& model, Sink& sink) {
  evaluator.show(model);
  Checker(evaluator, outline, model, sink).run();
}

}  // namespace herdc::analysis
