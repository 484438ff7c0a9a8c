#pragma once

#include "compiler/syntax/antlr/token_stream.h"
#include "compiler/syntax/antlr/tree.h"

namespace herdc::syntax::antlr_fence {

/// What to do at a mistake: note it once, leave every rule up to the item or map entry that holds it, and go
/// on where that ends: at a newline, a comma or the bracket around it. It never makes tokens up and never
/// takes a newline away.
class ErrorStrategy final : public antlr4::ANTLRErrorStrategy {
 public:
  explicit ErrorStrategy(std::span<const Token> tokens) : tokens_(tokens) {}

  std::vector<Mistake> mistakes;

  void reset(antlr4::Parser*) override { unwinding_ = false; }
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void recover(antlr4::Parser* parser, std::exception_ptr cause) override;
  void sync(antlr4::Parser* parser) override;
  bool inErrorRecoveryMode(antlr4::Parser*) override { return unwinding_; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override;

 private:
  void note(antlr4::ParserRuleContext* context, std::size_t token);
  std::size_t end_of_item(std::size_t begin, std::size_t at_least) const;
  std::size_t body_of_item(std::size_t begin, std::size_t failed, std::size_t end) const;

  std::span<const Token> tokens_;
  bool unwinding_ = false;  // a noted mistake is on its way up to its item
};

}  // namespace herdc::syntax::antlr_fence
