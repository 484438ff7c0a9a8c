#include <fmt/format.h>

#include "compiler/backend/docker/script_head.h"
#include "compiler/backend/docker/scripts.h"
#include "compiler/base/text.h"
#include "compiler/image/contexts.h"

namespace herdc::docker {
namespace {

std::string literal(std::string_view text) {
  return ShellWord::literal(text).text();
}

void add_parts(artifact::Lines& lines, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    lines.add("");
    add_part(lines, name);
  }
}

/// A row of /etc/hosts: the full name first, so that `hostname -f` finds it.
std::string hosts_line(const HostAddress& machine, const std::string& domain) {
  const auto full = domain.empty() ? "" : machine.name + "." + domain + " ";
  return machine.address + " " + full + machine.name;
}

void add_images(artifact::Lines& lines, std::string_view name,
                const std::vector<ImageBuilds::Image>& images) {
  lines.add(fmt::format("{}=(", name));
  for (const auto& image : images) {
    auto row = image.directory.empty() ? image.reference : image.directory + " " + image.reference;
    if (!image.dockerfile.empty() && image.dockerfile != image::usual_dockerfile)
      row += " " + image.dockerfile;
    lines.add("  " + literal(row), image.span);
  }
  lines.add(")");
}

}  // namespace

artifact::Lines library(Span cluster) {
  artifact::Lines lines(cluster);
  lines.add(image::banner)
      .add("#")
      .add("# What the scripts of this directory share; by itself it does nothing.");
  lines.add("# shellcheck shell=bash");
  lines.add("# shellcheck disable=SC2034 # not every script uses every name");
  add_parts(lines, {"talk", "host", "containers", "inputs", "group"});
  return lines;
}

artifact::Lines group_script(const GroupUp& group) {
  artifact::Lines lines(group.place);
  add_head(lines, {fmt::format("All services that the machines {} of cluster {} run. See --help.",
                               group.group, group.cluster)});
  add_library(lines);
  lines.add("").add("cluster=" + literal(group.cluster)).add("group=" + literal(group.group));
  lines.add("").add("# Each service and its hosts, in the order in which they start.").add("services=(");
  for (const auto& service : group.services)
    lines.add("  " + literal(service.name + " " + join(service.hosts, " ")), service.span);
  lines.add(")").add("");
  add_table(lines, group.hosts);
  lines.add("").add("group_main \"$@\"");
  return lines;
}

artifact::Lines prepare_script(const Preparation& preparation) {
  artifact::Lines lines(preparation.place);
  add_head(lines,
           {fmt::format("Prepares each of the machines {} for the containers of cluster {}. See --help.",
                        preparation.group, preparation.cluster)});
  lines.add("").add("cluster=" + literal(preparation.cluster));
  lines.add("").add("# The machines of the cluster, for /etc/hosts.").add("names=(");
  for (const auto& machine : preparation.machines)
    lines.add("  " + literal(hosts_line(machine, preparation.domain)), machine.span);
  lines.add(")");
  lines.add("").add("directories=(");
  for (const auto& directory : preparation.directories)
    lines.add("  " + literal(directory.path), directory.span);
  lines.add(")").add("");
  add_table(lines, preparation.hosts);
  add_parts(lines, {"talk", "host", "prepare"});
  lines.add("").add("prepare_main \"$@\"");
  return lines;
}

artifact::Lines build_script(const ImageBuilds& builds) {
  artifact::Lines lines(builds.place);
  add_head(lines, {fmt::format("Builds the images of cluster {}. See --help.", builds.cluster)});
  lines.add("").add("images_directory=$(dirname -- \"${BASH_SOURCE[0]}\")");
  lines.add("cluster=" + literal(builds.cluster)).add("registry=" + literal(builds.registry));
  lines.add("").add("# Images of others, by digest.");
  add_images(lines, "bases", builds.bases);
  lines.add("").add("# Directory and name of each image, and its Dockerfile when that has another name.");
  lines.add("# In the order in which they are built.");
  add_images(lines, "images", builds.images);
  add_parts(lines, {"talk", "build"});
  lines.add("").add("build_main \"$@\"");
  return lines;
}

}  // namespace herdc::docker
