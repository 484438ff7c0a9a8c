#include "compiler/analysis/test_blocks.h"

#include <fmt/format.h>

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

void read_field(const ast::Field& field, TestBlock& test, Sink& sink) {
  const auto* name = std::get_if<ast::Name>(&field.key.value);
  if (name == nullptr || name->text != "diagnostics") return;  // others are refused by resolve
  const auto* list = std::get_if<ast::List>(&field.value.node);
  if (list == nullptr) return refuse_expression(field.value, name->text, "a list of codes", sink);
  for (const auto& item : list->items) add_code(item, test, sink);
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
  for (const auto& item : block.body.items)
    if (const auto* field = std::get_if<ast::Field>(&item.node)) read_field(*field, test, sink);
  return test;
}

}  // namespace herdc::analysis
