#include "compiler/syntax/explain_site.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;
using antlr_fence::Rule;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool names_thing(K before) {
  return before == K::dot || before == K::param || before == K::let || before == K::output ||
         before == K::for_ || before == K::as || before == K::component || before == K::every ||
         before == K::remove || before == K::change;
}

bool report_keyword(const Site& site, std::uint32_t index) {
  const auto word = site.text(index);
  auto& diagnostic = site.reporter.report(catalog::keyword_as_name, site.tokens[index], word);
  if (index == site.item)
    diagnostic.with_hint(fmt::format("where keys are free, as in `env`, quote it: `\"{}\"`", word));
  else if (index > 0 && site.kind(index - 1) == K::dot)
    diagnostic.with_hint(fmt::format("write `[\"{}\"]`", word));
  else
    diagnostic.with_hint("choose another name");
  return true;
}

/// A word of the language where a name should be: `from = 1`, `x.use`, `service output {`.
bool explain_keyword(const Site& site) {
  const bool sets = site.here() == K::equals || site.here() == K::append || site.here() == K::colon ||
                    site.here() == K::brace_open;
  if (sets && site.read() == 1 && is_keyword(site.first()) && site.first() != K::require)
    return report_keyword(site, site.item);
  if (!is_keyword(site.here())) return false;
  const bool starts = site.at == site.item &&
                      (site.after() == K::equals || site.after() == K::append || site.after() == K::colon);
  const bool label = site.read() == 1 && site.first() == K::identifier && site.after() == K::brace_open;
  return (starts || label || (site.at > 0 && names_thing(site.before()))) && report_keyword(site, site.at);
}

std::string_view hint_for_start(K kind) {
  if (kind == K::if_)
    return "there are no statements: a block may have an `if` in its header, a value is chosen with `if a "
           "then b else c`";
  if (kind == K::for_)
    return "there are no statements: a block may have a `for` in its header, as in `app web for name, a in "
           "apps { … }`";
  if (kind == K::brace_open) return "a block begins with its kind: `service zookeeper { … }`";
  if (kind == K::divide) return "a path is text, and text is quoted: \"/data\"";
  if (kind == K::minus) return "items have no dash before them";
  if (is_infix(kind)) return "a value goes on in the next line when the line ends with the operator";
  return "an item is `name = value`, a block `kind name { … }`, or begins with a word such as `let`";
}

/// `cpus = 0,1`: the comma ended the item, and the rest of the number stands alone.
bool explain_decimal_comma(const Site& site) {
  if (site.at != site.item || site.at < 2 || site.here() != K::number) return false;
  const auto &whole = site.tokens[site.at - 2], &comma = site.tokens[site.at - 1];
  const bool number = whole.kind == K::number && comma.kind == K::comma;
  if (!number || whole.end != comma.begin || comma.end != site.token().begin) return false;
  site.reporter
      .report(catalog::not_a_number, whole.begin, site.token().end,
              site.reporter.text().substr(whole.begin, site.token().end - whole.begin))
      .with_hint(fmt::format("fractions are written with a point: `{}.{}`", site.reporter.text(whole),
                             site.text(site.at)));
  return true;
}

bool is_doubled_brace(const Site& site) {
  return site.here() == K::brace_open && site.before() == K::brace_open;
}

/// Something that can begin no item.
bool explain_start(const Site& site) {
  if (site.at != site.item || !site.in({Rule::file, Rule::body, Rule::map})) return false;
  const bool entry = site.rule == Rule::map;
  site.reporter.report(catalog::statement, site.token(), site.text(site.at))
      .with_hint(entry                    ? "a map holds `key = value`"
                 : is_doubled_brace(site) ? "one `{` is enough"
                                          : std::string(hint_for_start(site.here())));
  return true;
}

/// The item begins on the line of the one before it, so it is rather a value without what joins it.
bool explain_run_on(const Site& site) {
  if (site.item == 0 || !site.in({Rule::item, Rule::entry, Rule::block, Rule::field, Rule::key}) ||
      !ends_operand(site.kind(site.item - 1)))
    return false;
  if (site.kind(site.item - 1) == K::brace_close && site.here() != K::newline) return false;
  site.reporter.report(catalog::missing_comma, site.tokens[site.item], site.text(site.item))
      .with_hint("put a `,` or an operator between them, or a line each");
  return true;
}

bool explain_sign(const Site& site) {
  const bool wrong = site.here() == K::colon || site.here() == K::equal;
  if (!wrong || !site.in({Rule::item, Rule::field, Rule::entry, Rule::block})) return false;
  if (site.read() > 1 && site.before() != K::text_tail) return false;
  site.reporter.report(catalog::not_an_assignment, site.token(), site.text(site.at))
      .with_hint(fmt::format("write `{} = …`", site.before() == K::text_tail ? "…" : site.text(site.item)));
  return true;
}

/// `name` and nothing more.
bool explain_lonely(const Site& site) {
  if (site.read() != 1 || !site.at_end()) return false;
  const auto word = site.text(site.item);
  auto& diagnostic = site.reporter.report(catalog::lonely_word, site.tokens[site.item], word);
  const bool listed =
      site.item > 1 && site.kind(site.item - 1) == K::comma && ends_operand(site.kind(site.item - 2));
  if (listed && site.rule != Rule::entry)
    diagnostic.with_hint("several values of one field are a list: `[a, b]`");
  else if (site.first() == K::text)
    diagnostic.with_hint(
        "text is the value of a field or an element of a list; the message of a `require` follows a `:`");
  else if (site.rule == Rule::entry)
    diagnostic.with_hint(fmt::format("an entry of a map is `{} = value`", word));
  else
    diagnostic.with_hint(fmt::format("write `{0} = value` or `{0} {{ … }}`", word));
  return true;
}

bool report_missing_equals(const Site& site, std::uint32_t value) {
  site.reporter.report(catalog::missing_equals, site.tokens[value], site.text(site.item))
      .with_hint(fmt::format("write `{} = …`", site.text(site.item)));
  return true;
}

bool explain_missing_equals(const Site& site) {
  const K here = site.here();
  const bool names_block = here == K::number && site.after() == K::brace_open;
  return site.read() == 1 && (starts_operand(here) || here == K::minus) && !names_block &&
         report_missing_equals(site, site.at);
}

bool explain_dotted(const Site& site) {
  if (site.read() != 1 || site.here() != K::dot || site.first() != K::identifier) return false;
  site.reporter
      .report(catalog::dotted_field, site.tokens[site.item].begin, site.tokens[site.at].end,
              site.text(site.item))
      .with_hint(
          fmt::format("write `{} {{ … }}`; in an instance or an environment, `change` alters another block",
                      site.text(site.item)))
      .with_hint("a key that holds dots, in `labels` say, is quoted");
  return true;
}

bool explain_missing_body(const Site& site) {
  if (site.read() < 2 || !site.at_end() || site.first() != K::identifier) return false;
  const auto kind = site.text(site.item), name = site.text(site.item + 1);
  const bool reads_file = one_of(kind, {"import", "include", "load", "source"});
  if (site.read() == 2 && site.before() == K::text && !reads_file)
    return report_missing_equals(site, site.at - 1);
  auto& diagnostic =
      site.reporter.report(catalog::missing_body, site.tokens[site.item].begin, site.previous().end,
                           site.reporter.text().substr(site.tokens[site.item].begin,
                                                       site.previous().end - site.tokens[site.item].begin));
  if (reads_file)
    diagnostic.with_hint(fmt::format("other files are read with `use {}`", name));
  else if (site.before() == K::brace_close)
    diagnostic.with_hint("the `{ … }` was taken as a value: what `if` or `in` asks for is missing before it");
  else if (site.read() == 2)
    diagnostic.with_hint(fmt::format("a block goes on with `{{ … }}`; a field is set with `{} = …`", kind));
  else
    diagnostic.with_hint("a block goes on with `{ … }` on the same line");
  return true;
}

bool explain_foreign_declaration(const Site& site) {
  if (site.here() != K::equals || site.read() != 2) return false;
  const auto kind = site.text(site.item), name = site.text(site.item + 1);
  if (site.after() == K::brace_open) {
    site.reporter.report(catalog::block_with_equals, site.token())
        .with_hint(fmt::format("write `{} {} {{`", kind, name));
    return true;
  }
  site.reporter.report(catalog::foreign_declaration, site.tokens[site.item], kind)
      .with_hint(one_of(kind, {"var", "const", "set", "val", "def", "local", "define"})
                     ? fmt::format("a value gets a name with `let {} = …`", name)
                 : name.starts_with('"')
                     ? fmt::format("a block has its fields in braces: `{} {} {{ … }}`", kind, name)
                     : fmt::format("a field is `name = value`; a name of your own is `let {} = …`", name));
  return true;
}

bool explain_label(const Site& site) {
  if (site.rule != Rule::block && site.rule != Rule::item) return false;
  if (site.read() == 1 && site.here() == K::number) {
    site.reporter.report(catalog::bad_label, site.token(), site.text(site.at))
        .with_hint("a name begins with a letter");
    return true;
  }
  if (site.read() < 2 || site.first() != K::identifier) return false;
  const bool continued = site.here() == K::identifier || site.here() == K::dot || site.here() == K::number ||
                         site.here() == K::minus;
  if (!continued || site.read() != 2) return false;
  if (one_of(site.text(site.at), {"extends", "is", "of", "with", "uses", "inherits"})) {
    site.reporter.report(catalog::header_order, site.token(), site.text(site.at))
        .with_hint("an instance of a component is written `kind name from path { … }`");
    return true;
  }
  const auto& last = site.here() == K::dot ? site.tokens[site.at + 1] : site.token();
  const auto& label = site.tokens[site.item + 1];
  site.reporter
      .report(catalog::bad_label, label.begin, last.end,
              site.reporter.text().substr(label.begin, last.end - label.begin))
      .with_hint(fmt::format("a block has one name, of letters, digits and dashes: `{}-{}`",
                             site.reporter.text(label), site.reporter.text(last)));
  return true;
}

bool explain_header(const Site& site) {
  const bool word =
      site.here() == K::for_ || site.here() == K::if_ || site.here() == K::from || site.here() == K::as;
  if (!word || site.first() != K::identifier || !site.in({Rule::block, Rule::body, Rule::item, Rule::file}))
    return false;
  if (site.kind(site.item + 1) == K::equals || site.kind(site.item + 1) == K::append) return false;
  site.reporter.report(catalog::header_order, site.token(), site.text(site.at))
      .with_hint("the order is `kind name for x in list if condition from component { … }`");
  return true;
}

bool explain_call_item(const Site& site) {
  if (site.here() != K::paren_open || site.read() != 1) return false;
  site.reporter.report(catalog::lonely_word, site.tokens[site.item], site.text(site.item))
      .with_hint("a function gives a value, and a value belongs to a field: `name = value`");
  return true;
}

}  // namespace

bool explain_item(const Site& site) {
  if (explain_keyword(site) || explain_decimal_comma(site) || explain_start(site) || explain_run_on(site) ||
      explain_sign(site))
    return true;
  if (site.in({Rule::block, Rule::body, Rule::item, Rule::file}) && explain_header(site)) return true;
  if (!site.in({Rule::item, Rule::block, Rule::field, Rule::entry, Rule::key})) return false;
  return explain_lonely(site) || explain_call_item(site) || explain_dotted(site) ||
         explain_missing_equals(site) || explain_foreign_declaration(site) || explain_label(site) ||
         explain_missing_body(site);
}

}  // namespace herdc::syntax
