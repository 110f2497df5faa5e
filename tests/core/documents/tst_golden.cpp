#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "all_rooms.h"
#include "design/edit.h"
#include "documents/design_file.h"
#include "documents/recovery.h"
#include "documents/run_file.h"
#include "files/file_reader.h"
#include "sample_design.h"

using namespace lightloom::tests;

namespace {

const QString kGolden = QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests/golden");

// Name below tests/golden → what it meant when it was put there: hash of the design, and of a run's weights.
std::map<QString, QStringList> meanings() {
  std::map<QString, QStringList> out;
  QFile file(kGolden + QStringLiteral("/meanings.txt"));
  if (!file.open(QIODevice::ReadOnly)) return out;
  for (const QString& line : QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts)) {
    const QStringList words = line.split(' ', Qt::SkipEmptyParts);
    out[words.front()] = words.mid(1);
  }
  return out;
}

QStringList meaningOf(const QString& name) {
  const std::string path = (kGolden + '/' + name).toStdString();
  if (name.endsWith(QStringLiteral(".loom"))) {
    const Result<Design> design = readDesignFile(path);
    return design ? QStringList{QString::fromStdString(designHash(design.value()))}
                  : QStringList{QString::fromStdString(english(design.error()))};
  }
  const Result<RunFile> run = readRunFile(path);
  return run ? QStringList{QString::fromStdString(designHash(run.value().first)),
                           QString::fromStdString(run.value().weightsHash)}
             : QStringList{QString::fromStdString(english(run.error()))};
}

QStringList goldenFiles() {
  QStringList out;
  for (const QString& folder : QDir(kGolden).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    for (const QString& file : QDir(kGolden + '/' + folder).entryList(QDir::Files))
      out << folder + '/' + file;
  return out;
}

int run(const QString& program, const QStringList& words, const QString& folder, QByteArray* said = nullptr) {
  QProcess process;
  process.setWorkingDirectory(folder);
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, words);
  process.waitForFinished(60000);
  if (said) *said = process.readAll();
  return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

void put(const QString& path, const std::string& text) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text.data(), static_cast<qint64>(text.size()));
}

}  // namespace

class TestGolden : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyFormatThatWasEverWrittenOpens_data();
  void everyFormatThatWasEverWrittenOpens();
  void everyVersionHasItsFiles();
  void anIndependentValidatorAcceptsWhatIsWritten();
  void twoPeopleMergeWithGit();
};

void TestGolden::everyFormatThatWasEverWrittenOpens_data() {
  QTest::addColumn<QString>("name");
  for (const QString& name : goldenFiles()) QTest::newRow(qPrintable(name)) << name;
}

void TestGolden::everyFormatThatWasEverWrittenOpens() {
  QFETCH(QString, name);
  const auto known = meanings();
  QVERIFY2(known.count(name) == 1,
           qPrintable(QStringLiteral("%1 has no line in meanings.txt; it now means: %1 %2")
                          .arg(name, meaningOf(name).join(' '))));
  QCOMPARE(meaningOf(name), known.at(name));
}

void TestGolden::everyVersionHasItsFiles() {
  for (int version = 1; version <= kDesignVersion; ++version)
    QVERIFY(QDir(kGolden + QStringLiteral("/design-%1").arg(version)).entryList({"*.loom"}).size() >= 5);
  const auto known = meanings();
  for (const auto& [name, meaning] : known) QVERIFY2(goldenFiles().contains(name), qPrintable(name));
}

// By a program that is not ours, where it is installed.
void TestGolden::anIndependentValidatorAcceptsWhatIsWritten() {
  const QString python = QStandardPaths::findExecutable(QStringLiteral("python3"));
  QTemporaryDir folder;
  if (python.isEmpty() || run(python, {"-c", "import jsonschema"}, folder.path()) != 0)
    QSKIP("python3-jsonschema is not installed");
  put(folder.filePath("sample.loom"), writeDesign(sampleDesign()));
  put(folder.filePath("wrong.loom"),
      "{\"format\": \"lightloom-design\", \"version\": 1, \"components\": [{\"id\": 3}]}");
  put(folder.filePath("validate.py"),
      "import json, sys, jsonschema\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "jsonschema.Draft202012Validator.check_schema(schema)\n"
      "for name in sys.argv[2:]:\n"
      "    jsonschema.validate(json.load(open(name, encoding='utf-8-sig')), schema, "
      "jsonschema.Draft202012Validator)\n");
  QStringList words{"validate.py", QStringLiteral(LIGHTLOOM_SOURCE_DIR "/resources/design.schema.json"),
                    "sample.loom"};
  for (const QFileInfo& example :
       QDir(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples")).entryInfoList({"*.loom"}))
    words << example.filePath();
  QByteArray said;
  QVERIFY2(run(python, words, folder.path(), &said) == 0, said.constData());
  QVERIFY(run(python, {"validate.py", words[1], "wrong.loom"}, folder.path()) != 0);
}

// Two people change different parts of one design, and git merges their files into the design that has both
// changes.
void TestGolden::twoPeopleMergeWithGit() {
  if (QStandardPaths::findExecutable(QStringLiteral("git")).isEmpty()) QSKIP("git is not installed");
  const Design base = readDesignFile(LIGHTLOOM_SOURCE_DIR "/examples/mnist-5x5.loom").value();
  const Design mine = apply(base, setParameter(base, "leader_laser1", "x", Value(-0.123)));
  Design theirs = apply(base, setParameter(base, "lens2", "focal_length", Value(0.021)));
  theirs = apply(theirs, setSetting(theirs, "training.epochs", Value(std::int64_t{7})));
  Design both = apply(mine, setParameter(mine, "lens2", "focal_length", Value(0.021)));
  both = apply(both, setSetting(both, "training.epochs", Value(std::int64_t{7})));
  QTemporaryDir folder;
  put(folder.filePath("base"), writeDesign(base));
  put(folder.filePath("mine"), writeDesign(mine));
  put(folder.filePath("theirs"), writeDesign(theirs));
  QByteArray said;
  QVERIFY2(run("git", {"merge-file", "mine", "base", "theirs"}, folder.path(), &said) == 0, said.constData());
  const Result<Design> merged = readDesignFile(folder.filePath("mine").toStdString());
  QVERIFY(merged.ok());
  QCOMPARE(merged.value(), both);
}

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"
