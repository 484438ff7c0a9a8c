#include <catch2/catch.hpp>

#include "compiler/image/dockerfile_words.h"
#include "tests/unit/farm.h"

namespace herdc::test {
namespace {

Value step(std::vector<std::pair<schema::FieldId, Value>> fields) {
  return record(schema::Shape::step, std::move(fields));
}

/// The emitted Dockerfile without its banner.
std::string dockerfile(Farm& farm, DeclId image) {
  const auto contexts = farm.images();
  const auto* file = Farm::file(contexts, image, "Dockerfile");
  return file == nullptr ? "" : file->bytes.substr(image::banner.size() + 1);
}

const std::string from_debian = "FROM docker.io/library/debian@sha256:" + std::string(64, 'a') + "\n";

struct Copying : Farm {
  Value file(const std::string& path, const std::string& bytes, bool executable = false) {
    return files(path, {add_file(path, bytes, executable)});
  }
  model::InputFileId add_file(const std::string& path, const std::string& bytes, bool executable = false) {
    return model.files.push({path, bytes, executable, sources.add(path, bytes)});
  }
  static Value files(const std::string& path, std::vector<model::InputFileId> ids) {
    return model::make_shared_value(model::Files{path, std::move(ids)}, Span{});
  }
};

TEST_CASE("every field of an image has its instruction") {
  Copying farm;
  const auto app =
      farm.image("app", {{field::image::base, value(farm.base)},
                         {field::image::steps, list({step({{field::step::apt, texts({"ruby", "git"})}}),
                                                     step({{field::step::copy, farm.file("a/app.sh", "x\n")},
                                                           {field::step::to, text("/usr/local/bin/app")},
                                                           {field::step::mode, text("0755")}}),
                                                     step({{field::step::run, text("useradd app")}})})},
                         {field::image::env, map({{"A", text("b $c")}})},
                         {field::image::labels, map({{"x.y", text("it's")}})},
                         {field::image::user, text("5:6")},
                         {field::image::workdir, text("/a b")},
                         {field::image::health, health({"/check", "a\nb"})},
                         {field::image::entrypoint, texts({"/usr/local/bin/app"})},
                         {field::image::command, texts({"-v", "\"x\""})}});
  CHECK(dockerfile(farm, app) == from_debian +
                                     "RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install "
                                     "--yes --no-install-recommends ruby "
                                     "git && rm -rf /var/lib/apt/lists/*\n"
                                     "COPY [\"app.sh\", \"/usr/local/bin/app\"]\n"
                                     "RUN useradd app\n"
                                     "USER 5:6\n"
                                     "ENV A=\"b \\$c\"\n"
                                     "LABEL x.y=\"it's\"\n"
                                     "WORKDIR \"/a b\"\n"
                                     "HEALTHCHECK --interval=10s --timeout=5s --start-period=30s "
                                     "--retries=3 CMD [\"/check\", \"a\\nb\"]\n"
                                     "ENTRYPOINT [\"/usr/local/bin/app\"]\n"
                                     "CMD [\"-v\", \"\\\"x\\\"\"]\n");
  CHECK(farm.codes().empty());
  const auto contexts = farm.images();
  CHECK(Farm::file(contexts, app, "app.sh")->executable);
}

TEST_CASE("steps on an image with a user of its own are done as root") {
  Farm farm;
  const auto below =
      farm.image("below", {{field::image::base, value(farm.base)}, {field::image::user, text("7:7")}});
  const auto above =
      farm.image("above", {{field::image::base, value(below)},
                           {field::image::steps, list({step({{field::step::run, text("true")}})})}});
  const auto reference = farm.images().references.at(below);
  CHECK(dockerfile(farm, above) == "FROM " + reference + "\nUSER 0:0\nRUN true\nUSER 7:7\n");
}

TEST_CASE("files of the same name, and directories, stand apart in the context") {
  Copying farm;
  const auto one = farm.add_file("d/conf/a", "1\n");
  const auto two = farm.add_file("d/conf/sub/b", "2\n", true);
  const auto copy = [](Value files, const std::string& to) {
    return step({{field::step::copy, std::move(files)}, {field::step::to, text(to)}});
  };
  const auto app = farm.image(
      "app", {{field::image::base, value(farm.base)},
              {field::image::steps,
               list({copy(farm.file("x/run", "1\n"), "/r1"), copy(farm.file("y/run", "2\n"), "/r2"),
                     copy(Copying::files("d/conf", {one, two}), "/etc/app"),
                     copy(farm.file("z/Dockerfile", "3\n"), "/r3")})}});
  CHECK(dockerfile(farm, app) ==
        from_debian + "COPY [\"run\", \"/r1\"]\nCOPY [\"step-2/run\", \"/r2\"]\n" +
            "COPY [\"conf/\", \"/etc/app\"]\nCOPY [\"step-4/Dockerfile\", \"/r3\"]\n");
  const auto contexts = farm.images();
  CHECK(Farm::file(contexts, app, "conf/sub/b")->executable);
  CHECK(Farm::file(contexts, app, "step-2/run")->bytes == "2\n");
  CHECK(farm.codes().empty());
}

TEST_CASE("a command reaches the shell byte for byte") {
  using image::run_form;
  CHECK(run_form("apt-get update && true") == "apt-get update && true");
  CHECK(run_form("echo a\n# b\necho c") == "[\"/bin/sh\", \"-c\", \"echo a\\n# b\\necho c\"]");
  CHECK(run_form("echo x \\") == "[\"/bin/sh\", \"-c\", \"echo x \\\\\"]");
  CHECK(run_form("cat <<EOF").starts_with("[\"/bin/sh\""));
  CHECK(run_form("[ -e /x ]").starts_with("[\"/bin/sh\""));
  CHECK(run_form("--mount=x").starts_with("[\"/bin/sh\""));
  CHECK(run_form(" x").starts_with("[\"/bin/sh\""));
}

TEST_CASE("an image's name is made from its content, and from nothing else") {
  const auto digest = [](const std::string& bytes, bool executable, const std::string& name = "app") {
    Copying farm;
    const auto id = farm.image(
        name, {{field::image::base, value(farm.base)},
               {field::image::steps, list({step({{field::step::copy, farm.file("a", bytes, executable)},
                                                 {field::step::to, text("/a")}})})}});
    return farm.images().contexts.at(id).digest;
  };
  CHECK(digest("x", false) == digest("x", false));
  CHECK(digest("x", false) != digest("y", false));
  CHECK(digest("x", false) != digest("x", true));
  CHECK(digest("x", false) == digest("x", false, "other"));
  CHECK(digest("x", false).size() == 64);
}

TEST_CASE("the registry is part of the reference, or the cluster") {
  Farm farm;
  const auto id = farm.image("app", {{field::image::base, value(farm.base)}});
  CHECK(farm.images().references.at(id).starts_with("farm/app:"));
  farm.set(farm.model.cluster, field::cluster::registry, text("r.example.com:5000"));
  CHECK(farm.images().references.at(id).starts_with("r.example.com:5000/app:"));
}

TEST_CASE("mistakes in an image") {
  Copying farm;
  const auto with_steps = [&](Value one) {
    farm.image("app",
               {{field::image::base, value(farm.base)}, {field::image::steps, list({std::move(one)})}});
    farm.images();
    return farm.codes();
  };
  SECTION("a mode for a directory") {
    const auto files = Copying::files("d", {farm.add_file("d/a", "")});
    CHECK(with_steps(step({{field::step::copy, files},
                           {field::step::to, text("/d")},
                           {field::step::mode, text("0755")}})) == std::vector{6013});
  }
  SECTION("an entry point without a program") {
    farm.image("app", {{field::image::base, value(farm.base)}, {field::image::entrypoint, texts({})}});
    farm.images();
    CHECK(farm.codes() == std::vector{6007});
  }
  SECTION("a NUL in a command") {
    CHECK(with_steps(step({{field::step::run, text(std::string("a\0b", 3))}})) == std::vector{6001});
  }
  SECTION("a path that the tree cannot hold") {
    CHECK(with_steps(step({{field::step::copy, farm.file("a b", "")}, {field::step::to, text("/x")}})) ==
          std::vector{6010});
  }
  SECTION("a directory of the kernel") {
    farm.image("app",
               {{field::image::base, value(farm.base)}, {field::image::workdir, text("/proc/self/fd/8")}});
    farm.images();
    CHECK(farm.codes() == std::vector{6014});
  }
  SECTION("a line feed in a label") {
    farm.image("app",
               {{field::image::base, value(farm.base)}, {field::image::labels, map({{"a", text("x\ny")}})}});
    farm.images();
    CHECK(farm.codes() == std::vector{6011});
  }
  SECTION("a line that builders drop") {
    farm.image("app", {{field::image::base, value(farm.base)},
                       {field::image::env, map({{"A", text(std::string(70'000, 'a'))}})}});
    farm.images();
    CHECK(farm.codes() == std::vector{6012});
  }
}

}  // namespace
}  // namespace herdc::test
