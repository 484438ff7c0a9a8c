#pragma once

#include <antlr4-runtime.h>

#include <span>

#include "compiler/syntax/tokens.h"

namespace herdc::syntax::antlr_fence {

/// A token as the runtime wants it: it knows its kind and its place in the stream, never text or lines.
class StreamToken final : public antlr4::Token {
 public:
  StreamToken(TokenKind kind, std::size_t index) : kind_(kind), index_(static_cast<std::uint32_t>(index)) {}

  std::size_t getType() const override {
    return kind_ == TokenKind::end ? antlr4::Token::EOF : static_cast<std::size_t>(kind_);
  }
  std::size_t getTokenIndex() const override { return index_; }
  std::size_t getChannel() const override { return DEFAULT_CHANNEL; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getStartIndex() const override { return 0; }
  std::size_t getStopIndex() const override { return 0; }
  std::string getText() const override { return ""; }
  std::string toString() const override { return ""; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }

 private:
  TokenKind kind_;
  std::uint32_t index_;
};

/// Never asked for a token, but the runtime dereferences the stream's source here and there.
class NoTokenSource final : public antlr4::TokenSource {
 public:
  std::unique_ptr<antlr4::Token> nextToken() override {
    return std::make_unique<StreamToken>(TokenKind::end, 0);
  }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() override { return 0; }
  antlr4::CharStream* getInputStream() override { return nullptr; }
  std::string getSourceName() override { return ""; }
  antlr4::TokenFactory<antlr4::CommonToken>* getTokenFactory() override {
    return antlr4::CommonTokenFactory::DEFAULT.get();
  }
};

/// The tokens of one declaration, all in memory; the last one is its end.
class TokenSpanStream final : public antlr4::TokenStream {
 public:
  explicit TokenSpanStream(std::span<const Token> tokens);

  void consume() override {
    if (at_ + 1 < tokens_.size()) ++at_;
  }
  std::size_t LA(ssize_t distance) override { return LT(distance)->getType(); }
  antlr4::Token* LT(ssize_t distance) override;
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return at_; }
  void seek(std::size_t index) override { at_ = std::min(index, tokens_.size() - 1); }
  std::size_t size() override { return tokens_.size(); }
  std::string getSourceName() const override { return ""; }

  antlr4::Token* get(std::size_t index) const override { return const_cast<StreamToken*>(&tokens_[index]); }
  antlr4::TokenSource* getTokenSource() const override { return &source_; }
  std::string getText(const antlr4::misc::Interval&) override { return ""; }
  std::string getText() override { return ""; }
  std::string getText(antlr4::RuleContext*) override { return ""; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return ""; }

 private:
  std::vector<StreamToken> tokens_;
  std::size_t at_ = 0;
  mutable NoTokenSource source_;
};

}  // namespace herdc::syntax::antlr_fence
