#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/backend/docker/container.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/image/contexts.h"
#include "compiler/model/model.h"

namespace herdc::docker {

/// How the value of one host is written.
using Spell = std::function<std::string(const model::Value&)>;

/// A container that is being decided: what may be looked at, and the only ways to add a word to it. Every
/// value is checked here for what no argument of a program can hold.
class Draft {
 public:
  Draft(const model::Model& model, model::DeclId service, Sink& sink);

  const model::Model& model() const { return model_; }
  model::DeclId id() const { return id_; }
  const model::Declaration& service() const { return model_[id_]; }
  /// Where a field of the service was written.
  Span place(schema::FieldId field) const { return model::place(service(), field); }
  bool is_bridged() const;
  Sink& sink() const { return sink_; }

  /// Adds `--name=value`.
  void flag(std::string_view name, ShellWord value, Span origin);
  void flag(std::string_view name, std::string_view value, Span origin);

  /// The word for a value that may vary by host: its text, or the variable `column` of the table. `what` and
  /// `around`, the bytes beside it in the same argument, are for the diagnostics.
  ShellWord word(const model::Value& value, const std::string& column, std::string_view what,
                 std::size_t around, const Spell& spell);
  /// Written as an interpolation would.
  ShellWord word(const model::Value& value, const std::string& column, std::string_view what,
                 std::size_t around);

  Container container;

 private:
  void check(std::string_view value, std::string_view what, Span span, std::size_t around);

  const model::Model& model_;
  const model::DeclId id_;
  const std::vector<model::HostId> hosts_;
  Sink& sink_;
};

// What is decided about one part of a container; decide.cpp calls them in the order of the script.
void decide_names(Draft& draft);  ///< machines that it knows by name
void decide_network(Draft& draft);
void decide_ports(Draft& draft);
void decide_mounts(Draft& draft);
void decide_inputs(Draft& draft);  ///< configuration and secrets
void decide_command(Draft& draft);

}  // namespace herdc::docker
