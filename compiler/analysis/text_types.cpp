#include "compiler/analysis/text_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>

#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/host_pattern.h"
#include "compiler/analysis/text_types_engines.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

using schema::Scalar;

bool all_of(std::string_view text, bool (*fits)(char)) {
  return std::all_of(text.begin(), text.end(), fits);
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}

/// The library's matcher recurses over its input, so that is kept short.
bool matches(std::string_view text, const std::regex& grammar) {
  return text.size() <= 1024 && std::regex_match(text.begin(), text.end(), grammar);
}

/// Nothing but digits, no leading zero, at most `most`.
bool is_number_up_to(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 5 || !all_of(text, is_digit) || (text.size() > 1 && text[0] == '0'))
    return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= most;
}

std::string path_problem(std::string_view text) {
  if (!text.starts_with('/')) return "it does not begin with `/`";
  if (text.size() > 4095) return "it is longer than 4095 bytes";
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return "it holds a control character";
  if (text.find("//") != std::string_view::npos) return "it holds an empty component";
  for (const auto& part : split(text, "/"))
    if (part == "." || part == "..") return fmt::format("`{}` has no place in it", part);
  if (text.size() > 1 && text.ends_with('/')) return "it ends in `/`";
  return "";
}

std::string address_problem(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return "herdc knows IPv4 only: write it as 10.0.0.1";
  const auto parts = split(text, ".");
  const bool fits = parts.size() == 4 && std::all_of(parts.begin(), parts.end(),
                                                     [](const auto& p) { return is_number_up_to(p, 255); });
  return fits ? "" : "write four numbers from 0 to 255 without leading zeros, such as 10.0.0.1";
}

/// A host's address in place of a network's says one thing and means another.
std::string network_problem(std::string_view address, unsigned bits) {
  std::uint64_t number = 0;
  for (const auto& part : split(address, ".")) number = number * 256 + std::stoul(part);
  const std::uint64_t hosts = std::uint64_t{1} << (32 - bits);
  if (number % hosts == 0) return "";
  const auto network = number - number % hosts;
  return fmt::format("it is the address of one machine; the network is {}.{}.{}.{}/{}", network >> 24,
                     network >> 16 & 255, network >> 8 & 255, network & 255, bits);
}

std::string cidr_problem(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return "herdc knows IPv4 only: write it as 10.0.0.0/16";
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return "write address/bits, such as 10.0.0.0/16";
  if (!is_number_up_to(text.substr(slash + 1), 32)) return "the bits are a number from 0 to 32";
  if (auto problem = address_problem(text.substr(0, slash)); !problem.empty()) return problem;
  return network_problem(text.substr(0, slash),
                         static_cast<unsigned>(std::stoul(std::string(text.substr(slash + 1)))));
}

std::string mac_problem(std::string_view text) {
  const auto parts = split(text, ":");
  const bool fits = parts.size() == 6 && std::all_of(parts.begin(), parts.end(), [](const auto& p) {
                      return p.size() == 2 && all_of(p, is_hex);
                    });
  if (!fits) return "write six pairs of hexadecimal digits with colons";
  const auto lower = to_lower(text);
  if (lower == "00:00:00:00:00:00") return "it is all zeros";
  return std::string_view("13579bdf").find(lower[1]) != std::string_view::npos
             ? "it is a group address, not that of one card"
             : "";
}

std::string domain_problem(std::string_view text) {
  if (text.size() > 253) return "it is longer than 253 characters";
  if (text.size() > 1 && text.ends_with('.')) return "leave out the dot at its end";
  for (const auto& label : split(text, "."))
    if (auto problem = host_name_problem(label); !problem.empty())
      return label == text ? problem : fmt::format("in `{}`: {}", label, problem);
  return "";
}

std::string registry_problem(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return "leave out the scheme: a registry is host[:port]";
  const auto colon = text.find(':');
  if (colon != std::string_view::npos &&
      (!is_number_up_to(text.substr(colon + 1), 65535) || text.substr(colon + 1) == "0"))
    return "the port behind `:` is a number from 1 to 65535";
  return domain_problem(text.substr(0, colon));
}

bool is_repository_component(std::string_view part) {
  static const std::regex grammar("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*");
  return part.size() <= 128 && matches(part, grammar);
}

/// The OCI distribution grammar, with a registry in front: without one docker would guess.
std::string repository_problem(std::string_view text) {
  if (text.find('@') != std::string_view::npos)
    return "the digest belongs into herd.lock; `herdc lock` writes it";
  const auto parts = split(text, "/");
  if (parts.size() < 2 || (parts[0].find('.') == std::string::npos &&
                           parts[0].find(':') == std::string::npos && parts[0] != "localhost"))
    return "write the registry too, such as docker.io/library/debian";
  if (auto problem = registry_problem(parts[0]); !problem.empty()) return problem;
  if (text.find(':', parts[0].size()) != std::string_view::npos) return "the tag is a field of its own";
  const bool fits =
      text.size() <= 255 && std::all_of(parts.begin() + 1, parts.end(), is_repository_component);
  return fits ? ""
              : "the parts hold small letters and digits, separated by single dots, dashes or underscores";
}

std::string tag_problem(std::string_view text) {
  if (text == "latest") return "it is another image tomorrow: name a version";
  const bool fits = !text.empty() && text.size() <= 128 && all_of(text, is_word) && text.front() != '.' &&
                    text.front() != '-';
  return fits ? "" : "a tag holds up to 128 letters, digits, `_`, `.` and `-`";
}

bool is_account(std::string_view text) {
  const bool name = !text.empty() && text.size() <= 32 && (is_lower(text[0]) || text[0] == '_') &&
                    std::all_of(text.begin(), text.end(),
                                [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
  return name || (text.size() <= 5 && is_number_up_to(text, 65535));
}

std::string user_problem(std::string_view text) {
  const auto colon = text.find(':');
  const bool fits = is_account(text.substr(0, colon)) &&
                    (colon == std::string_view::npos || is_account(text.substr(colon + 1)));
  return fits ? "" : "write a name or a number, with a group behind a colon if you like: \"2181:2181\"";
}

std::string restart_problem(std::string_view text) {
  constexpr std::string_view limited = "on-failure:";
  if (text == "no" || text == "always" || text == "unless-stopped" || text == "on-failure") return "";
  if (text.starts_with(limited) && is_number_up_to(text.substr(limited.size()), 65535)) return "";
  return "it is \"no\", \"always\", \"unless-stopped\", \"on-failure\" or \"on-failure:N\"";
}

// A dash at the end of a name, and a dash or plus at the end of a version, tell apt-get to remove or to
// install.
std::string package_problem(std::string_view text) {
  static const std::regex grammar(
      "[a-z0-9][a-z0-9+.-]*[a-z0-9+.](:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]*[A-Za-z0-9.~])?");
  return matches(text, grammar) ? "" : "write a Debian package, with =VERSION behind it if you like";
}

std::string mode_problem(std::string_view text) {
  return text == "0644" || text == "0755"
             ? ""
             : "a build context keeps the executable bit only: \"0644\" or \"0755\"";
}

/// Those that docker knows by name on Linux (signal(7)).
std::string signal_problem(std::string_view text) {
  constexpr std::array<std::string_view, 31> names = {
      "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1", "SEGV",
      "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN", "TTOU",
      "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS"};
  const bool known =
      text.starts_with("SIG") && std::find(names.begin(), names.end(), text.substr(3)) != names.end();
  static const std::regex real_time("SIGRT(MIN([+]([0-9]|1[0-5]))?|MAX(-([0-9]|1[0-4]))?)");
  return known || matches(text, real_time) ? "" : "write a signal of Linux, such as SIGTERM";
}

std::string env_name_problem(std::string_view text) {
  const bool fits =
      !text.empty() && text.size() <= 254 && !is_digit(text.front()) &&
      std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
  return fits ? "" : "the name of an environment variable holds letters, digits and `_`, and no digit first";
}

std::string label_name_problem(std::string_view text) {
  if (text.starts_with("org.herdc.")) return "labels below `org.herdc.` are herdc's own";
  const bool fits = !text.empty() && text.size() <= 128 &&
                    all_of(text, [](char c) { return is_word(c) || c == '/'; }) &&
                    (is_letter(text.front()) || is_digit(text.front()));
  return fits ? ""
              : "a label's name begins with a letter or digit and holds letters, digits, `_`, `.`, `-` and "
                "`/`";
}

std::string shell_problem(std::string_view text) {
  if (text.empty()) return "it is empty";
  return text.find('\0') != std::string_view::npos ? "it holds a NUL" : "";
}

std::string url_problem(std::string_view text) {
  static const std::regex grammar("[a-z][a-z0-9+.-]*://[^\\s\\x00-\\x1f\\x7f]+");
  if (!matches(text, grammar)) return "write scheme://host/path";
  const auto rest = text.substr(text.find("://") + 3);
  const auto at = rest.find('@');
  return at != std::string_view::npos && at < rest.find('/')
             ? "it holds a user or password in front of `@`, which does not belong into a file in git"
             : "";
}

std::string date_problem(std::string_view text) {
  static const std::regex grammar("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])");
  if (!matches(text, grammar)) return "write it as in 2026-05-31";
  const auto part = [&](std::size_t at, std::size_t size) {
    return static_cast<unsigned>(std::stoul(std::string(text.substr(at, size))));
  };
  using namespace std::chrono;
  const year_month_day date{year(static_cast<int>(part(0, 4))), month(part(5, 2)), day(part(8, 2))};
  return date.ok() ? "" : "its month does not have that day";
}

std::string hosts_problem(std::string_view text) {
  const auto expanded = expand_hosts(text, 100'000);
  return expanded ? "" : expanded.failure().message;
}

std::string regex_problem(std::string_view text) {
  if (text.size() > 1024) return "it is longer than 1024 bytes";
  return text.find('\0') != std::string_view::npos ? "it holds a NUL" : "";
}

struct TextType {
  Scalar type;
  std::string_view title;
  std::string (*problem)(std::string_view);
};
constexpr std::array text_types = {
    TextType{Scalar::path, "an absolute path", path_problem},
    TextType{Scalar::host, "a host name", host_name_problem},
    TextType{Scalar::hosts, "a host pattern", hosts_problem},
    TextType{Scalar::address, "an IPv4 address", address_problem},
    TextType{Scalar::cidr, "a network", cidr_problem},
    TextType{Scalar::mac, "a hardware address", mac_problem},
    TextType{Scalar::domain, "a domain", domain_problem},
    TextType{Scalar::url, "a URL", url_problem},
    TextType{Scalar::regex, "a regular expression", regex_problem},
    TextType{Scalar::date, "a date", date_problem},
    TextType{Scalar::shell, "a shell command", shell_problem},
    TextType{Scalar::name, "a name", declared_name_problem},
    TextType{Scalar::env_name, "the name of an environment variable", env_name_problem},
    TextType{Scalar::label_name, "the name of a label", label_name_problem},
    TextType{Scalar::port_name, "the name of a port", variable_name_problem},
    TextType{Scalar::registry, "a registry", registry_problem},
    TextType{Scalar::repository, "a repository", repository_problem},
    TextType{Scalar::tag, "a tag", tag_problem},
    TextType{Scalar::user, "a user", user_problem},
    TextType{Scalar::restart, "a restart policy", restart_problem},
    TextType{Scalar::package, "a package", package_problem},
    TextType{Scalar::mode, "permission bits", mode_problem},
    TextType{Scalar::signal, "a signal", signal_problem},
    TextType{Scalar::version, "a version", version_problem},
    TextType{Scalar::word, "one word", word_problem},
    TextType{Scalar::flag_name, "the name of a flag", flag_name_problem},
    TextType{Scalar::marathon_field, "a field of Marathon", marathon_field_problem},
    TextType{Scalar::app_group, "a group of Marathon", app_group_problem},
    TextType{Scalar::url_path, "the path of a URL", url_path_problem},
    TextType{Scalar::server_address, "address and port of a server", server_address_problem},
};

const TextType* find(Scalar type) {
  const auto found =
      std::find_if(text_types.begin(), text_types.end(), [&](const auto& row) { return row.type == type; });
  return found == text_types.end() ? nullptr : &*found;
}

}  // namespace

bool is_text_type(Scalar type) {
  return find(type) != nullptr;
}

std::string_view text_type_title(Scalar type) {
  return find(type)->title;
}

std::string text_type_problem(Scalar type, std::string_view text) {
  return find(type)->problem(text);
}

}  // namespace herdc::analysis
