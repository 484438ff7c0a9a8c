#include <fmt/format.h>

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

constexpr std::int64_t mebibyte = 1 << 20;
// Mesos keeps three decimals of an amount and rounds the rest away; of bytes in MiB, that is multiples of 128
// KiB.
constexpr std::int64_t smallest_piece = mebibyte / 8;
constexpr std::int64_t thousandth = Decimal::scale / 1000;

void put_mebibytes(Draft& draft, schema::FieldId id, const std::string& name) {
  const auto* value = draft.app().find(id);
  if (value == nullptr) return;
  const auto count = value->get<model::Bytes>()->count;
  if (count % smallest_piece != 0)
    draft.sink()
        .report(catalog::marathon_limit, draft.place(id), schema::info(id).name,
                fmt::format("{} bytes", count), "Mesos", "whole multiples of 128KiB")
        .with_hint(
            "Mesos rounds to a thousandth of a MiB, and a task would get another amount than is written");
  const auto digits = fmt::format("{}.{:03}", count / mebibyte, count % mebibyte / smallest_piece * 125);
  draft.document.put(name, {Number{Decimal::parse(digits).value_or(Decimal()).to_text()}, draft.place(id)});
}

void put_cpus(Draft& draft) {
  const auto cpus = model::number(draft.app(), field::app::cpus);
  const auto place = draft.place(field::app::cpus);
  if (cpus.millionths() % thousandth != 0)
    draft.sink().report(catalog::marathon_limit, place, "cpus", cpus.to_text(), "Mesos",
                        "three decimals at most");
  draft.document.put("cpus", Json::number(cpus, place));
}

/// Marathon would wait for ever for an offer that is large enough.
void check_size(const Draft& draft) {
  const auto& slaves = draft.surroundings().slaves;
  const auto& app = draft.app();
  const auto cpus = model::number(app, field::app::cpus);
  const auto memory = model::bytes(app, field::app::memory);
  if (slaves.most_cpus && *slaves.most_cpus < cpus)
    draft.sink().report(
        catalog::larger_than_slaves, draft.place(field::app::cpus), app.name,
        fmt::format("it wants {} cpus, and the largest has {}", cpus.to_text(), slaves.most_cpus->to_text()));
  else if (slaves.most_memory && *slaves.most_memory < memory)
    draft.sink().report(catalog::larger_than_slaves, draft.place(field::app::memory), app.name,
                        fmt::format("it wants {} MiB of memory, and the largest has {}",
                                    memory.count / mebibyte, slaves.most_memory->count / mebibyte));
}

}  // namespace

void decide_resources(Draft& draft) {
  draft.document.put("instances", Json::integer(model::integer(draft.app(), field::app::instances),
                                                draft.place(field::app::instances)));
  put_cpus(draft);
  put_mebibytes(draft, field::app::memory, "mem");
  put_mebibytes(draft, field::app::disk, "disk");
  check_size(draft);
}

}  // namespace herdc::marathon
