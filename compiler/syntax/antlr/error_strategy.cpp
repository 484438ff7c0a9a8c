#include "compiler/syntax/antlr/error_strategy.h"

#include "Herd.h"

namespace herdc::syntax::antlr_fence {
namespace {

using K = TokenKind;
using grammar::Herd;

bool is_recovery_point(std::size_t rule) {
  return rule == Herd::RuleItem || rule == Herd::RuleEntry;
}
bool is_sequence(std::size_t rule) {
  return rule == Herd::RuleBody || rule == Herd::RuleMap || rule == Herd::RuleFile;
}

bool starts_item(K kind) {
  return kind == K::identifier || kind == K::text || kind == K::text_head ||
         (kind >= K::param && kind <= K::use) || kind == K::component || kind == K::require ||
         kind == K::allow || kind == K::change || kind == K::remove;
}
bool heads_block(K kind) {
  return kind == K::identifier || kind == K::component || kind == K::change;
}
bool starts_entry(K kind) {
  return kind == K::identifier || kind == K::text || kind == K::text_head;
}

/// May stand where an item, or in a map an entry, has just ended.
bool fits_sequence(std::size_t rule, K kind) {
  if (kind == K::comma || kind == K::newline) return true;
  if (rule == Herd::RuleFile) return starts_item(kind) || kind == K::end;
  return kind == K::brace_close || (rule == Herd::RuleMap ? starts_entry(kind) : starts_item(kind));
}

/// First token of the item or map entry that `context` is in or, between two of them, stands behind.
std::size_t start_of_item(const antlr4::RuleContext* context) {
  while (context->parent != nullptr && !is_recovery_point(context->getRuleIndex()))
    context = static_cast<const antlr4::RuleContext*>(context->parent);
  const auto* start = static_cast<const antlr4::ParserRuleContext*>(context)->start;
  return start == nullptr ? 0 : start->getTokenIndex();
}

antlr4::ParserRuleContext* last_item(antlr4::ParserRuleContext* sequence) {
  if (sequence->children.empty()) return nullptr;
  auto* item = dynamic_cast<antlr4::ParserRuleContext*>(sequence->children.back());
  return item != nullptr && is_recovery_point(item->getRuleIndex()) ? item : nullptr;
}

}  // namespace

/// Walks the item from its begin over balanced brackets to the first separator that is not before `at_least`.
std::size_t ErrorStrategy::end_of_item(std::size_t begin, std::size_t at_least) const {
  std::size_t depth = 0;
  std::size_t at = begin;
  for (; at + 1 < tokens_.size(); ++at) {
    const K kind = tokens_[at].kind;
    const bool separates = kind == K::newline || kind == K::comma || closes(kind);
    if (depth == 0 && separates && (at >= at_least || kind != K::comma)) break;
    if (closes(kind)) --depth;
    if (opens(kind)) ++depth;
  }
  return std::max(at, at_least);
}

/// The body of a block whose header is wrong; it is still read, for the mistakes in it. `end` when there is
/// none.
std::size_t ErrorStrategy::body_of_item(std::size_t begin, std::size_t failed, std::size_t end) const {
  if (!heads_block(tokens_[begin].kind)) return end;
  std::size_t depth = 0;
  for (auto at = begin + 1; at < end; ++at) {
    const K kind = tokens_[at].kind;
    if (kind == K::brace_open && depth == 0 && at >= failed && ends_operand(tokens_[at - 1].kind)) return at;
    if (closes(kind)) --depth;
    if (opens(kind)) ++depth;
  }
  return end;
}

void ErrorStrategy::note(antlr4::ParserRuleContext* context, std::size_t token) {
  // A body that does not begin is the fault of the header before it.
  if (context->getRuleIndex() == Herd::RuleBody && context->start->getTokenIndex() == token)
    context = static_cast<antlr4::ParserRuleContext*>(context->parent);
  mistakes.push_back({static_cast<std::uint32_t>(token), static_cast<std::uint32_t>(start_of_item(context)),
                      static_cast<Rule>(context->getRuleIndex())});
}

antlr4::Token* ErrorStrategy::recoverInline(antlr4::Parser* parser) {
  throw antlr4::InputMismatchException(parser);
}

void ErrorStrategy::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) {
  if (unwinding_) return;
  unwinding_ = true;
  note(parser->getContext(), error.getOffendingToken()->getTokenIndex());
}

void ErrorStrategy::recover(antlr4::Parser* parser, std::exception_ptr cause) {
  auto* context = parser->getContext();
  if (!is_recovery_point(context->getRuleIndex())) {
    if (context->parent == nullptr) return;  // the whole declaration is lost
    std::rethrow_exception(cause);
  }
  unwinding_ = false;
  auto* stream = parser->getInputStream();
  const auto begin = context->start->getTokenIndex(), failed = stream->index();
  const auto end = end_of_item(begin, failed);
  if (const auto body = body_of_item(begin, failed, end); body < end) {
    stream->seek(body);
    static_cast<Herd*>(parser)->body();
  }
  stream->seek(end);
}

/// Called by the generated code before each turn of a loop. Between two items, what cannot follow is the
/// fault of the item before it: `a = 1 < 2 < 3`, or an item of its own that begins with nothing known.
void ErrorStrategy::sync(antlr4::Parser* parser) {
  auto* context = parser->getContext();
  const auto rule = context->getRuleIndex();
  if (!is_sequence(rule)) return;
  auto* stream = parser->getInputStream();
  const auto at = stream->index();
  if (at == context->start->getTokenIndex() && rule != Herd::RuleFile) return;  // at its `{`
  if (fits_sequence(rule, tokens_[at].kind)) return;
  auto* item = last_item(context);
  const auto begin = item == nullptr ? at : item->start->getTokenIndex();
  mistakes.push_back(
      {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(begin), static_cast<Rule>(rule)});
  if (item != nullptr)
    item->exception = std::make_exception_ptr(antlr4::InputMismatchException(parser));
  else
    context->exception = std::make_exception_ptr(antlr4::InputMismatchException(parser));
  stream->seek(end_of_item(begin, at));
}

}  // namespace herdc::syntax::antlr_fence
