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

/// One mistake. `message` says the situation; `label`, under the carets, what is special about this place;
/// `hints` the ways out, in full sentences without a period.
struct Diagnostic {
  Code code;
  Span span;
  std::string message;
  std::string label;
  std::vector<Note> notes;
  std::vector<std::string> hints;

  // Not inline: at -O3 gcc 12 warns without cause about moving a literal's string into the vectors.
  Diagnostic& with_label(std::string text);
  Diagnostic& with_note(Span place, std::string text);
  /// An empty hint (no near name was found, say) is left out.
  Diagnostic& with_hint(std::string text);
};

/// `allow HERD4110 because "…"`: no warning of this code about anything inside `region`.
struct Allowance {
  Code code;
  Span region;
  Span place;  ///< of the code
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
  void allow(Allowance allowance) { allowances_.push_back(allowance); }
  /// Those that keep nothing from being shown.
  std::vector<Allowance> unused_allowances() const;
  /// Ordered by file (in order of the map), place and code; without what is allowed.
  std::vector<Diagnostic> sorted() const;

 private:
  bool is_allowed(const Diagnostic& diagnostic) const;

  std::deque<Diagnostic> list_;
  std::vector<Allowance> allowances_;
};

}  // namespace herdc::diagnostics

namespace herdc {
namespace catalog = diagnostics::catalog;
using diagnostics::Sink;
}  // namespace herdc
