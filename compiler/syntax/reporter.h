#pragma once

#include <string_view>

#include "compiler/base/limits.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/syntax/tokens.h"

namespace herdc::syntax {

/// Where one file's mistakes go: knows the file, so that the phases speak of byte offsets only, and ends a
/// flood.
class Reporter {
 public:
  Reporter(const SourceMap& sources, FileId file, Sink& sink, const Limits& limits = {})
      : text_(sources[file].text), file_(file), sink_(sink), limits_(limits) {}

  template <class... Args>
  diagnostics::Diagnostic& report(const diagnostics::Definition<Args...>& definition, std::uint32_t begin,
                                  std::uint32_t end, const std::type_identity_t<Args>&... args) {
    if (++count_ > limits_.mistakes) return overflow(begin, end);
    return sink_.report(definition, {file_, begin, end}, args...);
  }
  template <class... Args>
  diagnostics::Diagnostic& report(const diagnostics::Definition<Args...>& definition, const Token& at,
                                  const std::type_identity_t<Args>&... args) {
    return report(definition, at.begin, at.end, args...);
  }

  bool flooded() const { return count_ > limits_.mistakes; }
  const Limits& limits() const { return limits_; }
  std::size_t count() const { return count_; }
  std::string_view text() const { return text_; }
  std::string_view text(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }
  Span span(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }
  Span span(const Token& token) const { return span(token.begin, token.end); }

 private:
  diagnostics::Diagnostic& overflow(std::uint32_t begin, std::uint32_t end);

  std::string_view text_;
  FileId file_;
  Sink& sink_;
  Limits limits_;
  std::size_t count_ = 0;
  diagnostics::Diagnostic swallowed_;
};

}  // namespace herdc::syntax
