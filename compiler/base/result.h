#pragma once

#include <string>
#include <utility>
#include <variant>

namespace herdc {

/// Why something outside the compiler could not be done: a sentence without a final period, in words for the
/// user ("cannot write `x`: no space left on device").
struct Failure {
  std::string message;
  int error_number = 0;  ///< errno, 0 when no system call was involved
};

/// A value, or the reason why there is none. Used at the edges (files, hashing, JSON); mistakes in `.herd`
/// sources are diagnostics, not failures.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Failure failure) : state_(std::move(failure)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() { return std::get<0>(state_); }
  const T& value() const { return std::get<0>(state_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Failure& failure() const { return std::get<1>(state_); }

 private:
  std::variant<T, Failure> state_;
};

using Status = Result<std::monostate>;
inline Status success() {
  return std::monostate{};
}

}  // namespace herdc
