#include "files/json_tree.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/json_writer.h"
#include "design/kept_fields.h"
#include "files/json_reader.h"

namespace lightloom::files {
namespace {

bool isNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A value as our writer would write it, so that 0.040 and 4e-2 compare equal.
std::string canonicalValue(const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::Number:
      return jsonNumber(value.number());
    case JsonKind::String:
      return jsonString(value.string());
    case JsonKind::Array: {
      std::string out = "[";
      for (const JsonValue item : value) {
        if (out.size() > 1) out += ", ";
        out += canonicalValue(item);
      }
      return out + "]";
    }
    default:
      return compactJson(value);
  }
}

// The text was read within the limits of its file; with other escapes it may have become longer, so that no
// limit applies here.
JsonDocument parsedText(const std::string& json) {
  LoadBudget unlimited;
  unlimited.bytes = std::numeric_limits<std::size_t>::max();
  unlimited.seconds = 1e6;
  Result<JsonDocument> document = JsonDocument::parse(json, "a kept field", unlimited);
  LL_CHECK(document.ok());
  return std::move(document).value();
}

}  // namespace

bool JsonKeyOrder::operator()(std::string_view a, std::string_view b) const {
  const bool numberA = isNumber(a), numberB = isNumber(b);
  if (numberA != numberB) return numberA;
  if (numberA && a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

JsonTree& JsonTree::object(std::string_view key) {
  auto found = m_members.find(key);
  if (found == m_members.end())
    found = m_members.emplace(std::string(key), std::make_unique<JsonTree>()).first;
  return *found->second;
}

void JsonTree::set(std::string_view key, std::string json) {
  object(key).m_text = std::move(json);
}

void JsonTree::keep(const Extra& extra) {
  for (const auto& [path, json] : extra) {
    const std::string_view rest = std::string_view(path).substr(path.empty() ? 0 : 1);
    if (path.starts_with('='))
      keepLongForm(rest, json);
    else if (path.starts_with('?'))
      keepWithParent(rest, json);
    else
      reach(path).m_text = json;
  }
}

void JsonTree::keepLongForm(std::string_view path, const std::string& json) {
  const JsonTree* leaf = find(path);
  if (!leaf) return;
  const JsonDocument document = parsedText(json);
  const std::optional<JsonValue> value = document.root().find("value");
  if (value && canonicalValue(*value) == canonicalValue(parsedText(leaf->m_text).root()))
    reach(path).m_text = json;
}

void JsonTree::keepWithParent(std::string_view path, const std::string& json) {
  if (find(path.substr(0, path.rfind('/')))) reach(path).m_text = json;
}

JsonTree& JsonTree::reach(std::string_view path) {
  JsonTree* tree = this;
  while (!path.empty()) tree = &tree->object(takeKey(path));
  return *tree;
}

const JsonTree* JsonTree::find(std::string_view path) const {
  const JsonTree* tree = this;
  while (!path.empty()) {
    const auto found = tree->m_members.find(takeKey(path));
    if (found == tree->m_members.end()) return nullptr;
    tree = found->second.get();
  }
  return tree;
}

void JsonTree::write(JsonWriter& writer) const {
  if (!m_text.empty()) {
    writeJson(writer, parsedText(m_text).root());
    return;
  }
  writer.beginObject();
  writeMembers(writer, {}, {});
  writer.endObject();
}

void JsonTree::writeMembers(JsonWriter& writer, std::string_view from, std::string_view to) const {
  for (const auto& [key, member] : m_members) {
    if (key < from || (!to.empty() && key >= to)) continue;
    writer.key(key);
    member->write(writer);
  }
}

}  // namespace lightloom::files
