#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

/// The words of the command line in every order and spelling that people and scripts come up with.
class TestOptions : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void wordsAreTakenAsTheyAreMeant_data();
  void wordsAreTakenAsTheyAreMeant();
  void orderAndSpellingChangeNothing();
  void valuesMayBeginWithDashes();
  void namesBelongToOneOption();
  void mapsTakeNoModel();
  void everyVerbListsItsOptions_data();
  void everyVerbListsItsOptions();
  void theVerbsAreListed();

 private:
  struct Outcome {
    int status = -1;
    QString out, err;
  };
  Outcome run(const QStringList& words) const;

  QTemporaryDir m_temp;
};

TestOptions::Outcome TestOptions::run(const QStringList& words) const {
  QProcess process;
  process.setWorkingDirectory(m_temp.path());
  process.start(QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"), words);
  if (!process.waitForFinished(240000)) qFatal("lightloom-cli did not end");
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

// Names that a parser may take for something else: an option, a list, an empty list, a verb.
void TestOptions::initTestCase() {
  for (const char* name : {"d.loom", "-d.loom", "--all", "[a,b]", "{}", "kinds", "größe ✓.loom"})
    QVERIFY(QFile::copy(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"),
                        m_temp.filePath(QString::fromUtf8(name))));
}

void TestOptions::wordsAreTakenAsTheyAreMeant_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<int>("status");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const QStringList& words, int status, const QString& says) {
    QTest::newRow(name) << words << status << says;
  };
  const QStringList lasers{"lasers", "d.loom", "vcsel_array2"};
  row("an option twice", {"bench", "--seconds", "1", "--seconds=2"}, 2, "cli.given-twice");
  row("an option under both of its names",
      {"export", "d.loom", "--format", "svg", "--to", "csv", "--out", "x"}, 2, "cli.given-twice");
  row("a flag twice", {"kinds", "--json", "--json"}, 0, "");
  row("a flag with a value", {"kinds", "--json=true"}, 2, "cli.no-value");
  row("a flag with nothing behind =", {"kinds", "--json="}, 2, "cli.no-value");
  row("nothing behind =", {"check", "--set=", "d.loom"}, 2, "cli.missing-value");
  row("an empty value", lasers + QStringList{"--out", ""}, 2, "--out needs a value");
  row("an option for a value", lasers + QStringList{"--out", "--set"}, 2, "Write --out=--set if");
  row("no value at the end", {"train", "d.loom", "--out"}, 2, "--out needs a value");
  row("no file behind --", {"check", "--"}, 2, "cli.one-file");
  row("an empty name", {"check", ""}, 1, "");
  row("a file of an option's name", {"check", "--", "--all"}, 0, "");
  row("a file with a dash", {"check", "--", "-d.loom"}, 0, "");
  row("a file with a dash, unmarked", {"check", "-d.loom"}, 2, "write ./-d.loom");
  row("a file with a dash, marked by its folder", {"check", "./-d.loom"}, 0, "");
  row("a file in brackets", {"check", "[a,b]"}, 0, "");
  row("a file in braces", {"check", "{}"}, 0, "");
  row("a file of a verb's name", {"check", "kinds"}, 0, "");
  row("a lone dash", {"check", "-"}, 1, "");
  row("a name in another script", {"check", QString::fromUtf8("größe ✓.loom")}, 0, "");
  row("an option in another script", {"check", "d.loom", QString::fromUtf8("--größe")}, 2,
      QString::fromUtf8("There is no option --größe here"));
  row("a misspelt option", {"train", "d.loom", "--epoch", "3"}, 2, "Perhaps --epochs is meant");
  row("one dash", {"kinds", "-json"}, 2, "Perhaps --json is meant");
  row("a misspelt verb", {"trian", "d.loom"}, 2, QString::fromUtf8("Perhaps “train” is meant"));
  row("a file too many", {"simulate", "d.loom", "e.loom"}, 2,
      QString::fromUtf8("“e.loom” means nothing here: simulate takes FILE."));
  row("one array too many", lasers + QStringList{"vcsel_array1"}, 2, "lasers takes FILE ARRAY.");
  row("words of a run that is not kept", {"train", "d.loom", "--tag", "a"}, 2, "cli.not-kept");
  row("two things at once", {"runs", "--clear", "--deleted"}, 2, "cli.one-action");
  row("a talk without a file", {"talk", "check"}, 2, "talk check FILE");
  row("another thing than check", {"talk", "play", "t.loomtalk"}, 2, "cli.unknown-action");
  row("a design for a talk", {"talk", "check", "d.loom"}, 1, "talk.not-a-talk");
  row("two questions", {"explain", "d.loom", "--number", "snr", "--value", "lens1.loss"}, 2,
      "cli.one-question");
  row("a number that is none", {"explain", "d.loom", "--number", "beauty"}, 1, "causes.no-number");
  row("one design alone", {"diff", "d.loom"}, 2, "cli.two-files");
  row("a difference alone", {"apply", "d.json"}, 2, "cli.two-files");
  row("a negative number", {"train", "d.loom", "--threads", "-2"}, 2, QString::fromUtf8("not “-2”"));
  row("a negative seed", {"simulate", "d.loom", "--seed", "-3"}, 1, "--seed -3: ");
}

void TestOptions::wordsAreTakenAsTheyAreMeant() {
  QFETCH(QStringList, words);
  QFETCH(int, status);
  QFETCH(QString, says);
  const Outcome outcome = run(words);
  QVERIFY2(outcome.status == status, qPrintable(outcome.err + outcome.out));
  QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
  // Each refusal is one message of ours, with its id.
  if (status == 2 && words[0] != QLatin1String("trian"))
    QVERIFY2(QRegularExpression(QStringLiteral("^lightloom-cli: .*\\[cli\\.[a-z-]+\\]\n$"))
                 .match(outcome.err)
                 .hasMatch(),
             qPrintable(outcome.err));
}

void TestOptions::orderAndSpellingChangeNothing() {
  const QString value = QStringLiteral("lens1.x=-3.5 mm");
  const QString expected = run({"lasers", "d.loom", "detector_line1", "--set", value}).out;
  QVERIFY(!expected.isEmpty());
  for (const QStringList& words :
       {QStringList{"lasers", "--set", value, "d.loom", "detector_line1"},
        QStringList{"lasers", "d.loom", "--set=" + value, "detector_line1"},
        QStringList{"lasers", "--set", value, "--", "d.loom", "detector_line1"},
        QStringList{"lasers", "--set", "lens1.x=7 mm", "d.loom", "detector_line1", "--set", value}})
    QCOMPARE(run(words).out, expected);
  const QString design = run({"lasers", "d.loom", "vcsel_array2", "--set", value}).err;
  QVERIFY2(design.isEmpty(), qPrintable(design));
}

void TestOptions::valuesMayBeginWithDashes() {
  const QStringList lasers{"lasers", "d.loom", "vcsel_array2"};
  QCOMPARE(run(lasers + QStringList{"--out=--odd"}).status, 0);
  QVERIFY(QFile::exists(m_temp.filePath("--odd")));
  QCOMPARE(run(lasers + QStringList{"--out", "-odd"}).status, 0);
  QVERIFY(QFile::exists(m_temp.filePath("-odd")));
  QVERIFY(!QFile::exists(m_temp.filePath("--set")));
}

// "--out" of an empty variable must not swallow the name behind it.
void TestOptions::namesBelongToOneOption() {
  const Outcome outcome = run({"lasers", "--out=", "d.loom", "vcsel_array2"});
  QCOMPARE(outcome.status, 2);
  QVERIFY(outcome.err.contains("--out needs a value") && outcome.out.isEmpty());
}

// A map of array sizes knows no model, so words about one would change nothing.
void TestOptions::mapsTakeNoModel() {
  for (const char* word : {"--parameters", "--tokens", "--operations", "--utilisation", "--days"}) {
    const Outcome outcome = run({"project", "d.loom", "--map", word, "0.5"});
    QCOMPARE(outcome.status, 2);
    QVERIFY2(outcome.err.contains("cli.map-of-no-model") && outcome.err.contains(word),
             qPrintable(outcome.err));
    QVERIFY(outcome.out.isEmpty());
  }
}

void TestOptions::everyVerbListsItsOptions_data() {
  QTest::addColumn<QStringList>("options");
  const auto row = [](const char* verb, const char* options) {
    QTest::newRow(verb) << QString(options).split(' ');
  };
  row("kinds", "--json");
  row("examples", "--data --json");
  row("check", "FILE... --set --budget --epochs --data --json");
  row("simulate", "FILE --set --data --seed --json --halve --all");
  row("claims", "FILE --set --data --seed --json");
  row("project",
      "FILE --set --data --seed --parameters --tokens --operations --utilisation --days --map --json");
  row("train",
      "FILE --set --epochs --seed --threads --data --json --all --out --replay --from --keep --name --note "
      "--tag "
      "--ledger");
  row("sweep", "FILE --over --train --set --epochs --seed --threads --data --json --out");
  row("study",
      "FILE --over --sample --latin --seeds --test --train --sensitivity --off --tolerance --cost --yield "
      "--error --at-least --search --subject-to --points --set --epochs --seed --study --describe --threads "
      "--data --out --designs --json --shard --slurm --parallel --tasks --partition --time --memory "
      "--module --hosts --resume --collect --csv --any-library");
  row("ablate", "FILE --set --epochs --seed --threads --data --json --out");
  row("photons", "FILE --all --epochs --set --data --seed --threads --json");
  row("runs", "--show --delete --restore --deleted --clear --ledger --json");
  row("diff", "A B --json");
  row("apply", "DIFF FILE --out");
  row("export",
      "FILE --format,--to --out --width --height --font --dpi --without --set --seed --data --list --json");
  row("lasers", "FILE ARRAY --import --out --set");
  row("validate", "--group --long --data --json");
  row("bench", "--seconds --kernels-only --data --json");
}

void TestOptions::everyVerbListsItsOptions() {
  QFETCH(QStringList, options);
  const QString verb = QTest::currentDataTag();
  const Outcome outcome = run({verb, "--help"});
  QCOMPARE(outcome.status, 0);
  QVERIFY(outcome.err.isEmpty());
  QStringList listed;
  for (const QString& line : outcome.out.split('\n'))
    if (line.startsWith("  ") && !line.startsWith("   ")) {
      listed << line.trimmed().section(' ', 0, 0);
      QVERIFY2(!line.section(QRegularExpression(QStringLiteral(" {2,}")), -1).trimmed().isEmpty(),
               qPrintable(line));
    }
  options << "--help";
  listed.sort();
  options.sort();
  QCOMPARE(listed, options);
  QCOMPARE(run({"help", verb}).out, outcome.out);
  QCOMPARE(run({verb, "d.loom", "-h"}).out, outcome.out);
}

void TestOptions::theVerbsAreListed() {
  const Outcome help = run({"--help"});
  QCOMPARE(help.status, 0);
  for (const char* verb : {"examples", "kinds", "check",  "simulate", "claims",   "train",   "runs",
                           "project",  "sweep", "study",  "ablate",   "photons",  "explain", "talk",
                           "diff",     "apply", "export", "lasers",   "validate", "bench"})
    QVERIFY2(help.out.contains(QStringLiteral("\n  %1 ").arg(QLatin1String(verb))), verb);
  const Outcome none = run({});
  QCOMPARE(none.status, 2);
  QCOMPARE(none.err, help.out);
  QVERIFY(none.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
