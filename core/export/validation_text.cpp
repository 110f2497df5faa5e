#include "export/validation_text.h"

#include "base/json_writer.h"
#include "datasets/dataset_store.h"
#include "documents/design_file.h"
#include "export/report_json.h"
#include "files/csv.h"
#include "files/program_files.h"

namespace lightloom::exports {
namespace {

const ValidationGroup& groupOf(const ValidationRow& row) {
  for (const ValidationGroup& group : validationGroups())
    if (group.id == row.group) return group;
  LL_CHECK(false);
}

void writeRow(JsonWriter& json, const ValidationResult& result) {
  const ValidationRow& row = *result.row;
  const bool number = row.compute != nullptr, check = number && row.kind == RowKind::Check;
  json.beginObject();
  json.field("id", row.id);
  json.field("group", row.group);
  json.field("title", row.title);
  json.field("kind", row.kind == RowKind::Illustration ? "illustration" : "check");
  json.key("value");
  result.value ? json.value(*result.value) : json.null();
  json.key("expected");
  number ? json.value(row.expected) : json.null();
  json.key("tolerance");
  check&& row.bound == Bound::Within ? json.value(row.tolerance) : json.null();
  json.field("bound", boundKey(row.bound));
  if (row.standardErrors > 0) json.field("standard_errors", row.standardErrors);
  if (!row.toleranceFrom.empty()) json.field("tolerance_from", row.toleranceFrom);
  if (!row.failsWhen.empty()) json.field("fails_when", row.failsWhen);
  json.field("verdict", verdictKey(result.verdict));
  json.field("source", row.source);
  if (!row.note.empty()) json.field("note", row.note);
  if (result.reason) json.field("reason", english(*result.reason));
  if (!row.example.empty()) json.field("example", row.example);
  json.endObject();
}

void addLine(std::string& out, const std::vector<std::string>& fields, char separator) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += separator;
    out += csvField(fields[i], separator);
  }
  out += '\n';
}

}  // namespace

ValidationInputs validationInputs(const std::vector<std::string>& dataDirs) {
  ValidationInputs out;
  out.bench = [](const std::string& example) { return readDesignFile(examplePath(example)); };
  out.handwrittenDigits = [dataDirs]() -> Result<std::shared_ptr<const Dataset>> {
    DatasetOptions options;
    options.dataDirs = dataDirs;
    Result<Dataset> data = loadDataset("mnist", options);
    if (!data) return data.error();
    return std::shared_ptr<const Dataset>(std::make_shared<Dataset>(std::move(data).value()));
  };
  return out;
}

std::string validationJson(std::span<const ValidationResult> results,
                           std::span<const PublicationResult> publications) {
  const ValidationCounts counts = countsOf(results);
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-validation");
  json.field("version", 1);
  json.field("pass", counts.pass);
  json.field("fail", counts.fail);
  json.field("not_run", counts.notRun);
  json.field("does_not_apply", counts.doesNotApply);
  json.field("illustration", counts.illustration);
  json.key("groups");
  json.beginArray();
  for (const ValidationGroup& group : validationGroups()) {
    json.beginObject(JsonLayout::Inline);
    json.field("id", group.id);
    json.field("title", group.title);
    json.field("source", group.source);
    json.endObject();
  }
  json.endArray();
  json.key("rows");
  json.beginArray();
  for (const ValidationResult& result : results) writeRow(json, result);
  json.endArray();
  json.key("publications");
  json.beginArray();
  for (const PublicationResult& result : publications) {
    json.beginObject();
    json.field("after", result.publication->key);
    json.field("citation", result.publication->citation);
    json.field("example", result.publication->example);
    json.key("numbers");
    writeBeside(json, result.numbers);
    if (result.reason) json.field("reason", english(*result.reason));
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

std::string validationTable(std::span<const ValidationResult> results, char separator) {
  std::string out;
  addLine(out,
          {"id", "publication", "title", "value", "bound", "expected", "tolerance", "tolerance_from",
           "verdict", "fails_when", "source", "note"},
          separator);
  for (const ValidationResult& result : results) {
    const ValidationRow& row = *result.row;
    const bool number = row.compute != nullptr,
               within = number && row.kind == RowKind::Check && row.bound == Bound::Within;
    std::string note(row.note);
    if (result.reason) note = english(*result.reason);
    addLine(
        out,
        {std::string(row.id), std::string(groupOf(row).title), std::string(row.title),
         result.value ? jsonNumber(*result.value) : std::string(), std::string(boundKey(row.bound)),
         number ? jsonNumber(row.expected) : std::string(),
         within ? jsonNumber(row.tolerance) : std::string(), std::string(row.toleranceFrom),
         std::string(verdictKey(result.verdict)), std::string(row.failsWhen), std::string(row.source), note},
        separator);
  }
  return out;
}

}  // namespace lightloom::exports
