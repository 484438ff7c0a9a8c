#include "compiler/analysis/test_blocks.h"

#include <fmt/format.h>

#include <algorithm>

namespace herdc::analysis {
namespace {

const std::string* constant_text(const ast::Expr& expr) {
  const auto* text = std::get_if<ast::Text>(&expr.node);
  return text == nullptr ? nullptr : text->constant();
}

void refuse_expression(const ast::Expr& expr, std::string_view field, std::string_view wanted, Sink& sink) {
  sink.report(catalog::wrong_type, expr.span, field, wanted, "something else")
      .with_hint("it says what is compiled, so it is known before anything is evaluated");
}

void add_code(const ast::Expr& expr, TestBlock& test, Sink& sink) {
  const auto* text = constant_text(expr);
  if (text == nullptr) return refuse_expression(expr, "diagnostics", "codes in quotes", sink);
  const auto code = diagnostics::find_code(*text);
  if (code)
    test.diagnostics.push_back(*code);
  else
    sink.report(catalog::unknown_code, expr.span, *text)
        .with_hint("the code stands in front of the message: HERD4110, say");
}

void read_codes(const ast::Expr& value, TestBlock& test, Sink& sink) {
  const auto* list = std::get_if<ast::List>(&value.node);
  if (list == nullptr) return refuse_expression(value, "diagnostics", "a list of codes", sink);
  for (const auto& item : list->items) add_code(item, test, sink);
}

void read_environment(const ast::Expr& value, TestBlock& test, Sink& sink) {
  const auto* text = constant_text(value);
  if (text == nullptr) return refuse_expression(value, "environment", "a name in quotes", sink);
  test.environment = *text;
}

/// As the command line would say it: text without its quotes, everything else as it is written.
std::optional<std::string> as_argument(const ast::Expr& value) {
  if (const auto* text = constant_text(value)) return *text;
  if (const auto* truth = std::get_if<ast::Bool>(&value.node)) return truth->value ? "true" : "false";
  if (const auto* number = std::get_if<ast::Number>(&value.node)) return number->digits + number->unit;
  const auto* negated = std::get_if<ast::Negate>(&value.node);
  const auto inner = negated == nullptr ? std::nullopt : as_argument(*negated->operand);
  if (inner) return "-" + *inner;
  return std::nullopt;
}

void add_param(const ast::Key& key, const ast::Expr& value, TestBlock& test, Sink& sink) {
  const auto* name = std::get_if<ast::Name>(&key.value);
  const auto argument = as_argument(value);
  if (name == nullptr || !argument)
    return refuse_expression(value, name == nullptr ? "params" : name->text, "text, a number, true or false",
                             sink);
  const auto same = [&](const TestBlock::Param& other) { return other.name.text == name->text; };
  if (const auto known = std::find_if(test.params.begin(), test.params.end(), same);
      known != test.params.end())
    sink.report(catalog::field_written_twice, name->span, name->text)
        .with_note(known->name.span, "it is written here first");
  else
    test.params.push_back({*name, *argument});
}

void read_params(const ast::Expr& value, TestBlock& test, Sink& sink) {
  const auto* map = std::get_if<ast::Map>(&value.node);
  if (map == nullptr) return refuse_expression(value, "params", "a map", sink);
  for (const auto& entry : map->entries) add_param(entry.key, entry.value, test, sink);
}

void read_params(const ast::Block& block, TestBlock& test, Sink& sink) {
  if (block.condition)
    sink.report(catalog::misplaced_item, block.condition->span, "`if`")
        .with_hint("a test says what is compiled: another test compiles something else");
  for (const auto& item : block.body.items)
    if (const auto* field = std::get_if<ast::Field>(&item.node))
      add_param(field->key, field->value, test, sink);
    else if (const auto* inner = std::get_if<ast::Block>(&item.node))
      sink.report(catalog::misplaced_item, inner->kind.span, fmt::format("`{} {{ … }}`", inner->kind.text))
          .with_hint("params of a test are text, numbers, true or false: `NAME = VALUE`");
}

void read_field(const ast::Field& field, TestBlock& test, Sink& sink) {
  const auto* name = std::get_if<ast::Name>(&field.key.value);
  if (name == nullptr) return;  // refused by resolve, as unknown ones are
  if (name->text == "diagnostics") read_codes(field.value, test, sink);
  if (name->text == "environment") read_environment(field.value, test, sink);
  if (name->text == "params") read_params(field.value, test, sink);
}

void refuse_header(const ast::Block& block, Sink& sink) {
  const auto refuse = [&](Span span, std::string_view what) {
    sink.report(catalog::misplaced_item, span, what).with_hint("a test is `test \"what it shows\" { … }`");
  };
  if (block.for_clause) refuse(block.for_clause->span, "`for`");
  if (block.condition) refuse(block.condition->span, "`if`");
  if (block.from) refuse(block.from->span, "`from`");
}

}  // namespace

std::optional<TestBlock> read_test(const ast::Block& block, Sink& sink) {
  const auto* text = block.label ? std::get_if<ast::Text>(&block.label->value) : nullptr;
  if (text == nullptr || text->constant() == nullptr || text->constant()->empty()) {
    sink.report(catalog::unnamed_block, block.kind.span, block.kind.text)
        .with_hint("a test is named by a sentence in quotes: `test \"what it shows\" { … }`");
    return std::nullopt;
  }
  refuse_header(block, sink);
  TestBlock test{*text->constant(), block.label->span, nullptr, {}};
  for (const auto& item : block.body.items) {
    if (const auto* field = std::get_if<ast::Field>(&item.node)) read_field(*field, test, sink);
    const auto* inner = std::get_if<ast::Block>(&item.node);
    if (inner != nullptr && inner->kind.text == "params") read_params(*inner, test, sink);
  }
  return test;
}

}  // namespace herdc::analysis
