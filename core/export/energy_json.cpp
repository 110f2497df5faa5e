#include "export/energy_json.h"

#include <limits>

#include "base/json_writer.h"
#include "documents/design_file.h"
#include "files/safe_writer.h"

namespace lightloom::exports {
namespace {

constexpr double kMissingNumber = std::numeric_limits<double>::quiet_NaN();  // JSON shows it as null

void writeTexts(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
  json.key(key);
  json.beginArray(JsonLayout::Inline);
  for (const std::string& text : texts) json.value(text);
  json.endArray();
}

}  // namespace

std::string halvingJson(const Halving& halving) {
  JsonWriter json;
  json.beginObject();
  json.field("row", halving.row);
  json.field("J_per_op", halving.rowJoulesPerOp);
  json.field("total_J_per_op", halving.totalJoulesPerOp);
  json.field("snr", halving.snr);
  json.field("found", halving.value.has_value());
  if (const std::optional<HalvingValue>& value = halving.value) {
    json.key("value");
    json.beginObject();
    writeTexts(json, "paths", value->paths);
    json.field("from", value->from);
    json.field("to", value->to);
    json.field("J_per_op", value->rowJoulesPerOp);
    json.field("total_J_per_op", value->totalJoulesPerOp);
    json.field("snr", value->snr);
    if (value->trouble) json.field("trouble", english(*value->trouble));
    json.endObject();
  }
  writeTexts(json, "tried", halving.tried);
  json.endObject();
  return json.take();
}

std::string claimsJson(const std::vector<ClaimRow>& claims, const Design& design) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-claims");
  json.field("version", 1);
  json.key("design");
  json.beginObject(JsonLayout::Inline);
  json.field("name", design.name);
  json.field("hash", sha256Hex(writeDesign(design)));
  json.endObject();
  json.key("rows");
  json.beginArray();
  for (const ClaimRow& claim : claims) {
    json.beginObject(JsonLayout::Inline);
    json.field("id", claim.id);
    json.field("claim", claim.claim);
    json.field("news", claim.news);
    json.field("published", claim.published);
    json.field("published_source", claim.publishedSource);
    json.field("here", claim.here.value_or(kMissingNumber));
    json.field("unit", unitInfo(claim.unit).symbol);
    json.field("low", claim.low.value_or(kMissingNumber));
    json.field("high", claim.high.value_or(kMissingNumber));
    json.field("verdict", claimVerdictKey(claim.verdict));
    std::vector<std::string> assumptions;
    for (const Message& assumption : claim.assumptions) assumptions.push_back(english(assumption));
    writeTexts(json, "assumptions", assumptions);
    json.field("source", claim.source);
    json.field("design", claim.design);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

std::string claimText(const ClaimRow& claim) {
  const auto number = [&](double value) { return readableQuantity(value, claim.unit); };
  std::string out(claimVerdictKey(claim.verdict));
  out.resize(10, ' ');
  out += number(claim.published) + " published, ";
  out += claim.here ? number(*claim.here) + " here" : "nothing here";
  if (claim.low && claim.high) out += " (" + number(*claim.low) + " … " + number(*claim.high) + ")";
  return out;
}

}  // namespace lightloom::exports
