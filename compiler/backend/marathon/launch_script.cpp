#include "compiler/backend/marathon/launch_script.h"

#include <fmt/format.h>
#include <herdc/embedded_marathon_scripts.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/image/contexts.h"
#include "compiler/image/dockerfile_words.h"

namespace herdc::marathon {
namespace {

/// A part that does not depend on any model, without the line that tells shellcheck which shell it is for.
void add_part(artifact::Lines& lines, std::string_view name) {
  const auto& files = embedded::marathon_scripts;
  const auto path = std::string(name) + ".sh";
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
  auto text = file->bytes.substr(file->bytes.find('\n') + 1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  lines.add("").add(text);
}

void add_head(artifact::Lines& lines, const Launch& launch) {
  lines.add("#!/usr/bin/env bash").add(image::banner).add("#");
  lines.add(fmt::format("# Launches the apps of cluster {} on Marathon. See --help.", launch.cluster));
  lines.add("# shellcheck disable=SC2034 # set here, read by what is the same in every such script");
  lines.add("set -euo pipefail").add("");
  lines.add("cluster=" + image::posix_word(launch.cluster), launch.place);
}

void add_tables(artifact::Lines& lines, const Launch& launch) {
  lines.add("").add("# Each Marathon and its addresses.").add("marathons=(");
  for (const auto& marathon : launch.marathons)
    lines.add("  " + image::posix_word(marathon.name + " " + join(marathon.addresses, " ")), marathon.span);
  lines.add(")").add("");
  lines.add("# Each app, its id and its Marathon, in the order in which they are launched.").add("apps=(");
  for (const auto& app : launch.apps)
    lines.add("  " + image::posix_word(app.name + " " + app.id + " " + app.marathon), app.span);
  lines.add(")");
}

}  // namespace

artifact::Lines launch_script(const Launch& launch) {
  artifact::Lines lines(launch.place);
  add_head(lines, launch);
  add_tables(lines, launch);
  for (const auto* part : {"talk", "api", "normal", "launch", "commands", "options"}) add_part(lines, part);
  lines.add("").add("launch_main \"$@\"");
  return lines;
}

}  // namespace herdc::marathon
