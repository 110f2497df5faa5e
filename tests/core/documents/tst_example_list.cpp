#include <QDir>
#include <QRegularExpression>
#include <QTest>
#include <set>

#include "all_rooms.h"
#include "datasets/dataset_store.h"
#include "documents/example_list.h"
#include "files/program_files.h"
#include "test_support.h"

using namespace lightloom::tests;
using lightloom::test::example;

namespace {

// A list of one example, one value of which may be otherwise; an empty value leaves the key out.
QString listWith(const QString& key = {}, const QString& value = {}) {
  const QList<std::pair<QString, QString>> fields{{"file", "\"a.loom\""},
                                                  {"title", "\"A\""},
                                                  {"sentence", "\"It learns.\""},
                                                  {"teaches", "\"Something.\""},
                                                  {"application", "\"games\""},
                                                  {"dataset", "\"iris\""},
                                                  {"metric", "\"accuracy\""},
                                                  {"band_low", "0.5"},
                                                  {"band_high", "0.75"},
                                                  {"seconds", "2.5"},
                                                  {"card", "true"}};
  QStringList members;
  bool isNew = !key.isEmpty();
  for (const auto& [name, usual] : fields) {
    isNew = isNew && name != key;
    const QString& text = name == key ? value : usual;
    if (!text.isEmpty()) members << QStringLiteral("\"%1\": %2").arg(name, text);
  }
  if (isNew) members << QStringLiteral("\"%1\": %2").arg(key, value);
  return QStringLiteral("{%1}").arg(members.join(", "));
}

QString document(const QString& examples, const QString& version = "1",
                 const QString& format = "lightloom-examples") {
  return QStringLiteral("{\"format\": \"%1\",\n\"version\": %2,\n\"examples\": %3}")
      .arg(format, version, examples);
}

Result<std::vector<ExampleEntry>> parsed(const QString& text) {
  return readExampleList(text.toStdString(), "e.json");
}

}  // namespace

/// The list of examples: what its reader takes and refuses, and that it says of each example what is so.
class TestExampleList : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyFieldArrives();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void listAndFolderAgree();
  void listAndDesignsAgree();
  void metricsAreThoseOfTheTask();
};

void TestExampleList::everyFieldArrives() {
  const auto list = parsed(document("[" + listWith() + "]"));
  QVERIFY2(list.ok(), list ? "" : english(list.error()).c_str());
  QCOMPARE(list.value().size(), std::size_t{1});
  const ExampleEntry& entry = list.value()[0];
  QCOMPARE(entry.file, std::string("a.loom"));
  QCOMPARE(entry.title, std::string("A"));
  QCOMPARE(entry.sentence, std::string("It learns."));
  QCOMPARE(entry.teaches, std::string("Something."));
  QCOMPARE(applicationKey(entry.application), std::string_view("games"));
  QCOMPARE(entry.dataset, std::string("iris"));
  QCOMPARE(exampleMetricKey(entry.metric), std::string_view("accuracy"));
  QCOMPARE(entry.bandLow, 0.5);
  QCOMPARE(entry.bandHigh, 0.75);
  QCOMPARE(entry.seconds, 2.5);
  QVERIFY(entry.card);
  QVERIFY(!parsed(document("[" + listWith("card", "") + "]")).value()[0].card);
  QVERIFY(parsed(document("[]")).value().empty());
  // R² of a network that is worse than the mean is below 0.
  const QString bad = listWith("metric", "\"r2\"").replace("0.5", "-0.5");
  QCOMPARE(parsed(document("[" + bad + "]")).value()[0].bandLow, -0.5);
}

void TestExampleList::namesWhatIsWrong_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const QString& text, const char* id, const char* says) {
    QTest::newRow(name) << text << id << says;
  };
  const auto value = [&](const char* name, const char* key, const QString& text, const char* id,
                         const char* says) {
    row(name, document("[" + listWith(key, text) + "]"), id, says);
  };
  row("no JSON", "{", "file.truncated", "e.json");
  row("another format", document("[]", "1", "lightloom-design"), "examples.not-a-list", "lightloom-examples");
  row("no format", "{}", "examples.not-a-list", "e.json");
  row("format is no text", "{\"format\": 1}", "examples.not-a-list", "e.json");
  row("no version", "{\"format\": \"lightloom-examples\"}", "examples.missing-field", "version");
  row("newer", document("[]", "2"), "examples.other-version", "line 2");
  row("version is text", document("[]", "\"1\""), "examples.other-version", "line 2");
  row("no list", "{\"format\": \"lightloom-examples\", \"version\": 1}", "examples.missing-field",
      "examples is missing");
  row("no array", document("{}"), "examples.wrong-type", "examples must be a list");
  row("no object", document("[3]"), "examples.wrong-type", "examples[0] must be an object");
  row("twice", document("[" + listWith() + ", " + listWith() + "]"), "examples.twice", "examples[1].file");
  row("one title twice", document("[" + listWith() + ", " + listWith("file", "\"b.loom\"") + "]"),
      "examples.twice", "examples[1].title");
  for (const char* key : {"file", "title", "sentence", "teaches", "application", "dataset", "metric",
                          "band_low", "band_high", "seconds"})
    value(qPrintable(QStringLiteral("without %1").arg(key)), key, "", "examples.missing-field", key);
  for (const char* key : {"file", "title", "sentence", "teaches", "application", "dataset", "metric"})
    value(qPrintable(QStringLiteral("%1 is a number").arg(key)), key, "1", "examples.wrong-type", key);
  for (const char* key : {"band_low", "band_high", "seconds", "card"})
    value(qPrintable(QStringLiteral("%1 is a text").arg(key)), key, "\"1\"", "examples.wrong-type", key);
  value("a key too many", "colour", "1", "examples.unknown-key", "examples[0].colour");
  value("an empty title", "title", "\"\"", "examples.missing-field", "title is empty");
  value("a long title", "title", '"' + QString(70000, 'a') + '"', "examples.too-long", "title");
  value("a strange application", "application", "\"love\"", "examples.bad-choice", "chemistry");
  value("a strange metric", "metric", "\"speed\"", "examples.bad-choice", "accuracy, r2");
  for (const char* file : {"a.txt", ".loom", ".a.loom", "../a.loom"})
    value(file, "file", QStringLiteral("\"%1\"").arg(file), "examples.bad-file", "first-light.loom");
  value("a band upside down", "band_low", "0.8", "examples.bad-band", "band_low");
  value("a band of nothing", "band_low", "0.75", "examples.bad-band", "band_low");
  value("accuracy below 0", "band_low", "-0.1", "examples.bad-band", "from 0 to 1");
  value("accuracy above 1", "band_high", "1.1", "examples.bad-band", "band_high");
  row("R² far below 0",
      document("[" + listWith("metric", "\"r2\"").replace("\"band_low\": 0.5", "\"band_low\": -2") + "]"),
      "examples.bad-band", "from -1 to 1");
  value("no time", "seconds", "0", "examples.bad-time", "seconds");
}

void TestExampleList::namesWhatIsWrong() {
  QFETCH(QString, text);
  QFETCH(QString, id);
  QFETCH(QString, says);
  const auto list = parsed(text);
  QVERIFY(!list.ok());
  QCOMPARE(QString::fromStdString(list.error().id), id);
  QVERIFY2(english(list.error()).find(says.toStdString()) != std::string::npos,
           english(list.error()).c_str());
}

void TestExampleList::listAndFolderAgree() {
  const auto list = exampleList();
  QVERIFY2(list.ok(), list ? "" : english(list.error()).c_str());
  QStringList listed;
  for (const ExampleEntry& entry : list.value()) listed << QString::fromStdString(entry.file);
  listed.sort();
  QStringList there = QDir(QString::fromStdString(examplesFolder())).entryList({"*.loom"}, QDir::Files);
  there.sort();
  QCOMPARE(listed, there);
}

void TestExampleList::listAndDesignsAgree() {
  const std::vector<std::string> bundled = bundledDatasets();
  const auto list = exampleList();
  for (const ExampleEntry& entry : list.value()) {
    const Design design = example(entry.file.substr(0, entry.file.rfind('.')));
    QCOMPARE(entry.dataset, settingText(design, "training.dataset"));
    QVERIFY2(std::find(bundled.begin(), bundled.end(), entry.dataset) != bundled.end(), entry.file.c_str());
    for (const std::string& sentence : {entry.sentence, entry.teaches})
      QVERIFY2(sentence.ends_with('.') && sentence.size() < 200, sentence.c_str());
  }
  QVERIFY(std::any_of(list.value().begin(), list.value().end(), [](const auto& e) { return e.card; }));
}

void TestExampleList::metricsAreThoseOfTheTask() {
  const auto list = exampleList();
  for (const ExampleEntry& entry : list.value()) {
    if (const std::optional<Message> missing = bundledDatasetProblem(entry.dataset)) {
      QCOMPARE(missing->id, std::string("dataset.needs-package"));
      continue;
    }
    const Result<Dataset> data = loadDataset(entry.dataset);
    QVERIFY2(data.ok(), data ? "" : english(data.error()).c_str());
    QCOMPARE(entry.metric == ExampleMetric::R2, data.value().classes == 0);
  }
}

QTEST_GUILESS_MAIN(TestExampleList)
#include "tst_example_list.moc"
