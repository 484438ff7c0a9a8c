#include <fmt/format.h>

#include <array>
#include <limits>

#include "compiler/backend/haproxy/draft.h"

namespace herdc::haproxy {
namespace {

namespace field = schema::field;
using model::Value;

// Masters answer under this path until 1.7 (MESOS-4509); under /master/state since 0.25.
constexpr std::string_view old_state_path = "/master/state.json";
constexpr std::string_view oldest_state_path = "/state.json";
constexpr Version state_path_changed{0, 25};
constexpr Version old_state_path_gone{1, 8};
// Only the elected master says when it was elected.
constexpr std::string_view leader_text = "elected_time";

/// How what a service provides says that it works.
struct Provided {
  std::string_view what;
  std::string_view path;
  std::string_view expected;
};
constexpr std::array provided = {
    Provided{"mesos-master", "/master/health", ""},
    Provided{"marathon", "/ping", "pong"},
    Provided{"chronos", "/ping", ""},
};

std::string provides(const model::Declaration& owner) {
  const auto id = owner.kind == schema::Shape::app ? field::app::provides : field::service::provides;
  const auto* text = model::find_text(owner, id);
  return text == nullptr ? "" : *text;
}

Check default_check(const model::Declaration* owner, Span span) {
  const auto what = owner == nullptr ? "" : provides(*owner);
  for (const auto& row : provided)
    if (row.what == what) return {std::string(row.path), std::string(row.expected), span};
  return {std::nullopt, "", span};
}

void check_state_path(const Draft& draft) {
  const auto* path = draft.find<std::string>(field::route::check);
  const auto* owner = owner_of(draft);
  const bool is_master = draft.route.leader || (owner != nullptr && provides(*owner) == "mesos-master");
  if (!is_master || path == nullptr || (*path != old_state_path && *path != oldest_state_path)) return;
  if (target_version(draft.model, field::targets::mesos) < old_state_path_gone) return;
  draft.sink.report(catalog::state_path_gone, draft.place(field::route::check), *path)
      .with_hint("leave `check` out, and the path that fits `targets.mesos` is asked");
}

void decide_leader(Draft& draft) {
  const auto* owner = owner_of(draft);
  const auto span = draft.place(field::route::only);
  if (owner != nullptr && provides(*owner) != "mesos-master") {
    draft.sink.report(catalog::leader_of_other, span, owner->name)
        .with_hint(
            provides(*owner).empty()
                ? "leave `only` out, or say `provides = \"mesos-master\"` in the service if it is one"
                : "leave `only` out: Marathon and Chronos pass requests on to their leader by themselves");
    return;
  }
  const bool is_old = target_version(draft.model, field::targets::mesos) < state_path_changed;
  draft.route.leader = true;
  draft.route.check = {is_old ? std::string(old_state_path) : "/master/state", std::string(leader_text),
                       span};
}

struct NumberField {
  schema::FieldId field;
  std::string_view name;
  std::int64_t Timing::*number;
};
constexpr std::array counts = {NumberField{field::route::fall, "fall", &Timing::fall},
                               NumberField{field::route::rise, "rise", &Timing::rise}};

struct TimeField {
  schema::FieldId field;
  std::string_view name;
  model::Duration Timing::*time;
};
constexpr std::array times = {TimeField{field::route::interval, "interval", &Timing::interval},
                              TimeField{field::route::retry, "retry", &Timing::retry}};

constexpr std::int64_t longest_time = std::numeric_limits<std::int32_t>::max();
// HAProxy keeps `fall + rise - 1` in an int; nobody needs more than this.
constexpr std::int64_t most_checks = 1000;

void check_range(const Draft& draft, schema::FieldId id, std::string_view name, std::int64_t number,
                 std::int64_t most, std::string_view unit) {
  if (number >= 1 && number <= most) return;
  draft.sink.report(catalog::haproxy_limit, draft.place(id), name, fmt::format("{}{}", number, unit),
                    fmt::format("1{} to {}{}", unit, most, unit));
}

}  // namespace

void decide_check(Draft& draft) {
  draft.route.check = default_check(owner_of(draft), draft.span);
  if (draft.record.find(field::route::only) != nullptr) decide_leader(draft);
  check_state_path(draft);
  const auto* path = draft.find<std::string>(field::route::check);
  if (path == nullptr) return;
  draft.route.check.path = *path;
  draft.route.check.span = draft.place(field::route::check);
  if (!draft.route.leader) draft.route.check.expected.clear();
}

void decide_timing(Draft& draft) {
  auto& timing = draft.route.timing;
  for (const auto& row : times) {
    timing.*row.time = *draft.find<model::Duration>(row.field);
    timing.spans.push_back(draft.place(row.field));
    check_range(draft, row.field, row.name, (timing.*row.time).milliseconds, longest_time, "ms");
  }
  for (const auto& row : counts) {
    timing.*row.number = *draft.find<std::int64_t>(row.field);
    timing.spans.push_back(draft.place(row.field));
    check_range(draft, row.field, row.name, timing.*row.number, most_checks, "");
  }
}

}  // namespace herdc::haproxy
