#include "export/budget_json.h"

#include <cstdio>
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

std::string reachText(const std::optional<double>& reach, double score, const BudgetRow& row,
                      bool regression) {
  if (!reach) return "any";
  return readableQuantity(*reach, row.unit) + " (" + readableScore(score, regression) + ")";
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

std::string budgetText(const ErrorBudget& budget) {
  char line[256];
  std::snprintf(line, sizeof line,
                "%s after %d epochs; what leaves %.4g %% of it, and what is measured there:\n\n",
                readableScore(budget.score, budget.regression).c_str(), budget.epochs, 100 * budget.share);
  std::string out = line;
  const auto add = [&](const std::string& off, const std::string& below, const std::string& above) {
    std::snprintf(line, sizeof line, "%-38s%28s%28s\n", off.c_str(), below.c_str(), above.c_str());
    out += line;
  };
  add("off", "to smaller", "to larger");
  for (const BudgetRow& row : budget.rows)
    add(row.part + '.' + row.key, reachText(row.below, row.scoreBelow, row, budget.regression),
        reachText(row.above, row.scoreAbove, row, budget.regression));
  return out;
}

}  // namespace lightloom::exports
