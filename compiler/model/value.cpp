#include "compiler/model/value.h"

#include <algorithm>

namespace herdc::model {
namespace {

bool same_maps(const Map& left, const Map& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& l, const auto& r) {
    return l.first == r.first && same(l.second, r.second);
  });
}

template <class Pairs>
bool same_pairs(const Pairs& left, const Pairs& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& l, const auto& r) {
    return l.first == r.first && same(l.second, r.second);
  });
}

struct SameData {
  const Value::Data& right;

  template <class T>
  bool operator()(const T& left) const {
    return left == std::get<T>(right);
  }
  bool operator()(const Value::Shared<List>& left) const {
    const auto& other = *std::get<Value::Shared<List>>(right);
    return std::equal(left->begin(), left->end(), other.begin(), other.end(), same);
  }
  bool operator()(const Value::Shared<Map>& left) const {
    return same_maps(*left, *std::get<Value::Shared<Map>>(right));
  }
  bool operator()(const Value::Shared<Record>& left) const {
    const auto& other = *std::get<Value::Shared<Record>>(right);
    return left->shape == other.shape && same_pairs(left->fields, other.fields);
  }
  bool operator()(const Value::Shared<Files>& left) const {
    return left->path == std::get<Value::Shared<Files>>(right)->path;
  }
  bool operator()(const Value::Shared<PerHost>& left) const {
    return same_pairs(left->values, std::get<Value::Shared<PerHost>>(right)->values);
  }
};

struct ScalarText {
  std::optional<std::string> operator()(bool value) const { return value ? "true" : "false"; }
  std::optional<std::string> operator()(std::int64_t value) const { return std::to_string(value); }
  std::optional<std::string> operator()(Decimal value) const { return value.to_text(); }
  std::optional<std::string> operator()(const std::string& value) const { return value; }
  template <class T>
  std::optional<std::string> operator()(const T&) const {
    return std::nullopt;
  }
};

}  // namespace

const Value* Record::find(schema::FieldId field) const {
  for (const auto& [id, value] : fields)
    if (id == field) return &value;
  return nullptr;
}

const Value& PerHost::at(HostId host) const {
  return std::find_if(values.begin(), values.end(), [&](const auto& entry) { return entry.first == host; })
      ->second;
}

bool same(const Value& left, const Value& right) {
  return left.data.index() == right.data.index() && std::visit(SameData{right.data}, left.data);
}

std::optional<std::string> scalar_text(const Value& value) {
  return std::visit(ScalarText{}, value.data);
}

}  // namespace herdc::model
