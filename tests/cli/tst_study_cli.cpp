#include <QDir>
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
  void kindsAreSummedUp();
  void aSearchGoesOnWhereItWas();
  void anArrayJobGivesTheBytesOfOneProcess();
  void whatANodeLacksIsNamed();
  void pathsOfJobsAreReadBack();
  void aParallelLineGivesTheSameBytes();
  void sweepsUseAllProcessors();
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
  // A script with what stands for a program of a cluster before it.
  static Outcome runScript(const QString& path, const QStringList& environment, const QByteArray& stand) {
    QProcess process;
    QStringList all = QProcess::systemEnvironment();
    process.setEnvironment(all + environment);
    process.start("bash", {"-c", stand + "\nset --\n. \"$0\"", path});
    if (!process.waitForFinished(240000)) qFatal("the script did not end");
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
  // Its design is found whatever way leads to the description.
  QVERIFY(QDir(m_temp.path()).mkpath("far/deep") && QFile::link(place("far/deep"), place("link")));
  for (const char* way : {"far/../far/deep/s.json", "link/t.json"}) {
    QCOMPARE(run(study + QStringList{"--describe", place(way)}).status, 0);
    QCOMPARE(run({"study", "--study", place(way)}).out, words.out);
  }
  // Written back, it is as it was.
  QCOMPARE(run({"study", "--study", file, "--describe", place("again.json")}).status, 0);
  QCOMPARE(contents(place("again.json")), contents(file));
}

void TestStudyCli::kindsAreSummedUp() {
  const QStringList quick{"study", design(), "--epochs", "1", "--set", "network.hidden=10"};
  // Benches that are alike have no spread; those that are not are the same in shards.
  const Outcome alike = run(quick + QStringList{"--yield", "3", "--json"});
  QVERIFY2(alike.status == 0 && alike.out.contains("\"deviation\": 0,"), alike.err + alike.out);
  const QStringList yield =
      quick + QStringList{"--yield",          "6",          "--error", "placement=2 um", "--error",
                          "dead_lasers=0.05", "--at-least", "0.5"};
  const Outcome whole = run(yield + QStringList{"--out", place("yield.jsonl"), "--designs", place("worst")});
  QVERIFY2(whole.status == 0 && whole.out.contains("6 benches"), whole.err);
  QStringList shards;
  for (const char* shard : {"1/2", "2/2"}) {
    shards << place(shard[0] == '1' ? "yield1.jsonl" : "yield2.jsonl");
    QCOMPARE(run(yield + QStringList{"--shard", shard, "--out", shards.back()}).status, 0);
  }
  QCOMPARE(run(QStringList{"study", "--collect"} + shards).out, contents(place("yield.jsonl")));
  const Outcome summed = run(QStringList{"study", "--collect", "--yield", "1", "--at-least", "0.5"} + shards);
  QCOMPARE(summed.out, whole.out);
  // Of one error named twice the last counts, and what is written is read back.
  const QString twice = place("twice.json");
  QCOMPARE(run({"study", design(), "--yield", "2", "--error", "placement=1 mm", "--error", "placement=2 um",
                "--describe", twice})
               .status,
           0);
  QVERIFY2(contents(twice).contains("2 um") && !contents(twice).contains("1 mm"), contents(twice));
  QCOMPARE(run({"study", "--study", twice, "--describe", place("thrice.json")}).status, 0);
  // The worst bench is a design that gives what its line says.
  const Outcome worst = run({"check", place("worst/worst-1.loom")});
  QVERIFY2(worst.status == 0, worst.err);
  const Outcome sensitivity =
      run(quick + QStringList{"--sensitivity", "--json", "--out", place("sensitivity.jsonl")});
  QVERIFY2(sensitivity.status == 0 && sensitivity.out.contains("\"lightloom-sensitivity\""), sensitivity.err);
  QCOMPARE(run({"study", "--collect", "--sensitivity", "--json", place("sensitivity.jsonl")}).out,
           sensitivity.out);
  // The error budget, at the share that is left.
  const Outcome tolerance = run(quick + QStringList{"--tolerance", "--cost", "0.25", "--json"});
  QVERIFY2(tolerance.status == 0 && tolerance.out.contains("\"share\": 0.75,"), tolerance.err);
  QVERIFY(tolerance.out.contains("\"key\": \"fine_tilt\""));
}

void TestStudyCli::aSearchGoesOnWhereItWas() {
  const QStringList search{"study",        design(),
                           "--epochs",     "1",
                           "--set",        "network.hidden=10",
                           "--search",     "energy_per_op",
                           "--over",       "leader_laser1.power=5 mW:50 mW:log",
                           "--over",       "vcsel_array2.power=50 uW:1 mW:log",
                           "--subject-to", "buildable"};
  const QStringList longer = search + QStringList{"--points", "12", "--out"};
  const Outcome whole = run(longer + QStringList{place("whole-search.jsonl"), "--designs", place("found")});
  QVERIFY2(whole.status == 0 && whole.out.contains("best:"), whole.err);
  QCOMPARE(run(search + QStringList{"--points", "5", "--out", place("search.jsonl")}).status, 0);
  QVERIFY(contents(place("whole-search.jsonl")).startsWith(contents(place("search.jsonl"))));
  const Outcome rest = run(longer + QStringList{place("search.jsonl"), "--resume"});
  QVERIFY2(rest.status == 0, rest.err);
  QCOMPARE(contents(place("search.jsonl")), contents(place("whole-search.jsonl")));
  QCOMPARE(rest.out, whole.out);
  const Outcome summed = run({"study", "--collect", "--search", "energy_per_op", "--subject-to", "buildable",
                              place("search.jsonl")});
  QCOMPARE(summed.out, whole.out);
  QVERIFY(QFile::exists(place("found/best.loom")) && QFile::exists(place("found/front-1.loom")));
  const Outcome other = run(search + QStringList{"--over", "lens1.x=19mm:21mm", "--points", "5", "--resume",
                                                 "--out", place("search.jsonl")});
  QVERIFY2(other.status == 1 && other.err.contains("study.another-study"), other.err);
}

// As a cluster would run them, one after the other.
void TestStudyCli::anArrayJobGivesTheBytesOfOneProcess() {
  const QStringList study{"study", design(), "--over", "lens1.x=19mm:21mm:9"};
  const QString folder = place("it's a job");
  const Outcome written =
      run(study + QStringList{"--slurm", folder, "--tasks", "4", "--threads", "2", "--partition", "short",
                              "--time", "1:00:00", "--memory", "2G", "--module", "gcc/12"});
  QVERIFY2(written.status == 0 && written.out.startsWith("sbatch '"), written.err);
  QByteArray script = contents(folder + "/job.sh");
  for (const char* line : {"#SBATCH --array=1-4\n", "#SBATCH --partition=short\n", "#SBATCH --time=1:00:00\n",
                           "#SBATCH --mem=2G\n", "#SBATCH --cpus-per-task=2\n",
                           "module load gcc/12 || exit 1\nset -euo pipefail\n"})
    QVERIFY2(script.contains(line), line);
  QStringList lines;
  for (int task = 1; task <= 4; ++task) {
    const QString own = QString::number(task);
    const Outcome done = runScript(folder + "/job.sh", {"SLURM_ARRAY_TASK_ID=" + own}, "module() { :; }");
    QVERIFY2(done.status == 0, done.err);
    lines << folder + "/lines-" + own + ".jsonl";
  }
  QCOMPARE(run(QStringList{"study", "--collect"} + lines).out, run(study).out);
  const Outcome byHand = runScript(folder + "/job.sh", {}, "module() { :; }");
  QVERIFY2(byHand.status != 0 && byHand.err.contains("run this with sbatch"), byHand.err);
}

void TestStudyCli::whatANodeLacksIsNamed() {
  const QString folder = place("lacks"), copy = place("lacked.loom");
  QVERIFY(QFile::copy(design(), copy));
  QCOMPARE(run({"study", copy, "--over", "lens1.x=19mm:21mm:3", "--slurm", folder}).status, 0);
  QVERIFY(QFile::remove(copy));
  const Outcome missing = runScript(folder + "/job.sh", {"SLURM_ARRAY_TASK_ID=1"}, "");
  QVERIFY2(missing.status == 1 && missing.err.contains("lacked.loom is missing on"), missing.err);
}

void TestStudyCli::pathsOfJobsAreReadBack() {
  const QStringList study{"study", design(), "--over", "lens1.x=19mm:21mm:3"};
  const Outcome lines = run(study + QStringList{"--slurm", place("a\nrm -r b")});
  QVERIFY2(lines.status == 2 && lines.err.contains("job.bad-path"), lines.err);
  const Outcome braces = run(study + QStringList{"--parallel", place("a{}b")});
  QVERIFY2(braces.status == 2 && braces.err.contains("job.bad-path"), braces.err);
  QCOMPARE(run(study + QStringList{"--slurm", place("100%a {}")}).status, 0);
  QVERIFY(contents(place("100%a {}/job.sh")).contains("/100%%a {}/task-%a.log'"));
}

// With what stands for GNU parallel: it replaces {} and runs the line for each word behind ":::".
void TestStudyCli::aParallelLineGivesTheSameBytes() {
  const QStringList study{"study", design(), "--over", "lens1.x=19mm:21mm:5"};
  const QString folder = place("cores");
  QVERIFY(run(study + QStringList{"--parallel", folder, "--tasks", "3"}).status == 0);
  const char* const stand =
      "parallel() { line=$1; shift 2; for i in \"$@\"; do bash -c \"${line//'{}'/$i}\" || return; done; }";
  const Outcome done = runScript(folder + "/parallel.sh", {}, stand);
  QVERIFY2(done.status == 0, done.err);
  QCOMPARE(run({"study", "--collect", folder + "/lines-1.jsonl", folder + "/lines-2.jsonl",
                folder + "/lines-3.jsonl"})
               .out,
           run(study).out);
  const QString hosts = place("hosts");
  QVERIFY(run(study + QStringList{"--parallel", hosts, "--hosts", "2/one,two"}).status == 0);
  QVERIFY(contents(hosts + "/parallel.sh").contains("parallel --sshlogin 2/one,two "));
}

void TestStudyCli::sweepsUseAllProcessors() {
  const QStringList sweep{"sweep", design(), "--over", "lens1.x=19mm:21mm:7"};
  const Outcome one = run(sweep + QStringList{"--threads", "1"});
  QCOMPARE(one.status, 0);
  QCOMPARE(run(sweep + QStringList{"--threads", "3"}).out, one.out);
  // A training that came to nothing is said, and its row is there.
  const Outcome diverged =
      run({"sweep", design(), "--over", "training.learning_rate=1e-3,1e9", "--train", "--epochs", "1",
           "--set", "network.hidden=10", "--set", "training.optimiser=sgd"});
  QVERIFY2(diverged.status == 1 && diverged.err.contains("1 of 2 points have a problem"), diverged.err);
  QCOMPARE(diverged.out.count('\n'), 3);
  const Outcome study =
      run({"study", design(), "--over", "training.learning_rate=1e-3,1e9", "--train", "--epochs", "1",
           "--set", "network.hidden=10", "--set", "training.optimiser=sgd"});
  QVERIFY2(study.status == 1 && study.out.count('\n') == 2, study.err);
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
  row("two kinds", {design(), "--yield", "3", "--sensitivity"}, 2, "cli.two-kinds");
  row("two works", QStringList{design(), "--test", "--train"} + over, 2, "cli.two-works");
  row("points of a sweep", QStringList{design(), "--points", "3"} + over, 2, "cli.no-search");
  row("JSON of a sweep", QStringList{design(), "--json"} + over, 2, "cli.no-summary");
  row("designs of a sweep", QStringList{design(), "--designs", "d"} + over, 2, "cli.no-designs");
  row("errors of a sweep", QStringList{design(), "--error", "placement=1"} + over, 2, "study.not-for-kind");
  row("no such error", {design(), "--yield", "3", "--error", "plaice=1"}, 2, "study.unknown-error");
  row("shards of a search", {design(), "--search", "snr", "--over", "lens1.x=19mm:21mm", "--shard", "1/2"}, 2,
      "cli.search-is-one");
  row("lines of tolerances", {design(), "--tolerance", "--out", "t.jsonl"}, 2, "cli.tolerance-is-one");
  row("no such figure", {design(), "--search", "snt", "--over", "lens1.x=19mm:21mm", "--epochs", "1"}, 1,
      "study.unknown-figure");
  row("share", {design(), "--sensitivity", "--off", "2"}, 2, "study.bad-share");
  row("collects no goal", {"--collect", "--search", "a>", design()}, 1, "study.bad-goal");
  row("collects no limit", {"--collect", "--search", "a", "--subject-to", "b", design()}, 1,
      "study.bad-limit");
  row("partition of nothing", QStringList{design(), "--partition", "a"} + over, 2, "cli.no-job");
  row("hosts of nothing", QStringList{design(), "--hosts", "a"} + over, 2, "cli.no-job");
  row("tasks of nothing", QStringList{design(), "--tasks", "3"} + over, 2, "cli.no-job");
  row("a job with a place", QStringList{design(), "--slurm", "d", "--out", "o"} + over, 2,
      "cli.job-elsewhere");
  row("a job that is one", {design(), "--tolerance", "--slurm", "d"}, 2, "cli.no-shards");
  row("a word of a shell", QStringList{design(), "--slurm", "d", "--time", "1;ls"} + over, 2, "job.bad-word");
  for (const char* word : {"--designs", "--shard", "--slurm", "--parallel", "--describe"})
    row(word, {"--collect", "lines.jsonl", word, "d"}, 2, "cli.not-with-collect");
  row("collects on", {"--collect", "lines.jsonl", "--resume"}, 2, "cli.not-with-collect");
  row("seeds of a test", QStringList{design(), "--test", "--seeds", "3"} + over, 2, "study.seeds-of-test");
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
