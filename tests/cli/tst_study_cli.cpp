#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "all_rooms.h"
#include "sanitized.h"

/// `lightloom-cli study`: points in lines, on several threads, in shards, and after a kill.
class TestStudyCli : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void threadsAndShardsGiveTheSameBytes();
  void aKilledStudyGoesOn();
  void repetitionsAreCollected();
  void aDescriptionGivesTheSameBytes();
  void wrongWordsAreRefused_data();
  void wrongWordsAreRefused();

 private:
  struct Outcome {
    int status = -1;
    QByteArray out, err;
  };
  static Outcome run(const QStringList& words) {
    QProcess process;
    process.start(program(), words);
    if (!process.waitForFinished(240000)) qFatal("lightloom-cli did not end");
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
  }
  static QString program() { return QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"); }
  static QString design() { return QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"); }
  static QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
  }
  QString place(const char* name) const { return m_temp.filePath(QLatin1String(name)); }

  QTemporaryDir m_temp;
};

void TestStudyCli::threadsAndShardsGiveTheSameBytes() {
  const QStringList study{"study",   design(),
                          "--over",  "vcsel_array2.injection_ratio=-30 dB:0 dB",
                          "--over",  "noise.shot=on,off",
                          "--latin", "24"};
  const Outcome whole = run(study + QStringList{"--threads", "1", "--out", place("whole.jsonl")});
  QVERIFY2(whole.status == 0, whole.err);
  QCOMPARE(contents(place("whole.jsonl")).count('\n'), 24);
  const Outcome printed = run(study + QStringList{"--threads", "3"});
  QCOMPARE(printed.out, contents(place("whole.jsonl")));
  QStringList shards;
  for (int i = 1; i <= 8; ++i) {
    shards << place(qPrintable(QStringLiteral("shard%1.jsonl").arg(i)));
    QCOMPARE(
        run(study + QStringList{"--shard", QStringLiteral("%1/8").arg(i), "--out", shards.back()}).status, 0);
  }
  std::reverse(shards.begin(), shards.end());
  const Outcome joined = run(QStringList{"study", "--collect"} + shards);
  QCOMPARE(joined.out, contents(place("whole.jsonl")));
}

void TestStudyCli::aKilledStudyGoesOn() {
  const QStringList study{"study", design(), "--over", "lens1.x=19mm:21mm:60"};
  QCOMPARE(run(study + QStringList{"--out", place("once.jsonl")}).status, 0);
  const QString out = place("killed.jsonl");
  constexpr unsigned long kLonger = LIGHTLOOM_SANITIZED ? 150 : 7;  // ms, from one kill to the next
  int kills = 0;
  for (int round = 0; round < 200; ++round) {
    QProcess process;
    process.start(program(), study + QStringList{"--resume", "--threads", "2", "--out", out});
    QThread::msleep(30 + kLonger * static_cast<unsigned long>(round));
    process.kill();
    process.waitForFinished();
    if (process.exitStatus() == QProcess::NormalExit) {
      QCOMPARE(process.exitCode(), 0);
      break;
    }
    ++kills;
  }
  QVERIFY(kills > 0);
  QCOMPARE(contents(out), contents(place("once.jsonl")));
  // What is done is not done again, and another study does not go on in its file.
  QCOMPARE(run(study + QStringList{"--resume", "--out", out}).status, 0);
  QCOMPARE(contents(out), contents(place("once.jsonl")));
  const Outcome other = run(study + QStringList{"--resume", "--set", "noise.shot=off", "--out", out});
  QVERIFY(other.status == 1 && other.err.contains("study.another-study"));
  const Outcome anew = run(study + QStringList{"--out", out});
  QVERIFY(anew.status == 1 && anew.err.contains("log.exists"));
}

void TestStudyCli::repetitionsAreCollected() {
  const QString out = place("seeds.jsonl");
  const Outcome trained = run({"study", design(), "--over", "training.learning_rate=1e-3,1e-2", "--seeds",
                               "2", "--train", "--epochs", "1", "--set", "network.hidden=10", "--out", out});
  QVERIFY2(trained.status == 0, trained.err);
  const Outcome table = run({"study", "--collect", "--csv", out});
  QCOMPARE(table.status, 0);
  const QList<QByteArray> lines = table.out.trimmed().split('\n');
  QCOMPARE(lines.size(), 3);
  const QList<QByteArray> names = lines[0].split(',');
  const auto mean = names.indexOf("test_accuracy"), deviation = names.indexOf("test_accuracy_sd");
  QVERIFY(mean > 0 && deviation == mean + 1);
  QCOMPARE(lines[1].split(',')[1], QByteArray("2"));
  const double slow = lines[1].split(',')[mean].toDouble(), fast = lines[2].split(',')[mean].toDouble();
  QVERIFY(slow > 0 && fast > slow && fast < 1);
  QVERIFY(lines[1].split(',')[deviation].toDouble() > 0);
}

void TestStudyCli::aDescriptionGivesTheSameBytes() {
  const QString file = place("study.json"), copy = place("first-light.loom");
  QVERIFY(QFile::copy(design(), copy));
  const QStringList study{"study",          copy,    "--over",        "lens1.x=19mm:21mm", "--set",
                          "noise.shot=off", "--set", "noise.shot=on", "--sample",          "4"};
  const Outcome described = run(study + QStringList{"--describe", file});
  QVERIFY2(described.status == 0 && described.out.isEmpty(), described.err);
  QVERIFY2(contents(file).contains("\"design\": \"first-light.loom\""), contents(file));
  const Outcome words = run(study), read = run({"study", "--study", file});
  QVERIFY2(read.status == 0, read.err);
  QCOMPARE(read.out, words.out);
  QCOMPARE(run({"study", "--study", file, design()}).out, words.out);
  // Written back, it is as it was.
  QCOMPARE(run({"study", "--study", file, "--describe", place("again.json")}).status, 0);
  QCOMPARE(contents(place("again.json")), contents(file));
}

void TestStudyCli::wrongWordsAreRefused_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<int>("status");
  QTest::addColumn<QByteArray>("says");
  const auto row = [](const char* name, const QStringList& words, int status, const char* says) {
    QTest::newRow(name) << QStringList{"study"} + words << status << QByteArray(says);
  };
  const QStringList over{"--over", "lens1.x=19mm:21mm:3"};
  row("no file", over, 2, "cli.one-file");
  row("nothing varies", {design()}, 2, "study.nothing-varies");
  row("two samplings", QStringList{design(), "--sample", "3", "--latin", "3"} + over, 2, "cli.two-samplings");
  row("epochs", QStringList{design(), "--epochs", "3"} + over, 2, "study.no-training");
  row("nowhere to go on", QStringList{design(), "--resume"} + over, 2, "cli.nothing-to-resume");
  row("shard", QStringList{design(), "--shard", "3/2"} + over, 2, "cli.bad-shard");
  row("shard of words", QStringList{design(), "--shard", "one"} + over, 2, "cli.bad-shard");
  row("csv of a study", QStringList{design(), "--csv"} + over, 2, "cli.only-collect");
  row("twice", QStringList{design(), "--set", "lens1.x=1"} + over, 2, "cli.swept-twice");
  row("seeds twice", {design(), "--over", "training.seed=1,2", "--seeds", "2"}, 1, "study.seeds-twice");
  row("no such path", {design(), "--over", "lens9.x=0:1:2"}, 1, "path.unknown-component");
  row("out of range", {design(), "--over", "training.batch=0:5:2"}, 1, "value.out-of-range");
  row("too many", {design(), "--over", "lens1.x=0:1:10000", "--seeds", "1000"}, 1, "study.too-many");
  row("cannot compute", {design(), "--over", "beam_splitter4.enabled=off"}, 1, "bench.no-cell");
  row("described twice", {"--study", "none.json", "--train"}, 2, "cli.described-twice");
  row("no such description", {"--study", "none.json"}, 1, "file.missing");
  row("described into its design", QStringList{design(), "--describe", design()} + over, 1, "file.");
  row("no path", QStringList{design(), "--set", "nonsense"} + over, 2, "path.syntax");
  row("no seed", QStringList{design(), "--seed", "one"} + over, 1, "--seed one");
  row("nothing to collect", {"--collect"}, 2, "cli.one-file");
  row("collects a design", {"--collect", design()}, 1, "study.bad-line");
  row("no such results", {"--collect", "none.jsonl"}, 1, "file.missing");
}

void TestStudyCli::wrongWordsAreRefused() {
  QFETCH(QStringList, words);
  QFETCH(int, status);
  QFETCH(QByteArray, says);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == status && outcome.err.contains(says), outcome.err);
  QVERIFY(outcome.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestStudyCli)
#include "tst_study_cli.moc"
