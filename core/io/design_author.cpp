#include "io/design_author.h"

#include "base/json_writer.h"
#include "io/json_reader.h"

namespace lightloom {
namespace {

constexpr std::string_view kField = "author";

}  // namespace

std::string authorOf(const Design& design) {
  const auto field = design.extra.find(kField);
  if (field == design.extra.end()) return {};
  const Result<JsonDocument> json = JsonDocument::parse(field->second, "author");
  if (!json || !json.value().root().is(JsonKind::String)) return {};
  return json.value().root().string();
}

Design withAuthor(Design design, const std::string& author) {
  if (author.empty())
    design.extra.erase(std::string(kField));
  else
    design.extra[std::string(kField)] = jsonString(author);
  return design;
}

}  // namespace lightloom
