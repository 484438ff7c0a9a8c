#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/backend/mesos/flag_table.h"
#include "compiler/diagnostics/catalog_mesos.h"
#include "compiler/diagnostics/sink.h"
#include "compiler/model/model.h"

namespace herdc::mesos {

/// One file of the directory that mesos-init-wrapper reads: its name is the flag.
struct Setting {
  std::string file;  ///< "gc_delay", "?strict", "?no-strict"
  std::string text;  ///< one line; "" for a file whose name says all
  std::vector<Span> origins;
};

struct AgentHost {
  std::string name;
  std::string address;  ///< "" when none was given
  Span span;
  std::vector<Setting> own;  ///< what is different from host to host
};

struct Package {
  std::string repository;
  std::string suite;
  std::vector<std::string> components;
  std::string name;
  std::string version;
  std::string key_file;  ///< below the pool's directory in the tree
  const model::InputFile* key = nullptr;
  Span span;
};

struct MasterAddress {
  std::string address;
  Span span;
};

/// The agents of one pool: everything that their files and their script say, decided.
struct Agents {
  std::string cluster;
  std::string pool;
  Span place;
  std::string program;  ///< "mesos-slave" or "mesos-agent": the service and its directory below /etc
  Setting masters;      ///< etc/mesos/zk
  std::vector<MasterAddress> master_addresses;
  std::vector<Setting> settings;
  std::vector<AgentHost> hosts;
  std::optional<Package> package;
};

Agents decide(const model::Model& model, model::DeclId pool, Sink& sink);

/// A flag that is set: what the checks between flags look at.
struct SetFlag {
  const Flag* flag;
  Span place;
  std::vector<std::string> texts;  ///< of each host, or one for all
};
/// What may not stand beside what, and bounds that the table does not know.
void check_together(const std::vector<SetFlag>& flags, Sink& sink);
/// The row for `name` when it may be set at all; otherwise it is reported.
const Flag* check_name(const std::string& name, const Target& target, Span place, Sink& sink);

}  // namespace herdc::mesos
