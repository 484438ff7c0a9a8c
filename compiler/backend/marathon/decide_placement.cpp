#include "compiler/backend/marathon/draft.h"
#include "compiler/base/text.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

/// The operator in capitals, as Marathon shows it again.
Json constraint(const Draft& draft, const model::Value& value) {
  auto entry = Json::list(value.span);
  for (const auto& word : *value.get<model::List>()) {
    const auto text = model::word(draft.model(), word);
    entry.add(Json::text(entry.items()->size() == 1 ? to_upper(text) : text, word.span));
  }
  return entry;
}

void put_constraints(Draft& draft) {
  const auto& constraints = model::list(draft.app(), field::app::constraints);
  if (constraints.empty()) return;
  auto& list = draft.document.put("constraints", Json::list(draft.place(field::app::constraints)));
  for (const auto& value : constraints) list.add(constraint(draft, value));
}

void put_share(const Draft& draft, Json& strategy, const model::Value& share, const std::string& name) {
  if (name == "maximumOverCapacity" && draft.version() < over_capacity_since) return;
  strategy.put(name, Json::number(*share.get<Decimal>(), share.span));
}

void put_upgrade(Draft& draft, const model::Record& upgrade) {
  auto& strategy = draft.document.put("upgradeStrategy", Json::object(draft.place(field::app::upgrade)));
  put_share(draft, strategy, *upgrade.find(field::upgrade::minimum_health_capacity), "minimumHealthCapacity");
  put_share(draft, strategy, *upgrade.find(field::upgrade::maximum_over_capacity), "maximumOverCapacity");
}

/// An app of which there is never a second task can only be stopped before it is started again.
void put_upgrade_of_single(Draft& draft) {
  if (draft.document.text_at("labels.MARATHON_SINGLE_INSTANCE_APP") != "true") return;
  const auto place = draft.document.find("labels.MARATHON_SINGLE_INSTANCE_APP")->span;
  auto& strategy = draft.document.put("upgradeStrategy", Json::object(place));
  strategy.put("minimumHealthCapacity", Json::integer(0, place));
  strategy.put("maximumOverCapacity", Json::integer(0, place));
}

}  // namespace

void decide_placement(Draft& draft) {
  put_constraints(draft);
  if (const auto* upgrade = model::record(draft.app(), field::app::upgrade))
    put_upgrade(draft, *upgrade);
  else
    put_upgrade_of_single(draft);
}

}  // namespace herdc::marathon
