#include "compiler/analysis/instances.h"

#include <fmt/format.h>

#include <algorithm>

namespace herdc::analysis {
namespace {

using diagnostics::Diagnostic;
using model::Declaration;

bool is_made_from(const Declaration& declaration, Span place) {
  return std::any_of(declaration.made_from.begin(), declaration.made_from.end(),
                     [&](Span body) { return is_inside(place, body); });
}

/// `east.masters` is a word of the block `east`.
bool speaks_of(std::string_view message, const Declaration& declaration) {
  for (const auto end : {'`', '.', '['})
    if (message.find(fmt::format("`{}{}", declaration.path, end)) != std::string_view::npos) return true;
  return false;
}

bool has_note_at(const Diagnostic& diagnostic, Span place) {
  return std::any_of(diagnostic.notes.begin(), diagnostic.notes.end(), [&](const diagnostics::Note& note) {
    return note.span.file == place.file && note.span.begin == place.begin;
  });
}

std::string title_of(const Declaration& declaration) {
  return fmt::format("{} `{}`", schema::info(declaration.kind).name, declaration.path);
}

void name_instance(std::span<const Declaration> among, Diagnostic& diagnostic) {
  std::vector<const Declaration*> made, named;
  for (const auto& declaration : among)
    if (is_made_from(declaration, diagnostic.span)) made.push_back(&declaration);
  std::copy_if(made.begin(), made.end(), std::back_inserter(named),
               [&](const auto* declaration) { return speaks_of(diagnostic.message, *declaration); });
  if (!named.empty()) made = named;
  if (made.empty() ||
      std::any_of(made.begin(), made.end(), [&](const auto* d) { return has_note_at(diagnostic, d->span); }))
    return;
  diagnostic.with_note(made.front()->span, made_from_note(title_of(*made.front()), made.size() - 1));
}

}  // namespace

std::string made_from_note(std::string_view title, std::size_t more) {
  if (more == 0) return fmt::format("needed for {}, which is made from that component", title);
  return fmt::format("needed for {} and {} more, which are made from that component", title, more);
}

void name_instances(std::span<const Declaration> among, std::size_t mark, Sink& sink) {
  for (auto& diagnostic : sink.take_since(mark)) {
    name_instance(among, diagnostic);
    sink.add(std::move(diagnostic));
  }
}

}  // namespace herdc::analysis
