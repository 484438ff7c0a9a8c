#include "compiler/analysis/text_types_engines.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/text_types.h"
#include "compiler/base/text.h"
#include "compiler/schema/other_words.h"

namespace herdc::analysis {
namespace {

bool all_of(std::string_view text, bool (*fits)(char)) {
  return std::all_of(text.begin(), text.end(), fits);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 5 && all_of(text, is_digit) && (text.size() == 1 || text[0] != '0');
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 128 && is_lower(text[0]) &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

/// One part of a path in Marathon (state/PathId.scala).
bool is_path_label(std::string_view text) {
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

}  // namespace

std::string version_problem(std::string_view text) {
  const auto parts = split(text, ".");
  const bool fits = (parts.size() == 2 || parts.size() == 3) &&
                    std::all_of(parts.begin(), parts.end(), [](const auto& part) { return is_number(part); });
  return fits ? "" : "write two or three numbers with dots, such as \"1.11\"";
}

std::string word_problem(std::string_view text) {
  const bool fits =
      !text.empty() && text.size() <= 255 && all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  if (!fits) return "it is empty, or holds a space or something else that cannot stand in one word";
  return text.find('#') == std::string_view::npos ? "" : "`#` begins a comment for apt";
}

std::string flag_name_problem(std::string_view text) {
  if (text.find('-') != std::string_view::npos) return "flags of Mesos are written with `_`";
  return is_name(text) ? "" : "the name of a flag holds small letters, digits and `_`";
}

std::string marathon_field_problem(std::string_view text) {
  if (is_name(text)) return "";
  const auto snake = schema::snake_case(text);
  const auto instead = schema::instead_of(schema::Shape::app, text).value_or("");
  if (!instead.empty() && !instead.starts_with("marathon"))
    return fmt::format("the app says it in `{}`, beside `marathon`", instead);
  return fmt::format("fields of Marathon are written in snake_case here: `{}`",
                     is_name(snake) ? snake : "backoff_seconds");
}

std::string app_group_problem(std::string_view text) {
  if (!text.starts_with('/')) return "it begins with `/`, such as /retail";
  const auto labels = split(text.substr(1), "/");
  const bool fits = text.size() <= 1024 && std::all_of(labels.begin(), labels.end(), [](const auto& label) {
                      return is_path_label(label);
                    });
  return fits ? "" : "the parts between `/` hold small letters, digits and dashes";
}

std::string url_path_problem(std::string_view text) {
  if (!text.starts_with('/')) return "it does not begin with `/`";
  if (text.size() > 1024) return "it is longer than 1024 bytes";
  constexpr std::string_view others = "/-._~!$&'()*+,;=:@%?";  // RFC 3986: pchar and query
  const bool fits = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos;
  });
  return fits ? "" : "it holds a character that a URL writes as %XX";
}

std::string server_address_problem(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return "write address:port, such as 10.0.0.9:8080";
  if (text.find(':', colon + 1) != std::string_view::npos)
    return "herdc knows IPv4 only: write it as 10.0.0.9:8080";
  const auto port = text.substr(colon + 1);
  if (!is_number(port) || port == "0" || (port.size() == 5 && port > "65535"))
    return "the port is a number from 1 to 65535";
  return text_type_problem(schema::Scalar::address, text.substr(0, colon));
}

}  // namespace herdc::analysis
