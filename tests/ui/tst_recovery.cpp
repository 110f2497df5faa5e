#include <fcntl.h>
#include <unistd.h>

#include <QAction>
#include <QDialog>
#include <QDir>
#include <QFile>
#include <QListWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <ctime>
#include <functional>

#include "document/part_edits.h"
#include "documents/design_file.h"
#include "files/file_holders.h"
#include "files/safe_writer.h"
#include "main_window.h"
#include "recovery/recovery.h"
#include "recovery/recovery_dialog.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

// Presses a button of the question that comes next.
void answer(const QString& question, const std::function<bool(const QAbstractButton&)>& wanted) {
  auto* timer = new QTimer;
  QObject::connect(timer, &QTimer::timeout, timer, [timer, question, wanted] {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box || box->objectName() != question) return;
    timer->deleteLater();
    for (QAbstractButton* button : box->buttons())
      if (wanted(*button)) return button->click();
    box->reject();
  });
  timer->start(20);
}

void answerWith(const QString& question, const QString& text) {
  answer(question, [text](const QAbstractButton& button) {
    return button.text().remove(QLatin1Char('&')).startsWith(text);
  });
}

struct EditedState {
  long long at = 0;  ///< ms, by the clock of `millisecondsNow`
  std::string hash;  ///< or "saved" where nothing differs from the file
};

long long millisecondsNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1000LL * now.tv_sec + now.tv_nsec / 1'000'000;
}

// Another program with a window in which somebody edits.
class EditSession {
 public:
  EditSession(const QString& recovery, const QString& design, int seed, bool hangs = false) {
    QStringList words{recovery, design, QString::number(seed)};
    if (hangs) words << QStringLiteral("hang");
    m_process.start(QStringLiteral(LIGHTLOOM_BINARY_DIR "/tests/ui/edit_session"), words);
  }
  ~EditSession() { kill(); }

  bool waitForEdit() { return m_process.waitForReadyRead(30000); }

  std::vector<EditedState> kill() {
    m_process.kill();
    m_process.waitForFinished();
    std::vector<EditedState> out;
    for (const QByteArray& line : m_process.readAllStandardOutput().split('\n'))
      if (const QList<QByteArray> words = line.split(' '); words.size() == 2)
        out.push_back({words[0].toLongLong(), words[1].toStdString()});
    return out;
  }

 private:
  QProcess m_process;
};

}  // namespace

class TestRecovery : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void offersWhatWasLeft_data();
  void offersWhatWasLeft();
  void nothingIsLostBeforeTheChoice_data();
  void nothingIsLostBeforeTheChoice();
  void keepsForLaterAndDiscardsOnlyWhenTold();
  void workThatCannotBeReadIsShownWithItsPlace();
  void removesItsSnapshotsWithTheSave();
  void keepsNothingThatWasGivenUp();
  void saysWhenAnotherProgramChangesTheFile();
  void keepsMineWhenTold();
  void asksBeforeItReplacesWhatAnotherWrote();
  void saysWhenTheFileIsGone();
  void saysWhoElseHasTheFileOpen();
  void comparesValueByValue();
  void killedSessionsLoseFiveSecondsAtMost();
  void windowsThatHangAreKeptToo();

 private:
  QString path(const char* name) const { return m_folder->filePath(QLatin1String(name)); }
  QString recovery() const { return path("recovery"); }
  // A window that dies with unsaved work on a copy of an example, as it is found by the next one: the designs
  // of its two snapshots, the newer one last.
  std::vector<Design> leaveWork(const QString& file) const;
  void befall(const QString& fate) const;
  void changeOutside(const QString& file, const std::string& name) const;
  static QPushButton* buttonOf(MainWindow& window, const char* name) {
    return window.findChild<QPushButton*>(QLatin1String(name));
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void TestRecovery::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  QVERIFY(QFile::copy(examplePath("first-light.loom"), path("bench.loom")));
}

std::vector<Design> TestRecovery::leaveWork(const QString& file) const {
  MainWindow window;
  if (!file.isEmpty()) window.openPath(file);
  window.protectWork(path("living"));
  Document& document = window.document();
  std::vector<Design> kept;
  for (const double x : {0.2, 0.25}) {
    document.push(placePart(document.design(), "lens", {x, 0.2}));
    window.recovery()->autosave().flush();
    kept.push_back(document.design());
  }
  const QDir place(window.recovery()->autosave().place());
  // Copied, as what a killed program leaves: with a lock that nobody holds.
  QDir().mkpath(recovery() + QStringLiteral("/1-dead"));
  for (const QString& name : place.entryList(QDir::Files))
    QFile::copy(place.filePath(name), recovery() + QStringLiteral("/1-dead/") + name);
  window.recovery()->autosave().giveUp();
  document.undoStack().setClean();
  return kept;
}

// What happens to the file between the end of one window and the start of the next.
void TestRecovery::befall(const QString& fate) const {
  const QString file = path("bench.loom");
  if (fate == QLatin1String("changed")) changeOutside(file, "somebody else's");
  if (fate == QLatin1String("corrupt")) QVERIFY(saveFile(file.toStdString(), "{\"format\": ").ok());
  if (fate == QLatin1String("gone")) QVERIFY(QFile::remove(file));
  if (fate == QLatin1String("moved")) QVERIFY(QFile::rename(file, path("elsewhere.loom")));
  if (fate == QLatin1String("touched")) {
    QFile touched(file);
    QVERIFY(touched.open(QIODevice::ReadWrite));
    QVERIFY(touched.setFileTime(QDateTime::currentDateTime().addDays(1), QFileDevice::FileModificationTime));
  }
}

void TestRecovery::changeOutside(const QString& file, const std::string& name) const {
  Design design = readDesignFile(file.toStdString()).value();
  design.name = name;
  QVERIFY(saveDesign(design, file.toStdString()).ok());
}

void TestRecovery::offersWhatWasLeft_data() {
  QTest::addColumn<QString>("fate");
  QTest::addColumn<bool>("hasFile");
  QTest::newRow("file as it was") << QStringLiteral("same") << true;
  QTest::newRow("file changed since") << QStringLiteral("changed") << false;
  QTest::newRow("file newer, same content") << QStringLiteral("touched") << true;
  QTest::newRow("file corrupt") << QStringLiteral("corrupt") << false;
  QTest::newRow("file gone") << QStringLiteral("gone") << true;
  QTest::newRow("never a file") << QStringLiteral("untitled") << false;
}

void TestRecovery::offersWhatWasLeft() {
  QFETCH(QString, fate);
  QFETCH(bool, hasFile);
  const QString file = path("bench.loom");
  const Design left = leaveWork(fate == QLatin1String("untitled") ? QString() : file).back();
  befall(fate);

  MainWindow window;
  window.show();
  window.protectWork(recovery());
  QCOMPARE(window.recovery()->offered().size(), std::size_t{1});
  auto* dialog = window.findChild<RecoveryDialog*>();
  QVERIFY(dialog && dialog->isVisible() && !dialog->isModal());
  auto* saved = dialog->findChild<QPushButton*>(QStringLiteral("openSaved"));
  QCOMPARE(saved->isEnabled(), fate != QLatin1String("untitled") && fate != QLatin1String("gone"));
  dialog->findChild<QPushButton*>(QStringLiteral("recoverWork"))->click();
  const Document& document = window.document();
  QVERIFY(sameDrawing(document.design(), left));
  QVERIFY(document.isModified());
  QCOMPARE(document.filePath(), hasFile ? file : QString());
  // It has moved to the place of this window, whole, before it went from the other one.
  QVERIFY(!QFile::exists(recovery() + QStringLiteral("/1-dead")));
  const std::optional<Snapshot> kept = newestIn(window.recovery()->autosave().place());
  QVERIFY(kept && sameDrawing(kept->design, left));
  window.recovery()->autosave().giveUp();
  window.document().undoStack().setClean();
}

void TestRecovery::nothingIsLostBeforeTheChoice_data() {
  QTest::addColumn<QString>("fate");
  QTest::addColumn<QString>("snapshot");
  QTest::addColumn<QString>("choice");
  for (const char* fate : {"same", "changed", "touched", "corrupt", "gone", "moved", "untitled"})
    for (const char* snapshot : {"good", "torn", "empty"})
      for (const char* choice : {"restore", "discard", "later", "crash"})
        QTest::addRow("file %s, snapshot %s: %s", fate, snapshot, choice)
            << QString::fromLatin1(fate) << QString::fromLatin1(snapshot) << QString::fromLatin1(choice);
}

// Of two snapshots the newer one is whole, torn, or both are empty.
void TestRecovery::nothingIsLostBeforeTheChoice() {
  QFETCH(QString, fate);
  QFETCH(QString, snapshot);
  QFETCH(QString, choice);
  const std::vector<Design> left =
      leaveWork(fate == QLatin1String("untitled") ? QString() : path("bench.loom"));
  befall(fate);
  const QString place = recovery() + QStringLiteral("/1-dead/");
  const auto spoil = [&](const char* name, const std::string& by) {
    QVERIFY(saveFile((place + QLatin1String(name)).toStdString(), by).ok());
  };
  if (snapshot == QLatin1String("torn")) spoil("a.snapshot", "PK torn");
  if (snapshot == QLatin1String("empty")) {
    spoil("a.snapshot", "");
    spoil("b.snapshot", "");
  }
  const bool readable = snapshot != QLatin1String("empty");
  const Design& wanted = snapshot == QLatin1String("good") ? left.back() : left.front();
  if (choice == QLatin1String("crash")) {
    const std::vector<RecoverableWork> work = recoverableWork(recovery().toStdString());
    QCOMPARE(work.size(), std::size_t{1});
    markOpening(work[0]);  // and there the program ended
  }

  MainWindow window;
  window.show();
  window.protectWork(recovery());
  QCOMPARE(window.recovery()->offered().size(), std::size_t{1});
  QVERIFY(QFile::exists(place + QStringLiteral("a.snapshot")));
  QCOMPARE(window.recovery()->offered()[0].endedWhileOpening, choice == QLatin1String("crash"));
  if (choice == QLatin1String("discard")) {
    answerWith(QStringLiteral("discardQuestion"), QStringLiteral("Discard"));
    buttonOf(window, "discardWork")->click();
    QVERIFY(!QFile::exists(place));
  } else if (choice == QLatin1String("later")) {
    buttonOf(window, "keepWork")->click();
    QVERIFY(QFile::exists(place + QStringLiteral("a.snapshot")));
  } else if (!readable) {
    QVERIFY(!buttonOf(window, "recoverWork")->isEnabled());
    QVERIFY(QFile::exists(place + QStringLiteral("a.snapshot")));
  } else {
    buttonOf(window, "recoverWork")->click();
    QVERIFY(sameDrawing(window.document().design(), wanted));
    const std::optional<Snapshot> kept = newestIn(window.recovery()->autosave().place());
    QVERIFY(kept && sameDrawing(kept->design, wanted));
    QVERIFY(!QFile::exists(place));
  }
  window.recovery()->autosave().giveUp();
  window.document().undoStack().setClean();
}

void TestRecovery::keepsForLaterAndDiscardsOnlyWhenTold() {
  leaveWork(path("bench.loom"));
  const QString file = recovery() + QStringLiteral("/1-dead/b.snapshot");
  QVERIFY(QFile::exists(file));
  {
    MainWindow window;
    window.show();
    window.protectWork(recovery());
    window.findChild<QPushButton*>(QStringLiteral("keepWork"))->click();
    QVERIFY(QFile::exists(file));
    QTRY_VERIFY(!window.findChild<RecoveryDialog*>());
    // The menu offers it again.
    window.findChild<QAction*>(QStringLiteral("recover"))->trigger();
    QCOMPARE(window.recovery()->offered().size(), std::size_t{1});
    answerWith(QStringLiteral("discardQuestion"), QStringLiteral("Cancel"));
    window.findChild<QPushButton*>(QStringLiteral("discardWork"))->click();
    QVERIFY(QFile::exists(file));
    answerWith(QStringLiteral("discardQuestion"), QStringLiteral("Discard"));
    window.findChild<QPushButton*>(QStringLiteral("discardWork"))->click();
    QVERIFY(!QFile::exists(file));
  }
  MainWindow window;
  window.protectWork(recovery());
  QVERIFY(window.recovery()->offered().empty());
}

void TestRecovery::workThatCannotBeReadIsShownWithItsPlace() {
  leaveWork(path("bench.loom"));
  const QString file = recovery() + QStringLiteral("/1-dead/b.snapshot");
  for (const char* name : {"a", "b"})
    QVERIFY(
        saveFile((recovery() + QStringLiteral("/1-dead/%1.snapshot").arg(QLatin1String(name))).toStdString(),
                 "PK torn")
            .ok());
  MainWindow window;
  window.show();
  window.protectWork(recovery());
  auto* about = window.findChild<QLabel*>(QStringLiteral("recoveryAbout"));
  QVERIFY2(about->text().contains(recovery() + QStringLiteral("/1-dead/")), qPrintable(about->text()));
  QVERIFY(!window.findChild<QPushButton*>(QStringLiteral("recoverWork"))->isEnabled());
  QVERIFY(QFile::exists(file));
}

void TestRecovery::removesItsSnapshotsWithTheSave() {
  MainWindow window;
  QVERIFY(window.openPath(path("bench.loom")));
  window.protectWork(recovery());
  Autosave& autosave = window.recovery()->autosave();
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  QVERIFY(!autosave.flush() && newestIn(autosave.place()));
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QVERIFY(!window.document().isModified());
  QTRY_VERIFY(!newestIn(autosave.place()));
}

// The training goes on until the window is gone, and must not come back.
void TestRecovery::keepsNothingThatWasGivenUp() {
  MainWindow window;
  QVERIFY(window.openPath(path("bench.loom")));
  window.protectWork(recovery());
  Autosave& autosave = window.recovery()->autosave();
  window.run().play();
  QTRY_VERIFY_WITH_TIMEOUT(window.run().view().steps > 0, 60000);
  QVERIFY(!autosave.flush() && newestIn(autosave.place()));
  answerWith(QStringLiteral("runQuestion"), QStringLiteral("Discard"));
  QVERIFY(window.close());
  const std::uint64_t steps = window.run().view().steps;
  QTRY_VERIFY_WITH_TIMEOUT(window.run().view().steps > steps, 60000);
  QVERIFY(!autosave.flush());
  QVERIFY(!newestIn(autosave.place()));
}

void TestRecovery::saysWhenAnotherProgramChangesTheFile() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path("bench.loom")));
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  const Design mine = window.document().design();
  QVERIFY(window.fileMessageText().isEmpty());
  changeOutside(path("bench.loom"), "theirs");
  QTRY_VERIFY_WITH_TIMEOUT(window.fileMessageText().contains(QStringLiteral("changed by another")), 8000);
  buttonOf(window, "fileReload")->click();
  QCOMPARE(window.document().design().name, std::string("theirs"));
  QVERIFY(!window.document().isModified());
  QVERIFY(window.fileMessageText().isEmpty());
  // What was here is a step away.
  window.document().undoStack().undo();
  QVERIFY(sameDrawing(window.document().design(), mine));
  window.document().undoStack().setClean();
}

void TestRecovery::keepsMineWhenTold() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path("bench.loom")));
  const std::string mine = window.document().design().name;
  changeOutside(path("bench.loom"), "theirs");
  QTRY_VERIFY_WITH_TIMEOUT(buttonOf(window, "fileKeepMine"), 8000);
  buttonOf(window, "fileKeepMine")->click();
  QVERIFY(window.document().isModified());
  QVERIFY(window.fileMessageText().isEmpty());
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QCOMPARE(readDesignFile(path("bench.loom").toStdString()).value().name, mine);
}

void TestRecovery::asksBeforeItReplacesWhatAnotherWrote() {
  MainWindow window;
  QVERIFY(window.openPath(path("bench.loom")));
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  changeOutside(path("bench.loom"), "theirs");  // and at once, before anything was noticed:
  answerWith(QStringLiteral("changedQuestion"), QStringLiteral("Cancel"));
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QCOMPARE(readDesignFile(path("bench.loom").toStdString()).value().name, std::string("theirs"));
  QVERIFY(window.document().isModified());
  answerWith(QStringLiteral("changedQuestion"), QStringLiteral("Replace"));
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QVERIFY(readDesignFile(path("bench.loom").toStdString()).value() == window.document().design());
  QVERIFY(!window.document().isModified());
}

void TestRecovery::saysWhenTheFileIsGone() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path("bench.loom")));
  QVERIFY(QFile::rename(path("bench.loom"), path("elsewhere.loom")));
  QTRY_VERIFY_WITH_TIMEOUT(window.fileMessageText().contains(QStringLiteral("no longer there")), 8000);
  QVERIFY(window.document().isModified());
  buttonOf(window, "fileSaveAgain")->click();
  QVERIFY(QFile::exists(path("bench.loom")));
  QVERIFY(!window.document().isModified());
  QTRY_VERIFY(window.fileMessageText().isEmpty());
}

void TestRecovery::saysWhoElseHasTheFileOpen() {
  const std::string file = path("bench.loom").toStdString();
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path("bench.loom")));
  QVERIFY(QFile::exists(QString::fromStdString(holdersPath(file))));
  QVERIFY(window.fileMessageText().isEmpty());
  QVERIFY(saveFile(holdersPath(file),
                   "{\"format\": \"lightloom-open\", \"holders\": [{\"host\": \"lab-pc\", \"user\": "
                   "\"ada\", \"process\": 4711}]}")
              .ok());
  QTRY_VERIFY_WITH_TIMEOUT(window.fileMessageText().contains(QStringLiteral("process 4711 of ada on lab-pc")),
                           2000);
  QVERIFY(QFile::remove(QString::fromStdString(holdersPath(file))));
  QTRY_VERIFY_WITH_TIMEOUT(window.fileMessageText().isEmpty(), 5000);
}

void TestRecovery::comparesValueByValue() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path("bench.loom")));
  Design theirs = readDesignFile(path("bench.loom").toStdString()).value();
  theirs = apply(theirs, setSetting(theirs, "training.epochs", Value(std::int64_t{77})));
  QVERIFY(saveDesign(theirs, path("bench.loom").toStdString()).ok());
  QTRY_VERIFY_WITH_TIMEOUT(buttonOf(window, "fileCompare"), 8000);
  buttonOf(window, "fileCompare")->click();
  auto* list = window.findChild<QListWidget*>(QStringLiteral("comparisonList"));
  QVERIFY(list);
  QCOMPARE(list->count(), 1);
  QVERIFY2(list->item(0)->text().endsWith(QStringLiteral("is 77")), qPrintable(list->item(0)->text()));
}

// Ends sessions of random edits at random: what comes back is a state of the last five seconds.
// tests/soak/run does so two hundred times.
void TestRecovery::killedSessionsLoseFiveSecondsAtMost() {
  const int sessions = qEnvironmentVariableIntValue("LIGHTLOOM_SESSIONS");
  constexpr int kLongest = 5000, kWriting = 1500;  // ms; the second is what a busy disk may take
  constexpr int kShort = 3;
  QRandomGenerator random(7);
  for (int session = 0; session < std::max(kShort, sessions); ++session) {
    EditSession edits(recovery(), path("bench.loom"), session + 1);
    QVERIFY(edits.waitForEdit());
    QTest::qWait(random.bounded(500, 9000));
    const std::vector<EditedState> states = edits.kill();
    // The last state that is old enough must be there, or a later one.
    std::size_t oldest = states.size();
    const long long end = millisecondsNow() - kLongest - kWriting;
    while (oldest > 0 && states[oldest - 1].at > end) --oldest;
    const std::vector<RecoverableWork> work = recoverableWork(recovery().toStdString());
    const bool mustBeThere = oldest > 0 && states[oldest - 1].hash != "saved";
    if (work.empty()) {
      QVERIFY2(!mustBeThere, qPrintable(QStringLiteral("session %1 lost its work").arg(session)));
      continue;
    }
    QCOMPARE(work.size(), std::size_t{1});
    QVERIFY(work[0].snapshot);
    const std::string hash = designHash(work[0].snapshot->design);
    const std::size_t from = oldest > 0 ? oldest - 1 : 0;
    const bool recent = std::any_of(states.begin() + static_cast<std::ptrdiff_t>(from), states.end(),
                                    [&](const EditedState& state) { return state.hash == hash; });
    QVERIFY2(recent, qPrintable(QStringLiteral("session %1 came back too old").arg(session)));
    forgetWork(work[0]);
  }
}

void TestRecovery::windowsThatHangAreKeptToo() {
  EditSession edits(recovery(), path("bench.loom"), 3, true);
  QVERIFY(edits.waitForEdit());
  QTest::qWait(9000);
  const std::vector<EditedState> states = edits.kill();
  const std::vector<RecoverableWork> work = recoverableWork(recovery().toStdString());
  QCOMPARE(work.size(), std::size_t{1});
  QVERIFY(work[0].snapshot);
  QCOMPARE(designHash(work[0].snapshot->design), states.back().hash);
}

QTEST_MAIN(TestRecovery)
#include "tst_recovery.moc"
