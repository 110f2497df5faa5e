#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::exports {

/// Writes the wire format of Protocol Buffers: what ONNX needs of it.
class ProtobufWriter {
 public:
  void number(int field, std::int64_t value) {
    tag(field, kVarint);
    varint(static_cast<std::uint64_t>(value));
  }
  void real(int field, float value) {
    tag(field, kFixed32);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; ++i) m_out += static_cast<char>((bits >> (8 * i)) & 0xFF);
  }
  /// Texts, bytes and messages within messages.
  void bytes(int field, std::string_view content) {
    tag(field, kDelimited);
    varint(content.size());
    m_out += content;
  }
  void message(int field, const ProtobufWriter& content) { bytes(field, content.m_out); }

  const std::string& text() const { return m_out; }

 private:
  static constexpr std::uint64_t kVarint = 0, kDelimited = 2, kFixed32 = 5;

  void tag(int field, std::uint64_t type) { varint(static_cast<std::uint64_t>(field) << 3 | type); }
  void varint(std::uint64_t value) {
    for (; value > 0x7F; value >>= 7) m_out += static_cast<char>((value & 0x7F) | 0x80);
    m_out += static_cast<char>(value);
  }

  std::string m_out;
};

}  // namespace lightloom::exports
