#include "compiler/backend/marathon/field_table.h"

#include <herdc/embedded_marathon_data.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

struct Own {
  std::string_view path;  ///< in Marathon
  std::string_view field;
};
constexpr std::array own_fields = {
    Own{"id", "name"},
    Own{"cmd", "cmd"},
    Own{"args", "args"},
    Own{"cpus", "cpus"},
    Own{"mem", "memory"},
    Own{"disk", "disk"},
    Own{"instances", "instances"},
    Own{"user", "user"},
    Own{"constraints", "constraints"},
    Own{"dependencies", "after"},
    Own{"labels", "labels"},
    Own{"upgradeStrategy", "upgrade"},
    Own{"upgradeStrategy.minimumHealthCapacity", "upgrade.minimum_health_capacity"},
    Own{"upgradeStrategy.maximumOverCapacity", "upgrade.maximum_over_capacity"},
    Own{"container.docker.image", "image"},
    Own{"ports", "ports"},
    Own{"portDefinitions", "ports"},
    Own{"container.docker.network", "network"},
};

enum Column { path, type, required, minimum, maximum, least, most, unique, choices, grammar, since, until };

std::optional<double> number(const std::string& cell) {
  return cell == "-" ? std::nullopt : std::optional(std::strtod(cell.c_str(), nullptr));
}
std::optional<std::size_t> size(const std::string& cell) {
  return cell == "-" ? std::nullopt : std::optional<std::size_t>(std::strtoul(cell.c_str(), nullptr, 10));
}
std::string word(const std::string& cell) {
  return cell == "-" ? "" : cell;
}

Field read(const std::vector<std::string>& row) {
  Field field;
  field.type = row[type];
  field.required = row[required] == "required";
  field.minimum = number(row[minimum]);
  field.maximum = number(row[maximum]);
  field.least = size(row[least]);
  field.most = size(row[most]);
  field.unique = row[unique] == "unique";
  if (row[choices] != "-") field.choices = split(row[choices], "|");
  field.grammar = word(row[grammar]);
  field.since = row[since];
  field.until = word(row[until]);
  return field;
}

/// The last step of a path and what stands before it: "a.b" + ".c", "a.b" + "[]", "a" + "<Form>".
std::size_t last_step(std::string_view path) {
  if (path.ends_with("[]") || path.ends_with("{}")) return path.size() - 2;
  if (path.ends_with(">")) return path.rfind('<');
  const auto dot = path.rfind('.');
  return dot == std::string_view::npos ? 0 : dot;
}

class Table {
 public:
  Field app;

  Table() {
    app.type = "object";
    app.since = "0.8.2";
    for (const auto& line : split(embedded::marathon_data.front().bytes, "\n"))
      if (!line.empty() && line.front() != '#') add(split(line, "\t"));
  }

 private:
  void add(const std::vector<std::string>& row) {
    auto field = read(row);
    const auto step = last_step(row[path]);
    auto& parent = at(std::string_view(row[path]).substr(0, step));
    const auto last = std::string_view(row[path]).substr(step);
    if (last == "[]" || last == "{}") {
      parent.element.assign(1, std::move(field));
    } else if (last.starts_with('<')) {
      field.name = last.substr(1, last.size() - 2);
      parent.forms.push_back(std::move(field));
    } else {
      field.name = last.substr(last.starts_with('.') ? 1 : 0);
      parent.members[field.name] = field;
    }
  }

  /// What holds a field stands before it in the table.
  Field& at(std::string_view place) {
    if (place.empty()) return app;
    const auto step = last_step(place);
    auto& parent = at(place.substr(0, step));
    const auto last = place.substr(step);
    if (last == "[]" || last == "{}") return parent.element.front();
    if (last.starts_with('<')) return parent.forms.back();
    return parent.members.at(std::string(last.substr(last.starts_with('.') ? 1 : 0)));
  }
};

}  // namespace

std::vector<std::string> Field::member_names() const {
  std::vector<std::string> names;
  for (const auto& [name, field] : members) names.push_back(snake_case(name));
  return names;
}

const Field& app_fields() {
  static const Table table;
  return table.app;
}

std::optional<std::string_view> own_field(std::string_view path) {
  const auto own =
      std::find_if(own_fields.begin(), own_fields.end(), [&](const Own& o) { return o.path == path; });
  return own == own_fields.end() ? std::nullopt : std::optional(own->field);
}

std::string camel_case(std::string_view snake) {
  std::string result;
  for (std::size_t i = 0; i < snake.size(); ++i)
    if (snake[i] == '_' && i + 1 < snake.size())
      result += to_upper(snake.substr(++i, 1));
    else
      result += snake[i];
  return result;
}

}  // namespace herdc::marathon
