#include <QAction>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPointer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <cmath>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_item.h"
#include "canvas/tools/tool_box.h"
#include "documents/design_file.h"
#include "documents/talk.h"
#include "files/program_files.h"
#include "main_window.h"
#include "panels/page.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "stage/notes_window.h"
#include "stage/spotlight.h"
#include "stage/stage.h"
#include "stage/talk_actions.h"
#include "stage/talk_player.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// Presentation of the bench, and talks: what the audience sees, the keys of a clicker, and that the window
/// behind is as it was.
class TestTalks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void escRestoresEverything();
  void closingTheWindowEndsWhatIsGiven();
  void clickerKeysReachTheStageAlone();
  void whoWritesOrDragsKeepsTheKeys();
  void wordsAreLarge();
  void allNumbersFit();
  void thePointerShines();
  void everyPageOfATalkIsThere();
  void theShippedTalkByKeyboardAlone();
  void aTalkLeavesTheWindowAlone();
  void aSceneThatCannotBeShownSaysWhy();
  void dataLieBesideTheirDesign();
  void notesTakeTheClickerToo();
  void aCameraLooksAtItsPartsAlone();
  void viewsBecomeScenes();
  void viewsThatAreInNoFileAreRefused();

 private:
  static constexpr int kPatienceMs = 20000;
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  Stage& stage() { return *m_window->talks().stage(); }
  // As the offscreen platform has a screen of its own size.
  void resizeStage(QSize size) {
    stage().showNormal();
    stage().resize(size);
    QCOMPARE(stage().size(), size);
  }
  void press(Qt::Key key) { QTest::keyClick(stage().focusWidget() ? stage().focusWidget() : &stage(), key); }
  QStringList state();

  std::unique_ptr<MainWindow> m_window;
};

void TestTalks::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().view().report, kPatienceMs);
}

void TestTalks::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

// What somebody may have arranged: docks and their sizes, zoom and place of the bench, theme, selection.
QStringList TestTalks::state() {
  const BenchView& view = m_window->view();
  QStringList out{
      QString::fromLatin1(m_window->saveState().toHex()),
      QString::fromLatin1(m_window->saveGeometry().toHex()),
      QString::number(view.zoom(), 'g', 17),
      QStringLiteral("%1 %2").arg(view.middle().x(), 0, 'g', 17).arg(view.middle().y(), 0, 'g', 17),
      QApplication::palette().color(QPalette::Window).name(),
      QApplication::font().toString(),
      QString::number(view.benchScene().loupesShown()),
      QString::number(m_window->document().undoStack().index())};
  for (const std::string& id : m_window->selection().ids()) out << QString::fromStdString(id);
  for (const QDockWidget* dock : m_window->findChildren<QDockWidget*>())
    if (dock->isVisible())
      out << QStringLiteral("%1 %2 %3x%4")
                 .arg(dock->objectName())
                 .arg(dock->isVisible())
                 .arg(dock->width())
                 .arg(dock->height());
  for (const LoupeItem* loupe : view.benchScene().loupes())
    out << QStringLiteral("%1 %2").arg(loupe->x(), 0, 'g', 17).arg(loupe->y(), 0, 'g', 17);
  return out;
}

void TestTalks::escRestoresEverything() {
  find<QAction>("showNoise")->trigger();
  m_window->view().zoomBy(1.7, QPointF(100, 80));
  m_window->view().panBy(QPoint(31, -17));
  m_window->selection().set({"lens1"});
  QCoreApplication::processEvents();
  const QStringList before = state();
  const QImage picture = m_window->view().grab().toImage();
  for (const Qt::Key leave : {Qt::Key_Escape, Qt::Key_F11}) {
    find<QAction>("present")->trigger();
    QVERIFY(m_window->talks().stage());
    QVERIFY(stage().isFullScreen());
    stage().view().zoomIn();
    press(leave);
    QVERIFY(!m_window->talks().stage());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    QCOMPARE(state(), before);
    QVERIFY(m_window->view().grab().toImage() == picture);
  }
}

void TestTalks::closingTheWindowEndsWhatIsGiven() {
  for (const char* action : {"present", "giveShipped"}) {
    m_window->show();
    find<QAction>(action)->trigger();
    QPointer<Stage> dying = &stage();
    for (const char* other : {"present", "giveShipped", "giveTalk", "addView"})
      QVERIFY2(!find<QAction>(other)->isEnabled(), other);
    m_window->close();
    QVERIFY(!m_window->talks().stage());
    for (const QWidget* top : QApplication::topLevelWidgets())
      QVERIFY2(!top->isVisible(), qPrintable(top->objectName()));
    QVERIFY(find<QAction>("present")->isEnabled());
    // It is still there, and says again that it wants to leave.
    QVERIFY(dying);
    dying->close();
    QTest::keyClick(dying, Qt::Key_Escape);
    m_window->talks().leave();
  }
  // What was left goes before the document that it looks at.
  find<QAction>("present")->trigger();
  QPointer<Stage> dying = &stage();
  m_window->talks().leave();
  m_window.reset();
  QVERIFY(!dying);
  init();
}

void TestTalks::clickerKeysReachTheStageAlone() {
  find<QAction>("present")->trigger();
  QSignalSpy forward(&stage(), &Stage::forward), back(&stage(), &Stage::back);
  for (const char* name : {"stage", "bench"}) {
    QWidget* at = &stage();
    if (QLatin1String(name) == QLatin1String("bench")) at = &stage().view();
    at->setFocus();
    QTest::keyClick(at, Qt::Key_PageDown);
    QTest::keyClick(at, Qt::Key_PageUp);
  }
  QCOMPARE(forward.count(), 2);
  QCOMPARE(back.count(), 2);
  press(Qt::Key_B);
  QVERIFY(stage().isBlack());
  QCOMPARE(stage().grab().toImage().pixelColor(stage().rect().center()), QColor(Qt::black));
  press(Qt::Key_B);
  QVERIFY(!stage().isBlack());
  press(Qt::Key_Period);
  QVERIFY(stage().isBlack());
  // Those of the window still go there.
  QTest::keyClick(&m_window->view(), Qt::Key_PageDown);
  QCOMPARE(forward.count(), 2);
  stage().close();
  QVERIFY(!m_window->talks().stage());
}

void TestTalks::whoWritesOrDragsKeepsTheKeys() {
  find<QAction>("present")->trigger();
  TalkScene scene;
  scene.page = "energy";
  stage().show(scene);
  auto& field = *new QLineEdit(stage().page());
  field.show();
  field.setFocus();
  QTest::keyClicks(&field, QStringLiteral("b.5"));
  QCOMPARE(field.text(), QStringLiteral("b.5"));
  QVERIFY(!stage().isBlack());
  // Elsewhere they are the clicker's.
  QTest::keyClick(stage().page(), Qt::Key_Period);
  QVERIFY(stage().isBlack());
  stage().setBlack(false);
  stage().show({});
  BenchView& view = stage().view();
  const int steps = m_window->document().undoStack().index();
  for (const bool byKey : {true, false}) {
    view.setFocus();
    const QPoint part = view.mapFromScene(view.benchScene().partBounds({"lens1"}).center());
    QTest::mousePress(view.viewport(), Qt::LeftButton, {}, part);
    QTest::mouseMove(view.viewport(), part + QPoint(20, 10));
    QTest::mouseMove(view.viewport(), part + QPoint(40, 20));
    QVERIFY(view.tools().busy());
    if (byKey)
      QTest::keyClick(&view, Qt::Key_Escape);
    else
      m_window->talks().leave();
    QVERIFY(!view.tools().busy());
    QCOMPARE(m_window->talks().stage() != nullptr, byKey);
    QCOMPARE(m_window->document().undoStack().index(), steps);
    if (byKey) QTest::mouseRelease(view.viewport(), Qt::LeftButton, {}, part);
  }
}

// 18 pt at 1024 × 768, and as large a share of larger screens.
void TestTalks::wordsAreLarge() {
  find<QAction>("present")->trigger();
  stage().say(QStringLiteral("Words"), QStringLiteral("1 / 2"));
  TalkScene scene;
  scene.plots = {"accuracy"};
  scene.loupes = std::vector<std::string>{"vcsel_array2"};
  stage().show(scene);
  for (const auto& [size, points] : {std::pair(QSize(1024, 768), 18.0), std::pair(QSize(1920, 1080), 25.3)}) {
    resizeStage(size);
    const double least = points - 0.05, dots = stage().logicalDpiY() / 72.0;
    const CanvasColours& colours = stage().view().benchScene().colours();
    QVERIFY2(colours.font(0.92).pointSizeF() >= least,
             qPrintable(QString::number(colours.font().pointSizeF())));
    for (const QLabel* label : stage().findChildren<QLabel*>())
      if (label->isVisible() && label->window() == &stage())
        QVERIFY2(label->font().pointSizeF() >= least, qPrintable(label->objectName()));
    const std::vector<LoupeItem*> loupes = stage().view().benchScene().loupes();
    QCOMPARE(loupes.size(), std::size_t{1});
    const double pixels =
        LoupeItem::kFont * loupes[0]->textScale() * loupes[0]->scale() * stage().view().pixelsPerMillimetre();
    QVERIFY2(pixels >= 0.94 * least * dots, qPrintable(QString::number(pixels)));
    const LivePlot* accuracy = stage().plots().plots()[0];
    QVERIFY(accuracy->isVisible() && !stage().plots().plots()[1]->isVisible());
    QVERIFY(accuracy->height() > 0.2 * size.height());
    QVERIFY(colours.size > 1.5);
  }
}

// As soon as something is trained there are numbers, and they have room beside each other.
void TestTalks::allNumbersFit() {
  m_window->run().play();
  QTRY_VERIFY_WITH_TIMEOUT(!m_window->run().curves().points.empty(), kPatienceMs);
  m_window->run().pause();
  find<QAction>("present")->trigger();
  TalkScene scene;
  scene.plots.assign(talkPlots().begin(), talkPlots().end());
  stage().show(scene);
  resizeStage(QSize(1024, 768));
  QTest::qWait(0);
  QVERIFY(stage().minimumSizeHint().width() <= 1024 && stage().minimumSizeHint().height() <= 768);
  QCOMPARE(stage().size(), QSize(1024, 768));
  int numbers = 0;
  for (const QLabel* label : stage().findChildren<QLabel*>(QRegularExpression(QStringLiteral("^number_")))) {
    ++numbers;
    QVERIFY(label->isVisible());
    QVERIFY2(QFontMetricsF(label->font()).horizontalAdvance(label->text()) <= label->width(),
             qPrintable(QStringLiteral("%1: %2 px, %3 pt")
                            .arg(label->text())
                            .arg(label->width())
                            .arg(label->font().pointSizeF())));
    QVERIFY(label->font().pointSizeF() >= 17.95);
  }
  QCOMPARE(numbers, 4);
}

void TestTalks::thePointerShines() {
  find<QAction>("present")->trigger();
  const auto* light = stage().findChild<Spotlight*>();
  QVERIFY(!light->isShining());
  const QImage before = stage().grab().toImage();
  QWidget* const bench = stage().view().viewport();
  const QPoint at = bench->mapTo(&stage(), bench->rect().center());
  // The offscreen platform knows no order of windows, and would move the mouse over any of them.
  const QPoint middle = bench->rect().center();
  QMouseEvent move(QEvent::MouseMove, middle, bench->mapToGlobal(middle), Qt::NoButton, Qt::NoButton,
                   Qt::NoModifier);
  QApplication::sendEvent(bench, &move);
  QVERIFY(light->isShining());
  QVERIFY(stage().grab().toImage() != before);
  // It is touched by nothing: what is below it gets the mouse.
  QVERIFY(stage().childAt(at) != light);
}

void TestTalks::everyPageOfATalkIsThere() {
  find<QAction>("present")->trigger();
  for (const std::string_view page : talkPages()) {
    const QByteArray dock = QByteArray(page.data(), static_cast<int>(page.size())) + "Dock";
    QVERIFY2(find<QDockWidget>(dock.constData()), dock.constData());
    TalkScene scene;
    scene.page = page;
    stage().show(scene);
    QVERIFY(stage().page() && stage().page()->isVisible());
    QVERIFY(!stage().view().isVisible());
    const QByteArray name = stage().page()->metaObject()->className();
    scene.camera = TalkCamera{{"lens1"}, 0, 0, 0};
    stage().show(scene);
    QCOMPARE(QByteArray(stage().page()->metaObject()->className()), name);
    QVERIFY(stage().view().isVisible());
  }
  stage().show({});
  QVERIFY(!stage().page());
}

// From start to end, and back, with nothing but the keys of a clicker.
void TestTalks::theShippedTalkByKeyboardAlone() {
  find<QAction>("giveShipped")->trigger();
  TalkPlayer& player = *m_window->talks().player();
  const int count = static_cast<int>(player.talk().scenes.size());
  QString designName;
  for (int i = 0; i < count; ++i) {
    const TalkScene& scene = player.talk().scenes[static_cast<std::size_t>(i)];
    QCOMPARE(player.scene(), i);
    QCOMPARE(stage().caption(), QString::fromStdString(scene.caption));
    QCOMPARE(stage().page() != nullptr, !scene.page.empty());
    QCOMPARE(stage().view().isVisible(), scene.page.empty() || scene.camera.has_value());
    QCOMPARE(player.run().isRunning(), scene.speed.has_value());
    const Result<Design> wanted = talkSceneDesign(player.talk(), static_cast<std::size_t>(i), "");
    QVERIFY(wanted.ok());
    QVERIFY(sameDrawing(player.document().design(), wanted.value()));
    if (scene.loupes) QCOMPARE(stage().view().benchScene().loupes().size(), scene.loupes->size());
    if (scene.camera) {
      // What it looks at is in sight, whole.
      const QRectF seen = stage().view().mapToScene(stage().view().viewport()->rect()).boundingRect();
      QVERIFY2(seen.contains(stage().view().benchScene().partBounds(scene.camera->parts)),
               qPrintable(stage().caption()));
    }
    press(Qt::Key_PageDown);
  }
  QCOMPARE(player.scene(), count - 1);
  press(Qt::Key_B);
  press(Qt::Key_PageUp);
  QVERIFY(!stage().isBlack());
  QCOMPARE(player.scene(), count - 2);
  for (int i = 0; i < count; ++i) press(Qt::Key_PageUp);
  QCOMPARE(player.scene(), 0);
  press(Qt::Key_Escape);
  QVERIFY(!m_window->talks().stage());
}

// Unsaved work, training and undo steps of the window are not the talk's.
void TestTalks::aTalkLeavesTheWindowAlone() {
  m_window->document().push(setParameter(m_window->document().design(), "lens1", "fine_x", Value(1e-6)));
  m_window->document().compilePending();
  const QStringList before = state();
  const Design design = m_window->document().design();
  const auto bench = m_window->document().bench();
  QVERIFY(m_window->talks().giveTalk(
      QString::fromStdString(lightloom::files::examplePath("talks/light-that-learns.loomtalk"))));
  for (int i = 0; i < 10; ++i) press(Qt::Key_PageDown);
  QVERIFY(m_window->talks().player()->run().isRunning());
  QVERIFY(!m_window->run().isRunning());
  QVERIFY(!m_window->talks().giveTalk(QStringLiteral("/nowhere")));
  press(Qt::Key_Escape);
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  QCOMPARE(state(), before);
  QVERIFY(m_window->document().design() == design);
  QCOMPARE(m_window->document().bench(), bench);
  QVERIFY(m_window->document().isModified());
}

void TestTalks::aSceneThatCannotBeShownSaysWhy() {
  QTemporaryDir folder;
  Talk talk;
  talk.title = "T";
  talk.scenes.resize(2);
  talk.scenes[0].caption = talk.scenes[1].caption = "Fine";
  talk.scenes[0].design = "first-light";
  talk.scenes[1].design = "./missing.loom";
  const QString path = folder.filePath("t.loomtalk");
  QVERIFY(saveTalk(talk, path.toStdString()).ok());
  QVERIFY(m_window->talks().giveTalk(path));
  press(Qt::Key_PageDown);
  QVERIFY2(stage().caption().contains("./missing.loom"), qPrintable(stage().caption()));
  press(Qt::Key_PageUp);
  QCOMPARE(stage().caption(), QStringLiteral("Fine"));
  press(Qt::Key_Escape);
  QVERIFY(!m_window->talks().giveTalk(folder.filePath("none.loomtalk")));
  QVERIFY(m_window->messageText().contains("none.loomtalk"));
}

// Of a design below the talk, and where the window looks; what is nowhere is said.
void TestTalks::dataLieBesideTheirDesign() {
  QTemporaryDir folder, data;
  QVERIFY(QDir(folder.path()).mkdir("sub"));
  const auto write = [](const QString& path) {
    QFile table(path);
    QVERIFY(table.open(QIODevice::WriteOnly));
    for (int i = 0; i < 40; ++i)
      table.write(QStringLiteral("%1,%2,%3\n").arg(i).arg(i % 7).arg(i % 2 ? "odd" : "even").toLatin1());
  };
  write(folder.filePath("sub/own.csv"));
  write(data.filePath("shared.csv"));
  m_window->run().setDataDirs({data.path().toStdString()});
  Talk talk;
  talk.title = "T";
  for (const char* name : {"own", "shared", "none"}) {
    const Design& shown = m_window->document().design();
    const Design design =
        apply(shown, setSetting(shown, "training.dataset", Value(std::string(name) + ".csv")));
    QVERIFY(saveDesign(design, folder.filePath(QStringLiteral("sub/%1.loom").arg(name)).toStdString()).ok());
    TalkScene& scene = talk.scenes.emplace_back();
    scene.caption = name;
    scene.design = "./sub/" + std::string(name) + ".loom";
  }
  const QString path = folder.filePath("t.loomtalk");
  QVERIFY(saveTalk(talk, path.toStdString()).ok());
  QVERIFY(m_window->talks().giveTalk(path));
  const RunController& run = m_window->talks().player()->run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data(), kPatienceMs);
  const auto own = run.data();
  press(Qt::Key_PageDown);
  QTRY_VERIFY_WITH_TIMEOUT(run.data() && run.data() != own, kPatienceMs);
  press(Qt::Key_PageDown);
  QTRY_VERIFY2_WITH_TIMEOUT(stage().caption().contains("none.csv"), qPrintable(stage().caption()),
                            kPatienceMs);
  QVERIFY(stage().caption().startsWith("none\n"));
}

// As with two screens, which the offscreen platform has not.
void TestTalks::notesTakeTheClickerToo() {
  find<QAction>("giveShipped")->trigger();
  TalkPlayer& player = *m_window->talks().player();
  QVERIFY(!player.notes());
  player.openNotes(*m_window);
  QPointer<NotesWindow> notes = player.notes();
  const auto* words = notes->findChild<QLabel*>(QStringLiteral("notes"));
  QCOMPARE(words->text(), QString::fromStdString(player.talk().scenes[0].notes));
  QTest::keyClick(notes, Qt::Key_PageDown);
  QCOMPARE(player.scene(), 1);
  QCOMPARE(words->text(), QString::fromStdString(player.talk().scenes[1].notes));
  QTest::keyClick(notes, Qt::Key_B);
  QVERIFY(stage().isBlack());
  QTest::keyClick(notes, Qt::Key_PageUp);
  QCOMPARE(player.scene(), 0);
  // What goes wrong is for the person who speaks.
  const QString caption = stage().caption();
  Q_EMIT stage().problem(QStringLiteral("No."));
  QCOMPARE(stage().caption(), caption);
  QCOMPARE(notes->findChild<QLabel*>(QStringLiteral("talkProblem"))->text(), QStringLiteral("No."));
  // Long notes do not make a large window.
  Talk wordy = player.talk();
  wordy.scenes[0].notes = std::string(60000, 'n');
  for (std::size_t i = 7; i < wordy.scenes[0].notes.size(); i += 8) wordy.scenes[0].notes[i] = ' ';
  const QSize before = notes->size();
  notes->show(wordy, 0);
  settleLayouts();
  QCOMPARE(notes->size(), before);
  QTest::keyClick(notes, Qt::Key_Escape);
  QVERIFY(!m_window->talks().stage());
  QVERIFY(notes && !notes->isVisible());
}

// Not at the loupes of others.
void TestTalks::aCameraLooksAtItsPartsAlone() {
  find<QAction>("present")->trigger();
  const auto seen = [this](bool loupes) {
    TalkScene scene;
    scene.camera = TalkCamera{{"lens1"}, 0, 0, 0};
    if (!loupes) scene.loupes.emplace();
    stage().show(scene);
    return stage().view().mapToScene(stage().view().viewport()->rect()).boundingRect();
  };
  const QRectF alone = seen(false), among = seen(true);
  QVERIFY(!stage().view().benchScene().loupes().empty());
  QVERIFY2(std::abs(among.width() / alone.width() - 1) < 0.05,
           qPrintable(QStringLiteral("%1 of %2 mm").arg(among.width()).arg(alone.width())));
}

void TestTalks::viewsBecomeScenes() {
  QTemporaryDir folder;
  const QString path = folder.filePath("mine.loomtalk"), own = folder.filePath("own.loom");
  QVERIFY(QFile::copy(examplePath("first-light.loom"), own));
  QVERIFY(m_window->openPath(own));
  QVERIFY(m_window->talks().addTo(path, QStringLiteral("All of it")));
  find<QAction>("showPhotons")->trigger();
  find<QAction>("loupes")->setChecked(false);
  find<QAction>("present_energy")->setChecked(true);
  m_window->view().zoomBy(3, QPointF(200, 100));
  const QPointF middle = m_window->view().middle();
  QVERIFY(m_window->talks().addTo(path, QStringLiteral("A corner")));
  const Result<Talk> talk = readTalkFile(path.toStdString());
  QVERIFY2(talk.ok(), talk ? "" : english(talk.error()).c_str());
  QCOMPARE(talk.value().title, std::string("mine"));
  const std::vector<TalkScene>& scenes = talk.value().scenes;
  QCOMPARE(scenes.size(), std::size_t{2});
  QCOMPARE(scenes[0].caption, std::string("All of it"));
  QCOMPARE(scenes[0].design, std::string("./own.loom"));
  QVERIFY(!scenes[0].camera && !scenes[0].loupes && scenes[0].page.empty() && !scenes[0].speed);
  QCOMPARE(scenes[1].page, std::string("photons"));
  QVERIFY(scenes[1].loupes && scenes[1].loupes->empty());
  QCOMPARE(scenes[1].plots, (std::vector<std::string>{"accuracy", "energy"}));
  QVERIFY(scenes[1].camera.has_value());
  QVERIFY(std::abs(1e3 * scenes[1].camera->x - middle.x()) < 1e-6);
  QVERIFY(std::abs(1e3 * scenes[1].camera->y + middle.y()) < 1e-6);
  find<QAction>("present_energy")->setChecked(false);
  // The stage looks at the same place.
  QVERIFY(m_window->talks().giveTalk(path));
  press(Qt::Key_PageDown);
  const double off = QLineF(stage().view().middle(), middle).length() * stage().view().pixelsPerMillimetre();
  // But for half the strip of the scale bar, which is higher there.
  QVERIFY2(off < 60, qPrintable(QString::number(off)));
  press(Qt::Key_Escape);
}

void TestTalks::viewsThatAreInNoFileAreRefused() {
  QTemporaryDir folder;
  const QString path = folder.filePath("mine.loomtalk");
  const auto refused = [&](const char* says) {
    QVERIFY(!m_window->talks().addTo(path, QStringLiteral("C")));
    QVERIFY2(m_window->messageText().contains(QLatin1String(says)), qPrintable(m_window->messageText()));
    QVERIFY(!QFileInfo::exists(path));
  };
  refused("lies outside its folder");
  m_window->document().push(setParameter(m_window->document().design(), "lens1", "fine_x", Value(1e-6)));
  refused("Save it in the folder of the talk first");
  m_window->document().undoStack().setClean();
  QVERIFY(m_window->openPath(QString::fromStdString(lightloom::files::examplePath("first-light.loom"))));
  QVERIFY(m_window->talks().addTo(path, QStringLiteral("C")));
  QCOMPARE(readTalkFile(path.toStdString()).value().scenes[0].design, std::string("first-light"));
  // The talk that comes with the program stays as it is.
  const QString shipped =
      QString::fromStdString(lightloom::files::examplePath("talks/light-that-learns.loomtalk"));
  const Result<Talk> before = readTalkFile(shipped.toStdString());
  QVERIFY(!m_window->talks().addTo(shipped, QStringLiteral("C")));
  QVERIFY2(m_window->messageText().contains("folder of your own"), qPrintable(m_window->messageText()));
  QVERIFY(readTalkFile(shipped.toStdString()).value() == before.value());
  // An empty caption is nothing that could be read again, and a broken talk is not written over.
  QVERIFY(!m_window->talks().addTo(path, QString()));
  QCOMPARE(readTalkFile(path.toStdString()).value().scenes.size(), std::size_t{1});
  QFile broken(path);
  QVERIFY(broken.open(QIODevice::WriteOnly));
  broken.write("{");
  broken.close();
  QVERIFY(!m_window->talks().addTo(path, QStringLiteral("C")));
  QVERIFY(broken.open(QIODevice::ReadOnly));
  QCOMPARE(broken.readAll(), QByteArray("{"));
}

QTEST_MAIN(TestTalks)
#include "tst_talks.moc"
