#include "compiler/model/model.h"

#include <algorithm>
#include <set>

namespace herdc::model {
namespace {

template <class T>
const T& require(const Declaration& declaration, schema::FieldId field) {
  return *declaration.find(field)->get<T>();
}

template <class T>
const T& or_empty(const Declaration& declaration, schema::FieldId field) {
  static const T empty;
  const auto* value = declaration.find(field);
  return value == nullptr ? empty : *value->get<T>();
}

}  // namespace

std::string_view to_text(EdgeKind kind) {
  switch (kind) {
    case EdgeKind::builds:
      return "builds";
    case EdgeKind::starts:
      return "starts";
    case EdgeKind::mounts:
      return "mounts";
    case EdgeKind::routes:
      return "routes";
    case EdgeKind::reads:
      return "reads";
  }
  return "";
}

const Value* Declaration::find(schema::FieldId field) const {
  for (const auto& entry : fields)
    if (entry.field == field) return &entry.value;
  return nullptr;
}

bool Declaration::is_set(schema::FieldId field) const {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const auto& f) { return f.field == field && !f.is_default; });
}

std::vector<DeclId> Model::of_kind(schema::Shape kind) const {
  std::vector<DeclId> found;
  for (std::uint32_t i = 0; i < declarations.size(); ++i)
    if (const auto& d = declarations[DeclId{i}]; d.kind == kind && d.in_use) found.push_back(DeclId{i});
  std::sort(found.begin(), found.end(),
            [&](DeclId a, DeclId b) { return natural_less(declarations[a].name, declarations[b].name); });
  return found;
}

std::vector<HostId> Model::hosts_of(DeclId id) const {
  const auto& declaration = declarations[id];
  std::vector<HostId> result;
  for (const auto& host : list(declaration, *schema::hosts_field(declaration.kind)))
    result.push_back(*host.get<HostId>());
  return result;
}

const std::string& text(const Declaration& d, schema::FieldId field) {
  return require<std::string>(d, field);
}
const std::string* find_text(const Declaration& d, schema::FieldId field) {
  const auto* value = d.find(field);
  return value == nullptr ? nullptr : value->get<std::string>();
}
std::int64_t integer(const Declaration& d, schema::FieldId field) {
  return require<std::int64_t>(d, field);
}
Decimal number(const Declaration& d, schema::FieldId field) {
  return require<Decimal>(d, field);
}
Bytes bytes(const Declaration& d, schema::FieldId field) {
  return require<Bytes>(d, field);
}
Duration duration(const Declaration& d, schema::FieldId field) {
  return require<Duration>(d, field);
}
DeclId reference(const Declaration& d, schema::FieldId field) {
  return require<DeclId>(d, field);
}
const List& list(const Declaration& d, schema::FieldId field) {
  return or_empty<List>(d, field);
}
const Map& map(const Declaration& d, schema::FieldId field) {
  return or_empty<Map>(d, field);
}
const Record* record(const Declaration& d, schema::FieldId field) {
  const auto* value = d.find(field);
  return value == nullptr ? nullptr : value->get<Record>();
}
Span place(const Declaration& d, schema::FieldId field) {
  const auto* value = d.find(field);
  return value != nullptr && value->span.known() ? value->span : d.span;
}

std::vector<DeclId> sound_of_kind(const Model& model, schema::Shape kind) {
  std::multimap<DeclId, DeclId> users;
  for (const auto& edge : model.edges)
    if (edge.kind == EdgeKind::builds || edge.kind == EdgeKind::mounts) users.emplace(edge.to, edge.from);
  std::set<DeclId> unsound;
  std::vector<DeclId> open;
  for (std::uint32_t i = 0; i < model.declarations.size(); ++i)
    if (!model[DeclId{i}].sound && unsound.insert(DeclId{i}).second) open.push_back(DeclId{i});
  while (!open.empty()) {
    const auto id = open.back();
    open.pop_back();
    for (auto [user, last] = users.equal_range(id); user != last; ++user)
      if (unsound.insert(user->second).second) open.push_back(user->second);
  }
  auto found = model.of_kind(kind);
  std::erase_if(found, [&](DeclId id) { return unsound.contains(id); });
  return found;
}

const Value& for_host(const Value& value, HostId host) {
  const auto* table = value.get<PerHost>();
  return table == nullptr ? value : table->at(host);
}

std::string word(const Model& model, const Value& value) {
  if (const auto* host = value.get<HostId>()) return model.hosts[*host].name;
  return scalar_text(value).value_or("");
}

}  // namespace herdc::model
