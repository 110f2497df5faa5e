#include "study/sweep.h"

#include <QTest>

#include "all_rooms.h"
#include "design/kind.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

class TestSweep : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsAxes_data();
  void readsAxes();
  void wholeNumbersAreExact_data();
  void wholeNumbersAreExact();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void lastAxisRunsFastest();
  void tooManyPointsAreRefused();
  void numbersAreThoseOfTheReport();
};

namespace {

std::string textOf(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += (out.empty() ? "" : " ") + value;
  return out;
}

}  // namespace

void TestSweep::readsAxes_data() {
  QTest::addColumn<QString>("values");
  const auto row = [](const char* text, const char* values) { QTest::newRow(text) << values; };
  row("vcsel_array2.injection_ratio=-20 dB:0 dB:5", "-20 -15 -10 -5 0");
  row("vcsel_array2.power=1 µW:1 mW:4:log", "1e-06 1e-05 0.0001 0.001");
  row("lens1.x=0.02:0.03:3", "0.02 0.025 0.03");
  row("vcsel_array2[3].detuning=-1 GHz:1 GHz:2", "-1e+09 1e+09");
  row("vcsel_array2.detuning=0:1 GHz:3", "0 5e+08 1e+09");
  row("training.batch=10:30:3", "10 20 30");
  row("network.encoding=amplitude_phase,phase_phase", "amplitude_phase phase_phase");
  row("noise.shot=on,off", "on off");
}

void TestSweep::readsAxes() {
  QFETCH(QString, values);
  const Result<SweepAxis> axis = readSweepAxis(example("mnist-5x5"), QTest::currentDataTag());
  QVERIFY2(axis.ok(), axis ? "" : english(axis.error()).c_str());
  const std::vector<std::string>& got = axis.value().values;
  const QStringList wanted = values.split(' ');
  QCOMPARE(got.size(), static_cast<std::size_t>(wanted.size()));
  for (std::size_t i = 0; i < got.size(); ++i) {
    bool number = false;
    const double expected = wanted[static_cast<int>(i)].toDouble(&number);
    if (number)
      VERIFY_WITHIN(std::stod(got[i]) + 1, expected + 1, 1e-12);
    else
      QCOMPARE(QString::fromStdString(got[i]), wanted[static_cast<int>(i)]);
  }
}

void TestSweep::wholeNumbersAreExact_data() {
  QTest::addColumn<QString>("values");
  QStringList seeds;
  for (int seed = 1; seed <= 40; ++seed) seeds << QString::number(seed);
  QTest::newRow("vcsel_array2.seed=1:40:40") << seeds.join(' ');
  QTest::newRow("vcsel_array2.seed=4:1:4") << "4 3 2 1";
  QTest::newRow("training.batch=1:1000:4:log") << "1 10 100 1000";
  QTest::newRow("training.seed=1:100000000:3:log") << "1 10000 100000000";
  QTest::newRow("lens1.x=20mm,0.021,2.5 cm") << "0.02 0.021 0.025";
  QTest::newRow("vcsel_array2.injection_ratio=-20 dB,-1e1") << "-20 -10";
  QTest::newRow("network.encoding=amplitude_phase,phase_phase") << "amplitude_phase phase_phase";
  QTest::newRow("training.seed=9007199254740993,1") << "9007199254740993 1";
  QTest::newRow("training.seed=9007199254740992:9007199254740995:4")
      << "9007199254740992 9007199254740993 9007199254740994 9007199254740995";
}

void TestSweep::wholeNumbersAreExact() {
  QFETCH(QString, values);
  const Result<SweepAxis> axis = readSweepAxis(example("mnist-5x5"), QTest::currentDataTag());
  QVERIFY2(axis.ok(), axis ? "" : english(axis.error()).c_str());
  QCOMPARE(QString::fromStdString(textOf(axis.value().values)), values);
}

void TestSweep::namesWhatIsWrong_data() {
  QTest::addColumn<QString>("id");
  const auto row = [](const char* text, const char* id) { QTest::newRow(text) << id; };
  row("lens1.x", "sweep.syntax");
  row("lens1.x=", "sweep.syntax");
  row("lens1.x=0:1", "sweep.syntax");
  row("lens1.x=0:1:1", "sweep.syntax");
  row("lens1.x=0:1:3:lin", "sweep.syntax");
  row("lens1.x=1:2 mm:3", "sweep.units");
  row("lens1.x=0:1:3:log", "sweep.log");
  row("lens1.x=0:0.1:20000", "sweep.too-many");
  row("lens1.x=1 GHz:2 GHz:3", "value.wrong-dimension");
  row("lens99.x=0:1:3", "path.unknown-component");
  row("training.batch=1:2:3", "value.wrong-type");
  row("vcsel_array2.power=0:1e9:3", "value.out-of-range");
}

void TestSweep::namesWhatIsWrong() {
  QFETCH(QString, id);
  const Result<SweepAxis> axis = readSweepAxis(example("mnist-5x5"), QTest::currentDataTag());
  QVERIFY(!axis.ok());
  QCOMPARE(QString::fromStdString(axis.error().id), id);
}

void TestSweep::lastAxisRunsFastest() {
  const auto grid = sweepGrid({{"a", {"1", "2"}}, {"b", {"x", "y", "z"}}});
  QCOMPARE(grid.value().size(), std::size_t{6});
  QCOMPARE(textOf(grid.value()[0]), std::string("1 x"));
  QCOMPARE(textOf(grid.value()[1]), std::string("1 y"));
  QCOMPARE(textOf(grid.value()[5]), std::string("2 z"));
}

void TestSweep::tooManyPointsAreRefused() {
  const SweepAxis axis{"a", std::vector<std::string>(101, "1")};
  QVERIFY(!sweepGrid({axis, axis}).ok());
  QCOMPARE(sweepGrid({axis, {"b", {"1", "2"}}}).value().size(), std::size_t{202});
}

void TestSweep::numbersAreThoseOfTheReport() {
  const Design plain = with(with(example("mnist-5x5"), "training.dataset=iris"), "network.hidden=5");
  const std::vector<SweepAxis> axes{{"vcsel_array2.injection_ratio", {"-20"}}, {"noise.shot", {"off"}}};
  const Design design = sweptDesign(plain, axes, {"-20", "off"}).value();
  const Simulation direct =
      simulateDesign(with(with(plain, "vcsel_array2.injection_ratio=-20 dB"), "noise.shot=off"),
                     *dataOf(plain))
          .value();
  const Simulation swept = simulateDesign(design, *dataOf(plain)).value();
  const NamedNumbers numbers = sweepNumbers(*swept.bench, swept.report);
  QVERIFY(numbers == sweepNumbers(*direct.bench, direct.report));
  for (const auto& [name, value] : numbers) {
    if (name == "vcsel_array2.w_max") QCOMPARE(value, direct.bench->locks.at(1).wMax);
    if (name == "energy_per_op") QCOMPARE(value, direct.report.energy.totalJoulesPerOp);
  }
}

QTEST_APPLESS_MAIN(TestSweep)
#include "tst_sweep.moc"
