#include "compiler/diagnostics/sink.h"

#include <algorithm>
#include <tuple>

namespace herdc::diagnostics {

Diagnostic& Diagnostic::with_label(std::string text) {
  label = std::move(text);
  return *this;
}

Diagnostic& Diagnostic::with_note(Span place, std::string text) {
  notes.push_back({place, std::move(text)});
  return *this;
}

Diagnostic& Diagnostic::with_hint(std::string text) {
  if (!text.empty()) hints.push_back(std::move(text));
  return *this;
}

Diagnostic& Sink::add(Diagnostic diagnostic) {
  if (diagnostic.code.severity == Severity::error) ++errors_;
  return list_.emplace_back(std::move(diagnostic));
}

std::vector<Diagnostic> Sink::sorted() const {
  std::vector<Diagnostic> result(list_.begin(), list_.end());
  const auto key = [](const Diagnostic& d) { return std::tie(d.span, d.code.number, d.message); };
  std::stable_sort(result.begin(), result.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

}  // namespace herdc::diagnostics
