#include "compiler/backend/docker/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace herdc::docker {
namespace {

namespace field = schema::field;

struct Unit {
  std::int64_t bytes;
  std::string_view suffix;
};
constexpr std::array units = {Unit{1 << 30, "g"}, Unit{1 << 20, "m"}, Unit{1 << 10, "k"}, Unit{1, "b"}};

/// Bytes, milliseconds, a count, or millionths of a number.
std::int64_t amount(const model::Value& value) {
  if (const auto* bytes = value.get<model::Bytes>()) return bytes->count;
  if (const auto* duration = value.get<model::Duration>()) return duration->milliseconds;
  if (const auto* number = value.get<Decimal>()) return number->millionths();
  return *value.get<std::int64_t>();
}

std::string shown(const model::Value& value) {
  if (const auto* bytes = value.get<model::Bytes>()) return docker_size(*bytes);
  if (const auto* duration = value.get<model::Duration>())
    return fmt::format("{} ms", duration->milliseconds);
  return model::scalar_text(value).value_or("");
}

/// Docker takes other values for an error, or for "no limit".
struct Range {
  schema::FieldId field;
  std::int64_t least;
  std::int64_t most;
  std::string_view words;
};
constexpr std::int64_t day = 86'400'000;
constexpr std::array service_ranges = {
    Range{field::service::cpus, 10'000, 4096 * Decimal::scale, "from 0.01 to 4096"},
    Range{field::service::pids, 1, 1 << 22, "from 1 to 4194304"},
    Range{field::service::stop_timeout, 0, day, "up to a day"},
};
constexpr std::array health_ranges = {
    Range{field::health::interval, 1, day, "from 1 ms to a day"},
    Range{field::health::timeout, 1, day, "from 1 ms to a day"},
    Range{field::health::grace, 0, day, "up to a day"},
    Range{field::health::retries, 1, 1000, "from 1 to 1000"},
};
constexpr std::array log_ranges = {
    Range{field::log::max_size, 1 << 10, std::int64_t{1} << 40, "from 1k to 1024g"},
    Range{field::log::files, 1, 1000, "from 1 to 1000"},
};

void check(const Range& range, const model::Value* value, Span fallback, Sink& sink) {
  if (value == nullptr || (amount(*value) >= range.least && amount(*value) <= range.most)) return;
  sink.report(catalog::engine_limit, value->span.known() ? value->span : fallback,
              schema::info(range.field).name, shown(*value), range.words);
}

template <class Ranges>
void check_record(const Ranges& ranges, const model::Declaration& service, schema::FieldId id, Sink& sink) {
  const auto* record = model::record(service, id);
  if (record == nullptr) return;
  for (const auto& range : ranges) check(range, record->find(range.field), model::place(service, id), sink);
}

}  // namespace

std::string docker_size(model::Bytes size) {
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& u) { return size.count % u.bytes == 0; });
  return fmt::format("{}{}", size.count / unit->bytes, unit->suffix);
}

void check_limits(const model::Declaration& service, Sink& sink) {
  for (const auto& range : service_ranges) check(range, service.find(range.field), service.span, sink);
  check_record(health_ranges, service, field::service::health, sink);
  check_record(log_ranges, service, field::service::log, sink);
  const auto stop = model::duration(service, field::service::stop_timeout);
  if (stop.milliseconds % 1000 != 0)
    sink.report(catalog::not_whole_seconds, model::place(service, field::service::stop_timeout),
                "stop_timeout", stop.milliseconds);
}

}  // namespace herdc::docker
