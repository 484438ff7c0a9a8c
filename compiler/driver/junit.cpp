#include "compiler/driver/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc::driver {
namespace {

/// As the value of an attribute or as text. Control characters, which XML cannot hold, come as escapes of
/// ours; line feeds are kept.
std::string xml(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto& line : split(text, "\n")) lines.push_back(printable(line));
  auto result = replace_all(join(lines, "\n"), "&", "&amp;");
  result = replace_all(result, "<", "&lt;");
  result = replace_all(result, ">", "&gt;");
  return replace_all(result, "\"", "&quot;");
}

std::string test_case(const TestResult& result) {
  const auto head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml(result.file), xml(result.name));
  if (result.messages.empty()) return head + "/>\n";
  return fmt::format("{}>\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n", head,
                     xml(join(result.messages, "; ")), xml(result.details));
}

}  // namespace

std::string junit(const std::vector<TestResult>& results) {
  const auto failed =
      std::count_if(results.begin(), results.end(), [](const TestResult& r) { return !r.messages.empty(); });
  const auto counts = fmt::format("tests=\"{}\" failures=\"{}\"", results.size(), failed);
  auto text = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite name=\"herdc\" {0}>\n",
      counts);
  for (const auto& result : results) text += test_case(result);
  return text + "  </testsuite>\n</testsuites>\n";
}

}  // namespace herdc::driver
