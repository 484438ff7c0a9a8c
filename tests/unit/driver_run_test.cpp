#include <catch2/catch.hpp>

#include <sstream>

#include "compiler/base/memory_file_system.h"
#include "compiler/base/text.h"
#include "compiler/driver/commands.h"

namespace herdc::driver {
namespace {

/// The whole tool in process: files in memory, no terminal, no other program, a clock that stands still.
struct Tool {
  MemoryFileSystem files;
  std::ostringstream out, err;
  std::map<std::string, std::string> variables;
  bool terminal = false;

  int run(const std::vector<std::string>& words) {
    out.str("");
    err.str("");
    Environment environment{out,
                            err,
                            terminal,
                            [this](const std::string& name) {
                              const auto found = variables.find(name);
                              return found == variables.end() ? std::nullopt
                                                              : std::optional<std::string>(found->second);
                            },
                            [this](const std::string&) -> Result<std::unique_ptr<ReadFiles>> {
                              return std::unique_ptr<ReadFiles>(std::make_unique<MemoryFileSystem>(files));
                            },
                            [](const std::vector<std::string>&) {
                              return ProgramResult{127, "", "there are no programs here"};
                            },
                            [] { return 1.0; }};
    return driver::run(words, environment);
  }
};

const std::string good =
    "cluster demo { domain = \"example.com\" }\n"
    "machines ops { hosts = \"ops[1..2]\", address = \"10.0.0.\\(host.number)\" }\n";

const std::string service =
    "base debian { repository = \"docker.io/library/debian\", tag = \"12\" }\n"
    "service web { image = debian, on = ops, memory = 64MiB, cpus = 0.1 }\n";

const std::string lock =
    "{\"version\": 1, \"bases\": {\"docker.io/library/debian:12\": \"sha256:" + std::string(64, 'a') +
    "\"}}\n";

TEST_CASE("check: nothing to say, something to say, could not run") {
  Tool tool;
  CHECK(tool.run({"check"}) == exit_could_not_run);
  tool.files.add("cluster.herd", good);
  CHECK(tool.run({"check"}) == exit_fine);
  CHECK((tool.out.str() + tool.err.str()).empty());
  tool.files.add("cluster.herd", good + "volume data { }\n");
  CHECK(tool.run({"check"}) == exit_findings);
  CHECK(tool.err.str().find("error[HERD3038]") != std::string::npos);
}

TEST_CASE("what is allowed is counted, and over when it is past its day") {
  Tool tool;
  tool.files.add("herd.lock", lock);
  tool.files.add("cluster.herd",
                 good +
                     "base debian { repository = \"docker.io/library/debian\", tag = \"12\" }\n"
                     "service web { image = debian, on = ops, memory = 64MiB, cpus = 0.1, network "
                     "= \"host\"\n allow HERD4110 because \"why\" until \"2027-01-01\" }\n");
  CHECK(tool.run({"check"}) == exit_fine);
  CHECK(tool.err.str() == "1 allowed\n");
  CHECK(tool.run({"check", "--quiet"}) == exit_fine);
  CHECK(tool.err.str().empty());
  CHECK(tool.run({"check", "--today=2027-01-01"}) == exit_fine);
  CHECK(tool.run({"check", "--today=2027-01-02"}) == exit_findings);
  CHECK(tool.err.str().find("warning[HERD4103]") != std::string::npos);
  CHECK(tool.err.str().find("error[HERD4110]") != std::string::npos);
  CHECK(tool.err.str().find("HERD4102") == std::string::npos);
  CHECK(tool.run({"check", "--today=2027-02-30"}) == exit_could_not_run);
}

TEST_CASE("colour on a terminal, not with NO_COLOR") {
  Tool tool;
  tool.terminal = true;
  tool.files.add("cluster.herd", good + "volume data { }\n");
  tool.run({"check"});
  CHECK(tool.err.str().find('\x1b') != std::string::npos);
  tool.variables["NO_COLOR"] = "1";
  tool.run({"check"});
  CHECK(tool.err.str().find('\x1b') == std::string::npos);
}

TEST_CASE("each phase prints what it made, the same each time") {
  Tool tool;
  tool.files.add("cluster.herd", good + service);
  tool.files.add("herd.lock", lock);
  for (const auto& name : phase_names()) {
    CAPTURE(name);
    CHECK(tool.run({"build", "--print=" + name}) == exit_fine);
    const auto first = tool.out.str();
    CHECK_FALSE(first.empty());
    CHECK(tool.run({"check", "--print", name}) == exit_fine);
    CHECK(tool.out.str() == first);
    CHECK(find_phase(name).has_value());
  }
  CHECK_FALSE(find_phase("nothing"));
}

TEST_CASE("the order of declarations does not show") {
  Tool tool;
  const std::vector<std::string> parts = {
      "cluster demo { domain = \"example.com\" }\n",
      "machines ops { hosts = \"ops[1..2]\", address = \"10.0.0.\\(host.number)\" }\n",
      "volume data { host_path = \"/srv/data\" }\n", "let heap = 64MiB\n",
      "machines edge { hosts = \"edge[1..2]\", address = \"10.1.0.\\(host.number)\" }\n"};
  tool.files.add("cluster.herd", join(parts, ""));
  CHECK(tool.run({"check", "--print=model"}) == exit_fine);
  const auto model = tool.out.str();
  tool.files.add("cluster.herd", join({parts.rbegin(), parts.rend()}, ""));
  CHECK(tool.run({"check", "--print=model"}) == exit_fine);
  CHECK(tool.out.str() == model);
}

TEST_CASE("no words at all get the help, on the other stream") {
  Tool tool;
  CHECK(tool.run({}) == exit_could_not_run);
  CHECK(tool.out.str().empty());
  const auto shown = tool.err.str();
  CHECK(tool.run({"--help"}) == exit_fine);
  CHECK(tool.out.str() == shown);
}

TEST_CASE("usage errors are no exceptions") {
  Tool tool;
  for (const auto& words : std::vector<std::vector<std::string>>{{""},
                                                                 {"-"},
                                                                 {"--"},
                                                                 {"bild"},
                                                                 {"build", "--nothing"},
                                                                 {"build", "--color"},
                                                                 {"explain", "--all"},
                                                                 {"\x1b[31m"},
                                                                 {"build", "--print="},
                                                                 {std::string(100'000, 'x')}}) {
    CHECK(tool.run(words) == exit_could_not_run);
    CHECK(tool.err.str().starts_with("herdc: "));
    CHECK(tool.err.str().find('\x1b') == std::string::npos);
  }
}

}  // namespace
}  // namespace herdc::driver
