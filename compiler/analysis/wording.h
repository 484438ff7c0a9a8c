#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/schema/schema.h"

/// How messages call things, and what other tools call them.
namespace herdc::analysis {

/// "an image", "a service", "machines"
std::string with_article(std::string_view kind);

/// "images", "proxies", "machines"
std::string plural(std::string_view kind);

/// What other tools call something that a block has under another name: `volumes` → "mounts".
std::optional<std::string_view> familiar_word(std::string_view word);

/// "bytes, such as 2GiB", "a port from 1 to 65535"
std::string_view scalar_title(schema::Scalar scalar);

/// "a list", "the name of a declared `volume`"
std::string type_title(const schema::Type& type);

/// How other languages write our words: `null` → "none".
std::optional<std::string_view> our_word(std::string_view word);

}  // namespace herdc::analysis
