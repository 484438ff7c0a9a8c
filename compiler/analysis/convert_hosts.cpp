#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/analysis/evaluator.h"
#include "compiler/analysis/host_pattern.h"
#include "compiler/analysis/text_types.h"
#include "compiler/base/spelling.h"

namespace herdc::analysis {

using schema::Scalar;
using schema::Shape;

/// Patterns, hosts, machines, and lists of them. A param may hold a pattern before any machine has that name,
/// so there the value stays as it was written.
Maybe Evaluator::convert_hosts(const Value& value, std::string_view, Span place, const Frame& frame) {
  if (!context_.resolve_hosts) return value;
  std::vector<HostId> found;
  if (!collect_hosts(value, place, frame, found)) return std::nullopt;
  model::List list;
  std::set<HostId> seen;
  for (const auto host : found) {
    if (!seen.insert(host).second) {
      report(frame, catalog::duplicate_host, place, hosts_[host].name);
      return std::nullopt;
    }
    list.push_back(Value{host, place});
  }
  return model::make_shared_value(std::move(list), place);
}

bool Evaluator::collect_hosts(const Value& value, Span place, const Frame& frame,
                              std::vector<HostId>& found) {
  const auto here = value.span.known() ? value.span : place;
  if (const auto* host = value.get<HostId>()) return found.push_back(*host), true;
  if (const auto* list = value.get<model::List>())
    return std::all_of(list->begin(), list->end(),
                       [&](const Value& item) { return collect_hosts(item, here, frame, found); });
  if (const auto* id = value.get<DeclId>();
      id != nullptr && schema::defines_hosts(entity(*id).blueprint->kind)) {
    record_read(*id, place);
    const auto hosts = hosts_of(*id, true);
    const auto hosts_field = *schema::hosts_field(entity(*id).blueprint->kind);
    if (const auto known = field(*id, hosts_field); !known || known->is_none()) return false;  // reported
    found.insert(found.end(), hosts.begin(), hosts.end());
    return true;
  }
  const auto* text = value.get<std::string>();
  if (text == nullptr)
    return wrong_type(value, "on", "machines, hosts or a host pattern", place, frame).has_value();
  const auto names = pattern_names(*text, here, frame);
  if (!names) return false;
  return std::all_of(names->begin(), names->end(), [&](const std::string& name) {
    const auto host = find_host(name, here, frame);
    if (host) found.push_back(*host);
    return host.has_value();
  });
}

std::optional<std::vector<std::string>> Evaluator::pattern_names(const std::string& pattern, Span place,
                                                                 const Frame& frame) {
  auto names = expand_hosts(pattern, limits_.hosts);
  if (names) return std::move(*names);
  report(frame, catalog::bad_text, place, pattern, "a host pattern", names.failure().message);
  return std::nullopt;
}

/// Machines define their hosts before anybody may name one.
std::optional<HostId> Evaluator::find_host(const std::string& name, Span place, const Frame& frame) {
  if (const auto found = hosts_by_name_.find(name); found != hosts_by_name_.end()) return found->second;
  for (std::uint32_t i = 0; i < entities_.size(); ++i)
    if (schema::defines_hosts(entities_[i].blueprint->kind) && hosts_of(DeclId{i}).empty())
      return std::nullopt;  // reported
  if (const auto found = hosts_by_name_.find(name); found != hosts_by_name_.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, id] : hosts_by_name_)
    if (names.size() < 1000) names.push_back(known);
  const bool declared = visible_member(name, frame) != nullptr;
  const auto near = did_you_mean(name, names);
  report(frame, catalog::unknown_host, place, name)
      .with_hint(declared
                     ? fmt::format("`{0}` is the name of a declaration: write it without quotes: `{0}`", name)
                 : near.empty() ? "hosts are declared by `machines`"
                                : near);
  return std::nullopt;
}

/// `machines.hosts`: a pattern, a list of patterns, or a map from patterns to what is known of those hosts.
Maybe Evaluator::define_hosts(DeclId machines, const Value& value, Span place, const Frame& frame) {
  std::vector<HostId> defined;
  if (!define_from(machines, value, {}, place, frame, defined)) return std::nullopt;
  if (value.get<model::Map>() != nullptr)
    std::sort(defined.begin(), defined.end(),
              [&](HostId a, HostId b) { return natural_less(hosts_[a].name, hosts_[b].name); });
  model::List list;
  for (const auto host : defined) list.push_back(Value{host, place});
  return model::make_shared_value(std::move(list), place);
}

bool Evaluator::define_from(DeclId machines, const Value& value, const model::Host& facts, Span place,
                            const Frame& frame, std::vector<HostId>& defined) {
  const auto here = value.span.known() ? value.span : place;
  if (const auto* list = value.get<model::List>())
    return std::all_of(list->begin(), list->end(), [&](const Value& item) {
      return define_from(machines, item, facts, here, frame, defined);
    });
  if (const auto* map = value.get<model::Map>())
    return std::all_of(map->begin(), map->end(), [&](const auto& row) {
      const auto row_facts = host_facts(row.second, here, frame);
      return row_facts && define_from(machines, Value{row.first, here}, *row_facts, here, frame, defined);
    });
  const auto* text = value.get<std::string>();
  if (text == nullptr)
    return wrong_type(value, "hosts", "a host pattern, a list or a map of them", place, frame).has_value();
  const auto names = pattern_names(*text, here, frame);
  return names && std::all_of(names->begin(), names->end(), [&](const std::string& name) {
           return define_host(machines, name, facts, here, frame, defined);
         });
}

bool Evaluator::define_host(DeclId machines, const std::string& name, const model::Host& facts, Span place,
                            const Frame& frame, std::vector<HostId>& defined) {
  if (const auto known = hosts_by_name_.find(name); known != hosts_by_name_.end()) {
    const auto& first = hosts_[known->second];
    const bool other_cluster = cluster_around(first.machines) != cluster_around(machines);
    report(frame, catalog::duplicate_host, place, name)
        .with_note(first.span, other_cluster
                                   ? fmt::format("it is declared here for {}", title_of(first.machines))
                                   : "it is declared here first")
        .with_hint(other_cluster ? "machines of all clusters have one set of names: let a param make them "
                                   "differ, as in \"\\(prefix)core[1..3]\""
                                 : "");
    return false;
  }
  if (name == "esac") {  // the tables of run scripts are written as `case`
    report(frame, catalog::bad_text, place, name, "a host name", "the shell ends a `case` with this word");
    return false;
  }
  if (hosts_.size() >= limits_.hosts)
    return over_budget(place, fmt::format("{} hosts", limits_.hosts), "hosts"), false;
  auto host = facts;
  host.name = name;
  host.machines = machines;
  host.span = place;
  defined.push_back(hosts_.push(std::move(host)));
  hosts_by_name_[name] = defined.back();
  return true;
}

/// `{ rack = "a", address = "10.0.0.1", mac = "…" }`
std::optional<model::Host> Evaluator::host_facts(const Value& value, Span place, const Frame& frame) {
  const auto* map = value.get<model::Map>();
  if (map == nullptr)
    return wrong_type(value, "hosts", "a map with rack, address or mac behind each pattern", place, frame),
           std::nullopt;
  model::Host facts;
  for (const auto& [key, item] : *map) {
    std::string* target = key == "rack"      ? &facts.rack
                          : key == "address" ? &facts.address
                          : key == "mac"     ? &facts.mac
                                             : nullptr;
    if (target == nullptr) {
      report(frame, catalog::unknown_field, item.span, "a host", key)
          .with_hint(did_you_mean(key, {"rack", "address", "mac"}));
      return std::nullopt;
    }
    const auto type = key == "address" ? Scalar::address : key == "mac" ? Scalar::mac : Scalar::text;
    const auto text = convert_scalar(item, type, key, item.span, frame);
    if (!text) return std::nullopt;
    *target = *text->get<std::string>();
  }
  return facts;
}

}  // namespace herdc::analysis
