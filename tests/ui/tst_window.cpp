#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <csignal>
#include <ctime>
#include <functional>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "document/part_edits.h"
#include "documents/design_author.h"
#include "documents/design_file.h"
#include "documents/run_file.h"
#include "export/subject.h"
#include "main_window.h"
#include "panels/save_dialog.h"
#include "pictures.h"
#include "recovery/recovery.h"
#include "signal_watch.h"
#include "test_report.h"
#include "train/recorded_run.h"
#include "train/runner.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void namesEverythingThatCanBeUsed();
  void explainsEveryAction();
  void hasNoAmbiguousShortcut();
  void keepsTheContextMenuShort();
  void showsNameAndStarInTheTitle();
  void staysAsItWasOnABadFile();
  void reportsItsState();
  void writesPictures();
  void paintsSoonAfterTheStart();
  void metersFramesOnDemand();
  void completesNames_data();
  void completesNames();
  void asksAboutTheNameThatIsWritten();
  void asksBeforeATrainingIsLost();
  void theQuestionFollowsTheTraining();
  void namesFilesThatCannotBeWritten();
  void keepsWorkWhenTheSystemEndsIt();
  void hearsSignals();
  void takesTitleAndAuthor();
  void closesTheListWithReturn();

 private:
  static QJsonObject stateOf(MainWindow& window) {
    return QJsonDocument::fromJson(windowState(window)).object();
  }
};

namespace {

bool isQtInternal(const QWidget* widget) {
  return widget->objectName().startsWith(QLatin1String("qt_"));
}

bool canBeUsed(const QWidget* widget) {
  if (isQtInternal(widget) || widget->focusPolicy() == Qt::NoFocus) return false;
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
         qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSlider*>(widget) ||
         qobject_cast<const QAbstractItemView*>(widget);
}

/// Answers dialogs one after the other as they open: each answer names the dialog that it is for.
class Answers : public QObject {
 public:
  using Answer = std::function<void(QWidget*)>;
  Answers() {
    connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
    m_timer.start(20);
  }
  void add(const char* dialog, Answer answer) {
    m_answers.emplace_back(QLatin1String(dialog), std::move(answer));
  }
  bool done() const { return m_answers.empty(); }
  QString unexpected() const { return m_unexpected; }

  static Answer typed(const QString& path) {
    return [path](QWidget* dialog) {
      dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->clearFocus();
      static_cast<QFileDialog*>(dialog)->selectFile(path);
      QMetaObject::invokeMethod(dialog, "accept");
    };
  }
  static Answer button(const QString& text) {
    return [text](QWidget* dialog) {
      for (QAbstractButton* button : dialog->findChildren<QAbstractButton*>())
        if (button->text().remove(QLatin1Char('&')).startsWith(text)) return button->click();
      qFatal("no button %s", qPrintable(text));
    };
  }
  static void cancelled(QWidget* dialog) { static_cast<QDialog*>(dialog)->reject(); }

 private:
  void look() {
    QWidget* dialog = QApplication::activeModalWidget();
    if (!dialog) return;
    if (m_answers.empty() || m_answers.front().first != dialog->objectName()) {
      m_unexpected = dialog->objectName();
      return static_cast<QDialog*>(dialog)->reject();
    }
    const Answer answer = m_answers.front().second;
    m_answers.erase(m_answers.begin());
    answer(dialog);
  }

  QTimer m_timer;
  std::vector<std::pair<QString, Answer>> m_answers;
  QString m_unexpected;
};

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void put(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

// A window in which every form section has been opened.
std::unique_ptr<MainWindow> fullWindow() {
  auto window = std::make_unique<MainWindow>();
  window->openPath(examplePath("first-light.loom"));
  for (const ComponentPtr& part : window->document().design().components)
    if (part->kind == "vcsel_array") window->selection().set({part->id});
  for (QAbstractButton* fold :
       window->findChildren<QAbstractButton*>(QRegularExpression(QStringLiteral("^fold_"))))
    fold->setChecked(true);
  return window;
}

}  // namespace

void TestWindow::namesEverythingThatCanBeUsed() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  window->show();
  QStringList nameless;
  for (const QWidget* widget : window->findChildren<QWidget*>()) {
    if (!canBeUsed(widget)) continue;
    const bool partOfCombo =
        QLatin1String(widget->metaObject()->className()).startsWith(QLatin1String("QComboBox")) &&
        !qobject_cast<const QComboBox*>(widget);
    if (partOfCombo || qobject_cast<const QAbstractItemView*>(widget->parentWidget())) continue;
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool said = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
    if (widget->objectName().isEmpty() || !said)
      nameless << QStringLiteral("%1 “%2” in %3")
                      .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                           widget->parent()->objectName());
  }
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

void TestWindow::explainsEveryAction() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  QStringList silent;
  for (const QAction* action : window->findChildren<QAction*>()) {
    if (action->isSeparator() || action->menu() || action->text().isEmpty() ||
        action->objectName().startsWith(QLatin1String("_q")))
      continue;
    if (action->objectName().isEmpty() || action->toolTip().isEmpty()) silent << action->text();
  }
  QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
}

void TestWindow::hasNoAmbiguousShortcut() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  QMap<QString, QString> seen;
  for (const QAction* action : window->findChildren<QAction*>()) {
    for (const QKeySequence& key : action->shortcuts()) {
      const QString text = key.toString();
      QVERIFY2(!seen.contains(text), qPrintable(text + QStringLiteral(": ") + seen.value(text) +
                                                QStringLiteral(" and ") + action->text()));
      seen[text] = action->text();
    }
  }
  for (const char* name : {"new", "open", "save", "saveAs", "close", "quit", "undo", "redo", "copy", "paste",
                           "play", "showManual"}) {
    const auto* action = window->findChild<QAction*>(QLatin1String(name));
    QVERIFY2(action && !action->shortcuts().isEmpty(), name);
  }
}

void TestWindow::keepsTheContextMenuShort() {
  MainWindow window;
  const auto* menu = window.findChild<QMenu*>(QStringLiteral("contextMenu"));
  QVERIFY(menu);
  const auto actions = menu->actions();
  QVERIFY(std::count_if(actions.begin(), actions.end(),
                        [](const QAction* action) { return !action->isSeparator(); }) <= 12);
}

void TestWindow::showsNameAndStarInTheTitle() {
  MainWindow window;
  QVERIFY(window.windowTitle().startsWith(QStringLiteral("Untitled[*]")));
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  QCOMPARE(window.windowTitle(), QStringLiteral("first-light.loom[*] — Lightloom"));
  QVERIFY(!window.isWindowModified());
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  QVERIFY(window.isWindowModified());
  window.document().undoStack().undo();
  QVERIFY(!window.isWindowModified());
}

void TestWindow::staysAsItWasOnABadFile() {
  QTemporaryDir dir;
  QFile bad(dir.filePath(QStringLiteral("page.loom")));
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write("<html>not a design</html>");
  bad.close();
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  const QJsonObject before = stateOf(window);
  for (const QString& path : {bad.fileName(), dir.path(), dir.filePath(QStringLiteral("missing.loom"))}) {
    QVERIFY(!window.openPath(path));
    QVERIFY(!window.messageText().isEmpty());
    for (const char* key : {"title", "file", "design_hash", "parts", "zoom", "undo_count"})
      QCOMPARE(stateOf(window)[QLatin1String(key)], before[QLatin1String(key)]);
  }
}

void TestWindow::reportsItsState() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("mnist-5x5.loom")));
  const QJsonObject state = stateOf(window);
  QVERIFY(state[QLatin1String("visibility")].toDouble() > 0.99);
  QCOMPARE(state[QLatin1String("loupes")].toInt(), 4);
  QCOMPARE(state[QLatin1String("run")].toObject()[QLatin1String("hardware")].toString(),
           QStringLiteral("forward on light, backward digital"));
}

void TestWindow::writesPictures() {
  QTemporaryDir dir;
  Document document;
  QVERIFY(document.open(examplePath("first-light.loom")).ok());
  for (const char* name : {"bench.svg", "bench.pdf", "bench.png"}) {
    const QString path = dir.filePath(QLatin1String(name));
    QVERIFY(saveBenchPicture(document.bench(), path).ok());
    QVERIFY(QFileInfo(path).size() > 3000);
  }
  QVERIFY(!saveBenchPicture(document.bench(), dir.filePath(QStringLiteral("bench.doc"))).ok());
  QVERIFY(savePlotPicture({}, dir.filePath(QStringLiteral("plots.svg"))).ok());
}

// From nothing to the first picture, a design with 625 links included: a third of a second of processor time,
// and a guard of five times that. tests/bench/window measures the start.
void TestWindow::paintsSoonAfterTheStart() {
  constexpr double kMostSeconds = 1.75;
  const std::clock_t begin = std::clock();
  MainWindow window;
  QVERIFY(window.openPath(examplePath("mnist-5x5.loom")));
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  window.repaint();
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  qInfo("first picture after %.2f s of processor time", seconds);
  QVERIFY(seconds < kMostSeconds);
}

void TestWindow::metersFramesOnDemand() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  auto* meter = window.findChild<QLabel*>(QStringLiteral("frameMeter"));
  QVERIFY(meter->isHidden());
  window.findChild<QAction*>(QStringLiteral("frameMeterShown"))->trigger();
  QVERIFY(meter->isVisible());
  window.document().compilePending();
  QTRY_VERIFY(meter->text().contains(QStringLiteral("ms")));
}

void TestWindow::completesNames_data() {
  QTest::addColumn<QString>("typed");
  QTest::addColumn<QString>("written");
  QTest::newRow("none") << "a/bench"
                        << "a/bench.svg";
  QTest::newRow("its own") << "a/bench.svg"
                           << "a/bench.svg";
  QTest::newRow("another kind's") << "bench.PDF"
                                  << "bench.PDF";
  QTest::newRow("a version") << "bench.v2"
                             << "bench.v2.svg";
  QTest::newRow("a dot") << "bench."
                         << "bench.svg";
  QTest::newRow("in the folder") << "a.pdf/bench"
                                 << "a.pdf/bench.svg";
}

void TestWindow::completesNames() {
  QFETCH(QString, typed);
  const QList<SavedKind> kinds{{"SVG", "svg"}, {"PDF", "pdf"}};
  QTEST(withSuffix(typed, kinds, kinds[0]), "written");
}

// The file that is written is the one that was asked about: of designs, runs and pictures alike.
void TestWindow::asksAboutTheNameThatIsWritten() {
  QTemporaryDir folder;
  MainWindow window;
  window.show();
  const QString example = folder.filePath(QStringLiteral("example.loom"));
  QVERIFY(QFile::copy(examplePath("first-light.loom"), example));
  QVERIFY(window.openPath(example));
  QTRY_VERIFY_WITH_TIMEOUT(window.run().state() == RunState::Paused, 60000);
  for (const auto& [action, suffix] :
       {std::pair("saveAs", "loom"), {"saveRun", "loomrun"}, {"exportBench", "svg"}}) {
    const QString name = folder.filePath(QStringLiteral("work"));
    const QString path = name + QLatin1Char('.') + QLatin1String(suffix);
    put(path, "somebody's work");
    Answers answers;
    answers.add("saveDialog", Answers::typed(name));
    answers.add("replaceQuestion", Answers::button(QStringLiteral("Another name")));
    answers.add("saveDialog", Answers::cancelled);
    window.findChild<QAction*>(QLatin1String(action))->trigger();
    QVERIFY2(answers.done() && answers.unexpected().isEmpty(), action);
    QCOMPARE(contentOf(path), QByteArray("somebody's work"));
    answers.add("saveDialog", Answers::typed(name));
    answers.add("replaceQuestion", Answers::button(QStringLiteral("Replace")));
    window.findChild<QAction*>(QLatin1String(action))->trigger();
    QVERIFY2(answers.done() && answers.unexpected().isEmpty(), action);
    QVERIFY2(contentOf(path) != QByteArray("somebody's work"), qPrintable(window.messageText()));
    QVERIFY(!QFile::exists(name));
    // Where nothing is replaced nothing is asked.
    answers.add("saveDialog", Answers::typed(folder.filePath(QStringLiteral("fresh"))));
    window.findChild<QAction*>(QLatin1String(action))->trigger();
    QVERIFY2(answers.done() && answers.unexpected().isEmpty(), action);
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("fresh.") + QLatin1String(suffix))));
  }
}

void TestWindow::asksBeforeATrainingIsLost() {
  QTemporaryDir folder;
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, 60000);
  run.pause();
  QVERIFY(!window.document().isModified());
  for (const char* action : {"quit", "new", "close"}) {
    Answers answers;
    answers.add("runQuestion", Answers::cancelled);
    window.findChild<QAction*>(QLatin1String(action))->trigger();
    QVERIFY2(answers.done() && answers.unexpected().isEmpty(), action);
    QVERIFY(window.isVisible() && run.hasUnsaved() && run.view().steps > 5);
  }
  Answers answers;
  answers.add("runQuestion", Answers::button(QStringLiteral("Save run")));
  answers.add("saveDialog", Answers::cancelled);
  QVERIFY(!window.close());
  answers.add("runQuestion", Answers::button(QStringLiteral("Save run")));
  answers.add("saveDialog", Answers::typed(folder.filePath(QStringLiteral("mine"))));
  QVERIFY(window.close());
  QVERIFY(answers.done() && answers.unexpected().isEmpty());
  const RunFile kept = readRunFile(folder.filePath(QStringLiteral("mine.loomrun")).toStdString()).value();
  QCOMPARE(kept.weightsHash, run.record().weightsHash);

  // Saved once, it is nobody's loss; trained on, it is again, and may be discarded.
  window.show();
  QVERIFY(window.close());
  window.show();
  run.step();
  QTRY_VERIFY_WITH_TIMEOUT(run.hasUnsaved(), 60000);
  answers.add("runQuestion", Answers::button(QStringLiteral("Discard")));
  QVERIFY(window.close());
  QVERIFY(answers.done() && answers.unexpected().isEmpty());
}

// The training goes on behind the question about it.
void TestWindow::theQuestionFollowsTheTraining() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  RunController& run = window.run();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, 60000);
  Answers answers;
  answers.add("runQuestion", [&run](QWidget* dialog) {
    const auto words = [dialog] { return static_cast<QMessageBox*>(dialog)->text(); };
    const int asked = run.view().epoch;
    QTRY_VERIFY_WITH_TIMEOUT(run.view().epoch > asked, 60000);
    QTRY_VERIFY_WITH_TIMEOUT(words().contains(run.progressText()), 5000);
    static_cast<QDialog*>(dialog)->reject();
  });
  QVERIFY(!window.close());
  QVERIFY(answers.done() && answers.unexpected().isEmpty());
  run.reset();
}

// The administrator may write anything: what nobody may write is not meant to be written.
void TestWindow::namesFilesThatCannotBeWritten() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("bench.loom"));
  QVERIFY(QFile::copy(examplePath("first-light.loom"), path));
  const QByteArray before = contentOf(path);
  QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup));
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(path));
  QCOMPARE(window.windowTitle(), QStringLiteral("bench.loom[*] [read-only] — Lightloom"));
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  Answers answers;
  answers.add("elsewhereQuestion", Answers::cancelled);
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QVERIFY(window.document().isModified());
  QVERIFY(window.messageText().contains(QStringLiteral("read-only")));
  const QString copy = folder.filePath(QStringLiteral("copy"));
  answers.add("elsewhereQuestion", [](QWidget* question) {
    QVERIFY(static_cast<QMessageBox*>(question)->text().contains(QStringLiteral("bench.loom")));
    Answers::button(QStringLiteral("Save as"))(question);
  });
  answers.add("saveDialog", Answers::typed(copy));
  window.findChild<QAction*>(QStringLiteral("save"))->trigger();
  QVERIFY2(answers.done() && answers.unexpected().isEmpty(), qPrintable(answers.unexpected()));
  QVERIFY(!window.document().isModified());
  QCOMPARE(window.windowTitle(), QStringLiteral("copy.loom[*] — Lightloom"));
  QCOMPARE(contentOf(path), before);
}

void TestWindow::keepsWorkWhenTheSystemEndsIt() {
  QTemporaryDir folder;
  const QString place = folder.filePath(QStringLiteral("not there yet/recovery"));
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  RunController& run = window.run();
  window.protectWork(place);
  Autosave& autosave = window.recovery()->autosave();
  QVERIFY(!autosave.hasWork() && !autosave.flush());
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.view().steps > 5, 60000);
  document.push(placePart(document.design(), "lens", {0.2, 0.2}));
  // In the midst of a training, twice within one second.
  for (int time = 1; time <= 2; ++time) {
    QVERIFY(!autosave.flush());
    const std::optional<Snapshot> kept = newestIn(autosave.place());
    QVERIFY(kept && kept->note.sequence >= static_cast<std::uint64_t>(time));
    QCOMPARE(kept->design, document.design());
    QVERIFY(kept->run && kept->run->steps > 5);
  }
  run.pause();
  autosave.giveUp();
  document.undoStack().setClean();
}

void TestWindow::hearsSignals() {
  struct sigaction before {};
  sigaction(SIGHUP, nullptr, &before);
  {
    SignalWatch watch({SIGHUP, SIGTERM, SIGUSR1});
    QSignalSpy spy(&watch, &SignalWatch::arrived);
    raise(SIGHUP);
    raise(SIGHUP);
    raise(SIGTERM);
    QCOMPARE(spy.count(), 0);  // nothing happens inside the handler
    QTRY_COMPARE(spy.count(), 3);
    QCOMPARE(spy[0][0].toInt(), SIGHUP);
    QCOMPARE(spy[2][0].toInt(), SIGTERM);
  }
  struct sigaction after {};
  sigaction(SIGHUP, nullptr, &after);
  QVERIFY(before.sa_handler == after.sa_handler);
  std::signal(SIGHUP, SIG_IGN);  // nohup
  {
    SignalWatch watch({SIGHUP});
    QSignalSpy spy(&watch, &SignalWatch::arrived);
    raise(SIGHUP);
    QTest::qWait(50);
    QCOMPARE(spy.count(), 0);
  }
  std::signal(SIGHUP, SIG_DFL);
}

void TestWindow::takesTitleAndAuthor() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  Document& document = window.document();
  const Design before = document.design();
  const auto hardware = document.bench()->hardware;
  auto* title = window.findChild<QLineEdit*>(QStringLiteral("designTitle"));
  auto* author = window.findChild<QLineEdit*>(QStringLiteral("designAuthor"));
  QCOMPARE(title->text(), QString::fromStdString(before.name));
  title->setText(QStringLiteral("  A bench\nof mine "));
  Q_EMIT title->editingFinished();
  author->setText(QString(400, QChar(0x00FC)));
  Q_EMIT author->editingFinished();
  QCOMPARE(QString::fromStdString(document.design().name), QStringLiteral("A bench of mine"));
  QCOMPARE(authorOf(document.design()).size(), std::size_t{256});
  QVERIFY(readDesign(writeDesign(document.design()), "again").ok());
  QTRY_COMPARE(document.bench()->design.name, std::string("A bench of mine"));
  QCOMPARE(document.bench()->hardware, hardware);  // no light was computed for a name
  QCOMPARE(document.undoStack().count(), 2);
  document.undoStack().undo();
  document.undoStack().undo();
  QVERIFY(document.design() == before);
  QCOMPARE(title->text(), QString::fromStdString(before.name));
  QVERIFY(author->text().isEmpty());

  // A run goes on as it was, and is exported under the new title.
  window.run().step();
  QTRY_COMPARE_WITH_TIMEOUT(window.run().view().steps, std::uint64_t{1}, 60000);
  document.undoStack().redo();
  document.undoStack().redo();
  QTest::qWait(50);
  QVERIFY(window.run().curves().marks.empty());
  const RunFile record = window.run().recordAsShown();
  QVERIFY(difference(finalDesign(record), document.design()).empty());
  QCOMPARE(authorOf(record.first), authorOf(document.design()));
  const ExportSubject subject = exportSubject(record, *window.run().data()).value();
  QCOMPARE(titleOf(subject), document.design().name);
  const auto lines = provenanceOf(subject);
  QVERIFY(std::count(lines.begin(), lines.end(),
                     std::pair(std::string("author"), authorOf(document.design()))) == 1);
  document.undoStack().setClean();
}

void TestWindow::closesTheListWithReturn() {
  MainWindow window;
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  auto* tabs = window.findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
  tabs->setCurrentIndex(1);
  window.findChild<QAbstractButton*>(QStringLiteral("fold_training"))->setChecked(true);
  auto* field = window.findChild<QLineEdit*>(QStringLiteral("training.dataset"));
  QVERIFY(field && field->completer());
  const auto chosen = [&] { return settingText(window.document().design(), "training.dataset"); };
  const auto* list = field->completer()->popup();
  field->setFocus();

  field->completer()->complete();
  QTRY_VERIFY(list->isVisible());
  QTest::keyClick(field->completer()->popup(), Qt::Key_Down);
  const std::string marked = list->currentIndex().data().toString().toStdString();
  QVERIFY(!marked.empty());
  QTest::keyClick(field->completer()->popup(), Qt::Key_Return);
  QTRY_VERIFY(!list->isVisible());
  QCOMPARE(chosen(), marked);

  // Typed in full, with nothing marked.
  field->setText(QStringLiteral("mine.csv"));
  field->completer()->setCompletionPrefix(field->text());
  field->completer()->complete();
  QTRY_VERIFY(list->isVisible());
  QVERIFY(!list->currentIndex().isValid());
  QTest::keyClick(field->completer()->popup(), Qt::Key_Return);
  QTRY_VERIFY(!list->isVisible());
  QCOMPARE(QString::fromStdString(chosen()), QStringLiteral("mine.csv"));

  field->setText(QStringLiteral("iris"));
  field->completer()->complete();
  QTRY_VERIFY(list->isVisible());
  QTest::keyClick(field->completer()->popup(), Qt::Key_Escape);
  QTRY_VERIFY(!list->isVisible());
  QCOMPARE(chosen(), std::string("mine.csv"));
  window.document().undoStack().setClean();
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
