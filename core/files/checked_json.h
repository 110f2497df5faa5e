#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/json_reader.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::files {

/// The place of a value inside the document, for messages: a chain on the stack.
struct JsonPlace {
  const JsonPlace* parent = nullptr;
  std::string_view name;  ///< key, or empty for an item of a list
  std::int64_t index = -1;
  std::string text() const;  ///< "components[3].parameters.x"
};

/// Reads members of JSON that must be there and of a kind. Every function returns false after a problem,
/// which `error` then holds: with the file, the line, the place, the reason and the remedy.
class CheckedJson {
 public:
  /// `topic` begins the ids of its messages: "design" gives "design.wrong-type", ".missing-field",
  /// ".out-of-range" and
  /// ".too-long". `source` is how they call the file.
  CheckedJson(std::string topic, std::string source, const LoadBudget& budget)
      : m_topic(std::move(topic)), m_source(std::move(source)), m_budget(budget) {}

  bool expect(const JsonValue& json, const JsonPlace& place, JsonKind kind);
  /// The member that must be there.
  bool require(const JsonValue& object, const JsonPlace& place, std::string_view key,
               std::optional<JsonValue>& out);
  /// Text of at most `limit` bytes.
  bool readText(const JsonValue& json, const JsonPlace& place, std::size_t limit, std::string& out);
  /// A whole number, at least `low`; as text where it may be too large for other readers.
  bool readInteger(const JsonValue& json, const JsonPlace& place, std::int64_t low, std::int64_t& out);

  /// Always false. `text` has the file, the line and the place as %1 to %3 and `more` behind them; an id that
  /// begins with a dot gets the topic before it.
  bool fail(const JsonValue& json, const JsonPlace& place, const char* id, const char* text,
            std::vector<MessageArgument> more = {});
  bool wrongType(const JsonValue& json, const JsonPlace& place, Phrase expected);
  const Message& error() const { return *m_error; }

 protected:
  const LoadBudget& budget() const { return m_budget; }

 private:
  std::string m_topic, m_source;
  LoadBudget m_budget;
  std::optional<Message> m_error;
};

}  // namespace lightloom::files
