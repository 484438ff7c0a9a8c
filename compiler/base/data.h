#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Data files, YAML and JSON, as plain data that knows where each part stands. What they would leave to the
/// reader (is `no` a text?) is a mistake here and not a guess.
namespace herdc::data {

/// Half-open, in bytes.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Node {
  struct Number {
    std::string digits;  ///< as written: "-12", "0.5", "1e3"
  };
  struct Entry;
  using List = std::vector<Node>;
  using Map = std::vector<Entry>;  ///< in the file's order, each key once
  /// `std::monostate` is null.
  std::variant<std::monostate, bool, Number, std::string, List, Map> data;
  Range range;
};
struct Node::Entry {
  std::string key;
  Range key_range;
  Node value;
};

struct Mistake {
  enum class Kind : std::uint8_t {
    malformed,      ///< `what` is the reason
    duplicate_key,  ///< `what` is the key, `other` the first one
    ambiguous,      ///< `what` is the scalar, which YAML's readers take for different things
  } kind;
  Range range;
  std::string what;
  std::string hint = {};
  Range other = {};
};

struct Document {
  Node root;
  std::vector<Mistake> mistakes;  ///< `root` is of use only without any
};

/// Nesting, and the values that aliases may make by copying.
constexpr std::size_t max_depth = 64;
constexpr std::size_t max_copies = 100'000;

/// Both take valid UTF-8 of less than 4 GiB.
Document parse_yaml(std::string_view text);
Document parse_json(std::string_view text);

}  // namespace herdc::data
