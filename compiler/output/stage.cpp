#include "compiler/output/stage.h"

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/output/paths.h"

namespace herdc::output {
namespace {

Result<std::string> random_name() {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  unsigned char bytes[6];
  if (uninterrupted([&] { return ::getrandom(bytes, sizeof bytes, 0); }) != sizeof bytes)
    return system_failure("find a name for", "the stage");
  std::string name = ".herdc-";
  for (const unsigned char byte : bytes) name += alphabet[byte % alphabet.size()];
  return name;
}

bool is_left_over(const std::string& name, const Entry& entry) {
  return is_stage_name(name) && entry.kind == FileKind::directory && entry.mode == 0700 &&
         entry.owner == ::geteuid();
}

}  // namespace

Result<Stage> Stage::create(const Directory& parent) {
  for (;;) {
    const auto name = random_name();
    if (!name) return name.failure();
    if (const auto status = parent.create_directory(*name, 0700); !status) {
      if (status.failure().error_number == EEXIST) continue;
      (void)parent.remove_directory(*name);  // made, but of no use: no descriptor was left to open it
      return status.failure();
    }
    auto directory = parent.open_below(*name);
    if (directory) return Stage(parent, *name, std::move(*directory));
    (void)parent.remove_directory(*name);
    return directory.failure();
  }
}

Stage::Stage(Stage&& other) noexcept
    : parent_(other.parent_),
      name_(std::move(other.name_)),
      directory_(std::move(other.directory_)),
      owned_(std::exchange(other.owned_, false)) {}

Stage::~Stage() {
  if (owned_) (void)parent_->remove_all(name_);  // what cannot be removed now, the next run removes
}

Result<std::vector<std::string>> stale_stages(const Directory& parent) {
  auto names = parent.names();
  if (!names) return names;
  std::vector<std::string> stale;
  for (const auto& name : *names) {
    if (!is_stage_name(name)) continue;
    const auto entry = parent.entry(name);
    if (!entry) return entry.failure();
    if (is_left_over(name, *entry)) stale.push_back(name);
  }
  return stale;
}

Failure in_place_but(const Failure& failure, const Directory& stage) {
  return {fmt::format(
              "the new tree is in place, but what `{}` still holds could not be cleared away, which the next "
              "build will try again: {}",
              stage.shown(), failure.message),
          failure.error_number};
}

NoUmask::NoUmask() : saved_(::umask(0)) {}
NoUmask::~NoUmask() {
  ::umask(saved_);
}

}  // namespace herdc::output
