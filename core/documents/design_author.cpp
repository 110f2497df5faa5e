#include "documents/design_author.h"

#include "base/json_writer.h"
#include "design/kept_fields.h"
#include "files/json_reader.h"

namespace lightloom::documents {

std::string authorOf(const Design& design) {
  const auto field = design.extra.find(kAuthorField);
  if (field == design.extra.end()) return {};
  const Result<JsonDocument> json = JsonDocument::parse(field->second, "author");
  if (!json || !json.value().root().is(JsonKind::String)) return {};
  return json.value().root().string();
}

Design withAuthor(Design design, const std::string& author) {
  if (author.empty())
    design.extra.erase(std::string(kAuthorField));
  else
    design.extra[std::string(kAuthorField)] = jsonString(author);
  return design;
}

}  // namespace lightloom::documents
