#pragma once

#include "compiler/artifact/shell_words.h"

namespace herdc::docker {

using artifact::comment_text;
using artifact::longest_argument;
using artifact::ShellWord;

/// One field of a comma-separated list as docker reads `--mount`: quoted when it holds `,` or `"`.
std::string csv_field(std::string_view field);

}  // namespace herdc::docker
