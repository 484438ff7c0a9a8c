#include "compiler/syntax/antlr/token_stream.h"

namespace herdc::syntax::antlr_fence {

TokenSpanStream::TokenSpanStream(std::span<const Token> tokens) {
  tokens_.reserve(tokens.size());
  for (const auto& token : tokens) tokens_.emplace_back(token.kind, tokens_.size());
}

antlr4::Token* TokenSpanStream::LT(ssize_t distance) {
  const auto signed_at = static_cast<ssize_t>(at_);
  const auto wanted = distance > 0 ? signed_at + distance - 1 : signed_at + distance;
  if (wanted < 0) return nullptr;
  return &tokens_[std::min(static_cast<std::size_t>(wanted), tokens_.size() - 1)];
}

}  // namespace herdc::syntax::antlr_fence
