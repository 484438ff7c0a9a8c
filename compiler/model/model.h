#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/model/value.h"

namespace herdc::model {

/// One machine. Its address comes from `machines.address`.
struct Host {
  std::string name;
  std::string address;
  std::string rack;  ///< "" when none was given
  std::string mac;   ///< "" when none was given
  DeclId machines;
  Span span;
};

struct FieldValue {
  schema::FieldId field;
  Value value;
  bool is_default = false;  ///< written by nobody: from the schema's table
};

/// A declaration after layers, expansion and conversion: every field has the type that the schema says.
/// Absent fields without a default have no entry.
struct Declaration {
  schema::Shape kind;
  std::string name;  ///< emitted: unique per kind, a DNS label, so safe as a file name and a container name
  std::string path;  ///< how the source calls it: `zookeeper.data`, `web["shop"]`, `std.zookeeper.image`
  Span span;         ///< of its name where it is declared
  DeclId owner;      ///< the declaration it is owned by; not valid at top level
  std::vector<Span> made_from;     ///< the bodies of its components, base first
  bool library = false;            ///< from the standard library or a package
  bool in_use = true;              ///< false for what a library offers and nobody here reads
  bool sound = true;               ///< nothing in it was reported: what is absent was not written
  std::vector<FieldValue> fields;  ///< in the schema's order
  std::map<std::string, Value> outputs;
  struct NumberReading {
    schema::FieldId field;
    std::string key;  ///< of the field's entry
    Span span;
  };
  std::vector<NumberReading> number_readings;  ///< where fields read `host.number`

  const Value* find(schema::FieldId field) const;
  /// Whether the source wrote it.
  bool is_set(schema::FieldId field) const;
};

/// Why one declaration needs another.
enum class EdgeKind {
  builds,  ///< an image on a base or image, a service on its image
  starts,  ///< a service that reads another service, or names it in `after`; an app that names one there
  mounts,
  routes,  ///< a proxy and what is behind it
  reads,
};
std::string_view to_text(EdgeKind kind);

struct Edge {
  DeclId from;  ///< needs `to`
  DeclId to;
  EdgeKind kind;
  Span span;                    ///< what reads it
  DeclId through{};             ///< not valid, or what `from` uses and reads `to` in turn
  bool named_in_after = false;  ///< and no value of `to` is read
};

/// A file of the project that goes into an image.
struct InputFile {
  std::string path;
  std::string bytes;
  bool executable = false;
  FileId source;  ///< its entry in the source map, so that emitted lines can name it
};

/// Configuration that a container reads from a directory of the machine. The script that runs the service
/// puts it there, and reloads instead of replacing the container.
struct Configuration {
  std::vector<std::string> files;     ///< in the tree: "haproxy/edge.cfg"
  std::string directory;              ///< in the container, where they are without their directory
  std::vector<std::string> validate;  ///< run in a container of the image; 0 when the files are right
  std::string reload;                 ///< signal that makes the process read them again: "SIGUSR2"
};

/// Numbers of a service's hosts (`host.ordinal`), by host name.
using Ordinals = std::map<std::string, std::int64_t, NaturalLess>;

/// Phase 4's result: everything that a backend may decide on. Ids follow the source; what is read through
/// of_kind, edges and maps does not, so the order of declarations never shows.
struct Model {
  IdVector<DeclId, Declaration> declarations;
  IdVector<HostId, Host> hosts;
  IdVector<InputFileId, InputFile> files;
  std::vector<Edge> edges;  ///< sorted, each once
  DeclId cluster;
  std::map<DeclId, std::string> base_digests;  ///< "sha256:…" of each base in use, from herd.lock
  std::map<std::string, Ordinals> ordinals;    ///< by service name; only services that read `host.ordinal`
  std::map<DeclId, DeclId> proxies;            ///< the service that runs a proxy → the proxy
  std::map<DeclId, Configuration> configurations;  ///< of services that have one

  const Declaration& operator[](DeclId id) const { return declarations[id]; }
  /// Those in use, sorted by name.
  std::vector<DeclId> of_kind(schema::Shape kind) const;
  /// The hosts of a service (`on`) or of machines (`hosts`), in order.
  std::vector<HostId> hosts_of(DeclId id) const;
};

// Reading fields that the schema says are there and of that type.
const std::string& text(const Declaration& declaration, schema::FieldId field);
const std::string* find_text(const Declaration& declaration, schema::FieldId field);
std::int64_t integer(const Declaration& declaration, schema::FieldId field);
Decimal number(const Declaration& declaration, schema::FieldId field);
Bytes bytes(const Declaration& declaration, schema::FieldId field);
Duration duration(const Declaration& declaration, schema::FieldId field);
DeclId reference(const Declaration& declaration, schema::FieldId field);
/// Empty when the field is absent.
const List& list(const Declaration& declaration, schema::FieldId field);
const Map& map(const Declaration& declaration, schema::FieldId field);
/// Null when absent.
const Record* record(const Declaration& declaration, schema::FieldId field);
/// Where the field was written; the declaration's own place when it was not.
Span place(const Declaration& declaration, schema::FieldId field);

/// Those of a kind that are sound, and so is all that they use: what they are built on, and what they mount.
std::vector<DeclId> sound_of_kind(const Model& model, schema::Shape kind);

/// The value for one host: itself unless it is a PerHost.
const Value& for_host(const Value& value, HostId host);
/// `scalar_text`, with a host written as its name.
std::string word(const Model& model, const Value& value);

}  // namespace herdc::model
