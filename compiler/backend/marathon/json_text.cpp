#include "compiler/backend/marathon/json_text.h"

#include "compiler/base/json.h"

namespace herdc::marathon {
namespace {

class Layout {
 public:
  explicit Layout(Span fallback) : lines_(fallback) {}

  void value(const Json& json, const std::string& before, const std::string& after) {
    if (const auto* items = json.items(); items != nullptr && !items->empty())
      list(*items, json.span, before, after);
    else if (const auto* members = json.members(); members != nullptr && !members->empty())
      object(*members, json.span, before, after);
    else
      lines_.add(indent() + before + scalar(json) + after, json.span);
  }

  artifact::Lines lines() && { return std::move(lines_); }

 private:
  std::string indent() const { return std::string(2 * depth_, ' '); }

  static std::string scalar(const Json& json) {
    if (const auto* truth = std::get_if<bool>(&json.data)) return *truth ? "true" : "false";
    if (const auto* number = json.numeric()) return number->digits;
    if (const auto* text = json.string()) return json::quoted(*text);
    return json.items() != nullptr ? "[]" : "{}";
  }

  void list(const Json::Items& items, Span span, const std::string& before, const std::string& after) {
    lines_.add(indent() + before + "[", span);
    ++depth_;
    for (std::size_t i = 0; i < items.size(); ++i) value(items[i], "", i + 1 < items.size() ? "," : "");
    --depth_;
    lines_.add(indent() + "]" + after, span);
  }

  void object(const Json::Members& members, Span span, const std::string& before, const std::string& after) {
    lines_.add(indent() + before + "{", span);
    ++depth_;
    std::size_t left = members.size();
    for (const auto& [name, member] : members)
      value(member, json::quoted(name) + ": ", --left == 0 ? "" : ",");
    --depth_;
    lines_.add(indent() + "}" + after, span);
  }

  artifact::Lines lines_;
  std::size_t depth_ = 0;
};

}  // namespace

artifact::Lines json_text(const Json& document) {
  Layout layout(document.span);
  layout.value(document, "", "");
  return std::move(layout).lines();
}

}  // namespace herdc::marathon
