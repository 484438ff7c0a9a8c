#include <catch2/catch.hpp>

#include "compiler/backend/mesos/agents.h"
#include "compiler/backend/mesos/grammar.h"
#include "tests/unit/farm.h"

namespace herdc::test {
namespace {

struct Pool : Farm {
  DeclId masters;
  DeclId pool;

  Pool() {
    masters = service("masters", {});
    model.declarations[masters].outputs["zk"] = text("zk://cow1:2181,cow2:2181/mesos");
    pool = add(schema::Shape::slaves, "cattle", {FileId{0}, 40, 41},
               {{field::slaves::hosts, *model.declarations[machines].find(field::machines::hosts)},
                {field::slaves::masters, value(masters)}});
  }
  mesos::Agents agents(Map flags) {
    flags.emplace("work_dir", text("/work"));
    set(pool, field::slaves::flags, map(std::move(flags)));
    return mesos::decide(model, pool, sink);
  }
  /// What the file of the flag says; "-" when there is none.
  std::string file(const std::string& name, Value flag) {
    for (const auto& setting : agents({{name, std::move(flag)}}).settings)
      if (setting.file == name) return setting.text;
    return "-";
  }
  /// The codes that a value gets.
  std::vector<int> codes_of(const std::string& name, Value flag) {
    sink = Sink();
    agents({{name, std::move(flag)}});
    return codes();
  }
};

const std::vector<int> fine;

TEST_CASE("durations and sizes are in the largest unit that holds them exactly") {
  Pool pool;
  CHECK(pool.file("gc_delay", value(Duration{300'000})) == "5mins");
  CHECK(pool.file("gc_delay", value(Duration{90'000})) == "90secs");
  CHECK(pool.file("gc_delay", value(Duration{604'800'000})) == "1weeks");
  CHECK(pool.file("gc_delay", value(Duration{1})) == "1ms");
  CHECK(pool.file("gc_delay", value(Duration{0})) == "0secs");
  CHECK(pool.file("fetcher_cache_size", value(Bytes{std::int64_t{2} << 30})) == "2GB");
  CHECK(pool.file("fetcher_cache_size", value(Bytes{1'048'577})) == "1048577B");
  CHECK(pool.codes().empty());
}

TEST_CASE("true and false are names of files") {
  Pool pool;
  CHECK(pool.file("?strict", text("x")) == "-");
  const auto agents = pool.agents({{"strict", value(false)}, {"cgroups_enable_cfs", value(true)}});
  std::vector<std::string> files;
  for (const auto& setting : agents.settings) files.push_back(setting.file + "=" + setting.text);
  CHECK(files == std::vector<std::string>{"?cgroups_enable_cfs=", "?no-strict=", "work_dir=/work"});
}

TEST_CASE("what differs from host to host is in its row, also where a host has none") {
  Pool pool;
  model::PerHost table;
  table.values = {
      {HostId{0}, map({{"hostname", text("a")}, {"work_dir", text("/w")}, {"strict", value(true)}})},
      {HostId{1}, map({{"hostname", text("b")}, {"work_dir", text("/w")}})}};
  pool.set(pool.pool, field::slaves::flags, model::make_shared_value(std::move(table), Span{}));
  const auto agents = mesos::decide(pool.model, pool.pool, pool.sink);
  REQUIRE(agents.settings.size() == 1);
  CHECK(agents.settings[0].file == "work_dir");
  REQUIRE(agents.hosts.size() == 2);
  CHECK(agents.hosts[0].own.size() == 2);
  REQUIRE(agents.hosts[1].own.size() == 1);
  CHECK(agents.hosts[1].own[0].text == "b");
  CHECK(pool.codes().empty());
}

TEST_CASE("resources in their grammar") {
  Pool pool;
  const auto ports = list({list({value(std::int64_t{1}), value(std::int64_t{5})}),
                           list({value(std::int64_t{7}), value(std::int64_t{9})})});
  CHECK(pool.file("resources", map({{"ports", ports}})) == "ports:[1-5,7-9]");
  CHECK(pool.file("resources", map({{"ports", texts({"1-5", "7-9"})}})) == "ports:[1-5,7-9]");
  CHECK(pool.file("resources", map({{"disks", texts({"sda", "sdb"})}})) == "disks:{sda,sdb}");
  CHECK(pool.file("resources", map({{"cpus(a/b)", value(*Decimal::parse("0.5"))}})) == "cpus(a/b):0.5");
  CHECK(pool.file("resources", map({{"mem", value(Bytes{1 << 30})}})) == "mem:1024");
  CHECK(pool.file("resources", text("cpus:4; mem : 5")) == "-");
  for (const auto& [key, amount] : Map{{"mem", value(Bytes{1000})},
                                       {"cpus", value(*Decimal::parse("0.0005"))},
                                       {"gpus", value(*Decimal::parse("0.5"))},
                                       {"ports", value(std::int64_t{80})},
                                       {"cpus(", value(std::int64_t{1})},
                                       {"cpus(*/a)", value(std::int64_t{1})}}) {
    CAPTURE(key);
    CHECK(pool.codes_of("resources", map({{key, amount}})) == std::vector<int>{6204});
  }
}

TEST_CASE("a resource holds the same in all roles") {
  Pool pool;
  const auto one = value(std::int64_t{1});
  CHECK(pool.codes_of("resources", map({{"g", one}, {"g(web)", texts({"a", "b"})}})) ==
        std::vector<int>{6204});
  CHECK(pool.codes_of("resources", map({{"g", one}, {"g(web)", one}, {"h", texts({"a"})}})) == fine);
  CHECK(pool.codes_of("resources", text("g:1;g(web):{a}")) == std::vector<int>{6204});
  CHECK(pool.codes_of("resources", text("[{\"name\": \"g\"}]")) == std::vector<int>{6204});
  const auto member = [](const char* type) { return map({{"name", text("g")}, {"type", text(type)}}); };
  CHECK(pool.codes_of("resources", list({member("SET"), member("SET")})) == fine);
  CHECK(pool.codes_of("resources", list({member("SET"), member("SCALAR")})) == std::vector<int>{6204});
  CHECK(pool.codes_of("resources", list({map({{"name", text("g")}})})) == std::vector<int>{6204});
  const auto in_json = [](const std::string& type) {
    return text(R"([{"name": "g", "type": "SET"}, {"name": "g", "type": ")" + type + R"("}])");
  };
  CHECK(pool.codes_of("resources", in_json("SET")) == fine);
  CHECK(pool.codes_of("resources", in_json("RANGES")) == std::vector<int>{6204});
}

TEST_CASE("limits that an agent has, at their ends") {
  Pool pool;
  for (const auto* good : {"0", "1", "0.1"})
    CHECK(pool.codes_of("gc_disk_headroom", value(*Decimal::parse(good))) == fine);
  for (const auto* bad : {"-0.1", "1.000001"})
    CHECK(pool.codes_of("gc_disk_headroom", value(*Decimal::parse(bad))) == std::vector<int>{6204});
  CHECK(pool.codes_of("registration_backoff_factor", value(Duration{60'000})) == fine);
  CHECK(pool.codes_of("registration_backoff_factor", text("61secs")) == std::vector<int>{6204});
  CHECK(pool.codes_of("gc_delay", value(Duration{9'100'000'000'000})) == fine);
  CHECK(pool.codes_of("gc_delay", value(Duration{9'300'000'000'000})) == std::vector<int>{6204});
}

TEST_CASE("names and values of variables") {
  Pool pool;
  const auto with = [&](const std::string& name, const std::string& content) {
    return pool.codes_of("executor_environment_variables", map({{name, text(content)}}));
  };
  CHECK(with("A b", "x=y") == fine);
  CHECK(with("", "x") == std::vector<int>{6204});
  CHECK(with("A=B", "x") == std::vector<int>{6204});
  CHECK(with("A", std::string(1, '\0')) == std::vector<int>{6204});
}

TEST_CASE("versions: since when, until when, and under which name") {
  Pool pool;
  const auto with = [&](const std::string& version, const std::string& layout) {
    pool.set(pool.model.cluster, field::cluster::targets,
             record(schema::Shape::targets,
                    {{field::targets::layout, text(layout)}, {field::targets::mesos, text(version)}}));
  };
  with("1.11.0", "mesosphere");
  CHECK(pool.codes_of("checkpoint", value(true)) == std::vector<int>{6202});
  CHECK(pool.codes_of("cleanup_log_files", value(std::int64_t{1})) == std::vector<int>{6202});
  CHECK(pool.codes_of("slave_subsystems", text("cpu")) == std::vector<int>{6211});
  with("0.21", "mesosphere");
  CHECK(pool.codes_of("checkpoint", value(true)) == fine);
  CHECK(pool.codes_of("slave_subsystems", text("cpu")) == fine);
  CHECK(pool.codes_of("agent_subsystems", text("cpu")) == std::vector<int>{6202});
  with("1.11", "clusterd");
  CHECK(pool.codes_of("cleanup_log_files", value(std::int64_t{1})) == fine);
}

TEST_CASE("every value that an agent would not get as it stands is refused") {
  Pool pool;
  for (const auto* bad :
       {"file:///etc/shadow", "a\nb", " a", "a ", "x --no-logger y", "a\x1b", "\xe2\x80\xae"}) {
    CAPTURE(bad);
    CHECK(pool.codes_of("hadoop_home", text(bad)) == std::vector<int>{6204});
  }
  for (const auto* good : {"$(id)", "it's", "a\"b\\c", "", "a=b", "--x", "\xc3\xa9"}) {
    CAPTURE(good);
    CHECK(pool.codes_of("hadoop_home", text(good)) == fine);
    CHECK(pool.file("hadoop_home", text(good)) == good);
  }
  CHECK(pool.codes_of("hadoop_home", text(std::string(131'060, 'a'))) == std::vector<int>{6204});
}

TEST_CASE("addresses of masters") {
  for (const auto* good :
       {"zk://a:1/m", "zk://a:2181,10.0.0.1:2182/mesos/one", "file:///etc/mesos/zk.secret"}) {
    CAPTURE(good);
    CHECK(mesos::zk_problem(good).empty());
  }
  for (const auto* bad :
       {"", "a:1", "zk://a/m", "zk://a:0/m", "zk://a:70000/m", "zk://a:1", "zk://a:1/", "zk://a:1//m",
        "zk://u:p@a:1/m", "zk://a:1,a:1/m", "zk://a:1,/m", "zk://a b:1/m", "file://x"}) {
    CAPTURE(bad);
    CHECK_FALSE(mesos::zk_problem(bad).empty());
  }
}

TEST_CASE("what Mesos takes for a number") {
  for (const auto* number :
       {"1", "-1.5", "1e5", "1E-5", "0x1F", "inf", "NaN", "+2", ".5", "5.", "-.5", ".5e1", "nan(1)"}) {
    CAPTURE(number);
    CHECK(mesos::is_number(number));
  }
  for (const auto* text :
       {"", "r1", "1a", "1-2", "e5", "1e", "--1", "info", ".", "-.", ".e1", "1.2.3", "nan("}) {
    CAPTURE(text);
    CHECK_FALSE(mesos::is_number(text));
  }
}

}  // namespace
}  // namespace herdc::test
