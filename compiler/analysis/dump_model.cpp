#include <fmt/format.h>

#include "compiler/analysis/lower.h"
#include "compiler/analysis/quantity.h"

namespace herdc::analysis {
namespace {

using model::Model;

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", printable(replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"")));
}

std::string show(const Model& model, const Value& value);

template <class Range, class Show>
std::string show_all(char open, char close, const Range& range, Show show_one) {
  std::vector<std::string> parts;
  for (const auto& item : range) parts.push_back(show_one(item));
  return fmt::format("{}{}{}", open, join(parts, ", "), close);
}

struct Shower {
  const Model& model;

  std::string operator()(std::monostate) const { return "none"; }
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return std::to_string(v); }
  std::string operator()(Decimal v) const { return v.to_text(); }
  std::string operator()(const std::string& v) const { return quoted(v); }
  std::string operator()(model::Bytes v) const { return to_text(v); }
  std::string operator()(model::Duration v) const { return to_text(v); }
  std::string operator()(HostId v) const { return model.hosts[v].name; }
  std::string operator()(DeclId v) const { return model[v].path; }
  std::string operator()(const Value::Shared<model::List>& v) const {
    return show_all('[', ']', *v, [&](const Value& item) { return show(model, item); });
  }
  std::string operator()(const Value::Shared<model::Map>& v) const {
    return show_all('{', '}', *v, [&](const auto& e) {
      return fmt::format("{} = {}", quoted(e.first), show(model, e.second));
    });
  }
  std::string operator()(const Value::Shared<model::Record>& v) const {
    return show_all('{', '}', v->fields, [&](const auto& e) {
      return fmt::format("{} = {}", schema::info(e.first).name, show(model, e.second));
    });
  }
  std::string operator()(const Value::Shared<model::Files>& v) const {
    return fmt::format("files({}: {})", quoted(v->path), v->files.size());
  }
  std::string operator()(const Value::Shared<model::PerHost>& v) const {
    return "per host " + show_all('{', '}', v->values, [&](const auto& e) {
             return fmt::format("{}: {}", model.hosts[e.first].name, show(model, e.second));
           });
  }
};

std::string show(const Model& model, const Value& value) {
  return std::visit(Shower{model}, value.data);
}

std::string dump_declaration(const Model& model, const model::Declaration& declaration) {
  std::string text = fmt::format("{} {}", schema::info(declaration.kind).name, declaration.name);
  text += declaration.path == declaration.name ? "\n" : fmt::format(" # {}\n", declaration.path);
  for (const auto& entry : declaration.fields)
    text += fmt::format("  {} = {}{}\n", schema::info(entry.field).name, show(model, entry.value),
                        entry.is_default ? " # default" : "");
  for (const auto& [name, value] : declaration.outputs)
    text += fmt::format("  output {} = {}\n", name, show(model, value));
  return text;
}

std::string dump_hosts(const Model& model) {
  std::map<std::string, const model::Host*, NaturalLess> sorted;
  for (const auto& host : model.hosts) sorted[host.name] = &host;
  std::string text;
  for (const auto& [name, host] : sorted)
    text +=
        fmt::format("host {} {}{}{}\n", name, host->address, host->rack.empty() ? "" : " rack " + host->rack,
                    host->mac.empty() ? "" : " mac " + host->mac);
  return text;
}

}  // namespace

std::string dump(const Model& model) {
  std::string text;
  for (const auto& shape : schema::all_shapes())
    for (const auto id : model.of_kind(shape.shape)) text += dump_declaration(model, model[id]);
  text += dump_hosts(model);
  for (const auto& [service, numbers] : model.ordinals)
    for (const auto& [host, number] : numbers)
      text += fmt::format("ordinal {} {} {}\n", service, host, number);
  for (const auto& edge : model.edges)
    text +=
        fmt::format("edge {} {} {}\n", model[edge.from].path, model::to_text(edge.kind), model[edge.to].path);
  return text;
}

}  // namespace herdc::analysis
