#include "export/study_lines.h"

#include <QTest>
#include <limits>

#include "all_rooms.h"
#include "files/csv.h"
#include "files/json_reader.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

class TestStudyLines : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aLineSaysEverything();
  void shardsJoinInAnyOrder();
  void repetitionsHaveMeanAndDeviation();
  void mixturesAreRefused();
  void brokenLinesAreNamed_data();
  void brokenLinesAreNamed();
  void goesOnBehindItsOwnLines();

 private:
  static StudyPlan plan();
  static std::string lineOf(std::size_t index, double figure,
                            const StudyHead& head = {"lib", "abc", PointWork::Simulate});
};

StudyPlan TestStudyLines::plan() {
  Study study;
  study.seed = 3;
  study.seeds = 2;
  study.axes.push_back(readStudyAxis(example("first-light"), "lens1.x=0.02:0.03:2", Sampling::Grid).value());
  study.axes.push_back(readStudyAxis(example("first-light"), "noise.shot=on,off", Sampling::Grid).value());
  return StudyPlan(study);
}

std::string TestStudyLines::lineOf(std::size_t index, double figure, const StudyHead& head) {
  const StudyPlan all = plan();
  return studyLine(head, all.study(), all.point(index), {{{"snr", figure}}, std::nullopt});
}

void TestStudyLines::aLineSaysEverything() {
  const StudyPlan all = plan();
  const PointFigures figures{{{"snr", 41.5}, {"lost", std::numeric_limits<double>::quiet_NaN()}},
                             Message{"train.diverged", "diverged", {}}};
  const std::string line =
      studyLine({"x86-64-v3", "abc", PointWork::Train}, all.study(), all.point(3), figures);
  QVERIFY(line.find('\n') == std::string::npos);
  QVERIFY2(line.starts_with(
               "{\"key\": \"000001.0001 lens1.x=0.02 noise.shot=off seed=4\", \"library\": \"x86-64-v3\""),
           line.c_str());
  const Result<JsonDocument> read = JsonDocument::parse(line, "line");
  QVERIFY(read.ok());
  const JsonValue root = read.value().root();
  QCOMPARE(root.find("values")->find("lens1.x")->number(), 0.02);
  QCOMPARE(root.find("values")->find("noise.shot")->string(), std::string("off"));
  QCOMPARE(root.find("figures")->find("snr")->number(), 41.5);
  QVERIFY(root.find("figures")->find("lost")->is(JsonKind::Null));
  QCOMPARE(root.find("problem")->string(), std::string("train.diverged"));
  QCOMPARE(root.find("work")->string(), std::string("train"));
}

void TestStudyLines::shardsJoinInAnyOrder() {
  std::string whole, odd, even;
  for (std::size_t i = 0; i < plan().size(); ++i) {
    const std::string line = lineOf(i, static_cast<double>(i)) + '\n';
    whole += line;
    (i % 2 == 1 ? odd : even) += line;
  }
  StudyTable table;
  QVERIFY(!table.add("odd", odd, false) && !table.add("even", even, false) &&
          !table.add("odd again", odd, false));
  QCOMPARE(table.size(), plan().size());
  QCOMPARE(table.lines(), whole);
}

void TestStudyLines::repetitionsHaveMeanAndDeviation() {
  StudyTable table;
  QVERIFY(!table.add("file", lineOf(0, 2) + '\n' + lineOf(1, 5) + '\n' + lineOf(2, 1) + '\n', false));
  const Result<CsvTable> csv = readCsv(table.csv(), "csv");
  QVERIFY2(csv.ok(), csv ? "" : english(csv.error()).c_str());
  const CsvTable& rows = csv.value();
  QCOMPARE(rows.rows(), std::size_t{3});
  QCOMPARE(rows.cell(0, 3), std::string_view("snr"));
  QCOMPARE(rows.cell(1, 2), std::string_view("2"));
  QCOMPARE(rows.number(1, 3).value(), 3.5);
  QCOMPARE(rows.number(1, 4).value(), 1.5 * std::sqrt(2.0));
  QCOMPARE(rows.cell(2, 2), std::string_view("1"));
  QCOMPARE(rows.number(2, 3).value(), 1.0);
  QVERIFY(rows.cell(2, 4).empty());
  StudyTable same;
  QVERIFY(!same.add("file", lineOf(0, 0.1) + '\n' + lineOf(1, 0.1) + '\n', false));
  QCOMPARE(readCsv(same.csv(), "csv").value().number(1, 4).value(), 0.0);
}

void TestStudyLines::mixturesAreRefused() {
  const auto second = [](const std::string& line, bool anyLibrary) {
    StudyTable table;
    if (table.add("first", lineOf(0, 2), anyLibrary)) qFatal("the first line");
    const std::optional<Message> problem = table.add("second", line, anyLibrary);
    return problem ? problem->id : std::string("taken");
  };
  QCOMPARE(second(lineOf(1, 2), false), std::string("taken"));
  QCOMPARE(second(lineOf(1, 2, {"other", "abc", PointWork::Simulate}), false),
           std::string("study.mixed-libraries"));
  QCOMPARE(second(lineOf(1, 2, {"other", "abc", PointWork::Simulate}), true), std::string("taken"));
  QCOMPARE(second(lineOf(1, 2, {"lib", "abd", PointWork::Simulate}), true),
           std::string("study.mixed-designs"));
  QCOMPARE(second(lineOf(1, 2, {"lib", "abc", PointWork::Train}), true), std::string("study.mixed-designs"));
  QCOMPARE(second(lineOf(0, 3), false), std::string("study.contradiction"));
  Study other = plan().study();
  other.axes.pop_back();
  const StudyPlan others(other);
  const std::string line =
      studyLine({"lib", "abc", PointWork::Simulate}, others.study(), others.point(0), {{{"snr", 1.0}}, {}});
  QCOMPARE(second(line, true), std::string("study.mixed-designs"));
}

void TestStudyLines::brokenLinesAreNamed_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::newRow("no JSON") << QByteArray("{\"key\": ");
  QTest::newRow("a list") << QByteArray("[1]");
  QTest::newRow("nothing in it") << QByteArray("{}");
  QTest::newRow("no figures") << QByteArray("{\"key\": \"0\", \"library\": \"l\", \"values\": {}}");
  QTest::newRow("an empty line") << QByteArray("\n");
}

void TestStudyLines::brokenLinesAreNamed() {
  QFETCH(QByteArray, line);
  StudyTable table;
  const std::optional<Message> problem =
      table.add("results.jsonl", lineOf(0, 1) + '\n' + line.toStdString(), false);
  QVERIFY(problem && problem->id == "study.bad-line");
  QVERIFY2(english(*problem).find("results.jsonl:2") != std::string::npos, english(*problem).c_str());
}

void TestStudyLines::goesOnBehindItsOwnLines() {
  const StudyHead head{"lib", "abc", PointWork::Simulate};
  const std::vector<std::size_t> indices{1, 3, 5};
  const auto problem = [&](const std::vector<std::string>& lines, const StudyHead& now,
                           const std::string& rest = {}) {
    const std::optional<Message> found = resumeProblem("file", lines, rest, now, plan(), indices);
    return found ? found->id : std::string("none");
  };
  QCOMPARE(problem({}, head), std::string("none"));
  QCOMPARE(problem({lineOf(1, 2), lineOf(3, 2)}, head), std::string("none"));
  QCOMPARE(problem({lineOf(1, 2), lineOf(2, 2)}, head), std::string("study.another-study"));
  QCOMPARE(problem({lineOf(1, 2), lineOf(3, 2), lineOf(5, 2), lineOf(5, 2)}, head),
           std::string("study.another-study"));
  QCOMPARE(problem({lineOf(1, 2)}, {"lib", "abc", PointWork::Train}), std::string("study.another-study"));
  QCOMPARE(problem({lineOf(1, 2)}, {"lib", "other", PointWork::Simulate}),
           std::string("study.another-study"));
  QCOMPARE(problem({lineOf(1, 2)}, {"wider", "abc", PointWork::Simulate}),
           std::string("study.another-library"));
  QCOMPARE(problem({"no JSON"}, head), std::string("study.bad-line"));
  // What a kill left is the beginning of the next line; a file without lines may be somebody's notes.
  QCOMPARE(problem({lineOf(1, 2)}, head, lineOf(3, 2).substr(0, 20)), std::string("none"));
  QCOMPARE(problem({lineOf(1, 2)}, head, lineOf(3, 2).substr(0, 250)), std::string("none"));
  QCOMPARE(problem({lineOf(1, 2)}, head, lineOf(5, 2).substr(0, 50)), std::string("study.another-study"));
  QCOMPARE(problem({}, head, "precious notes"), std::string("study.another-study"));
  QCOMPARE(problem({lineOf(1, 2), lineOf(3, 2), lineOf(5, 2)}, head, "{"),
           std::string("study.another-study"));
}

QTEST_GUILESS_MAIN(TestStudyLines)
#include "tst_study_lines.moc"
