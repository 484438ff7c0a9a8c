#include "compiler/analysis/resolve_expressions.h"

#include <fmt/format.h>

#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/functions.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {
namespace {

/// `prod.example.com`, should it have been meant as text.
std::string dotted(const ast::Access& access, const ast::NameRef& first) {
  std::string text = first.name;
  for (const auto& step : access.steps) {
    const auto* name = std::get_if<ast::Name>(&step.value);
    if (name == nullptr) return first.name;
    text += "." + name->text;
  }
  return text;
}

bool subtraction(const std::string& name, const Scope& scope) {
  return find_visible(name.substr(0, name.find('-')), scope).has_value();
}

std::string argument_count(const Function& function) {
  const auto plural = [](std::size_t n) { return fmt::format("{} argument{}", n, n == 1 ? "" : "s"); };
  if (function.fewest == function.most) return plural(function.fewest);
  return fmt::format("{} to {}", function.fewest, plural(function.most));
}

}  // namespace

void ExpressionResolver::resolve(const ast::Expr& e, const Scope& scope) {
  std::visit([&](const auto& node) { visit(node, e.span, scope); }, e.node);
}

void ExpressionResolver::loop_variable(const ast::Name& name, const Scope& scope) {
  const auto problem = variable_name_problem(name.text);
  if (!problem.empty()) sink_.report(catalog::bad_name, name.span, name.text, "a loop variable", problem);
  refuse_shadow(name.text, name.span, scope);
}

void ExpressionResolver::refuse_shadow(std::string_view name, Span span, const Scope& scope) {
  const auto hidden = find_visible(name, scope);
  if (!hidden || *hidden == span) return;
  auto& diagnostic = sink_.report(catalog::shadowed_name, span, name);
  if (hidden->known()) diagnostic.with_note(*hidden, "this one would be hidden");
}

void ExpressionResolver::visit(const ast::Text& text, Span, const Scope& scope) {
  for (const auto& part : text.parts)
    if (part.expr) resolve(**part.expr, scope);
}

void ExpressionResolver::visit(const ast::NameRef& ref, Span span, const Scope& scope) {
  name(ref.name, ref.name, span, scope);
}

void ExpressionResolver::name(const std::string& name, const std::string& as_text, Span span,
                              const Scope& scope) {
  if (const auto place = find_visible(name, scope)) {
    if (name.starts_with('_') && place->known() && place->file != span.file)
      sink_.report(catalog::private_name, span, name, "its file").with_note(*place, "it is declared here");
    if (name == "self" && scope.blueprint == nullptr)
      sink_.report(catalog::misplaced_item, span, "`self`")
          .with_hint("it is the block around the expression, and there is none");
    return;
  }
  if (outline_.program->broken) return;  // it may be one that did not parse
  unknown_name(name, as_text, span, scope);
}

void ExpressionResolver::visit(const ast::Call& call, Span span, const Scope& scope) {
  for (const auto& argument : call.arguments) resolve(argument, scope);
  const auto* function = find_function(call.function.text);
  if (function == nullptr) return unknown_function(call.function);
  if (function->name == "artifact" &&
      (scope.blueprint == nullptr || scope.blueprint->kind != schema::Shape::test))
    sink_.report(catalog::misplaced_item, span, "`artifact`")
        .with_hint("generated files are read in tests: `test \"what it shows\" { require … }`");
  const auto count = call.arguments.size();
  if (count >= function->fewest && count <= function->most) return;
  sink_.report(catalog::wrong_argument_count, span, function->name, argument_count(*function), count)
      .with_hint(std::string(function->doc));
}

void ExpressionResolver::visit(const ast::EveryKind& every, Span span, const Scope& scope) {
  if (scope.blueprint == nullptr || !sees_everything(*scope.blueprint)) {
    sink_.report(catalog::misplaced_item, span, "`every`")
        .with_hint("policies and tests see the whole cluster: `policy NAME { require … }`");
    return;
  }
  if (schema::find_kind(every.kind.text)) return;
  if (const auto later = schema::find_later(every.kind.text)) {
    sink_.report(catalog::not_yet, every.kind.span, *later);
    return;
  }
  sink_.report(catalog::unknown_kind, every.kind.span, every.kind.text)
      .with_hint(suggest(every.kind.text, schema::kind_names(), "the kinds are"));
}

void ExpressionResolver::visit(const ast::List& list, Span, const Scope& scope) {
  for (const auto& item : list.items) resolve(item, scope);
}

void ExpressionResolver::visit(const ast::Map& map, Span, const Scope& scope) {
  std::map<std::string, Span> keys;
  for (const auto& entry : map.entries) {
    map_key(entry.key, scope, keys);
    resolve(entry.value, scope);
  }
}

void ExpressionResolver::visit(const ast::Comprehension& c, Span, const Scope& scope) {
  const auto& header = *c.header;
  resolve(header.source, scope);
  loop_variable(header.first, scope);
  const Locals first{&header.first, scope.locals};
  const Locals second{header.second ? &*header.second : nullptr, &first};
  if (header.second) loop_variable(*header.second, scope.with(first));
  const Scope inner = scope.with(header.second ? second : first);
  if (c.condition) resolve(**c.condition, inner);
  if (c.key) resolve(**c.key, inner);
  resolve(*c.value, inner);
}

void ExpressionResolver::visit(const ast::If& node, Span, const Scope& scope) {
  resolve(*node.condition, scope);
  resolve(*node.then, scope);
  resolve(*node.otherwise, scope);
}

void ExpressionResolver::visit(const ast::Chain& chain, Span, const Scope& scope) {
  resolve(*chain.first, scope);
  for (const auto& link : chain.links) resolve(link.operand, scope);
}

void ExpressionResolver::visit(const ast::Not& node, Span, const Scope& scope) {
  resolve(*node.operand, scope);
}

void ExpressionResolver::visit(const ast::Negate& node, Span, const Scope& scope) {
  resolve(*node.operand, scope);
}

void ExpressionResolver::visit(const ast::Access& access, Span, const Scope& scope) {
  if (const auto* ref = std::get_if<ast::NameRef>(&access.object->node))
    name(ref->name, dotted(access, *ref), access.object->span, scope);
  else
    resolve(*access.object, scope);
  for (const auto& step : access.steps)
    if (const auto* index = std::get_if<ast::Box<ast::Expr>>(&step.value)) resolve(**index, scope);
}

void ExpressionResolver::map_key(const ast::Key& key, const Scope& scope, std::map<std::string, Span>& keys) {
  const auto* name = std::get_if<ast::Name>(&key.value);
  const auto* text = std::get_if<ast::Text>(&key.value);
  if (text != nullptr) visit(*text, key.span, scope);
  const std::string* constant = name != nullptr ? &name->text : text->constant();
  if (constant == nullptr) return;
  const auto [known, fresh] = keys.emplace(*constant, key.span);
  if (!fresh)
    sink_.report(catalog::duplicate_key, key.span, *constant)
        .with_note(known->second, "it stands here first");
}

void ExpressionResolver::unknown_name(const std::string& name, const std::string& as_text, Span span,
                                      const Scope& scope) {
  std::vector<std::string> names;
  collect_names(scope, names);
  auto& diagnostic = sink_.report(catalog::unknown_name, span, name);
  if (const auto word = our_word(name))
    diagnostic.with_hint(fmt::format("write `{}`", *word));
  else if (const auto near = nearest(name, names))
    diagnostic.with_hint(fmt::format("did you mean `{}`?", *near));
  else if (name.find('-') != std::string::npos && subtraction(name, scope))
    diagnostic.with_hint("subtraction takes spaces around `-`");
  else if (const auto home = scope.blueprint; home != nullptr && schema::find_field(home->kind, name))
    diagnostic.with_hint(fmt::format("fields are read through `self`: `self.{}`", name));
  else
    diagnostic.with_hint(fmt::format("a bare word is a name; text is quoted: \"{}\"", as_text));
}

void ExpressionResolver::unknown_function(const ast::Name& name) {
  sink_.report(catalog::unknown_function, name.span, name.text)
      .with_hint(did_you_mean(name.text, function_names()));
}

}  // namespace herdc::analysis
