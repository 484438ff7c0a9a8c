#include <fmt/format.h>

#include "compiler/analysis/evaluator.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"

namespace herdc::analysis {
namespace {

const ast::Name* name_of(const ast::Step& step) {
  return std::get_if<ast::Name>(&step.value);
}

bool is_ref(const ast::Expr& expr, std::string_view name) {
  const auto* ref = std::get_if<ast::NameRef>(&expr.node);
  return ref != nullptr && ref->name == name;
}

bool is_call(const ast::Expr& expr, std::string_view function) {
  const auto* call = std::get_if<ast::Call>(&expr.node);
  return call != nullptr && call->function.text == function;
}

/// Public names of a library.
std::vector<std::string> offered(const Home& home) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : home.names)
    if (!name.starts_with('_') && entry.home == nullptr) names.push_back(name);
  return names;
}

/// What a name is an alias of.
const Home* package_of(const ast::Expr& object, const Frame& frame) {
  const auto* ref = std::get_if<ast::NameRef>(&object.node);
  if (ref == nullptr || frame.home == nullptr) return nullptr;
  const auto found = frame.home->names.find(ref->name);
  return found == frame.home->names.end() ? nullptr : found->second.home;
}

/// The digits that a host's name ends in.
std::string_view trailing_digits(std::string_view name) {
  const auto last = name.find_last_not_of("0123456789");
  return last == std::string_view::npos ? name : name.substr(last + 1);
}

std::string_view without_leading_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : digits.substr(first);
}

/// A text that `for x in …` put there.
bool is_loop_variable(const Value& value, const Frame& frame) {
  const auto* text = value.get<std::string>();
  for (const auto* local = frame.locals; local != nullptr && text != nullptr; local = local->outer)
    if (const auto* other = local->value->get<std::string>(); other != nullptr && *other == *text)
      return true;
  return false;
}

}  // namespace

Maybe Evaluator::access(const ast::Access& access, Span, const Frame& frame) {
  std::size_t next = 0;
  const bool ordered = !context_.unordered;
  context_.unordered =
      !ordered || is_call(*access.object, "unordered");  // what is read of it is not waited for either
  auto value = first_object(access, next, frame);
  while (value && next < access.steps.size()) {
    const auto* id = value->get<DeclId>();
    const auto* field =
        id != nullptr && next + 1 < access.steps.size() ? name_of(access.steps[next]) : nullptr;
    const auto row =
        field != nullptr ? schema::find_field(entity(*id).blueprint->kind, field->text) : std::nullopt;
    if (row && schema::info(*row).type.form == schema::Type::Form::map) {
      value = step_into_entry(*id, schema::info(*row), access.steps[next + 1], frame);
      next += 2;
    } else {
      value = step(*value, access.steps[next++], frame);
    }
  }
  context_.unordered = !ordered;
  return value;
}

/// The roots that are no values of their own take their first steps here.
Maybe Evaluator::first_object(const ast::Access& access, std::size_t& next, const Frame& frame) {
  const auto* first = name_of(access.steps.front());
  if (is_ref(*access.object, "std")) {
    next = std::min<std::size_t>(2, access.steps.size());
    return standard_name(access, frame);
  }
  if (const auto* package = package_of(*access.object, frame)) {
    next = 1;
    const auto title = fmt::format("the package `{}`", std::get<ast::NameRef>(access.object->node).name);
    if (first != nullptr) return library_name(*package, title, *first, frame);
    return unknown_attribute(title, "[…]", {}, access.steps.front().span, frame);
  }
  if (first != nullptr && is_ref(*access.object, "host") && first->text == "ordinal") {
    next = 1;
    return ordinal(access.steps.front().span, frame);
  }
  if (first != nullptr && is_ref(*access.object, "environment")) {
    next = 1;
    if (first->text == "name") return Value{outline_.environment_name(), first->span};
    return unknown_attribute("`environment`", first->text, {"name"}, first->span, frame);
  }
  return evaluate(*access.object, frame);
}

Maybe Evaluator::standard_name(const ast::Access& access, const Frame& frame) {
  const auto* module = name_of(access.steps.front());
  const auto* name = access.steps.size() > 1 ? name_of(access.steps[1]) : nullptr;
  if (module == nullptr)
    return unknown_attribute("the standard library", "[…]", {}, access.steps.front().span, frame);
  const auto home = outline_.standard.find(module->text);
  if (home == outline_.standard.end()) {
    std::vector<std::string> modules;
    for (const auto& [known, unused] : outline_.standard) modules.push_back(known);
    return unknown_attribute("the standard library", module->text, modules, module->span, frame);
  }
  const auto title = fmt::format("`std.{}`", module->text);
  if (name != nullptr) return library_name(*home->second, title, *name, frame);
  report(frame, catalog::not_a_value, module->span, fmt::format("{} alone", title))
      .with_hint(fmt::format("it has {}", enumerate(offered(*home->second))));
  return std::nullopt;
}

/// What a module or a package offers under a name.
Maybe Evaluator::library_name(const Home& home, const std::string& title, const ast::Name& name,
                              const Frame& frame) {
  const auto entry = home.names.find(name.text);
  if (entry == home.names.end() || name.text.starts_with('_') || entry->second.home != nullptr)
    return unknown_attribute(title, name.text, offered(home), name.span, frame);
  return named(entry->second, name.text, {}, home, nullptr, name.span, frame);
}

Maybe Evaluator::step(const Value& value, const ast::Step& step, const Frame& frame) {
  if (const auto* name = name_of(step)) return attribute(value, name->text, name->span, frame);
  const auto key = evaluate(*std::get<ast::Box<ast::Expr>>(step.value), frame);
  return key ? index(value, *key, step.span, frame) : std::nullopt;
}

/// `x.env["A"]`, `x.ports.client`: one entry, so that the others may read it.
Maybe Evaluator::step_into_entry(DeclId id, const schema::Field& row, const ast::Step& step,
                                 const Frame& frame) {
  if (const auto* name = name_of(step)) return entity_entry(id, row, name->text, name->span, frame);
  const auto key = evaluate(*std::get<ast::Box<ast::Expr>>(step.value), frame);
  const auto text = key ? text_form(*key) : std::nullopt;
  if (key && !text) report(frame, catalog::no_such_element, step.span, "a map", describe(*key));
  return text ? entity_entry(id, row, *text, step.span, frame) : std::nullopt;
}

Maybe Evaluator::attribute(const Value& value, const std::string& name, Span place, const Frame& frame) {
  if (const auto* id = value.get<DeclId>()) return entity_attribute(*id, name, place, frame);
  if (const auto* host = value.get<HostId>()) return host_attribute(*host, name, place, frame);
  if (const auto* map = value.get<model::Map>()) return map_element(*map, name, place, frame);
  if (const auto* record = value.get<model::Record>()) return record_attribute(*record, name, place, frame);
  auto& diagnostic = report(frame, catalog::unknown_member, place, describe(value), name);
  if (is_loop_variable(value, frame))
    diagnostic.with_hint("a loop over a map goes over its keys; `for key, value in …` has the values, too");
  return std::nullopt;
}

Maybe Evaluator::index(const Value& value, const Value& key, Span place, const Frame& frame) {
  if (const auto* map = value.get<model::Map>()) {
    const auto text = text_form(key);
    if (text) return map_element(*map, *text, place, frame);
  }
  const auto* list = value.get<model::List>();
  const auto* number = key.get<std::int64_t>();
  if (list != nullptr && number != nullptr && *number >= 0 &&
      *number < static_cast<std::int64_t>(list->size()))
    return (*list)[static_cast<std::size_t>(*number)];
  report(frame, catalog::no_such_element, place, describe(value),
         list != nullptr && number != nullptr ? fmt::format("[{}]", *number) : describe(key))
      .with_hint(list != nullptr ? "the first element of a list is [0]" : "");
  return std::nullopt;
}

Maybe Evaluator::map_element(const model::Map& map, const std::string& key, Span place, const Frame& frame) {
  if (const auto found = map.find(key); found != map.end()) return found->second;
  std::vector<std::string> keys;
  for (const auto& [known, value] : map) keys.push_back(known);
  report(frame, catalog::no_such_element, place, fmt::format("a map of {}", map.size()),
         fmt::format("`{}`", key))
      .with_hint(did_you_mean(key, keys))
      .with_hint("`get(map, key, default)` takes another value when it is missing");
  return std::nullopt;
}

Maybe Evaluator::host_attribute(HostId id, const std::string& name, Span place, const Frame& frame) {
  const auto& host = hosts_[id];
  if (name == "name") return Value{host.name, place};
  if (name == "rack") return Value{host.rack, place};
  if (name == "address") return host_address(id, place);
  if (name == "mac") return host.mac.empty() ? machine_field(id, "mac", place) : Value{host.mac, place};
  if (name == "number") {
    record_read({}, place);
    const auto digits = without_leading_zeros(trailing_digits(host.name));
    if (const auto number = trailing_digits(host.name).empty() ? std::nullopt : parse_integer(digits))
      return Value{*number, place};
  }
  if (name == "ordinal") {
    report(frame, catalog::unknown_member, place, describe(Value{id, place}), name)
        .with_hint("the ordinal belongs to a service's own `host`: `host.ordinal`");
    return std::nullopt;
  }
  return unknown_attribute(describe(Value{id, place}), name,
                           {"name", "address", "rack", "number", "mac", "ordinal"}, place, frame);
}

Maybe Evaluator::host_address(HostId id, Span place) {
  if (!hosts_[id].address.empty()) return Value{hosts_[id].address, hosts_[id].span};
  return machine_field(id, "address", place);
}

/// A field of the machines that a host belongs to, as it is for that host.
Maybe Evaluator::machine_field(HostId id, std::string_view name, Span) {
  const Context outer = context_;
  Slot watch;
  context_.slot = &watch;
  context_.host_domain = hosts_[id].machines;
  context_.host = id;
  const auto kind = entity(hosts_[id].machines).blueprint->kind;
  auto value = field(hosts_[id].machines, *schema::find_field(kind, name));
  context_ = outer;
  pass_on_order(watch.reads);
  return value;
}

Maybe Evaluator::record_attribute(const model::Record& record, const std::string& name, Span place,
                                  const Frame& frame) {
  if (record.shape == schema::Shape::port && name == "endpoints") return endpoints(record, place);
  if (const auto id = schema::find_field(record.shape, name)) {
    const auto* value = record.find(*id);
    if (value != nullptr && value->get<model::PerHost>() != nullptr) {
      report(frame, catalog::varies_outside, place, name, "another declaration");
      return std::nullopt;
    }
    return value != nullptr ? *value : Value{{}, place};
  }
  auto names = schema::field_names(record.shape);
  if (record.shape == schema::Shape::port) names.emplace_back("endpoints");
  return unknown_attribute(fmt::format("a {}", schema::info(record.shape).name), name, names, place, frame);
}

/// host:port for each host of the service, in its order.
Maybe Evaluator::endpoints(const model::Record& port, Span place) {
  model::List list;
  const auto* number = port.find(schema::field::port::machine);
  if (number == nullptr || !port.owner.valid()) return std::nullopt;
  for (const auto host : hosts_of(port.owner, true))
    list.push_back(
        Value{fmt::format("{}:{}", hosts_[host].name, *number->get<std::int64_t>()), number->span});
  return model::make_shared_value(std::move(list), place);
}

/// By place in `on` when the host first appears, then as herd.lock remembers it.
Maybe Evaluator::ordinal(Span place, const Frame& frame) {
  const DeclId service = context_.host_domain;
  if (!service.valid() || entity(service).blueprint->kind != schema::Shape::service) {
    report(frame, catalog::no_host_here, place)
        .with_hint("`host.ordinal` exists in the fields of a `service` only");
    return std::nullopt;
  }
  const auto host = bound_host(place, frame);
  if (!host) return std::nullopt;
  auto known = ordinals_.find(service);
  if (known == ordinals_.end()) {
    std::vector<std::string> names;
    for (const auto id : hosts_of(service)) names.push_back(hosts_[id].name);
    known = ordinals_.emplace(service, assign_ordinals(recorded_ordinals(service), names)).first;
  }
  const auto found = known->second.find(hosts_[*host->get<HostId>()].name);
  return found == known->second.end() ? std::nullopt : Maybe(Value{found->second, place});
}

model::Ordinals Evaluator::recorded_ordinals(DeclId service) {
  const auto around = cluster_around(service);
  if (!around.valid()) return {};
  const auto cluster = emitted_name(around), name = emitted_name(service);
  if (const auto* rows = lock_.find(tree_name(cluster, outline_.environment_name()), name)) return *rows;
  // The project had no environments before: who was numbered then keeps that number, in whichever it is now.
  const auto* before = lock_.find(cluster, name);
  model::Ordinals kept;
  for (const auto host : hosts_of(service))
    if (before != nullptr && before->contains(hosts_[host].name))
      kept[hosts_[host].name] = before->at(hosts_[host].name);
  return kept;
}

Maybe Evaluator::unknown_attribute(std::string_view of, const std::string& name,
                                   std::vector<std::string> names, Span place, const Frame& frame) {
  report(frame, catalog::unknown_member, place, of, name).with_hint(suggest(name, names, "it has"));
  return std::nullopt;
}

}  // namespace herdc::analysis
