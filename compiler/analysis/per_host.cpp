#include "compiler/analysis/per_host.h"

#include <algorithm>

namespace herdc::analysis {

using model::HostId;
using model::Value;

namespace {

/// Whether all values are of one container type and size, so that only their elements need to differ.
template <class T>
bool alike(const std::vector<std::pair<HostId, Value>>& values) {
  const auto* first = values.front().second.get<T>();
  return first != nullptr && std::all_of(values.begin(), values.end(), [&](const auto& v) {
           const auto* other = v.second.template get<T>();
           return other != nullptr && other->size() == first->size();
         });
}

/// `part(value)` of each, zipped.
template <class Part>
Value zip_parts(const std::vector<std::pair<HostId, Value>>& values, Part part) {
  std::vector<std::pair<HostId, Value>> parts;
  for (const auto& [host, value] : values) parts.emplace_back(host, part(value));
  return zip(parts);
}

Value zip_lists(const std::vector<std::pair<HostId, Value>>& values) {
  model::List result;
  for (std::size_t i = 0; i < values.front().second.get<model::List>()->size(); ++i)
    result.push_back(zip_parts(values, [&](const Value& v) { return (*v.get<model::List>())[i]; }));
  return model::make_shared_value(std::move(result), values.front().second.span);
}

bool same_keys(const std::vector<std::pair<HostId, Value>>& values) {
  const auto& first = *values.front().second.get<model::Map>();
  return std::all_of(values.begin(), values.end(), [&](const auto& v) {
    return std::equal(first.begin(), first.end(), v.second.template get<model::Map>()->begin(),
                      [](const auto& a, const auto& b) { return a.first == b.first; });
  });
}

Value zip_maps(const std::vector<std::pair<HostId, Value>>& values) {
  model::Map result;
  for (const auto& [key, value] : *values.front().second.get<model::Map>()) {
    auto& zipped = result[key] =
        zip_parts(values, [&](const Value& v) { return v.get<model::Map>()->at(key); });
    zipped.key = value.key;
  }
  return model::make_shared_value(std::move(result), values.front().second.span);
}

bool same_fields(const std::vector<std::pair<HostId, Value>>& values) {
  const auto* first = values.front().second.get<model::Record>();
  return first != nullptr && std::all_of(values.begin(), values.end(), [&](const auto& v) {
           const auto* other = v.second.template get<model::Record>();
           return other != nullptr && other->shape == first->shape &&
                  std::equal(first->fields.begin(), first->fields.end(), other->fields.begin(),
                             other->fields.end(),
                             [](const auto& a, const auto& b) { return a.first == b.first; });
         });
}

Value zip_records(const std::vector<std::pair<HostId, Value>>& values) {
  model::Record result = *values.front().second.get<model::Record>();
  for (std::size_t i = 0; i < result.fields.size(); ++i)
    result.fields[i].second =
        zip_parts(values, [&](const Value& v) { return v.get<model::Record>()->fields[i].second; });
  return model::make_shared_value(std::move(result), values.front().second.span);
}

}  // namespace

Value zip(const std::vector<std::pair<HostId, Value>>& values) {
  const auto& first = values.front().second;
  if (std::all_of(values.begin(), values.end(), [&](const auto& v) { return model::same(v.second, first); }))
    return first;
  if (alike<model::List>(values)) return zip_lists(values);
  if (alike<model::Map>(values) && same_keys(values)) return zip_maps(values);
  if (same_fields(values)) return zip_records(values);
  return model::make_shared_value(model::PerHost{values}, first.span);
}

}  // namespace herdc::analysis
