#pragma once

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diagnostics/catalog.h"
#include "compiler/source/source_map.h"

namespace herdc::diagnostics {

/// A second place that takes part: the other side of a conflict, the instance that uses a component.
struct Note {
  Span span;  ///< unknown for a sentence that has no place
  std::string text;
};

/// One part of a condition and what it was: "count(self.hosts)", "2".
struct Part {
  std::string text;
  std::string value;
};

/// One mistake. `message` says the situation; `label`, under the carets, what is special about this place;
/// `hints` the ways out, in full sentences without a period.
struct Diagnostic {
  Code code;
  Span span;
  std::string message;
  std::string label;
  std::vector<Note> notes;
  std::vector<std::string> hints;
  std::vector<Part> parts = {};  ///< why a condition does not hold

  // Not inline: at -O3 gcc 12 warns without cause about moving a literal's string into the vectors.
  Diagnostic& with_label(std::string text);
  Diagnostic& with_note(Span place, std::string text);
  /// An empty hint (no near name was found, say) is left out.
  Diagnostic& with_hint(std::string text);
  Diagnostic& with_part(std::string text, std::string value);
};

/// `allow HERD4110 because "…" until "2027-01-01"`: no warning of this code about anything inside `region`.
struct Allowance {
  Code code;
  Span region;
  Span place;              ///< of the code
  std::string until = "";  ///< last day on which it holds, as 2027-01-01; "" for no end
};

/// Collects what the phases find. A diagnostic with the code, place and message of an earlier one is dropped
/// when the list is taken.
class Sink {
 public:
  /// The reference stays good as long as the sink.
  template <class... Args>
  Diagnostic& report(const Definition<Args...>& definition, Span span,
                     const std::type_identity_t<Args>&... args) {
    return add({definition.code,
                span,
                fmt::vformat(fmt::string_view(definition.text), fmt::make_format_args(args...)),
                {},
                {},
                {}});
  }
  Diagnostic& add(Diagnostic diagnostic);

  bool has_errors() const { return errors() > 0; }
  std::size_t errors() const;
  void allow(Allowance allowance) { allowances_.push_back(std::move(allowance)); }
  /// As 2026-11-25. Until it is said, no allowance expires.
  void set_today(std::string today) { today_ = std::move(today); }
  const std::string& today() const { return today_; }
  std::vector<Allowance> expired_allowances() const;
  /// Those that keep nothing from being shown.
  std::vector<Allowance> unused_allowances() const;
  /// Ordered by file (in order of the map), place and code; without what is allowed.
  std::vector<Diagnostic> sorted() const;
  /// How many are not in `sorted` because they are allowed.
  std::size_t allowed() const;

  /// A place in the list, for `take_since`.
  std::size_t mark() const { return list_.size(); }
  /// Takes back what was reported after `mark`.
  std::vector<Diagnostic> take_since(std::size_t mark);

 private:
  bool is_expired(const Allowance& allowance) const;
  bool is_allowed(const Diagnostic& diagnostic) const;

  std::deque<Diagnostic> list_;
  std::vector<Allowance> allowances_;
  std::string today_;
};

}  // namespace herdc::diagnostics

namespace herdc {
namespace catalog = diagnostics::catalog;
using diagnostics::Sink;
}  // namespace herdc
