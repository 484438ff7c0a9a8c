#include "compiler/syntax/explain.h"

#include "compiler/syntax/explain_site.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

/// The scanner or the bracket repair has said what is wrong with this token: it is none, it stands for what
/// was meant, or it was added.
bool is_reported(const Site& site, std::uint32_t index) {
  const auto& token = site.tokens[index];
  if (token.kind == K::bad || (closes(token.kind) && token.begin == token.end)) return true;
  const auto wanted = spelling(token.kind);
  return !wanted.empty() && wanted != site.reporter.text(token);
}

/// A quotation mark too few on this line has been reported, and what stands before it was meant as text.
bool a_text_took_the_line(const Site& site) {
  for (auto i = site.at; site.kind(i) != K::end && site.kind(i) != K::newline; ++i)
    if (site.tokens[i].kind == K::bad && site.tokens[i].took_line) return true;
  return false;
}

/// When no better sentence is known.
void explain_plainly(const Site& site) {
  if (site.here() == K::newline || site.here() == K::end) {
    site.reporter.report(catalog::ends_too_early, site.previous(), site.text(site.at == 0 ? 0 : site.at - 1));
    return;
  }
  auto& diagnostic = site.reporter.report(catalog::unexpected, site.token(), site.text(site.at));
  if (site.here() == K::brace_open && site.before() == K::brace_open)
    diagnostic.with_hint("names are not put into braces: a value is `NAME`, and in a text `\\(NAME)`");
  if (site.here() == K::colon && site.before() == K::identifier)
    diagnostic.with_hint("text is quoted: an image's tag, an address, a time");
  if (is_keyword(site.here()))
    diagnostic.with_hint(
        fmt::format("`{}` is a word of the language; as text it is quoted", site.text(site.at)));
}

}  // namespace

void explain(const antlr_fence::Mistake& mistake, std::span<const Token> tokens, Reporter& reporter) {
  const Site site{tokens, mistake.token, mistake.item, mistake.rule, reporter};
  if (is_reported(site, site.at) || (site.at > 0 && is_reported(site, site.at - 1))) return;
  if (a_text_took_the_line(site)) return;
  if (explain_missing_value(site)) return;
  if (explain_word_item(site)) return;
  if (explain_item(site)) return;
  if (explain_value(site)) return;
  explain_plainly(site);
}

}  // namespace herdc::syntax
