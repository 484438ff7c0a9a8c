#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/marathon/rules.h"
#include "compiler/base/text.h"

/// Addresses of what the slave fetches into a task's sandbox, in the form that java.net.URI takes.
namespace herdc::marathon {
namespace {

void refuse(const Draft& draft, Span span, std::string_view why) {
  draft.sink().report(catalog::marathon_rule, span, why);
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_strange(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == 0x7F ||
         std::string_view("\"<>\\^`{|}").find(c) != std::string_view::npos;
}

bool has_loose_percent(std::string_view uri) {
  for (auto at = uri.find('%'); at != std::string_view::npos; at = uri.find('%', at + 1))
    if (at + 2 >= uri.size() || !is_hex(uri[at + 1]) || !is_hex(uri[at + 2])) return true;
  return false;
}

/// What stands in front of the first `:`, when no `/`, `?` or `#` comes earlier; nothing otherwise.
std::optional<std::string_view> scheme_of(std::string_view uri) {
  const auto end = uri.find_first_of(":/?#");
  if (end == std::string_view::npos || uri[end] != ':') return std::nullopt;
  return uri.substr(0, end);
}

bool is_scheme(std::string_view scheme) {
  return !scheme.empty() && is_letter(scheme.front()) &&
         std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

std::string_view uri_problem(std::string_view uri) {
  if (std::any_of(uri.begin(), uri.end(), is_strange))
    return "an address with a character that a URI writes as %XX";
  if (has_loose_percent(uri)) return "an address with a `%` that no two hexadecimal digits follow";
  if (uri.find('#') != uri.rfind('#')) return "an address with more than one `#`";
  const auto scheme = scheme_of(uri);
  if (!scheme) return "";
  if (!is_scheme(*scheme)) return "an address whose scheme is no word, such as `https`";
  const auto rest = uri.substr(scheme->size() + 1);
  if (rest.empty() || rest == "//") return "an address with nothing behind its scheme";
  return "";
}

void check_uri(const Draft& draft, const Json& uri) {
  const auto* text = uri.string();
  if (text == nullptr) return;
  if (const auto problem = uri_problem(*text); !problem.empty())
    refuse(draft, uri.span, problem);
  else if (text->starts_with("/") || to_lower(scheme_of(*text).value_or("")) == "file")
    draft.sink().report(catalog::reaches_into_slave, uri.span, fmt::format("`{}`", printable(*text)));
}

}  // namespace

void check_fetches(const Draft& draft) {
  const auto* fetch = draft.document.find("fetch");
  const auto* uris = draft.document.find("uris");
  if (fetch != nullptr && uris != nullptr)
    refuse(draft, uris->span, "`uris` and `fetch` are the same list; write `fetch`");
  for (const auto& uri : draft.document.list_at("uris")) check_uri(draft, uri);
  for (const auto& artifact : draft.document.list_at("fetch"))
    if (const auto* uri = artifact.find("uri")) check_uri(draft, *uri);
}

}  // namespace herdc::marathon
