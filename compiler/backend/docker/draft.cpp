#include "compiler/backend/docker/draft.h"

#include <fmt/format.h>

namespace herdc::docker {

namespace field = schema::field;

Draft::Draft(const model::Model& model, model::DeclId service, Sink& sink)
    : model_(model), id_(service), hosts_(model.hosts_of(service)), sink_(sink) {
  for (const auto id : hosts_) {
    const auto& host = model_.hosts[id];
    container.rows.push_back({host.name, host.address, {}, {host.span}});
  }
}

bool Draft::is_bridged() const {
  return model::text(service(), field::service::network) == "bridge";
}

void Draft::flag(std::string_view name, ShellWord value, Span origin) {
  container.flags.push_back({ShellWord::literal(fmt::format("--{}=", name)) + value, {origin}});
}

void Draft::flag(std::string_view name, std::string_view value, Span origin) {
  check(value, fmt::format("`{}`", name), origin, name.size() + 3);
  flag(name, ShellWord::literal(value), origin);
}

ShellWord Draft::word(const model::Value& value, const std::string& column, std::string_view what,
                      std::size_t around, const Spell& spell) {
  const auto* table = value.get<model::PerHost>();
  if (table == nullptr) {
    const auto text = spell(value);
    check(text, what, value.span, around);
    return ShellWord::literal(text);
  }
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const auto& own = table->at(hosts_[i]);
    const auto text = spell(own);
    check(text, what, own.span.known() ? own.span : value.span, around);
    container.rows[i].columns.emplace_back(column, text);
    container.rows[i].origins.push_back(value.span);
  }
  return ShellWord::variable(column);
}

ShellWord Draft::word(const model::Value& value, const std::string& column, std::string_view what,
                      std::size_t around) {
  return word(value, column, what, around, [&](const model::Value& own) { return model::word(model_, own); });
}

void Draft::check(std::string_view value, std::string_view what, Span span, std::size_t around) {
  if (value.find('\0') != std::string_view::npos) sink_.report(catalog::nul_byte, span, what);
  if (value.size() + around > longest_argument)
    sink_.report(catalog::argument_too_long, span, what, value.size())
        .with_label(fmt::format("at most {} bytes fit here", longest_argument - around));
}

}  // namespace herdc::docker
