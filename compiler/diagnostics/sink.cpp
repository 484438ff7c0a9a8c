#include "compiler/diagnostics/sink.h"

#include <algorithm>
#include <tuple>

namespace herdc::diagnostics {

namespace {

bool lies_in(Span place, Span region) {
  return place.known() && place.file == region.file && place.begin >= region.begin && place.end <= region.end;
}

/// One of its places is enough: the mistake may stand in a component, and the block use that.
bool covers(const Allowance& allowance, const Diagnostic& diagnostic) {
  return diagnostic.code.number == allowance.code.number &&
         (lies_in(diagnostic.span, allowance.region) ||
          std::any_of(diagnostic.notes.begin(), diagnostic.notes.end(),
                      [&](const Note& note) { return lies_in(note.span, allowance.region); }));
}

/// A refusal says how to insist.
Diagnostic with_way_out(Diagnostic diagnostic) {
  if (diagnostic.code.severity == Severity::refused)
    diagnostic.with_hint(
        fmt::format("where it is meant: `allow {} because \"…\"` in its block", code_text(diagnostic.code)));
  return diagnostic;
}

}  // namespace

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
  return list_.emplace_back(std::move(diagnostic));
}

std::size_t Sink::errors() const {
  return static_cast<std::size_t>(std::count_if(list_.begin(), list_.end(), [&](const Diagnostic& d) {
    return is_error(d.code.severity) && !is_allowed(d);
  }));
}

bool Sink::is_allowed(const Diagnostic& diagnostic) const {
  return std::any_of(allowances_.begin(), allowances_.end(),
                     [&](const Allowance& allowance) { return covers(allowance, diagnostic); });
}

std::vector<Allowance> Sink::unused_allowances() const {
  std::vector<Allowance> result;
  for (const auto& allowance : allowances_)
    if (std::none_of(list_.begin(), list_.end(), [&](const auto& d) { return covers(allowance, d); }))
      result.push_back(allowance);
  return result;
}

std::vector<Diagnostic> Sink::sorted() const {
  std::vector<Diagnostic> result;
  for (const auto& diagnostic : list_)
    if (!is_allowed(diagnostic)) result.push_back(with_way_out(diagnostic));
  const auto key = [](const Diagnostic& d) { return std::tie(d.span, d.code.number, d.message); };
  std::stable_sort(result.begin(), result.end(),
                   [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

}  // namespace herdc::diagnostics
