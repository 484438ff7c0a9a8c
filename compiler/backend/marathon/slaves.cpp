#include "compiler/backend/marathon/slaves.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::Map;
using model::Value;

// What an agent offers that is not told otherwise.
constexpr std::pair<std::int64_t, std::int64_t> default_ports{31000, 32000};

/// The values that a flag has on the slaves of a pool.
std::vector<const Value*> values_of(const Value& flag) {
  const auto* table = flag.get<model::PerHost>();
  if (table == nullptr) return {&flag};
  std::vector<const Value*> values;
  for (const auto& [host, value] : table->values) values.push_back(&value);
  return values;
}

/// "rack:r1;level:10", as the flag is written, or a map.
void add_attributes(const Value& value, std::set<std::string>& names) {
  if (const auto* map = value.get<Map>()) {
    for (const auto& [name, attribute] : *map) names.insert(name);
  } else if (const auto* text = value.get<std::string>()) {
    for (const auto& pair : split(replace_all(*text, "\n", ";"), ";"))
      if (const auto colon = pair.find(':'); colon != std::string::npos) names.insert(pair.substr(0, colon));
  }
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// "[31000-32000, 4400-4400]". False when it is something else.
bool add_ranges(std::string_view text, Slaves& slaves) {
  const auto plain = replace_all(text, " ", "");
  if (plain.size() < 2 || plain.front() != '[' || plain.back() != ']') return false;
  for (const auto& range : split(std::string_view(plain).substr(1, plain.size() - 2), ",")) {
    const auto ends = split(range, "-");
    const auto first = whole_number(ends.front()), last = whole_number(ends.back());
    if (ends.size() != 2 || !first || !last) return false;
    slaves.ports.emplace_back(*first, *last);
  }
  return true;
}

/// "cpus:8;ports(*):[31000-32000]": without `ports` the agent offers what it always does.
bool add_resources(std::string_view text, Slaves& slaves) {
  if (text.starts_with('/') || text.starts_with("file:") || replace_all(text, " ", "").starts_with("["))
    return false;  // a file, or JSON
  bool found = false;
  for (const auto& resource : split(text, ";")) {
    const auto colon = resource.find(':');
    const auto name = replace_all(resource.substr(0, std::min(colon, resource.find('('))), " ", "");
    if (colon == std::string::npos || name != "ports") continue;
    found = true;
    if (!add_ranges(std::string_view(resource).substr(colon + 1), slaves)) return false;
  }
  if (!found) slaves.ports.push_back(default_ports);
  return true;
}

bool add_ports(const Value& value, Slaves& slaves) {
  if (const auto* text = value.get<std::string>()) return add_resources(*text, slaves);
  const auto* map = value.get<Map>();
  if (map == nullptr) return false;
  const auto ports = map->find("ports");
  if (ports == map->end()) return slaves.ports.push_back(default_ports), true;
  const auto* ranges = ports->second.get<std::string>();
  return ranges != nullptr && add_ranges(*ranges, slaves);
}

void add_flags(const Map& flags, Slaves& slaves) {
  if (const auto found = flags.find("attributes"); found != flags.end())
    for (const auto* value : values_of(found->second)) add_attributes(*value, slaves.attributes);
  const auto found = flags.find("resources");
  if (found == flags.end()) return slaves.ports.push_back(default_ports);
  for (const auto* value : values_of(found->second))
    slaves.ports_known = add_ports(*value, slaves) && slaves.ports_known;
}

/// The larger of two, where both are known.
template <class T>
void raise(std::optional<T>& most, const Value* value, bool first) {
  const auto* known = value == nullptr ? nullptr : value->get<T>();
  if (known == nullptr)
    most.reset();
  else if (first || (most && *most < *known))
    most = *known;
}

}  // namespace

bool Slaves::offer(std::int64_t port) const {
  return !declared || !ports_known || std::any_of(ports.begin(), ports.end(), [&](const auto& range) {
    return range.first <= port && port <= range.second;
  });
}

Slaves slaves_of(const model::Model& model) {
  Slaves slaves;
  for (const auto id : model.of_kind(schema::Shape::slaves)) {
    const auto& pool = model[id];
    static const Value none_given = model::make_shared_value(Map{}, Span{});
    const auto* flags = pool.find(field::slaves::flags);
    for (const auto* value : values_of(flags == nullptr ? none_given : *flags))
      add_flags(*value->get<Map>(), slaves);
    raise(slaves.most_cpus, pool.find(field::slaves::cpus), !slaves.declared);
    raise(slaves.most_memory, pool.find(field::slaves::memory), !slaves.declared);
    slaves.declared = true;
  }
  return slaves;
}

}  // namespace herdc::marathon
