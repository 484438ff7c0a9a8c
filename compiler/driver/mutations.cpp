#include "compiler/driver/mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/decimal.h"
#include "compiler/base/text.h"

namespace herdc::driver {
namespace {

/// Half of one unit, which has no whole number of itself.
struct Half {
  std::string_view unit, text;
};
constexpr auto halves = std::to_array<Half>({
    {"TiB", "512GiB"},
    {"GiB", "512MiB"},
    {"MiB", "512KiB"},
    {"KiB", "512B"},
    {"d", "12h"},
    {"h", "30min"},
    {"min", "30s"},
    {"s", "500ms"},
});

std::string half_of_one(std::string_view unit) {
  const auto found =
      std::find_if(halves.begin(), halves.end(), [&](const Half& h) { return h.unit == unit; });
  return found == halves.end() ? "" : std::string(found->text);
}

/// A smaller number of the same kind; "" when there is none that means anything.
std::string lowered(const ast::Number& number) {
  const auto value = Decimal::parse(number.digits);
  if (!value || value->millionths() <= 0) return "";
  const auto one = Decimal::scale;
  if (!value->is_integer()) return Decimal::from_millionths(value->millionths() / 2).to_text() + number.unit;
  if (number.unit.empty()) return Decimal::from_millionths(value->millionths() - one).to_text();
  if (value->millionths() == one) return half_of_one(number.unit);
  const auto less = value->floor() % 2 == 0 ? value->millionths() / 2 : value->millionths() - one;
  return Decimal::from_millionths(less).to_text() + number.unit;
}

std::optional<std::string_view> name_of(const ast::Key& key) {
  const auto* name = std::get_if<ast::Name>(&key.value);
  return name == nullptr ? std::nullopt : std::optional<std::string_view>(name->text);
}

/// `ops[1..3]` with one host less; "" when there is no range, or nothing would be left of it.
std::string shorter_pattern(std::string_view pattern) {
  const auto open = pattern.find('['), dots = pattern.find("..", open), close = pattern.find(']', open);
  if (open == std::string_view::npos || dots > close || close == std::string_view::npos) return "";
  const auto digits = pattern.substr(dots + 2, std::min(close, pattern.find(' ', dots)) - dots - 2);
  const auto first = parse_integer(pattern.substr(open + 1, dots - open - 1)), last = parse_integer(digits);
  if (!first || !last || *last <= *first) return "";
  return fmt::format("{}{:0{}}{}", pattern.substr(0, dots + 2), *last - 1, digits.size(),
                     pattern.substr(dots + 2 + digits.size()));
}

class Finder {
 public:
  Finder(const SourceMap& sources, std::vector<Mutation>& found) : sources_(sources), found_(found) {}

  void items(const std::vector<ast::Item>& items) {
    for (const auto& item : items) std::visit([&](const auto& node) { visit(node); }, item.node);
  }

 private:
  void visit(const ast::Block& block) {
    const auto& kind = block.kind.text;
    if (kind == "test" || kind == "policy") return;
    if (kind == "ports") return ports(block.body);
    if (kind == "mounts") mounts(block.body);
    if (block.for_clause) expr(block.for_clause->source);
    items(block.body.items);
  }
  void visit(const ast::Component& component) { items(component.body.items); }
  void visit(const ast::Change& change) { items(change.body.items); }
  void visit(const ast::Param& param) {
    if (param.fallback) expr(*param.fallback);
  }
  void visit(const ast::Binding& binding) { expr(binding.value); }
  void visit(const ast::Field& field) {
    const auto name = name_of(field.key);
    if (name == "hosts" || name == "on") one_less(field.value);
    if (const auto* map = std::get_if<ast::Map>(&field.value.node); map != nullptr && name == "ports")
      return ports(*map);
    if (const auto* map = std::get_if<ast::Map>(&field.value.node); map != nullptr && name == "mounts")
      for (const auto& entry : map->entries)
        removal(cover(entry.key.span, entry.value.span), "this mount is gone");
    expr(field.value);
  }
  template <class T>
  void visit(const T&) {}  // `use`, `require`, `allow`, `remove`

  // Expressions.
  void expr(const ast::Expr& e) {
    std::visit([&](const auto& node) { walk(node, e.span); }, e.node);
  }
  void walk(const ast::Number& number, Span span) {
    if (auto text = lowered(number); !text.empty()) add("this number is lower", span, std::move(text));
  }
  void walk(const ast::Text& text, Span span) {
    const auto* constant = text.constant();
    const auto shorter = constant == nullptr ? "" : shorter_pattern(*constant);
    if (!shorter.empty()) return add("the last host is gone", span, fmt::format("\"{}\"", shorter));
    for (const auto& part : text.parts)
      if (part.expr) expr(**part.expr);
  }
  void walk(const ast::List& list, Span) {
    for (const auto& item : list.items) expr(item);
  }
  void walk(const ast::Map& map, Span) {
    for (const auto& entry : map.entries) {
      if (name_of(entry.key) == "ports" && std::holds_alternative<ast::Map>(entry.value.node))
        ports(std::get<ast::Map>(entry.value.node));
      else
        expr(entry.value);
    }
  }
  void walk(const ast::Call& call, Span) {
    for (const auto& argument : call.arguments) expr(argument);
  }
  void walk(const ast::Comprehension& c, Span) {
    expr(c.header->source);
    expr(*c.value);
  }
  void walk(const ast::If& node, Span) {
    expr(*node.then);
    expr(*node.otherwise);
  }
  void walk(const ast::Chain& chain, Span) {
    expr(*chain.first);
    for (const auto& link : chain.links) expr(link.operand);
  }
  void walk(const ast::Negate& node, Span) { expr(*node.operand); }
  template <class T>
  void walk(const T&, Span) {}  // names and constants without a size

  /// A host of a list or a map of several.
  void one_less(const ast::Expr& hosts) {
    if (const auto* list = std::get_if<ast::List>(&hosts.node); list != nullptr && list->items.size() > 1)
      for (const auto& item : list->items) removal(item.span, "this host is gone");
    if (const auto* map = std::get_if<ast::Map>(&hosts.node); map != nullptr && map->entries.size() > 1)
      for (const auto& entry : map->entries)
        removal(cover(entry.key.span, entry.value.span), "these hosts are gone");
  }

  void mounts(const ast::Body& body) {
    for (const auto& item : body.items) removal(item.span, "this mount is gone");
  }

  // Each number that a port is written by, in order.
  void port(const ast::Expr& value, std::vector<Span>& numbers) {
    if (std::holds_alternative<ast::Number>(value.node)) numbers.push_back(value.span);
    if (const auto* map = std::get_if<ast::Map>(&value.node))
      for (const auto& entry : map->entries) port(entry.value, numbers);
  }
  void ports(const ast::Body& body) {
    std::vector<Span> numbers;
    for (const auto& item : body.items)
      if (const auto* field = std::get_if<ast::Field>(&item.node)) port(field->value, numbers);
    swap(numbers);
  }
  void ports(const ast::Map& map) {
    std::vector<Span> numbers;
    for (const auto& entry : map.entries) port(entry.value, numbers);
    swap(numbers);
  }
  /// Each with the next one; a single one has nobody to swap with, and is the next number.
  void swap(const std::vector<Span>& numbers) {
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i)
      if (written(numbers[i]) != written(numbers[i + 1]))
        found_.push_back({"these ports are swapped",
                          cover(numbers[i], numbers[i + 1]),
                          {{numbers[i], written(numbers[i + 1])}, {numbers[i + 1], written(numbers[i])}}});
    if (numbers.size() == 1)
      if (const auto number = parse_integer(written(numbers.front())))
        add("this port is another one", numbers.front(),
            fmt::format("{}", *number == 65535 ? 1 : *number + 1));
  }

  /// With the comma that would be left over.
  void removal(Span span, std::string what) {
    const std::string_view text = sources_[span.file].text;
    const auto after = text.find_first_not_of(" \t\r\n", span.end);
    const auto before =
        span.begin == 0 ? std::string_view::npos : text.find_last_not_of(" \t\r\n", span.begin - 1);
    Span whole = span;
    if (after != std::string_view::npos && text[after] == ',')
      whole.end = static_cast<std::uint32_t>(after) + 1;
    else if (before != std::string_view::npos && text[before] == ',')
      whole.begin = static_cast<std::uint32_t>(before);
    found_.push_back({std::move(what), span, {{whole, ""}}});
  }

  void add(std::string what, Span span, std::string text) {
    found_.push_back({std::move(what), span, {{span, std::move(text)}}});
  }

  std::string written(Span span) const {
    return sources_[span.file].text.substr(span.begin, span.end - span.begin);
  }

  const SourceMap& sources_;
  std::vector<Mutation>& found_;
};

}  // namespace

std::vector<Mutation> mutations(const analysis::Program& program, const SourceMap& sources) {
  std::vector<Mutation> found;
  Finder finder(sources, found);
  for (const auto& file : program.files) finder.items(file.items);
  return found;
}

std::string apply(const Mutation& mutation, std::string text) {
  for (auto edit = mutation.edits.rbegin(); edit != mutation.edits.rend(); ++edit)
    text.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
  return text;
}

}  // namespace herdc::driver
