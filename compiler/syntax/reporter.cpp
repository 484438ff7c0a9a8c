#include "compiler/syntax/reporter.h"

namespace herdc::syntax {

diagnostics::Diagnostic& Reporter::overflow(std::uint32_t begin, std::uint32_t end) {
  if (count_ == max_mistakes + 1) sink_.report(catalog::too_many_mistakes, span(begin, end), max_mistakes);
  return swallowed_ = {};
}

}  // namespace herdc::syntax
