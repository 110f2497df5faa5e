#include "export/study_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "all_rooms.h"
#include "test_support.h"

using namespace lightloom::tests;

class TestStudyFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void wordsAndFilesAreOneValue_data();
  void wordsAndFilesAreOneValue();
  void aFileSaysWhatTheWordsSay();
  void everyKindIsReadBack();
  void badTextIsNamed_data();
  void badTextIsNamed();
  void wrongVariationsAreNoText_data();
  void wrongVariationsAreNoText();
  void anIndependentValidatorAcceptsWhatIsWritten();
  void theSchemaKnowsTheSameKeys();
  void theDesignLiesBesideTheFile();

 private:
  static StudyDescription full();
  static std::vector<StudyDescription> kinds();
};

std::vector<StudyDescription> TestStudyFile::kinds() {
  std::vector<StudyDescription> out(4);
  out[0].kind = StudyKind::Sensitivity;
  out[0].off = 0.02;
  out[0].work = PointWork::Simulate;
  out[1].kind = StudyKind::Tolerance;
  out[1].cost = 0.05;
  out[1].epochs = 2;
  out[2].kind = StudyKind::Yield;
  out[2].samples = 200;
  out[2].errors = {"placement=2 µm", "dead_lasers=0.01"};
  out[2].atLeast = 0.9;
  out[3].kind = StudyKind::Search;
  out[3].samples = 50;
  out[3].over.push_back(readVariedPath("leader_laser1.power=1 mW:1 W:log").value());
  out[3].objective = "min:energy_per_op";
  out[3].subjectTo = {"test_accuracy>=0.9", "buildable", "laser_class<=3B"};
  return out;
}

StudyDescription TestStudyFile::full() {
  StudyDescription out;
  out.design = "mnist-5x5.loom";
  out.set = {"training.batch=50", "noise.shot=off", "lens1.x=2 mm", "training.learning_rate=1e-3"};
  for (const char* text : {"vcsel_array2.power=1 µW:1 mW:log", "noise.rin=on,off", "lens2.x=0.5:0.75"})
    out.over.push_back(readVariedPath(text).value());
  out.sampling = Sampling::Latin;
  out.samples = 40;
  out.work = PointWork::Train;
  out.epochs = 3;
  out.seed = "9007199254740993";
  out.seeds = 2;
  return out;
}

void TestStudyFile::wordsAndFilesAreOneValue_data() {
  QTest::addColumn<QString>("text");
  for (const char* text : {"lens1.x=19mm:21mm:60", "lens1.x=1:2", "lens1.x=1:2:log", "lens1.x=1:1000:4:log",
                           "noise.shot=on,off", "training.seed=1,2,9007199254740993", "lens1.x=1e-3,0.001"})
    QTest::newRow(text) << QString::fromUtf8(text);
}

void TestStudyFile::wordsAndFilesAreOneValue() {
  QFETCH(QString, text);
  StudyDescription description;
  description.over.push_back(readVariedPath(text.toStdString()).value());
  QCOMPARE(variedText(description.over.front()), text.toStdString());
  const std::string written = writeStudy(description);
  const Result<StudyDescription> read = readStudy(written, "S.json");
  QVERIFY2(read.ok(), read.ok() ? "" : english(read.error()).c_str());
  QVERIFY2(read.value() == description, written.c_str());
}

void TestStudyFile::aFileSaysWhatTheWordsSay() {
  const std::string written = writeStudy(full());
  const Result<StudyDescription> read = readStudy(written, "S.json");
  QVERIFY2(read.ok(), read.ok() ? "" : english(read.error()).c_str());
  QVERIFY(read.value() == full());
  QCOMPARE(writeStudy(read.value()), written);
  // Others may write numbers and switches as what they are.
  const Result<StudyDescription> other = readStudy(
      R"({"format": "lightloom-study", "version": 1, "set": {"noise.rin": false},
          "over": [{"path": "noise.shot", "values": [true, false]}, {"path": "lens1.x", "from": 1, "to": 2,
          "count": 3, "scale": "linear"}]})",
      "S.json");
  QVERIFY(other.ok());
  QCOMPARE(variedText(other.value().over[0]), std::string("noise.shot=on,off"));
  QCOMPARE(variedText(other.value().over[1]), std::string("lens1.x=1:2:3"));
  QCOMPARE(other.value().set.front(), std::string("noise.rin=off"));
}

void TestStudyFile::everyKindIsReadBack() {
  for (const StudyDescription& kind : kinds()) {
    const std::string written = writeStudy(kind);
    const Result<StudyDescription> read = readStudy(written, "S.json");
    QVERIFY2(read.ok(), read.ok() ? "" : english(read.error()).c_str());
    QVERIFY2(read.value() == kind, written.c_str());
    QCOMPARE(workOf(kind), kind.work.value_or(PointWork::Test));
  }
  StudyDescription share = kinds().front();
  share.off = 3;
  QCOMPARE(descriptionProblem(share)->id, std::string("study.bad-share"));
}

void TestStudyFile::badTextIsNamed_data() {
  QTest::addColumn<QByteArray>("members");
  QTest::addColumn<QByteArray>("id");
  QTest::addColumn<QByteArray>("says");
  const auto row = [](const char* members, const char* id, const char* says) {
    QTest::newRow(members) << QByteArray(members) << QByteArray(id) << QByteArray(says);
  };
  row(R"("sampels": 3)", "study.unknown-field", "Did you mean “samples”?");
  row(R"("xyzzy": 3)", "study.unknown-field", "Leave it out");
  row(R"("sampling": "latim")", "study.unknown-word", "Did you mean “latin”?");
  row(R"("sampling": "everything")", "study.unknown-word", "grid, random, latin");
  row(R"("work": 3)", "study.wrong-type", "work must be a text");
  row(R"("seeds": 0)", "study.out-of-range", "at least 1");
  row(R"("seeds": 1001)", "study.out-of-range", "at most 1000");
  row(R"("seed": "x")", "study.wrong-type", "a whole number");
  row(R"("design": 1)", "study.wrong-type", "design");
  row(R"("set": [1])", "study.wrong-type", "an object");
  row(R"("set": {"lens1.x": null})", "study.wrong-type", "set.lens1.x");
  row(R"("set": {"lens1.x": ""})", "study.bad-value", "set.lens1.x");
  row(R"("over": 1)", "study.wrong-type", "a list");
  row(R"("over": [1])", "study.wrong-type", "over[0]");
  row(R"("over": [{"path": "lens1.x", "form": 1}])", "study.unknown-field", "Did you mean “from”?");
  row(R"("over": [{"from": 1, "to": 2}])", "study.missing-field", "over[0].path");
  row(R"("over": [{"path": "a=b", "from": 1, "to": 2}])", "study.bad-value", "over[0].path");
  row(R"("over": [{"path": "lens1.x", "to": 2}])", "study.missing-field", "over[0].from");
  row(R"("over": [{"path": "lens1.x", "from": 2}])", "study.missing-field", "over[0].to");
  row(R"("over": [{"path": "lens1.x", "from": "1:2", "to": 3}])", "study.bad-value", "over[0].from");
  row(R"("over": [{"path": "lens1.x", "from": 1, "to": [3]}])", "study.wrong-type", "over[0].to");
  row(R"("over": [{"path": "lens1.x", "from": 1, "to": 3, "count": 1}])", "study.out-of-range", "count");
  row(R"("over": [{"path": "lens1.x", "from": 1, "to": 3, "scale": "lag"}])", "study.unknown-word", "“log”");
  row(R"("over": [{"path": "lens1.x", "values": [1], "from": 1}])", "study.bad-over",
      "both values and a range");
  row(R"("over": [{"path": "lens1.x", "values": []}])", "study.bad-over", "is empty");
  row(R"("over": [{"path": "lens1.x", "values": 1}])", "study.wrong-type", "values");
  row(R"("over": [{"path": "lens1.x", "values": ["1,2"]}])", "study.bad-value", "values[0]");
  row(R"("work": "simulate")", "study.nothing-varies", "Nothing varies");
  row(R"("seeds": 2, "sampling": "latin")", "study.no-samples", "samples");
  row(R"("seeds": 2, "samples": 3)", "study.no-sampling", "samples");
  row(R"("seeds": 2, "epochs": 3)", "study.no-training", "Epochs");
  row(R"("kind": "yeild", "samples": 3)", "study.unknown-word", "Did you mean “yield”?");
  row(R"("kind": "yield", "samples": 3, "seeds": 2)", "study.not-for-kind", "“seeds”");
  row(R"("kind": "yield")", "study.no-samples", "samples");
  row(R"("kind": "yield", "samples": 3, "errors": {"placment": 1})", "study.unknown-error", "“placement”");
  row(R"("kind": "yield", "samples": 3, "at_least": 1.5)", "study.out-of-range", "at_least is 1.5");
  row(R"("kind": "yield", "samples": 3, "at_least": "x")", "study.wrong-type", "at_least");
  row(R"("kind": "sensitivity", "samples": 3)", "study.not-for-kind", "“samples”");
  row(R"("kind": "sensitivity", "cost": 0.1)", "study.not-for-kind", "“cost”");
  row(R"("kind": "sensitivity", "work": "simulate", "epochs": 2)", "study.no-training", "Epochs");
  row(R"("kind": "tolerance", "work": "test")", "study.not-for-kind", "“work”");
  row(R"("kind": "tolerance", "off": 0.1)", "study.not-for-kind", "“off”");
  row(R"("kind": "search", "objective": "snr", "samples": 3)", "study.nothing-varies", "over");
  row(R"("kind": "search", "samples": 3, "over": [{"path": "a.b", "from": 1, "to": 2}])",
      "study.no-objective", "objective");
  row(R"("kind": "search", "samples": 3, "objective": "a>", "over": [{"path": "a.b", "from": 1, "to": 2}])",
      "study.bad-goal", "a>");
  row(R"("kind": "search", "samples": 3, "objective": "a", "subject_to": ["b"],
          "over": [{"path": "a.b", "from": 1, "to": 2}])",
      "study.bad-limit", "“b”");
  row(R"("kind": "search", "subject_to": "b")", "study.wrong-type", "subject_to");
  row(R"("kind": "search", "subject_to": [1])", "study.wrong-type", "subject_to[0]");
}

void TestStudyFile::badTextIsNamed() {
  QFETCH(QByteArray, members);
  QFETCH(QByteArray, id);
  QFETCH(QByteArray, says);
  const QByteArray text = "{\"format\": \"lightloom-study\", \"version\": 1, " + members + "}";
  const Result<StudyDescription> read = readStudy(text.toStdString(), "S.json");
  QVERIFY(!read.ok());
  QCOMPARE(QByteArray::fromStdString(read.error().id), id);
  const QByteArray said = QByteArray::fromStdString(english(read.error()));
  QVERIFY2(said.contains(says) && said.startsWith("S.json"), said.constData());
}

void TestStudyFile::wrongVariationsAreNoText_data() {
  QTest::addColumn<QString>("text");
  for (const char* text :
       {"lens1.x", "=1:2", "lens1.x=", "lens1.x=1:2:x", "lens1.x=1:2:3:4", "lens1.x=1:2:log:3"})
    QTest::newRow(text) << QString::fromUtf8(text);
}

void TestStudyFile::wrongVariationsAreNoText() {
  QFETCH(QString, text);
  const Result<VariedPath> read = readVariedPath(text.toStdString());
  QVERIFY(!read.ok());
  QCOMPARE(read.error().id, std::string("sweep.syntax"));
}

// By a program that is not ours, where it is installed.
void TestStudyFile::anIndependentValidatorAcceptsWhatIsWritten() {
  const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
  QProcess probe;
  probe.start(python, {"-c", "import jsonschema"});
  if (python.isEmpty() || !probe.waitForFinished(60000) || probe.exitCode() != 0)
    QSKIP("python3-jsonschema is not installed");
  QTemporaryDir folder;
  const auto put = [&](const char* name, const std::string& text) {
    QFile file(folder.filePath(QLatin1String(name)));
    if (!file.open(QIODevice::WriteOnly)) qFatal("%s", name);
    file.write(text.data(), static_cast<qint64>(text.size()));
  };
  put("full.json", writeStudy(full()));
  StudyDescription brief;
  brief.seeds = 3;
  put("brief.json", writeStudy(brief));
  QStringList files{"full.json", "brief.json"};
  for (const StudyDescription& kind : kinds()) {
    files << QLatin1String(studyKindKey(kind.kind).data()) + ".json";
    put(qPrintable(files.back()), writeStudy(kind));
  }
  files << "wrong.json"
        << "both.json";
  put("wrong.json", R"({"format": "lightloom-study", "version": 1, "sampels": 3})");
  put("both.json",
      R"({"format": "lightloom-study", "version": 1, "over": [{"path": "a.b", "values": [1], "from": 1}]})");
  const char* const program =
      "import json, sys, jsonschema\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "jsonschema.Draft202012Validator.check_schema(schema)\n"
      "valid = jsonschema.Draft202012Validator(schema).is_valid\n"
      "print([valid(json.load(open(name, encoding='utf-8'))) for name in sys.argv[2:]])\n";
  QProcess process;
  process.setWorkingDirectory(folder.path());
  process.start(python,
                QStringList{"-c", program, LIGHTLOOM_SOURCE_DIR "/resources/study.schema.json"} + files);
  QVERIFY(process.waitForFinished(60000));
  QCOMPARE(process.readAllStandardOutput().trimmed(),
           QByteArray("[True, True, True, True, True, True, False, False]"));
}

void TestStudyFile::theSchemaKnowsTheSameKeys() {
  QFile file(LIGHTLOOM_SOURCE_DIR "/resources/study.schema.json");
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QJsonObject schema = QJsonDocument::fromJson(file.readAll()).object();
  const auto keysOf = [](const QJsonObject& object) {
    std::set<std::string> out;
    for (const QString& key : object["properties"].toObject().keys()) out.insert(key.toStdString());
    return out;
  };
  const auto setOf = [](const std::vector<std::string>& keys) {
    return std::set<std::string>(keys.begin(), keys.end());
  };
  QCOMPARE(keysOf(schema), setOf(studyKeys()));
  std::set<std::string> varied = keysOf(schema["$defs"]["range"].toObject());
  varied.merge(keysOf(schema["$defs"]["list"].toObject()));
  QCOMPARE(varied, setOf(variedKeys()));
}

void TestStudyFile::theDesignLiesBesideTheFile() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("S.json").toStdString();
  QCOMPARE(readStudyFile(path).error().id, std::string("file.missing"));
  for (const std::string& text :
       {writeStudy(full()), std::string(R"({"format": "lightloom-study", "version": 1, "seeds": 2})")}) {
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text.data(), static_cast<qint64>(text.size()));
    file.close();
    const Result<StudyDescription> read = readStudyFile(path);
    QVERIFY(read.ok());
    QCOMPARE(read.value().design,
             read.value().over.empty() ? std::string() : folder.filePath("mnist-5x5.loom").toStdString());
  }
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"format": "lightloom-design", "version": 1})", "study.not-a-study"},
      {"[1]", "study.not-a-study"},
      {R"({"format": "lightloom-study"})", "study.missing-field"},
      {R"({"format": "lightloom-study", "version": 2, "later": 1})", "study.newer-version"},
      {R"({"format": "lightloom-study")", "file.truncated"}};
  for (const auto& [text, id] : wrong) QCOMPARE(readStudy(text, "S.json").error().id, std::string(id));
}

QTEST_GUILESS_MAIN(TestStudyFile)
#include "tst_study_file.moc"
