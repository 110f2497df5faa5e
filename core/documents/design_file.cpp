#include "documents/design_file.h"

#include "base/json_writer.h"
#include "documents/internal/design_text.h"
#include "files/file_reader.h"
#include "files/json_tree.h"
#include "files/value_json.h"

namespace lightloom::documents {
namespace {

constexpr std::string_view kFormat = "lightloom-design";

JsonTree settingsAndCounters(const Design& design) {
  JsonTree tree;
  if (!design.name.empty()) tree.set("name", jsonString(design.name));
  for (const auto& [kind, number] : design.counters)
    tree.object("counters").set(kind, valueJson(Value(number)));
  for (const auto& [path, value] : design.settings) {
    const std::size_t dot = path.find('.');
    LL_CHECK(dot != std::string::npos);
    tree.object("settings").object(path.substr(0, dot)).set(path.substr(dot + 1), valueJson(value));
  }
  tree.keep(design.extra);
  return tree;
}

}  // namespace

Result<Design> readDesign(std::string_view text, const std::string& source, const LoadBudget& budget) {
  const Result<JsonDocument> document = JsonDocument::parse(text, source, budget);
  if (!document) return document.error();
  DesignTextReader reader(source, budget);
  const JsonValue root = document.value().root();
  Design design;
  if (!reader.checkHeader(root, kFormat, kDesignVersion, "a Lightloom design") ||
      !reader.readDesign(root, design))
    return reader.error();
  return design;
}

Result<Design> readDesignFile(const std::string& path, const LoadBudget& budget) {
  const Result<std::string> text = readFile(path, budget);
  if (!text) return text.error();
  return readDesign(text.value(), fileName(path), budget);
}

std::string writeDesign(const Design& design) {
  const JsonTree tree = settingsAndCounters(design);
  JsonWriter writer;
  writer.beginObject();
  writer.field("format", kFormat);
  writer.field("version", kDesignVersion);
  tree.writeMembers(writer, {}, "components");
  writer.key("components");
  writer.beginArray();
  for (const ComponentPtr& component : design.components) writeComponent(writer, *component);
  writer.endArray();
  tree.writeMembers(writer, "components", {});
  writer.endObject();
  return writer.take();
}

Result<SavedFile> saveDesign(const Design& design, const std::string& path) {
  const std::string text = writeDesign(design);
  const Result<Design> again = readDesign(text, fileName(path));
  if (!again) return again.error();
  return saveFile(path, text);
}

std::string writeFragment(const std::vector<ComponentPtr>& components) {
  Design fragment;
  fragment.components = components;
  return writeDesign(fragment);
}

Result<std::vector<ComponentPtr>> readFragment(std::string_view text, const std::string& source,
                                               const LoadBudget& budget) {
  Result<Design> design = readDesign(text, source, budget);
  if (!design) return design.error();
  return std::move(design.value().components);
}

}  // namespace lightloom::documents
