#include "compiler/analysis/meant_kind.h"

#include <algorithm>

namespace herdc::analysis {
namespace {

const ast::Name* field_name(const ast::Item& item) {
  if (const auto* field = std::get_if<ast::Field>(&item.node))
    return std::get_if<ast::Name>(&field->key.value);
  const auto* block = std::get_if<ast::Block>(&item.node);
  return block != nullptr && !block->label ? &block->kind : nullptr;
}

}  // namespace

std::optional<MeantKind> meant_kind(const ast::Body& body, schema::Shape written) {
  std::vector<ast::Name> names, misplaced;
  for (const auto& item : body.items)
    if (const auto* name = field_name(item)) names.push_back(*name);
  const auto has = [](schema::Shape kind) {
    return [kind](const ast::Name& name) { return schema::find_field(kind, name.text).has_value(); };
  };
  std::remove_copy_if(names.begin(), names.end(), std::back_inserter(misplaced), has(written));
  if (misplaced.empty() || (misplaced.size() == 1 && names.size() > 1)) return std::nullopt;
  for (const auto& shape : schema::all_shapes())
    if (shape.declares && shape.shape != written && std::all_of(names.begin(), names.end(), has(shape.shape)))
      return MeantKind{shape.shape, std::move(misplaced)};
  return std::nullopt;
}

}  // namespace herdc::analysis
