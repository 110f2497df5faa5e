#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::base {
class JsonWriter;
}  // namespace lightloom::base

namespace lightloom::files {

class JsonDocument;

enum class JsonKind : std::uint8_t { Null, Bool, Number, String, Array, Object };

/// A value inside a JsonDocument: a handle, valid as long as its document stays where it is.
class JsonValue {
 public:
  JsonKind kind() const;
  bool is(JsonKind kind) const { return this->kind() == kind; }
  std::string_view raw() const;  ///< its text as it stands in the document
  bool flag() const;             ///< of a Bool
  double number() const;         ///< of a Number; finite
  /// The value of a Number that is whole and fits, written as 3, 3.0 or 3e0; nothing otherwise.
  std::optional<std::int64_t> integer() const;
  std::string string() const;  ///< of a String, unescaped UTF-8
  std::string key() const;     ///< its name inside the object that holds it, unescaped; empty elsewhere
  std::size_t size() const;    ///< members or items
  int line() const;            ///< from 1

  /// The member of this name, if this is an object that has one.
  std::optional<JsonValue> find(std::string_view key) const;

  /// Over members or items, in the order of the text.
  class Iterator {
   public:
    Iterator(const JsonDocument* document, std::uint32_t index) : m_document(document), m_index(index) {}
    JsonValue operator*() const { return JsonValue(m_document, m_index); }
    Iterator& operator++();
    bool operator==(const Iterator&) const = default;

   private:
    const JsonDocument* m_document;
    std::uint32_t m_index;
  };
  Iterator begin() const;
  Iterator end() const;

 private:
  friend class JsonDocument;
  JsonValue(const JsonDocument* document, std::uint32_t index) : m_document(document), m_index(index) {}
  const JsonDocument* m_document;
  std::uint32_t m_index;
};

/// JSON text with every value in place. Stricter than QJsonDocument, which takes duplicate keys, lone
/// surrogates and
/// `[.5]`, rounds integers and forgets where a value stood: this one keeps numbers as they are written, so
/// that what a newer program wrote can be kept to the letter.
class JsonDocument {
 public:
  /// Reads RFC 8259 text, a byte order mark allowed. `source` is how messages call it. Errors, all with line
  /// and column: "file.empty", "file.foreign", "file.too-large", "file.not-utf8", "file.truncated",
  /// "json.syntax", "json.after-end", "json.duplicate-key", "json.bad-string", "json.not-finite",
  /// "json.number-range", "json.too-deep", "json.too-many", "json.too-long", "json.too-slow".
  static Result<JsonDocument> parse(std::string_view text, const std::string& source,
                                    const LoadBudget& budget = {});

  JsonValue root() const { return JsonValue(this, 0); }

 private:
  friend class JsonValue;
  friend class JsonValue::Iterator;
  friend class JsonParser;
  // Offsets into the text; the nodes of a container follow it, `next` is the first one behind it.
  struct Node {
    JsonKind kind = JsonKind::Null;
    std::uint32_t keyBegin = 0, keyEnd = 0;
    std::uint32_t begin = 0, end = 0;
    std::uint32_t next = 0;
    std::uint32_t count = 0;
  };
  std::string m_text;
  std::vector<Node> m_nodes;
};

/// The value without white space, everything else to the letter.
std::string compactJson(const JsonValue& value);

/// Writes the value in the writer's layout: scalars to the letter, members in their order.
void writeJson(JsonWriter& writer, const JsonValue& value);

}  // namespace lightloom::files
