#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QCryptographicHash>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTimer>
#include <set>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "datasets/dataset_store.h"
#include "document/file_places.h"
#include "documents/design_file.h"
#include "export/bench_figure.h"
#include "files/program_files.h"
#include "main_window.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "sanitized.h"
#include "start/example_card.h"
#include "start/example_pictures.h"
#include "start/start_page.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// What a newcomer meets: the start page, examples as copies, the pace that a training is watched at, and a
/// window that stands as it was left.
class TestStartPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init() { QSettings().clear(); }
  void cleanupTestCase() { QSettings().clear(); }
  void comesAndGoes();
  void canBeLeftOutAtTheStart();
  void everyCardOpensACopyThatTrains();
  void fewCardsFirst();
  void saysWhatIsOnTheCards();
  void drawsTheDesignsThemselves();
  void missingFilesAreGreyed();
  void staysWhereAFileCannotBeOpened();
  void questionsLeadToBenches_data();
  void questionsLeadToBenches();
  void keepsTheKeyboard();
  void fitsItsWindow_data();
  void fitsItsWindow();
  void theMenuHasTheSameExamples();
  void examplesOpenAsCopies();
  void nothingIsSavedAmongTheExamples();
  void examplesOpenAtAPaceToWatch();
  void thePaceIsThePersonsOwn();
  void theWindowStandsAsItWasLeft();
  void theLayoutCanBeReset();
  void comesBackOnAScreenThatIsThere();

 private:
  static ExampleCard* cardOf(MainWindow& window, const char* file);
  static void choosePace(MainWindow& window, const char* key);
};

namespace {

const std::vector<ExampleEntry>& examples() {
  return bundledExamples().value();
}

QString firstExample() {
  return pathOf(examples().front());
}

std::unique_ptr<MainWindow> openedWindow(QSize size = {1280, 760}) {
  auto window = std::make_unique<MainWindow>();
  window->setWindowState(Qt::WindowNoState);
  window->resize(size);
  window->start().open();
  window->show();
  return window;
}

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void trigger(MainWindow& window, const char* action) {
  auto* found = window.findChild<QAction*>(QLatin1String(action));
  QVERIFY2(found, action);
  found->trigger();
}

// What cannot be trained here: its data set is a package of the system that is not installed.
bool isDataMissing(const ExampleEntry& example) {
  const Result<Dataset> data = loadDataset(example.dataset, {});
  return !data && data.error().id == "dataset.needs-package";
}

}  // namespace

ExampleCard* TestStartPage::cardOf(MainWindow& window, const char* file) {
  return window.findChild<ExampleCard*>(QStringLiteral("card_") + QLatin1String(file));
}

void TestStartPage::choosePace(MainWindow& window, const char* key) {
  auto* box = window.findChild<QComboBox*>(QStringLiteral("pace"));
  const int index = box->findData(QLatin1String(key));
  QVERIFY2(index >= 0, key);
  box->setCurrentIndex(index);
  Q_EMIT box->activated(index);
}

void TestStartPage::comesAndGoes() {
  const std::unique_ptr<MainWindow> window = openedWindow();
  StartPage& page = window->start();
  QVERIFY(page.isVisible());
  QTest::keyClick(page.cards().front(), Qt::Key_Escape);
  QVERIFY(!page.isVisible());
  QVERIFY(window->view().hasFocus() || window->focusWidget() == &window->view());
  trigger(*window, "showStart");
  QVERIFY(page.isVisible());
  page.findChild<QAbstractButton*>(QStringLiteral("closeStart"))->click();
  QVERIFY(!page.isVisible());
  trigger(*window, "showStart");
  QVERIFY(window->openPath(examplePath("first-light.loom")));
  QVERIFY(!page.isVisible());
}

void TestStartPage::canBeLeftOutAtTheStart() {
  QVERIFY(StartPage::isWanted());
  const std::unique_ptr<MainWindow> window = openedWindow();
  auto* wanted = window->start().findChild<QAbstractButton*>(QStringLiteral("startWanted"));
  QVERIFY(wanted->isChecked());
  wanted->click();
  QVERIFY(!StartPage::isWanted());
}

void TestStartPage::everyCardOpensACopyThatTrains() {
  for (const ExampleEntry& example : examples()) {
    const std::unique_ptr<MainWindow> window = openedWindow();
    const QString key = QFileInfo(pathOf(example)).completeBaseName();
    auto* train = window->findChild<QPushButton*>(QStringLiteral("train_") + key);
    QVERIFY2(train, qPrintable(key));
    train->click();
    QVERIFY(!window->start().isVisible());
    QCOMPARE(window->document().copiedFrom(), pathOf(example));
    QVERIFY(window->document().filePath().isEmpty());
    QCOMPARE(window->document().displayName(), QString::fromStdString(example.title + " (copy)"));
    QVERIFY(window->run().isRunning());
    choosePace(*window, "free");
    if (isDataMissing(example)) continue;
    QTRY_VERIFY2_WITH_TIMEOUT(
        window->run().view().steps >= 100 || window->run().state() == RunState::Finished, qPrintable(key),
        60000);
    QTRY_VERIFY2(!window->run().curves().points.empty(), qPrintable(key));
    window->run().pause();
  }
}

void TestStartPage::fewCardsFirst() {
  const std::unique_ptr<MainWindow> window = openedWindow();
  const std::vector<ExampleCard*>& cards = window->start().cards();
  QCOMPARE(cards.size(), examples().size());
  std::set<QString> paths;
  for (const ExampleCard* card : cards) paths.insert(card->path());
  QCOMPARE(paths.size(), examples().size());
  const auto flagged = std::count_if(examples().begin(), examples().end(),
                                     [](const ExampleEntry& example) { return example.card; });
  QVERIFY(flagged >= 1 && flagged <= 8);
  const auto tall = std::count_if(cards.begin(), cards.end(),
                                  [](const ExampleCard* card) { return card->height() > card->width() / 2; });
  QCOMPARE(tall, flagged);
  const int headings =
      static_cast<int>(window->start().findChildren<QLabel*>(QStringLiteral("startGroup")).size());
  std::set<Application> others;
  for (const ExampleEntry& example : examples())
    if (!example.card) others.insert(example.application);
  QCOMPARE(headings, static_cast<int>(others.size()));
}

void TestStartPage::saysWhatIsOnTheCards() {
  const std::unique_ptr<MainWindow> window = openedWindow();
  for (const ExampleCard* card : window->start().cards()) {
    QVERIFY(card->focusPolicy() & Qt::TabFocus);
    QVERIFY(!card->accessibleName().isEmpty() && !card->accessibleDescription().isEmpty());
    QVERIFY(!card->trainButton().accessibleName().isEmpty());
    QVERIFY(card->rect().contains(card->trainButton().geometry()));
  }
}

void TestStartPage::drawsTheDesignsThemselves() {
  ExamplePictures pictures;
  const QSize size(240, 100);
  for (const ExampleEntry& example : examples()) {
    const QString path = pathOf(example);
    QVERIFY(pictures.picture(path, size, 1, false).isNull());  // made beside the window
  }
  for (const ExampleEntry& example : examples()) {
    const QString path = pathOf(example);
    QTRY_VERIFY2_WITH_TIMEOUT(!pictures.picture(path, size, 1, false).isNull(), qPrintable(path), 60000);
    const QImage light = pictures.picture(path, size, 1, false).toImage();
    QVERIFY(light != pictures.picture(path, size, 1, true).toImage());
    QCOMPARE(pictures.picture(path, size, 2, false).size(), 2 * size);
  }
  // What each is fed with is that of its own data.
  for (const ExampleEntry& example : examples()) {
    if (isDataMissing(example)) continue;
    const QString path = pathOf(example);
    QTRY_VERIFY2_WITH_TIMEOUT(pictures.sample(path), qPrintable(path), 60000);
    const DataSample& sample = *pictures.sample(path);
    DatasetOptions options = datasetOptions(readDesignFile(path.toStdString()).value());
    const Dataset data = loadDataset(example.dataset, options).value();
    QCOMPARE(static_cast<int>(sample.values.size()), data.features);
    QCOMPARE(sample.width, data.imageWidth);
    std::vector<float> inputs(sample.values.size());
    const auto isBlank = [](const std::vector<float>& values) {
      return std::equal(values.begin() + 1, values.end(), values.begin());
    };
    std::size_t first = 0;
    do gatherInputs(data, &data.test[first], 1, inputs.data(), data.features);
    while (isBlank(inputs) && ++first < data.test.size());
    QCOMPARE(sample.values, inputs);
    QImage painted(64, 64, QImage::Format_RGB32), empty = painted;
    painted.fill(Qt::white);
    empty.fill(Qt::white);
    QPainter painter(&painted), nothing(&empty);
    paintSample(painter, QRectF(4, 4, 56, 56), sample, false);
    paintSample(nothing, QRectF(4, 4, 56, 56), {std::vector<float>(sample.values.size()), sample.width},
                false);
    // An empty board is a sample, too.
    const bool shows =
        std::any_of(sample.values.begin(), sample.values.end(), [](float v) { return v != 0; });
    QCOMPARE(painted != empty, shows);
  }
  // Another design, another picture; the same file without its light, too.
  QTemporaryDir folder;
  const QString mine = folder.filePath(QStringLiteral("mine.loom"));
  Design design = readDesignFile(examplePath("first-light.loom").toStdString()).value();
  std::erase_if(design.components, [](const ComponentPtr& part) { return part->kind == "lens"; });
  QVERIFY(saveDesign(design, mine.toStdString()).ok());
  QTRY_VERIFY(!pictures.picture(mine, size, 1, false).isNull());
  QVERIFY(pictures.picture(mine, size, 1, false).toImage() !=
          pictures.picture(firstExample(), size, 1, false).toImage());
  const PageFigure sketch = benchSketch(compileBench(design), 60, 26);
  for (const PageGroup& group : sketch.groups)
    if (!group.marks.empty()) {
      const PageBox box = boxOf(group);
      QVERIFY(group.id == "all-light" ||
              (box.x >= 0 && box.right() <= 60 && box.y >= 0 && box.bottom() <= 26));
    }
  // What cannot be read has no picture, and holds up no other.
  const QString broken = folder.filePath(QStringLiteral("broken.loom"));
  QFile file(broken);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("{");
  file.close();
  bool answered = false;
  connect(&pictures, &ExamplePictures::ready, this,
          [&](const QString& path) { answered = answered || path == broken; });
  QVERIFY(pictures.picture(broken, size, 1, false).isNull());
  QTRY_VERIFY(answered);
  QVERIFY(pictures.picture(broken, size, 1, false).isNull());
}

void TestStartPage::missingFilesAreGreyed() {
  QTemporaryDir folder;
  const QString here = folder.filePath(QStringLiteral("here.loom")),
                gone = folder.filePath(QStringLiteral("gone.loom"));
  QVERIFY(QFile::copy(examplePath("first-light.loom"), here));
  rememberFile(gone);
  rememberFile(here);
  rememberFile(firstExample());  // is the program's own
  QCOMPARE(recentFiles(), (QStringList{here, gone}));
  const std::unique_ptr<MainWindow> window = openedWindow();
  const auto rows = [&] {
    QList<QAbstractButton*> out;
    for (auto* button : window->start().findChildren<QAbstractButton*>(QStringLiteral("recentFile")))
      if (button->isVisible()) out << button;
    return out;
  };
  QCOMPARE(rows().size(), 2);
  QVERIFY(rows()[0]->isEnabled());
  QVERIFY(!rows()[1]->isEnabled());
  QVERIFY(rows()[1]->text().contains(QStringLiteral("missing")));
  const auto removers = window->start().findChildren<QAbstractButton*>(QStringLiteral("forgetFile"));
  QCOMPARE(removers.size(), 1);
  removers.front()->click();
  QCOMPARE(recentFiles(), QStringList{here});
  QTRY_COMPARE(rows().size(), 1);
  rows().front()->click();
  QCOMPARE(window->document().filePath(), here);
  QVERIFY(!window->start().isVisible());
}

void TestStartPage::staysWhereAFileCannotBeOpened() {
  QTemporaryDir folder;
  const QString broken = folder.filePath(QStringLiteral("broken.loom"));
  QFile file(broken);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("{\"format\": 3}");
  file.close();
  rememberFile(broken);
  const std::unique_ptr<MainWindow> window = openedWindow();
  window->start().findChild<QAbstractButton*>(QStringLiteral("recentFile"))->click();
  QVERIFY(window->start().isVisible());
  const auto* bar = window->start().findChild<QWidget*>(QStringLiteral("startMessageBar"));
  QVERIFY(bar->isVisible());
}

void TestStartPage::questionsLeadToBenches_data() {
  QTest::addColumn<QString>("question");
  QTest::addColumn<bool>("isExample");
  for (const char* name : {"askLearn", "askLocking", "askPaper"})
    QTest::newRow(name) << QString(name) << true;
  for (const char* name : {"askSmallCell", "askCrossedCell", "askRowCell"})
    QTest::newRow(name) << QString(name) << false;
}

void TestStartPage::questionsLeadToBenches() {
  QFETCH(QString, question);
  QFETCH(bool, isExample);
  const std::unique_ptr<MainWindow> window = openedWindow();
  auto* button = window->start().findChild<QAbstractButton*>(question);
  QVERIFY(button);
  QVERIFY(button->accessibleName().startsWith(QStringLiteral("I want to ")));
  button->click();
  QVERIFY(!window->start().isVisible());
  Document& document = window->document();
  QCOMPARE(document.copiedFrom().isEmpty(), !isExample);
  document.compilePending();
  QVERIFY(document.design().components.size() >= 10);
  QVERIFY(!document.bench()->hardware->cannotCompute);
  if (!isExample) {
    QCOMPARE(document.undoStack().count(), 1);
    const QRectF parts = window->view().benchScene().itemsBoundingRect();
    QVERIFY(window->view().mapToScene(window->view().viewport()->rect()).boundingRect().intersects(parts));
  }
}

void TestStartPage::keepsTheKeyboard() {
  const std::unique_ptr<MainWindow> window = openedWindow();
  QVERIFY(QTest::qWaitForWindowActive(window.get()));
  StartPage& page = window->start();
  QTRY_VERIFY(page.isAncestorOf(window->focusWidget()));
  std::set<QWidget*> met;
  const int stops = static_cast<int>(2 * page.cards().size()) + 40;
  for (int i = 0; i < stops; ++i) {
    QTest::keyClick(window->focusWidget(), i < stops / 2 ? Qt::Key_Tab : Qt::Key_Backtab);
    QVERIFY(page.isAncestorOf(window->focusWidget()));
    met.insert(window->focusWidget());
  }
  for (ExampleCard* card : page.cards()) {
    card->setFocus();
    QTest::keyClick(card, Qt::Key_Tab);
    QCOMPARE(window->focusWidget(), &card->trainButton());
  }
  QVERIFY(met.size() > 8);
  // Keys of the bench do nothing to what is not seen.
  const int before = window->document().undoStack().count();
  for (int key : {Qt::Key_R, Qt::Key_Delete, Qt::Key_P}) QTest::keyClick(page.cards().front(), Qt::Key(key));
  QCOMPARE(window->document().undoStack().count(), before);
  page.cards().front()->setFocus();
  QTest::keyClick(page.cards().front(), Qt::Key_Space);
  QVERIFY(!page.isVisible());
  QCOMPARE(window->document().copiedFrom(), page.cards().front()->path());
}

void TestStartPage::fitsItsWindow_data() {
  QTest::addColumn<QSize>("size");
  QTest::newRow("1024 x 768") << QSize(1024, 768);
  QTest::newRow("1366 x 768") << QSize(1366, 768);
  QTest::newRow("1920 x 1080") << QSize(1920, 1080);
}

void TestStartPage::fitsItsWindow() {
  QFETCH(QSize, size);
  const std::unique_ptr<MainWindow> window = openedWindow(size);
  QTest::qWait(50);
  StartPage& page = window->start();
  QCOMPARE(page.width(), window->width());
  QCOMPARE(page.geometry().bottom(), window->rect().bottom());
  for (const char* name : {"startSideArea", "startExamplesArea"}) {
    const auto* area = page.findChild<QScrollArea*>(QLatin1String(name));
    QVERIFY2(!area->horizontalScrollBar()->isVisible(), name);
  }
  const ExampleCard* first = page.cards().front();
  QVERIFY(page.rect().contains(QRect(first->mapTo(&page, QPoint()), first->size())));
  QCOMPARE(first->height(), first->heightForWidth(first->width()) < first->height()
                                ? first->height()
                                : first->heightForWidth(first->width()));
  // It follows the window, and covers what comes later.
  window->resize(size - QSize(60, 40));
  QTRY_COMPARE(page.width(), window->width());
  window->findChild<QDockWidget*>(QStringLiteral("paletteDock"))->hide();
  window->findChild<QDockWidget*>(QStringLiteral("paletteDock"))->show();
  QTest::qWait(20);
  QCOMPARE(window->childAt(window->rect().center())->window(), window.get());
  QVERIFY(page.isAncestorOf(window->childAt(window->rect().center())) ||
          window->childAt(window->rect().center()) == &page);
}

void TestStartPage::theMenuHasTheSameExamples() {
  MainWindow window;
  std::size_t there = 0;
  for (const ExampleEntry& example : examples()) {
    const auto* action = window.findChild<QAction*>(QStringLiteral("example_") +
                                                    QFileInfo(pathOf(example)).completeBaseName());
    QVERIFY2(action, example.file.c_str());
    QCOMPARE(action->text(), QString::fromStdString(example.title));
    ++there;
  }
  QCOMPARE(there, examples().size());
}

void TestStartPage::examplesOpenAsCopies() {
  MainWindow window;
  trigger(window, "example_first-light");
  const Document& document = window.document();
  QCOMPARE(document.displayName(), QStringLiteral("First light (copy)"));
  QCOMPARE(window.windowTitle(), QStringLiteral("First light (copy)[*] — Lightloom"));
  QVERIFY(!document.isModified() && !document.isReadOnly());
  // Relative paths of its settings start where it came from.
  QCOMPARE(QFileInfo(document.folder()).canonicalFilePath(),
           QFileInfo(QString::fromStdString(examplesFolder())).canonicalFilePath());
  QVERIFY(recentFiles().isEmpty());
  // Saved, it is a file like any other.
  QTemporaryDir folder;
  const QString mine = folder.filePath(QStringLiteral("mine.loom"));
  QVERIFY(window.document().save(mine).ok());
  QVERIFY(document.copiedFrom().isEmpty());
  QCOMPARE(document.filePath(), mine);
  QCOMPARE(QFileInfo(document.folder()).canonicalFilePath(), QFileInfo(folder.path()).canonicalFilePath());
  trigger(window, "new");
  QCOMPARE(document.displayName(), QStringLiteral("Untitled"));
  QVERIFY(document.folder().isEmpty());
  // A link that leads there leads there.
  const QString link = folder.filePath(QStringLiteral("link.loom"));
  QVERIFY(QFile::link(firstExample(), link));
  QVERIFY(window.openPath(link));
  QVERIFY(!document.copiedFrom().isEmpty());
}

void TestStartPage::nothingIsSavedAmongTheExamples() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(firstExample()));
  const QByteArray before = bytesOf(firstExample());
  const Result<Done> saved = window.document().save(firstExample());
  QVERIFY(!saved);
  QCOMPARE(saved.error().id, std::string("document.program-file"));
  QVERIFY(!window.document().save(QString::fromStdString(examplesFolder()) + QStringLiteral("/new.loom")));
  QVERIFY(!QFileInfo::exists(QString::fromStdString(examplesFolder()) + QStringLiteral("/new.loom")));
  // Save asks where, and proposes another folder.
  QString proposed;
  QTimer answer;
  connect(&answer, &QTimer::timeout, this, [&] {
    auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
    if (!dialog) return;
    proposed = dialog->selectedFiles().value(0);
    dialog->reject();
  });
  answer.start(20);
  trigger(window, "save");
  answer.stop();
  QCOMPARE(QFileInfo(proposed).fileName(), QFileInfo(firstExample()).fileName());
  QVERIFY(!isProgramFile(proposed));
  QCOMPARE(bytesOf(firstExample()), before);
}

void TestStartPage::examplesOpenAtAPaceToWatch() {
  for (const ExampleEntry& example : examples()) {
    const Design design = readDesignFile(pathOf(example).toStdString()).value();
    const std::int64_t epochs = settingInteger(design, "training.epochs");
    const Pace pace = paceToWatch(example.seconds, epochs);
    if (epochs > 300)
      QVERIFY(pace == (Pace{Pace::Per::Epoch, 1}));
    else
      QVERIFY(pace.per == Pace::Per::Run && pace.seconds >= 20 && pace.seconds <= 60);
    const double whole = static_cast<double>(epochs) * secondsPerStep(pace, 1, static_cast<int>(epochs));
    QVERIFY(whole >= std::min(60.0, example.seconds));
  }
  MainWindow window;
  QVERIFY(window.pace().pace() == Pace());
  trigger(window, "example_first-light");
  const Pace watched = window.pace().pace();
  QVERIFY(watched.per != Pace::Per::Free);
  const auto* box = window.findChild<QComboBox*>(QStringLiteral("pace"));
  QCOMPARE(box->currentData().toString().toStdString(), paceKey(watched));
  // Its time passes as said.
  window.run().play();
  QTRY_VERIFY_WITH_TIMEOUT(window.run().view().steps > 0, 20000);
  QElapsedTimer timer;
  timer.start();
  const auto done = [&] {
    const RunView& view = window.run().view();
    return static_cast<double>(view.steps) *
           secondsPerStep(watched, view.stepsPerEpoch, window.run().plannedEpochs());
  };
  const double begun = done();
  QTest::qWait(3000);
  const double share = done() - begun, expected = 1e-3 * static_cast<double>(timer.elapsed());
  QVERIFY2(share <= 1.3 * expected && (LIGHTLOOM_SANITIZED || share >= 0.6 * expected),
           qPrintable(QStringLiteral("%1 s of %2 s").arg(share).arg(expected)));
  window.run().pause();
  // Another design is at the person's own pace, and neither file nor hash knew of any.
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  QVERIFY(window.pace().pace() == Pace());
  QVERIFY(QSettings().value(QStringLiteral("run/pace")).isNull());
  window.run().markSaved(window.run().record());
}

void TestStartPage::thePaceIsThePersonsOwn() {
  {
    MainWindow window;
    choosePace(window, "step:1");
    QCOMPARE(paceKey(window.pace().pace()), std::string("step:1"));
  }
  {
    MainWindow window;  // another start
    QCOMPARE(paceKey(window.pace().pace()), std::string("step:1"));
    trigger(window, "example_first-light");
    QVERIFY(paceKey(window.pace().pace()) != "step:1");
    trigger(window, "new");
    QCOMPARE(paceKey(window.pace().pace()), std::string("step:1"));
  }
  QSettings().setValue(QStringLiteral("run/pace"), QStringLiteral("faster!"));
  MainWindow window;
  QVERIFY(window.pace().pace() == Pace());
}

void TestStartPage::theWindowStandsAsItWasLeft() {
  const auto widthOf = [](MainWindow& window, const char* dock) {
    return window.findChild<QDockWidget*>(QLatin1String(dock))->width();
  };
  const auto shelfOf = [](MainWindow& window) {
    return window.findChild<QSplitter*>(QStringLiteral("shelf"))->sizes();
  };
  QRect place;
  int right = 0;
  QList<int> shelf;
  {
    MainWindow window;
    window.setWindowState(Qt::WindowNoState);
    window.setGeometry(20, 30, 1210, 690);
    window.show();
    QTest::qWait(20);
    window.resizeDocks({window.findChild<QDockWidget*>(QStringLiteral("propertiesDock"))}, {410},
                       Qt::Horizontal);
    auto* splitter = window.findChild<QSplitter*>(QStringLiteral("shelf"));
    splitter->setSizes({splitter->height() - 190, 190});
    window.findChild<QDockWidget*>(QStringLiteral("trainingDock"))->hide();
    QTest::qWait(20);
    place = window.geometry();
    right = widthOf(window, "propertiesDock");
    shelf = shelfOf(window);
    window.close();
  }
  MainWindow window;
  window.show();
  QTest::qWait(20);
  QCOMPARE(window.geometry().size(), place.size());
  QCOMPARE(widthOf(window, "propertiesDock"), right);
  QVERIFY(!window.findChild<QDockWidget*>(QStringLiteral("trainingDock"))->isVisible());
  QCOMPARE(shelfOf(window), shelf);
}

void TestStartPage::theLayoutCanBeReset() {
  MainWindow window;
  window.setWindowState(Qt::WindowNoState);
  window.resize(1280, 760);
  window.show();
  QTest::qWait(30);
  trigger(window, "resetLayout");
  QTest::qWait(30);
  const auto standing = [&] {
    QList<QRect> out;
    for (const QDockWidget* dock : window.findChildren<QDockWidget*>())
      out << (dock->isVisible() ? dock->geometry() : QRect());
    const auto* shelf = window.findChild<QSplitter*>(QStringLiteral("shelf"));
    for (int size : shelf->sizes()) out << QRect(0, 0, 1, size);
    return out;
  };
  const QList<QRect> first = standing();
  window.findChild<QDockWidget*>(QStringLiteral("trainingDock"))->hide();
  auto* left = window.findChild<QDockWidget*>(QStringLiteral("paletteDock"));
  window.addDockWidget(Qt::RightDockWidgetArea, left);
  window.findChild<QDockWidget*>(QStringLiteral("propertiesDock"))->setFloating(true);
  window.findChild<QSplitter*>(QStringLiteral("shelf"))->setSizes({60, 600});
  trigger(window, "showLocking");
  QTest::qWait(30);
  QVERIFY(standing() != first);
  trigger(window, "resetLayout");
  QTest::qWait(50);
  QCOMPARE(standing(), first);
}

void TestStartPage::comesBackOnAScreenThatIsThere() {
  {
    MainWindow window;
    window.setWindowState(Qt::WindowNoState);
    window.setGeometry(5200, 3100, 900, 600);  // on a second screen
    window.show();
    QTest::qWait(20);
    auto* floating = window.findChild<QDockWidget*>(QStringLiteral("propertiesDock"));
    floating->setFloating(true);
    floating->setGeometry(6000, 3200, 340, 400);
    QTest::qWait(20);
    window.close();
  }
  MainWindow window;
  window.show();
  QTest::qWait(20);
  const QRect screen = window.screen()->availableGeometry();
  QVERIFY(screen.contains(window.geometry().center()));
  QVERIFY(screen.intersects(window.findChild<QDockWidget*>(QStringLiteral("propertiesDock"))->geometry()) ||
          !window.findChild<QDockWidget*>(QStringLiteral("propertiesDock"))->isFloating());
}

QTEST_MAIN(TestStartPage)
#include "tst_start_page.moc"
