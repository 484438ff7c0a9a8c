#include "compiler/backend/marathon/given_ports.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::Value;

bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

/// Names behind `$` or `${` that begin with PORT.
void add_readings(const std::string& text, std::string_view where, Span span,
                  std::vector<PortReading>& readings) {
  for (auto at = text.find("PORT"); at != std::string::npos; at = text.find("PORT", at + 1)) {
    const bool referred = at > 0 && (text[at - 1] == '$' || (at > 1 && text.substr(at - 2, 2) == "${"));
    if (!referred) continue;
    auto end = at;
    while (end < text.size() && is_name_character(text[end])) ++end;
    const bool has_default = text[at - 1] == '{' && end < text.size() && text[end] != '}';
    readings.push_back({text.substr(at, end - at), std::string(where), span, has_default});
  }
}

std::string upper_name(const std::string& port) {
  return to_upper(replace_all(port, "-", "_"));
}

bool carries(const std::string& variable, std::size_t number, const std::string& name) {
  return variable == "PORT" + std::to_string(number) || variable == "PORT_" + upper_name(name) ||
         (variable == "PORT" && number == 0);
}

/// What the image says that it reads.
std::vector<std::string> reads_of_image(const Draft& draft) {
  std::vector<std::string> names;
  const auto* image = draft.app().find(field::app::image);
  if (image == nullptr) return names;
  for (const auto& name : model::list(draft.model()[*image->get<model::DeclId>()], field::image::reads))
    names.push_back(*name.get<std::string>());
  return names;
}

/// Set by somebody else: the app, its command, or the image that it is built from.
bool is_set_elsewhere(const Draft& draft, const std::string& variable) {
  const auto& app = draft.app();
  const auto* command = model::find_text(app, field::app::cmd);
  const auto* image = app.find(field::app::image);
  return model::map(app, field::app::env).contains(variable) ||
         (command != nullptr && command->find(variable + "=") != std::string::npos) ||
         (image != nullptr &&
          model::map(draft.model()[*image->get<model::DeclId>()], field::image::env).contains(variable));
}

bool is_given(const Draft& draft, const std::string& variable) {
  if (variable == "PORTS") return !draft.ports.empty();
  for (std::size_t i = 0; i < draft.ports.size(); ++i)
    if (carries(variable, i, draft.ports[i].name)) return true;
  return false;
}

/// "PORT_ADMIN" is the variable of a port `admin`.
std::string name_in(const std::string& variable) {
  if (!variable.starts_with("PORT_")) return "";
  const auto name = to_lower(replace_all(variable.substr(5), "_", "-"));
  return !name.empty() && is_lower(name.front()) && (is_lower(name.back()) || is_digit(name.back())) ? name
                                                                                                     : "";
}

/// Whether the name is one that Marathon gives to variables of ports.
bool is_of_ports(const std::string& variable) {
  const auto number = variable.substr(4);
  return variable == "PORTS" || number.empty() || !name_in(variable).empty() ||
         (number.size() < 6 && std::all_of(number.begin(), number.end(), is_digit));
}

std::string ports_in_words(const Draft& draft) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < draft.ports.size(); ++i)
    words.push_back(fmt::format("`{}` ($PORT{})", draft.ports[i].name, i));
  return enumerate(words, "and");
}

void report_not_given(const Draft& draft, const PortReading& reading) {
  const auto name = name_in(reading.variable);
  const auto count = draft.ports.size();
  draft.sink()
      .report(
          catalog::port_not_asked, reading.span, "$" + reading.variable, draft.app().name,
          count == 0 ? "no port" : fmt::format("the port{} {}", count == 1 ? "" : "s", ports_in_words(draft)))
      .with_hint(fmt::format("ask for {}: `ports {{ {} = {{}} }}`", count == 0 ? "one" : "another one",
                             !name.empty() ? name
                             : count == 0  ? "http"
                                           : "…"));
}

}  // namespace

void check_port_readings(const Draft& draft) {
  auto readings = port_readings(draft);
  const auto* health = model::record(draft.app(), field::app::health);
  if (const auto* command = health == nullptr ? nullptr : health->find(field::app_health::command))
    add_readings(*command->get<std::string>(), "health.command", command->span, readings);
  std::set<std::string> seen;
  for (const auto& reading : readings)
    if (!reading.has_default && is_of_ports(reading.variable) && !is_given(draft, reading.variable) &&
        !is_set_elsewhere(draft, reading.variable) && seen.insert(reading.variable).second)
      report_not_given(draft, reading);
}

std::vector<PortReading> port_readings(const Draft& draft) {
  std::vector<PortReading> readings;
  const auto& app = draft.app();
  if (const auto* command = model::find_text(app, field::app::cmd))
    add_readings(*command, "cmd", draft.place(field::app::cmd), readings);
  for (const auto& word : model::list(app, field::app::args))
    add_readings(model::word(draft.model(), word), "args", word.span, readings);
  for (const auto& [name, value] : model::map(app, field::app::env))
    add_readings(model::word(draft.model(), value), "env." + name, value.span, readings);
  return readings;
}

std::string variable_of_port(const Draft& draft, std::size_t number) {
  const auto& name = draft.ports[number].name;
  for (const auto& reading : port_readings(draft))
    if (carries(reading.variable, number, name)) return "$" + reading.variable;
  for (const auto& variable : reads_of_image(draft))
    if (carries(variable, number, name)) return "$" + variable;
  return "";
}

}  // namespace herdc::marathon
