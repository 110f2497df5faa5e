#include "study/error_budget.h"

#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "export/budget_json.h"
#include "files/json_reader.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// How far the parts of a bench may be off, found by setting them there.
class TestErrorBudget : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachErrorIsConfirmedWhereItStands();
  void cancelledBudgetsGiveNothing();
  void benchesThatCannotComputeSayWhy();
  void answersMustFitTheLoss();
  void entriesSayWhatToSet();
};

namespace {

Design small() {
  Design design = test::dimLight();
  for (const char* change : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = with(design, change);
  return design;
}

const BudgetRow* rowOf(const ErrorBudget& budget, const std::string& part, const std::string& key) {
  for (const BudgetRow& row : budget.rows)
    if (row.part == part && row.key == key) return &row;
  return nullptr;
}

}  // namespace

void TestErrorBudget::eachErrorIsConfirmedWhereItStands() {
  const Design design = small();
  double seen = 0;
  ErrorBudgetOptions options;
  options.epochs = 8;
  options.onProgress = [&](double share) {
    QVERIFY(share >= seen);
    seen = share;
  };
  const Result<std::optional<ErrorBudget>> result = errorBudget(design, dataOf(design), options);
  QVERIFY(result.ok() && result.value());
  const ErrorBudget& budget = *result.value();
  QCOMPARE(seen, 1.0);
  QVERIFY(budget.score > 0.6 && budget.epochs == 8 && !budget.regression);
  for (const BudgetRow& row : budget.rows) {
    QVERIFY(row.below.value_or(0) >= 0 && row.above.value_or(0) >= 0);
    QVERIFY(row.scoreBelow >= 0.95 * budget.score && row.scoreAbove >= 0.95 * budget.score);
  }
  // 29 µrad leave 0.9 of the visibility; what answers depend on is light, and that falls as a Gaussian.
  const BudgetRow* const tilt = rowOf(budget, "beam_splitter4", "fine_tilt");
  QVERIFY(tilt && tilt->above && tilt->below && tilt->unit == Unit::Microradian);
  QVERIFY2(*tilt->above > 30e-6 && *tilt->above < 1e-3, qPrintable(QString::number(*tilt->above)));
  // Pixels of 20 µm 160 µm away from the middle: some 50 mrad.
  const BudgetRow* const roll = rowOf(budget, "detector_line1", "fine_roll");
  QVERIFY(roll && roll->unit == Unit::Microradian);
  QVERIFY(rowOf(budget, "vcsel_array2", "fine_roll") && !rowOf(budget, "beam_splitter4", "fine_roll"));
  const BudgetRow* const temperature = rowOf(budget, "vcsel_array2", "temperature");
  QVERIFY(temperature && temperature->above && *temperature->above > 1e-3 && *temperature->above < 5);
  const BudgetRow* const spread = rowOf(budget, "vcsel_array2", "detuning_spread");
  QVERIFY(spread && spread->above && !spread->below);
  const Result<JsonDocument> json = JsonDocument::parse(budgetJson(budget), "budget", LoadBudget());
  QVERIFY(json.ok() && json.value().root().find("rows"));
  const std::string csv = budgetCsv(budget);
  QCOMPARE(static_cast<std::size_t>(std::count(csv.begin(), csv.end(), '\n')), budget.rows.size() + 1);
  QVERIFY(csv.find("\nvcsel_array2,detuning_spread,Hz,,") != std::string::npos);
}

void TestErrorBudget::cancelledBudgetsGiveNothing() {
  const Design design = small();
  ErrorBudgetOptions options;
  options.cancelled = [] { return true; };
  const Result<std::optional<ErrorBudget>> result = errorBudget(design, dataOf(design), options);
  QVERIFY(result.ok() && !result.value());
}

void TestErrorBudget::benchesThatCannotComputeSayWhy() {
  const Design design = with(small(), "vcsel_array2.power=0");
  QVERIFY(!errorBudget(design, dataOf(design)).ok());
}

void TestErrorBudget::answersMustFitTheLoss() {
  const Design design = with(with(small(), "training.dataset=meats_nir"), "training.loss=cross_entropy");
  QVERIFY(!errorBudget(design, dataOf(design)).ok());
}

// A laser that is warmer is slower, so it is detuned more: leader − follower.
void TestErrorBudget::entriesSayWhatToSet() {
  const Design design = with(small(), "beam_splitter4.fine_tilt=5urad");
  BudgetRow row;
  row.part = "beam_splitter4";
  row.key = "fine_tilt";
  QCOMPARE(offValue(design, row, -2e-6).key, std::string("fine_tilt"));
  VERIFY_WITHIN(offValue(design, row, -2e-6).value, 3e-6, 1e-9);
  row.part = "vcsel_array2";
  row.key = kTemperatureKey;
  const PartView lasers = viewOf(design, row.part);
  QCOMPARE(offValue(design, row, 0.5).key, std::string("detuning"));
  VERIFY_WITHIN(offValue(design, row, 0.5).value,
                lasers.real("detuning") - 0.5 * lasers.real("tuning_temperature"), 1e-12);
}

QTEST_GUILESS_MAIN(TestErrorBudget)
#include "tst_error_budget.moc"
