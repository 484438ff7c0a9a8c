#include "compiler/analysis/allowances.h"

#include "compiler/analysis/text_types.h"

namespace herdc::analysis {
namespace {

/// "" without an end, or when it is no date.
std::string until_of(const ast::Allow& allow, Sink& sink) {
  const auto* date = allow.until ? allow.until->constant() : nullptr;
  if (date == nullptr) return "";
  const auto problem = text_type_problem(schema::Scalar::date, *date);
  if (problem.empty()) return *date;
  sink.report(catalog::bad_text,
              allow.until->parts.empty() ? allow.code.span : allow.until->parts.front().span, *date,
              text_type_title(schema::Scalar::date), problem);
  return "";
}

}  // namespace

void add_allowance(const ast::Allow& allow, Span region, Sink& sink) {
  const auto code = diagnostics::find_code(allow.code.text);
  if (!code) {
    sink.report(catalog::unknown_code, allow.code.span, allow.code.text)
        .with_hint("the code stands in front of the message: HERD4110, say");
  } else if (code->severity == diagnostics::Severity::error) {
    sink.report(catalog::cannot_allow, allow.code.span, diagnostics::code_text(*code))
        .with_hint("warnings are matters of judgement; an error would be wrong on the machines");
  } else {
    sink.allow({*code, region, allow.code.span, until_of(allow, sink)});
  }
}

}  // namespace herdc::analysis
