#include "export/energy_json.h"

#include <limits>

#include "base/json_writer.h"
#include "documents/design_file.h"
#include "files/safe_writer.h"
#include "report/digital_processors.h"

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

std::string projectionJson(const Projection& projection) {
  JsonWriter json;
  const auto rows = [&](const char* key, const auto& all, const auto& write) {
    json.key(key);
    json.beginArray();
    for (const auto& each : all) {
      json.beginObject(JsonLayout::Inline);
      write(each);
      json.endObject();
    }
    json.endArray();
  };
  const auto known = [](double value) { return value > 0 ? value : kMissingNumber; };
  json.beginObject();
  json.field("format", "lightloom-projection");
  json.field("version", 1);
  json.field("utilisation", projection.options.utilisation);
  json.field("days", projection.options.days);
  rows("models", projection.models, [&](const ModelToTrain& model) {
    json.field("id", model.id);
    json.field("title", model.title);
    json.field("parameters", model.parameters.value_or(kMissingNumber));
    json.field("tokens", model.tokens.value_or(kMissingNumber));
    json.field("operations", model.operations);
    json.field("source", model.source);
    json.field("quality", sourceQualityKey(model.quality));
  });
  rows("contenders", projection.contenders, [&](const Contender& contender) {
    json.field("id", contender.id);
    json.field("name", contender.name);
    json.field("J_per_op", contender.joulesPerOp);
    json.field("ops_per_s", known(contender.opsPerS));
    json.field("area_m2", known(contender.areaM2));
    json.field("ops_per_s_per_m2", known(contender.opsPerSPerM2));
    json.field("ops_per_pass", known(contender.opsPerPass));
    json.field("memory_counts", contender.memoryCounts);
    json.field("source", contender.source);
  });
  rows("rows", projection.rows, [&](const ProjectionRow& row) {
    json.field("model", row.model);
    json.field("contender", row.contender);
    json.field("full_use_J", row.fullUseJ);
    json.field("energy_J", row.energyJ);
    json.field("alone_s", row.aloneS);
    json.field("units", row.units);
    json.field("passes", row.passes);
    json.field("area_m2", row.areaM2);
    json.field("power_W", row.powerW);
  });
  json.endObject();
  return json.take();
}

std::string breakEvenJson(const BreakEven& map) {
  JsonWriter json;
  json.beginObject();
  json.field("format", "lightloom-break-even");
  json.field("version", 1);
  json.field("symbol_rate_Hz", map.symbolRateHz);
  json.field("side", map.side);
  json.field("memory", map.memories[map.memory]);
  json.field("slots", map.slots);
  json.field("J_per_op", map.joulesPerOp);
  json.key("rates");
  json.beginArray();
  for (const BreakEvenRate& rate : map.rates) {
    json.beginObject();
    json.field("symbol_rate_Hz", rate.symbolRateHz);
    json.key("trouble");
    rate.trouble ? json.value(english(*rate.trouble)) : json.null();
    json.key("lines");
    json.beginArray();
    for (std::size_t memory = 0; memory < map.memories.size(); ++memory)
      for (const DigitalProcessor& processor : digitalProcessors()) {
        json.beginObject(JsonLayout::Inline);
        json.field("memory", map.memories[memory]);
        json.field("processor", processor.id);
        json.field(
            "side",
            smallestSide(rate.cells[memory], map.slots, processor.joulesPerOp()).value_or(kMissingNumber));
        json.endObject();
      }
    json.endArray();
    json.endObject();
  }
  json.endArray();
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
