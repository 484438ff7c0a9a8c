#include "compiler/driver/environment.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "compiler/base/disk.h"
#include "compiler/driver/run_program.h"

namespace herdc::driver {
namespace {

std::optional<std::string> variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Result<std::unique_ptr<ReadFiles>> open(const std::string& root) {
  auto disk = Disk::open(root);
  if (!disk) return disk.failure();
  return std::unique_ptr<ReadFiles>(std::make_unique<Disk>(std::move(*disk)));
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

Environment real_environment() {
  return {std::cout, std::cerr, ::isatty(STDERR_FILENO) == 1, variable, open, run_program, seconds};
}

}  // namespace herdc::driver
