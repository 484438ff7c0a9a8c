#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/output/write.h"

using namespace herdc;
namespace fs = std::filesystem;

namespace {

/// A directory on the real disk, and trees written into it.
class Writing {
 public:
  artifact::Tree tree{"factual", {}};
  output::ManifestFacts facts{"0.1.0", {}, {}};

  Writing() {
    auto name = (fs::temp_directory_path() / "herdc-test-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root_ = name;
    put("core/a.sh", "a\n", true);
    put("core/b.conf", "b\n");
    put("top", "top\n");
  }
  ~Writing() { fs::remove_all(root_); }

  void put(const std::string& path, const std::string& bytes, bool executable = false) {
    tree.artifacts[path] = {path, "service a", executable, bytes, {}};
  }
  output::Report build() {
    const auto report = write_tree(tree, facts, output().string(), sink_);
    if (!report) FAIL(report.failure().message);
    return *report;
  }
  output::Report plan() {
    const auto report = plan_tree(tree, facts, output().string(), sink_);
    if (!report) FAIL(report.failure().message);
    return *report;
  }
  /// Builds, which must be stopped by a diagnostic and change nothing; the codes and messages.
  std::vector<std::string> refusals() {
    const auto before = listing();
    sink_ = Sink{};
    const auto report = build();
    CHECK_FALSE(report.wrote);
    CHECK(report.method.empty());
    CHECK(listing() == before);
    std::vector<std::string> found;
    for (const auto& d : sink_.sorted())
      found.push_back(diagnostics::code_text(d.code) + " " +
                      replace_all(d.message, output().string() + "/", ""));
    sink_ = Sink{};
    return found;
  }

  fs::path output() const { return root_ / "generated"; }
  fs::path at(const std::string& path) const { return output() / "factual" / path; }
  void write(const std::string& path, const std::string& bytes) const {
    fs::create_directories(at(path).parent_path());
    std::ofstream(at(path)) << bytes;
  }
  std::string read(const std::string& path) const {
    std::ifstream file(at(path));
    return {std::istreambuf_iterator<char>(file), {}};
  }
  struct stat status(const std::string& path) const {
    struct stat st {};
    CHECK(::lstat(at(path).c_str(), &st) == 0);
    return st;
  }
  /// Everything that a build could change, of every file and directory.
  std::vector<std::string> listing() const {
    std::vector<std::string> lines;
    for (const auto& entry : fs::recursive_directory_iterator(root_)) {
      struct stat st {};
      ::lstat(entry.path().c_str(), &st);
      lines.push_back(fmt::format("{} {} {:o} {} {}.{}", entry.path().string(), st.st_ino, st.st_mode,
                                  st.st_nlink, st.st_mtim.tv_sec, st.st_mtim.tv_nsec));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  }
  Sink& sink() { return sink_; }

 private:
  fs::path root_;
  Sink sink_;
};

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("a first build writes the tree, with its own modes") {
  Writing w;
  const auto report = w.build();
  CHECK(report.wrote);
  CHECK(report.method == "exchange");
  CHECK(report.changes.added == Paths{"core/a.sh", "core/b.conf", "herd.manifest.json", "top"});
  CHECK(w.read("core/a.sh") == "a\n");
  CHECK((w.status("core/a.sh").st_mode & 07777) == 0755);
  CHECK((w.status("core/b.conf").st_mode & 07777) == 0644);
  CHECK((w.status("core").st_mode & 07777) == 0755);
  CHECK((w.status("").st_mode & 07777) == 0755);
}

TEST_CASE("a build that changes nothing touches nothing") {
  Writing w;
  w.build();
  w.write("notes.txt", "mine");
  const auto before = w.listing();
  const auto report = w.build();
  CHECK_FALSE(report.wrote);
  CHECK(report.method == "nothing to do");
  CHECK(report.changes.unchanged.size() == 4);
  CHECK(w.listing() == before);
}

TEST_CASE("a plan touches nothing and says what a build does") {
  Writing w;
  CHECK(w.plan().changes.added.size() == 4);
  CHECK_FALSE(fs::exists(w.output()));
  w.build();
  w.put("top", "other\n");
  w.tree.artifacts.erase("core/b.conf");
  const auto before = w.listing();
  const auto plan = w.plan();
  CHECK(w.listing() == before);
  CHECK(plan.changes.changed == Paths{"herd.manifest.json", "top"});
  CHECK(plan.changes.removed == Paths{"core/b.conf"});
  const auto report = w.build();
  CHECK(report.changes.changed == plan.changes.changed);
  CHECK(report.changes.removed == plan.changes.removed);
}

TEST_CASE("what stays keeps its inode and time, herdc's files and others") {
  Writing w;
  w.build();
  w.write("core/notes.txt", "mine");
  const auto kept = w.status("core/a.sh"), foreign = w.status("core/notes.txt");
  w.put("top", "other\n");
  const auto report = w.build();
  CHECK(report.changes.foreign == Paths{"core/notes.txt"});
  CHECK(w.status("core/a.sh").st_ino == kept.st_ino);
  CHECK(w.status("core/a.sh").st_mtim.tv_nsec == kept.st_mtim.tv_nsec);
  CHECK(w.status("core/a.sh").st_nlink == 1);
  CHECK(w.status("core/notes.txt").st_ino == foreign.st_ino);
  CHECK(w.read("top") == "other\n");
}

TEST_CASE("links, special files and empty directories of others are moved over") {
  Writing w;
  w.build();
  fs::create_symlink("/etc/passwd", w.at("link"));
  REQUIRE(::mkfifo(w.at("core/pipe").c_str(), 0600) == 0);
  fs::create_directory(w.at("core/empty"));
  fs::permissions(w.at("core/empty"), fs::perms(0700));
  const auto link = w.status("link"), pipe = w.status("core/pipe"), empty = w.status("core/empty");
  w.put("top", "other\n");
  const auto report = w.build();
  CHECK(report.method == "exchange");
  CHECK(report.changes.foreign == Paths{"core/empty/", "core/pipe", "link"});
  CHECK(fs::read_symlink(w.at("link")) == "/etc/passwd");
  CHECK(w.status("link").st_ino == link.st_ino);
  CHECK(w.status("core/pipe").st_ino == pipe.st_ino);
  CHECK(w.status("core/empty").st_ino == empty.st_ino);
  CHECK((w.status("core/empty").st_mode & 07777) == 0700);
}

TEST_CASE("a full directory of others is not moved at all: a journal does it") {
  Writing w;
  w.build();
  w.write(".git/HEAD", "ref\n");
  const auto git = w.status(".git"), root = w.status("");
  w.put("top", "other\n");
  w.tree.artifacts.erase("core/b.conf");
  w.put("new/deep/file", "x", true);
  const auto report = w.build();
  CHECK(report.method == "journal");
  CHECK(report.reason.find(".git` is a directory that is not herdc's") != std::string::npos);
  CHECK(w.status(".git").st_ino == git.st_ino);
  CHECK(w.status("").st_ino == root.st_ino);
  CHECK(w.read("top") == "other\n");
  CHECK((w.status("new/deep/file").st_mode & 07777) == 0755);
  CHECK_FALSE(fs::exists(w.at("core/b.conf")));
  CHECK(w.build().method == "nothing to do");
}

TEST_CASE("stale files go, and their directories with them, but not what others put there") {
  Writing w;
  w.put("gone/deep/file", "x");
  w.put("half/file", "x");
  w.build();
  w.write("half/notes", "mine");
  w.tree.artifacts.erase("gone/deep/file");
  w.tree.artifacts.erase("half/file");
  CHECK(w.build().changes.removed == Paths{"gone/deep/file", "half/file"});
  CHECK_FALSE(fs::exists(w.at("gone")));
  CHECK(w.read("half/notes") == "mine");
  CHECK_FALSE(fs::exists(w.at("half/file")));
}

TEST_CASE("a file of herdc's that was edited stops the build, whatever was to become of it") {
  Writing w;
  w.build();
  w.write("core/a.sh", "A\n");
  CHECK(w.refusals() == Paths{"HERD7022 `factual/core/a.sh` was changed by hand since herdc wrote it"});
  w.tree.artifacts.erase("core/a.sh");
  CHECK(w.refusals().size() == 1);
  w.put("core/a.sh", "A\n", true);  // the change has been made at the source, too: nothing would be lost
  fs::permissions(w.at("core/a.sh"), fs::perms(0755));
  CHECK(w.build().changes.changed == Paths{"herd.manifest.json"});
}

TEST_CASE("a file of herdc's that became something else stops the build") {
  Writing w;
  w.build();
  fs::remove(w.at("top"));
  fs::create_symlink("/etc/passwd", w.at("top"));
  CHECK(w.refusals() == Paths{"HERD7022 `factual/top` has become a symbolic link since herdc wrote it"});
  w.tree.artifacts.erase("top");
  CHECK(w.refusals().size() == 1);
  fs::remove(w.at("top"));
  fs::remove_all(w.at("core"));
  fs::create_symlink("/etc", w.at("core"));
  CHECK(w.refusals() == Paths{"HERD7023 `factual/core` is not herdc's, and `factual/core/a.sh` and 1 more "
                              "file must go there"});
}

TEST_CASE("a file of somebody else's in the way stops the build") {
  Writing w;
  w.build();
  w.write("new", "mine");
  w.put("new", "generated");
  CHECK(w.refusals() == Paths{"HERD7023 `factual/new` is not herdc's, and `factual/new` must go there"});
  w.tree.artifacts.erase("new");
  w.put("new/below", "generated");
  CHECK(w.refusals() ==
        Paths{"HERD7023 `factual/new` is not herdc's, and `factual/new/below` must go there"});
  w.tree.artifacts.erase("new/below");
  w.write("dir/notes", "mine");
  w.put("dir", "generated");
  CHECK(w.refusals() == Paths{"HERD7023 `factual/dir` is not herdc's, and `factual/dir` must go there"});
  fs::remove_all(w.at("dir"));
  w.tree.artifacts.erase("dir");
  w.tree.artifacts.erase("core/a.sh");
  w.tree.artifacts.erase("core/b.conf");
  w.write("core/notes", "mine");
  w.put("core", "generated");
  CHECK(w.refusals() ==
        Paths{"HERD7023 `factual/core/notes` is not herdc's, and `factual/core` must go there"});
  w.write("core/others", "mine");
  w.write("core/zebra", "mine");
  CHECK(w.refusals() == Paths{"HERD7023 `factual/core/notes` and 2 more files are not herdc's, and "
                              "`factual/core` must go there"});
}

TEST_CASE("one thing in the way of many files is one message") {
  Writing w;
  w.build();
  fs::create_directory(w.at("elsewhere"));
  fs::create_symlink("elsewhere", w.at("images"));
  w.put("images/build.sh", "generated");
  w.put("images/web/Dockerfile", "generated");
  CHECK(w.refusals() == Paths{"HERD7023 `factual/images` is not herdc's, and `factual/images/build.sh` and 1 "
                              "more file must go there"});
  w.put("images/web/start.sh", "generated");
  w.write("mine", "mine");
  w.put("mine", "generated");
  CHECK(w.refusals() == Paths{"HERD7023 `factual/images` is not herdc's, and `factual/images/build.sh` and 2 "
                              "more files must go there",
                              "HERD7023 `factual/mine` is not herdc's, and `factual/mine` must go there"});
}

TEST_CASE("what stands in the way with the very same bytes is taken over") {
  Writing w;
  w.build();
  fs::remove(w.at("herd.manifest.json"));
  const auto inode = w.status("top").st_ino;
  const auto report = w.build();
  CHECK(report.changes.added == Paths{"herd.manifest.json"});
  CHECK(w.status("top").st_ino == inode);
}

TEST_CASE("a deleted file is written anew, and another mode is put right") {
  Writing w;
  w.build();
  fs::remove(w.at("core/a.sh"));
  fs::permissions(w.at("top"), fs::perms(0600));
  fs::permissions(w.at("core/b.conf"), fs::perms(0755));
  const auto report = w.build();
  CHECK(report.changes.added == Paths{"core/a.sh"});
  CHECK(report.changes.changed == Paths{"core/b.conf"});
  CHECK(report.changes.modes == Paths{"top"});
  CHECK((w.status("top").st_mode & 07777) == 0644);
  CHECK((w.status("core/b.conf").st_mode & 07777) == 0644);
}

TEST_CASE("a file becomes a directory and a directory a file") {
  Writing w;
  for (const bool by_journal : {false, true}) {
    if (by_journal) w.write(".git/HEAD", "ref\n");
    w.tree.artifacts.clear();
    w.put("a", "file");
    w.put("b/c/d", "deep");
    w.build();
    w.tree.artifacts.clear();
    w.put("a/x/y", "deep");
    w.put("b", "file");
    CHECK(w.build().method == (by_journal ? "journal" : "exchange"));
    CHECK(w.read("a/x/y") == "deep");
    CHECK(w.read("b") == "file");
    fs::remove(w.at("a/x/y"));  // its empty directories are still herdc's
    w.tree.artifacts.erase("a/x/y");
    w.put("a", "file again");
    w.build();
    CHECK(w.read("a") == "file again");
  }
}

TEST_CASE("a broken manifest: an error, and nothing is removed") {
  Writing w;
  w.build();
  w.tree.artifacts.erase("top");
  w.write("herd.manifest.json",
          R"({"format": 1, "herdc": "1", "inputs": {}, "ordinals": {}, "files": {"../../x": {}}})");
  CHECK(w.refusals() == Paths{"HERD7024 cannot understand the manifest `factual/herd.manifest.json`: "
                              "`../../x` is not a path of a "
                              "generated file: `..` is not a name"});
  w.write("herd.manifest.json", R"({"format": 7})");
  CHECK(w.refusals().at(0).starts_with("HERD7025"));
  fs::remove(w.at("herd.manifest.json"));
  REQUIRE(::mkfifo(w.at("herd.manifest.json").c_str(), 0600) == 0);
  CHECK(w.refusals().at(0).ends_with("it is not a regular file"));
  fs::remove(w.at("herd.manifest.json"));
  fs::create_symlink("/etc/passwd", w.at("herd.manifest.json"));
  CHECK(w.refusals().at(0).ends_with("it is not a regular file"));
  fs::remove(w.at("herd.manifest.json"));
  w.write("herd.manifest.json", "");
  fs::resize_file(w.at("herd.manifest.json"), std::uintmax_t{2} << 30);
  CHECK(w.refusals().at(0).find("it is larger than") != std::string::npos);
}

TEST_CASE("a manifest that claims a file of the user's removes it only with the right digest") {
  Writing w;
  w.write("precious", "mine");
  w.write("herd.manifest.json",
          fmt::format(R"({{"format": 1, "herdc": "1", "inputs": {{}}, "ordinals": {{}}, "files":
    {{"precious": {{"mode": "0644", "owner": "x", "size": 4, "sha256": "{}"}}}}}})",
                      std::string(64, '0')));
  CHECK(w.refusals() == Paths{"HERD7022 `factual/precious` was changed by hand since herdc wrote it"});
  CHECK(w.read("precious") == "mine");
}

TEST_CASE("paths that cannot be written are known before anything is") {
  Writing w;
  w.put("../x", "");
  w.put("a/.herdc-stage", "");
  w.put("HERD.manifest.json", "");
  w.put("Core", "");
  const auto found = w.refusals();  // the last: Core and core, HERD.manifest.json and herd.manifest.json
  CHECK(found.size() == 5);
  CHECK(std::count_if(found.begin(), found.end(), [](const auto& f) { return f.starts_with("HERD7021"); }) ==
        3);
  CHECK_FALSE(fs::exists(w.output()));
  Writing named;
  named.tree.name = "../factual";
  CHECK(named.refusals().at(0).starts_with("HERD7020"));
}

TEST_CASE("another file's second name keeps its bytes") {
  Writing w;
  w.build();
  fs::create_hard_link(w.at("top"), w.output() / "other-name");
  w.put("top", "other\n");
  w.build();
  std::ifstream file(w.output() / "other-name");
  CHECK(std::string{std::istreambuf_iterator<char>(file), {}} == "top\n");
}

TEST_CASE("the manifest of a tree can be read before it is built again") {
  Writing w;
  w.facts.ordinals = {{"zookeeper", {{"factual01", 1}}}};
  const auto read = [&] { return output::read_manifest(w.output().string(), "factual", w.sink()); };
  const auto none = read();
  REQUIRE(none);
  CHECK_FALSE(*none);
  w.build();
  const auto manifest = read();
  REQUIRE(manifest);
  REQUIRE(*manifest);
  CHECK((*manifest)->facts.ordinals == w.facts.ordinals);
  fs::remove(w.at("herd.manifest.json"));
  CHECK_FALSE(*read());
  CHECK_FALSE(w.sink().has_errors());
}

TEST_CASE("a directory that an interrupted build has left goes, another one stays") {
  Writing w;
  w.build();
  fs::create_directory(w.output() / ".herdc-abc123");
  fs::permissions(w.output() / ".herdc-abc123", fs::perms(0700));
  std::ofstream(w.output() / ".herdc-abc123" / "x") << "x";
  fs::create_directory(w.output() / ".herdc-notours");
  fs::create_directory(w.output() / ".herdc-abc124");
  fs::permissions(w.output() / ".herdc-abc124", fs::perms(0755));
  w.build();
  CHECK_FALSE(fs::exists(w.output() / ".herdc-abc123"));
  CHECK(fs::exists(w.output() / ".herdc-notours"));
  CHECK(fs::exists(w.output() / ".herdc-abc124"));
}
