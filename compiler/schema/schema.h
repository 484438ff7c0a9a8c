#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The language as data, from blocks.def.
namespace herdc::schema {

/// A block kind or a record, in the order of the table.
enum class Shape : std::uint8_t {
#define KIND(name, doc) name,
#define RECORD(name, short_form, doc) name,
#define FIELD(owner, name, type, fallback, rules, doc)
#define LATER(word, what)
#include "compiler/schema/blocks.def"
};

/// One row FIELD of the table: `FieldId::service_memory`, also as `field::service::memory`.
enum class FieldId : std::uint16_t {
#define KIND(name, doc)
#define RECORD(name, short_form, doc)
#define FIELD(owner, name, type, fallback, rules, doc) owner##_##name,
#define LATER(word, what)
#include "compiler/schema/blocks.def"
};

namespace field {
#define KIND(name, doc)
#define RECORD(name, short_form, doc)
#define FIELD(owner, name, type, fallback, rules, doc)     \
  namespace owner {                                        \
  inline constexpr FieldId name = FieldId::owner##_##name; \
  }
#define LATER(word, what)
#include "compiler/schema/blocks.def"
}  // namespace field

enum Rules : std::uint8_t {
  none = 0,
  required = 1,
  varies = 2,    ///< a value that reads `host` is accepted
  compiled = 4,  ///< used by the compiler's own checks and order: no backend has to honour it
  keyed = 8,     ///< a map of records, written as blocks with a label of their own
};
constexpr Rules operator|(Rules a, Rules b) {
  return static_cast<Rules>(int{a} | int{b});
}

/// Types of single values. `scalar` is what an environment variable may hold,
/// `env_value` that or a secret. The others below it are texts,
/// each with a grammar of its own (compiler/analysis/text_types.cpp); `endpoint` is a port read from its
/// owner, and `any` keeps whatever value it is given for the backend to check.
enum class Scalar : std::uint8_t {
  boolean,
  integer,
  number,
  text,
  bytes,
  duration,
  scalar,
  env_value,
  path,
  host,
  hosts,
  address,
  cidr,
  mac,
  domain,
  url,
  regex,
  date,
  shell,
  name,
  env_name,
  label_name,
  port_name,
  registry,
  repository,
  tag,
  user,
  restart,
  package,
  mode,
  signal,
  port_number,
  file,
  dockerfile,
  version,
  word,
  flag_name,
  marathon_field,
  app_group,
  url_path,
  server_address,
  endpoint,
  any,
};
std::string_view to_text(Scalar scalar);

/// `bytes`, `list(text)`, `map(port)`, `"tcp" | "udp"`, `base | image`.
struct Type {
  enum class Form : std::uint8_t { scalar, choice, list, map, record, reference } form = Form::scalar;
  Scalar scalar = Scalar::text;
  Scalar key = Scalar::text;       ///< map
  std::vector<std::string> words;  ///< choice
  std::vector<Type> element;       ///< list, map: exactly one
  std::vector<Shape> shapes;       ///< record: one; reference: the kinds accepted
  std::string component = {};      ///< reference: only what is made from the component of this path

  std::string to_text() const;
};

struct Field {
  FieldId id;
  Shape owner;
  std::string_view name;
  std::string_view type_text;
  Type type;
  std::string_view fallback;  ///< expression of the language, "" for none
  Rules rules;
  std::string_view doc;

  bool is(Rules rule) const { return (rules & rule) != 0; }
  /// Whether `name { … }` merges into it.
  bool is_sub_block() const { return type.form == Type::Form::map || type.form == Type::Form::record; }
};

struct ShapeInfo {
  Shape shape;
  std::string_view name;
  std::string_view doc;
  bool declares;                ///< KIND, otherwise RECORD
  std::string_view short_form;  ///< RECORD: the field that a bare value stands for
  std::vector<FieldId> fields;  ///< in the table's order
};

const ShapeInfo& info(Shape shape);
const Field& info(FieldId field);
std::span<const ShapeInfo> all_shapes();
std::span<const Field> all_fields();

std::optional<Shape> find_kind(std::string_view name);
std::optional<FieldId> find_field(Shape owner, std::string_view name);
/// The field that says on which hosts a declaration of this kind is: `hosts` of machines and slaves, `on` of
/// services and proxies.
std::optional<FieldId> hosts_field(Shape kind);
/// Whether declarations of this kind say which machines there are.
bool defines_hosts(Shape kind);
/// A scalar, record or kind by its name in type notation.
std::optional<Type> find_type(std::string_view name);
/// What a word that only later versions understand stands for ("secrets").
std::optional<std::string_view> find_later(std::string_view word);

std::vector<std::string> kind_names();
std::vector<std::string> field_names(Shape owner);
std::vector<std::string> type_names();

}  // namespace herdc::schema
