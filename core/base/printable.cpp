#include "base/printable.h"

#include <cstdint>

namespace lightloom::base {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

/// A character and the bytes that it takes; none where they are no UTF-8.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;
};

Character characterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> std::uint32_t {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
  };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  constexpr std::uint32_t kLowest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (first < 0xC2 || first > 0xF4) return {};
  char32_t code = first & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (byte(i) >> 6 != 2) return {};
    code = code << 6 | (byte(i) & 0x3F);
  }
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return code < kLowest[bytes] || code > 0x10FFFF || surrogate ? Character() : Character{code, bytes};
}

bool isControl(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0);
}

bool turnsWriting(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = characterAt(text, at);
    if (c.bytes == 0 || isControl(c.code)) {
      const auto code = c.bytes == 0 ? static_cast<unsigned char>(text[at]) : c.code;
      out += {'\\', 'x', kHexDigits[code >> 4 & 15], kHexDigits[code & 15]};
    } else if (turnsWriting(c.code)) {
      out += {'\\',
              'u',
              kHexDigits[c.code >> 12 & 15],
              kHexDigits[c.code >> 8 & 15],
              kHexDigits[c.code >> 4 & 15],
              kHexDigits[c.code & 15]};
    } else {
      out.append(text, at, c.bytes);
    }
    at += c.bytes == 0 ? 1 : c.bytes;
  }
  return out;
}

std::string quotable(std::string text) {
  constexpr std::size_t kKept = 400;
  if (text.size() <= kLongestQuote) return text;
  std::size_t end = kKept;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace lightloom::base
