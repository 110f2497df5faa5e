#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "base/check.h"
#include "rooms.h"

namespace lightloom::base {

/// A list that grows at its end and is kept once: copies share what they have in common. A copy costs as much
/// as a pointer, never changes by what others add, and may be read on another thread while the list that it
/// was made of grows on (handing it over is up to the threads, as with any value). T is default-constructible
/// and assignable.
template <class T>
class Trail {
 public:
  class Iterator {
   public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const Trail& trail, std::size_t index)
        : m_trail(&trail), m_index(static_cast<difference_type>(index)) {}

    reference operator*() const { return (*m_trail)[static_cast<std::size_t>(m_index)]; }
    pointer operator->() const { return &**this; }
    reference operator[](difference_type n) const { return *(*this + n); }
    Iterator& operator+=(difference_type n) {
      m_index += n;
      return *this;
    }
    Iterator& operator-=(difference_type n) { return *this += -n; }
    Iterator& operator++() { return *this += 1; }
    Iterator& operator--() { return *this -= 1; }
    Iterator operator++(int) { return std::exchange(*this, *this + 1); }
    Iterator operator--(int) { return std::exchange(*this, *this - 1); }
    friend Iterator operator+(Iterator it, difference_type n) { return it += n; }
    friend Iterator operator-(Iterator it, difference_type n) { return it -= n; }
    friend difference_type operator-(const Iterator& a, const Iterator& b) { return a.m_index - b.m_index; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.m_index == b.m_index; }
    friend bool operator<(const Iterator& a, const Iterator& b) { return a.m_index < b.m_index; }

   private:
    const Trail* m_trail = nullptr;
    difference_type m_index = 0;
  };

  Trail() = default;
  Trail(std::initializer_list<T> values) : Trail(std::vector<T>(values)) {}
  explicit Trail(const std::vector<T>& values) {
    for (const T& value : values) push_back(value);
  }

  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }
  const T& operator[](std::size_t index) const { return (*m_blocks)[index / kBlock]->values[index % kBlock]; }
  const T& back() const { return (*this)[m_size - 1]; }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, m_size}; }
  auto rbegin() const { return std::make_reverse_iterator(end()); }
  auto rend() const { return std::make_reverse_iterator(begin()); }

  void push_back(T value) {
    const std::size_t at = m_size % kBlock;
    if (at == 0) {
      setBlock(std::make_shared<Block>());
    } else if (std::size_t free = at; !block().used.compare_exchange_strong(free, at + 1)) {
      // Another copy has written here already.
      auto own = std::make_shared<Block>();
      for (std::size_t i = 0; i < at; ++i) own->values[i] = block().values[i];
      own->used = at + 1;
      setBlock(std::move(own));
    }
    block().values[at] = std::move(value);
    ++m_size;
  }

  friend bool operator==(const Trail& a, const Trail& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

  /// Forgets all but the first `size` values, of which there are as many; other copies keep them.
  void cut(std::size_t size) {
    LL_CHECK(size <= m_size);
    m_size = size;
  }

  /// Whether this is `earlier` with nothing or something added: what was read of that one need not be read
  /// again. Lists that came to equal values apart from each other do not continue one another.
  bool continues(const Trail& earlier) const {
    if (earlier.empty()) return true;
    const std::size_t last = (earlier.m_size - 1) / kBlock;
    return earlier.m_size <= m_size && (*m_blocks)[last] == (*earlier.m_blocks)[last];
  }

 private:
  static constexpr std::size_t kBlock = 256;
  struct Block {
    std::array<T, kBlock> values{};
    std::atomic<std::size_t> used{1};  ///< written by whoever came first; a block begins with a value
  };
  using Blocks = std::vector<std::shared_ptr<Block>>;

  // The one that takes the next value, if there is one.
  Block& block() { return *(*m_blocks)[m_size / kBlock]; }

  // The block that takes the next value from now on.
  void setBlock(std::shared_ptr<Block> block) {
    const std::size_t index = m_size / kBlock;
    auto blocks = std::make_shared<Blocks>();
    blocks->reserve(index + 1);
    for (std::size_t i = 0; i < index; ++i) blocks->push_back((*m_blocks)[i]);
    blocks->push_back(std::move(block));
    m_blocks = std::move(blocks);
  }

  std::shared_ptr<const Blocks> m_blocks;
  std::size_t m_size = 0;
};

}  // namespace lightloom::base
