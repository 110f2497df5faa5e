#include "validation/validation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <cmath>
#include <set>

#include "all_rooms.h"
#include "export/validation_text.h"
#include "files/program_files.h"
#include "test_support.h"

using namespace lightloom::tests;

class TestValidation : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyNumberOfTheSourceBookIsThere();
  void rowsHaveIdGroupTitleAndSource();
  void everyRowHolds_data();
  void everyRowHolds();
  void everyRowCanFail();
  void illustrationsAreNotCounted();
  void nothingIsDropped();
  void missingDataIsSaid();
  void brokenBenchFails();
  void jsonIsWellFormedAndStable();
  void tableHasOneLinePerRow();

 private:
  // The whole default run, once.
  const std::vector<ValidationResult>& results() {
    if (m_results.empty()) m_results = validate(validationInputs());
    return m_results;
  }
  std::vector<ValidationResult> m_results;
};

namespace {

QString text(std::string_view view) {
  return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
}

}  // namespace

void TestValidation::everyNumberOfTheSourceBookIsThere() {
  std::set<QString> ids;
  for (const ValidationRow& row : validationRows()) ids.insert(text(row.id).section('.', 0, 0));
  for (int i = 1; i <= 36; ++i) QVERIFY2(ids.count(QString("V%1").arg(i)), qPrintable(QString::number(i)));
}

void TestValidation::rowsHaveIdGroupTitleAndSource() {
  std::set<std::string_view> ids, groups;
  for (const ValidationGroup& group : validationGroups()) groups.insert(group.id);
  for (const ValidationRow& row : validationRows()) {
    QVERIFY2(ids.insert(row.id).second, qPrintable(text(row.id)));
    QVERIFY2(groups.count(row.group) == 1, qPrintable(text(row.id)));
    QVERIFY2(!row.title.empty() && !row.source.empty(), qPrintable(text(row.id)));
    const bool checks = row.compute && row.kind == RowKind::Check;
    QVERIFY2(checks == text(row.failsWhen).endsWith('.'), qPrintable(text(row.id)));
    QVERIFY2(checks == (!row.toleranceFrom.empty() || row.standardErrors > 0), qPrintable(text(row.id)));
    if (row.kind == RowKind::Illustration)
      QVERIFY2(row.compute && !row.note.empty() && row.tolerance == 0, qPrintable(text(row.id)));
    if (!row.compute) QVERIFY2(text(row.note).startsWith("Does not apply"), qPrintable(text(row.id)));
    if (!row.example.empty())
      QVERIFY2(readDesignFile(examplePath(std::string(row.example))).ok(), qPrintable(text(row.id)));
  }
}

void TestValidation::everyRowHolds_data() {
  QTest::addColumn<int>("index");
  for (int i = 0; i < static_cast<int>(results().size()); ++i)
    QTest::newRow(qPrintable(text(results()[static_cast<std::size_t>(i)].row->id))) << i;
}

void TestValidation::everyRowHolds() {
  QFETCH(int, index);
  const ValidationResult& result = results()[static_cast<std::size_t>(index)];
  const std::string reason =
      result.reason ? english(*result.reason) : shortestNumber(result.value.value_or(NAN));
  QVERIFY2(result.verdict != Verdict::Fail, reason.c_str());
  QCOMPARE(result.verdict == Verdict::NotRun, result.row->isLong);
  QCOMPARE(result.verdict == Verdict::DoesNotApply, result.row->compute == nullptr);
  QCOMPARE(result.verdict == Verdict::Illustration, result.row->kind == RowKind::Illustration);
}

// Another expectation, a tenth of the value or a few tolerances away, must fail with the same value. What
// the physics has to do with it: tst_laws.
void TestValidation::everyRowCanFail() {
  for (const ValidationResult& result : results()) {
    if (!result.value || result.row->kind == RowKind::Illustration) continue;
    ValidationRow other = *result.row;
    const double away = std::max(0.1 * std::fabs(*result.value), 3 * other.tolerance) + 1e-300;
    if (other.bound == Bound::AtMost) other.expected = *result.value - away;
    if (other.bound == Bound::AtLeast) other.expected = *result.value + away;
    if (other.bound == Bound::Within) other.expected += away;
    QVERIFY2(!holds(other, *result.value), qPrintable(text(other.id)));
    QVERIFY(!holds(*result.row, NAN));
  }
}

// Whatever its number, and whether there is one: no illustration passes or fails.
void TestValidation::illustrationsAreNotCounted() {
  const ValidationCounts counts = countsOf(results());
  QVERIFY(counts.illustration > 0);
  QCOMPARE(counts.pass + counts.fail + counts.notRun + counts.doesNotApply + counts.illustration,
           static_cast<int>(results().size()));
  ValidationInputs inputs = validationInputs();
  inputs.bench = [](const std::string&) -> Result<Design> { return Design{}; };
  for (const ValidationResult& result : validate(inputs))
    if (result.row->kind == RowKind::Illustration) QCOMPARE(result.verdict, Verdict::Illustration);
}

void TestValidation::nothingIsDropped() {
  QCOMPARE(results().size(), validationRows().size());
  std::size_t grouped = 0;
  for (const ValidationGroup& group : validationGroups()) {
    ValidationOptions options;
    options.group = group.id;
    std::stop_source stop;
    stop.request_stop();
    options.stop = stop.get_token();
    for (const ValidationResult& result : validate(validationInputs(), options)) {
      ++grouped;
      QCOMPARE(result.row->group, group.id);
      QCOMPARE(result.verdict == Verdict::NotRun, result.row->compute != nullptr);
    }
  }
  QCOMPARE(grouped, validationRows().size());
}

void TestValidation::missingDataIsSaid() {
  ValidationInputs inputs = validationInputs();
  inputs.handwrittenDigits = []() -> Result<std::shared_ptr<const Dataset>> {
    return Message{"dataset.not-found", "No MNIST here.", {}};
  };
  ValidationOptions options;
  options.group = "chen_2022";
  int notRun = 0;
  for (const ValidationResult& result : validate(inputs, options)) {
    if (result.verdict != Verdict::NotRun) continue;
    ++notRun;
    QCOMPARE(result.reason->id, std::string("dataset.not-found"));
  }
  QVERIFY(notRun > 0);
}

void TestValidation::brokenBenchFails() {
  ValidationInputs inputs = validationInputs();
  inputs.bench = [](const std::string&) -> Result<Design> { return Design{}; };
  ValidationOptions options;
  options.group = "gao_2026";
  QVERIFY(countsOf(validate(inputs, options)).fail >= 2);
}

void TestValidation::jsonIsWellFormedAndStable() {
  const std::string json = validationJson(results(), {});
  // A row does not depend on those that ran before it.
  ValidationOptions options;
  options.group = "hamerly_2019";
  const std::vector<ValidationResult> alone = validate(validationInputs(), options);
  QVERIFY(!alone.empty());
  for (const ValidationResult& result : alone) {
    const auto among = std::find_if(results().begin(), results().end(),
                                    [&](const ValidationResult& other) { return other.row == result.row; });
    QVERIFY2(among != results().end() && among->value == result.value && among->verdict == result.verdict,
             qPrintable(text(result.row->id)));
  }
  QJsonParseError error;
  const QJsonObject root = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error).object();
  QCOMPARE(error.error, QJsonParseError::NoError);
  QCOMPARE(root["format"].toString(), QStringLiteral("lightloom-validation"));
  QCOMPARE(root["rows"].toArray().size(), static_cast<qsizetype>(results().size()));
  QCOMPARE(root["groups"].toArray().size(), static_cast<qsizetype>(validationGroups().size()));
  for (const QJsonValue& row : root["rows"].toArray())
    for (const char* key : {"id", "group", "kind", "value", "expected", "tolerance", "verdict", "source"})
      QVERIFY(row.toObject().contains(QLatin1String(key)));
  QCOMPARE(root["illustration"].toInt(), countsOf(results()).illustration);
  QCOMPARE(root["fail"].toInt(), countsOf(results()).fail);
}

void TestValidation::tableHasOneLinePerRow() {
  for (const char separator : {',', '\t'}) {
    const QString table = QString::fromStdString(validationTable(results(), separator));
    QCOMPARE(table.count('\n'), static_cast<qsizetype>(results().size() + 1));
    QCOMPARE(table.section('\n', 0, 0).count(separator), qsizetype(11));
  }
}

QTEST_GUILESS_MAIN(TestValidation)
#include "tst_validation.moc"
