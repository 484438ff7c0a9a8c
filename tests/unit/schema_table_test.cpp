#include <catch2/catch.hpp>

#include <set>

#include "compiler/schema/schema.h"

namespace herdc::schema {
namespace {

TEST_CASE("every row of the table is whole") {
  std::set<std::string> seen;
  for (const auto& field : all_fields()) {
    CAPTURE(field.name, field.type_text);
    const auto& owner = info(field.owner);
    CHECK(seen.insert(std::string(owner.name) + "." + std::string(field.name)).second);
    CHECK(&info(field.id) == &field);
    CHECK(find_field(field.owner, field.name) == field.id);
    CHECK_FALSE(field.doc.empty());
    CHECK_FALSE(field.doc.ends_with("."));
    CHECK_FALSE((field.is(required) && !field.fallback.empty()));
    // A message says the type as the table does, but for the text type of a map's keys.
    if (field.type.form == Type::Form::map) {
      CHECK(field.type.to_text() == "map(" + field.type.element.front().to_text() + ")");
      CHECK(field.type_text.find(to_text(field.type.key)) != std::string_view::npos);
    } else {
      CHECK(field.type.to_text() == field.type_text);
    }
  }
}

TEST_CASE("types have what their form needs") {
  const auto check = [](const Type& type, const auto& self) -> void {
    CHECK(type.element.size() == (type.form == Type::Form::list || type.form == Type::Form::map ? 1U : 0U));
    CHECK((type.form == Type::Form::choice) == !type.words.empty());
    CHECK((type.form == Type::Form::record || type.form == Type::Form::reference) == !type.shapes.empty());
    for (const auto& element : type.element) self(element, self);
  };
  for (const auto& field : all_fields()) {
    CAPTURE(info(field.owner).name, field.name);
    check(field.type, check);
  }
}

TEST_CASE("kinds and records") {
  for (const auto& shape : all_shapes()) {
    CAPTURE(shape.name);
    CHECK(&info(shape.shape) == &shape);
    CHECK_FALSE(shape.doc.empty());
    const bool only_a_body = shape.shape == Shape::policy || shape.shape == Shape::group;
    CHECK(only_a_body == shape.fields.empty());
    CHECK(find_kind(shape.name).has_value() == shape.declares);
    CHECK(find_type(shape.name).has_value());
    if (!shape.short_form.empty()) CHECK(find_field(shape.shape, shape.short_form).has_value());
    for (const auto id : shape.fields) CHECK(info(id).owner == shape.shape);
    CHECK(field_names(shape.shape).size() == shape.fields.size());
  }
  CHECK_FALSE(find_kind("port"));
  CHECK_FALSE(find_kind("servce"));
  CHECK_FALSE(find_type("nothing"));
  CHECK_FALSE(find_field(Shape::service, "memroy"));
}

TEST_CASE("what comes later is no kind of today") {
  for (const auto* word : {"config"}) {
    CHECK(find_later(word));
    CHECK_FALSE(find_kind(word));
  }
  CHECK_FALSE(find_later("service"));
}

}  // namespace
}  // namespace herdc::schema
