#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/backend/mesos/flag_table.h"
#include "compiler/diagnostics/catalog_mesos.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::mesos {

/// What stands in the file of a flag; nothing when the value cannot stand there, which is then reported.
using Word = std::optional<std::string>;

/// One flag whose value is being written: the ways to say what is wrong with it.
class Spelling {
 public:
  Spelling(const model::Model& model, const Flag& flag, Span place, Sink& sink)
      : model_(model), flag_(flag), place_(place), sink_(sink) {}

  const Flag& flag() const { return flag_; }
  Sink& sink() const { return sink_; }
  Span place(const model::Value& value) const { return value.span.known() ? value.span : place_; }

  Word wrong_type(const model::Value& value) const;
  Word bad(const model::Value& value, std::string_view problem, std::string_view hint = "") const;
  /// `text` unless there is a problem with it.
  Word checked(const model::Value& value, std::string text, std::string_view problem) const;

  /// Text, or the name of a host. Line feeds at the end are left out: each file ends in one.
  std::optional<std::string> text(const model::Value& value) const;
  /// Whole numbers and decimals.
  std::optional<Decimal> number(const model::Value& value) const;

 private:
  const model::Model& model_;
  const Flag& flag_;
  const Span place_;
  Sink& sink_;
};

/// By the type of the flag; `value` is that of one host.
Word spell(const Spelling& spelling, const model::Value& value);
Word spell_json(const Spelling& spelling, const model::Value& value);
Word spell_attributes(const Spelling& spelling, const model::Value& value);
Word spell_resources(const Spelling& spelling, const model::Value& value);

/// "text", "a list": for messages.
std::string kind_of(const model::Value& value);
/// A number with at most the three decimals that Mesos keeps; "" otherwise.
std::string scalar(Decimal number);

}  // namespace herdc::mesos
