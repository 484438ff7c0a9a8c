#pragma once

#include <string>
#include <utility>

#include "compiler/image/contexts.h"

/// Models written by hand, as the analysis would deliver them: every record with its defaults.
namespace herdc::test {

namespace field = schema::field;
using model::Bytes;
using model::DeclId;
using model::Duration;
using model::HostId;
using model::List;
using model::Map;
using model::Record;
using model::Value;

inline Value value(Value::Data data, Span span = {}) {
  return Value(std::move(data), span);
}
inline Value text(std::string bytes) {
  return value(std::move(bytes));
}
inline Value texts(const std::vector<std::string>& words) {
  List list;
  for (const auto& word : words) list.push_back(text(word));
  return model::make_shared_value(std::move(list), Span{});
}
inline Value map(Map entries) {
  return model::make_shared_value(std::move(entries), Span{});
}
inline Value list(List items) {
  return model::make_shared_value(std::move(items), Span{});
}
inline Value record(schema::Shape shape, std::vector<std::pair<schema::FieldId, Value>> fields) {
  return model::make_shared_value(Record{shape, std::move(fields), {}, {}}, Span{});
}

inline Value port(std::int64_t listen, std::int64_t machine = 0, const std::string& protocol = "tcp") {
  return record(schema::Shape::port, {{field::port::listen, value(listen)},
                                      {field::port::machine, value(machine == 0 ? listen : machine)},
                                      {field::port::protocol, text(protocol)}});
}
inline Value mount(DeclId volume, bool read_only = false) {
  return record(schema::Shape::mount,
                {{field::mount::volume, value(volume)}, {field::mount::read_only, value(read_only)}});
}
inline Value health(const std::vector<std::string>& command) {
  return record(schema::Shape::health, {{field::health::command, texts(command)},
                                        {field::health::interval, value(Duration{10'000})},
                                        {field::health::timeout, value(Duration{5'000})},
                                        {field::health::retries, value(std::int64_t{3})},
                                        {field::health::grace, value(Duration{30'000})}});
}

/// A cluster `farm` of two machines `cow1` and `cow2`, with a pinned base `debian` and what a test adds.
struct Farm {
  model::Model model;
  graph::DependencyGraph graph;
  SourceMap sources;
  Sink sink;
  DeclId machines;
  DeclId base;

  Farm() {
    const auto source = sources.add("cluster.herd", std::string(500, '\n'));
    model.cluster = add(schema::Shape::cluster, "farm", {source, 0, 1}, {});
    machines = add(schema::Shape::machines, "cows", {source, 1, 2}, {});
    List hosts;
    for (int i = 1; i <= 2; ++i) {
      const auto name = "cow" + std::to_string(i);
      const auto id =
          model.hosts.push({name, "10.0.0." + std::to_string(i), "", "", machines, {source, 2, 3}});
      hosts.push_back(value(id));
    }
    set(machines, field::machines::hosts, list(hosts));
    base = add(schema::Shape::base, "debian", {source, 3, 4},
               {{field::base::repository, text("docker.io/library/debian")}, {field::base::tag, text("12")}});
    model.base_digests[base] = "sha256:" + std::string(64, 'a');
  }

  DeclId add(schema::Shape kind, const std::string& name, Span span,
             std::vector<std::pair<schema::FieldId, Value>> fields) {
    model::Declaration declaration;
    declaration.kind = kind;
    declaration.name = declaration.path = name;
    declaration.span = span;
    for (auto& [id, value] : fields) declaration.fields.push_back({id, std::move(value)});
    const auto id = model.declarations.push(std::move(declaration));
    if (kind == schema::Shape::image) graph.build_order.push_back(id);
    if (kind == schema::Shape::service) graph.start_order.push_back(id);
    return id;
  }
  void set(DeclId id, schema::FieldId field, Value value) {
    auto& fields = model.declarations[id].fields;
    for (auto& entry : fields)
      if (entry.field == field) {
        entry.value = std::move(value);
        return;
      }
    fields.push_back({field, std::move(value)});
  }

  DeclId image(const std::string& name, std::vector<std::pair<schema::FieldId, Value>> fields) {
    return add(schema::Shape::image, name, {FileId{0}, 10, 11}, std::move(fields));
  }
  /// A volume of the project, with one mount of it under `target`.
  DeclId volume(const std::string& name, const std::string& host_path) {
    return add(schema::Shape::volume, name, {FileId{0}, 30, 31},
               {{field::volume::host_path, text(host_path)}});
  }
  DeclId service(const std::string& name, std::vector<std::pair<schema::FieldId, Value>> fields) {
    const auto id = add(schema::Shape::service, name, {FileId{0}, 20, 21},
                        {{field::service::image, value(base)},
                         {field::service::on, *model.declarations[machines].find(field::machines::hosts)},
                         {field::service::memory, value(Bytes{std::int64_t{2} << 30})},
                         {field::service::cpus, value(*Decimal::parse("0.5"))},
                         {field::service::restart, text("always")},
                         {field::service::network, text("bridge")},
                         {field::service::pids, value(std::int64_t{4096})},
                         {field::service::stop_timeout, value(Duration{30'000})}});
    for (auto& [field, value] : fields) set(id, field, std::move(value));
    return id;
  }
  /// A different text on each host.
  Value per_host(const std::vector<std::string>& texts) {
    model::PerHost table;
    for (std::uint32_t i = 0; i < texts.size(); ++i) table.values.emplace_back(HostId{i}, text(texts[i]));
    return model::make_shared_value(std::move(table), Span{});
  }

  image::Contexts images() { return image::build_contexts(model, graph, sources, sink); }
  /// Null when the image or the file is not there.
  static const artifact::Artifact* file(const image::Contexts& contexts, DeclId image,
                                        std::string_view path) {
    const auto context = contexts.contexts.find(image);
    if (context == contexts.contexts.end()) return nullptr;
    for (const auto& file : context->second.files)
      if (file.path == path) return &file;
    return nullptr;
  }
  /// Codes of what was found, in order.
  std::vector<int> codes() const {
    std::vector<int> numbers;
    for (const auto& diagnostic : sink.sorted()) numbers.push_back(diagnostic.code.number);
    return numbers;
  }
};

}  // namespace herdc::test
