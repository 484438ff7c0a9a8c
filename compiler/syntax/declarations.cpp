#include "compiler/syntax/declarations.h"

#include <fmt/format.h>

#include "compiler/syntax/parse.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

/// A file in which so many declarations do not balance is read by its indentation from there on, so that
/// looking for the lost brackets stays linear.
constexpr std::size_t max_unbalanced = 16;

std::string_view closing_spelling(K opener) {
  return opener == K::text_head || opener == K::text_mid ? ")" : spelling(closer_of(opener));
}
std::string_view opening_spelling(K opener) {
  return opener == K::text_head || opener == K::text_mid ? "\\(" : spelling(opener);
}

/// Of an interpolation's opening text only `\(`.
Token bracket_alone(Token token) {
  if (token.kind == K::text_head || token.kind == K::text_mid) token.begin = token.end - 2;
  return token;
}

void report(Reporter& reporter, const BracketMistake& mistake) {
  const Token at = bracket_alone(mistake.at), opener = bracket_alone(mistake.opener);
  switch (mistake.kind) {
    case BracketMistake::unclosed:
      reporter.report(catalog::unclosed_bracket, at, opening_spelling(at.kind))
          .with_hint(fmt::format("the `{}` that closes it is missing", closing_spelling(at.kind)));
      break;
    case BracketMistake::unopened:
      reporter
          .report(catalog::missing_body, at.begin, mistake.opener.end,
                  reporter.text().substr(at.begin, mistake.opener.end - at.begin))
          .with_hint("the `{` at the end of this line is missing");
      break;
    case BracketMistake::stray:
      reporter.report(catalog::stray_bracket, at, reporter.text(at)).with_hint("leave it out");
      break;
    case BracketMistake::wrong:
      reporter.report(catalog::wrong_bracket, at, reporter.text(at), opening_spelling(opener.kind))
          .with_note(reporter.span(opener), "it was opened here")
          .with_hint(fmt::format("write `{}`", closing_spelling(opener.kind)));
      break;
    case BracketMistake::too_early:
      reporter.report(catalog::closed_too_early, at, reporter.text(at))
          .with_note(reporter.span(opener), "so this one closes nothing")
          .with_hint("leave one of the two out");
      break;
    case BracketMistake::on_next_line:
      reporter.report(catalog::brace_on_next_line, at)
          .with_hint("put it at the end of the line before: a line's end closes an item");
      break;
    case BracketMistake::too_deep:
      reporter.report(catalog::nested_too_deep, at, reporter.limits().nesting)
          .with_hint("give inner parts names with `let`; the declaration was not read")
          .with_hint("`--limit nesting=N` allows more, if that is meant");
      break;
  }
}

bool is_bracket_mistake(const BracketMistake& mistake) {
  return mistake.kind != BracketMistake::on_next_line && mistake.kind != BracketMistake::unopened &&
         mistake.kind != BracketMistake::too_deep;
}

/// One mistake, one message: brackets that a broken text took, or of a declaration that nobody reads, are not
/// shown.
void report(Reporter& reporter, const Walk& walk) {
  for (const auto& mistake : walk.mistakes) {
    if ((walk.took_line || walk.too_deep) && is_bracket_mistake(mistake)) continue;
    report(reporter, mistake);
  }
}

}  // namespace

bool Declarations::skip_to_declaration() {
  while (raw_[at_].kind == K::newline || raw_[at_].kind == K::comma || closes(raw_[at_].kind)) {
    if (closes(raw_[at_].kind)) report(reporter_, BracketMistake{BracketMistake::stray, raw_[at_], {}});
    repaired_ = repaired_ || closes(raw_[at_].kind);
    ++at_;
  }
  return raw_[at_].kind != K::end;
}

/// Indented lines behind a `}` at top level, and then another `}` at the margin: the first of the two ended
/// its declaration too early. What stands between is skipped, since nobody knows whose it is.
bool Declarations::skip_orphans() {
  const bool indented = raw_[at_].starts_line && indentation(reporter_.text(), raw_[at_].begin) > 0;
  if (!indented || raw_[last_].kind != K::brace_close || at_ < orphans_checked_) return false;
  auto next = at_;
  std::size_t depth = 0;
  for (; raw_[next].kind != K::end; ++next) {
    if (raw_[next].starts_line && indentation(reporter_.text(), raw_[next].begin) == 0) break;
    if (closes(raw_[next].kind) && depth-- == 0) break;
    if (opens(raw_[next].kind)) ++depth;
  }
  orphans_checked_ = next;
  if (raw_[next].kind != K::brace_close) return false;
  report(reporter_, BracketMistake{BracketMistake::too_early, raw_[last_], raw_[next]});
  repaired_ = true;
  at_ = next + 1;
  return true;
}

std::size_t Declarations::last_token_before(std::size_t index) const {
  do --index;
  while (index > 0 && raw_[index].kind == K::newline);
  return index;
}

Walk Declarations::walk_declaration(std::size_t begin) {
  if (unbalanced_ < max_unbalanced) {
    auto strict = walk(raw_, begin, reporter_.text(), Brackets::strict, reporter_.limits().nesting);
    const bool endless = strict.too_deep && raw_[strict.end].kind == K::end;
    if (strict.balanced || endless) return strict;
    ++unbalanced_;
  }
  return walk(raw_, begin, reporter_.text(), Brackets::repair, reporter_.limits().nesting);
}

std::optional<std::vector<Token>> Declarations::next() {
  while (skip_to_declaration()) {
    if (skip_orphans()) continue;
    auto declaration = walk_declaration(at_);
    report(reporter_, declaration);
    repaired_ = repaired_ || !declaration.balanced || declaration.too_deep;
    at_ = declaration.end;
    last_ = last_token_before(at_);
    if (!declaration.too_deep) return std::move(declaration.tokens);
  }
  return std::nullopt;
}

}  // namespace herdc::syntax
