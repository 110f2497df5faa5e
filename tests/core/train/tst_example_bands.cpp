#include <QTest>

#include "all_rooms.h"
#include "documents/example_list.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;

/// Each example trains to the band that its card states: those of a few seconds always, all cards of the
/// start page in the full form (LIGHTLOOM_FULL), the benches after publications, too, in the long one
/// (LIGHTLOOM_LONG).
class TestExampleBands : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void examplesReachTheirBands_data();
  void examplesReachTheirBands();
};

namespace {

constexpr double kQuickSeconds = 6;

}  // namespace

void TestExampleBands::examplesReachTheirBands_data() {
  QTest::addColumn<int>("index");
  const auto list = exampleList();
  QVERIFY2(list.ok(), list ? "" : english(list.error()).c_str());
  int index = 0;
  for (const ExampleEntry& entry : list.value()) {
    const char* const form = entry.card ? "LIGHTLOOM_FULL" : "LIGHTLOOM_LONG";
    if (entry.seconds <= kQuickSeconds || qEnvironmentVariableIsSet(form))
      QTest::newRow(entry.file.c_str()) << index;
    ++index;
  }
}

void TestExampleBands::examplesReachTheirBands() {
  if (LIGHTLOOM_SANITIZED) QSKIP("What a training comes to does not depend on who watches it.");
  QFETCH(int, index);
  const auto list = exampleList();
  const ExampleEntry& entry = list.value().at(static_cast<std::size_t>(index));
  if (const auto missing = bundledDatasetProblem(entry.dataset)) QSKIP(english(*missing).c_str());
  const Design design = example(entry.file.substr(0, entry.file.rfind('.')));
  HeadlessOptions options;
  options.twin = false;
  const TrainingResult result = trainHeadless(design, dataOf(design), options).value();
  QVERIFY(!result.diverged);
  QVERIFY2(entry.bandLow <= result.finalTestAccuracy && result.finalTestAccuracy <= entry.bandHigh,
           qPrintable(QString::number(result.finalTestAccuracy)));
}

QTEST_GUILESS_MAIN(TestExampleBands)
#include "tst_example_bands.moc"
