#include <fmt/format.h>

#include <ostream>

#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/project.h"
#include "herdc/embedded_diagnostic_pages.h"

namespace herdc::driver {
namespace {

std::string_view page(const std::string& code) {
  for (const auto& file : embedded::diagnostic_pages)
    if (file.path == code + ".md") return file.bytes;
  return {};
}

/// "HERD3001: a field that does not exist", the first line of its page.
std::string title(const std::string& code) {
  const auto text = page(code);
  const auto line = text.substr(0, text.find('\n'));
  return std::string(line.starts_with("# ") ? line.substr(2) : line);
}

void list_all(Environment& environment) {
  for (const auto& code : diagnostics::all_codes())
    environment.out << title(diagnostics::code_text(code)) << "\n";
}

bool explain_one(const std::string& text, Environment& environment) {
  if (const auto code = diagnostics::find_code(text)) {
    environment.out << page(diagnostics::code_text(*code));
    return true;
  }
  std::vector<std::string> known;
  for (const auto& code : diagnostics::all_codes()) known.push_back(diagnostics::code_text(code));
  could_not_run(fmt::format("there is no diagnostic `{}`", text), environment);
  if (const auto near = did_you_mean(to_upper(text), known); !near.empty())
    environment.err << fmt::format("  help: {}\n", near);
  return false;
}

}  // namespace

int explain(const Options& options, Environment& environment) {
  if (options.codes.empty()) list_all(environment);
  bool all_known = true;
  for (const auto& code : options.codes) all_known &= explain_one(code, environment);
  return all_known ? exit_fine : exit_could_not_run;
}

}  // namespace herdc::driver
