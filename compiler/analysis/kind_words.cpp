#include "compiler/analysis/kind_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/analysis/sub_blocks.h"
#include "compiler/analysis/wording.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/schema/other_words.h"

namespace herdc::analysis {
namespace {

/// The first kind of block that has a sub-block of this name: `targets` is a part of `cluster`.
std::optional<std::string_view> owner_of_block(std::string_view name) {
  for (const auto& shape : schema::all_shapes())
    if (const auto field = schema::find_field(shape.shape, name);
        shape.declares && field && schema::info(*field).is_sub_block())
      return shape.name;
  return std::nullopt;
}

/// Those that could have been meant: a quoted label is the key of a keyed one.
std::vector<std::string> sub_blocks_of(schema::Shape owner, bool keyed) {
  std::vector<std::string> names;
  for (const auto id : schema::info(owner).fields)
    if (schema::info(id).is_sub_block() && (!keyed || schema::info(id).is(schema::keyed)))
      names.emplace_back(schema::info(id).name);
  return names;
}

std::string sub_block_hint(schema::Shape owner, const std::string& word,
                           const std::vector<std::string>& names) {
  if (const auto familiar = familiar_word(word)) return fmt::format("did you mean `{}`?", *familiar);
  if (const auto instead = schema::instead_of(owner, word))
    return fmt::format("it is written `{}` here", *instead);
  if (const auto near = nearest(word, names)) return fmt::format("did you mean `{}`?", *near);
  return names.empty() ? "it has no sub-blocks" : fmt::format("its sub-blocks are {}", enumerate(names));
}

/// The body of a block of one kind, filled with the fields of another one.
struct MeantKind {
  schema::Shape kind;
  std::vector<ast::Name> misplaced;  ///< the fields that the written kind does not have; one at least
};

const ast::Name* field_name(const ast::Item& item) {
  if (const auto* field = std::get_if<ast::Field>(&item.node))
    return std::get_if<ast::Name>(&field->key.value);
  const auto* block = std::get_if<ast::Block>(&item.node);
  return block != nullptr && !block->label ? &block->kind : nullptr;
}

/// The one other kind that has all that is written in `body`, when that is much more of it than `written`
/// has.
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

}  // namespace

std::optional<schema::Shape> kind_of(const ast::Name& word, Sink& sink) {
  if (const auto kind = schema::find_kind(word.text)) return kind;
  if (const auto later = schema::find_later(word.text)) {
    sink.report(catalog::not_yet, word.span, *later);
    return std::nullopt;
  }
  const auto owner = owner_of_block(word.text);
  sink.report(catalog::unknown_kind, word.span, word.text)
      .with_hint(
          owner ? fmt::format("it is a part of another block: `{} … {{ {} {{ … }} }}`", *owner, word.text)
                : suggest(word.text, schema::kind_names(), "the kinds are"));
  return std::nullopt;
}

bool refuse_entries(const ast::Block& block, const schema::Type& type, Sink& sink) {
  if (block.for_clause) {
    sink.report(catalog::misplaced_item, block.for_clause->span, "`for`")
        .with_hint(type.form == schema::Type::Form::record
                       ? "this block is written once"
                       : fmt::format("a map of many entries is `{} = {{for x in …: \"\\(x)\" = …}}`",
                                     block.kind.text));
  } else if (block.label) {
    sink.report(catalog::misplaced_item, block.label->span, "a name")
        .with_hint(fmt::format("`{0}` has none: write `{0} {{ … }}`", block.kind.text));
  }
  return is_entry(block);
}

bool misspelt_sub_block(const ast::Block& block, schema::Shape owner, Sink& sink) {
  const auto& word = block.kind.text;
  if (const auto field = schema::find_field(owner, word); field && schema::info(*field).is_sub_block())
    return refuse_entries(block, schema::info(*field).type, sink);
  const bool quoted = block.label && std::holds_alternative<ast::Text>(block.label->value);
  if ((block.label && !quoted) || schema::find_kind(word)) return false;
  const auto names = sub_blocks_of(owner, quoted);
  if (quoted && names.empty()) return false;
  if (!familiar_word(word) && schema::find_later(word)) return false;
  sink.report(catalog::unknown_field, block.kind.span, with_article(schema::info(owner).name), word)
      .with_hint(sub_block_hint(owner, word, names));
  return true;
}

bool wrong_kind(const ast::Block& block, schema::Shape written, Sink& sink) {
  const auto meant = meant_kind(block.body, written);
  if (!meant) return false;
  const auto kind = schema::info(meant->kind).name;
  std::vector<std::string> fields;
  for (const auto& field : meant->misplaced) fields.push_back(fmt::format("`{}`", field.text));
  const auto& first = meant->misplaced.front();
  sink.report(catalog::unknown_field, first.span, with_article(block.kind.text), first.text)
      .with_hint(fmt::format("{} {} of {}: write `{} {} {{ … }}`", enumerate(fields),
                             fields.size() == 1 ? "is a field" : "are fields", with_article(kind), kind,
                             std::get<ast::Name>(block.label->value).text));
  return true;
}

}  // namespace herdc::analysis
