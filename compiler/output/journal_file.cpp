#include "compiler/output/journal_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/artifact/tree.h"
#include "compiler/base/json.h"
#include "compiler/base/text.h"

namespace herdc::output {
namespace {

using Object = json::Value::Object;

std::string text_of(const json::Value* value) {
  return value == nullptr || value->text() == nullptr ? "" : *value->text();
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 && std::all_of(text.begin(), text.end(), is_digit);
}

std::string problem_of(const Journal& journal) {
  for (const auto& [path, write] : journal.writes) {
    if (const auto why = artifact::path_problem(path); !why.empty()) return why;
    if (!is_number(write.staged) || write.sha256.empty())
      return fmt::format("the entry of `{}` is incomplete", path);
  }
  for (const auto& [path, digest] : journal.removals)
    if (const auto why = artifact::path_problem(path); !why.empty()) return why;
  return "";
}

}  // namespace

std::string render(const Journal& journal) {
  Object writes, removals;
  for (const auto& [path, write] : journal.writes)
    writes[path] = Object{{"staged", write.staged}, {"sha256", write.sha256}, {"was", write.was}};
  for (const auto& [path, digest] : journal.removals) removals[path] = digest;
  return json::write(Object{{"format", 1}, {"writes", writes}, {"removals", removals}});
}

Result<Journal> parse_journal(std::string_view text) {
  const auto root = json::parse(text);
  if (!root) return root.failure();
  const auto* writes = root->member("writes");
  const auto* removals = root->member("removals");
  const auto* format = root->member("format");
  if (format == nullptr || format->integer() == nullptr || *format->integer() != 1)
    return Failure{"it has another format than this herdc's"};
  Journal journal;
  if (writes != nullptr && writes->object() != nullptr)
    for (const auto& [path, write] : *writes->object())
      journal.writes[path] = {text_of(write.member("staged")), text_of(write.member("sha256")),
                              text_of(write.member("was"))};
  if (removals != nullptr && removals->object() != nullptr)
    for (const auto& [path, digest] : *removals->object()) journal.removals[path] = text_of(&digest);
  if (const auto problem = problem_of(journal); !problem.empty()) return Failure{printable(problem)};
  return journal;
}

}  // namespace herdc::output
