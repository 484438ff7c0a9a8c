#include <fmt/format.h>

#include "compiler/analysis/declared_names.h"
#include "compiler/analysis/evaluator.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {

using schema::Shape;

bool Evaluator::is_inside(DeclId id, const Frame& frame) const {
  return id == frame.entity;
}

Maybe Evaluator::entity_attribute(DeclId id, const std::string& name, Span place, const Frame& frame) {
  if (refuses_header(id, name, place, frame)) return std::nullopt;
  if (is_inside(id, frame)) return own_attribute(id, name, place, frame, true);
  return foreign(id, name, place, frame, [&] { return own_attribute(id, name, place, frame, false); });
}

/// What decides which declarations exist may ask for those that exist, and not for what they say.
bool Evaluator::refuses_header(DeclId id, const std::string& name, Span place, const Frame& frame) {
  if (!context_.header) return false;
  const auto& declaration = entity(id);
  const auto kind = declaration.blueprint->kind;
  if (name == "hosts" && schema::defines_hosts(kind)) return false;
  const bool said = name == "name" || name == "hosts" || schema::find_field(kind, name);
  if (!said && (declaration.members.contains(name) || is_inside(id, frame))) return false;
  report(frame, catalog::header_reads, place, fmt::format("`{}.{}`", declaration.path, name))
      .with_hint(
          "it decides what exists, so it may use params, lets, loop variables, the hosts of machines and "
          "which declarations there are");
  return true;
}

Maybe Evaluator::entity_entry(DeclId id, const schema::Field& row, const std::string& key, Span place,
                              const Frame& frame) {
  if (refuses_header(id, std::string(row.name), place, frame)) return std::nullopt;
  const auto read = [&]() -> Maybe {
    const auto writes = writes_of(id, row.name);
    const auto listed = keys_of_entries(id, row, place);
    if (!listed) return std::nullopt;
    const auto* keys = listed->get<model::Map>();
    if (keys == nullptr) {
      const auto whole = field(id, row.id);
      const auto* map = whole ? whole->get<model::Map>() : nullptr;
      return map != nullptr ? map_element(*map, key, place, frame) : std::nullopt;
    }
    if (keys->contains(key)) return entry(id, row, writes, key);
    if (is_broken(id)) return std::nullopt;
    for (const auto& write : writes)
      if (write.kind == Write::Kind::remove && write.key == key) {
        report(frame, catalog::removed_block, place,
               fmt::format("{}.{}[\"{}\"]", entity(id).path, row.name, key))
            .with_note(write.removed, "it is removed here");
        return std::nullopt;
      }
    std::vector<std::string> names;
    for (const auto& [name, unused] : *keys) names.push_back(name);
    report(frame, catalog::no_such_element, place, fmt::format("`{}` of the {}", row.name, title_of(id)),
           fmt::format("`{}`", key))
        .with_hint(did_you_mean(key, names));
    return std::nullopt;
  };
  if (is_inside(id, frame)) return read();
  return foreign(id, fmt::format("{}[\"{}\"]", row.name, key), place, frame, read);
}

/// What reading from another declaration asks for: publicity, an edge, and the other one's hosts.
Maybe Evaluator::foreign(DeclId id, const std::string& name, Span place, const Frame& frame,
                         const std::function<Maybe()>& read) {
  if (name.starts_with('_')) {
    report(frame, catalog::private_name, place, name, title_of(id));
    return std::nullopt;
  }
  record_read(id, place);
  return outside(id, place, fmt::format("{}.{}", entity(id).path, name), frame, read);
}

Maybe Evaluator::own_attribute(DeclId id, const std::string& name, Span place, const Frame& frame,
                               bool inside) {
  const auto kind = entity(id).blueprint->kind;
  if (name == "name") return Value{emitted_name(id), place};
  if (const auto field_id = schema::find_field(kind, name)) {
    auto value = field(id, *field_id, place);
    const bool missing = value && value->is_none() && schema::info(*field_id).is(schema::required);
    return missing ? std::nullopt : value;  // a missing required field is reported when the block is lowered
  }
  if (name == "hosts" && schema::hosts_field(kind)) {
    model::List list;
    for (const auto host : hosts_of(id, true)) list.push_back(Value{host, place});
    return model::make_shared_value(std::move(list), place);
  }
  bool found = false;
  const auto& layers = entity(id).layers;
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer)
    if (auto value = layer_attribute(id, *layer, name, place, frame, inside, found); found) return value;
  auto& members = entities_[id.index].members;
  if (const auto member = members.find(name); member != members.end())
    return member_value(member->second, place, frame);
  if (is_broken(id) || outline_.program->broken) return std::nullopt;  // it may be what was left out
  return unknown_attribute(fmt::format("the {}", title_of(id)), name, attribute_names(id), place, frame);
}

/// Outputs, params and, from inside, lets of one body.
Maybe Evaluator::layer_attribute(DeclId id, const Layer& layer, const std::string& name, Span place,
                                 const Frame&, bool inside, bool& found) {
  const Frame inner{layer.blueprint->home, layer.blueprint, id, nullptr};
  for (const auto& item : layer.blueprint->body->items) {
    const auto* binding = std::get_if<ast::Binding>(&item.node);
    if (binding == nullptr || binding->name.text != name || (!binding->output && !inside)) continue;
    found = true;
    auto value = let(*binding, inner, place);
    if (!inside && context_.slot != nullptr)
      context_.slot->varies = false;  // an output that varies is reported where it stands
    return value;
  }
  const auto entry = layer.blueprint->names.find(name);
  if (entry == layer.blueprint->names.end() || entry->second.kind != NameEntry::Kind::param)
    return std::nullopt;
  found = true;
  return param(*entry->second.param, inner, place);
}

std::vector<std::string> Evaluator::attribute_names(DeclId id) const {
  const auto kind = entity(id).blueprint->kind;
  auto names = schema::field_names(kind);
  for (auto& computed : computed_attributes(kind)) names.push_back(std::move(computed));
  for (const auto& layer : entity(id).layers) {
    for (const auto& item : layer.blueprint->body->items)
      if (const auto* binding = std::get_if<ast::Binding>(&item.node); binding != nullptr && binding->output)
        names.push_back(binding->name.text);
    for (const auto& [name, entry] : layer.blueprint->names)
      if (entry.kind == NameEntry::Kind::param) names.push_back(name);
  }
  for (const auto& [name, member] : entity(id).members) names.push_back(name);
  return names;
}

std::string Evaluator::emitted_name(DeclId id) {
  const auto name = schema::find_field(entity(id).blueprint->kind, "name");
  const auto value = name ? field(id, *name) : std::nullopt;
  const auto* text = value ? value->get<std::string>() : nullptr;
  return text != nullptr ? *text : entity(id).default_name;
}

std::vector<HostId> Evaluator::hosts_of(DeclId id, bool is_read) {
  const auto hosts_field = schema::hosts_field(entity(id).blueprint->kind);
  if (!hosts_field) return {};
  const Context outer = context_;
  Slot watch;
  context_.slot = &watch;
  context_.host = {};
  const auto value = field(id, *hosts_field);
  context_ = outer;
  if (is_read) pass_on_order(watch.reads);
  std::vector<HostId> hosts;
  if (const auto* list = value ? value->get<model::List>() : nullptr)
    for (const auto& host : *list)
      if (const auto* host_id = host.get<HostId>()) hosts.push_back(*host_id);
  return hosts;
}

Member* Evaluator::visible_member(std::string_view name, const Frame& frame) {
  DeclId id = frame.entity;
  for (const auto* at = frame.blueprint; at != nullptr && id.valid(); at = at->parent) {
    if (at->names.contains(name)) return find_member(id, *at->home, name);
    for (const auto& layer : entity(id).layers)
      if (layer.blueprint == at) {
        id = layer.context;
        break;
      }
  }
  return frame.home != nullptr ? find_member({}, *frame.home, name) : nullptr;
}

Maybe Evaluator::binding(DeclId id, const ast::Binding& binding) {
  context_ = {};
  context_.host_domain = host_domain_of(id);
  Slot watch;
  const Leave leave{context_};
  context_.slot = &watch;
  for (const auto& layer : entity(id).layers) {
    for (const auto& item : layer.blueprint->body->items) {
      if (std::get_if<ast::Binding>(&item.node) != &binding) continue;
      const Frame frame{layer.blueprint->home, layer.blueprint, id, nullptr};
      auto value = let(binding, frame, binding.name.span);
      if (watch.varies && binding.output)
        report(frame, catalog::varies_here, binding.value.span, binding.name.text)
            .with_hint("an output is one value for all; `at(x, \"HOST\")` reads one host's");
      if (value && binding.output && holds_secret(*value))
        report(frame, catalog::secret_output, binding.value.span, binding.name.text)
            .with_hint(
                "a block that needs the secret names it itself, or takes it as a param of type `secret`");
      return value;
    }
  }
  return std::nullopt;
}

void Evaluator::evaluate_unread() {
  const auto& home = *outline_.project;
  const Frame frame{&home, nullptr, {}, nullptr};
  for (const auto& [name, entry] : home.names) {
    context_ = {};
    if (entry.let != nullptr) let(*entry.let, frame, entry.span);
    if (entry.param != nullptr) param(*entry.param, frame, entry.span);
  }
  context_ = {};
}

}  // namespace herdc::analysis
