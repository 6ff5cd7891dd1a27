#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace verbatim::coding {

// A short run of plain values in 16 bytes: its own, or lent by a buffer that holds many of them.
// What is lent is copied at the first change, so that a study of a hundred thousand responses is
// loaded without as many allocations. Whoever lends keeps the buffer.
template <class T>
class Run {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Run() = default;
  // Requires that `values` outlive this, its moves and whatever they are moved to.
  static Run lent(std::span<const T> values) {
    Run run;
    if (values.empty()) return run;
    run.first_ = const_cast<T*>(values.data());  // not written to: capacity_ is 0
    run.size_ = static_cast<std::uint32_t>(values.size());
    return run;
  }
  Run(const Run& other) { take_copy(other.values(), other.size_); }
  Run(Run&& other) noexcept
      : first_(std::exchange(other.first_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Run& operator=(Run other) noexcept {
    std::swap(first_, other.first_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Run() {
    if (capacity_ > 0) std::allocator<T>().deallocate(first_, capacity_);
  }

  const T* begin() const { return first_; }
  const T* end() const { return first_ + size_; }
  std::span<const T> values() const { return {first_, size_}; }

  // Each requires a place in the run, or its end for insert().
  T& change(const T* at) {
    const auto index = at - first_;
    if (capacity_ == 0) take_copy(values(), size_);
    return first_[index];
  }
  T& insert(const T* at, T value) {
    const auto index = static_cast<std::uint32_t>(at - first_);
    if (size_ >= capacity_) take_copy(values(), std::max(size_ + 1, size_ + size_ / 2));
    std::copy_backward(first_ + index, first_ + size_, first_ + size_ + 1);
    ++size_;
    return first_[index] = value;
  }
  void erase(const T* at) {
    auto* gap = &change(at);
    std::copy(gap + 1, first_ + size_, gap);
    --size_;
  }

 private:
  // Becomes the owner of `values`, with room for `capacity`.
  void take_copy(std::span<const T> values, std::uint32_t capacity) {
    T* own = nullptr;
    if (capacity > 0) {
      own = std::allocator<T>().allocate(capacity);
      std::uninitialized_copy(values.begin(), values.end(), own);
    }
    const auto size = static_cast<std::uint32_t>(values.size());
    if (capacity_ > 0) std::allocator<T>().deallocate(first_, capacity_);
    first_ = own;
    size_ = size;
    capacity_ = capacity;
  }

  T* first_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;  // 0: lent, or nothing
};

}  // namespace verbatim::coding
