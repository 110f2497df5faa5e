#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/parameter.h"
#include "design/value.h"
#include "rooms.h"

namespace lightloom::design {

/// The origin of a value, and how sure it is. `plusMinus` is absolute, SI, one standard deviation; 0 = not
/// stated.
struct Source {
  Provenance provenance = Provenance::Estimate;
  double plusMinus = 0;
  std::string note;  ///< citation or data-sheet name
  bool operator==(const Source&) const = default;
};

/// One part on the bench, as it stands in the file: only what differs from the kind's table is stored.
struct Component {
  std::string id;     ///< [a-z][a-z0-9_]*, unique in the design, never changed or reused
  std::string kind;   ///< key of a kind; a kind that this version does not know is kept and not traced
  std::string name;   ///< free text for people; empty = shown as id
  std::string group;  ///< flat path such as "cell1/relay"
  std::string note, vendor, partNumber;
  bool locked = false;                               ///< cannot be dragged
  bool hidden = false;                               ///< not drawn; still traced
  std::map<std::string, Value, std::less<>> values;  ///< set parameters, SI; absent = default of the table
  std::map<std::string, std::map<int, double>, std::less<>> overrides;  ///< key → channel or pixel → SI value
  std::map<std::string, Source, std::less<>> sources;  ///< key → provenance of the stored value
  std::map<std::string, std::string, std::less<>>
      extra;  ///< fields of newer programs, as JSON text, kept as they are
  bool operator==(const Component&) const = default;
};

using ComponentPtr = std::shared_ptr<const Component>;

/// A whole design: a plain value with shared immutable parts. Copying is cheap, snapshots may cross threads,
/// and two designs compare pointer by pointer first. The only way to change one is `apply`.
struct Design {
  std::string name;
  std::vector<ComponentPtr> components;                ///< drawing order
  std::map<std::string, Value, std::less<>> settings;  ///< "network.hidden" → value; absent = default
  std::map<std::string, std::int64_t, std::less<>> counters;  ///< kind → last number used for an id
  std::map<std::string, std::string, std::less<>> extra;      ///< unknown top-level fields as JSON text
};

bool operator==(const Design& a, const Design& b);

/// The part with this id, or null.
ComponentPtr findComponent(const Design& design, std::string_view id);

/// Value of a settings key ("training.batch"), the default where it is not set. The key must be in the table.
Value settingValue(const Design& design, std::string_view key);
double settingReal(const Design& design, std::string_view key);
std::int64_t settingInteger(const Design& design, std::string_view key);
bool settingSwitch(const Design& design, std::string_view key);
std::string settingText(const Design& design, std::string_view key);  ///< texts and enumerators
std::vector<double> settingList(const Design& design, std::string_view key);

/// A component that is not bound to a kind's table: reads values with their defaults. The kind must be known.
class PartView {
 public:
  PartView(const Component& component, std::span<const Parameter> table)
      : m_component(&component), m_table(table) {}
  const Component& component() const { return *m_component; }
  bool has(std::string_view key) const { return findRow(key) != nullptr; }  ///< the kind has such a parameter
  Value value(std::string_view key) const;
  bool isSet(std::string_view key) const { return !isUnset(value(key)); }
  double real(std::string_view key) const;
  double real(std::string_view key, int channel) const;  ///< with the override of this channel, if any
  /// The values of channels 0 … channels − 1, looked up once: arrays have up to tens of thousands.
  std::vector<double> reals(std::string_view key, int channels) const;
  int integer(std::string_view key) const;
  bool flag(std::string_view key) const;
  std::string text(std::string_view key) const;  ///< texts and enumerators
  std::vector<double> list(std::string_view key) const;

 private:
  const Parameter* findRow(std::string_view key) const;
  const Component* m_component;
  std::span<const Parameter> m_table;
};

/// Whether the value of this row of the part matters in the design (`Parameter::countsWith`).
bool counts(const Parameter& row, const PartView& part, const Design& design);

}  // namespace lightloom::design
