#include "compiler/syntax/explain.h"

#include "compiler/syntax/explain_site.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

/// When no better sentence is known.
void explain_plainly(const Site& site) {
  if (site.here() == K::newline || site.here() == K::end) {
    site.reporter.report(catalog::ends_too_early, site.previous(), site.text(site.at == 0 ? 0 : site.at - 1));
    return;
  }
  auto& diagnostic = site.reporter.report(catalog::unexpected, site.token(), site.text(site.at));
  if (is_keyword(site.here()))
    diagnostic.with_hint(fmt::format("`{}` is a word of the language; as text it is quoted", site.text(site.at)));
}

}  // namespace

void explain(const antlr_fence::Mistake& mistake, std::span<const Token> tokens, Reporter& reporter) {
  const Site site{tokens, mistake.token, mistake.item, mistake.rule, reporter};
  if (site.here() == K::bad || site.before() == K::bad) return;
  if (explain_missing_value(site)) return;
  if (explain_word_item(site)) return;
  if (explain_item(site)) return;
  if (explain_value(site)) return;
  explain_plainly(site);
}

}  // namespace herdc::syntax
