#include "compiler/analysis/data_values.h"

namespace herdc::analysis {
namespace {

using data::Node;
using model::Value;
using Refuse = std::function<void(Span, const std::string&)>;

class Conversion {
 public:
  Conversion(FileId file, const Refuse& refuse) : file_(file), refuse_(refuse) {}

  Value of(const Node& node) {
    return std::visit([&](const auto& data) { return make(data, place(node.range)); }, node.data);
  }
  bool failed() const { return failed_; }

 private:
  Span place(data::Range range) const { return {file_, range.begin, range.end}; }

  Value make(std::monostate, Span span) { return {{}, span}; }
  Value make(bool truth, Span span) { return {truth, span}; }
  Value make(const std::string& text, Span span) { return {text, span}; }

  Value make(const Node::Number& number, Span span) {
    const bool whole = number.digits.find_first_not_of("-0123456789") == std::string::npos;
    if (whole)
      if (const auto integer = parse_integer(number.digits)) return {*integer, span};
    if (const auto decimal = Decimal::parse(number.digits); decimal && !whole) return {*decimal, span};
    failed_ = true;
    refuse_(span, number.digits);
    return {{}, span};
  }

  Value make(const Node::List& list, Span span) {
    model::List items;
    for (const auto& item : list) items.push_back(of(item));
    return model::make_shared_value(std::move(items), span);
  }

  Value make(const Node::Map& map, Span span) {
    model::Map entries;
    for (const auto& entry : map) {
      auto value = of(entry.value);
      value.key = place(entry.key_range);
      entries.emplace(entry.key, std::move(value));
    }
    return model::make_shared_value(std::move(entries), span);
  }

  FileId file_;
  const Refuse& refuse_;
  bool failed_ = false;
};

}  // namespace

std::optional<Value> to_value(const Node& node, FileId file, const Refuse& refuse) {
  Conversion conversion(file, refuse);
  auto value = conversion.of(node);
  return conversion.failed() ? std::nullopt : std::optional(std::move(value));
}

std::size_t weight(const Node& node) {
  std::size_t total = sizeof(Value);
  if (const auto* text = std::get_if<std::string>(&node.data)) total += text->size();
  if (const auto* list = std::get_if<Node::List>(&node.data))
    for (const auto& item : *list) total += weight(item);
  if (const auto* map = std::get_if<Node::Map>(&node.data))
    for (const auto& entry : *map) total += weight(entry.value) + entry.key.size();
  return total;
}

}  // namespace herdc::analysis
