#include <catch2/catch.hpp>

#include "compiler/backend/docker/backend.h"
#include "compiler/backend/docker/decide.h"
#include "tests/unit/farm.h"

namespace herdc::test {
namespace {

struct Services : Farm {
  docker::Container container(DeclId service) { return docker::decide(model, images(), service, sink); }
  std::vector<std::string> flags(DeclId service) {
    std::vector<std::string> words;
    for (const auto& word : container(service).flags) words.push_back(word.text.text());
    return words;
  }
  artifact::Tree tree() {
    artifact::Tree tree;
    const auto contexts = images();
    docker::emit({model, graph, contexts, sources}, tree, sink);
    return tree;
  }
};

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

TEST_CASE("every container has its limits, whatever the source says") {
  Services farm;
  CHECK(farm.flags(farm.service("db", {})) ==
        std::vector<std::string>{"--restart=always", "--memory=2g", "--memory-swap=2g", "--cpus=0.5",
                                 "--pids-limit=4096", "--stop-timeout=30", "--security-opt=no-new-privileges",
                                 "--log-opt=max-size=10m", "--log-opt=max-file=3", "--add-host=cow1:10.0.0.1",
                                 "--add-host=cow2:10.0.0.2"});
  CHECK(farm.codes().empty());
}

TEST_CASE("each field becomes its flag") {
  Services farm;
  const auto data = farm.volume("data", "/disk/a,b");
  const auto id = farm.service(
      "db", {{field::service::restart, text("on-failure:3")},
             {field::service::user, text("5:6")},
             {field::service::workdir, text("/w")},
             {field::service::stop_signal, text("SIGINT")},
             {field::service::log, record(schema::Shape::log, {{field::log::max_size, value(Bytes{1 << 20})},
                                                               {field::log::files, value(std::int64_t{7})}})},
             {field::service::ports, map({{"a", port(80, 8080)}, {"b", port(53, 53, "udp")}})},
             {field::service::mounts, map({{"/data", mount(data, true)}})},
             {field::service::labels, map({{"x.y", text("$z")}})},
             {field::service::health, health({"test", "a b", "it's"})}});
  const auto flags = farm.flags(id);
  for (const auto* flag :
       {"--restart=on-failure:3", "--user=5:6", "--workdir=/w", "--stop-signal=SIGINT",
        "--log-opt=max-size=1m", "--log-opt=max-file=7", "--publish=\"$address\":8080:80/tcp",
        "--publish=\"$address\":53:53/udp", "--mount='type=bind,\"source=/disk/a,b\",target=/data,readonly'",
        "--label=x.y='$z'", "--health-cmd='test '\\''a b'\\'' '\\''it'\\''\\'\\'''\\''s'\\'''",
        "--health-interval=10s", "--health-timeout=5s", "--health-start-period=30s", "--health-retries=3"}) {
    CAPTURE(flag);
    CHECK(has(flags, flag));
  }
  const auto container = farm.container(id);
  CHECK(container.ready_port == "8080");
  REQUIRE(container.directories.size() == 1);
  CHECK(container.directories[0].owner == "5:6");
  CHECK(container.directories[0].mode == "0750");
  CHECK(farm.codes().empty());
}

TEST_CASE("what differs from host to host stands in the table") {
  Services farm;
  const auto id = farm.service(
      "db", {{field::service::env, map({{"ID", farm.per_host({"1", "it's"})}, {"X", text("y")}})},
             {field::service::args, list({text("-v"), farm.per_host({"a", "b c"})})}});
  const auto tree = farm.tree();
  const auto& script = tree.artifacts.at("core/db.sh");
  CHECK(script.bytes.find("    cow1) address=10.0.0.1 env_ID=1 arg_2=a ;;\n") != std::string::npos);
  CHECK(script.bytes.find("    cow2) address=10.0.0.2 env_ID='it'\\''s' arg_2='b c' ;;\n") !=
        std::string::npos);
  CHECK(script.bytes.find("    --env=ID=\"$env_ID\"\n    --env=X=y\n") != std::string::npos);
  CHECK(script.bytes.find("  args=(\n    -v\n    \"$arg_2\"\n  )\n") != std::string::npos);
  CHECK(farm.flags(id).back() == "--env=X=y");
}

TEST_CASE("a container knows the machines of the services that its own reads") {
  Services farm;
  const auto host = farm.model.hosts.push({"far1", "10.0.9.1", "", "", farm.machines, {}});
  const auto store = farm.service("store", {{field::service::on, list({value(host)})}});
  const auto web = farm.service("web", {});
  farm.model.edges.push_back({web, store, model::EdgeKind::starts, {}});
  CHECK(has(farm.flags(web), "--add-host=far1:10.0.9.1"));
  CHECK_FALSE(has(farm.flags(store), "--add-host=cow1:10.0.0.1"));
}

TEST_CASE("command replaces the image's program, args follow it") {
  Services farm;
  const auto id = farm.service(
      "db", {{field::service::command, texts({"/bin/db", "-f"})}, {field::service::args, texts({"x"})}});
  const auto container = farm.container(id);
  CHECK(container.flags.back().text.text() == "--entrypoint=/bin/db");
  REQUIRE(container.args.size() == 2);
  CHECK(container.args[0].text.text() == "-f");
  CHECK(container.args[1].text.text() == "x");
}

TEST_CASE("a host network publishes nothing, and needs no names") {
  Services farm;
  const auto id = farm.service(
      "db", {{field::service::network, text("host")}, {field::service::ports, map({{"a", port(80)}})}});
  const auto flags = farm.flags(id);
  CHECK(has(flags, "--network=host"));
  CHECK(flags.back() == "--network=host");
  CHECK(farm.container(id).ready_port == "80");
  CHECK(farm.codes().empty());
}

TEST_CASE("data belongs to the user that the image runs as, when that is a number") {
  Services farm;
  const auto owner = [&](const std::string& user) {
    const auto below = farm.image("below" + user,
                                  {{field::image::base, value(farm.base)}, {field::image::user, text(user)}});
    const auto above = farm.image("above" + user, {{field::image::base, value(below)}});
    const auto data = farm.volume("data" + user, "/data");
    const auto id = farm.service("db" + user, {{field::service::image, value(above)},
                                               {field::service::mounts, map({{"/d", mount(data)}})}});
    return farm.container(id).directories[0].owner;
  };
  CHECK(owner("7:8") == "7:8");
  CHECK(owner("7") == "7:0");
  CHECK(owner("postgres") == "0:0");
}

TEST_CASE("what docker cannot be told") {
  Services farm;
  const auto codes = [&](std::vector<std::pair<schema::FieldId, Value>> fields) {
    farm.container(farm.service("db", std::move(fields)));
    return farm.codes();
  };
  SECTION("a NUL") {
    CHECK(codes({{field::service::env, map({{"A", text(std::string("a\0b", 3))}})}}) == std::vector{6001});
  }
  SECTION("a word longer than the kernel takes") {
    CHECK(codes({{field::service::env, map({{"A", text(std::string(131'062, 'x'))}})}}).empty());
    CHECK(codes({{field::service::env, map({{"A", text(std::string(131'063, 'x'))}})}}) == std::vector{6002});
  }
  SECTION("a mount over everything") {
    CHECK(codes({{field::service::mounts, map({{"/", mount(farm.volume("v", "/data"))}})}}) ==
          std::vector{6003});
  }
  SECTION("directories of the kernel") {
    CHECK(codes({{field::service::workdir, text("/proc/self/fd/8")},
                 {field::service::mounts, map({{"/sys/x", mount(farm.volume("v", "/data"))}})}}) ==
          std::vector{6014, 6014});
  }
  SECTION("another port without a bridge") {
    CHECK(codes({{field::service::network, text("host")},
                 {field::service::ports, map({{"a", port(80, 81)}})}}) == std::vector{6004});
  }
  SECTION("a port without a network") {
    CHECK(codes({{field::service::network, text("none")}, {field::service::ports, map({{"a", port(80)}})}}) ==
          std::vector{6004});
  }
  SECTION("a port without a number") {
    CHECK(codes({{field::service::ports,
                  map({{"a", record(schema::Shape::port,
                                    {{field::port::machine, value(std::int64_t{80})}})}})}}) ==
          std::vector{6015});
  }
  SECTION("too little of a processor") {
    CHECK(codes({{field::service::cpus, value(*Decimal::parse("0.001"))}}) == std::vector{6005});
  }
  SECTION("a wait that docker takes for endless") {
    CHECK(codes({{field::service::stop_timeout, value(Duration{-1000})}}) == std::vector{6005});
  }
  SECTION("half a second") {
    CHECK(codes({{field::service::stop_timeout, value(Duration{500})}}) == std::vector{6006});
  }
  SECTION("an empty command") {
    CHECK(codes({{field::service::command, texts({})}}) == std::vector{6007});
  }
}

TEST_CASE("a port of a machine belongs to one service") {
  Services farm;
  const auto ports = [](Value one) { return std::pair{field::service::ports, map({{"a", std::move(one)}})}; };
  farm.service("db", {ports(port(80))});
  SECTION("another number") {
    farm.service("web", {ports(port(80, 81))});
  }
  SECTION("another protocol") {
    farm.service("web", {ports(port(80, 80, "udp"))});
  }
  SECTION("another address") {
    farm.service("web", {ports(record(schema::Shape::port, {{field::port::listen, value(std::int64_t{80})},
                                                            {field::port::protocol, text("tcp")},
                                                            {field::port::address, text("127.0.0.1")}}))});
  }
  SECTION("the same") {
    farm.service("web", {ports(port(8080, 80))});
    farm.tree();
    CHECK(farm.codes() == std::vector{6008});
    return;
  }
  farm.tree();
  CHECK(farm.codes().empty());
}

TEST_CASE("two scripts cannot have one name") {
  Services farm;
  farm.service("lib", {});
  farm.service("cows-up", {});
  farm.tree();
  CHECK(farm.codes() == std::vector{6009, 6009});
}

TEST_CASE("the tree holds one script a service, one a group, what they share and how machines are prepared") {
  Services farm;
  farm.service("db", {});
  farm.image("app", {{field::image::base, value(farm.base)}});
  std::vector<std::string> paths;
  const auto tree = farm.tree();
  for (const auto& [path, artifact] : tree.artifacts) {
    paths.push_back(path);
    CHECK(artifact.executable == (path.ends_with(".sh") && path != "core/lib.sh"));
    const auto feeds = std::count(artifact.bytes.begin(), artifact.bytes.end(), '\n');
    CHECK(artifact.origins.size() == static_cast<std::size_t>(feeds));
  }
  CHECK(paths == std::vector<std::string>{"core/cows-up.sh", "core/db.sh", "core/lib.sh",
                                          "images/app/Dockerfile", "images/build.sh",
                                          "machines/cows/prepare.sh"});
  CHECK(tree.artifacts.at("core/cows-up.sh").bytes.find("services=(\n  'db cow1 cow2'\n)\n") !=
        std::string::npos);
  CHECK(tree.artifacts.at("machines/cows/prepare.sh").bytes.find("  '10.0.0.2 cow2'\n") != std::string::npos);
}

}  // namespace
}  // namespace herdc::test
