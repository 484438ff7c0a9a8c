#include "compiler/syntax/explain.h"
namespace herdc::syntax {
void explain(const antlr_fence::Mistake& mistake, std::span<const Token> tokens, Reporter& reporter) {
  const auto& t = tokens[mistake.token];
  if (t.kind == TokenKind::bad) return;
  reporter.report(catalog::unexpected, t, reporter.text(t))
      .with_label(fmt::format("rule {}", static_cast<int>(mistake.rule)));
}
}  // namespace herdc::syntax
