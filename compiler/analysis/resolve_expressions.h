#pragma once

#include <map>
#include <string>

#include "compiler/analysis/scope.h"

namespace herdc::analysis {

/// Finds every bare name and every function that expressions name.
class ExpressionResolver {
 public:
  ExpressionResolver(const Outline& outline, Sink& sink) : outline_(outline), sink_(sink) {}

  void resolve(const ast::Expr& e, const Scope& scope);
  void resolve(const ast::Text& text, const Scope& scope) { visit(text, Span{}, scope); }
  /// Its name is a good one, and hides nothing.
  void loop_variable(const ast::Name& name, const Scope& scope);
  void refuse_shadow(std::string_view name, Span span, const Scope& scope);

 private:
  void visit(const ast::None&, Span, const Scope&) {}
  void visit(const ast::Bool&, Span, const Scope&) {}
  void visit(const ast::Number&, Span, const Scope&) {}
  void visit(const ast::Text& text, Span, const Scope& scope);
  void visit(const ast::NameRef& ref, Span span, const Scope& scope);
  void visit(const ast::Call& call, Span span, const Scope& scope);
  void visit(const ast::EveryKind& every, Span span, const Scope& scope);
  void visit(const ast::List& list, Span, const Scope& scope);
  void visit(const ast::Map& map, Span, const Scope& scope);
  void visit(const ast::Comprehension& c, Span, const Scope& scope);
  void visit(const ast::If& node, Span, const Scope& scope);
  void visit(const ast::Chain& chain, Span, const Scope& scope);
  void visit(const ast::Not& node, Span, const Scope& scope);
  void visit(const ast::Negate& node, Span, const Scope& scope);
  void visit(const ast::Access& access, Span, const Scope& scope);
  void map_key(const ast::Key& key, const Scope& scope, std::map<std::string, Span>& keys);
  void name(const std::string& name, const std::string& as_text, Span span, const Scope& scope);
  void unknown_name(const std::string& name, const std::string& as_text, Span span, const Scope& scope);
  void unknown_function(const ast::Name& name);

  const Outline& outline_;
  Sink& sink_;
};

}  // namespace herdc::analysis
