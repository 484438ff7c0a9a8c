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

std::map<std::string, std::string> texts_of(const json::Value* value) {
  std::map<std::string, std::string> result;
  if (value != nullptr && value->object() != nullptr)
    for (const auto& [key, text] : *value->object()) result[key] = text_of(&text);
  return result;
}

Object object_of(const std::map<std::string, std::string>& texts) {
  Object result;
  for (const auto& [key, text] : texts) result[key] = text;
  return result;
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
  for (const auto& [path, staged] : journal.directories) {
    if (const auto why = artifact::path_problem(path); !why.empty()) return why;
    if (!is_number(staged)) return fmt::format("the entry of `{}` is incomplete", path);
  }
  return "";
}

}  // namespace

std::string render(const Journal& journal) {
  Object writes;
  for (const auto& [path, write] : journal.writes)
    writes[path] = Object{{"staged", write.staged}, {"sha256", write.sha256}, {"was", write.was}};
  return json::write(Object{{"format", 1},
                            {"directories", object_of(journal.directories)},
                            {"removals", object_of(journal.removals)},
                            {"writes", writes}});
}

Result<Journal> parse_journal(std::string_view text) {
  const auto root = json::parse(text);
  if (!root) return root.failure();
  const auto* format = root->member("format");
  if (format == nullptr || format->integer() == nullptr || *format->integer() != 1)
    return Failure{"it has another format than this herdc's"};
  Journal journal;
  journal.directories = texts_of(root->member("directories"));
  journal.removals = texts_of(root->member("removals"));
  if (const auto* writes = root->member("writes"); writes != nullptr && writes->object() != nullptr)
    for (const auto& [path, write] : *writes->object())
      journal.writes[path] = {text_of(write.member("staged")), text_of(write.member("sha256")),
                              text_of(write.member("was"))};
  if (const auto problem = problem_of(journal); !problem.empty()) return Failure{printable(problem)};
  return journal;
}

}  // namespace herdc::output
