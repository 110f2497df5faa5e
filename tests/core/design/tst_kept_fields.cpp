#include "design/kept_fields.h"

#include <QTest>

#include "all_rooms.h"
#include "bench/bench.h"
#include "documents/design_file.h"

using namespace lightloom::tests;

namespace {

Design designWith(const std::string& part, const std::string& more = {}) {
  const std::string text =
      "{\"format\": \"lightloom-design\", \"version\": 1, \"components\": [" + part + "]" + more + "}";
  Result<Design> design = readDesign(text, "t.loom");
  if (!design) qFatal("%s", english(design.error()).c_str());
  return design.value();
}

QString said(const Check& check) {
  return QString::fromStdString(check.component + ": " + english(check.message) + " " + english(check.fix));
}

}  // namespace

/// Mistyped keys are named, with the one that was probably meant.
class TestKeptFields : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void namesTheNearestKey_data();
  void namesTheNearestKey();
  void keysComeBackFromPaths();
  void soundDesignsHaveNone();
  void manyAreCounted();
  void theBenchSaysThem();
};

void TestKeptFields::namesTheNearestKey_data() {
  QTest::addColumn<QString>("part");
  QTest::addColumn<QString>("more");
  QTest::addColumn<QString>("says");
  const auto lens = [](const char* fields) {
    return QStringLiteral("{\"id\": \"lens1\", \"kind\": \"lens\", %1}").arg(QLatin1String(fields));
  };
  QTest::newRow("parameter")
      << lens("\"parameters\": {\"focal_lenght\": 0.035}") << ""
      << "lens1: lens1.parameters: this version does not know the key “focal_lenght”; it is "
         "kept, but has no effect. Perhaps “focal_length” is meant.";
  QTest::newRow("counter") << lens("\"name\": \"L\"") << ", \"counters\": {\"lenss\": 3, \"mirror\": 2}"
                           << ": counters: this version does not know the key “lenss”; it is kept, but has "
                              "no effect. Perhaps “lens” is meant.";
  QTest::newRow("other spelling") << lens("\"parameters\": {\"focalLength\": 0.035}") << ""
                                  << "Perhaps “focal_length” is meant.";
  QTest::newRow("of its own")
      << lens("\"parameters\": {\"coating\": \"V\"}") << ""
      << "lens1: lens1.parameters: this version does not know the key “coating”; it is kept, "
         "but has no effect. ";
  QTest::newRow("field") << lens("\"nmae\": \"L\"") << ""
                         << "Perhaps “name” is meant.";
  QTest::newRow("source")
      << lens("\"sources\": {\"x\": {\"source\": \"measured\", \"plus_minsu\": 1}}") << ""
      << "lens1.sources.x: this version does not know the key “plus_minsu”; it is kept, but has "
         "no effect. Perhaps “plus_minus” is meant.";
  QTest::newRow("setting")
      << ""
      << ", \"settings\": {\"training\": {\"epohcs\": 3}}"
      << ": settings.training: this version does not know the key “epohcs”; it is kept, but has "
         "no effect. Perhaps “epochs” is meant.";
  QTest::newRow("group") << ""
                         << ", \"settings\": {\"trainig\": {}}"
                         << "Perhaps “training” is meant.";
  QTest::newRow("top") << ""
                       << ", \"setings\": {}"
                       << "Perhaps “settings” is meant.";
}

void TestKeptFields::namesTheNearestKey() {
  QFETCH(QString, part);
  QFETCH(QString, more);
  QFETCH(QString, says);
  const std::vector<Check> checks = keptFieldChecks(designWith(part.toStdString(), more.toStdString()));
  QCOMPARE(checks.size(), std::size_t{1});
  QCOMPARE(checks[0].message.id, std::string("design.unknown-field"));
  QCOMPARE(checks[0].severity, Severity::Warning);
  QVERIFY2(said(checks[0]).endsWith(says), qPrintable(said(checks[0])));
}

void TestKeptFields::keysComeBackFromPaths() {
  for (const char* key : {"plain", "", "a/b", "~", "=x", "?y", "~1/~-=", "~-"}) {
    const std::string path = escapedKey(key) + "/rest";
    std::string_view left = path;
    QCOMPARE(takeKey(left), std::string(key));
    QCOMPARE(std::string(left), std::string("rest"));
  }
}

// The long form of a value is no unknown field, and of a kind that is not known nothing else can be.
void TestKeptFields::soundDesignsHaveNone() {
  QVERIFY(keptFieldChecks(
              designWith("{\"id\": \"lens1\", \"kind\": \"lens\", \"parameters\": {\"x\": {\"value\": "
                         "1, \"expr\": \"1\"}}}"))
              .empty());
  QVERIFY(keptFieldChecks(designWith("{\"id\": \"h\", \"kind\": \"hologram\", \"parameters\": {\"z\": 1}}"))
              .empty());
}

void TestKeptFields::manyAreCounted() {
  std::string more;
  for (int i = 0; i < 1000; ++i) more += ", \"k" + std::to_string(i) + "\": 0";
  const std::vector<Check> checks = keptFieldChecks(designWith("", more));
  QCOMPARE(checks.size(), std::size_t{21});
  QCOMPARE(english(checks.back().message), std::string("980 more keys are not known to this version."));
}

// What compileBench says is what `check`, `simulate --json` and the window's panel show.
void TestKeptFields::theBenchSaysThem() {
  const Bench bench = compileBench(
      designWith("{\"id\": \"lens1\", \"kind\": \"lens\", \"parameters\": {\"focal_lenght\": 0.035}}, "
                 "{\"id\": \"m1\", \"kind\": \"miror\"}"));
  QStringList words;
  for (const Check& check : bench.checks) words << said(check);
  QVERIFY2(words.filter("Perhaps “focal_length” is meant.").size() == 1, qPrintable(words.join('\n')));
  QVERIFY2(words.filter("Perhaps “mirror” is meant.").size() == 1, qPrintable(words.join('\n')));
}

QTEST_APPLESS_MAIN(TestKeptFields)
#include "tst_kept_fields.moc"
