#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/base/result.h"

namespace herdc::json {

/// A JSON document as plain data. Objects are sorted by key, numbers are integers (nothing that herdc reads
/// or writes as JSON has another kind of number yet; a fraction is refused when read).
struct Value {
  using Array = std::vector<Value>;
  using Object = std::map<std::string, Value>;
  std::variant<std::nullptr_t, bool, std::int64_t, std::string, Array, Object> data = nullptr;

  Value() = default;
  Value(std::nullptr_t) {}
  Value(bool value) : data(value) {}
  Value(int value) : data(std::int64_t{value}) {}
  Value(std::int64_t value) : data(value) {}
  Value(const char* value) : data(std::string(value)) {}
  Value(std::string value) : data(std::move(value)) {}
  Value(Array value) : data(std::move(value)) {}
  Value(Object value) : data(std::move(value)) {}

  const Object* object() const { return std::get_if<Object>(&data); }
  const Array* array() const { return std::get_if<Array>(&data); }
  const std::string* text() const { return std::get_if<std::string>(&data); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data); }
  /// The member of an object; null when this is no object or has none of that name.
  const Value* member(const std::string& key) const;
};

/// Refuses what the library would let through in silence: duplicate keys, and nesting deeper than 64.
Result<Value> parse(std::string_view text);

/// Two spaces of indentation, keys sorted, non-ASCII kept, a final newline. `value` must hold valid UTF-8.
std::string write(const Value& value);

/// One string with its quotes, for who lays out a document line by line. What a terminal would not show as
/// it is (controls, bidirectional overrides) is escaped, so that what one reads is what the string holds.
std::string quoted(const std::string& text);

}  // namespace herdc::json
