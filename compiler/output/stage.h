#pragma once

#include <string>

#include "compiler/output/directory.h"

namespace herdc::output {

/// A fresh directory `.herdc-XXXXXX` of mode 0700 in which a build prepares its files. Going out of scope it
/// is removed with everything in it, unless it has been let go.
class Stage {
 public:
  static Result<Stage> create(const Directory& parent);
  Stage(Stage&& other) noexcept;
  Stage& operator=(Stage&&) = delete;
  ~Stage();

  const Directory& directory() const { return directory_; }
  const std::string& name() const { return name_; }
  /// From here on its contents matter to the next run, and it stays.
  void keep() { owned_ = false; }

 private:
  Stage(const Directory& parent, std::string name, Directory directory)
      : parent_(&parent), name_(std::move(name)), directory_(std::move(directory)) {}

  const Directory* parent_;
  std::string name_;
  Directory directory_;
  bool owned_ = true;
};

/// Names of stages in `parent` that a killed run of the same user has left. The caller holds the lock of the
/// output directory, so that none of them can be at work.
Result<std::vector<std::string>> stale_stages(const Directory& parent);

/// For what fails once the new tree stands: the failure with a sentence that says so.
Failure in_place_but(const Failure& failure, const Directory& stage);

/// While it lives, the modes that are asked for are the modes that are made.
class NoUmask {
 public:
  NoUmask();
  NoUmask(const NoUmask&) = delete;
  NoUmask& operator=(const NoUmask&) = delete;
  ~NoUmask();

 private:
  mode_t saved_;
};

}  // namespace herdc::output
