#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "sanitized.h"

/// What the command line writes arrives whole, or it says so: full disks, places that cannot be written,
/// inputs that would be lost, pipes, signals, folders of two trainings.
class TestOutputs : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void fullDiskIsNoSuccess_data();
  void fullDiskIsNoSuccess();
  void closedOutputIsNoSuccess();
  void placesAreTriedBeforeTheWork_data();
  void placesAreTriedBeforeTheWork();
  void theInputIsNeverTheOutput_data();
  void theInputIsNeverTheOutput();
  void streamsAreWrittenAndStay();
  void namesMayBeAsLongAsADiskTakes();
  void interruptsKeepWhatThereIs_data();
  void interruptsKeepWhatThereIs();
  void longComputationsAreLeftAtOnce_data();
  void longComputationsAreLeftAtOnce();
  void trainingsDoNotMix();
  void wordsThatMeanNothingAreRefused_data();
  void wordsThatMeanNothingAreRefused();
  void noControlCharactersReachTheTerminal();
  void mistypedKeysAreNamed();

 private:
  struct Outcome {
    int status = -1;
    QByteArray out, err;
  };
  static QString program() { return QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"); }
  Outcome run(const QStringList& words, const QString& outputTo = {}) const;
  QString path(const QString& name) const { return m_temp.filePath(name); }
  QByteArray content(const QString& name) const;

  QTemporaryDir m_temp;
  QString m_design;  ///< learns iris in a moment
};

TestOutputs::Outcome TestOutputs::run(const QStringList& words, const QString& outputTo) const {
  QProcess process;
  process.setWorkingDirectory(m_temp.path());
  if (!outputTo.isEmpty()) process.setStandardOutputFile(outputTo);
  process.start(program(), words);
  if (!process.waitForFinished(240000)) qFatal("lightloom-cli did not end");
  if (process.exitStatus() != QProcess::NormalExit) return {-1, {}, process.readAllStandardError()};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QByteArray TestOutputs::content(const QString& name) const {
  QFile file(path(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

void TestOutputs::initTestCase() {
  m_design = path("d.loom");
  QFile file(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QJsonObject design = QJsonDocument::fromJson(file.readAll()).object();
  design["settings"] =
      QJsonObject{{"network", QJsonObject{{"hidden", QJsonArray{6}}}},
                  {"training", QJsonObject{{"dataset", "own.csv"}, {"batch", 10}, {"epochs", 1}}}};
  QFile out(m_design);
  QVERIFY(out.open(QIODevice::WriteOnly) && out.write(QJsonDocument(design).toJson()) > 0);
  out.close();
  QFile data(path("own.csv"));
  QVERIFY(data.open(QIODevice::WriteOnly));
  for (int i = 0; i < 200; ++i)
    data.write(QByteArray::number(i % 7) + "," + QByteArray::number(i % 5) + (i % 2 ? ",even\n" : ",odd\n"));
  data.close();
  const Outcome table = run({"lasers", m_design, "vcsel_array2", "--out", path("lasers.csv")});
  QVERIFY2(table.status == 0, table.err.constData());
  const Outcome trained = run({"train", m_design, "--out", path("run")});
  QVERIFY2(trained.status == 0, trained.err.constData());
  QVERIFY(content("run/report.json").startsWith('{'));
  QVERIFY(QFile::copy(path("own.csv"), path("run/own.csv")));  // where the run looks for it
}

void TestOutputs::fullDiskIsNoSuccess_data() {
  QTest::addColumn<QStringList>("words");
  const auto row = [](const char* name, const QStringList& words) { QTest::newRow(name) << words; };
  row("--help", {"--help"});
  row("--version", {"--version"});
  row("help of a verb", {"train", "--help"});
  row("kinds", {"kinds"});
  row("kinds --json", {"kinds", "--json"});
  row("check", {"check", m_design});
  row("simulate", {"simulate", m_design, "--json"});
  row("train", {"train", m_design});
  row("sweep", {"sweep", m_design, "--over", "lens1.x=20mm,21mm"});
  row("ablate", {"ablate", m_design});
  row("photons", {"photons", m_design});
  row("export", {"export", m_design, "--format", "python", "--out", path("full/")});
  row("export --list", {"export", "--list"});
  row("lasers", {"lasers", m_design, "vcsel_array2"});
  row("validate", {"validate", "--group", "digital"});
  // The work of `bench` is fixed, and takes minutes under a sanitizer.
  if (!LIGHTLOOM_SANITIZED) row("bench", {"bench", "--seconds", "0.001"});
}

void TestOutputs::fullDiskIsNoSuccess() {
  QFETCH(QStringList, words);
  const Outcome outcome = run(words, QStringLiteral("/dev/full"));
  QVERIFY2(outcome.status == 1, outcome.err.constData());
  QVERIFY2(outcome.err.contains("cli.output-lost"), outcome.err.constData());
}

// Printed words would end up in the next file that takes the number of the closed stream.
void TestOutputs::closedOutputIsNoSuccess() {
  QProcess shell;
  shell.setWorkingDirectory(m_temp.path());
  shell.start(
      "sh",
      {"-c",
       "\"$0\" train d.loom --out closed >&-; test $? = 1 && \"$0\" train d.loom --out closed2 <&- 2>&-",
       program()});
  QVERIFY(shell.waitForFinished());
  QCOMPARE(shell.exitCode(), 0);
  const QByteArray messages = shell.readAllStandardError();
  QVERIFY2(messages.contains("cli.output-lost") && messages.contains("standard output is closed") &&
               !messages.contains("space"),
           messages.constData());
  for (const char* folder : {"closed", "closed2"}) {
    QVERIFY(content(QString(folder) + "/report.json").startsWith('{'));
    QVERIFY(content(QString(folder) + "/run.loomrun").startsWith("PK"));
  }
}

void TestOutputs::placesAreTriedBeforeTheWork_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QByteArray>("id");
  const QString nowhere = path("nowhere/out"), inFile = m_design + "/out";
  // So much work that it would not end before the test gives up.
  const QStringList long_{"--set", "training.epochs=100000", "--set", "network.hidden=300"};
  QTest::newRow("train in a file") << QStringList{"train", m_design, "--out", m_design} + long_
                                   << QByteArray("run-folder.no-folder");
  QTest::newRow("train under a file")
      << QStringList{"train", m_design, "--out", inFile} + long_ << QByteArray("run-folder.no-folder");
  QTest::newRow("train where nobody may")
      << QStringList{"train", m_design, "--out", "/proc/run"} + long_ << QByteArray("run-folder.no-folder");
  QTest::newRow("train to keep in a file")
      << QStringList{"train", m_design, "--keep", "--ledger", m_design} + long_
      << QByteArray("ledger.no-folder");
  QTest::newRow("ablate") << QStringList{"ablate", m_design, "--out", nowhere} + long_
                          << QByteArray("save.no-directory");
  QTest::newRow("ablate of a run") << QStringList{"ablate", path("run/run.loomrun"), "--out", m_temp.path()}
                                   << QByteArray("save.is-a-directory");
  QTest::newRow("sweep") << QStringList{"sweep",   m_design, "--over", "noise.shot=on,off",
                                        "--train", "--out",  nowhere} +
                                long_
                         << QByteArray("save.no-directory");
  QTest::newRow("lasers") << QStringList{"lasers", m_design, "vcsel_array2", "--out", nowhere}
                          << QByteArray("save.no-directory");
  QTest::newRow("export") << QStringList{"export", m_design, "--format", "svg", "--out", inFile}
                          << QByteArray("export.no-folder");
  QTest::newRow("export beside others")
      << QStringList{"export", m_design, "--format", "svg,csv", "--out", path("own.csv/")}
      << QByteArray("export.no-folder");
}

void TestOutputs::placesAreTriedBeforeTheWork() {
  QFETCH(QStringList, words);
  QFETCH(QByteArray, id);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == 1, outcome.err.constData());
  QVERIFY2(outcome.err.contains(id) && !outcome.err.contains("epoch 1"), outcome.err.constData());
  QVERIFY(!QFile::exists(path("nowhere")));
}

void TestOutputs::theInputIsNeverTheOutput_data() {
  QTest::addColumn<QStringList>("words");
  QVERIFY(QFile::link("d.loom", path("link.loom")) && QFile::link(".", path("linked")));
  QVERIFY(::link(path("own.csv").toUtf8().constData(), path("hard.csv").toUtf8().constData()) == 0);
  const auto row = [](const char* name, const QStringList& words) { QTest::newRow(name) << words; };
  row("export", {"export", "d.loom", "--format", "svg", "--out", "d.loom"});
  row("export, other spelling", {"export", "d.loom", "--format", "svg", "--out", "./run/../d.loom"});
  row("export through a link", {"export", "d.loom", "--format", "svg", "--out", "link.loom"});
  row("export of a link", {"export", "link.loom", "--format", "npz", "--out", "d.loom"});
  row("export onto the data", {"export", "d.loom", "--format", "csv", "--out", "hard.csv"});
  row("export of a run", {"export", "run/run.loomrun", "--format", "svg", "--out", "run/run.loomrun"});
  row("sweep", {"sweep", "d.loom", "--over", "noise.shot=on,off", "--out", "linked/d.loom"});
  row("sweep onto the data", {"sweep", "d.loom", "--over", "noise.shot=on,off", "--out", "own.csv"});
  row("lasers", {"lasers", "d.loom", "vcsel_array2", "--out", "d.loom"});
  row("lasers --import", {"lasers", "d.loom", "vcsel_array2", "--import", "lasers.csv", "--out", "d.loom"});
  row("lasers onto its table",
      {"lasers", "d.loom", "vcsel_array2", "--import", "lasers.csv", "--out", "lasers.csv"});
  row("apply", {"apply", "own.csv", "d.loom", "--out", "link.loom"});
  row("apply onto the difference", {"apply", "own.csv", "d.loom", "--out", "hard.csv"});
  row("ablate", {"ablate", "d.loom", "--out", "link.loom"});
  row("ablate of a run", {"ablate", "run/run.loomrun", "--out", "linked/run/run.loomrun"});
  row("train from a run", {"train", "d.loom", "--from", "run/run.loomrun", "--out", "linked/run"});
  row("replay", {"train", "--replay", "run/run.loomrun", "--out", "linked/run"});
}

void TestOutputs::theInputIsNeverTheOutput() {
  QFETCH(QStringList, words);
  const QStringList inputs{"d.loom", "own.csv", "lasers.csv", "run/run.loomrun", "run/report.json"};
  QByteArrayList before;
  for (const QString& input : inputs) before << content(input);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == 1, outcome.err.constData());
  QVERIFY2(outcome.err.contains("save.is-input"), outcome.err.constData());
  for (qsizetype i = 0; i < inputs.size(); ++i) QCOMPARE(content(inputs[i]), before[i]);
  QVERIFY(QFileInfo(path("link.loom")).isSymLink());
}

void TestOutputs::streamsAreWrittenAndStay() {
  const QByteArray table = content("lasers.csv");
  const QStringList words{"lasers", m_design, "vcsel_array2", "--out"};
  QCOMPARE(run(words + QStringList{"/dev/stdout"}).out, table);
  const QStringList figure{"export", m_design, "--format", "svg", "--out", "/dev/stdout"};
  const QByteArray svg = run(figure).out;
  QVERIFY2(svg.startsWith("<?xml") && svg.trimmed().endsWith("</svg>"), svg.left(80) + " … " + svg.right(80));
  QVERIFY(QFileInfo(QStringLiteral("/dev/stdout")).isSymLink());

  QVERIFY(::mkfifo(path("pipe").toUtf8().constData(), 0600) == 0);
  QVERIFY(run(words + QStringList{"pipe"}).err.contains("save.no-reader"));
  QProcess both;
  both.setWorkingDirectory(m_temp.path());
  both.start("sh",
             {"-c",
              "cat pipe > piped & sleep 0.3; \"$0\" lasers d.loom vcsel_array2 --out pipe; wait; "
              "printf begin > appended; \"$0\" lasers d.loom vcsel_array2 --out /dev/stdout >> appended",
              program()});
  QVERIFY(both.waitForFinished());
  QCOMPARE(both.readAllStandardError(), QByteArray());
  QCOMPARE(content("piped"), table);
  QCOMPARE(content("appended"), "begin" + table);
  struct stat status {};
  QVERIFY(::stat(path("pipe").toUtf8().constData(), &status) == 0 && S_ISFIFO(status.st_mode));
}

void TestOutputs::namesMayBeAsLongAsADiskTakes() {
  const QString longest = QString(250, 'n') + ".loom";
  QVERIFY(QFile::copy(m_design, path(longest)));
  QCOMPARE(run({"check", longest}).status, 0);
  const QString out = QString(251, 'o') + ".csv";
  const Outcome saved = run({"lasers", longest, "vcsel_array2", "--out", out});
  QVERIFY2(saved.status == 0, saved.err.constData());
  QCOMPARE(content(out), content("lasers.csv"));
  const Outcome refused = run({"lasers", longest, "vcsel_array2", "--out", "o" + out});
  QCOMPARE(refused.status, 1);
  QVERIFY2(refused.err.contains("save.name-too-long"), refused.err.constData());
  QVERIFY(QFile::remove(path(longest)) && QFile::remove(path(out)));
}

void TestOutputs::interruptsKeepWhatThereIs_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QByteArray>("keeps");
  const QStringList endless{"--set", "training.epochs=100000", "--set", "network.hidden=300"};
  const auto row = [](const char* name, const QStringList& words, const char* keeps) {
    QTest::newRow(name) << words << QByteArray(keeps);
  };
  row("bench", {"bench", "--seconds", "100", "--json"}, "\"cancelled\": true");
  row("validate", {"validate", "--long", "--json"}, "\"lightloom-validation\"");
  row("train", QStringList{"train", m_design, "--json", "--out", "cut"} + endless, "\"weights_hash\"");
  row("sweep", QStringList{"sweep", m_design, "--over", "training.epochs=1,100000", "--train"},
      "training.epochs,");
  row("photons", QStringList{"photons", m_design, "--json"} + endless, "\"cancelled\": true");
  row("ablate", QStringList{"ablate", m_design, "--out", "cut.loomrun"} + endless, "");
}

void TestOutputs::interruptsKeepWhatThereIs() {
  QFETCH(QStringList, words);
  QFETCH(QByteArray, keeps);
  QProcess process;
  process.setWorkingDirectory(m_temp.path());
  process.start(program(), words);
  QVERIFY(process.waitForStarted());
  QTest::qWait(1500);
  QCOMPARE(process.state(), QProcess::Running);
  QElapsedTimer timer;
  timer.start();
  QVERIFY(::kill(static_cast<pid_t>(process.processId()), SIGINT) == 0);
  QVERIFY(process.waitForFinished(60000));
  const QByteArray out = process.readAllStandardOutput(), err = process.readAllStandardError();
  QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3, err.constData());
  QVERIFY2(timer.elapsed() < 30000, qPrintable(QString::number(timer.elapsed())));
  QVERIFY2(out.contains(keeps), out.constData());
  if (words.contains("--json")) QVERIFY2(!QJsonDocument::fromJson(out).isNull(), out.constData());
  if (words[0] == "train")
    QVERIFY(content("cut/run.loomrun").startsWith("PK") && content("cut/report.json") == out);
  if (words[0] == "ablate") QVERIFY(content("cut.loomrun").startsWith("PK"));
  if (words[0] == "sweep") QCOMPARE(out.count('\n'), 2);
}

void TestOutputs::longComputationsAreLeftAtOnce_data() {
  QTest::addColumn<QStringList>("words");
  QTest::newRow("simulate") << QStringList{"simulate", "--json"};
  QTest::newRow("export") << QStringList{"export", "--format", "csv,svg", "--out", "left/"};
  if (QFile::exists(QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom")))
    QTest::newRow("export of what is drawn") << QStringList{"export", "--format", "report", "--out", "left/"};
}

// A network so wide that its first mini-batch takes many seconds, of which nothing can be kept.
void TestOutputs::longComputationsAreLeftAtOnce() {
  QFETCH(QStringList, words);
  words << QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/mnist-5x5.loom");
  words << "--set"
        << "network.hidden=3000,3000"
        << "--set"
        << "training.batch=4000";
  QProcess process;
  process.setWorkingDirectory(m_temp.path());
  process.start(program(), words);
  QVERIFY(process.waitForStarted());
  QVERIFY(!process.waitForFinished(1000));
  QElapsedTimer timer;
  timer.start();
  QVERIFY(::kill(static_cast<pid_t>(process.processId()), SIGINT) == 0);
  QVERIFY(process.waitForFinished(60000));
  const qint64 waited = timer.elapsed();
  QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3,
           process.readAllStandardError().constData());
  constexpr qint64 kMostMs = 3000;  // a second, on a machine that does other things
  QVERIFY2(waited < kMostMs, qPrintable(QString::number(waited)));
  QVERIFY(process.readAllStandardOutput().isEmpty());
  QVERIFY(QDir(path("left")).isEmpty());
}

void TestOutputs::trainingsDoNotMix() {
  const QStringList words{"train", m_design, "--out", "shared"};
  QProcess first;
  first.setWorkingDirectory(m_temp.path());
  first.start(program(),
              words + QStringList{"--set", "training.epochs=100000", "--set", "network.hidden=300"});
  QVERIFY(first.waitForStarted());
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(path("shared")), 20000);
  QTest::qWait(500);
  const Outcome second = run(words);
  QVERIFY2(second.status == 1 && second.err.contains("run-folder.busy"), second.err.constData());
  QVERIFY(::kill(static_cast<pid_t>(first.processId()), SIGTERM) == 0);
  QVERIFY(first.waitForFinished(60000));
  QCOMPARE(first.exitCode(), 3);

  const QByteArray kept = content("shared/report.json"), run_ = content("shared/run.loomrun");
  QVERIFY(kept.startsWith('{') && run_.startsWith("PK"));
  const Outcome third = run(words);
  QVERIFY2(third.status == 1 && third.err.contains("run-folder.other-results"), third.err.constData());
  QCOMPARE(content("shared/report.json"), kept);
  QCOMPARE(content("shared/run.loomrun"), run_);
  // The same training again replaces itself.
  const Outcome again = run({"train", m_design, "--out", "run"});
  QVERIFY2(again.status == 0, again.err.constData());
}

void TestOutputs::wordsThatMeanNothingAreRefused_data() {
  QTest::addColumn<QStringList>("words");
  const auto row = [](const QStringList& words) {
    QTest::newRow(qPrintable(words.mid(0, 1).join("") + " " + words.last())) << words;
  };
  row({"kinds", "extra"});
  row({"kinds", "--all"});
  row({"kinds", "--json=yes"});
  row({"kinds", "-j"});
  row({"--version", "extra"});
  row({"check", m_design, "--epochs"});
  row({"simulate", m_design, "extra"});
  row({"simulate", m_design, "-json"});
  row({"train", m_design, "extra"});
  row({"train", m_design, "--out="});
  row({"train", "--replay", "run/run.loomrun", "a", "b"});
  row({"sweep", m_design, "--over", "lens1.x=0,1", "extra"});
  row({"ablate", m_design, "extra"});
  row({"photons", m_design, "extra"});
  row({"export", "--list", "extra"});
  row({"export", m_design, "--format", "svg", "--out", "x.svg", "extra"});
  row({"lasers", m_design, "vcsel_array2", "extra"});
  row({"diff", m_design, m_design, "extra"});
  row({"apply", m_design, m_design, "extra"});
  row({"runs", "extra"});
  row({"validate", "extra"});
  row({"bench", "extra"});
}

void TestOutputs::wordsThatMeanNothingAreRefused() {
  QFETCH(QStringList, words);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == 2, outcome.err.constData());
  QVERIFY2(outcome.out.isEmpty() && !outcome.err.isEmpty(), outcome.out.constData());
  QVERIFY(!QFile::exists(path("x.svg")));
}

// Kinds, keys and words of the command line are shown in messages; names and notes lose their controls on
// reading.
void TestOutputs::noControlCharactersReachTheTerminal() {
  QFile file(path("hostile.loom"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(
      R"({"format": "lightloom-design", "version": 1, "name": "\u001b]0;owned\u0007", "components": [
      {"id": "a", "kind": "hologram\u001b[2J\u009b", "name": "\u001b[31m", "note": "\u009b31m"},
      {"id": "l", "kind": "lens", "\u001b[2J\u009b": 1, "parameters": {"\u001b[5m": 1}}],
      "settings": {"training": {"dataset": "\u001b[8m\u009b.csv"}}})");
  file.close();
  for (const QStringList& words :
       {QStringList{"check", "hostile.loom"}, QStringList{"check", "hostile.loom", "--json"},
        QStringList{"simulate", "hostile.loom"}, QStringList{"check", "\x1b[31m.loom"},
        QStringList{"fly\x1b[31m"}, QStringList{"kinds", "\x1b[31m"}, QStringList{"kinds", "--\x1b[31m"},
        QStringList{"simulate", m_design, "--set", QStringLiteral("lens1.\x1b[31m=\u009b31m")},
        QStringList{"lasers", "hostile.loom", "a"}, QStringList{"diff", "hostile.loom", m_design},
        QStringList{"diff", m_design, "hostile.loom", "--json"},
        QStringList{"apply", "hostile.loom", m_design},
        QStringList{"runs", "--ledger", "\x1b[31m", "--show", "\x1b[31m"}}) {
    const Outcome outcome = run(words);
    const QString all = QString::fromUtf8(outcome.out + outcome.err);
    QVERIFY(!all.isEmpty());
    for (const QChar c : all)
      QVERIFY2(c == '\n' || c == '\t' || (c >= ' ' && (c < QChar(0x7F) || c >= QChar(0xA0))),
               qPrintable(all));
  }
  QVERIFY(run({"check", "hostile.loom"}).out.contains("hologram"));
}

void TestOutputs::mistypedKeysAreNamed() {
  QByteArray text = content("d.loom");
  const qsizetype at = text.indexOf("\"parameters\": {", text.indexOf("\"kind\": \"lens\""));
  QVERIFY(at > 0);
  text.insert(at + 15, "\"focal_lenght\": 0.035, ");
  QFile file(path("typo.loom"));
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) > 0);
  file.close();
  const Outcome check = run({"check", "typo.loom"});
  QCOMPARE(check.status, 0);
  QVERIFY2(check.out.contains("“focal_lenght”") && check.out.contains("“focal_length” is meant") &&
               check.out.contains("[design.unknown-field]"),
           check.out.constData());
  const Outcome simulate = run({"simulate", "typo.loom"});
  QCOMPARE(simulate.status, 0);
  QVERIFY2(simulate.err.contains("“focal_length” is meant. [design.unknown-field]"),
           simulate.err.constData());
  int named = 0;
  const QJsonObject json = QJsonDocument::fromJson(run({"simulate", "typo.loom", "--json"}).out).object();
  for (const QJsonValue& row : json["checks"].toArray())
    named += row.toObject()["id"].toString() == QLatin1String("design.unknown-field");
  QCOMPARE(named, 1);
  const Outcome kept = run(
      {"lasers", "typo.loom", "vcsel_array2", "--set", "vcsel_array2[7].alpha=3", "--import", "lasers.csv"});
  QVERIFY2(kept.out.contains("\"focal_lenght\": 0.035"), kept.err.constData());
}

QTEST_GUILESS_MAIN(TestOutputs)
#include "tst_outputs.moc"
