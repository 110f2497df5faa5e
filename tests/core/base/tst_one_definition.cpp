#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// tests/one_definition names what two files define, and nothing else.
class TestOneDefinition : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theTreeDefinesEachTypeOnce();
  void plantedDoublesAreNamed();

 private:
  static QString said(const QStringList& folders, int& status);
};

QString TestOneDefinition::said(const QStringList& folders, int& status) {
  QProcess process;
  process.start(QStringLiteral("python3"),
                QStringList{LIGHTLOOM_SOURCE_DIR "/tests/one_definition"} + folders);
  status = process.waitForFinished() ? process.exitCode() : -1;
  return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError());
}

void TestOneDefinition::theTreeDefinesEachTypeOnce() {
  int status = 0;
  const QString words = said({}, status);
  QVERIFY2(status == 0 && words.contains(QStringLiteral(", 0 of them")), qPrintable(words));
}

void TestOneDefinition::plantedDoublesAreNamed() {
  const QTemporaryDir folder;
  const auto write = [&](const char* name, const QByteArray& text) {
    QFile file(folder.filePath(QLatin1String(name)));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
  };
  write("one.h",
        "namespace a {\nstruct Layer;\nclass Late : public QObject,\n             public Other {\n};\n"
        "inline constexpr int kMost = 3;\n}  // namespace a\n");
  write("other.cpp",
        "namespace a {\nnamespace {\nstruct Layer {\n  int x;\n};\n}  // namespace\n"
        "namespace b {\nenum class Late { No };\n}\nvoid f(Layer layer) {\n}\n}  // namespace a\n");
  int status = 0;
  QString words = said({folder.path()}, status);
  QVERIFY2(status == 0, qPrintable(words));
  write("third.h",
        "namespace a {\nstruct [[nodiscard]] Layer {\n  double y;\n};\nenum class Late { Yes };\n"
        "inline constexpr double kMost = 4;\n}  // namespace a\n");
  write("fourth.cpp", "namespace a {\nstruct Layer {\n  int x;\n};\n}  // namespace a\n");
  words = said({folder.path()}, status);
  QCOMPARE(status, 1);
  for (const char* name : {"a::Layer is", "a::Late is", "a::kMost is"})
    QVERIFY2(words.contains(QLatin1String(name)), qPrintable(words));
  QVERIFY(words.contains(QStringLiteral("fourth.cpp:2")) && words.contains(QStringLiteral("third.h:2")));
  QVERIFY(!words.contains(QStringLiteral("other.cpp")));
}

QTEST_GUILESS_MAIN(TestOneDefinition)
#include "tst_one_definition.moc"
