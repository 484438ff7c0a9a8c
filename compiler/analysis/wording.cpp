#include "compiler/analysis/wording.h"

#include <fmt/format.h>

#include <array>

#include "compiler/analysis/text_types.h"
#include "compiler/base/text.h"

namespace herdc::analysis {

using schema::Scalar;
using schema::Type;

namespace {

std::string kinds_of(const Type& type) {
  std::vector<std::string> names;
  for (const auto shape : type.shapes) names.push_back(fmt::format("`{}`", schema::info(shape).name));
  return enumerate(names, "or");
}

}  // namespace

std::string with_article(std::string_view kind) {
  if (kind.ends_with('s')) return std::string(kind);
  return fmt::format(
      "{} {}", std::string_view("aeiou").find(kind.front()) != std::string_view::npos ? "an" : "a", kind);
}

std::string plural(std::string_view kind) {
  if (kind.ends_with('s')) return std::string(kind);
  return kind.ends_with('y') ? fmt::format("{}ies", kind.substr(0, kind.size() - 1))
                             : fmt::format("{}s", kind);
}

std::optional<std::string_view> familiar_word(std::string_view word) {
  constexpr std::array words = {
      std::pair{std::string_view("volumes"), std::string_view("mounts")},
      std::pair{std::string_view("environment"), std::string_view("env")},
      std::pair{std::string_view("depends_on"), std::string_view("after")},
      std::pair{std::string_view("cmd"), std::string_view("command")},
      std::pair{std::string_view("CMD"), std::string_view("command")},
      std::pair{std::string_view("mem_limit"), std::string_view("memory")},
      std::pair{std::string_view("mem"), std::string_view("memory")},
      std::pair{std::string_view("ram"), std::string_view("memory")},
      std::pair{std::string_view("build"), std::string_view("image")},
      std::pair{std::string_view("dockerfile"), std::string_view("image")},
      std::pair{std::string_view("container_name"), std::string_view("name")},
      std::pair{std::string_view("restart_policy"), std::string_view("restart")},
      std::pair{std::string_view("expose"), std::string_view("ports")},
      std::pair{std::string_view("healthcheck"), std::string_view("health")},
      std::pair{std::string_view("logging"), std::string_view("log")},
      std::pair{std::string_view("network_mode"), std::string_view("network")},
      std::pair{std::string_view("pids_limit"), std::string_view("pids")},
      std::pair{std::string_view("stop_grace_period"), std::string_view("stop_timeout")},
      std::pair{std::string_view("working_dir"), std::string_view("workdir")},
  };
  for (const auto& [theirs, ours] : words)
    if (theirs == word) return ours;
  return std::nullopt;
}

std::string_view scalar_title(Scalar scalar) {
  if (is_text_type(scalar)) return text_type_title(scalar);
  switch (scalar) {
    case Scalar::boolean:
      return "true or false";
    case Scalar::integer:
      return "an integer";
    case Scalar::number:
      return "a number";
    case Scalar::bytes:
      return "bytes, such as 2GiB";
    case Scalar::duration:
      return "a duration, such as 30s";
    case Scalar::scalar:
      return "text, a number, true or false";
    case Scalar::env_value:
      return "text, a number, true, false or a secret";
    case Scalar::port_number:
      return "a port from 1 to 65535";
    case Scalar::file:
      return "the path of a file";
    case Scalar::dockerfile:
      return "the path of a Dockerfile";
    default:
      return "text";
  }
}

std::string type_title(const Type& type) {
  switch (type.form) {
    case Type::Form::scalar:
      return std::string(scalar_title(type.scalar));
    case Type::Form::list:
      return "a list";
    case Type::Form::map:
      return "a map";
    case Type::Form::record:
      return fmt::format("a {}", schema::info(type.shapes.front()).name);
    case Type::Form::reference:
      return fmt::format("the name of a declared {}{}", kinds_of(type),
                         type.component.empty() ? "" : fmt::format(" made from `{}`", type.component));
    case Type::Form::choice:
      return "one of " + type.to_text();
  }
  return "";
}

std::optional<std::string_view> our_word(std::string_view name) {
  constexpr std::array words = {
      std::pair{std::string_view("null"), std::string_view("none")},
      std::pair{std::string_view("nil"), std::string_view("none")},
      std::pair{std::string_view("None"), std::string_view("none")},
      std::pair{std::string_view("undefined"), std::string_view("none")},
      std::pair{std::string_view("True"), std::string_view("true")},
      std::pair{std::string_view("False"), std::string_view("false")},
      std::pair{std::string_view("yes"), std::string_view("true")},
      std::pair{std::string_view("no"), std::string_view("false")},
      std::pair{std::string_view("TRUE"), std::string_view("true")},
      std::pair{std::string_view("FALSE"), std::string_view("false")},
  };
  for (const auto& [theirs, ours] : words)
    if (theirs == name) return ours;
  return std::nullopt;
}

}  // namespace herdc::analysis
