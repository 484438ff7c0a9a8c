#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/draft.h"
#include "compiler/backend/marathon/field_table.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

/// `marathon { … }`: fields of Marathon's that herd has no word for, led by the table of fields.
namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::Map;
using model::Value;

constexpr std::array mebibyte_fields = {"size", "maxSize", "shmSize"};

std::string described(const Value& value) {
  if (value.get<bool>()) return "true or false";
  if (value.get<std::string>()) return "text";
  if (value.get<std::int64_t>() || value.get<Decimal>()) return "a number";
  if (value.get<model::Bytes>()) return "an amount of bytes";
  if (value.get<model::Duration>()) return "a duration";
  if (value.get<model::List>()) return "a list";
  return value.is_none() ? "none" : "a map";
}

std::string wanted(const Field& field) {
  if (field.type == "array") return "a list";
  if (field.type == "object") return field.is_map() ? "a map" : "a group of fields";
  if (field.type == "boolean") return "true or false";
  if (field.type == "union") return "of several forms";
  return field.type == "string" ? "text" : field.type == "integer" ? "a whole number" : "a number";
}

/// The form that knows most of what was written.
const Field& form_for(const Field& field, const Value& value) {
  if (field.type != "union") return field;
  const auto* map = value.get<Map>();
  const auto knows = [&](const Field& form) {
    if (map == nullptr)
      return form.type != "object" && (form.type == "string") == (value.get<std::string>() != nullptr) ? 1
                                                                                                       : 0;
    return static_cast<int>(std::count_if(map->begin(), map->end(), [&](const auto& entry) {
      return form.members.contains(camel_case(entry.first));
    }));
  };
  const auto less = [&](const Field& a, const Field& b) { return knows(a) < knows(b); };
  const auto& form = *std::max_element(field.forms.begin(), field.forms.end(), less);
  return form.type == "union" ? form_for(form, value) : form;
}

class Conversion {
 public:
  explicit Conversion(Draft& draft) : draft_(draft) {}

  /// Reports what it leaves out.
  std::optional<Json> convert(const Value& value, const Field& any_form, const std::string& path) {
    const auto& field = form_for(any_form, value);
    if (field.type == "object") return object(value, field, path);
    if (field.type == "array") return list(value, field, path);
    auto scalar = field.type == "boolean"  ? boolean(value)
                  : field.type == "string" ? text(value)
                                           : number(value, path);
    if (!scalar) refuse(value, field, path);
    return scalar;
  }

  std::optional<Json> object(const Value& value, const Field& field, const std::string& path) {
    const auto* map = value.get<Map>();
    if (map == nullptr) return refuse(value, field, path), std::nullopt;
    auto object = Json::object(value.span);
    for (const auto& [key, item] : *map) add_member(object, key, item, field, path);
    return object;
  }

 private:
  void add_member(Json& object, const std::string& key, const Value& item, const Field& field,
                  const std::string& path) {
    const auto name = field.is_map() ? key : camel_case(key);
    const auto* member =
        field.is_map() ? &field.element.front() : find_member(field, key, name, item.key_place());
    if (member == nullptr) return;
    const auto inner = path.empty() ? name : path + "." + name;
    if (is_own(inner, item.key_place())) return;
    auto converted = convert(item, *member, inner);
    if (!converted) return;
    converted->key = item.key;
    object.put(name, std::move(*converted));
  }

  const Field* find_member(const Field& field, const std::string& key, const std::string& name, Span span) {
    const auto found = field.members.find(name);
    if (found != field.members.end() && snake_case(name) == key) return &found->second;
    auto& diagnostic = draft_.sink().report(catalog::unknown_marathon_field, span, key);
    if (found != field.members.end())
      diagnostic.with_hint(fmt::format("it is written `{}` here", snake_case(name)));
    else
      diagnostic.with_hint(did_you_mean(key, field.member_names()));
    return nullptr;
  }

  bool is_own(const std::string& path, Span span) {
    const auto own = own_field(path);
    if (!own) return false;
    draft_.sink()
        .report(catalog::own_field, span, path, *own)
        .with_hint(fmt::format("write `{}` in the app, beside `marathon`", *own));
    return true;
  }

  std::optional<Json> list(const Value& value, const Field& field, const std::string& path) {
    const auto* items = value.get<model::List>();
    if (items == nullptr) return refuse(value, field, path), std::nullopt;
    auto list = Json::list(value.span);
    for (const auto& item : *items)
      if (auto converted = convert(item, field.element.front(), path + "[]")) list.add(std::move(*converted));
    return list;
  }

  static std::optional<Json> boolean(const Value& value) {
    const auto* truth = value.get<bool>();
    return truth == nullptr ? std::nullopt : std::optional(Json::boolean(*truth, value.span));
  }
  static std::optional<Json> text(const Value& value) {
    const auto scalar = model::scalar_text(value);
    return scalar ? std::optional(Json::text(*scalar, value.span)) : std::nullopt;
  }

  /// Marathon counts seconds and MiB; herd has words for both.
  static std::optional<Json> number(const Value& value, const std::string& path) {
    if (const auto* whole = value.get<std::int64_t>()) return Json::integer(*whole, value.span);
    if (const auto* decimal = value.get<Decimal>()) return Json::number(*decimal, value.span);
    const auto* duration = value.get<model::Duration>();
    if (duration != nullptr && path.ends_with("Seconds"))
      return Json::number(Decimal::from_millionths(duration->milliseconds * 1000), value.span);
    const auto* bytes = value.get<model::Bytes>();
    const auto name = path.substr(path.rfind('.') + 1);
    const bool sized =
        std::find(mebibyte_fields.begin(), mebibyte_fields.end(), name) != mebibyte_fields.end();
    if (bytes != nullptr && sized && bytes->count % (1 << 20) == 0)
      return Json::integer(bytes->count >> 20, value.span);
    return std::nullopt;
  }

  void refuse(const Value& value, const Field& field, const std::string& path) {
    draft_.sink().report(catalog::marathon_type, value.span, path, wanted(field), described(value));
  }

  Draft& draft_;
};

/// Puts what was written further beside what follows from the app's own fields.
class Merge {
 public:
  explicit Merge(Draft& draft) : draft_(draft) {}

  void into(Json& held, Json&& added, const std::string& path) {
    if (held.assumed) {
      held = std::move(added);
    } else if (is_same_truth(held, added)) {
      return;
    } else if (held.members() != nullptr && added.members() != nullptr) {
      for (auto& [name, member] : *added.members()) into_member(held, name, std::move(member), path);
    } else if (path == "container.volumes" && held.items() != nullptr && added.items() != nullptr) {
      for (auto& item : *added.items()) held.add(std::move(item));
    } else {
      draft_.sink()
          .report(catalog::said_twice, added.span, path)
          .with_note(held.span, "it follows from this")
          .with_hint("leave one of the two out");
    }
  }

 private:
  /// `require_ports = true` beside a port of the machine says nothing new, and nothing else.
  static bool is_same_truth(const Json& held, const Json& added) {
    const auto* truth = std::get_if<bool>(&held.data);
    const auto* other = std::get_if<bool>(&added.data);
    return truth != nullptr && other != nullptr && *truth == *other;
  }

  void into_member(Json& held, const std::string& name, Json&& member, const std::string& path) {
    const auto inner = path.empty() ? name : path + "." + name;
    const auto [place, fresh] = held.members()->try_emplace(name, std::move(member));
    // try_emplace leaves `member` alone when there is one already.
    if (!fresh) into(place->second, std::move(member), inner);  // NOLINT(bugprone-use-after-move)
  }

  Draft& draft_;
};

}  // namespace

void add_further_fields(Draft& draft) {
  const auto* further = draft.app().find(field::app::marathon);
  if (further == nullptr) return;
  if (auto converted = Conversion(draft).object(*further, app_fields(), ""))
    Merge(draft).into(draft.document, std::move(*converted), "");
}

}  // namespace herdc::marathon
