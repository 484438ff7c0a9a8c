#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/base/decimal.h"
#include "compiler/base/ids.h"
#include "compiler/base/text.h"
#include "compiler/schema/schema.h"
#include "compiler/source/span.h"

namespace herdc::model {

using DeclId = Id<struct DeclTag>;
using HostId = Id<struct HostTag>;
using InputFileId = Id<struct InputFileTag>;

struct Value;

/// Unit is part of the type, so that memory is never added to time.
struct Bytes {
  std::int64_t count = 0;
  constexpr auto operator<=>(const Bytes&) const = default;
};
struct Duration {
  std::int64_t milliseconds = 0;
  constexpr auto operator<=>(const Duration&) const = default;
};

using List = std::vector<Value>;
/// Keys in natural order: the order of writing never matters.
using Map = std::map<std::string, Value, NaturalLess>;

/// A schema record: one entry per field of its shape that is set or has a default, in the schema's order.
struct Record {
  schema::Shape shape;
  std::vector<std::pair<schema::FieldId, Value>> fields;
  DeclId owner;     ///< the declaration whose field it is, so that a port knows its endpoints
  std::string key;  ///< its key when it is an entry of a map: the name of a port
  const Value* find(schema::FieldId field) const;
};

/// A file or a directory of the project that goes into an image.
struct Files {
  std::string path;  ///< as named, relative to the project root ("std:…" in the standard library)
  std::vector<InputFileId> files;  ///< the file, or everything below the directory, sorted by path
};

/// One value for each host of the service, in the order of its `on`; not all of them are equal.
struct PerHost {
  std::vector<std::pair<HostId, Value>> values;
  const Value& at(HostId host) const;
};

/// An immutable value with the place that wrote it. Copying is cheap: containers are shared.
struct Value {
  template <class T>
  using Shared = std::shared_ptr<const T>;
  /// `std::monostate` is `none`.
  using Data =
      std::variant<std::monostate, bool, std::int64_t, Decimal, std::string, Bytes, Duration, HostId, DeclId,
                   Shared<List>, Shared<Map>, Shared<Record>, Shared<Files>, Shared<PerHost>>;
  Data data;
  Span span;
  Span key;  ///< of an entry of a map: where its key stands; unknown in other values

  Value() = default;
  Value(Data value, Span place) : data(std::move(value)), span(place) {}

  template <class T>
  const T* get() const {
    if constexpr (std::is_same_v<T, List> || std::is_same_v<T, Map> || std::is_same_v<T, Record> ||
                  std::is_same_v<T, Files> || std::is_same_v<T, PerHost>) {
      const auto* shared = std::get_if<Shared<T>>(&data);
      return shared == nullptr ? nullptr : shared->get();
    } else {
      return std::get_if<T>(&data);
    }
  }
  bool is_none() const { return std::holds_alternative<std::monostate>(data); }
  /// What a message about the key underlines.
  Span key_place() const { return key.known() ? key : span; }
};

template <class T>
Value make_shared_value(T container, Span span) {
  return Value{std::make_shared<const T>(std::move(container)), span};
}

/// Same data, wherever it was written.
bool same(const Value& left, const Value& right);

/// How `\( )`, `join` and `env` write a scalar: text, bool, int, number. Nothing for the other types, hosts
/// included (their name is the model's to know).
std::optional<std::string> scalar_text(const Value& value);

}  // namespace herdc::model
