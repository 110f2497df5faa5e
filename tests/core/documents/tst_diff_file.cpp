#include "documents/diff_file.h"

#include <QRandomGenerator>
#include <QTest>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "documents/design_file.h"
#include "documents/recovery.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

// Two designs that differ in all that a difference can hold.
std::pair<Design, Design> twoDesigns() {
  Design from = sampleDesign(0), to = sampleDesign(1);
  Component lens;
  lens.kind = "lens";
  lens.extra = {{"parameters/future", "1"}};
  to = apply(to, addComponent(to, lens));
  std::swap(to.components[0], to.components[1]);
  to.components.erase(to.components.begin() + 2);
  from.extra = {{"author", "\"A\""}, {"settings/training/future", "[1,2]"}};
  to.extra = {{"author", "\"B\""},
              {"=settings/training/learning_rate", "{\"value\":0.05,\"expr\":\"1/20\"}"},
              {"settings/later", "{\"x\":null}"}};
  to.settings.erase("noise.shot");
  return {from, to};
}

Result<DiffFile> parsed(const std::string& text) {
  return readDiff(text, "d.json");
}

}  // namespace

/// Differences of designs as files.
class TestDiffFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void comesBackAndLeadsToTheHash();
  void equalDesignsSaySo();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void everythingIsLookedAt_data();
  void everythingIsLookedAt();
  void damageIsSeen();
  void misfitsAreNamed();
  void survivesWhateverItIsGiven();
};

void TestDiffFile::comesBackAndLeadsToTheHash() {
  const auto pair = twoDesigns();
  const std::string text = writeDiff(diffFileOf(pair.first, pair.second));
  const Result<DiffFile> again = parsed(text);
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QCOMPARE(QString::fromStdString(writeDiff(again.value())), QString::fromStdString(text));
  const Result<Design> made = applyDiff(again.value(), pair.first);
  QVERIFY2(made.ok(), made ? "" : english(made.error()).c_str());
  QCOMPARE(designHash(made.value()), designHash(pair.second));
  const Design example = test::example("first-light");
  const Design moved = test::with(example, "beam_splitter4.fine_tilt=97 urad");
  const DiffFile small = diffFileOf(example, moved);
  QCOMPARE(designHash(applyDiff(parsed(writeDiff(small)).value(), example).value()), designHash(moved));
}

void TestDiffFile::equalDesignsSaySo() {
  const Design design = sampleDesign();
  const std::string text = writeDiff(diffFileOf(design, design));
  QVERIFY(text.find("\"equal\": true") != std::string::npos);
  QVERIFY(applyDiff(parsed(text).value(), design).value() == design);
}

void TestDiffFile::namesWhatIsWrong_data() {
  QTest::addColumn<QByteArray>("more");
  QTest::addColumn<QString>("id");
  QTest::newRow("no part") << QByteArray(R"("components": [{"id": "a"}])") << "design.bad-edit";
  QTest::newRow("an unknown setting")
      << QByteArray(R"("settings": [{"key": "training.magic", "after": 1}])") << "design.unknown-setting";
  QTest::newRow("a setting beyond its range")
      << QByteArray(R"("settings": [{"key": "training.batch", "after": 0}])") << "design.out-of-range";
  QTest::newRow("a setting twice")
      << QByteArray(
             R"("settings": [{"key": "training.batch", "after": 1}, {"key": "training.batch", "after": 2}])")
      << "diff.twice";
  for (const char* key : {"components", "name", "settings", "settings/training/batch", "settings/training",
                          "=settings/training", "?author", "a/b", "", "=author"})
    QTest::newRow(qPrintable(QStringLiteral("the field “%1”").arg(QLatin1String(key))))
        << QByteArray(R"("fields": [{"key": ")") + key + R"(", "after": {"value": 1}}])"
        << "diff.bad-field";
  QTest::newRow("a long form of another type")
      << QByteArray(R"("fields": [{"key": "=settings/training/batch", "after": {"value": "x"}}])")
      << "diff.bad-field";
  QTest::newRow("a counter below 0") << QByteArray(R"("counters": [{"key": "lens", "after": -1}])")
                                     << "design.out-of-range";
}

void TestDiffFile::namesWhatIsWrong() {
  QFETCH(QByteArray, more);
  QFETCH(QString, id);
  const std::string head =
      R"({"format": "lightloom-diff", "version": 1, "from": {"hash": "a"}, "to": {"hash": "b"}, )";
  const Result<DiffFile> read = parsed(head + more.toStdString() + "}");
  QVERIFY(!read.ok());
  QCOMPARE(QString::fromStdString(read.error().id), id);
  QVERIFY(parsed(head + R"("title": {"before": "", "after": "x"}})").ok());
  QCOMPARE(parsed(R"({"format": "lightloom-diff", "version": 2})").error().id,
           std::string("design.newer-version"));
  QCOMPARE(parsed("{}").error().id, std::string("design.not-a-design"));
}

void TestDiffFile::everythingIsLookedAt_data() {
  QTest::addColumn<QByteArray>("wrong");
  const QByteArray from = R"("from": {"hash": "a"})", to = R"("to": {"hash": "b"})";
  const auto row = [](const char* name, const QByteArray& fields) { QTest::newRow(name) << fields; };
  row("nothing", "");
  row("no target", from);
  row("a source that is a text", R"("from": "a", )" + to);
  row("a source without a hash", R"("from": {}, )" + to);
  row("a hash that is a number", R"("from": {"hash": 1}, )" + to);
  for (const char* more :
       {R"("title": "a")", R"("title": {"before": "a"})", R"("title": {"after": "a"})",
        R"("title": {"before": 1, "after": "a"})", R"("title": {"before": "a", "after": 1})",
        R"("settings": {})", R"("settings": [1])", R"("settings": [{}])", R"("settings": [{"key": 1}])",
        R"("fields": {})", R"("fields": [{"key": "version", "after": 1}])",
        R"("fields": [{"key": "counters", "after": 1}])", R"("fields": [{"key": "format", "before": 1}])",
        R"("fields": [{"key": "=settings/training/batch/deeper", "after": {"value": 1}}])",
        R"("fields": [{"key": "=settings/nowhere/batch", "after": {"value": 1}}])",
        R"("fields": [{"key": "=settings/training/batch", "after": {}}])", R"("order": "a")",
        R"("order": [1])", R"("counters": [{"key": "lens", "before": "x"}])"})
    row(more, from + ", " + to + ", " + more);
}

void TestDiffFile::everythingIsLookedAt() {
  QFETCH(QByteArray, wrong);
  const QByteArray head = R"({"format": "lightloom-diff", "version": 1)";
  const Result<DiffFile> read = parsed((head + (wrong.isEmpty() ? "" : ", ") + wrong + "}").toStdString());
  QVERIFY(!read.ok());
  QVERIFY(!english(read.error()).empty());
}

void TestDiffFile::damageIsSeen() {
  const Design from = test::example("first-light");
  std::string text = writeDiff(diffFileOf(from, test::with(from, "training.batch=21")));
  const std::size_t at = text.find("\"after\": 21");
  QVERIFY(at != std::string::npos);
  text.replace(at, 11, "\"after\": 22");
  QCOMPARE(applyDiff(parsed(text).value(), from).error().id, std::string("diff.damaged"));
}

void TestDiffFile::misfitsAreNamed() {
  const Design from = test::example("first-light");
  const DiffFile diff = diffFileOf(from, test::with(from, "lens1.focal_length=31 mm"));
  const Result<Design> other = applyDiff(diff, test::with(from, "lens1.focal_length=77 mm"));
  QVERIFY(!other.ok());
  QCOMPARE(other.error().id, std::string("diff.misfit"));
  QVERIFY(english(other.error()).find("lens1.focal_length") != std::string::npos);
  const Design elsewhere = test::with(from, "training.batch=21");
  QVERIFY(applyDiff(diff, elsewhere).value() == test::with(elsewhere, "lens1.focal_length=31 mm"));
}

// What can be read can be made, or is refused; and the result can be written.
void TestDiffFile::survivesWhateverItIsGiven() {
  const auto pair = twoDesigns();
  const std::string text = writeDiff(diffFileOf(pair.first, pair.second));
  QRandomGenerator random(11);
  int read = 0, made = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = text;
    for (int change = random.bounded(1, 3); change > 0; --change) {
      const auto at = static_cast<std::size_t>(random.bounded(static_cast<quint32>(bytes.size())));
      const auto from = static_cast<std::size_t>(random.bounded(static_cast<quint32>(bytes.size())));
      switch (random.bounded(3)) {
        case 0:
          bytes[at] = static_cast<char>(random.bounded(32, 127));
          break;
        case 1:
          bytes.erase(at, static_cast<std::size_t>(random.bounded(1, 30)));
          break;
        default:
          bytes.insert(at, bytes.substr(from, static_cast<std::size_t>(random.bounded(1, 30))));
      }
    }
    const Result<DiffFile> diff = parsed(bytes);
    if (!diff) continue;
    ++read;
    const Result<Design> design = applyDiff(diff.value(), pair.first);
    QVERIFY(!writeDiff(diff.value()).empty());
    if (!design) continue;
    ++made;
    QVERIFY(!writeDesign(design.value()).empty());
  }
  QVERIFY2(read > 100 && made > 20, qPrintable(QStringLiteral("%1 %2").arg(read).arg(made)));
}

QTEST_GUILESS_MAIN(TestDiffFile)
#include "tst_diff_file.moc"
