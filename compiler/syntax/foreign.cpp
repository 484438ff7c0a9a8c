#include "compiler/syntax/foreign.h"

namespace herdc::syntax {
namespace {

using K = TokenKind;

constexpr ForeignOperator operators[] = {
    {"===", K::equal, "equality is written `==`"},
    {"!==", K::not_equal, "inequality is written `!=`"},
    {"&&", K::and_, "write `and`"},
    {"||", K::or_, "write `or`"},
    {"<>", K::not_equal, "inequality is written `!=`"},
    {"=>", K::equals, "a field or an entry is set with `=`"},
    {"->", K::equals, "a field or an entry is set with `=`"},
    {":=", K::equals, "a field or an entry is set with `=`"},
    {"?=", K::equals, "a field is set with `=`; a param gets its default with `param NAME : TYPE = VALUE`"},
    {"**", K::bad, "there are powers neither of numbers nor of patterns"},
    {"!", K::not_, "write `not`"},
};

struct CharacterHint {
  char character;
  std::string_view hint;
};
constexpr CharacterHint character_hints[] = {
    {'$', "`$` stays itself inside quoted text; a value is put into text with `\\(name)`"},
    {'%', "the remainder is `mod(a, b)`; a percentage is a number such as `0.5`"},
    {'?', "a choice is written `if a then b else c`"},
    {'&', "write `and`"},
    {'@', "quote what is meant as text"},
    {'~', "quote what is meant as text"},
    {'^', "quote what is meant as text"},
    {'`', "text stands between double quotes"},
    {'\\', "an item may go on after an operator and inside brackets, without a mark at the line's end"},
};

}  // namespace

std::span<const ForeignOperator> foreign_operators() {
  return operators;
}

std::string_view hint_for_character(char character) {
  for (const auto& entry : character_hints)
    if (entry.character == character) return entry.hint;
  return "";
}

bool is_foreign_quote(char32_t c) {
  return c == '\'' || (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB;
}

bool closes_foreign_quote(char32_t open, char32_t candidate) {
  if (open == '\'') return candidate == '\'';
  return is_foreign_quote(candidate) || candidate == '"';
}

}  // namespace herdc::syntax
