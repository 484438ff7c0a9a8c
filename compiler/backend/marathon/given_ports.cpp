#include "compiler/backend/marathon/given_ports.h"

#include <algorithm>

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
    readings.push_back({text.substr(at, end - at), std::string(where), span});
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

}  // namespace

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
