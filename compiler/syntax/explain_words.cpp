#include "compiler/syntax/explain_site.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;
using antlr_fence::Rule;

/// The place: what did not fit, or the last word when the line ends too early.
const Token& place(const Site& site) {
  return site.at_end() ? site.previous() : site.token();
}

bool explain_param(const Site& site) {
  if (!site.in({Rule::param, Rule::type})) return false;
  const bool untyped = site.read() == 2;
  site.reporter
      .report(catalog::bad_param, place(site),
              untyped            ? "its type is missing"
              : site.read() == 1 ? "its name is missing"
                                 : "its type cannot be read")
      .with_hint(
          "write `param name : type`, or with a default `param name : int = 1`; "
          "`list(text)` and `\"tcp\" | \"udp\"` are types too");
  return true;
}

bool explain_binding(const Site& site) {
  if (site.rule != Rule::binding) return false;
  const auto word = site.text(site.item);
  auto& diagnostic = site.reporter.report(catalog::bad_binding, place(site), word,
                                          site.here() == K::colon ? "it has no type"
                                          : site.read() == 1      ? "its name is missing"
                                                                  : "`=` and a value are missing");
  diagnostic.with_hint(fmt::format("write `{} name = value`", word));
  return true;
}

bool explain_use(const Site& site) {
  if (site.rule != Rule::use && site.first() != K::use) return false;
  const bool standard = site.here() == K::identifier && site.text(site.at) == "std";
  site.reporter
      .report(catalog::bad_use, place(site),
              site.here() == K::text_head ? "its path is not plain text"
                                          : "it names a file or a directory in quotes")
      .with_hint(standard ? "`std` is always there: write `std.zookeeper.image` where it is needed"
                          : "write `use \"platform.herd\"`, or `use \"vendor/x\" as x`");
  return true;
}

bool explain_allow(const Site& site) {
  if (site.rule != Rule::allow) return false;
  site.reporter.report(catalog::bad_allow, place(site), "a code and a reason are needed")
      .with_hint("write `allow HERD4110 because \"why\"`, perhaps with `until \"2027-01-31\"`");
  return true;
}

bool explain_component(const Site& site) {
  if (site.rule != Rule::component) return false;
  site.reporter
      .report(catalog::bad_component, place(site),
              site.read() < 3 ? "its kind and its name are needed" : "its body is missing")
      .with_hint("write `component service name { … }`, or with `from base` before the body");
  return true;
}

bool explain_change(const Site& site) {
  if (!site.in({Rule::change, Rule::remove, Rule::path}) ||
      (site.first() != K::change && site.first() != K::remove))
    return false;
  const bool change = site.first() == K::change;
  site.reporter
      .report(catalog::bad_change, place(site), site.text(site.item),
              site.read() == 1 ? "what it is about is missing"
              : change         ? "its body is missing"
                               : "nothing follows the path")
      .with_hint(change ? "write `change name { … }`, `change name.part { … }` or `change every kind { … }`"
                        : "write `remove name` or `remove env.NAME`");
  return true;
}

/// `require x, "why"`: the comma ended the item, so the message stands alone.
bool explain_require(const Site& site) {
  if (site.first() != K::text || site.read() != 1 || site.item < 2 || site.kind(site.item - 1) != K::comma)
    return false;
  for (auto i = site.item - 1; i-- > 0 && site.kind(i) != K::newline;) {
    if (site.kind(i) != K::require) continue;
    site.reporter.report(catalog::bad_require, site.tokens[site.item - 1], "its message follows a `:`")
        .with_hint("write `require condition : \"why\"`");
    return true;
  }
  return false;
}

}  // namespace

bool explain_word_item(const Site& site) {
  const bool keyword_sets_field = site.read() == 1 && (site.here() == K::equals || site.here() == K::append ||
                                                       site.here() == K::brace_open);
  if (keyword_sets_field || (is_keyword(site.here()) && site.here() != K::text)) return false;
  return explain_require(site) || explain_change(site) || explain_param(site) || explain_binding(site) ||
         explain_use(site) || explain_allow(site) || explain_component(site);
}

}  // namespace herdc::syntax
