#include "compiler/backend/docker/script_head.h"

#include "compiler/image/contexts.h"

namespace herdc::docker {

void add_head(artifact::Lines& lines, const std::vector<std::string>& about) {
  lines.add("#!/usr/bin/env bash").add(image::banner).add("#");
  for (const auto& sentence : about) lines.add("# " + comment_text(sentence));
  lines.add("# shellcheck disable=SC2034 # set here, read by what is the same in every script");
  lines.add("# shellcheck disable=SC2016 # a `$` in quoted text is meant as it stands");
  lines.add("set -euo pipefail");
}

void add_library(artifact::Lines& lines) {
  lines.add("# shellcheck source=/dev/null # lib.sh is checked by itself");
  lines.add(". \"$(dirname -- \"${BASH_SOURCE[0]}\")/lib.sh\"");
}

void add_part(artifact::Lines& lines, std::string_view name) {
  auto text = script_part(name);
  while (text.ends_with('\n')) text.remove_suffix(1);
  lines.add(text);
}

TableWriter::TableWriter(artifact::Lines& lines) : lines_(lines) {
  lines_.add("at_host() {").add("  case $1 in");
}

void TableWriter::row(const Row& row) {
  auto text =
      "    " + ShellWord::literal(row.host).text() + ") address=" + ShellWord::literal(row.address).text();
  for (const auto& [name, value] : row.columns) text += " " + name + "=" + ShellWord::literal(value).text();
  lines_.add(text + " ;;", row.origins);
}

void TableWriter::end() {
  lines_.add("    *) return 1 ;;").add("  esac").add("}");
}

void add_table(artifact::Lines& lines, const std::vector<HostAddress>& hosts) {
  TableWriter table(lines);
  for (const auto& host : hosts) table.row({host.name, host.address, {}, {host.span}});
  table.end();
}

}  // namespace herdc::docker
