#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "core/export/reader.h"

using lightloom::test::pythonHas;

/// `lightloom-cli export` as a user meets it, and what a colleague does with the files.
class TestExportCli : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void wrongWordsAreRefused_data();
  void wrongWordsAreRefused();
  void listsItsFormats();
  void aDesignLeavesWithoutTraining();
  void drawnFormatsSpeakForTheCaller();
  void drawnFormatsNeedTheOtherProgram();
  void theBundleReproducesToTheBit();
  void theBundleHoldsOwnData_data();
  void theBundleHoldsOwnData();
  void runsLeaveFromAnywhere();
  void brokenDataIsCalledSo();
  void pythonReadsTheSameNumbers();
  void onnxAcceptsTheNetwork();

 private:
  struct Outcome {
    int status = -1;
    QString out, err;
  };
  static Outcome start(const QString& program, const QStringList& words, const QString& folder = {});
  static Outcome run(const QStringList& words) { return start(program(), words); }
  static QString program() { return QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"); }
  static QString example(const char* name) {
    return QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/%1.loom").arg(QLatin1String(name));
  }

  QTemporaryDir m_temp;
  QString m_run;
};

TestExportCli::Outcome TestExportCli::start(const QString& program, const QStringList& words,
                                            const QString& folder) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("LIGHTLOOM_CLI"), TestExportCli::program());
  process.setProcessEnvironment(environment);
  if (!folder.isEmpty()) process.setWorkingDirectory(folder);
  process.start(program, words);
  if (!process.waitForFinished(240000)) qFatal("%s did not end", qPrintable(program));
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

void TestExportCli::initTestCase() {
  const QString out = m_temp.filePath("trained");
  const Outcome trained = run({"train", example("first-light"), "--epochs", "2", "--set", "network.hidden=12",
                               "--set", "beam_splitter4.fine_tilt=20 µrad", "--out", out});
  QVERIFY2(trained.status == 0, qPrintable(trained.err));
  m_run = out + "/run.loomrun";
}

void TestExportCli::wrongWordsAreRefused_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("says");
  const QString file = example("first-light"), out = m_temp.filePath("x");
  QTest::newRow("no file") << QStringList{"--format", "svg", "--out", out} << 2 << "cli.one-file";
  QTest::newRow("no format") << QStringList{file, "--out", out} << 2 << "cli.no-format";
  QTest::newRow("no place") << QStringList{file, "--format", "svg"} << 2 << "cli.no-format";
  QTest::newRow("unknown format") << QStringList{file, "--format", "svg,gds", "--out", out} << 2
                                  << "cli.unknown-format";
  QTest::newRow("width") << QStringList{file, "--format", "svg", "--out", out, "--width", "wide"} << 2
                         << "cli.bad-number";
  QTest::newRow("several formats in one file")
      << QStringList{file, "--format", "svg,csv", "--out", out + ".svg"} << 2 << "cli.one-place";
  QTest::newRow("several formats over a file")
      << QStringList{file, "--format", "svg,csv", "--out", m_run} << 2 << "cli.one-place";
  QTest::newRow("font") << QStringList{file, "--format", "svg", "--out", out, "--font", "0"} << 2
                        << "cli.bad-number";
  QTest::newRow("no such part") << QStringList{file, "--format", "svg", "--out", out, "--without", "light"}
                                << 2 << "cli.unknown-part";
  QTest::newRow("too small") << QStringList{file, "--format", "svg", "--out", out, "--width", "9"} << 1
                             << "export.figure-size";
  QTest::newRow("no weights") << QStringList{file, "--format", "onnx", "--out", out} << 1
                              << "export.needs-run";
  QTest::newRow("a run is fixed") << QStringList{m_run, "--format", "svg", "--out", out, "--seed", "2"} << 1
                                  << "cli.run-is-fixed";
  QTest::newRow("missing file") << QStringList{"none.loom", "--format", "svg", "--out", out} << 1
                                << "file.missing";
  QTest::newRow("a file in the way") << QStringList{file, "--format", "svg", "--out", file + "/figures/"} << 1
                                     << "export.no-folder";
}

void TestExportCli::wrongWordsAreRefused() {
  QFETCH(QStringList, words);
  QFETCH(int, status);
  QFETCH(QString, says);
  const Outcome outcome = run(QStringList{"export"} + words);
  QCOMPARE(outcome.status, status);
  QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
  QVERIFY(outcome.out.isEmpty() && !QFile::exists(m_temp.filePath("x")) &&
          !QFile::exists(m_temp.filePath("x.svg")));
}

void TestExportCli::listsItsFormats() {
  const Outcome listed = run({"export", "--list", "--json"});
  QCOMPARE(listed.status, 0);
  const QJsonArray formats =
      QJsonDocument::fromJson(listed.out.toUtf8()).object()[QStringLiteral("formats")].toArray();
  QStringList keys;
  for (const QJsonValue& format : formats) keys << format.toObject()[QStringLiteral("key")].toString();
  for (const char* key :
       {"svg", "pdf", "png", "report", "html", "csv", "npz", "onnx", "python", "latex", "bundle"})
    QVERIFY2(keys.contains(QLatin1String(key)), key);
}

void TestExportCli::aDesignLeavesWithoutTraining() {
  const QString out = m_temp.filePath("design");
  const Outcome outcome = run({"export", example("mnist-5x5"), "--to", "svg,csv,npz,latex,html", "--set",
                               "lens1.fine_x=2 µm", "--out", out});
  QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
  for (const QString& path : outcome.out.split('\n', Qt::SkipEmptyParts))
    QVERIFY(QFileInfo(path).size() > 100);
  QVERIFY(QFile::exists(out + "/figure.svg") && !QFile::exists(out + "/curves.csv"));
  const QString single = m_temp.filePath("single.svg");
  QCOMPARE(run({"export", example("mnist-5x5"), "--format", "svg,svg", "--out", single}).out, single + '\n');
  QVERIFY(QFileInfo(single).isFile());
}

// What the drawing program says is said by the program that was called. A build without the window has
// no drawing program, and says so.
void TestExportCli::drawnFormatsSpeakForTheCaller() {
  const bool draws = QFile::exists(QFileInfo(program()).dir().filePath("lightloom"));
  const Outcome outcome = run({"export", example("first-light"), "--format", "pdf", "--width", "9", "--out",
                               m_temp.filePath("narrow.pdf")});
  QCOMPARE(outcome.status, 1);
  QVERIFY2(outcome.err.contains("lightloom-cli: ") && !outcome.err.contains("lightloom: ") &&
               outcome.err.contains(draws ? "export.figure-size" : "export.needs-window-program"),
           qPrintable(outcome.err));
}

void TestExportCli::drawnFormatsNeedTheOtherProgram() {
  const QString lonely = m_temp.filePath("lonely/bin");
  QVERIFY(QDir().mkpath(lonely));
  QVERIFY(QFile::copy(program(), lonely + "/lightloom-cli"));
  QVERIFY(QFile::link(QStringLiteral(LIGHTLOOM_BINARY_DIR "/lib"), m_temp.filePath("lonely/lib")));
  const Outcome outcome = start(lonely + "/lightloom-cli", {"export", example("first-light"), "--format",
                                                            "pdf", "--out", m_temp.filePath("lonely.pdf")});
  QCOMPARE(outcome.status, 1);
  QVERIFY2(outcome.err.contains("export.needs-window-program"), qPrintable(outcome.err));
  QVERIFY(!QFile::exists(m_temp.filePath("lonely.pdf")));
}

void TestExportCli::theBundleReproducesToTheBit() {
  const QString archive = m_temp.filePath("bundle.zip"), folder = m_temp.filePath("bundle");
  QCOMPARE(
      run({"export", m_run, "--format", "bundle", "--width", "183", "--without", "names", "--out", archive})
          .status,
      0);
  QCOMPARE(start("/usr/bin/python3", {"-m", "zipfile", "-e", archive, folder}).status, 0);
  const Outcome modes =
      start("/usr/bin/python3",
            {"-c",
             "import sys, zipfile; "
             "print(oct(zipfile.ZipFile(sys.argv[1]).getinfo('reproduce.sh').external_attr >> 16))",
             archive});
  QCOMPARE(modes.out.trimmed(), "0o100755");
  const Outcome again = start("/bin/sh", {"reproduce.sh"}, folder);
  QVERIFY2(again.status == 0, qPrintable(again.out + again.err));
  QVERIFY(again.out.contains("same       weights") && again.out.contains("same       figure.svg"));
  QVERIFY(!again.out.contains("DIFFERENT"));
  QFile figure(folder + "/figure.svg");
  QVERIFY(figure.open(QIODevice::ReadOnly) && !figure.readAll().contains("Isolator</text>"));
  figure.close();
  QVERIFY(figure.open(QIODevice::Append) && figure.write(" ") == 1);
  figure.close();
  const Outcome changed = start("/bin/sh", {"reproduce.sh"}, folder);
  QCOMPARE(changed.status, 1);
  QVERIFY(changed.out.contains("DIFFERENT  figure.svg"));
}

void TestExportCli::theBundleHoldsOwnData_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("packed");
  QTest::newRow("plain") << "data/own.csv"
                         << "data/own.csv";
  QTest::newRow("space and accent") << QStringLiteral("my data é.csv") << "data/1_my_data__.csv";
  QTest::newRow("in such a folder") << QStringLiteral("größe (2)/it's.csv") << "data/1_it_s.csv";
  QTest::newRow("called like a table of ours") << "links.csv"
                                               << "data/1_links.csv";
}

// From a folder that is gone afterwards.
void TestExportCli::theBundleHoldsOwnData() {
  QFETCH(QString, name);
  QFETCH(QString, packed);
  const QTemporaryDir place;
  const QString home = place.filePath("home"), folder = place.filePath("packed"),
                archive = place.filePath("own.zip");
  const QString path = home + '/' + name;
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  QVERIFY(QFile::copy(example("first-light"), home + "/mine.loom"));
  QFile table(path);
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write("a,b,class\n");
  for (int i = 0; i < 60; ++i) {
    const QString line =
        QStringLiteral("%1,%2,%3\n").arg(i % 7).arg(i % 5).arg(i % 7 > i % 5 ? "up" : "down");
    table.write(line.toUtf8());
  }
  table.close();
  QCOMPARE(
      run({"train", home + "/mine.loom", "--epochs", "2", "--set", "training.dataset=" + name, "--out", home})
          .status,
      0);
  const Outcome made = run({"export", home + "/run.loomrun", "--format", "bundle", "--out", archive});
  QVERIFY2(made.status == 0, qPrintable(made.err));
  QVERIFY(QDir(home).removeRecursively());
  QCOMPARE(start("/usr/bin/python3", {"-m", "zipfile", "-e", archive, folder}).status, 0);
  QVERIFY(QFile::exists(folder + '/' + packed));
  const Outcome again = start("/bin/sh", {"reproduce.sh"}, folder);
  QVERIFY2(again.status == 0 && again.out.contains("same       weights"), qPrintable(again.out + again.err));
}

// A run leaves from anywhere, whatever it is called; who needs its data says where to name them.
void TestExportCli::runsLeaveFromAnywhere() {
  const QTemporaryDir home, away;
  QVERIFY(QFile::copy(example("first-light"), home.filePath("mine.loom")));
  QFile table(home.filePath("own.csv"));
  QVERIFY(table.open(QIODevice::WriteOnly));
  for (int i = 0; i < 60; ++i)
    table.write(
        QStringLiteral("%1,%2,%3\n").arg(i % 7).arg(i % 5).arg(i % 7 > i % 5 ? "up" : "down").toUtf8());
  table.close();
  QCOMPARE(run({"train", home.filePath("mine.loom"), "--epochs", "1", "--set", "training.dataset=own.csv",
                "--out", away.path()})
               .status,
           0);
  const QString recorded = away.filePath("some file");
  QVERIFY(QFile::rename(away.filePath("run.loomrun"), recorded));
  const Outcome free =
      run({"export", recorded, "--format", "svg,npz,onnx,python", "--out", away.filePath("free")});
  QVERIFY2(free.status == 0, qPrintable(free.err));
  for (const QString& format : {QStringLiteral("csv"), QStringLiteral("bundle"), QStringLiteral("html")}) {
    const Outcome asked = run({"export", recorded, "--format", format, "--out", away.filePath("asked/")});
    QCOMPARE(asked.status, 1);
    QVERIFY2(asked.err.contains("export.needs-data") && asked.err.contains("--data"), qPrintable(asked.err));
    QVERIFY(QDir(away.filePath("asked")).isEmpty());
  }
  const QStringList named{"--data", home.path()};
  const Outcome fine =
      run(QStringList{"export", recorded, "--format", "csv,svg", "--out", away.filePath("fine")} + named);
  QVERIFY2(fine.status == 0, qPrintable(fine.err));
  const Outcome absent = run({"train", "--replay", recorded});
  QCOMPARE(absent.status, 1);
  QVERIFY2(absent.err.contains("--data"), qPrintable(absent.err));
  QCOMPARE(run(QStringList{"train", "--replay", recorded} + named).status, 0);
  QFile changed(home.filePath("own.csv"));
  QVERIFY(changed.open(QIODevice::Append) && changed.write("3,1,up\n") > 0);
  changed.close();
  const Outcome other = run(QStringList{"train", "--replay", recorded} + named);
  QCOMPARE(other.status, 1);
  QVERIFY2(other.err.contains("run.other-data"), qPrintable(other.err));
}

// Data that is there, but cannot be used, is not to be looked for elsewhere.
void TestExportCli::brokenDataIsCalledSo() {
  const QTemporaryDir home;
  QVERIFY(QFile::copy(example("first-light"), home.filePath("mine.loom")));
  QFile table(home.filePath("own.csv"));
  QVERIFY(table.open(QIODevice::WriteOnly));
  for (int i = 0; i < 20; ++i)
    table.write(i == 12 ? "3,red,1\n"
                        : QStringLiteral("%1,%2,%3\n").arg(i % 7).arg(i % 5).arg(i % 2).toUtf8());
  table.close();
  const Outcome asked = run({"export", home.filePath("mine.loom"), "--set", "training.dataset=own.csv",
                             "--format", "csv", "--out", home.filePath("out/")});
  QCOMPARE(asked.status, 1);
  QVERIFY2(asked.err.contains("export.needs-data") && asked.err.contains("line 13") &&
               asked.err.contains("“red”") && asked.err.contains("dataset.text-input") &&
               !asked.err.contains("--data"),
           qPrintable(asked.err));
}

void TestExportCli::pythonReadsTheSameNumbers() {
  if (!pythonHas("numpy")) QSKIP("python3-numpy is not installed; tests/run --full installs it");
  const QString out = m_temp.filePath("python");
  const Outcome written = run({"export", m_run, "--format", "csv,npz,onnx,python", "--out", out});
  QVERIFY2(written.status == 0, qPrintable(written.err));
  QFile script(out + "/check.py");
  QVERIFY(script.open(QIODevice::WriteOnly));
  script.write(R"(
import json, sys
import numpy as np
import loom
run = loom.read_run(sys.argv[1])
report = json.load(open(sys.argv[2]))
assert loom.weights_hash(run.weights) == run.weights_hash == report["training"]["weights_hash"]
arrays = loom.read_arrays("arrays.npz")
assert arrays["layer0.ideal"].tobytes() == run.weights[0].tobytes()
assert arrays["lasers.vcsel_array2.field"].dtype == np.complex128
curves = loom.read_table("curves.csv")
for name, values in run.curves.items():
    assert curves[name].tobytes() == values.tobytes(), name
    assert arrays["curves." + name].tobytes() == values.tobytes(), name
epochs = report["training"]["epochs"]
ends = ~np.isnan(curves["test_accuracy"])
assert curves["test_accuracy"][ends].tolist() == [epoch["test_accuracy"] for epoch in epochs]
ledger = loom.read_table("ledger.csv")
assert ledger["J_per_op"].tolist() == [row["J_per_op"] for row in report["energy"]["rows"]]
assert ledger.provenance["weights_hash"] == run.weights_hash
design = loom.read_design(sys.argv[3])
assert loom.part(design, "lens1")["parameters"]["x"] == 0.02
with open("spread.csv", "w", newline="") as file:
    file.write('# design: a, "b"\r\n# units: SI\r\nname,value_SI\r\n"# two\nlines",1.5\r\nplain,2\r\n')
spread = loom.read_table("spread.csv")
assert spread.provenance == {"design": 'a, "b"', "units": "SI"}, spread.provenance
assert spread["name"].tolist() == ["# two\nlines", "plain"] and spread["value_SI"].tolist() == [1.5, 2.0]
scores = loom.forward(run, np.zeros((3, 64)))
assert scores.shape == (3, 10) and np.isfinite(scores).all()
print("fine")
)");
  script.close();
  const Outcome checked =
      start("/usr/bin/python3",
            {"check.py", m_run, QFileInfo(m_run).path() + "/report.json", example("first-light")}, out);
  QVERIFY2(checked.out == "fine\n", qPrintable(checked.err));
  const Outcome told =
      start("/usr/bin/python3", {"loom.py", example("first-light"), m_run, "arrays.npz"}, out);
  QVERIFY2(told.status == 0, qPrintable(told.err));
  QCOMPARE(start("/usr/bin/python3", {"loom.py", "check.py"}, out).status, 1);
}

void TestExportCli::onnxAcceptsTheNetwork() {
  if (!pythonHas("onnx")) QSKIP("python3-onnx is not installed; tests/run --full installs it");
  const QString file = m_temp.filePath("network.onnx");
  QCOMPARE(run({"export", m_run, "--format", "onnx", "--out", file}).status, 0);
  const Outcome checked =
      start("/usr/bin/python3",
            {"-c", "import onnx, sys; onnx.checker.check_model(sys.argv[1], full_check=True)", file});
  QVERIFY2(checked.status == 0, qPrintable(checked.err));
}

QTEST_GUILESS_MAIN(TestExportCli)
#include "tst_export_cli.moc"
