#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::base {

/// How the inside of an object or array is laid out.
enum class JsonLayout {
  Lines,  ///< one key per line, lists of scalars on one line: small changes stay small in a diff
  Inline  ///< everything inside on one line: table rows
};

/// The shortest JSON text that reads back to the same double ("0.1", "1e9", "-8.5e-7"), in any locale; "null"
/// where the value is not finite, which JSON cannot write.
std::string jsonNumber(double value);

/// The text in quotes, with the escapes JSON requires and other control characters escaped, nothing else. The
/// text must be UTF-8.
std::string jsonString(std::string_view text);

/// Writes JSON text in one pass: two-space indent, keys in the order given, equal calls give equal bytes.
/// Misuse (a value without a key inside an object, an end that does not match) is our bug and checked.
class JsonWriter {
 public:
  void beginObject(JsonLayout layout = JsonLayout::Lines);
  void endObject();
  void beginArray(JsonLayout layout = JsonLayout::Lines);
  void endArray();
  void key(std::string_view key);

  void value(double number);  ///< null where it is not finite; see `nonFinite`
  void value(std::int64_t number);
  void value(std::uint64_t number);
  void value(int number) { value(static_cast<std::int64_t>(number)); }
  void value(bool flag);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const std::vector<double>& numbers);  ///< a list on one line
  void null();
  /// A scalar that is JSON text already, written as it is.
  void raw(std::string_view json);

  /// key and value in one call.
  template <typename T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

  /// Numbers that were not finite and stand as null.
  std::size_t nonFinite() const { return m_nonFinite; }

  /// The finished text, with a newline at its end. Every begin must have its end.
  std::string take();

 private:
  struct Level {
    bool object = false;
    JsonLayout layout = JsonLayout::Lines;
    bool empty = true;
    bool broken = false;  ///< an entry went to a line of its own, so the closing bracket does too
  };
  void open(char bracket, bool object, JsonLayout layout);
  void close(char bracket, bool object);
  void beforeValue(bool container);
  void newLine(std::size_t depth);
  void scalar(std::string_view json);

  std::string m_out;
  std::vector<Level> m_levels;
  bool m_afterKey = false;
  std::size_t m_nonFinite = 0;
};

}  // namespace lightloom::base
