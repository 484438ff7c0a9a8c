#pragma once

#include <memory>
#include <utility>

namespace herdc::ast {

/// One value on the heap with the value's own constness; for members of a type that is not complete yet.
template <class T>
class Box {
 public:
  Box(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box&&) noexcept = default;

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace herdc::ast
