#pragma once

#include <string>
#include <vector>

#include "compiler/artifact/lines.h"
#include "compiler/backend/docker/container.h"
#include "compiler/backend/docker/scripts.h"

namespace herdc::docker {

/// The lines that every script begins with; `about` says what it is.
void add_head(artifact::Lines& lines, const std::vector<std::string>& about);

/// Reads core/lib.sh, which stands beside the script.
void add_library(artifact::Lines& lines);

/// The text of a part, without a line feed at its end.
void add_part(artifact::Lines& lines, std::string_view name);

/// The function `at_host NAME`: one line per host.
class TableWriter {
 public:
  explicit TableWriter(artifact::Lines& lines);
  void row(const Row& row);
  void end();

 private:
  artifact::Lines& lines_;
};
void add_table(artifact::Lines& lines, const std::vector<HostAddress>& hosts);

}  // namespace herdc::docker
