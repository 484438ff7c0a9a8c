#include "compiler/backend/marathon/document.h"

#include <charconv>
#include <cstdlib>

#include "compiler/base/text.h"

namespace herdc::marathon {

double Number::approximately() const {
  return std::strtod(digits.c_str(), nullptr);
}

Json& Json::put(const std::string& name, Json value) {
  return (*members())[name] = std::move(value);
}

Json& Json::object_at(const std::string& name, Span span) {
  return members()->try_emplace(name, object(span)).first->second;
}

const Json* Json::find(std::string_view path) const {
  const Json* found = this;
  for (const auto& name : split(path, ".")) {
    const auto* inside = found->members();
    if (inside == nullptr) return nullptr;
    const auto member = inside->find(name);
    if (member == inside->end()) return nullptr;
    found = &member->second;
  }
  return found;
}

const Json::Items& Json::list_at(std::string_view path) const {
  static const Items none;
  const auto* found = find(path);
  return found == nullptr || found->items() == nullptr ? none : *found->items();
}

const std::string& Json::text_at(std::string_view path) const {
  static const std::string none;
  const auto* found = find(path);
  return found == nullptr || found->string() == nullptr ? none : *found->string();
}

std::int64_t integer_of(const Json& value) {
  std::int64_t result = 0;
  if (const auto* number = value.numeric(); number != nullptr && number->is_integer())
    std::from_chars(number->digits.data(), number->digits.data() + number->digits.size(), result);
  return result;
}

}  // namespace herdc::marathon
