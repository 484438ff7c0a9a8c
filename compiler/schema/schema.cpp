#include "compiler/schema/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace herdc::schema {
namespace {

struct ScalarName {
  Scalar scalar;
  std::string_view name;
};
constexpr std::array scalar_names = {
    ScalarName{Scalar::boolean, "bool"},
    ScalarName{Scalar::integer, "int"},
    ScalarName{Scalar::number, "number"},
    ScalarName{Scalar::text, "text"},
    ScalarName{Scalar::bytes, "bytes"},
    ScalarName{Scalar::duration, "duration"},
    ScalarName{Scalar::scalar, "scalar"},
    ScalarName{Scalar::env_value, "env_value"},
    ScalarName{Scalar::path, "path"},
    ScalarName{Scalar::host, "host"},
    ScalarName{Scalar::hosts, "hosts"},
    ScalarName{Scalar::address, "address"},
    ScalarName{Scalar::cidr, "cidr"},
    ScalarName{Scalar::mac, "mac"},
    ScalarName{Scalar::domain, "domain"},
    ScalarName{Scalar::url, "url"},
    ScalarName{Scalar::regex, "regex"},
    ScalarName{Scalar::date, "date"},
    ScalarName{Scalar::shell, "shell"},
    ScalarName{Scalar::name, "name"},
    ScalarName{Scalar::env_name, "env_name"},
    ScalarName{Scalar::label_name, "label_name"},
    ScalarName{Scalar::port_name, "port_name"},
    ScalarName{Scalar::registry, "registry"},
    ScalarName{Scalar::repository, "repository"},
    ScalarName{Scalar::tag, "tag"},
    ScalarName{Scalar::user, "user"},
    ScalarName{Scalar::restart, "restart"},
    ScalarName{Scalar::package, "package"},
    ScalarName{Scalar::mode, "mode"},
    ScalarName{Scalar::signal, "signal"},
    ScalarName{Scalar::port_number, "port_number"},
    ScalarName{Scalar::file, "file"},
    ScalarName{Scalar::dockerfile, "dockerfile"},
    ScalarName{Scalar::version, "version"},
    ScalarName{Scalar::word, "word"},
    ScalarName{Scalar::flag_name, "flag_name"},
    ScalarName{Scalar::marathon_field, "marathon_field"},
    ScalarName{Scalar::app_group, "app_group"},
    ScalarName{Scalar::url_path, "url_path"},
    ScalarName{Scalar::server_address, "server_address"},
    ScalarName{Scalar::endpoint, "endpoint"},
    ScalarName{Scalar::any, "any"},
};

constexpr std::array shape_rows = {
#define KIND(name, doc) ShapeInfo{Shape::name, #name, doc, true, "", {}},
#define RECORD(name, short_form, doc) ShapeInfo{Shape::name, #name, doc, false, #short_form, {}},
#define FIELD(owner, name, type, fallback, rules, doc)
#define LATER(word, what)
#include "compiler/schema/blocks.def"
};

struct FieldRow {
  FieldId id;
  Shape owner;
  std::string_view name, type, fallback;
  Rules rules;
  std::string_view doc;
};
constexpr std::array field_rows = {
#define KIND(name, doc)
#define RECORD(name, short_form, doc)
#define FIELD(owner, name, type, fallback, rules, doc) \
  FieldRow{FieldId::owner##_##name, Shape::owner, #name, type, fallback, rules, doc},
#define LATER(word, what)
#include "compiler/schema/blocks.def"
};

struct LaterRow {
  std::string_view word, what;
};
constexpr std::array later_rows = {
#define KIND(name, doc)
#define RECORD(name, short_form, doc)
#define FIELD(owner, name, type, fallback, rules, doc)
#define LATER(word, what) LaterRow{#word, what},
#include "compiler/schema/blocks.def"
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

Type parse_type(std::string_view text);

Type parse_alternatives(const std::vector<std::string>& parts) {
  Type type;
  for (const auto& part : parts) {
    const auto word = trimmed(part);
    if (word.starts_with('"')) {
      type.form = Type::Form::choice;
      type.words.emplace_back(word.substr(1, word.size() - 2));
    } else {
      type.form = Type::Form::reference;
      type.shapes.push_back(find_type(word).value().shapes.front());
    }
  }
  return type;
}

Type parse_list(std::string_view inner) {
  Type type;
  type.form = Type::Form::list;
  type.element = {parse_type(inner)};
  return type;
}

Type parse_map(std::string_view inner) {
  Type type;
  type.form = Type::Form::map;
  const auto comma = inner.find(',');
  if (comma != std::string_view::npos) type.key = find_type(trimmed(inner.substr(0, comma))).value().scalar;
  type.element = {parse_type(comma == std::string_view::npos ? inner : inner.substr(comma + 1))};
  return type;
}

// The table's own notation; a row that does not parse ends in the unit test of the schema.
Type parse_type(std::string_view text) {
  text = trimmed(text);
  if (const auto parts = split(text, "|"); parts.size() > 1 || text.starts_with('"'))
    return parse_alternatives(parts);
  if (text.starts_with("list(")) return parse_list(text.substr(5, text.size() - 6));
  if (text.starts_with("map(")) return parse_map(text.substr(4, text.size() - 5));
  return find_type(text).value();
}

std::vector<ShapeInfo> build_shapes() {
  std::vector<ShapeInfo> shapes(shape_rows.begin(), shape_rows.end());
  for (auto& shape : shapes)
    if (shape.short_form == "\"\"") shape.short_form = "";
  for (const auto& row : field_rows) shapes[static_cast<std::size_t>(row.owner)].fields.push_back(row.id);
  return shapes;
}

std::vector<Field> build_fields() {
  std::vector<Field> fields;
  for (const auto& row : field_rows)
    fields.push_back(
        {row.id, row.owner, row.name, row.type, parse_type(row.type), row.fallback, row.rules, row.doc});
  return fields;
}

const std::vector<ShapeInfo>& shapes() {
  static const auto table = build_shapes();
  return table;
}

const std::vector<Field>& fields() {
  static const auto table = build_fields();
  return table;
}

}  // namespace

std::string_view to_text(Scalar scalar) {
  return std::find_if(scalar_names.begin(), scalar_names.end(),
                      [&](const auto& row) { return row.scalar == scalar; })
      ->name;
}

std::string Type::to_text() const {
  std::vector<std::string> parts;
  switch (form) {
    case Form::scalar:
      return std::string(schema::to_text(scalar));
    case Form::list:
      return fmt::format("list({})", element.front().to_text());
    case Form::map:
      return fmt::format("map({})", element.front().to_text());
    case Form::choice:
      for (const auto& word : words) parts.push_back(fmt::format("\"{}\"", word));
      return join(parts, " | ");
    case Form::record:
    case Form::reference:
      for (const auto shape : shapes) parts.emplace_back(info(shape).name);
      return join(parts, " | ");
  }
  return "";
}

const ShapeInfo& info(Shape shape) {
  return shapes()[static_cast<std::size_t>(shape)];
}
const Field& info(FieldId field) {
  return fields()[static_cast<std::size_t>(field)];
}
std::span<const ShapeInfo> all_shapes() {
  return shapes();
}
std::span<const Field> all_fields() {
  return fields();
}

std::optional<Shape> find_kind(std::string_view name) {
  for (const auto& row : shape_rows)
    if (row.declares && row.name == name) return row.shape;
  return std::nullopt;
}

std::optional<FieldId> find_field(Shape owner, std::string_view name) {
  for (const auto id : info(owner).fields)
    if (info(id).name == name) return id;
  return std::nullopt;
}

bool defines_hosts(Shape kind) {
  return kind == Shape::machines || kind == Shape::slaves;
}

std::optional<FieldId> hosts_field(Shape kind) {
  if (defines_hosts(kind)) return find_field(kind, "hosts");
  return kind == Shape::service || kind == Shape::proxy ? find_field(kind, "on") : std::nullopt;
}

std::optional<Type> find_type(std::string_view name) {
  Type type;
  for (const auto& row : scalar_names) {
    if (row.name != name) continue;
    type.scalar = row.scalar;
    return type;
  }
  for (const auto& row : shape_rows) {
    if (row.name != name) continue;
    type.form = row.declares ? Type::Form::reference : Type::Form::record;
    type.shapes = {row.shape};
    return type;
  }
  return std::nullopt;
}

std::optional<std::string_view> find_later(std::string_view word) {
  for (const auto& row : later_rows)
    if (row.word == word) return row.what;
  return std::nullopt;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const auto& row : shape_rows)
    if (row.declares) names.emplace_back(row.name);
  return names;
}

std::vector<std::string> field_names(Shape owner) {
  std::vector<std::string> names;
  for (const auto id : info(owner).fields) names.emplace_back(info(id).name);
  return names;
}

std::vector<std::string> type_names() {
  std::vector<std::string> names{"list", "map"};
  for (const auto& row : scalar_names) names.emplace_back(row.name);
  for (const auto& row : shape_rows) names.emplace_back(row.name);
  return names;
}

}  // namespace herdc::schema
