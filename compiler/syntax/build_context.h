#pragma once

#include "compiler/syntax/antlr/tree.h"
#include "compiler/syntax/literals.h"

namespace herdc::syntax {

using antlr_fence::Node;
using antlr_fence::Rule;

/// What the functions that turn nodes into the tree share.
struct BuildContext {
  std::span<const Token> tokens;
  Reporter& reporter;
  bool lost = false;  ///< something in the item at hand cannot be kept; its diagnostic is out

  const Token& token(std::uint32_t index) const { return tokens[index]; }
  Span span(const Node& node) const {
    return reporter.span(tokens[node.begin].begin, tokens[node.end - 1].end);
  }
  ast::Name name(std::uint32_t index) const {
    return {std::string(reporter.text(tokens[index])), reporter.span(tokens[index])};
  }
};

ast::Expr build_expr(const Node& node, BuildContext& context);
ast::Text build_text(const Node& node, BuildContext& context);
/// A text of one token, where the grammar allows no interpolation.
ast::Text build_plain_text(std::uint32_t index, BuildContext& context);
ast::Key build_key(const Node& node, BuildContext& context);
ast::ForClause build_for(const Node& node, BuildContext& context);
ast::Path build_path(const Node& node, BuildContext& context);
/// Reports each of `sequence`'s items or entries that follows another on its line without a comma.
void check_commas(const Node& sequence, BuildContext& context);

}  // namespace herdc::syntax
