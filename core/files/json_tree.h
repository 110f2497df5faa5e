#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "rooms.h"

namespace lightloom::base {
class JsonWriter;
}  // namespace lightloom::base

namespace lightloom::files {

/// Order of keys in our files: numbers (channels) by value, everything else by its bytes.
struct JsonKeyOrder {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const;
};

/// A JSON object in the making whose keys end up sorted, whoever adds them: our own fields and those kept for
/// a newer program. Kept fields are addressed by paths such as "settings/future/key"; what has a meaning in
/// paths is escaped inside a name (`escapedKey`). A path that starts with '=' is the long form {"value":
/// …, "expr": …} of a value that this version knows, written only while its value is still the one that the
/// object holds; one that starts with '?' is a field of an object that this version knows, written only while
/// that object is there.
class JsonTree {
 public:
  using Extra = std::map<std::string, std::string, std::less<>>;

  /// The object under this key, made where it is missing.
  JsonTree& object(std::string_view key);
  /// A member with finished JSON text.
  void set(std::string_view key, std::string json);
  /// Adds what was kept for a newer program: path → JSON text.
  void keep(const Extra& extra);

  bool empty() const { return m_members.empty(); }
  /// Writes the node as an object, or as its text where it is a leaf.
  void write(JsonWriter& writer) const;
  /// Writes only the members whose keys lie in [from, to) in byte order; an empty `to` means up to the end.
  void writeMembers(JsonWriter& writer, std::string_view from, std::string_view to) const;

 private:
  void keepLongForm(std::string_view path, const std::string& json);
  void keepWithParent(std::string_view path, const std::string& json);
  JsonTree& reach(std::string_view path);
  const JsonTree* find(std::string_view path) const;

  std::map<std::string, std::unique_ptr<JsonTree>, JsonKeyOrder> m_members;
  std::string m_text;  ///< of a leaf
};

}  // namespace lightloom::files
