#include "compiler/syntax/explain_site.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;
using antlr_fence::Rule;

/// All that stands together from one token on: an address, a path.
std::string_view glued(const Site& site, std::uint32_t first) {
  auto last = first;
  while (site.kind(last + 1) != K::end && site.kind(last + 1) != K::newline &&
         site.tokens[last + 1].begin == site.tokens[last].end)
    ++last;
  const auto begin = site.tokens[first].begin;
  return site.reporter.text().substr(begin, site.tokens[last].end - begin);
}

std::string hint_for_missing(const Site& site, const Token& sign) {
  switch (sign.kind) {
    case K::equals:
    case K::append:
      if (site.here() == K::newline) return "the value begins on the line of its `=`";
      if (site.here() == K::divide)
        return fmt::format("a path is text: write `\"{}\"`", glued(site, site.at));
      return "";
    case K::from:
      return "`from` takes the path of a component, such as `std.zookeeper.server`";
    case K::in:
      return "`in` takes a list, a map or a range";
    case K::dot:
      return "a name follows a dot";
    default:
      return "";
  }
}

bool report_missing(const Site& site, const Token& sign) {
  site.reporter.report(catalog::missing_value, sign, site.reporter.text(sign))
      .with_hint(hint_for_missing(site, sign));
  return true;
}

bool wants_value(K kind) {
  return kind == K::equals || kind == K::append || is_infix(kind) || kind == K::not_ || kind == K::if_ ||
         kind == K::then || kind == K::else_ || kind == K::from || kind == K::dot || kind == K::require;
}

bool cannot_be_value(const Site& site) {
  const K here = site.here();
  const bool body = here == K::brace_open && (site.before() == K::from || site.before() == K::dot);
  return site.at_end() || body || here == K::equals || is_infix(here) || here == K::then || here == K::else_;
}

/// The nearest comparison before the place, outside of brackets that were closed.
bool compares_before(const Site& site) {
  std::size_t depth = 0;
  for (auto i = site.at; i-- > site.item;) {
    const K kind = site.kind(i);
    if (closes(kind)) ++depth;
    if (opens(kind) && depth-- == 0) return false;
    if (depth > 0) continue;
    if (is_comparison(kind)) return true;
    if (kind == K::and_ || kind == K::or_ || kind == K::equals || kind == K::comma) return false;
  }
  return false;
}

bool explain_comparison(const Site& site) {
  if (!is_comparison(site.here()) || !compares_before(site)) return false;
  site.reporter.report(catalog::chained_comparison, site.token())
      .with_hint("compare twice: `a < b and b < c`");
  return true;
}

/// Which `if` of those that stand open before the place lacks what.
bool explain_choice(const Site& site) {
  if (site.rule != Rule::choice) return false;
  std::size_t depth = 0, closed = 0;
  for (auto i = site.at; i-- > site.item;) {
    const K kind = site.kind(i);
    if (closes(kind)) ++depth;
    if (opens(kind) && depth-- == 0) return false;
    if (depth > 0) continue;
    if (kind == K::else_) ++closed;
    if (kind != K::if_ && (kind != K::then || closed-- > 0)) continue;
    const bool wants_then = kind == K::if_;
    while (i > site.item && site.kind(i) != K::if_) --i;
    site.reporter.report(catalog::incomplete_if, site.tokens[i], wants_then ? "then" : "else")
        .with_hint("a choice has both sides: `if a then b else c`; `none` writes nothing");
    return true;
  }
  return false;
}

bool explain_for(const Site& site) {
  const bool clause = site.rule == Rule::for_clause;
  if (!clause && !site.in({Rule::list_for, Rule::map_for})) return false;
  const auto& at = site.at_end() ? site.previous() : site.token();
  if (clause) {
    site.reporter.report(catalog::bad_for, at, "one or two names and `in` follow the word `for`")
        .with_hint("write `for x in list`, or `for key, value in map`");
  } else if (site.here() == K::colon) {
    site.reporter.report(catalog::not_an_assignment, site.token(), ":")
        .with_hint("key and value are joined by `=`");
  } else {
    const bool map = site.rule == Rule::map_for;
    site.reporter
        .report(catalog::bad_for, at,
                map ? "`:`, a key, `=` and a value follow it" : "`:` and a value follow it")
        .with_hint(map ? "write `{for x in list: key = value}`" : "write `[for x in list: value]`");
  }
  return true;
}

bool explain_word_in_value(const Site& site) {
  const bool behind = ends_operand(site.before());
  if (site.here() == K::for_ && behind &&
      site.in({Rule::list, Rule::elements, Rule::map, Rule::group, Rule::call})) {
    site.reporter.report(catalog::for_after_value, site.token()).with_hint("write `[for x in list: value]`");
  } else if (site.here() == K::not_ && behind) {
    site.reporter.report(catalog::not_after_value, site.token()).with_hint("write `not a in b`");
  } else if (site.here() == K::if_ && behind) {
    site.reporter.report(catalog::if_after_value, site.token())
        .with_hint("write `if condition then value else other`");
  } else if ((site.here() == K::then || site.here() == K::else_) && behind) {
    site.reporter.report(catalog::word_without_if, site.token(), site.text(site.at))
        .with_hint("a choice is written `if a then b else c`");
  } else {
    return false;
  }
  return true;
}

bool explain_assignment(const Site& site) {
  if (site.here() != K::equals || !ends_operand(site.before())) return false;
  const bool arguments = site.in({Rule::call, Rule::elements, Rule::list});
  site.reporter.report(catalog::assignment_in_value, site.token())
      .with_hint(arguments ? "arguments and elements have no names; `==` compares"
                           : "`==` compares; a field is set by one `=`");
  return true;
}

bool explain_call(const Site& site) {
  if (site.here() != K::paren_open || !ends_operand(site.before()) || site.kind(site.at - 2) != K::dot)
    return false;
  const auto name = site.text(site.at - 1);
  site.reporter.report(catalog::method_call, site.tokens[site.at - 1])
      .with_hint(fmt::format("if `{0}` is a function, the value is its argument: `{0}(value)`", name));
  return true;
}

/// `00:11:22:33:44:55` and `12:30`: all that stands together.
bool explain_colons(const Site& site) {
  const auto text = glued(site, site.at - 1);
  const auto begin = site.previous().begin;
  if (begin + text.size() == site.token().end) return false;
  site.reporter.report(catalog::not_a_number, begin, static_cast<std::uint32_t>(begin + text.size()), text)
      .with_hint(fmt::format("an address or a time is text: write `\"{}\"`", text));
  return true;
}

bool explain_number(const Site& site) {
  if (site.here() == K::colon && site.before() == K::number) return explain_colons(site);
  if (site.here() != K::dot || site.after() != K::number || ends_operand(site.before())) return false;
  site.reporter
      .report(catalog::not_a_number, site.token().begin, site.tokens[site.at + 1].end,
              fmt::format(".{}", site.text(site.at + 1)))
      .with_hint(fmt::format("write `0.{}`", site.text(site.at + 1)));
  return true;
}

/// Two values side by side.
bool explain_comma(const Site& site) {
  if (!ends_operand(site.before()) || !(starts_operand(site.here()) || site.here() == K::for_)) return false;
  site.reporter.report(catalog::missing_comma, site.token(), site.text(site.at))
      .with_hint("put a `,` or an operator between them");
  return true;
}

bool explain_empty_element(const Site& site) {
  const bool list = site.in({Rule::list, Rule::elements, Rule::call, Rule::primary});
  if (!list || site.here() != K::comma) return false;
  site.reporter.report(catalog::missing_value, site.previous(), site.text(site.at - 1))
      .with_hint("leave out one of the commas, or write the element between them");
  return true;
}

}  // namespace

bool explain_missing_value(const Site& site) {
  if (site.at == 0 || site.at == site.item) return false;
  const K before = site.before();
  const bool empty_hole = (before == K::text_head || before == K::text_mid) && closes(site.here());
  if (empty_hole) {
    site.reporter.report(catalog::empty_interpolation, site.previous().end - 2, site.token().begin + 1)
        .with_hint("write a value between `\\(` and `)`, or `\\\\(` for the characters themselves");
    return true;
  }
  if (wants_value(before) && cannot_be_value(site)) return report_missing(site, site.previous());
  const bool empty_group = before == K::paren_open && site.here() == K::paren_close;
  return empty_group && report_missing(site, site.previous());
}

bool explain_value(const Site& site) {
  return explain_comparison(site) || explain_number(site) || explain_for(site) || explain_assignment(site) ||
         explain_choice(site) || explain_word_in_value(site) || explain_call(site) || explain_comma(site) ||
         explain_empty_element(site);
}

}  // namespace herdc::syntax
