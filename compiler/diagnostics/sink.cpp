#include "compiler/diagnostics/sink.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace herdc::diagnostics {

namespace {

bool lies_in(Span place, Span region) {
  return place.known() && is_inside(place, region);
}

/// One of its places is enough: the mistake may stand in a component, and the block use that.
bool covers(const Allowance& allowance, const Diagnostic& diagnostic) {
  return diagnostic.code.number == allowance.code.number &&
         (lies_in(diagnostic.span, allowance.region) ||
          std::any_of(diagnostic.notes.begin(), diagnostic.notes.end(),
                      [&](const Note& note) { return lies_in(note.span, allowance.region); }));
}

/// By place, code and message, each once.
void sort_once(std::vector<Diagnostic>& list) {
  const auto key = [](const Diagnostic& d) { return std::tie(d.span, d.code.number, d.message); };
  std::stable_sort(list.begin(), list.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  const auto same = [&](const Diagnostic& a, const Diagnostic& b) { return key(a) == key(b); };
  list.erase(std::unique(list.begin(), list.end(), same), list.end());
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

Diagnostic& Diagnostic::with_part(std::string text, std::string value) {
  parts.push_back({std::move(text), std::move(value)});
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

/// Dates of one form are in the order of their text.
bool Sink::is_expired(const Allowance& allowance) const {
  return !today_.empty() && !allowance.until.empty() && allowance.until < today_;
}

bool Sink::is_allowed(const Diagnostic& diagnostic) const {
  return std::any_of(allowances_.begin(), allowances_.end(), [&](const Allowance& allowance) {
    return !is_expired(allowance) && covers(allowance, diagnostic);
  });
}

std::vector<Allowance> Sink::expired_allowances() const {
  std::vector<Allowance> result;
  std::copy_if(allowances_.begin(), allowances_.end(), std::back_inserter(result),
               [&](const Allowance& allowance) { return is_expired(allowance); });
  return result;
}

std::vector<Allowance> Sink::unused_allowances() const {
  std::vector<Allowance> result;
  for (const auto& allowance : allowances_)
    if (!is_expired(allowance) &&
        std::none_of(list_.begin(), list_.end(), [&](const auto& d) { return covers(allowance, d); }))
      result.push_back(allowance);
  return result;
}

std::vector<Diagnostic> Sink::sorted() const {
  std::vector<Diagnostic> result;
  for (const auto& diagnostic : list_)
    if (!is_allowed(diagnostic)) result.push_back(with_way_out(diagnostic));
  sort_once(result);
  return result;
}

std::size_t Sink::allowed() const {
  std::vector<Diagnostic> result;
  for (const auto& diagnostic : list_)
    if (is_allowed(diagnostic)) result.push_back(diagnostic);
  sort_once(result);
  return result.size();
}

std::vector<Diagnostic> Sink::take_since(std::size_t mark) {
  const auto first = list_.begin() + static_cast<std::ptrdiff_t>(mark);
  std::vector<Diagnostic> taken(std::make_move_iterator(first), std::make_move_iterator(list_.end()));
  list_.erase(first, list_.end());
  return taken;
}

}  // namespace herdc::diagnostics
