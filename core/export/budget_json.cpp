#include "export/budget_json.h"

#include <limits>

#include "base/json_writer.h"
#include "export/table.h"
#include "train/run_record.h"

namespace lightloom::exports {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();  // JSON shows it as null

// The SI unit of what can be off.
const char* siName(Unit unit) {
  switch (unitInfo(unit).dimension) {
    case Dimension::Length:
      return "m";
    case Dimension::Angle:
      return "rad";
    case Dimension::Frequency:
      return "Hz";
    case Dimension::Temperature:
      return "K";
    default:
      return "";
  }
}

}  // namespace

std::string budgetJson(const ErrorBudget& budget) {
  JsonWriter json;
  json.beginObject();
  json.field("share", budget.share);
  json.field("metric", metricKey(budget.regression));
  json.field("score", budget.score);
  json.field("epochs", budget.epochs);
  json.key("rows");
  json.beginArray();
  for (const BudgetRow& row : budget.rows) {
    json.beginObject(JsonLayout::Inline);
    json.field("part", row.part);
    json.field("key", row.key);
    json.field("unit", siName(row.unit));
    json.field("below", row.below.value_or(kNone));
    json.field("above", row.above.value_or(kNone));
    json.field("score_below", row.scoreBelow);
    json.field("score_above", row.scoreAbove);
    json.endObject();
  }
  json.endArray();
  json.endObject();
  return json.take();
}

std::string budgetCsv(const ErrorBudget& budget) {
  std::string out = "part,key,unit,to_smaller,score_to_smaller,to_larger,score_to_larger\n";
  for (const BudgetRow& row : budget.rows) {
    out += row.part + ',' + row.key + ',' + siName(row.unit);
    for (const double number :
         {row.below.value_or(kNone), row.scoreBelow, row.above.value_or(kNone), row.scoreAbove})
      out += ',' + cellText(number);
    out += '\n';
  }
  return out;
}

}  // namespace lightloom::exports
