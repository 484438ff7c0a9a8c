#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/dockerfile/commands.h"
#include "compiler/dockerfile/steps.h"

namespace herdc::dockerfile {
namespace {

constexpr std::array<std::string_view, 6> anywhere = {"password", "passwd",     "passphrase",
                                                      "secret",   "credential", "apikey"};
constexpr std::array<std::string_view, 5> whole_words = {"token", "pass", "pw", "pwd", "pat"};
constexpr std::array<std::string_view, 6> with_key = {"api",        "access",  "private",
                                                      "encryption", "signing", "master"};
// PASSWORD_FILE is where it is, TOKEN_TTL how long it lasts.
constexpr std::array<std::string_view, 20> about_it = {
    "file",   "path", "dir",     "directory", "name", "id",     "url",     "uri",      "host", "ttl",
    "length", "size", "timeout", "expiry",    "type", "policy", "enabled", "required", "age",  "count"};
constexpr std::array<std::string_view, 8> answers = {"true", "false", "yes",  "no",
                                                     "on",   "off",   "none", "null"};

}  // namespace

bool looks_like_secret(std::string_view name, std::string_view value) {
  const auto lower = to_lower(value);
  if (value.empty() || value.front() == '$' || value.front() == '/' || is_one_of(answers, lower))
    return false;
  const auto words = split(replace_all(replace_all(to_lower(name), "-", "_"), ".", "_"), "_");
  if (words.back().empty() || is_one_of(about_it, words.back()) || name == "PWD" || name == "OLDPWD")
    return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_one_of(whole_words, words[i])) return true;
    if (i > 0 && (words[i] == "key") && is_one_of(with_key, words[i - 1])) return true;
    if (std::any_of(anywhere.begin(), anywhere.end(),
                    [&](auto part) { return words[i].find(part) != std::string::npos; }))
      return true;
  }
  return false;
}

}  // namespace herdc::dockerfile
