#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/quantity.h"
#include "compiler/base/utf8.h"

namespace herdc::analysis {
/// As a message calls a value: "the text \"2g\"", "2GiB", "a list of 3".
std::string Evaluator::describe(const Value& value) const {
  if (value.is_none()) return "none";
  if (const auto* v = value.get<bool>()) return *v ? "true" : "false";
  if (const auto* v = value.get<std::int64_t>()) return fmt::format("the number {}", *v);
  if (const auto* v = value.get<Decimal>()) return fmt::format("the number {}", v->to_text());
  if (const auto* v = value.get<std::string>())
    return fmt::format("the text \"{}\"", utf8::shortened(*v, 41));
  if (const auto* v = value.get<model::Bytes>()) return fmt::format("{} (bytes)", to_text(*v));
  if (const auto* v = value.get<model::Duration>()) return fmt::format("{} (a duration)", to_text(*v));
  if (const auto* v = value.get<HostId>()) return fmt::format("the host `{}`", hosts_[*v].name);
  if (const auto* v = value.get<DeclId>()) return fmt::format("the {}", title_of(*v));
  if (const auto* v = value.get<model::List>()) return fmt::format("a list of {}", v->size());
  if (const auto* v = value.get<model::Map>()) return fmt::format("a map of {}", v->size());
  if (const auto* v = value.get<model::Record>()) return fmt::format("a {}", schema::info(v->shape).name);
  return "files";
}

namespace {

/// Writes until the line is full.
class Written {
 public:
  explicit Written(const Evaluator& evaluator) : evaluator_(evaluator) {}

  void add(const Value& value) {
    if (full()) return;
    if (const auto* list = value.get<model::List>()) return sequence(*list);
    if (const auto* map = value.get<model::Map>()) return pairs(*map);
    if (const auto* record = value.get<model::Record>()) return fields(*record);
    text_ += plain(value);
  }
  std::string text() const { return utf8::shortened(text_, limit); }

 private:
  static constexpr std::size_t limit = 72;
  bool full() const { return text_.size() > 4 * limit; }

  std::string plain(const Value& value) const {
    if (value.is_none()) return "none";
    if (const auto* v = value.get<std::string>()) return fmt::format("\"{}\"", *v);
    if (const auto* v = value.get<model::Bytes>()) return to_text(*v);
    if (const auto* v = value.get<model::Duration>()) return to_text(*v);
    if (const auto* v = value.get<model::DeclId>()) return evaluator_.entity(*v).path;
    if (const auto* v = value.get<model::Files>()) return fmt::format("\"{}\"", v->path);
    return evaluator_.text_form(value).value_or("…");
  }
  void sequence(const model::List& list) {
    text_ += "[";
    for (std::size_t i = 0; i < list.size() && !full(); ++i) {
      if (i > 0) text_ += ", ";
      add(list[i]);
    }
    text_ += "]";
  }
  /// Of what `every` gives, the names say everything.
  void pairs(const model::Map& map) {
    text_ += "{ ";
    bool first = true;
    for (const auto& [key, value] : map) {
      if (full()) break;
      text_ += fmt::format("{}{}", first ? "" : ", ", key);
      if (value.get<model::DeclId>() == nullptr) text_ += " = ", add(value);
      first = false;
    }
    text_ += first ? "}" : " }";
  }
  void fields(const model::Record& record) {
    text_ += "{ ";
    for (const auto& [field, value] : record.fields) {
      if (&field != &record.fields.front().first) text_ += ", ";
      text_ += fmt::format("{} = ", schema::info(field).name);
      add(value);
    }
    text_ += " }";
  }

  const Evaluator& evaluator_;
  std::string text_;
};

}  // namespace

std::string Evaluator::written(const Value& value) const {
  Written written(*this);
  written.add(value);
  return written.text();
}

std::optional<std::string> Evaluator::text_form(const Value& value) const {
  if (const auto* host = value.get<HostId>()) return hosts_[*host].name;
  return model::scalar_text(value);
}

}  // namespace herdc::analysis
