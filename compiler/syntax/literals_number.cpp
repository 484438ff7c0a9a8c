#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/syntax/literals.h"
#include "compiler/syntax/units.h"

namespace herdc::syntax {
namespace {

struct Parts {
  std::string_view digits, unit, rest;
};

/// Also of `2 GiB`, where a blank has been reported already.
Parts split_number(std::string_view text) {
  std::size_t at = 0;
  const auto take_digits = [&] {
    while (at < text.size() && is_digit(text[at])) ++at;
  };
  take_digits();
  if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
    ++at;
    take_digits();
  }
  const auto digits = text.substr(0, at);
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
  const auto unit_begin = at;
  while (at < text.size() && is_letter(text[at])) ++at;
  return {digits, text.substr(unit_begin, at - unit_begin), text.substr(at)};
}

void report_no_number(const Token& token, const Parts& parts, Reporter& reporter) {
  const auto text = reporter.text(token);
  auto& diagnostic = reporter.report(catalog::not_a_number, token, text);
  if (text.starts_with("0x") || text.starts_with("0b") || text.starts_with("0o"))
    diagnostic.with_hint("numbers are decimal");
  else if (parts.rest.starts_with("_"))
    diagnostic.with_hint(fmt::format("digits are not grouped: write `{}`", replace_all(text, "_", "")));
  else if (parts.rest.starts_with("."))
    diagnostic.with_hint(fmt::format("an address, a version or a name is text: write `\"{}\"`", text));
  else
    diagnostic.with_hint(fmt::format("quote it if it is text: `\"{}\"`", text));
}

/// Goes on with the unit that was meant when there is only one.
std::optional<ast::Number> replace_unit(const Token& token, const Parts& parts, Reporter& reporter) {
  const auto meant = intended_units(parts.unit);
  const auto unit_begin = static_cast<std::uint32_t>(parts.unit.data() - reporter.text().data());
  auto& diagnostic = reporter.report(catalog::unknown_unit, unit_begin, token.end, parts.unit);
  if (meant.empty()) {
    diagnostic.with_hint(
        "sizes are written in `B`, `KiB`, `MiB`, `GiB`, `TiB`, durations in `ms`, `s`, `min`, `h`, `d`");
    return std::nullopt;
  }
  std::string choice = fmt::format("write `{}{}`", parts.digits, meant[0]);
  if (meant.size() > 1)
    choice += fmt::format(" for a duration, or `{}{}` for a size", parts.digits, meant[1]);
  diagnostic.with_hint(choice);
  if (meant.size() > 1) return std::nullopt;
  return ast::Number{std::string(parts.digits), std::string(meant[0])};
}

bool has_leading_zero(std::string_view digits) {
  return digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
}

void report_leading_zero(const Token& token, const Parts& parts, Reporter& reporter) {
  const auto text = reporter.text(token);
  auto trimmed = text.substr(std::min(text.find_first_not_of('0'), parts.digits.size() - 1));
  if (trimmed.starts_with(".")) trimmed = text.substr(text.find('.') - 1);
  reporter.report(catalog::leading_zero, token, text)
      .with_hint(fmt::format("if the zeros mean something, it is text: write `\"{}\"`; otherwise write `{}`",
                             text, trimmed));
}

}  // namespace

std::optional<ast::Number> read_number(const Token& token, Reporter& reporter) {
  const auto parts = split_number(reporter.text(token));
  if (!parts.rest.empty()) return report_no_number(token, parts, reporter), std::nullopt;
  if (has_leading_zero(parts.digits)) return report_leading_zero(token, parts, reporter), std::nullopt;
  if (!parts.unit.empty() && !is_unit(parts.unit)) return replace_unit(token, parts, reporter);
  return ast::Number{std::string(parts.digits), std::string(parts.unit)};
}

}  // namespace herdc::syntax
