#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/outline.h"
#include "compiler/analysis/quantity.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace herdc::analysis {
namespace {

std::vector<std::string> environment_names(const Home& home) {
  std::vector<std::string> names;
  for (const auto* environment : home.environments) names.push_back(environment->name.text);
  std::sort(names.begin(), names.end());
  return names;
}

const Blueprint* find_environment(const Home& home, const std::string& name) {
  for (const auto* environment : home.environments)
    if (environment->name.text == name) return environment;
  return nullptr;
}

/// What one environment declares is declared for the project.
void enter(Home& home, const Blueprint& environment) {
  home.names.insert(environment.names.begin(), environment.names.end());
  home.declarations.insert(home.declarations.end(), environment.owned.begin(), environment.owned.end());
}

/// Also in environments that are not chosen.
void refuse_taken_names(const Home& home, Sink& sink) {
  for (const auto* environment : home.environments)
    for (const auto& [name, entry] : environment->names)
      if (const auto known = home.names.find(name); known != home.names.end())
        sink.report(catalog::duplicate_name, entry.span, name)
            .with_note(known->second.span, "the project declares it here");
}

bool choose_environment(Outline& outline, const std::string& name, Sink& sink) {
  auto& home = *outline.project;
  const auto names = environment_names(home);
  refuse_taken_names(home, sink);
  if (name.empty() && names.empty()) return true;
  if (name.empty()) {
    std::vector<std::string> ways;
    for (const auto& known : names) ways.push_back(fmt::format("`--env {}`", known));
    sink.report(catalog::environment_needed, home.environments.front()->name.span)
        .with_hint(fmt::format("choose one: {}", enumerate(ways)));
    return false;
  }
  outline.environment = find_environment(home, name);
  if (outline.environment != nullptr) {
    enter(home, *outline.environment);
    return true;
  }
  if (outline.program->broken) return false;  // it may be what did not parse
  sink.report(catalog::unknown_environment, Span{}, name)
      .with_hint(names.empty() ? "the project declares none: leave `--env` out"
                               : suggest(name, names, "its environments are"));
  return false;
}

std::vector<std::string> param_names(const Home& home) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : home.names)
    if (entry.kind == NameEntry::Kind::param) names.push_back(name);
  return names;
}

bool refuse(Sink& sink, const std::string& name, std::string_view what, std::string_view why) {
  sink.report(catalog::parameter_refused, Span{}, name, what, why);
  return false;
}

constexpr std::size_t max_parameter_bytes = 64u << 10;

/// What a file could hold as well.
bool is_plain(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto found = utf8::decode(text, at);
    if (found.size == 0 || !utf8::is_safe_to_show(found.code_point)) return false;
    at += found.size;
  }
  return true;
}

bool is_type(const ast::Type& type, std::string_view name) {
  return type.name && type.name->steps.empty() && type.name->first.text == name;
}

ast::Expr number(Span span, const std::string& text) {
  const bool negative = text.starts_with('-');
  ast::Expr digits{span, ast::Number{text.substr(negative ? 1 : 0), ""}};
  return negative ? ast::Expr{span, ast::Negate{std::move(digits)}} : std::move(digits);
}

/// As the param's type would have it written; any other type takes text, or says that it does not.
ast::Expr literal(const ast::Type& type, Span span, const std::string& text) {
  if (is_type(type, "bool") && (text == "true" || text == "false")) return {span, ast::Bool{text == "true"}};
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  const bool padded = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
  const bool plain =
      !digits.empty() && !padded && digits.find_first_not_of("0123456789.") == std::string::npos;
  if ((is_type(type, "int") || is_type(type, "number")) && plain && parse_quantity(digits))
    return number(span, text);
  ast::Text words;
  words.parts.push_back(ast::TextPart{span, text, std::nullopt});
  return {span, std::move(words)};
}

/// The text becomes a source of its own, so that messages can show it.
bool give_param(Outline& outline, const std::string& name, const std::string& text, SourceMap& sources,
                Sink& sink) {
  const auto& names = outline.project->names;
  const auto found = names.find(name);
  if (found == names.end() || found->second.kind != NameEntry::Kind::param) {
    if (outline.program->broken) return false;
    const auto known = param_names(*outline.project);
    sink.report(catalog::unknown_parameter, Span{}, name)
        .with_hint(known.empty() ? "it has none: `param NAME : TYPE` declares one"
                                 : suggest(name, known, "its params are"));
    return false;
  }
  for (const auto& [param, value] : outline.given)
    if (param == found->second.param) return refuse(sink, name, "two values", "`--param` gives it twice");
  if (text.size() > max_parameter_bytes || !is_plain(text))
    return refuse(sink, name, "this value",
                  "it is longer than 64 KiB, or holds what no file may: control characters, or bytes that "
                  "are not UTF-8");
  const auto file = sources.add(fmt::format("{}{}", parameter_prefix, name), text);
  const Span span{file, 0, static_cast<std::uint32_t>(text.size())};
  outline.given_texts.push_back(literal(found->second.param->type, span, text));
  outline.given.emplace_back(found->second.param, &outline.given_texts.back());
  return true;
}

}  // namespace

bool choose(Outline& outline, const Choices& choices, SourceMap& sources, Sink& sink) {
  bool good = choose_environment(outline, choices.environment, sink);
  for (const auto& [name, text] : choices.params) good &= give_param(outline, name, text, sources, sink);
  return good;
}

}  // namespace herdc::analysis
