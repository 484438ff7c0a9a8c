#include <catch2/catch.hpp>

#include "compiler/analysis/lock.h"
#include "compiler/analysis/lower.h"
#include "compiler/analysis/operators.h"
#include "compiler/base/memory_file_system.h"
#include "compiler/diagnostics/render_text.h"

namespace herdc::analysis {
namespace {

using ast::Operator;
using model::Bytes;
using model::Duration;

/// A project of one file, with the part of a standard library that defaults name.
struct Project {
  MemoryFileSystem files;
  MemoryFileSystem standard;
  SourceMap sources;
  Sink sink;
  Lowered lowered;

  explicit Project(const std::string& text, const Limits& limits = {}, const Lock& lock = {}) {
    files.add("cluster.herd",
              "cluster demo { domain = \"example.com\", targets { mesos = \"1.11\" } }\n" + text);
    files.add("key.asc", "a key");
    standard.add("haproxy/haproxy.herd",
                 "base image { repository = \"docker.io/library/haproxy\", tag = \"2.6\" }\n");
    const auto program = load("cluster.herd", files, standard, sources, sink);
    lowered = lower(program, Choices{}, lock, files, standard, sources, sink, limits);
  }
  bool over_budget() const {
    for (const auto& d : sink.sorted())
      if (d.code.number == catalog::over_budget.code.number) return true;
    return false;
  }
  std::string messages() const { return diagnostics::render_text(sink.sorted(), sources, {}); }
};

/// The first host's name of machines whose one host is called x and the value of the expression.
std::string value_of(const std::string& expression) {
  const Project project("let shown = " + expression +
                        "\nmachines ops { hosts = \"x\\(shown)\", address = \"10.0.0.1\" }\n");
  INFO(project.messages());
  REQUIRE_FALSE(project.sink.has_errors());
  REQUIRE(project.lowered.model.hosts.size() == 1);
  return project.lowered.model.hosts.begin()->name.substr(1);
}

std::variant<model::Value::Data, Refusal> apply(Operator op, model::Value::Data left,
                                                model::Value::Data right) {
  return apply_operator(op, model::Value(std::move(left), {}), model::Value(std::move(right), {}));
}

template <class T>
bool gives(const std::variant<model::Value::Data, Refusal>& result, const T& expected) {
  const auto* data = std::get_if<model::Value::Data>(&result);
  return data != nullptr && std::holds_alternative<T>(*data) && std::get<T>(*data) == expected;
}
bool refuses(const std::variant<model::Value::Data, Refusal>& result, Refusal why) {
  const auto* refusal = std::get_if<Refusal>(&result);
  return refusal != nullptr && *refusal == why;
}

TEST_CASE("units are never mixed") {
  CHECK(gives(apply(Operator::add, Bytes{1}, Bytes{2}), Bytes{3}));
  CHECK(gives(apply(Operator::subtract, Duration{5}, Duration{7}), Duration{-2}));
  CHECK(gives(apply(Operator::multiply, Bytes{3}, std::int64_t{2}), Bytes{6}));
  CHECK(gives(apply(Operator::divide, Bytes{6}, std::int64_t{2}), Bytes{3}));
  CHECK(refuses(apply(Operator::add, Bytes{1}, Duration{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::add, Bytes{1}, std::int64_t{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::multiply, Bytes{1}, Bytes{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::divide, Bytes{1}, Duration{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::divide, std::int64_t{1}, Bytes{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::less, Bytes{1}, Duration{1}), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::add, std::string("a"), std::string("b")), Refusal::wrong_operands));
  CHECK(refuses(apply(Operator::add, true, std::int64_t{1}), Refusal::wrong_operands));
}

TEST_CASE("nothing is rounded and nothing overflows") {
  CHECK(refuses(apply(Operator::divide, std::int64_t{1}, std::int64_t{3}), Refusal::inexact));
  CHECK(refuses(apply(Operator::divide, Bytes{1}, std::int64_t{2}), Refusal::inexact));
  CHECK(refuses(apply(Operator::divide, std::int64_t{1}, std::int64_t{0}), Refusal::division_by_zero));
  CHECK(refuses(apply(Operator::divide, Bytes{1}, Bytes{0}), Refusal::division_by_zero));
  CHECK(refuses(apply(Operator::add, std::int64_t{INT64_MAX}, std::int64_t{1}), Refusal::inexact));
  CHECK(refuses(apply(Operator::multiply, Bytes{INT64_MAX}, std::int64_t{2}), Refusal::inexact));
  CHECK(refuses(apply(Operator::subtract, std::int64_t{INT64_MIN}, std::int64_t{1}), Refusal::inexact));
  CHECK(refuses(apply(Operator::divide, std::int64_t{INT64_MIN}, std::int64_t{-1}), Refusal::inexact));
}

TEST_CASE("integers have 64 bits") {
  CHECK(value_of("9223372036854775807 - 9223372036854775806") == "1");
  CHECK(value_of("-9223372036854775808 + 9223372036854775807 + 5") == "4");
  CHECK(value_of("9223372036854775807 / 9223372036854775807") == "1");
  CHECK(value_of("mod(10000000000000, 7)") == std::to_string(10000000000000 % 7));
  CHECK(value_of("count(9223372036854775806 .. 9223372036854775807)") == "2");
  CHECK(value_of("9223372036854775807B / 1B - 9223372036854775806") == "1");
  CHECK(Project("let a = 9223372036854775808\n").sink.has_errors());
  CHECK(Project("let a = -9223372036854775809\n").sink.has_errors());
  CHECK(Project("let a = 9223372036854775808B\n").sink.has_errors());
}

TEST_CASE("who uses what reads a service starts after that service") {
  const Project project(
      "machines ops { hosts = \"ops[1..2]\", address = \"10.0.0.\\(host.number)\" }\n"
      "base debian { repository = \"docker.io/library/debian\", tag = \"12\" }\n"
      "component service sleeper { on = ops, memory = 64MiB, cpus = 1, image = debian }\n"
      "let where = store.name\n"
      "volume data { host_path = \"/srv/\\(where)\" }\n"
      "volume later { host_path = \"/srv/\\(unordered(store).name)\" }\n"
      "image tools { base = debian, env { STORE = store.name } }\n"
      "image child { base = tools, steps = [{ run = \"true\" }] }\n"
      "service store from sleeper { mounts { \"/data\" = data }, env { ME = where } }\n"
      "service relay from sleeper { output store = store.name }\n"
      "service by-let from sleeper { env { A = where } }\n"
      "service by-mount from sleeper { mounts { \"/data\" = data } }\n"
      "service by-path from sleeper { env { A = data.host_path } }\n"
      "service by-image from sleeper { image = child }\n"
      "service by-output from sleeper { env { A = relay.store } }\n"
      "service not-later from sleeper { mounts { \"/data\" = later } }\n"
      "service not-let from sleeper { env { A = unordered(where) } }\n"
      "service not-path from sleeper { env { A = unordered(data).host_path } }\n",
      {}, Lock{{{"docker.io/library/debian:12", "sha256:" + std::string(64, 'a')}}, {}});
  INFO(project.messages());
  CHECK_FALSE(project.sink.has_errors());
  std::string starts;
  const auto& model = project.lowered.model;
  for (const auto& edge : model.edges)
    if (edge.kind == model::EdgeKind::starts)
      starts += model[edge.from].path + " " + model[edge.to].path +
                (edge.through.valid() ? " by " + model[edge.through].path : "") + "\n";
  // A mounted volume is used as it is made, whoever else reads its path without waiting.
  CHECK(starts ==
        "by-image store by tools\nby-let store\nby-mount store by data\nby-output relay\n"
        "by-output store\nby-path store\nnot-path store by data\n");
}

TEST_CASE("expressions") {
  CHECK(value_of("7 / 2 * 2") == "7");
  CHECK(value_of("2 + 3 * 4 - 1") == "13");
  CHECK(value_of("1GiB / 1MiB") == "1024");
  CHECK(value_of("mib(2GiB + 512MiB)") == "2560");
  CHECK(value_of("seconds(2min)") == "120");
  CHECK(value_of("if 1 < 2 and not false then 10 else 20") == "10");
  CHECK(value_of("sum([for i in 1 .. 100: i])") == "5050");
  CHECK(value_of("count({ for i in 1 .. 3: \"k\\(i)\" = i })") == "3");
  CHECK(value_of("join([for k, v in { b10 = 1, b9 = 2 }: k], \"-\")") == "b9-b10");
  CHECK(value_of("quorum(5)") == "3");
  CHECK(value_of("pad(7, 3)") == "007");
}

/// Runs with a limit that is lowered until it is too low; the exact place is between `low` and `high`.
template <class Make>
void check_limit(std::size_t Limits::*limit, Make project_with) {
  std::size_t low = 0;
  std::size_t high = Limits{}.*limit;
  while (high - low > 1) {
    Limits limits;
    limits.*limit = low + (high - low) / 2;
    (project_with(limits).over_budget() ? low : high) = limits.*limit;
  }
  Limits enough, too_little;
  enough.*limit = high;
  too_little.*limit = high - 1;
  const auto good = project_with(enough);
  INFO(good.messages());
  CHECK_FALSE(good.sink.has_errors());
  const auto bad = project_with(too_little);
  CHECK(bad.over_budget());
  CHECK(bad.sink.sorted().size() == 1);
}

TEST_CASE("a limits is enough at N and too little at N - 1, with one message") {
  const std::string machines =
      "machines ops { hosts = \"ops[1..9]\", address = \"10.0.0.\\(host.number)\" }\n";
  check_limit(&Limits::steps, [&](const Limits& limits) {
    return Project(
        machines + "let s = sum([for i in 1 .. 50: i * 2])\nvolume data { host_path = \"/srv/\\(s)\" }\n",
        limits);
  });
  check_limit(&Limits::bytes, [&](const Limits& limits) {
    return Project(
        "let s = join([for i in 1 .. 50: \"xxxxxxxx\"], \"\")\nvolume data { host_path = \"/srv/\\(s)\" }\n",
        limits);
  });
  check_limit(&Limits::depth, [&](const Limits& limits) {
    std::string lets;
    for (int i = 0; i < 40; ++i)
      lets += "let v" + std::to_string(i) + " = v" + std::to_string(i + 1) + " + 1\n";
    return Project(lets + "let v40 = 1\nvolume data { host_path = \"/srv/\\(v0)\" }\n", limits);
  });
}

TEST_CASE("hosts and declarations are counted") {
  for (const std::size_t limit : {9U, 8U}) {
    Limits limits;
    limits.hosts = limit;
    CHECK(Project("machines ops { hosts = \"ops[1..9]\", address = \"10.0.0.\\(host.number)\" }\n", limits)
              .sink.has_errors() == (limit < 9));
  }
  const std::string volumes = "volume data for i in 1 .. 100 { host_path = \"/srv/\\(i)\" }\n";
  std::size_t few = 0;
  for (std::size_t limit = 90; limit <= 120; ++limit) {
    Limits limits;
    limits.instances = limit;
    if (Project(volumes, limits).over_budget()) few = limit;
  }
  CHECK(few >= 99);
  CHECK(few < 110);
}

TEST_CASE("a fresh host gets the next number that was never given") {
  using Hosts = std::vector<std::string>;
  const auto assign = [](const model::Ordinals& known, const Hosts& hosts) {
    return assign_ordinals(known, hosts);
  };
  CHECK(assign({}, {"b", "a"}) == model::Ordinals{{"b", 1}, {"a", 2}});
  CHECK(assign({{"a", 1}, {"b", 2}}, {"c", "a", "b"}) == model::Ordinals{{"a", 1}, {"b", 2}, {"c", 3}});
  CHECK(assign({{"gone", 7}}, {"a"}) == model::Ordinals{{"gone", 7}, {"a", 8}});
  CHECK(assign({{"a", 1}, {"b", 2}}, {"b"}) == model::Ordinals{{"a", 1}, {"b", 2}});
  CHECK(assign({{"a", 2}}, {"b"}) == model::Ordinals{{"a", 2}, {"b", 3}});
}

TEST_CASE("herd.lock is written as it is read") {
  Lock lock;
  lock.bases["docker.io/library/debian:12"] = "sha256:" + std::string(64, 'a');
  lock.ordinals["demo"]["web"] = {{"ops9", 1}, {"ops10", 2}};
  SourceMap sources;
  const auto text = write_lock(lock);
  const auto file = sources.add("herd.lock", text);
  Sink sink;
  CHECK(parse_lock(text, file, sink) == lock);
  CHECK_FALSE(sink.has_errors());
  CHECK(write_lock(lock) == text);
}

TEST_CASE("every default of the schema has the type of its field") {
  // Components are checked against the schema even when nobody uses them, and the defaults are their lowest
  // layer.
  const Project project(
      "machines ops { hosts = \"ops[1..2]\", address = \"10.0.0.\\(host.number)\" }\n"
      "base debian { repository = \"docker.io/library/debian\", tag = \"12\" }\n"
      "volume data { host_path = \"/srv/data\" }\n"
      "service web {\n"
      "  image = debian\n  on = ops\n  memory = 64MiB\n  cpus = 0.1\n  ports { http = 80 }\n"
      "  mounts { \"/data\" = data }\n  health { command = [\"true\"] }\n  log { files = 2 }\n}\n"
      "secret cert { file = \"/etc/cert\" }\n"
      "slaves cows {\n  hosts = \"cow[1..2]\"\n  masters = web\n"
      "  package { repository = \"https://example.com\", suite = \"x\", key = \"key.asc\", version = \"1\" "
      "}\n}\n"
      "app shop {\n  image = debian\n  cpus = 1\n  memory = 64MiB\n  health { path = \"/\" }\n"
      "  upgrade { maximum_over_capacity = 0 }\n}\n"
      "proxy edge {\n  on = ops\n  image = debian\n  tls { certificates = [cert] }\n"
      "  route \"a.example.com\" { to = web.ports.http }\n}\n",
      {}, Lock{{{"docker.io/library/debian:12", "sha256:" + std::string(64, 'a')}}, {}});
  INFO(project.messages());
  CHECK_FALSE(project.sink.has_errors());
  const auto text = dump(project.lowered.model);
  for (const auto& field : schema::all_fields())
    if (!field.fallback.empty()) {
      CAPTURE(field.name);
      CHECK(text.find(field.name) != std::string::npos);
    }
}

}  // namespace
}  // namespace herdc::analysis
