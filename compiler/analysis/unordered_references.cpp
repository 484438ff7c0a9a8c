#include "compiler/analysis/unordered_references.h"

#include <algorithm>

namespace herdc::analysis {
namespace {

using schema::Type;

bool holds_references(const Type& type) {
  if (type.form == Type::Form::reference) return true;
  if (type.form == Type::Form::record) {
    const auto& fields = schema::info(type.shapes.front()).fields;
    return std::any_of(fields.begin(), fields.end(),
                       [](schema::FieldId id) { return holds_references(schema::info(id).type); });
  }
  return std::any_of(type.element.begin(), type.element.end(), holds_references);
}

/// Looks at what becomes the value, or an element of it.
struct Finder {
  std::vector<Span> found = {};

  void look(const ast::Expr& expr) {
    std::visit([&](const auto& node) { visit(node, expr.span); }, expr.node);
  }
  void visit(const ast::Call& call, Span span) {
    if (call.function.text == "unordered") return found.push_back(span);
    for (const auto& argument : call.arguments) look(argument);
  }
  void visit(const ast::List& list, Span) {
    for (const auto& item : list.items) look(item);
  }
  void visit(const ast::Map& map, Span) {
    for (const auto& entry : map.entries) look(entry.value);
  }
  void visit(const ast::Comprehension& node, Span) { look(*node.value); }
  void visit(const ast::If& node, Span) {
    look(*node.then);
    look(*node.otherwise);
  }
  template <class Other>
  void visit(const Other&, Span) {}
};

std::vector<Span> unordered_in(const ast::Expr& value, const Type& type) {
  Finder finder;
  if (holds_references(type)) finder.look(value);
  return finder.found;
}

}  // namespace

bool holds_unordered(const ast::Expr& value, const Type& type) {
  return !unordered_in(value, type).empty();
}

void refuse_unordered(const ast::Expr& value, const Type& type, std::string_view field, Sink& sink) {
  for (const auto span : unordered_in(value, type))
    if (field == "after")
      sink.report(catalog::unordered_reference, span, field, "which is the start order itself")
          .with_hint("to start after `x`, write `x`; not to wait for it, leave it out of `after`")
          .with_hint("a value that is read brings an order of its own: write `unordered(x.value)` there");
    else
      sink.report(catalog::unordered_reference, span, field, "which takes a declaration and not its values")
          .with_hint("leave `unordered` out; it belongs around a service's value, where that is read");
}

}  // namespace herdc::analysis
