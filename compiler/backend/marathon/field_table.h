#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backend/marathon/version.h"
#include "compiler/schema/other_words.h"

namespace herdc::marathon {

/// One field of Marathon's API, from data/app_fields.tsv, with what it holds.
struct Field {
  std::string name;  ///< of a member; of one form of a union: the name of that form
  std::string type;  ///< "string", "integer", "number", "boolean", "object", "array", "union"
  bool required = false;
  std::optional<double> minimum, maximum;  ///< of a number
  std::optional<std::size_t> least, most;  ///< characters of a string, elements of an array
  bool unique = false;                     ///< no element twice
  std::vector<std::string> choices;        ///< the only values, where there are such
  std::string grammar;                     ///< of a string; "" for any
  std::string since, until;                ///< versions, as the table writes them; `until` may be ""
  std::map<std::string, Field> members;    ///< of an object
  std::vector<Field> element;              ///< of an array, or of an object that is a map: exactly one
  std::vector<Field> forms;                ///< of a union

  bool is_map() const { return type == "object" && !element.empty(); }
  std::vector<std::string> member_names() const;
};

/// An app, as an object.
const Field& app_fields();

/// What the app says in words of its own, with checks that `marathon { … }` would go round: "upgrade" for
/// "upgradeStrategy".
std::optional<std::string_view> own_field(std::string_view path);

/// `backoffSeconds` for `backoff_seconds`.
std::string camel_case(std::string_view snake);
using schema::snake_case;

}  // namespace herdc::marathon
