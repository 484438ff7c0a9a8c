#include <array>

#include "compiler/analysis/given.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

Maybe join_texts(const Given& given) {
  const auto* list = given.list(0);
  const auto* separator = list == nullptr ? nullptr : given.text(1);
  if (list == nullptr || separator == nullptr) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& item : *list) {
    auto form = given.evaluator.text_form(item);
    if (!form)
      return given.evaluator.no_text_form(item, given.call.arguments[0].span, given.frame), std::nullopt;
    parts.push_back(std::move(*form));
  }
  return given.give_text(join(parts, *separator));
}

Maybe split_text(const Given& given) {
  const auto* text = given.text(0);
  const auto* separator = text == nullptr ? nullptr : given.text(1);
  if (text == nullptr || separator == nullptr) return std::nullopt;
  if (separator->empty()) return given.wrong(1, "text that is not empty");
  model::List list;
  for (auto& part : split(*text, *separator)) list.push_back(Value{std::move(part), given.span});
  return given.give(std::move(list));
}

Maybe replace_text(const Given& given) {
  const auto* text = given.text(0);
  const auto* from = text == nullptr ? nullptr : given.text(1);
  const auto* to = from == nullptr ? nullptr : given.text(2);
  if (text == nullptr || from == nullptr || to == nullptr) return std::nullopt;
  if (from->empty()) return given.wrong(1, "text that is not empty");
  if (!given.evaluator.spend_bytes(text->size() / from->size() * to->size(), given.span)) return std::nullopt;
  return given.give_text(replace_all(*text, *from, *to));
}

Maybe upper_text(const Given& given) {
  const auto* text = given.text(0);
  return text == nullptr ? std::nullopt : given.give_text(to_upper(*text));
}

Maybe lower_text(const Given& given) {
  const auto* text = given.text(0);
  return text == nullptr ? std::nullopt : given.give_text(to_lower(*text));
}

/// pad(7, 5) is "00007"
Maybe pad_number(const Given& given) {
  const auto* number = given.integer(0);
  const auto* width = number == nullptr ? nullptr : given.integer(1);
  if (number == nullptr || width == nullptr) return std::nullopt;
  if (*number < 0) return given.wrong(0, "an integer from 0");
  if (*width < 1 || *width > 18) return given.wrong(1, "a width from 1 to 18");
  return given.give_text(fmt::format("{:0{}}", *number, *width));
}

template <class Test>
Maybe test_texts(const Given& given, Test test) {
  const auto* text = given.text(0);
  const auto* part = text == nullptr ? nullptr : given.text(1);
  return text == nullptr || part == nullptr ? std::nullopt : given.give(test(*text, *part));
}

Maybe contains_text(const Given& given) {
  return test_texts(
      given, [](const std::string& t, const std::string& p) { return t.find(p) != std::string::npos; });
}

Maybe starts_with_text(const Given& given) {
  return test_texts(given, [](const std::string& t, const std::string& p) { return t.starts_with(p); });
}

Maybe ends_with_text(const Given& given) {
  return test_texts(given, [](const std::string& t, const std::string& p) { return t.ends_with(p); });
}

constexpr std::array functions = {
    Function{"join", 2, 2, join_texts, nullptr, "join(list, separator)"},
    Function{"split", 2, 2, split_text, nullptr, "split(text, separator)"},
    Function{"replace", 3, 3, replace_text, nullptr, "replace(text, from, to)"},
    Function{"upper", 1, 1, upper_text, nullptr, "upper(text)"},
    Function{"lower", 1, 1, lower_text, nullptr, "lower(text)"},
    Function{"pad", 2, 2, pad_number, nullptr, "pad(7, 5) is \"00007\""},
    Function{"contains", 2, 2, contains_text, nullptr, "contains(text, part)"},
    Function{"starts_with", 2, 2, starts_with_text, nullptr, "starts_with(text, part)"},
    Function{"ends_with", 2, 2, ends_with_text, nullptr, "ends_with(text, part)"},
};

}  // namespace

std::span<const Function> text_functions() {
  return functions;
}

}  // namespace herdc::analysis
