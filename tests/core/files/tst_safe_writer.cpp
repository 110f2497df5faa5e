#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <atomic>
#include <thread>

#include "all_rooms.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

namespace {

constexpr int kOldSize = 300'000, kNewSize = 400'000;
const QString kPrograms = QStringLiteral(LIGHTLOOM_BINARY_DIR "/tests/core/files/");

std::string read(const QString& path) {
  LoadBudget budget;
  const Result<std::string> bytes = readFile(path.toStdString(), budget);
  return bytes ? bytes.value() : std::string();
}

std::string pattern(char letter, int size) {
  return std::string(static_cast<std::size_t>(size), letter);
}

std::string errorId(const Result<SavedFile>& result) {
  return result ? "saved" : result.error().id;
}

struct Outcome {
  int exitCode = 0;
  QString message;
  bool faulted() const { return message.contains("fault\n"); }
};

Outcome saveUnderFault(const QString& path, const QString& fault, int at) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("LD_PRELOAD", kPrograms + "libfault_shim.so");
  environment.insert("LIGHTLOOM_FAULT", fault);
  environment.insert("LIGHTLOOM_FAULT_AT", QString::number(at));
  process.setProcessEnvironment(environment);
  process.start(kPrograms + "save_once", {path, "n", QString::number(kNewSize)});
  process.waitForFinished();
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
}

QStringList namesIn(const QTemporaryDir& folder) {
  return QDir(folder.path())
      .entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot, QDir::Name);
}

bool isWhole(const std::string& bytes) {
  return bytes == pattern('a', kOldSize) || bytes == pattern('b', kOldSize);
}

bool makeSocket(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  path.copy(address.sun_path, path.size());
  const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
  const bool bound = ::bind(number, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(number);
  return bound;
}

}  // namespace

class TestSafeWriter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void savesAndProves();
  void newFilesReplaceNothing();
  void writersOfOneFileDoNotBlameTheDisk();
  void namesWhatIsWrongWithThePlace();
  void keepsLinkAndMode();
  void everyFaultLeavesOldOrNew_data();
  void everyFaultLeavesOldOrNew();
  void killsLeaveOldOrNew();
  void leftoversAreSwept();
  void longestNamesAreSaved();
  void pipesTakeTheBytes();
  void ownDescriptorsAreWrittenWhereTheyStand();
  void linksToNothingAreKept();
  void linksInACircleAndSocketsAreNamed();
  void placesAreTried();
  void inputsAreNoOutputs_data();
  void inputsAreNoOutputs();
  void fullDiskKeepsTheOldFile();
  void readOnlyFolderKeepsTheOldFile();
};

void TestSafeWriter::savesAndProves() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("日本語 design.loom").toStdString();
  const Result<SavedFile> saved = saveFile(path, "abc");
  QVERIFY(saved.ok());
  QCOMPARE(saved.value().bytes, std::uint64_t{3});
  // SHA-256 of "abc", FIPS 180-2 appendix B.1.
  QCOMPARE(saved.value().sha256,
           std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  QVERIFY(saveFile(path, "").ok());
  QCOMPARE(read(QString::fromStdString(path)), std::string());
}

void TestSafeWriter::newFilesReplaceNothing() {
  QTemporaryDir folder;
  const QString path = folder.filePath("new.json");
  QCOMPARE(errorId(saveNewFile(path.toStdString(), "first")), std::string("saved"));
  QCOMPARE(errorId(saveNewFile(path.toStdString(), "second")), std::string("save.exists"));
  QCOMPARE(read(path), std::string("first"));
  QCOMPARE(namesIn(folder), QStringList{"new.json"});
}

// Each reads back what it wrote or what the other has put there since, and neither is a fault of the disk. A
// writer of a new file never takes the place of one that is there.
void TestSafeWriter::writersOfOneFileDoNotBlameTheDisk() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("shared.json").toStdString();
  std::atomic<int> failures = 0;
  const auto write = [&](char letter) {
    for (int i = 0; i < 150; ++i)
      if (!saveFile(path, pattern(letter, 1000 + 100 * (letter - 'a')))) ++failures;
  };
  const auto meddle = [&] {
    for (int i = 0; i < 150; ++i)
      if (const std::string id = errorId(saveNewFile(path, "new")); id != "save.exists" && id != "saved")
        ++failures;
  };
  { std::jthread one(write, 'a'), two(write, 'b'), three(meddle); }
  QCOMPARE(failures.load(), 0);
  const std::string left = read(QString::fromStdString(path));
  QVERIFY(left == pattern('a', 1000) || left == pattern('b', 1100));
}

void TestSafeWriter::namesWhatIsWrongWithThePlace() {
  QTemporaryDir folder;
  QCOMPARE(errorId(saveFile(folder.path().toStdString(), "x")), std::string("save.is-a-directory"));
  const Result<SavedFile> lost = saveFile(folder.filePath("none/x.loom").toStdString(), "x");
  QCOMPARE(errorId(lost), std::string("save.no-directory"));
  QVERIFY(english(lost.error()).find("/none") != std::string::npos);
}

void TestSafeWriter::keepsLinkAndMode() {
  QTemporaryDir folder;
  const QString file = folder.filePath("real.loom"), link = folder.filePath("link.loom");
  QVERIFY(saveFile(file.toStdString(), "old").ok());
  QVERIFY(::chmod(file.toUtf8().constData(), 0600) == 0);
  QVERIFY(QFile::link(file, link));
  QVERIFY(saveFile(link.toStdString(), "new").ok());
  QVERIFY(QFileInfo(link).isSymLink());
  QCOMPARE(read(file), std::string("new"));
  struct stat status {};
  QVERIFY(::stat(file.toUtf8().constData(), &status) == 0);
  QCOMPARE(status.st_mode & 0777, 0600u);
}

void TestSafeWriter::everyFaultLeavesOldOrNew_data() {
  QTest::addColumn<QString>("fault");
  for (const char* fault : {"ENOSPC", "EIO", "EINTR", "short", "exit"}) QTest::newRow(fault) << fault;
}

// R2: the N-th call fails, N = 1, 2, 3 … until a run passes without a fault.
void TestSafeWriter::everyFaultLeavesOldOrNew() {
  QFETCH(QString, fault);
  QTemporaryDir folder;
  const QString path = folder.filePath("d.loom");
  const std::string oldBytes = pattern('o', kOldSize), newBytes = pattern('n', kNewSize);
  constexpr int kMoreThanAnySave = 200, kFewestCalls = 10;
  int at = 1;
  for (; at < kMoreThanAnySave; ++at) {
    QVERIFY(saveFile(path.toStdString(), oldBytes).ok());
    const Outcome outcome = saveUnderFault(path, fault, at);
    const std::string bytes = read(path);
    const QByteArray where = QString("%1 at call %2: %3").arg(fault).arg(at).arg(outcome.message).toUtf8();
    QVERIFY2(bytes == oldBytes || bytes == newBytes, where.constData());
    if (outcome.exitCode == 0) QVERIFY2(bytes == newBytes, where.constData());
    if (outcome.exitCode == 1) QVERIFY2(outcome.message.contains("save."), where.constData());
    if (!outcome.faulted()) break;
  }
  QVERIFY2(at > kFewestCalls && at < kMoreThanAnySave, qPrintable(QString::number(at)));
}

// As many as LIGHTLOOM_KILLS says, a small dose else.
void TestSafeWriter::killsLeaveOldOrNew() {
  QTemporaryDir folder;
  const QString path = folder.filePath("d.loom");
  QVERIFY(saveFile(path.toStdString(), pattern('a', kOldSize)).ok());
  const int kills = std::max(60, qEnvironmentVariableIntValue("LIGHTLOOM_KILLS"));
  for (int i = 0; i < kills; ++i) {
    QProcess process;
    process.start(kPrograms + "save_once", {path, "b", QString::number(kOldSize), "again"});
    QVERIFY(process.waitForStarted());
    QTest::qWait(10 + static_cast<int>(QRandomGenerator::global()->bounded(30)));
    process.kill();
    QVERIFY(process.waitForFinished());
    QVERIFY(isWhole(read(path)));
  }
  QVERIFY(saveFile(path.toStdString(), pattern('a', kOldSize)).ok());
  QCOMPARE(namesIn(folder), QStringList{"d.loom"});
}

// What a killed writer left is swept; what a living one has locked stays, and so does what only looks alike.
void TestSafeWriter::leftoversAreSwept() {
  QTemporaryDir folder;
  const QString dead = ".lightloom-0123456789abcdef.tmp", living = ".lightloom-fedcba9876543210.tmp",
                other = ".lightloom-notes.tmp";
  for (const QString& name : {dead, living, other}) {
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
  }
  const int writer = ::open(folder.filePath(living).toUtf8().constData(), O_RDONLY | O_CLOEXEC);
  QVERIFY(writer >= 0 && ::flock(writer, LOCK_EX | LOCK_NB) == 0);
  QVERIFY(saveFile(folder.filePath("d.loom").toStdString(), "x").ok());
  QStringList expected{other, living, "d.loom"};
  expected.sort();
  QCOMPARE(namesIn(folder), expected);
  ::close(writer);
}

// 255 bytes are the longest name that a disk takes; the temporary file beside it must not be longer.
void TestSafeWriter::longestNamesAreSaved() {
  QTemporaryDir folder;
  for (const int size : {242, 249, 254, 255}) {
    const QString name = QString(size - 5, 'n') + ".loom";
    QCOMPARE(name.toUtf8().size(), size);
    QCOMPARE(errorId(saveFile(folder.filePath(name).toStdString(), "old")), std::string("saved"));
    QCOMPARE(errorId(saveFile(folder.filePath(name).toStdString(), "new")), std::string("saved"));
    QCOMPARE(read(folder.filePath(name)), std::string("new"));
  }
  const std::string longer = folder.filePath(QString(251, 'n') + ".loom").toStdString();
  const Result<SavedFile> refused = saveFile(longer, "x");
  QCOMPARE(errorId(refused), std::string("save.name-too-long"));
  QVERIFY(english(refused.error()).find("256") != std::string::npos);
  QCOMPARE(placeProblem(longer)->id, std::string("save.name-too-long"));
  QCOMPARE(errorId(saveFile(
               folder.filePath("").toStdString() + std::string(3000, '/') + std::string(2000, 'd'), "x")),
           std::string("save.name-too-long"));
}

void TestSafeWriter::pipesTakeTheBytes() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("pipe").toStdString();
  QVERIFY(::mkfifo(path.c_str(), 0600) == 0);
  QVERIFY(isStream(path) && !placeProblem(path));
  QCOMPARE(errorId(saveFile(path, "nobody reads")), std::string("save.no-reader"));
  QProcess reader;
  reader.setStandardOutputFile(folder.filePath("piped"));
  reader.start("cat", {folder.filePath("pipe")});
  QVERIFY(reader.waitForStarted());
  const std::string bytes = pattern('p', kNewSize);
  std::string id = "save.no-reader";
  while (id == "save.no-reader") id = errorId(saveFile(path, bytes));
  QCOMPARE(id, std::string("saved"));
  QVERIFY(reader.waitForFinished());
  QVERIFY(read(folder.filePath("piped")) == bytes);
  struct stat status {};
  QVERIFY(::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode));
}

// A descriptor of this process is written where it stands: what a shell appends to keeps its beginning.
void TestSafeWriter::ownDescriptorsAreWrittenWhereTheyStand() {
  QTemporaryDir folder;
  const QString path = folder.filePath("log");
  QVERIFY(saveFile(path.toStdString(), "begin ").ok());
  const int file = ::open(path.toUtf8().constData(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const std::string descriptor = "/dev/fd/" + std::to_string(file);
  QVERIFY(file >= 0 && isStream(descriptor) && !placeProblem(descriptor));
  QCOMPARE(errorId(saveFile(descriptor, "end")), std::string("saved"));
  ::close(file);
  QCOMPARE(read(path), std::string("begin end"));
}

void TestSafeWriter::linksToNothingAreKept() {
  QTemporaryDir folder;
  const QString link = folder.filePath("link.loom"), target = folder.filePath("target.loom");
  QVERIFY(QFile::link("target.loom", link));
  QCOMPARE(errorId(saveFile(link.toStdString(), "new")), std::string("saved"));
  QVERIFY(QFileInfo(link).isSymLink());
  QCOMPARE(read(target), std::string("new"));
}

void TestSafeWriter::linksInACircleAndSocketsAreNamed() {
  QTemporaryDir folder;
  const QString one = folder.filePath("one.loom"), two = folder.filePath("two.loom");
  QVERIFY(QFile::link(two, one) && QFile::link(one, two));
  QVERIFY(errorId(saveFile(one.toStdString(), "x")) != std::string("saved"));
  QVERIFY(QFileInfo(one).isSymLink());
  const QString socket = folder.filePath("socket");
  QVERIFY(makeSocket(socket.toStdString()));
  QCOMPARE(errorId(saveFile(socket.toStdString(), "x")), std::string("save.not-a-file"));
  // Nobody reads: to wait for somebody would be for ever.
  const QString pipe = folder.filePath("pipe");
  QCOMPARE(::mkfifo(pipe.toUtf8().constData(), 0600), 0);
  QVERIFY(errorId(saveFile(pipe.toStdString(), "x")) != std::string("saved"));
  QVERIFY(errorId(saveFile("/dev/fd/777", "x")) != std::string("saved"));
  QVERIFY(errorId(saveFile("/proc/self/fd/x", "x")) != std::string("saved"));
  QVERIFY(errorId(saveFile(std::string(5000, 'a'), "x")) != std::string("saved"));
}

void TestSafeWriter::placesAreTried() {
  QTemporaryDir folder;
  const auto problem = [&](const QString& path) {
    const std::optional<Message> found = placeProblem(path.toStdString());
    return found ? QString::fromStdString(found->id) : QString();
  };
  const QString file = folder.filePath("d.loom");
  QVERIFY(saveFile(file.toStdString(), "old").ok());
  QCOMPARE(problem(file), QString());
  QCOMPARE(problem(folder.filePath("new.loom")), QString());
  QCOMPARE(problem(folder.path()), "save.is-a-directory");
  QCOMPARE(problem(folder.filePath("no/")), "save.is-a-directory");
  QCOMPARE(problem(QString()), "save.is-a-directory");
  QCOMPARE(problem(folder.filePath("no/d.loom")), "save.no-directory");
  QCOMPARE(problem(file + "/d.loom"), "save.no-directory");
  QCOMPARE(problem("/proc/d.loom"), "save.failed");
  QCOMPARE(namesIn(folder), QStringList{"d.loom"});
  QCOMPARE(read(file), std::string("old"));
}

void TestSafeWriter::inputsAreNoOutputs_data() {
  QTest::addColumn<QString>("output");
  for (const char* output :
       {"d.loom", "./d.loom", "folder/../d.loom", "link.loom", "linked/d.loom", "hard.loom"})
    QTest::newRow(output) << output;
}

void TestSafeWriter::inputsAreNoOutputs() {
  QFETCH(QString, output);
  QTemporaryDir folder;
  const std::string input = folder.filePath("d.loom").toStdString();
  QVERIFY(saveFile(input, "old").ok() && QDir(folder.path()).mkdir("folder"));
  QVERIFY(QFile::link("d.loom", folder.filePath("link.loom")) && QFile::link(".", folder.filePath("linked")));
  QVERIFY(::link(input.c_str(), folder.filePath("hard.loom").toUtf8().constData()) == 0);
  const std::optional<Message> problem = placeProblem((folder.path() + '/' + output).toStdString(),
                                                      {folder.filePath("other").toStdString(), input});
  QVERIFY(problem.has_value());
  QCOMPARE(problem->id, std::string("save.is-input"));
  QVERIFY(!placeProblem(folder.filePath("e.loom").toStdString(), {input}));
}

// R3 on a real small file system: 0.3 MB fits, 2 MB does not, and after making room it does again.
void TestSafeWriter::fullDiskKeepsTheOldFile() {
  QTemporaryDir folder;
  const QString script = QStringLiteral(
      "mount -t tmpfs -o size=1m none \"$1\" || exit 77\n"
      "\"$2\" \"$1/d.loom\" o 300000 || exit 10\n"
      "\"$2\" \"$1/d.loom\" n 2000000 && exit 11\n"
      "test \"$(wc -c < \"$1/d.loom\")\" = 300000 || exit 12\n"
      "head -c 500000 /dev/zero > \"$1/filler\"\n"
      "\"$2\" \"$1/d.loom\" n 290000 && exit 13\n"
      "test \"$(tr -d o < \"$1/d.loom\" | wc -c)\" = 0 || exit 14\n"
      "test \"$(ls \"$1\" | wc -l)\" = 2 || exit 15\n"
      "rm \"$1/filler\"\n"
      "\"$2\" \"$1/d.loom\" n 290000 || exit 16\n");
  QProcess process;
  process.start("unshare", {"-Urm", "sh", "-c", script, "sh", folder.path(), kPrograms + "save_once"});
  if (!process.waitForStarted()) QSKIP("unshare is not installed");
  QVERIFY(process.waitForFinished());
  const QByteArray messages = process.readAllStandardError();
  if (process.exitCode() == 77 || messages.contains("unshare"))
    QSKIP("no private file system may be mounted here");
  QVERIFY2(process.exitCode() == 0, QByteArray::number(process.exitCode()) + ": " + messages);
  QCOMPARE(messages.count("save.disk-full"), 2);
  QVERIFY2(messages.contains("free"), messages);
}

// R4, as a user who may not write there: to root every folder is writable.
void TestSafeWriter::readOnlyFolderKeepsTheOldFile() {
  QTemporaryDir folder;
  const QString inner = folder.filePath("locked"), path = inner + "/d.loom";
  QVERIFY(QDir().mkdir(inner));
  QVERIFY(saveFile(path.toStdString(), "old").ok());
  QVERIFY(::chmod(folder.path().toUtf8().constData(), 0755) == 0 &&
          ::chmod(inner.toUtf8().constData(), 0555) == 0);
  QVERIFY(::chmod(path.toUtf8().constData(), 0666) == 0);
  QProcess process;
  process.start("setpriv", {"--reuid=65534", "--regid=65534", "--clear-groups", kPrograms + "save_once", path,
                            "n", "9"});
  const bool ran = process.waitForStarted() && process.waitForFinished();
  const QByteArray messages = process.readAllStandardError();
  ::chmod(inner.toUtf8().constData(), 0755);
  if (!ran || messages.contains("setpriv")) QSKIP("another user cannot be played here");
  QVERIFY2(process.exitCode() == 1, messages);
  QVERIFY2(messages.contains("save.no-permission"), messages);
  QCOMPARE(read(path), std::string("old"));
}

QTEST_GUILESS_MAIN(TestSafeWriter)
#include "tst_safe_writer.moc"
