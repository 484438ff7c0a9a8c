#include <fmt/format.h>

#include "Herd.h"
#include "compiler/syntax/antlr/error_strategy.h"

namespace herdc::syntax::antlr_fence {
namespace {

using grammar::Herd;

#define TOKEN(name, grammar_name, spelling) \
  static_assert(static_cast<std::size_t>(TokenKind::name) == Herd::grammar_name);
#include "compiler/syntax/tokens.def"
#undef TOKEN
#define RULE(name, grammar_name) \
  static_assert(static_cast<std::size_t>(Rule::name) == Herd::Rule##grammar_name);
#include "compiler/syntax/antlr/rules.def"
#undef RULE

/// A step of the operator ladder that holds nothing but the next one says nothing.
bool is_ladder(Rule rule) {
  return rule >= Rule::expr && rule <= Rule::primary;
}

bool is_item(Rule rule) {
  return rule == Rule::item;
}

/// Cheaper than a dynamic_cast, which took a tenth of the parser's time. There are no error nodes, since the
/// error strategy consumes nothing.
bool is_token(const antlr4::tree::ParseTree& tree) {
  return typeid(tree) == typeid(antlr4::tree::TerminalNodeImpl);
}

/// As deep as the nesting of the input, which is bounded before the parser runs.
Node convert(antlr4::ParserRuleContext* context) {
  Node node;
  node.rule = static_cast<Rule>(context->getRuleIndex());
  node.broken = context->exception != nullptr;
  node.begin = static_cast<std::uint32_t>(context->start->getTokenIndex());
  node.end =
      context->stop == nullptr ? node.begin : static_cast<std::uint32_t>(context->stop->getTokenIndex() + 1);
  for (auto* child : context->children) {
    if (is_token(*child)) continue;
    auto converted = convert(static_cast<antlr4::ParserRuleContext*>(child));
    node.broken = node.broken || (converted.broken && !is_item(converted.rule));
    if (is_ladder(node.rule) && context->children.size() == 1) return converted;
    node.children.push_back(std::move(converted));
  }
  return node;
}

/// SLL sees as much as LL here: each decision of the grammar falls within two tokens, inside the rule that
/// makes it.
void prepare(Herd& parser, const std::shared_ptr<ErrorStrategy>& strategy) {
  parser.removeErrorListeners();
  parser.setErrorHandler(strategy);
  parser.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(
      antlr4::atn::PredictionMode::SLL);
}

Parsed parse_unguarded(std::span<const Token> tokens) {
  TokenSpanStream stream(tokens);
  Herd parser(&stream);
  auto strategy = std::make_shared<ErrorStrategy>(tokens);
  prepare(parser, strategy);
  auto* tree = parser.file();
  Parsed parsed;
  parsed.file = convert(tree);
  parsed.mistakes = std::move(strategy->mistakes);
  return parsed;
}

Parsed failed(std::string_view why) {
  Parsed parsed;
  parsed.failure = why;
  return parsed;
}

}  // namespace

Parsed parse_tokens(std::span<const Token> tokens) {
  try {
    return parse_unguarded(tokens);
  } catch (const std::bad_alloc&) {
    throw;  // what the runtime shares between parsers may be half set up: no other parser may follow
  } catch (const std::exception& error) {
    return failed(error.what());
  } catch (...) {
    return failed("unknown reason");
  }
}

}  // namespace herdc::syntax::antlr_fence
