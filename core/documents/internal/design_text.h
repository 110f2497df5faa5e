#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/message.h"
#include "design/design.h"
#include "design/parameter.h"
#include "files/checked_json.h"
#include "files/json_reader.h"
#include "files/load_budget.h"
#include "rooms.h"

/// Parts and values to and from JSON, as design files, fragments and run logs share them. Used inside io.
namespace lightloom::base {
class JsonWriter;
}  // namespace lightloom::base

namespace lightloom::files {
class JsonTree;
}  // namespace lightloom::files

namespace lightloom::documents {

void writeComponent(JsonWriter& writer, const Component& component);

/// Reads parts and values.
class DesignTextReader : public CheckedJson {
 public:
  DesignTextReader(const std::string& source, const LoadBudget& budget)
      : CheckedJson("design", source, budget) {}

  bool readDesign(const JsonValue& json, Design& out);
  bool readComponent(const JsonValue& json, const JsonPlace& place, Component& out);
  /// The value of a known row; `longForm` receives {"value": …, "expr": …} where the file has that.
  bool readValue(const Parameter& row, const JsonValue& json, const JsonPlace& place, Value& out,
                 std::string* longForm = nullptr);
  /// "format" and "version": refuses other formats and newer versions. `what` is how the format is called in
  /// messages.
  bool checkHeader(const JsonValue& root, std::string_view format, int version, std::string_view what);
  bool readFlag(const JsonValue& json, const JsonPlace& place, bool& out);

 private:
  using Extra = std::map<std::string, std::string, std::less<>>;

  bool readName(const JsonValue& json, const JsonPlace& place, std::string& out);
  bool readNote(const JsonValue& json, const JsonPlace& place, std::string& out);
  bool readId(const JsonValue& component, const JsonPlace& place, std::string& out);
  bool readComponentField(const JsonValue& member, const std::string& key, const JsonPlace& place,
                          Component& out);
  bool readParameters(const JsonValue& json, const JsonPlace& place, std::span<const Parameter> rows,
                      Component& out);
  bool readOverrides(const JsonValue& json, const JsonPlace& place, std::span<const Parameter> rows,
                     Component& out);
  bool readChannels(const JsonValue& json, const JsonPlace& place, const Parameter& row, int channels,
                    Component& out);
  bool readSources(const JsonValue& json, const JsonPlace& place, std::span<const Parameter> rows,
                   Component& out);
  bool readSource(const JsonValue& json, const JsonPlace& place, const std::string& key, Component& out);
  bool readComponents(const JsonValue& json, const JsonPlace& place, Design& out);
  bool readCounters(const JsonValue& json, const JsonPlace& place, Design& out);
  bool readSettings(const JsonValue& json, const JsonPlace& place, Design& out);
  bool readSettingsGroup(const JsonValue& json, const JsonPlace& place, const std::string& group,
                         Design& out);
  bool outOfRange(const JsonValue& json, const JsonPlace& place, const Parameter& row, double number);
  bool rejectValue(const Parameter& row, const JsonValue& json, const JsonPlace& place, const Value& value);
};

}  // namespace lightloom::documents
