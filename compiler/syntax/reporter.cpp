#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

diagnostics::Diagnostic& Reporter::overflow(std::uint32_t begin, std::uint32_t end) {
  if (count_ == limits_.mistakes + 1)
    sink_.report(catalog::too_many_mistakes, span(begin, end), limits_.mistakes);
  return swallowed_ = {};
}

}  // namespace herdc::syntax
