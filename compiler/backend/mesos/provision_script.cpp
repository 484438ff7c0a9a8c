#include "compiler/backend/mesos/provision_script.h"

#include <fmt/format.h>
#include <herdc/embedded_mesos_scripts.h>

#include <algorithm>

#include "compiler/artifact/shell_words.h"
#include "compiler/base/text.h"
#include "compiler/image/contexts.h"

namespace herdc::mesos {
namespace {

std::string literal(std::string_view text) {
  return artifact::ShellWord::literal(text).text();
}

std::string literals(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(literal(word));
  return join(quoted, " ");
}

/// The text of scripts/NAME.sh. Its first line tells shellcheck which shell it is for.
void add_part(artifact::Lines& lines, std::string_view name) {
  const auto& files = embedded::mesos_scripts;
  const auto path = std::string(name) + ".sh";
  const auto file = std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.path == path; });
  auto text = file->bytes.substr(file->bytes.find('\n') + 1);
  while (text.ends_with('\n')) text.remove_suffix(1);
  lines.add("").add(text);
}

void add_head(artifact::Lines& lines, const Agents& agents) {
  lines.add("#!/usr/bin/env bash").add(image::banner).add("#");
  lines.add(fmt::format("# Makes each of the machines {} a Mesos agent of cluster {}. See --help.",
                        agents.pool, agents.cluster));
  lines.add("# shellcheck disable=SC2034 # set here, read by what is the same in every script");
  lines.add("# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands");
  lines.add("set -euo pipefail");
  lines.add("");
  lines.add("cluster=" + literal(agents.cluster)).add("pool=" + literal(agents.pool));
  lines.add("program=" + literal(agents.program) + " # the service, and its directory in /etc");
}

void add_masters(artifact::Lines& lines, const Agents& agents) {
  lines.add("").add(
      "# Machines of the masters. The way to them says which address of this machine is the agent's.");
  lines.add("masters=(");
  for (const auto& master : agents.master_addresses) lines.add("  " + literal(master.address), master.span);
  lines.add(")");
}

void add_flags(artifact::Lines& lines, const Agents& agents) {
  lines.add("").add("# Files beside this script that are flags of all agents here.").add("flags=(");
  for (const auto& setting : agents.settings) lines.add("  " + literal(setting.file), setting.origins);
  lines.add(")");
  lines.add("").add("# Flags that a running agent does not take over: its tasks have to be gone.");
  lines.add("draining=(").add("  " + join(draining_names(), "\n  ")).add(")");
}

void add_package(artifact::Lines& lines, const Agents& agents) {
  lines.add("").add("# The package of Mesos; without a name, it has to be installed already.");
  const auto package = agents.package.value_or(Package{});
  const auto source = package.repository + " " + package.suite + " " + join(package.components, " ");
  lines.add("package_name=" + literal(package.name), package.span);
  lines.add("package_version=" + literal(package.version), package.span);
  lines.add("package_source=" + literal(agents.package ? source : ""), package.span);
  lines.add("package_key=" + literal(package.key_file), package.span);
}

void add_row(artifact::Lines& lines, const AgentHost& host, std::size_t place) {
  std::vector<std::string> words;
  std::vector<Span> origins = {host.span};
  for (const auto& setting : host.own) {
    words.insert(words.end(), {setting.file, setting.text});
    origins.insert(origins.end(), setting.origins.begin(), setting.origins.end());
  }
  lines.add(fmt::format("    {}) place={} address={} own=({}) ;;", literal(host.name), place,
                        literal(host.address), literals(words)),
            origins);
}

void add_table(artifact::Lines& lines, const Agents& agents) {
  lines.add("").add(
      "# Place in the pool, address if one was given, and this host's own flags: name, text, name, text…");
  lines.add(fmt::format("places={}", agents.hosts.size())).add("at_host() {").add("  case $1 in");
  for (std::size_t i = 0; i < agents.hosts.size(); ++i) add_row(lines, agents.hosts[i], i);
  lines.add("    *) return 1 ;;").add("  esac").add("}");
}

}  // namespace

artifact::Lines provision_script(const Agents& agents) {
  artifact::Lines lines(agents.place);
  add_head(lines, agents);
  add_masters(lines, agents);
  add_flags(lines, agents);
  add_package(lines, agents);
  add_table(lines, agents);
  for (const auto* part :
       {"talk", "host", "differences", "init", "package", "defaults", "versions", "provision"})
    add_part(lines, part);
  lines.add("").add("provision_main \"$@\"");
  return lines;
}

}  // namespace herdc::mesos
