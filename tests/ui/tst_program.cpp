#include <sys/types.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

/// The program `lightloom` from outside: its words, its exit statuses, what it says where it cannot open a
/// window.
class TestProgram : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void displaysThatDoNotAnswer_data();
  void displaysThatDoNotAnswer();
  void wordsThatMeanNothingAreRefused_data();
  void wordsThatMeanNothingAreRefused();
  void fullDiskIsNoSuccess_data();
  void fullDiskIsNoSuccess();
  void theInputIsNeverTheOutput();
  void trainsWithoutAWindow();
  void writesTheManual();
  void interruptsKeepWhatThereIs();
  void startsWhereLittleIsThere_data();
  void startsWhereLittleIsThere();
  void librariesOfTheFolderAreNotLoaded();

 private:
  struct Outcome {
    int status = -1;
    QString out, err;
  };
  using Variables = QMap<QString, QString>;
  static QString program() { return QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom"); }
  static QString example() { return QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"); }
  Outcome run(const QStringList& words, const Variables& variables = offscreen(),
              const QString& outputTo = {}) const;
  static Variables offscreen() { return {{"QT_QPA_PLATFORM", "offscreen"}}; }
  /// Trains in a second or so.
  QString smallDesign(int epochs = 1) const;

  QTemporaryDir m_temp;
};

TestProgram::Outcome TestProgram::run(const QStringList& words, const Variables& variables,
                                      const QString& outputTo) const {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"})
    environment.remove(QLatin1String(name));
  for (auto at = variables.begin(); at != variables.end(); ++at) environment.insert(at.key(), at.value());
  process.setProcessEnvironment(environment);
  if (!outputTo.isEmpty()) process.setStandardOutputFile(outputTo);
  process.start(program(), words);
  if (!process.waitForFinished(240000)) qFatal("lightloom did not end");
  if (process.exitStatus() != QProcess::NormalExit) qFatal("lightloom crashed");
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

QString TestProgram::smallDesign(int epochs) const {
  const QString path = m_temp.filePath(QStringLiteral("small%1.loom").arg(epochs));
  QFile from(example()), to(path);
  if (!from.open(QIODevice::ReadOnly) || !to.open(QIODevice::WriteOnly)) qFatal("no design");
  QByteArray text = from.readAll();
  text.truncate(text.lastIndexOf("\"settings\""));
  to.write(text +
           "\"settings\": {\"network\": {\"hidden\": [6]}, \"training\": {\"dataset\": \"iris\", "
           "\"epochs\": " +
           QByteArray::number(epochs) + "}}}");
  return path;
}

void TestProgram::displaysThatDoNotAnswer_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("value");
  QTest::newRow("wrong") << "DISPLAY"
                         << ":77";
  QTest::newRow("no display") << "DISPLAY"
                              << "nonsense";
  QTest::newRow("no platform") << "QT_QPA_PLATFORM"
                               << "nonsense";
  QTest::newRow("wrong wayland") << "WAYLAND_DISPLAY"
                                 << "wayland-77";
  QTest::newRow("none") << "NONE"
                        << "";
}

void TestProgram::displaysThatDoNotAnswer() {
  QFETCH(QString, name);
  QFETCH(QString, value);
  const Outcome outcome = run({example()}, {{name, value}});
  QCOMPARE(outcome.status, 1);
  QVERIFY2(outcome.err.contains("lightloom --headless DIR FILE") && outcome.err.contains(value),
           qPrintable(outcome.err));
  QVERIFY2(!outcome.err.contains("qt.") && !outcome.err.contains("plugin") && outcome.out.isEmpty(),
           qPrintable(outcome.err));
}

void TestProgram::wordsThatMeanNothingAreRefused_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("says");
  QTest::newRow("option") << QStringList{"--bogus"} << "bogus";
  QTest::newRow("two files") << QStringList{example(), example()} << "one design";
  QTest::newRow("no file") << QStringList{"--headless", m_temp.path()} << "one design";
  QTest::newRow("theme") << QStringList{"--theme", "purple", example()} << "purple";
  QTest::newRow("width") << QStringList{"--export", m_temp.filePath("x.pdf"),
                                        "--format", "pdf",
                                        "--width",  "wide",
                                        example()}
                         << "--width";
  QTest::newRow("part") << QStringList{"--export",  m_temp.filePath("x.pdf"),
                                       "--format",  "pdf",
                                       "--without", "light",
                                       example()}
                        << "light";
  QTest::newRow("format alone") << QStringList{"--format", "pdf", example()} << "--export";
  QTest::newRow("set alone") << QStringList{"--set", "lens1.x=0", example()} << "--format";
  QTest::newRow("format") << QStringList{"--export", m_temp.filePath("x.pdf"), "--format", "gds", example()}
                          << "gds";
}

void TestProgram::wordsThatMeanNothingAreRefused() {
  QFETCH(QStringList, words);
  QFETCH(QString, says);
  const Outcome outcome = run(words);
  QCOMPARE(outcome.status, 2);
  QVERIFY2(outcome.err.contains(says) && outcome.out.isEmpty(), qPrintable(outcome.err));
  QVERIFY(!QFile::exists(m_temp.filePath("x.pdf")));
}

void TestProgram::fullDiskIsNoSuccess_data() {
  QTest::addColumn<QStringList>("words");
  QTest::newRow("help") << QStringList{"--help"};
  QTest::newRow("version") << QStringList{"--version"};
  QTest::newRow("headless") << QStringList{"--headless", m_temp.filePath("full"), smallDesign()};
  QTest::newRow("export") << QStringList{"--export", m_temp.filePath("full.html"), "--format", "html",
                                         smallDesign()};
}

void TestProgram::fullDiskIsNoSuccess() {
  QFETCH(QStringList, words);
  const Outcome outcome = run(words, offscreen(), QStringLiteral("/dev/full"));
  QVERIFY2(outcome.status == 1 && outcome.err.contains("incomplete"), qPrintable(outcome.err));
}

void TestProgram::theInputIsNeverTheOutput() {
  const QString design = smallDesign(), link = m_temp.filePath("link.svg");
  QVERIFY(QFile::link(design, link));
  QFile file(design);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray before = file.readAll();
  for (const QStringList& words :
       {QStringList{"--export", link, design}, QStringList{"--export", design, "--format", "html", design},
        QStringList{"--export", design, "--format", "html", link}}) {
    const Outcome outcome = run(words);
    QVERIFY2(outcome.status == 1 && !outcome.err.isEmpty(), qPrintable(outcome.err));
  }
  file.seek(0);
  QCOMPARE(file.readAll(), before);
  QVERIFY(QFileInfo(link).isSymLink());
}

// Nothing but our own words on stderr; the same again is fine, another training is not.
void TestProgram::trainsWithoutAWindow() {
  const QString folder = m_temp.filePath("trained");
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = run({"--headless", folder, smallDesign()}, {});
    QVERIFY2(outcome.status == 0, qPrintable(outcome.err));
    for (const QString& line : outcome.err.split('\n', Qt::SkipEmptyParts))
      QVERIFY2(line.startsWith("[####"), qPrintable(line));
    QCOMPARE(QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name),
             (QStringList{"bench.png", "bench.svg", "plots.png", "plots.svg", "report.json", "run.loomrun"}));
  }
  const Outcome other = run({"--headless", folder, smallDesign(2)});
  QVERIFY2(other.status == 1 && other.err.contains("another training"), qPrintable(other.err));
  const Outcome nowhere = run({"--headless", smallDesign() + "/x", smallDesign(100000)});
  QVERIFY2(nowhere.status == 1 && !nowhere.err.contains("epoch"), qPrintable(nowhere.err));
}

void TestProgram::writesTheManual() {
  const QString page = m_temp.filePath(QStringLiteral("manual.html"));
  const Outcome written = run({"--manual", page}, {});
  QVERIFY2(written.status == 0, qPrintable(written.err));
  QFile file(page);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray html = file.readAll();
  // Window, its own words and those of the command line.
  for (const char* id :
       {"action-fitAll", "option-lightloom-manual", "option-train-out", "value-lens.focal_length"})
    QVERIFY2(html.contains(QByteArray("id=\"") + id + '"'), id);
  const Outcome nowhere = run({"--manual", m_temp.filePath(QStringLiteral("none/manual.pdf"))}, {});
  QCOMPARE(nowhere.status, 1);
  QVERIFY2(nowhere.err.contains(QLatin1String("none")), qPrintable(nowhere.err));
  QCOMPARE(run({"--manual", page, example()}).status, 2);
}

void TestProgram::interruptsKeepWhatThereIs() {
  const QString folder = m_temp.filePath("cut");
  QProcess process;
  process.start(program(), {"--headless", folder, smallDesign(100000)});
  QVERIFY(process.waitForStarted());
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder), 20000);
  QTest::qWait(1000);
  QVERIFY(::kill(static_cast<pid_t>(process.processId()), SIGTERM) == 0);
  QVERIFY(process.waitForFinished(60000));
  const QByteArray err = process.readAllStandardError();
  QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3, err.constData());
  for (const char* name : {"run.loomrun", "report.json", "bench.svg"})
    QVERIFY2(QFile::exists(folder + '/' + QLatin1String(name)), name);
}

void TestProgram::startsWhereLittleIsThere_data() {
  QTest::addColumn<QStringList>("environment");  // words of env(1)
  const QString junk = m_temp.filePath(QStringLiteral("junk"));
  QVERIFY(QDir().mkpath(junk + QStringLiteral("/lightloom")));
  QFile settings(junk + QStringLiteral("/lightloom/lightloom.conf"));
  QVERIFY(settings.open(QIODevice::WriteOnly));
  for (int i = 0; i < 3000; ++i) settings.putChar(static_cast<char>(i * 73 % 256));
  QTest::newRow("settings that are none") << QStringList{"XDG_CONFIG_HOME=" + junk};
  QTest::newRow("no home") << QStringList{"-u", "HOME"};
  QTest::newRow("home that cannot be written") << QStringList{"HOME=/proc"};
  QTest::newRow("no place for settings, unsaved work and runs") << QStringList{
      "XDG_CONFIG_HOME=/proc/x", "XDG_STATE_HOME=/proc/x", "XDG_CACHE_HOME=/proc/x", "XDG_DATA_HOME=/proc/x"};
  QTest::newRow("no fonts") << QStringList{"FONTCONFIG_FILE=/dev/null"};
  QTest::newRow("no language") << QStringList{"LC_ALL=nonsense", "LANG="};
  QTest::newRow("no temporary folder") << QStringList{"TMPDIR=/none"};
}

// It stays until it is asked to go, and goes in order.
void TestProgram::startsWhereLittleIsThere() {
  QFETCH(QStringList, environment);
  QProcess process;
  QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
  variables.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
  variables.insert(QStringLiteral("XDG_STATE_HOME"), m_temp.filePath(QStringLiteral("state")));
  variables.insert(QStringLiteral("XDG_DATA_HOME"), m_temp.filePath(QStringLiteral("data")));
  process.setProcessEnvironment(variables);
  const QString report = m_temp.filePath(QStringLiteral("report.json"));
  QFile::remove(report);
  process.start("env",
                environment + QStringList{program(), QStringLiteral("--test-report"), report, example()});
  QVERIFY(process.waitForStarted());
  // Once it tells what it shows it hears signals.
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(report) || process.state() != QProcess::Running, 60000);
  QVERIFY2(!process.waitForFinished(500), process.readAllStandardError().constData());
  QVERIFY(::kill(static_cast<pid_t>(process.processId()), SIGTERM) == 0);
  QVERIFY(process.waitForFinished(20000));
  QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 3,
           process.readAllStandardError().constData());
}

void TestProgram::librariesOfTheFolderAreNotLoaded() {
  QTemporaryDir folder;
  for (const char* name : {"libQt6Core.so.6", "libQt6Widgets.so.6", "liblightloom_kernels.so"}) {
    QFile library(folder.filePath(QLatin1String(name)));
    QVERIFY(library.open(QIODevice::WriteOnly) && library.write("no library") > 0);
  }
  QProcess process;
  process.setWorkingDirectory(folder.path());
  process.start(program(), {"--version"});
  QVERIFY(process.waitForFinished(20000));
  QCOMPARE(process.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
