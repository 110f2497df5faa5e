#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "bench/bench.h"
#include "documents/channel_table.h"
#include "documents/design_file.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;
using lightloom::test::with;

class TestChannelTable : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void headersInManyForms_data();
  void headersInManyForms();
  void exportComesBackTheSame();
  void pixelsComeBackTheSame();
  void anEmptyCellTakesTheValueAway();
  void decimalsBecomeTheirNearestDouble_data();
  void decimalsBecomeTheirNearestDouble();
  void remediesAreSaid();
  void lightUnderAHeadingWithASlash();
  void unitsThatAreNoFactor_data();
  void unitsThatAreNoFactor();
  void lightInDecibelMilliwatts();
  void numbersAsTheJsonSays();
  void curvesGiveThresholdAndSlope();
  void curvesThatAreNoLineAreSaid();
  void twentyTwoOfTwentyFiveLock();
  void badTablesAreNamed_data();
  void badTablesAreNamed();
  void onlyArraysHaveChannels();
  void pixelsHaveNoLightCurve();
};

namespace {

constexpr const char* kArray = "vcsel_array2";

Result<Design> imported(const Design& design, const std::string& text) {
  const Result<ChannelImport> taken = importChannels(design, kArray, text, "lab.csv");
  if (!taken) return taken.error();
  return apply(design, taken.value().edit);
}

QStringList notesOf(const std::string& text) {
  QStringList out;
  const Result<ChannelImport> taken = importChannels(example("mnist-5x5"), kArray, text, "lab.csv");
  for (const Message& note : taken.value().notes)
    out += QString::fromStdString(note.id + ": " + english(note));
  return out;
}

double valueOf(const Design& design, const char* key, int channel) {
  const ComponentPtr component = findComponent(design, kArray);
  return viewOf(*component, *findKind(component->kind)).real(key, channel);
}

}  // namespace

void TestChannelTable::headersInManyForms_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("round") << "laser,detuning (GHz),alpha\n7,1.5,3\n";
  QTest::newRow("square, spaces") << "Laser;Detuning [ GHz ];α\n7;1.5;3\n";
  QTest::newRow("underscore") << "channel\tdetuning_MHz\tAlpha\n7\t1500\t3\n";
  QTest::newRow("slash") << "laser,detuning / GHz,alpha\n7,1.5,3\n";
  QTest::newRow("slash without spaces") << "laser,detuning/MHz,alpha\n7,1500,3\n";
  QTest::newRow("slash and brackets") << "laser,detuning / (GHz),alpha\n7,1.5,3\n";
  QTest::newRow("row and column") << "column,row,alpha,detuning (Hz)\n2,1,3,1.5e9\n";
}

void TestChannelTable::headersInManyForms() {
  QFETCH(QString, text);
  const Result<Design> design = imported(example("mnist-5x5"), text.toStdString());
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  QCOMPARE(valueOf(design.value(), "detuning", 7), 1.5e9);
  QCOMPARE(valueOf(design.value(), "alpha", 7), 3.0);
  QCOMPARE(valueOf(design.value(), "alpha", 6), 2.0);
}

// To the last bit, also for values that the shown unit cannot hold.
void TestChannelTable::exportComesBackTheSame() {
  Design design = example("mnist-5x5");
  for (int c = 0; c < 25; ++c) {
    const std::string channel = "vcsel_array2[" + std::to_string(c) + "].";
    if (c % 3 == 0) design = with(design, channel + "detuning=" + shortestNumber(1e9 * std::sin(c + 0.1)));
    if (c % 2 == 0) design = with(design, channel + "power=" + shortestNumber(5e-4 / (c + 3)));
    if (c % 5 == 0) design = with(design, channel + "injection_ratio=" + shortestNumber(-10 - c / 7.0));
  }
  const Result<std::string> table = exportChannels(design, kArray);
  QVERIFY(table);
  const Result<Design> back = imported(design, table.value());
  QVERIFY2(back, back ? "" : english(back.error()).c_str());
  QVERIFY(back.value() == design);
  const Result<Design> fresh = imported(example("mnist-5x5"), table.value());
  QCOMPARE(writeDesign(fresh.value()), writeDesign(design));
  QCOMPARE(exportChannels(fresh.value(), kArray).value(), table.value());
}

// What a detector line has are pixels.
void TestChannelTable::pixelsComeBackTheSame() {
  const Design design = with(example("mnist-5x5"), "detector_line1[3].gain_error=2 %");
  const std::string table = exportChannels(design, "detector_line1").value();
  QVERIFY(table.starts_with("pixel,row,column,"));
  const Result<ChannelImport> taken =
      importChannels(example("mnist-5x5"), "detector_line1", table, "lab.csv");
  QVERIFY2(taken, taken ? "" : english(taken.error()).c_str());
  const Design back = apply(example("mnist-5x5"), taken.value().edit);
  QCOMPARE(findComponent(back, "detector_line1")->overrides,
           findComponent(design, "detector_line1")->overrides);
}

void TestChannelTable::anEmptyCellTakesTheValueAway() {
  const Design before =
      with(with(example("mnist-5x5"), "vcsel_array2[7].alpha=3"), "vcsel_array2[8].alpha=4");
  for (const char* nothing : {"", "-", "\xE2\x80\x93", "#NV", "N.A.", "none"}) {
    const Result<Design> after = imported(before, "laser,alpha\n7," + std::string(nothing) + "\n");
    QVERIFY2(after, nothing);
    QCOMPARE(valueOf(after.value(), "alpha", 7), 2.0);
    QCOMPARE(valueOf(after.value(), "alpha", 8), 4.0);
  }
}

void TestChannelTable::decimalsBecomeTheirNearestDouble_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("watts");
  QTest::newRow("µW") << "laser,power (µW)\n7,20\n" << 2e-05;
  QTest::newRow("mW") << "laser,power (mW)\n7,0.02\n" << 2e-05;
  QTest::newRow("W") << "laser,power (W)\n7,2e-05\n" << 2e-05;
  QTest::newRow("nW") << "laser,power (nW)\n7,2.0e4\n" << 2e-05;
  QTest::newRow("digits") << "laser,power (µW)\n7,123.4567\n" << 1.234567e-04;
}

void TestChannelTable::decimalsBecomeTheirNearestDouble() {
  QFETCH(QString, text);
  QFETCH(double, watts);
  const Result<Design> design = imported(example("mnist-5x5"), text.toStdString());
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  QVERIFY2(valueOf(design.value(), "power", 7) == watts,
           shortestNumber(valueOf(design.value(), "power", 7)).c_str());
  const std::string table = exportChannels(design.value(), kArray).value();
  QVERIFY(imported(example("mnist-5x5"), table).value() == design.value());
}

void TestChannelTable::remediesAreSaid() {
  const auto refusal = [](const std::string& text) {
    return QString::fromStdString(english(imported(example("mnist-5x5"), text).error()));
  };
  QVERIFY2(refusal("laser,alpha (dB)\n1,2\n").endsWith("Leave it out: the numbers have none."),
           qPrintable(refusal("laser,alpha (dB)\n1,2\n")));
  QVERIFY2(
      refusal("laser,power (µW)\n1,2 mW\n").contains("line 2: “2 mW” has its own unit. Put it into the "),
      qPrintable(refusal("laser,power (µW)\n1,2 mW\n")));
}

// P = 0.8 W/A above 0.4 mA.
void TestChannelTable::lightUnderAHeadingWithASlash() {
  const Result<Design> design = imported(example("mnist-5x5"),
                                         "laser,light at 1 mA / µW,light_at_1.5_mA / µW,light at 2 mA/mW\n"
                                         "3,480,880,1.28\n");
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  VERIFY_WITHIN(valueOf(design.value(), "threshold", 3), 0.4e-3, 1e-9);
  VERIFY_WITHIN(valueOf(design.value(), "slope_efficiency", 3), 0.8, 1e-9);
}

void TestChannelTable::unitsThatAreNoFactor_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("watts");
  QTest::newRow("2 dBm") << "laser,power (dBm)\n7,2\n" << 1.5848931924611136e-3;
  QTest::newRow("0 dBm") << "laser,power [dBm]\n7,0\n" << 1e-3;
  QTest::newRow("-10 dBm") << "laser,power_dBm\n7,-10\n" << 1e-4;
  QTest::newRow("slash") << "laser,power / dBm\n7,2\n" << 1.5848931924611136e-3;
  QTest::newRow("in another case") << "laser,power (dbm)\n7.0,-3\n" << 5.011872336272725e-4;
}

void TestChannelTable::unitsThatAreNoFactor() {
  QFETCH(QString, text);
  QFETCH(double, watts);
  const Result<Design> design = imported(example("mnist-5x5"), text.toStdString());
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  VERIFY_WITHIN(valueOf(design.value(), "power", 7), watts, 1e-12);
}

// 1 mW at 2 mA and 2 mW at 3.25 mA: 0.8 W/A above 0.75 mA.
void TestChannelTable::lightInDecibelMilliwatts() {
  const Result<Design> design =
      imported(example("mnist-5x5"), "laser,light at 2 mA (dBm),light at 3.25 mA (dBm)\n3,0," +
                                         shortestNumber(10 * std::log10(2)) + "\n");
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  VERIFY_WITHIN(valueOf(design.value(), "slope_efficiency", 3), 0.8, 1e-9);
  VERIFY_WITHIN(valueOf(design.value(), "threshold", 3), 0.75e-3, 1e-9);
}

// The way that the message names.
void TestChannelTable::numbersAsTheJsonSays() {
  const std::string text = "laser;detuning (GHz)\n0;1,5\n1;-0,25\n2;NA\n";
  const Result<Design> refused = imported(example("mnist-5x5"), text);
  QVERIFY(!refused);
  QVERIFY(
      QString::fromStdString(english(refused.error()))
          .contains(R"({"format": "lightloom-dataset", "version": 1, "decimal_comma": true} in lab.json)"));
  CsvOptions options;
  options.style.decimalComma = true;
  const Design before = with(example("mnist-5x5"), "vcsel_array2[2].detuning=1 GHz");
  const Result<ChannelImport> taken = importChannels(before, kArray, text, "lab.csv", options);
  QVERIFY(taken);
  const Design design = apply(before, taken.value().edit);
  QCOMPARE(valueOf(design, "detuning", 0), 1.5e9);
  QCOMPARE(valueOf(design, "detuning", 1), -0.25e9);
  QCOMPARE(valueOf(design, "detuning", 2), 0.0);
}

void TestChannelTable::curvesThatAreNoLineAreSaid() {
  const std::string header = "laser,light at 1 mA (mW),light at 2 mA (mW),light at 3 mA (mW)\n";
  QVERIFY(notesOf(header + "3,0.48,1.28,2.08\n").isEmpty());
  const QStringList bent = notesOf(header + "3,1,1.8,2\n4,1,1.7,2.4\n");
  QCOMPARE(bent.size(), 2);
  QVERIFY2(bent.at(0).startsWith("channels.bent-curve: ") &&
               bent.at(0).contains("line: 1. The worst is laser 3 (line 2)") &&
               bent.at(0).contains("stand 7.071 %"),
           qPrintable(bent.at(0)));
  QVERIFY(bent.at(1).startsWith("channels.no-threshold: "));
  const QStringList falling = notesOf(header + "3,0.48,1.28,1.1\n");
  QCOMPARE(falling.size(), 1);
  QVERIFY2(falling.at(0).startsWith("channels.rollover: ") &&
               falling.at(0).contains("laser 3 (line 2): 1 of its points"),
           qPrintable(falling.at(0)));
}

// P = 0.8 W/A above 0.4 mA; the point below threshold is left out.
void TestChannelTable::curvesGiveThresholdAndSlope() {
  const Result<Design> design =
      imported(example("mnist-5x5"),
               "laser,light at 0.3 mA (µW),light at 1 mA (µW),light at 1.5 mA (µW),light at 2 mA (mW)\n"
               "3,0.5,480,880,1.28\n4,,,,\n");
  QVERIFY2(design, design ? "" : english(design.error()).c_str());
  VERIFY_WITHIN(valueOf(design.value(), "threshold", 3), 0.4e-3, 1e-9);
  VERIFY_WITHIN(valueOf(design.value(), "slope_efficiency", 3), 0.8, 1e-9);
  QCOMPARE(valueOf(design.value(), "threshold", 4), 0.3e-3);
}

// Measured detunings of an array; three of its lasers are too far away.
void TestChannelTable::twentyTwoOfTwentyFiveLock() {
  std::string text = "laser,detuning (GHz)\n";
  for (int c = 0; c < 25; ++c)
    text += std::to_string(c) + "," + (c == 4 || c == 11 || c == 20 ? "60" : shortestNumber(0.1 * (c % 7))) +
            "\n";
  const Result<Design> design = imported(example("mnist-5x5"), text);
  QVERIFY(design);
  const Bench bench = compileBench(design.value());
  QCOMPARE(bench.locks.at(1).locked, 22);
  for (const int c : {4, 11, 20}) QVERIFY(!bench.locks.at(1).lasers[static_cast<std::size_t>(c)].locked);
}

void TestChannelTable::badTablesAreNamed_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("named");
  QTest::newRow("unknown") << "laser,colour\n1,2\n"
                           << "channels.unknown-column"
                           << "colour";
  QTest::newRow("no unit") << "laser,detuning\n1,2\n"
                           << "channels.no-unit"
                           << "detuning (GHz)";
  QTest::newRow("wrong unit") << "laser,detuning (nm)\n1,2\n"
                              << "channels.wrong-unit"
                              << "nm";
  QTest::newRow("no number") << "detuning (GHz)\n1\n"
                             << "channels.no-number-column"
                             << "laser";
  QTest::newRow("twice") << "laser,alpha\n1,2\n1,3\n"
                         << "channels.twice"
                         << "line 3";
  QTest::newRow("repeated") << "laser,alpha,α\n1,2,2\n"
                            << "channels.repeated-column"
                            << "alpha";
  QTest::newRow("beyond") << "laser,alpha\n25,2\n"
                          << "channels.bad-channel"
                          << "0 … 24";
  QTest::newRow("negative") << "laser,alpha\n-1,2\n"
                            << "channels.bad-channel"
                            << "line 2";
  QTest::newRow("text") << "laser,alpha\n1,two\n"
                        << "csv.not-a-number"
                        << "two";
  QTest::newRow("range") << "laser,alpha\n1,2\n2,99\n"
                         << "value.out-of-range"
                         << "line 3";
  QTest::newRow("falling") << "laser,light at 1 mA (µW),light at 2 mA (µW)\n1,9,8\n"
                           << "channels.bad-curve"
                           << "line 2";
  QTest::newRow("current") << "laser,light at 2 V (µW)\n1,9\n"
                           << "channels.wrong-unit"
                           << "2 v";
  QTest::newRow("header only") << "laser,detuning (GHz)\n"
                               << "channels.no-lasers"
                               << "no laser in it";
  QTest::newRow("no values") << "laser,row,column\n1,0,1\n"
                             << "channels.no-values"
                             << "detuning (GHz)";
  QTest::newRow("no value in any cell") << "laser,detuning (GHz),alpha\n0,,\n1,NA,NA\n"
                                        << "channels.no-values"
                                        << "no laser has a value";
  QTest::newRow("no light in any cell") << "laser,light at 1 mA (mW),light at 2 mA (mW)\n0,,NA\n"
                                        << "channels.no-values"
                                        << "Fill in the cells";
  QTest::newRow("unit in a cell") << "laser,detuning (GHz)\n1,2 GHz\n"
                                  << "channels.unit-in-cell"
                                  << "“2 GHz” has its own unit";
  QTest::newRow("half a laser") << "laser,alpha\n1.5,2\n"
                                << "channels.bad-channel"
                                << "“1.5”";
  QTest::newRow("two places") << "laser,row,column,alpha\n7,1,1,2\n"
                              << "channels.two-places"
                              << "which are laser 6's";
  QTest::newRow("two number columns") << "laser,channel,alpha\n7,7,2\n"
                                      << "channels.repeated-column"
                                      << "laser";
  QTest::newRow("curve and threshold") << "laser,threshold (mA),light at 1 mA (mW)\n7,1,2\n"
                                       << "channels.repeated-column"
                                       << "threshold";
  QTest::newRow("vast in dBm") << "laser,power (dBm)\n1,99999\n"
                               << "channels.too-large"
                               << "“99999”";
  QTest::newRow("not a number") << "laser,alpha\n1,nan\n"
                                << "channels.no-values"
                                << "lab.csv";
  QTest::newRow("infinite") << "laser,alpha\n1,inf\n"
                            << "csv.not-a-number"
                            << "“inf”";
  QTest::newRow("one cell too many") << "laser,alpha\n1,2,3\n"
                                     << "csv.ragged"
                                     << "2";
  QTest::newRow("empty") << ""
                         << "file.empty"
                         << "lab.csv";
}

void TestChannelTable::badTablesAreNamed() {
  QFETCH(QString, text);
  QFETCH(QString, id);
  QFETCH(QString, named);
  const Result<Design> design = imported(example("mnist-5x5"), text.toStdString());
  QVERIFY(!design);
  const QString said = QString::fromStdString(english(design.error()));
  QCOMPARE(QString::fromStdString(design.error().id), id);
  QVERIFY2(said.contains(named, Qt::CaseInsensitive), qPrintable(said));
}

void TestChannelTable::onlyArraysHaveChannels() {
  Design design = example("mnist-5x5");
  Component strange;
  strange.kind = "wormhole";
  strange.id = "wormhole1";
  design = apply(design, addComponent(design, strange));
  for (const char* part : {"nobody", "lens1", "wormhole1", "leader_laser1"}) {
    QCOMPARE(importChannels(design, part, "laser,detuning (GHz)\n0,1\n", "lab.csv").error().id,
             std::string("channels.no-channels"));
    QCOMPARE(exportChannels(design, part).error().id, std::string("channels.no-channels"));
  }
}

void TestChannelTable::pixelsHaveNoLightCurve() {
  const Result<ChannelImport> taken =
      importChannels(example("mnist-5x5"), "detector_line1", "pixel,light at 2 mA (mW)\n0,1\n", "lab.csv");
  QCOMPARE(taken.error().id, std::string("channels.unknown-column"));
  QVERIFY(english(taken.error()).find("light at 2 mA (µW)") == std::string::npos);
}

QTEST_GUILESS_MAIN(TestChannelTable)
#include "tst_channel_table.moc"
