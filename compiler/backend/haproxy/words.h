#pragma once

#include <string>
#include <string_view>

#include "compiler/model/value.h"

namespace herdc::haproxy {

/// A word of a configuration of HAProxy. The only way from data into such a file: it is quoted here. Line
/// feeds and NULs have no spelling, and no type of the fields that arrive here lets them through.
class ConfigWord {
 public:
  static ConfigWord literal(std::string_view value);
  const std::string& text() const { return text_; }

 private:
  explicit ConfigWord(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// A time as HAProxy and people write it: the largest unit that is exact ("10s", "1500ms").
std::string config_time(model::Duration time);

}  // namespace herdc::haproxy
