#include <QAbstractSpinBox>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QNativeGestureEvent>
#include <QPointingDevice>
#include <QPushButton>
#include <QScrollBar>
#include <QStatusBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QToolTip>
#include <random>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/canvas_grid.h"
#include "canvas/check_mark.h"
#include "canvas/handle_item.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/scene_coordinates.h"
#include "design/templates.h"
#include "main_window.h"
#include "panels/elided_label.h"
#include "theme/tips.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// What users of canvas editors are used to, tried in the whole window.
class TestConventions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanupTestCase() { m_window.reset(); }
  void zoomsWithControlAndTheWheel();
  void pansWithMiddleRightAndSpace();
  void touchpadsPanAndPinch();
  void fitsMostOfTheView();
  void zoomCanBeTyped();
  void rightClickOpensTheMenuOfThePart();
  void theMenuSpeaksOfWhatIsUnderThePointer();
  void tabGoesFromPartToPart();
  void selectsAllAndNone();
  void duplicatesOneLineAside();
  void nudgesByTenths();
  void turnsByTheHandle();
  void clicksThroughTheHandle();
  void mnemonicsAreUnique();
  void placesFromThePaletteByKeyboard();
  void copiesTextAndPictures();
  void survivesAThousandClips();
  void pastesAtThePointerAndInPlace();
  void goesThroughWhatLiesOnTop();
  void hidesAndShows();
  void layersHideLockAndSelect();
  void fieldsKeepTheirKeys();
  void doubleClickEditsTheMainValue();
  void undoNamesShowsAndSelects();
  void hintsFollowHandAndKeys();
  void alignsInTheWindow();
  void scrollsWhileDraggingAtTheEdge();
  void redoesByEitherKey();
  void wheelLeavesFieldsAlone();
  void undoneFromAFieldThatIsDone();
  void savesWhatIsStillBeingTyped();
  void oneButtonAtATime();
  void burstsBelongToTheirSelection();
  void whatIsHiddenIsNotSelected();
  void saysThatAPartIsLocked();
  void pastesWhereTheMenuWasAskedFor();
  void readsAClipWithWordsAroundIt();
  void dragsFromThePalette();
  void placesEachAtAFreePlace();
  void theFirstPartLeavesTheViewAsItIs();
  void messagesLeaveTheViewAsItIs();
  void doubleClickOnTheLeaderOpensItsPower();
  void fitsASelectionOnlyWhereThereIsOne();
  void entriesLookLikeWhatTheyDo();
  void pauseIsThereOnce();
  void messagesGoWithTheirTruth();
  void pagesGiveTheirHeightBack();
  void wordsKeepToTheirRoomInASmallWindow();
  void pastesAsideOfWhatWasPasted();
  void noticesPushNoSetting();
  void tipsBreakTheirLines();

 private:
  BenchView& view() { return m_window->view(); }
  QAction& action(const char* name) { return *m_window->findChild<QAction*>(QLatin1String(name)); }
  const Design& design() { return m_window->document().design(); }
  QUndoStack& undo() { return m_window->document().undoStack(); }
  QPoint viewOf(const std::string& id) {
    return view().mapFromScene(view().benchScene().partItem(id)->pos());
  }
  void mouse(QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers = {});
  void drag(QPoint from, QPoint by, Qt::MouseButton button = Qt::LeftButton,
            Qt::KeyboardModifiers modifiers = {});
  void place(const char* kind, double xMm, double yMm) {
    view().placeKind(QLatin1String(kind), QPointF(xMm, -yMm));
  }

  std::unique_ptr<MainWindow> m_window;
};

void TestConventions::initTestCase() {
  prepareWindowTest();
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestConventions::init() {
  QVERIFY(m_window->document().open(examplePath("first-light.loom")).ok());
  m_window->selection().clear();
  for (QMenu* menu : m_window->findChildren<QMenu*>()) menu->close();
  m_window->activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
  view().setFocus();
}

void TestConventions::mouse(QEvent::Type type, QPoint at, Qt::MouseButton button,
                            Qt::KeyboardModifiers modifiers) {
  QWidget* viewport = view().viewport();
  const Qt::MouseButton changed = type == QEvent::MouseMove ? Qt::NoButton : button;
  const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : button;
  QMouseEvent event(type, at, viewport->mapToGlobal(at), changed, held, modifiers);
  QApplication::sendEvent(viewport, &event);
}

void TestConventions::drag(QPoint from, QPoint by, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) {
  mouse(QEvent::MouseButtonPress, from, button, modifiers);
  for (int i = 1; i <= 20; ++i) mouse(QEvent::MouseMove, from + by * i / 20, button, modifiers);
  mouse(QEvent::MouseButtonRelease, from + by, button, modifiers);
}

void TestConventions::zoomsWithControlAndTheWheel() {
  const double before = view().zoom();
  view().setWheel(BenchView::Wheel::Scroll);
  wheel(view().viewport(), QPoint(300, 200), 1, Qt::ControlModifier);
  view().setWheel(BenchView::Wheel::Zoom);
  QVERIFY(view().zoom() > before);
}

void TestConventions::pansWithMiddleRightAndSpace() {
  const std::size_t parts = design().components.size();
  QApplication::clipboard()->setText(QStringLiteral("never pasted"), QClipboard::Selection);
  view().zoomBy(2, QPointF(400, 200));
  const auto offset = [&] { return viewOf("beam_splitter4"); };
  const auto moved = [&](auto pan) {
    const QPoint before = offset();
    pan();
    return offset() - before;
  };
  QCOMPARE(moved([&] { drag({400, 200}, {150, 90}, Qt::MiddleButton); }), QPoint(150, 90));
  QCOMPARE(moved([&] { drag({400, 200}, {-70, 30}, Qt::RightButton); }), QPoint(-70, 30));
  QVERIFY(!QApplication::activePopupWidget());
  QCOMPARE(moved([&] {
             QTest::keyPress(&view(), Qt::Key_Space);
             QCOMPARE(view().viewport()->cursor().shape(), Qt::OpenHandCursor);
             mouse(QEvent::MouseButtonPress, {400, 200}, Qt::LeftButton);
             QCOMPARE(view().viewport()->cursor().shape(), Qt::ClosedHandCursor);
             mouse(QEvent::MouseMove, {420, 140}, Qt::LeftButton);
             mouse(QEvent::MouseButtonRelease, {420, 140}, Qt::LeftButton);
             QTest::keyRelease(&view(), Qt::Key_Space);
           }),
           QPoint(20, -60));
  QVERIFY(!m_window->run().isRunning());  // the Space that panned does not train
  m_window->selection().clear();
  QVERIFY(moved([&] { QTest::keyClick(&view(), Qt::Key_Left); }).x() > 10);
  QCOMPARE(design().components.size(), parts);
  QCOMPARE(undo().count(), 0);
}

void TestConventions::touchpadsPanAndPinch() {
  const QPointF at(300, 200);
  const QPoint before = viewOf("beam_splitter4");
  const double zoom = view().zoom();
  for (Qt::ScrollPhase phase : {Qt::ScrollBegin, Qt::ScrollUpdate, Qt::ScrollUpdate, Qt::ScrollEnd}) {
    QWheelEvent event(at, view().viewport()->mapToGlobal(at), QPoint(0, -20), QPoint(0, -40), Qt::NoButton,
                      {}, phase, false);
    QApplication::sendEvent(view().viewport(), &event);
  }
  QVERIFY(viewOf("beam_splitter4").y() < before.y() - 20);
  QCOMPARE(view().zoom(), zoom);
  QNativeGestureEvent pinch(Qt::ZoomNativeGesture, QPointingDevice::primaryPointingDevice(), 2, at, at,
                            view().viewport()->mapToGlobal(at), 0.1, QPointF());
  QApplication::sendEvent(view().viewport(), &pinch);
  QVERIFY(std::fabs(view().zoom() / zoom - 1.1) < 1e-9);
}

void TestConventions::fitsMostOfTheView() {
  for (const char* example : {"first-light.loom", "mnist-5x5.loom"}) {
    QVERIFY(m_window->openPath(examplePath(example)));
    action("fitAll").trigger();
    const QRectF content = view().viewportTransform().mapRect(view().benchScene().contentBounds());
    const QSizeF room = view().viewport()->size();
    const double share = std::max(content.width() / room.width(), content.height() / room.height());
    QVERIFY2(share >= 0.8 && share <= 0.98, qPrintable(QString::number(share)));
  }
  for (const char* name : {"zoomIn", "zoomOut", "trueSize", "fitAll", "fitSelection"})
    QVERIFY(!action(name).shortcuts().isEmpty());
  QCOMPARE(action("zoomIn").shortcuts().size(), 2);
  action("trueSize").trigger();
  QVERIFY(std::fabs(view().zoom() - 1) < 1e-9);
  m_window->selection().set({"beam_splitter4"});
  action("fitSelection").trigger();
  QVERIFY(view().zoom() > 3);
}

void TestConventions::zoomCanBeTyped() {
  auto* box = m_window->statusBar()->findChild<QComboBox*>(QStringLiteral("zoom"));
  box->lineEdit()->setFocus();
  box->lineEdit()->selectAll();
  QTest::keyClicks(box->lineEdit(), QStringLiteral("150 %"));
  QTest::keyClick(box->lineEdit(), Qt::Key_Return);
  QVERIFY(std::fabs(view().zoom() - 1.5) < 1e-6);
}

void TestConventions::rightClickOpensTheMenuOfThePart() {
  auto* menu = m_window->findChild<QMenu*>(QStringLiteral("contextMenu"));
  const QPoint at = viewOf("beam_splitter4");
  mouse(QEvent::MouseButtonPress, at, Qt::RightButton);
  QVERIFY(!menu->isVisible());
  mouse(QEvent::MouseMove, at + QPoint(1, 1), Qt::RightButton);
  mouse(QEvent::MouseButtonRelease, at + QPoint(1, 1), Qt::RightButton);
  QVERIFY(menu->isVisible());
  QCOMPARE(view().selection().ids(), PartIds({"beam_splitter4"}));
  int entries = 0, shortcuts = 0;
  for (const QAction* entry : menu->actions()) {
    entries += !entry->isSeparator();
    shortcuts += !entry->shortcut().isEmpty();
  }
  QVERIFY(entries <= 12 && shortcuts >= 8);
  menu->close();
}

// It speaks of what is under the pointer, whatever was selected elsewhere: the part that a loupe shows, the
// one that a mark stands at, nothing on the empty bench; of a selection under the pointer it speaks as a
// whole.
void TestConventions::theMenuSpeaksOfWhatIsUnderThePointer() {
  auto* menu = m_window->findChild<QMenu*>(QStringLiteral("contextMenu"));
  const auto selectedAt = [&](QPoint at) {
    mouse(QEvent::MouseButtonPress, at, Qt::RightButton);
    mouse(QEvent::MouseButtonRelease, at, Qt::RightButton);
    menu->close();
    return view().selection().ids();
  };
  view().fitAll();
  const PartIds far{"lens1"};
  m_window->selection().set(far);
  const LoupeItem* loupe = view().benchScene().loupes().front();
  QVERIFY(!loupe->isKept() && loupe->part() != "lens1");
  QCOMPARE(selectedAt(view().mapFromScene(loupe->frameInScene().center())), PartIds({loupe->part()}));
  m_window->selection().set(far);
  QCOMPARE(selectedAt(QPoint(3, 3)), PartIds());
  QVERIFY(!action("delete").isEnabled());
  m_window->selection().set({"beam_splitter4", "lens1"});
  QCOMPARE(selectedAt(viewOf("beam_splitter4")), PartIds({"beam_splitter4", "lens1"}));
  m_window->document().push(setParameter(design(), "beam_splitter4", "fine_tilt", 100e-6));
  m_window->document().compilePending();
  for (QGraphicsItem* item : view().scene()->items()) {
    const auto* mark = qgraphicsitem_cast<CheckMark*>(item);
    if (!mark) continue;
    m_window->selection().set(far);
    const QRectF box = mark->deviceTransform(view().viewportTransform()).mapRect(mark->boundingRect());
    QCOMPARE(selectedAt(box.center().toPoint()), PartIds({mark->part()}));
    return;
  }
  QFAIL("no mark");
}

void TestConventions::tabGoesFromPartToPart() {
  const auto& parts = design().components;
  QTest::keyClick(&view(), Qt::Key_Tab);
  QCOMPARE(view().selection().ids(), PartIds({parts[0]->id}));
  QTest::keyClick(&view(), Qt::Key_Tab);
  QCOMPARE(view().selection().ids(), PartIds({parts[1]->id}));
  QTest::keyClick(&view(), Qt::Key_Backtab, Qt::ShiftModifier);
  QCOMPARE(view().selection().ids(), PartIds({parts[0]->id}));
  for (std::size_t i = 1; i < parts.size(); ++i) QTest::keyClick(&view(), Qt::Key_Tab);
  QVERIFY(view().hasFocus());
  QTest::keyClick(&view(), Qt::Key_Tab);  // behind the last part: no trap
  QVERIFY(!view().hasFocus());
  QVERIFY(view().selection().ids().empty());
}

void TestConventions::selectsAllAndNone() {
  action("selectAll").trigger();
  QCOMPARE(view().selection().ids().size(), design().components.size());
  action("deselect").trigger();
  QVERIFY(view().selection().ids().empty());
}

void TestConventions::duplicatesOneLineAside() {
  m_window->selection().set({"beam_splitter4"});
  const BenchPoint from = positionOf(*findComponent(design(), "beam_splitter4"));
  action("duplicate").trigger();
  QCOMPARE(view().selection().ids().size(), std::size_t{1});
  const std::string copy = view().selection().ids().front();
  QVERIFY(copy != "beam_splitter4");
  const double step = gridSpacing(view().pixelsPerMillimetre()) * 1e-3;
  QVERIFY(std::fabs(positionOf(*findComponent(design(), copy)).x - from.x - step) < 1e-12);
  QCOMPARE(undo().undoText(), QStringLiteral("Duplicate Combiner"));
}

void TestConventions::nudgesByTenths() {
  m_window->selection().set({"beam_splitter4"});
  const BenchPoint from = positionOf(*findComponent(design(), "beam_splitter4"));
  for (int i = 0; i < 3; ++i) QTest::keyClick(&view(), Qt::Key_Right, Qt::AltModifier);
  QVERIFY(std::fabs(positionOf(*findComponent(design(), "beam_splitter4")).x - from.x - 0.3e-3) < 1e-12);
  QCOMPARE(undo().count(), 1);
}

void TestConventions::turnsByTheHandle() {
  view().document().startNew();
  place("lens", 0, 0);
  view().fitSelection();
  const auto pull = [&](double degrees, Qt::KeyboardModifiers modifiers) {
    const QPointF handle = view().rotateHandle().handle();
    const double reach = std::hypot(handle.x(), handle.y());
    const QPointF to(reach * std::cos(qDegreesToRadians(degrees)),
                     -reach * std::sin(qDegreesToRadians(degrees)));
    const QPoint from = view().mapFromScene(handle);
    drag(from, view().mapFromScene(to) - from, Qt::LeftButton, modifiers);
    return qRadiansToDegrees(angleOf(*findComponent(design(), "lens1")));
  };
  QVERIFY(std::fabs(pull(52, Qt::ShiftModifier) - 45) < 1e-9);
  const double whole = pull(83.4, {});
  QVERIFY(std::fabs(whole - std::round(whole)) < 1e-9 && std::fabs(whole - 83.4) < 1.5);
  QCOMPARE(undo().count(), 3);
  QCOMPARE(undo().undoText(), QStringLiteral("Rotate lens1"));
}

// Alt with a letter, and a letter in an open menu, mean one entry.
void TestConventions::mnemonicsAreUnique() {
  const auto letter = [](const QString& text) {
    const qsizetype at = text.indexOf(QLatin1Char('&'));
    return at < 0 || at + 1 >= text.size() ? QString() : QString(text[at + 1]).toLower();
  };
  QStringList doubled;
  const auto visit = [&](const QString& menu, const QList<QAction*>& actions) {
    QHash<QString, QString> taken;
    for (const QAction* action : actions) {
      const QString key = letter(action->text());
      if (!key.isEmpty() && taken.contains(key))
        doubled << QStringLiteral("%1: %2, %3").arg(menu, taken[key], action->text());
      if (!key.isEmpty()) taken[key] = action->text();
    }
  };
  visit(QStringLiteral("bar"), m_window->menuBar()->actions());
  for (QMenu* menu : m_window->findChildren<QMenu*>()) {
    Q_EMIT menu->aboutToShow();
    visit(menu->objectName() + menu->title(), menu->actions());
  }
  QVERIFY2(doubled.isEmpty(), qPrintable(doubled.join(QLatin1Char('\n'))));
}

// The handle of a selected part is no obstacle: a click on it means what stands there, and turns nothing.
void TestConventions::clicksThroughTheHandle() {
  view().document().startNew();
  place("lens", 0, 0);
  view().fitSelection();
  const QPoint handle = view().mapFromScene(view().rotateHandle().handle());
  const auto click = [&](Qt::KeyboardModifiers modifiers) {
    drag(handle, QPoint(1, 1), Qt::LeftButton, modifiers);
  };
  click({});
  QCOMPARE(m_window->selection().ids(), PartIds{"lens1"});
  QCOMPARE(undo().count(), 1);
  const BenchPoint there = toBench(view().rotateHandle().handle());
  place("beam_splitter", there.x, there.y);
  m_window->selection().set({"lens1"});
  click(Qt::ShiftModifier);
  QCOMPARE(m_window->selection().ids(), (PartIds{"lens1", "beam_splitter1"}));
  m_window->selection().set({"lens1"});
  click({});
  QCOMPARE(m_window->selection().ids(), PartIds{"beam_splitter1"});
  QCOMPARE(undo().count(), 2);
}

void TestConventions::placesFromThePaletteByKeyboard() {
  auto* palette = m_window->findChild<QListWidget*>(QStringLiteral("palette"));
  const std::size_t before = design().components.size();
  palette->setFocus();
  for (int i = 0; i < palette->count(); ++i)
    if (palette->item(i)->text() == QStringLiteral("Lens")) palette->setCurrentRow(i);
  QTest::keyClick(palette, Qt::Key_Return);
  QCOMPARE(design().components.size(), before + 1);
  QCOMPARE(undo().undoText(), QStringLiteral("Add Lens"));
  const QPointF at = view().benchScene().partItem(view().selection().ids().front())->pos();
  QVERIFY(view().viewport()->rect().contains(view().mapFromScene(at)));
}

void TestConventions::copiesTextAndPictures() {
  m_window->selection().set({"beam_splitter4"});
  action("copy").trigger();
  const QMimeData* data = QApplication::clipboard()->mimeData();
  QVERIFY(data->text().contains(QStringLiteral("\"lightloom-design\"")));
  QVERIFY(data->data(QStringLiteral("image/svg+xml")).contains("<svg"));
  QVERIFY(data->hasImage());
}

// Parts of a real clip, cut, swapped and garbled: never a crash, never a part that is not one.
void TestConventions::survivesAThousandClips() {
  action("selectAll").trigger();
  action("copy").trigger();
  const QByteArray clip = QApplication::clipboard()->text().toUtf8();
  m_window->document().startNew();
  std::mt19937 random(7);
  const auto pick = [&](qsizetype below) {
    return static_cast<qsizetype>(random() % static_cast<std::size_t>(below));
  };
  for (int i = 0; i < 1000; ++i) {
    QByteArray text = clip.mid(0, 200 + pick(clip.size() - 200));
    for (int change = 0; change < 3; ++change) text[pick(text.size())] = static_cast<char>(pick(128));
    QApplication::clipboard()->setText(QString::fromUtf8(i % 2 ? text : text + "}]}"));
    action("pasteInPlace").trigger();
  }
  // A change of one letter may leave a clip that is one, of a kind that a newer version may know.
  for (const ComponentPtr& part : design().components) QVERIFY(!part->id.empty() && !part->kind.empty());
  const std::size_t garbled = design().components.size();
  QApplication::clipboard()->setText(QString::fromUtf8(clip));
  action("pasteInPlace").trigger();
  QVERIFY(design().components.size() > garbled);
}

void TestConventions::pastesAtThePointerAndInPlace() {
  m_window->selection().set({"beam_splitter4"});
  const BenchPoint from = positionOf(*findComponent(design(), "beam_splitter4"));
  action("copy").trigger();
  action("pasteInPlace").trigger();
  const BenchPoint same = positionOf(*findComponent(design(), view().selection().ids().front()));
  QVERIFY(same.x == from.x && same.y == from.y);
  QCursor::setPos(view().viewport()->mapToGlobal(QPoint(200, 150)));
  action("paste").trigger();
  const QPoint there = viewOf(view().selection().ids().front());
  QVERIFY((there - QPoint(200, 150)).manhattanLength() < 8);
}

void TestConventions::goesThroughWhatLiesOnTop() {
  view().document().startNew();
  for (const char* kind : {"lens", "mirror", "beam_stop"}) place(kind, 0, 0);
  view().fitAll();
  m_window->selection().clear();
  std::vector<PartIds> seen;
  for (int i = 0; i < 4; ++i) {
    QTest::mouseClick(view().viewport(), Qt::LeftButton, Qt::AltModifier, viewOf("lens1"));
    seen.push_back(view().selection().ids());
  }
  QVERIFY(seen[0] != seen[1] && seen[1] != seen[2] && seen[0] != seen[2]);
  QCOMPARE(seen[3], seen[0]);
}

void TestConventions::hidesAndShows() {
  m_window->selection().set({"beam_splitter4"});
  const QPoint at = viewOf("beam_splitter4");
  action("hide").trigger();
  QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, at);
  QVERIFY(!m_window->selection().contains("beam_splitter4"));
  action("showAll").trigger();
  QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, at);
  QVERIFY(m_window->selection().contains("beam_splitter4"));
}

void TestConventions::layersHideLockAndSelect() {
  action("selectAll").trigger();
  action("delete").trigger();
  place("vcsel_array", -40, 0);
  place("lens", 0, 0);
  place("beam_splitter", 40, 0);
  place("detector_line", 80, 0);
  std::vector<std::string> ids;
  for (const ComponentPtr& part : design().components) ids.push_back(part->id);
  QCOMPARE(ids.size(), std::size_t(4));
  m_window->document().push(
      changePart(design(), ids[1], QStringLiteral("Group"), [](Component& part) { part.group = "relay"; }));
  auto* menu = m_window->findChild<QMenu*>(QStringLiteral("layerMenu"));
  const auto entry = [&](const char* name) {
    Q_EMIT menu->aboutToShow();
    return menu->findChild<QAction*>(QLatin1String(name));
  };
  const auto is = [&](bool Component::*flag) {
    PartIds set;
    for (const ComponentPtr& part : design().components)
      if ((*part).*flag) set.push_back(part->id);
    return set;
  };
  QVERIFY(!entry("layerShown_loupes"));
  const int steps = undo().count();
  entry("layerShown_optics")->trigger();
  QCOMPARE(is(&Component::hidden), (PartIds{ids[1], ids[2]}));
  QCOMPARE(undo().count(), steps + 1);
  QVERIFY(!view().benchScene().partItem(ids[1])->isVisible());
  QVERIFY(!entry("layerShown_optics")->isChecked() && !entry("layerShown_group:relay")->isChecked());
  entry("layerShown_group:relay")->trigger();
  QCOMPARE(is(&Component::hidden), PartIds{ids[2]});
  QVERIFY(!entry("layerShown_optics")->isChecked());
  entry("layerShown_optics")->trigger();
  QCOMPARE(is(&Component::hidden), PartIds());
  entry("layerLocked_sources")->trigger();
  QCOMPARE(is(&Component::locked), PartIds{ids[0]});
  QVERIFY(entry("layerLocked_sources")->isChecked());
  entry("layerSelect_detectors")->trigger();
  QCOMPARE(view().selection().ids(), PartIds{ids[3]});
}

void TestConventions::fieldsKeepTheirKeys() {
  m_window->selection().set({"beam_splitter4"});
  auto* field = m_window->findChild<QLineEdit*>(QStringLiteral("beam_splitter4.size"));
  QVERIFY(field);
  field->setFocus();
  field->selectAll();
  QTest::keyClicks(field, QStringLiteral("12 mm"));  // with a Space
  QCOMPARE(field->text(), QStringLiteral("12 mm"));
  QTest::keyClick(field, Qt::Key_Backspace);
  QTest::keyClick(field, Qt::Key_Delete);
  QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(field->text().startsWith(QStringLiteral("12")) || field->text().startsWith(QStringLiteral("10")));
  QVERIFY(findComponent(design(), "beam_splitter4"));
  QCOMPARE(undo().count(), 0);
  QVERIFY(!m_window->run().isRunning());
}

void TestConventions::doubleClickEditsTheMainValue() {
  mouse(QEvent::MouseButtonDblClick, viewOf("beam_splitter4"), Qt::LeftButton);
  mouse(QEvent::MouseButtonRelease, viewOf("beam_splitter4"), Qt::LeftButton);
  auto* field = m_window->findChild<QLineEdit*>(QStringLiteral("beam_splitter4.reflectance"));
  QVERIFY(field && field->hasFocus());
  action("rename").trigger();
  QVERIFY(!field->hasFocus() && qobject_cast<QLineEdit*>(QApplication::focusWidget()));
}

void TestConventions::undoNamesShowsAndSelects() {
  const QRegularExpression named(
      QStringLiteral("^(Add|Move|Rotate|Delete|Duplicate|Paste|Cut|Lock|Hide) .+"));
  m_window->selection().set({"beam_splitter4"});
  view().setFocus();
  for (const char* name : {"turnLeft", "lock", "duplicate", "hide", "selectAll", "cut", "pasteInPlace"}) {
    action(name).trigger();
    QVERIFY2(named.match(undo().undoText()).hasMatch(), qPrintable(undo().undoText()));
  }
  while (undo().index() > 1) undo().undo();
  m_window->selection().clear();
  view().setZoom(20);
  view().centerOn(-500, -500);
  action("undo").trigger();
  QVERIFY(m_window->selection().contains("beam_splitter4"));
  QVERIFY(view().viewport()->rect().contains(viewOf("beam_splitter4")));
  QVERIFY(!m_window->isWindowModified());
}

void TestConventions::hintsFollowHandAndKeys() {
  const auto* hint = m_window->findChild<QLabel*>(QStringLiteral("hintText"));
  const auto* hover = m_window->findChild<QLabel*>(QStringLiteral("hoverText"));
  const QPoint at = viewOf("beam_splitter4");
  QCursor::setPos(view().viewport()->mapToGlobal(QPoint(5, 5)));
  mouse(QEvent::MouseMove, {5, 5}, Qt::NoButton);
  const QString nothing = hint->text(), corner = hover->text();
  QVERIFY(!nothing.isEmpty());
  QCursor::setPos(view().viewport()->mapToGlobal(at));
  mouse(QEvent::MouseMove, at, Qt::NoButton);
  const QString part = hint->text();
  QVERIFY(part != nothing && hover->text() != corner);
  QTest::keyPress(&view(), Qt::Key_Control, Qt::ControlModifier);
  QVERIFY(hint->text().contains(QStringLiteral("Ctrl")));
  QTest::keyRelease(&view(), Qt::Key_Control);
  QCOMPARE(hint->text(), part);
  mouse(QEvent::MouseButtonPress, at, Qt::LeftButton);
  mouse(QEvent::MouseMove, at + QPoint(40, 0), Qt::LeftButton);
  QVERIFY(hint->text().contains(QStringLiteral("Esc")));
  QTest::keyClick(&view(), Qt::Key_Escape);
  mouse(QEvent::MouseButtonRelease, at + QPoint(40, 0), Qt::LeftButton);
}

// Ctrl takes effect in the middle of a drag, without another move of the mouse.
void TestConventions::alignsInTheWindow() {
  view().document().startNew();
  place("beam_stop", 0, 0);
  place("mirror", 40, 15);
  view().setZoom(1);
  view().centerOn(20, 0);
  const QPoint from = viewOf("mirror1");
  const QPoint to = view().mapFromScene(QPointF(40.4, -0.7));
  mouse(QEvent::MouseButtonPress, from, Qt::LeftButton);
  mouse(QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
  mouse(QEvent::MouseMove, to, Qt::LeftButton);
  const auto y = [&] { return positionOf(*findComponent(design(), "mirror1")).y; };
  QCOMPARE(y(), 0.0);
  QTest::keyPress(&view(), Qt::Key_Control, Qt::ControlModifier);
  QVERIFY(y() > 0.1e-3);
  QTest::keyRelease(&view(), Qt::Key_Control);
  QCOMPARE(y(), 0.0);
  mouse(QEvent::MouseButtonRelease, to, Qt::LeftButton);
  QCOMPARE(undo().count(), 3);
}

// Panels that want another width may still move the bench when a drag begins; scrolling would go on.
void TestConventions::scrollsWhileDraggingAtTheEdge() {
  const auto corner = [&] { return view().mapToScene(QPoint(0, 0)).x(); };
  const auto rests = [&] {
    QTest::qWait(150);
    const double before = corner();
    QTest::qWait(80);
    return corner() == before;
  };
  const auto partX = [&] { return positionOf(*findComponent(design(), "beam_splitter4")).x; };
  view().fitAll();
  const QPoint from = viewOf("beam_splitter4");
  mouse(QEvent::MouseButtonPress, from, Qt::LeftButton);
  mouse(QEvent::MouseMove, from + QPoint(30, 0), Qt::LeftButton);
  QVERIFY(rests());
  const QPoint edge(view().viewport()->width() - 2, from.y());
  mouse(QEvent::MouseMove, edge, Qt::LeftButton);
  const double left = corner(), x = partX();
  QTRY_VERIFY(corner() > left + 5);
  QVERIFY(partX() > x + 4e-3);
  mouse(QEvent::MouseButtonRelease, edge, Qt::LeftButton);
  QVERIFY(rests());
  QCOMPARE(undo().count(), 1);
}

void TestConventions::redoesByEitherKey() {
  m_window->selection().set({"beam_splitter4"});
  QTest::keyClick(&view(), Qt::Key_Right);
  const Design moved = design();
  for (const auto modifiers : {Qt::KeyboardModifiers(Qt::ControlModifier | Qt::ShiftModifier),
                               Qt::KeyboardModifiers(Qt::ControlModifier)}) {
    QTest::keyClick(&view(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!sameDrawing(design(), moved));
    QTest::keyClick(&view(), modifiers & Qt::ShiftModifier ? Qt::Key_Z : Qt::Key_Y, modifiers);
    QVERIFY(sameDrawing(design(), moved));
  }
}

// Of the whole window, with the form of the part that has most values.
void TestConventions::wheelLeavesFieldsAlone() {
  m_window->selection().set({"vcsel_array1"});
  view().setFocus();
  const Design before = design();
  int tried = 0;
  for (QWidget* widget : m_window->findChildren<QWidget*>()) {
    const auto* slider = qobject_cast<QAbstractSlider*>(widget);
    const auto* spin = qobject_cast<QAbstractSpinBox*>(widget);
    const auto* combo = qobject_cast<QComboBox*>(widget);
    if ((!slider || qobject_cast<QScrollBar*>(widget)) && !spin && !combo) continue;
    const auto value = [&] {
      return slider ? QString::number(slider->value()) : spin ? spin->text() : combo->currentText();
    };
    const QString was = value();
    for (int notches : {-1, 1, 1}) wheel(widget, QPoint(4, 4), notches);
    QVERIFY2(value() == was, qPrintable(widget->objectName()));
    ++tried;
  }
  QVERIFY(tried > 3);
  QVERIFY(sameDrawing(design(), before));
}

// Enter keeps the focus, so Ctrl+Z must reach the bench from there; while typing it is the field's.
void TestConventions::undoneFromAFieldThatIsDone() {
  m_window->selection().set({"beam_splitter4"});
  const Design before = design();
  auto* tilt = m_window->findChild<QLineEdit*>(QStringLiteral("beam_splitter4.fine_tilt"));
  auto* name = m_window->findChild<QLineEdit*>(QStringLiteral("partName"));
  for (QLineEdit* field : {tilt, name}) {
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, QStringLiteral("100"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(undo().count(), 1);
    QVERIFY(field->hasFocus() && !sameDrawing(design(), before));
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY2(sameDrawing(design(), before), qPrintable(field->objectName()));
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(!sameDrawing(design(), before));
    QTest::keyClick(field, Qt::Key_Z, Qt::ControlModifier);
    undo().clear();
  }
}

void TestConventions::savesWhatIsStillBeingTyped() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("typed.loom"));
  QVERIFY(m_window->document().save(path).ok());
  m_window->selection().set({"beam_splitter4"});
  auto* size = m_window->findChild<QLineEdit*>(QStringLiteral("beam_splitter4.size"));
  size->setFocus();
  size->selectAll();
  QTest::keyClicks(size, QStringLiteral("12 mm"));
  action("save").trigger();
  QVERIFY(size->hasFocus() && !m_window->isWindowModified());
  Document saved;
  QVERIFY(saved.open(path).ok());
  QCOMPARE(lightloom::design::viewOf(saved.design(), "beam_splitter4").real("size"), 12e-3);
}

// A second button neither leaves a part at the pointer nor begins a drag under a pan.
void TestConventions::oneButtonAtATime() {
  const QPoint at = viewOf("beam_splitter4"), far(60, 40);
  const auto send = [&](QEvent::Type type, QPoint to, Qt::MouseButton button, Qt::MouseButtons held) {
    QMouseEvent event(type, to, view().viewport()->mapToGlobal(to), button, held, Qt::NoModifier);
    QApplication::sendEvent(view().viewport(), &event);
  };
  const Qt::MouseButtons both = Qt::LeftButton | Qt::MiddleButton;
  const auto restsAfterwards = [&] {
    const Design now = design();
    send(QEvent::MouseMove, at + 2 * far, Qt::NoButton, Qt::NoButton);
    send(QEvent::MouseMove, at + 3 * far, Qt::NoButton, Qt::NoButton);
    return sameDrawing(design(), now);
  };
  send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
  send(QEvent::MouseMove, at + far, Qt::NoButton, Qt::LeftButton);
  send(QEvent::MouseButtonPress, at + far, Qt::MiddleButton, both);
  send(QEvent::MouseButtonRelease, at + far, Qt::LeftButton, Qt::MiddleButton);
  send(QEvent::MouseButtonRelease, at + far, Qt::MiddleButton, Qt::NoButton);
  QCOMPARE(undo().count(), 1);
  QVERIFY(restsAfterwards());
  undo().undo();
  const QPoint again = viewOf("beam_splitter4");
  send(QEvent::MouseButtonPress, again, Qt::MiddleButton, Qt::MiddleButton);
  send(QEvent::MouseButtonPress, again, Qt::LeftButton, both);
  send(QEvent::MouseButtonRelease, again, Qt::LeftButton, Qt::MiddleButton);
  send(QEvent::MouseButtonRelease, again, Qt::MiddleButton, Qt::NoButton);
  QVERIFY(restsAfterwards());
  QCOMPARE(undo().index(), 0);
}

void TestConventions::burstsBelongToTheirSelection() {
  for (const char* id : {"beam_splitter4", "lens1"}) {
    m_window->selection().set({id});
    for (int i = 0; i < 2; ++i) QTest::keyClick(&view(), Qt::Key_Up);
  }
  QCOMPARE(undo().count(), 2);
}

void TestConventions::whatIsHiddenIsNotSelected() {
  m_window->selection().set({"beam_splitter4"});
  action("hide").trigger();
  QVERIFY(m_window->selection().ids().empty());
  action("selectAll").trigger();
  QCOMPARE(m_window->selection().ids().size(), design().components.size() - 1);
  QVERIFY(!m_window->selection().contains("beam_splitter4"));
  m_window->selection().clear();
  for (std::size_t i = 1; i < design().components.size(); ++i) {
    action("selectNext").trigger();
    QVERIFY(!m_window->selection().contains("beam_splitter4"));
  }
  action("undo").trigger();
  QCOMPARE(m_window->selection().ids(), PartIds{"beam_splitter4"});
}

void TestConventions::saysThatAPartIsLocked() {
  const auto* hint = m_window->findChild<QLabel*>(QStringLiteral("hintText"));
  m_window->selection().set({"beam_splitter4"});
  action("lock").trigger();
  const QPoint at = viewOf("beam_splitter4");
  QCursor::setPos(view().viewport()->mapToGlobal(at));
  mouse(QEvent::MouseMove, at, Qt::NoButton);
  QVERIFY2(hint->text().contains(QStringLiteral("Ctrl+L")), qPrintable(hint->text()));
  mouse(QEvent::MouseButtonPress, at, Qt::LeftButton);
  mouse(QEvent::MouseMove, at + QPoint(40, 0), Qt::LeftButton);
  QVERIFY2(hint->text().contains(QStringLiteral("Ctrl+L")), qPrintable(hint->text()));
  mouse(QEvent::MouseButtonRelease, at + QPoint(40, 0), Qt::LeftButton);
  QCOMPARE(undo().count(), 1);
}

void TestConventions::pastesWhereTheMenuWasAskedFor() {
  m_window->selection().set({"beam_splitter4"});
  action("copy").trigger();
  const QPoint at(60, view().viewport()->height() - 80);
  mouse(QEvent::MouseButtonPress, at, Qt::RightButton);
  mouse(QEvent::MouseButtonRelease, at, Qt::RightButton);
  QCursor::setPos(view().viewport()->mapToGlobal(at + QPoint(90, -60)));  // at the menu's entry
  action("paste").trigger();
  QVERIFY((viewOf(view().selection().ids().front()) - at).manhattanLength() < 8);
  m_window->findChild<QMenu*>(QStringLiteral("contextMenu"))->close();
}

void TestConventions::readsAClipWithWordsAroundIt() {
  m_window->selection().set({"beam_splitter4"});
  action("copy").trigger();
  const QString clip = QApplication::clipboard()->text();
  QApplication::clipboard()->setText(QStringLiteral("Try this one:\n```json\n") + clip +
                                     QStringLiteral("\n```\nIt works here."));
  action("pasteInPlace").trigger();
  QCOMPARE(undo().undoText(), QStringLiteral("Paste Beam splitter"));
}

// The ghost stands where the part will; Ctrl frees it from the grid; leaving places nothing.
void TestConventions::dragsFromThePalette() {
  view().document().startNew();
  view().setZoom(2);
  const auto* hint = m_window->findChild<QLabel*>(QStringLiteral("hintText"));
  QMimeData data;
  data.setData(QLatin1String(kKindMimeType), "lens");
  const auto carry = [&](QPoint to, Qt::KeyboardModifiers modifiers, bool drop) {
    QDragEnterEvent enter(QPoint(30, 30), Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QApplication::sendEvent(view().viewport(), &enter);
    QDragMoveEvent move(to, Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QApplication::sendEvent(view().viewport(), &move);
    QVERIFY2(hint->text().contains(QStringLiteral("Esc places nothing")), qPrintable(hint->text()));
    QDragLeaveEvent leave;
    QDropEvent fall(to, Qt::CopyAction, &data, Qt::LeftButton, modifiers);
    QApplication::sendEvent(view().viewport(), drop ? static_cast<QEvent*>(&fall) : &leave);
    QVERIFY(!hint->text().contains(QStringLiteral("Esc places nothing")));
  };
  const QPoint to(203, 157);
  carry(to, Qt::NoModifier, false);
  QVERIFY(design().components.empty());
  const BenchPoint pointer = toBench(view().mapToScene(to)), grid = snapped(pointer);
  QVERIFY(std::hypot(pointer.x - grid.x, pointer.y - grid.y) > 1e-5);
  carry(to, Qt::NoModifier, true);
  const BenchPoint first = positionOf(*design().components.at(0));
  QVERIFY(std::hypot(first.x - grid.x, first.y - grid.y) < 1e-12);
  action("undo").trigger();
  carry(to, Qt::ControlModifier, true);
  const BenchPoint free = positionOf(*design().components.at(0));
  QVERIFY(std::hypot(free.x - pointer.x, free.y - pointer.y) < 1e-9);
}

// Twelve times Return in the list, and templates twice: no part on another, and the first ones in sight.
void TestConventions::placesEachAtAFreePlace() {
  auto* palette = m_window->findChild<QListWidget*>(QStringLiteral("palette"));
  const auto apart = [&] {
    const auto& parts = design().components;
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const PartItem *a = view().benchScene().partItem(parts[i]->id),
                       *b = view().benchScene().partItem(parts[j]->id);
        if (a && b && a->sceneBody().intersects(b->sceneBody())) return false;
      }
    return true;
  };
  for (const char* example : {"", "first-light.loom"}) {
    if (*example)
      QVERIFY(m_window->openPath(examplePath(example)));
    else
      m_window->document().startNew();
    view().fitAll();
    const QRectF sight = view().mapToScene(view().viewport()->rect()).boundingRect();
    for (int i = 0; i < 12; ++i) {
      const std::vector<std::pair<QPointF, QPointF>> light = view().benchScene().beamLines();
      palette->setCurrentRow(i % palette->count());
      Q_EMIT palette->itemActivated(palette->currentItem());
      m_window->document().compilePending();
      QVERIFY2(apart(), qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(example)).arg(i)));
      const PartItem* placed = view().benchScene().partItem(view().selection().ids().front());
      QVERIFY(sight.contains(placed->pos()));
      // The first ones find room beside the light.
      if (i < 4)
        for (const auto& [from, to] : light) QCOMPARE(lengthInside(placed->sceneBody(), from, to), 0.0);
    }
  }
  m_window->document().startNew();
  const std::vector<ComponentPtr> pair = balancedPair({CellCrossing::TwoPitches, 4, 4}).value();
  for (int i = 0; i < 3; ++i) {
    view().placeParts(pair, QStringLiteral("Add pair"));
    QCOMPARE(design().components.size(), (i + 1) * pair.size());
    QVERIFY(apart());
    const QRectF seen = view().mapToScene(view().viewport()->rect()).boundingRect();
    for (const std::string& id : view().selection().ids())
      QVERIFY(seen.contains(view().benchScene().partItem(id)->sceneBody()));
  }
}

// Neither the part itself nor the form that opens for it is a reason to show the bench otherwise.
void TestConventions::theFirstPartLeavesTheViewAsItIs() {
  m_window->document().startNew();
  const auto corner = [&] { return view().mapToScene(QPoint(0, 0)); };
  const auto same = [](QPointF a, QPointF b) { return std::hypot(a.x() - b.x(), a.y() - b.y()) < 0.5; };
  const QPointF before = corner();
  const double zoom = view().zoom();
  for (const char* kind : {"vcsel_array", "lens"}) {
    view().placeKind(QLatin1String(kind), view().mapToScene(QPoint(200, 150)));
    m_window->document().compilePending();
    QTest::qWait(50);
    QCOMPARE(view().zoom(), zoom);
    QVERIFY(same(corner(), before));
  }
  const QSize size = m_window->size();
  m_window->resize(size - QSize(200, 0));
  QTest::qWait(50);
  QVERIFY(view().zoom() < 1.2 * zoom);  // a fit of the two parts would fill the view with them
  m_window->resize(size);
  QTest::qWait(50);
  QVERIFY(std::fabs(view().zoom() / zoom - 1) < 0.01 && same(corner(), before));
}

void TestConventions::messagesLeaveTheViewAsItIs() {
  view().fitAll();
  const QPointF corner = view().mapToScene(QPoint(0, 0));
  const QSize size = view().size();
  const double zoom = view().zoom();
  Q_EMIT view().problem(QStringLiteral("Something is wrong. ").repeated(40));
  QTest::qWait(50);
  const auto* bar = m_window->findChild<QWidget*>(QStringLiteral("messageBar"));
  QVERIFY(bar->isVisible() && bar->height() > 40 && bar->width() == view().width());
  QCOMPARE(bar->mapTo(m_window.get(), QPoint()), view().mapTo(m_window.get(), QPoint()));
  QCOMPARE(view().size(), size);
  QCOMPARE(view().zoom(), zoom);
  QCOMPARE(view().mapToScene(QPoint(0, 0)), corner);
  m_window->findChild<QAbstractButton*>(QStringLiteral("messageClose"))->click();
  QVERIFY(!bar->isVisible());
  QCOMPARE(view().size(), size);
}

// Also where the main value is chosen from a list.
void TestConventions::doubleClickOnTheLeaderOpensItsPower() {
  const auto open = [&](const char* part) {
    mouse(QEvent::MouseButtonDblClick, viewOf(part), Qt::LeftButton);
    mouse(QEvent::MouseButtonRelease, viewOf(part), Qt::LeftButton);
    return QApplication::focusWidget() ? QApplication::focusWidget()->objectName() : QString();
  };
  QCOMPARE(open("leader_laser1"), QStringLiteral("leader_laser1.power"));
  QCOMPARE(open("vcsel_array1"), QStringLiteral("vcsel_array1.role"));
}

void TestConventions::fitsASelectionOnlyWhereThereIsOne() {
  m_window->selection().clear();
  QVERIFY(!action("fitSelection").isEnabled());
  m_window->selection().set({"lens1"});
  QVERIFY(action("fitSelection").isEnabled());
}

// What is on or off has a box, what opens something has dots, what cannot be done is grey.
void TestConventions::entriesLookLikeWhatTheyDo() {
  int boxes = 0;
  for (const QMenu* menu : m_window->menuBar()->findChildren<QMenu*>())
    for (const QAction* entry : menu->actions()) {
      if (!entry->isCheckable() || entry == &action("autoAlign")) continue;
      QVERIFY2(entry->icon().isNull() || !entry->isIconVisibleInMenu(), qPrintable(entry->text()));
      ++boxes;
    }
  QVERIFY(boxes > 10);
}

// F5 begins and pauses, Shift+F5 pauses and never begins; the menu says it once.
void TestConventions::pauseIsThereOnce() {
  const auto named = [&](const QString& text) {
    int count = 0;
    for (const QMenu* menu : m_window->menuBar()->findChildren<QMenu*>())
      for (const QAction* entry : menu->actions())
        count += entry->isVisible() && entry->text().remove(QLatin1Char('&')) == text;
    return count;
  };
  RunController& run = m_window->run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() != nullptr, 20000);
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
  QVERIFY(!run.isRunning());
  QCOMPARE(named(QStringLiteral("Pause")), 0);
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QTRY_VERIFY_WITH_TIMEOUT(run.isRunning(), 20000);
  QCOMPARE(named(QStringLiteral("Pause")), 1);
  QCOMPARE(named(QStringLiteral("Train")), 0);
  QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
  QVERIFY(!run.isRunning());
  run.reset();
}

// A bar that says why something cannot be done goes with the reason; what happened to a file stays.
void TestConventions::messagesGoWithTheirTruth() {
  Document& document = m_window->document();
  QApplication::clipboard()->setText(QString());
  action("paste").trigger();
  QVERIFY(m_window->messageText().contains(QStringLiteral("clipboard")));
  m_window->selection().set({"lens1"});
  QVERIFY(!m_window->messageText().isEmpty());
  place("lens", 200, 200);
  QVERIFY(m_window->messageText().isEmpty());

  action("loupes").setChecked(false);
  view().addLoupe(view().benchScene().partItem("lens1")->pos());
  QVERIFY(m_window->messageText().contains(QStringLiteral("hidden")));
  action("loupes").setChecked(true);
  QVERIFY(m_window->messageText().isEmpty());

  RunController& run = m_window->run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() != nullptr, 20000);
  const std::string combiner = document.bench()->cells.cells.front().id;
  document.push(setParameter(document.design(), combiner, "enabled", false));
  document.compilePending();
  run.askedReset();
  QVERIFY(m_window->messageText().startsWith(QStringLiteral("A new run cannot begin")));
  QTest::qWait(100);
  QVERIFY(!m_window->messageText().isEmpty());
  undo().undo();
  QTRY_VERIFY(m_window->messageText().isEmpty());

  QVERIFY(!m_window->openPath(QStringLiteral("/nowhere/there.loom")));
  QVERIFY(!m_window->messageText().isEmpty());
  place("lens", 200, 200);
  QVERIFY(!m_window->messageText().isEmpty());
  m_window->findChild<QAbstractButton*>(QStringLiteral("messageClose"))->click();
}

// The panel below is as high as a page needs while that is in front, and then the bench gets its room back;
// what a hand has made of it meanwhile stays.
void TestConventions::pagesGiveTheirHeightBack() {
  auto* training = m_window->findChild<QDockWidget*>(QStringLiteral("trainingDock"));
  auto* noise = m_window->findChild<QDockWidget*>(QStringLiteral("noiseDock"));
  const int before = view().height();
  for (const char* name : {"showLocking", "showNoise", "showEnergy", "showClaims", "showPhotons"}) {
    action(name).trigger();
    QTRY_VERIFY2(view().height() < before - 40, name);
    action(name).trigger();
    QTRY_COMPARE(view().height(), before);
  }
  action("showNoise").trigger();
  QTRY_VERIFY(view().height() < before - 40);
  training->raise();
  QTRY_COMPARE(view().height(), before);
  noise->raise();
  QTRY_VERIFY(view().height() < before - 40);
  m_window->resizeDocks({noise}, {noise->height() - 30}, Qt::Vertical);
  QTest::qWait(50);
  const int chosen = view().height();
  QVERIFY(chosen < before);
  action("showNoise").trigger();
  QTest::qWait(50);
  QCOMPARE(view().height(), chosen);
  m_window->resizeDocks({training}, {training->height() - (before - chosen)}, Qt::Vertical);
  QTRY_COMPARE(view().height(), before);
}

// Neither words of the status bar nor those of the run bar lie over each other at 1024 pixels.
void TestConventions::wordsKeepToTheirRoomInASmallWindow() {
  const QSize size = m_window->size();
  m_window->resize(1000, 700);
  auto* hover = m_window->findChild<ElidedLabel*>(QStringLiteral("hoverText"));
  auto* hint = m_window->findChild<ElidedLabel*>(QStringLiteral("hintText"));
  auto* zoom = m_window->findChild<QWidget*>(QStringLiteral("zoom"));
  QVERIFY(hover && hint && zoom);
  const QString words = QStringLiteral("One word after the other. ").repeated(8);
  Q_EMIT view().hovered(words);
  Q_EMIT view().hinted(words);
  QTest::qWait(30);
  for (const ElidedLabel* label : {hover, hint}) {
    const QString read = label->visibleText();
    QVERIFY(!label->isCut() || read.isEmpty() || read.endsWith(QStringLiteral("…")));
    QVERIFY(label->geometry().right() < zoom->x());
  }
  QVERIFY(!hover->geometry().intersects(hint->geometry()));

  RunController& run = m_window->run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() != nullptr, 20000);
  run.play();
  const auto* state = m_window->findChild<ElidedLabel*>(QStringLiteral("runState"));
  QTRY_VERIFY_WITH_TIMEOUT(state->text().contains(QStringLiteral("epoch")), 20000);
  QTRY_VERIFY_WITH_TIMEOUT(run.view().samplesPerSecond > 0, 20000);
  QTest::qWait(300);
  for (const char* name : {"runFigures", "runFacts", "runHardware", "runState"}) {
    const auto* label = m_window->findChild<ElidedLabel*>(QLatin1String(name));
    QVERIFY2(label->isVisible() && !label->isCut(), qPrintable(label->visibleText()));
  }
  run.reset();
  m_window->resize(size);
}

void TestConventions::pastesAsideOfWhatWasPasted() {
  m_window->selection().set({"beam_splitter4", "lens1"});
  action("copy").trigger();
  QCursor::setPos(view().viewport()->mapToGlobal(QPoint(200, 150)));
  for (int i = 0; i < 4; ++i) action("paste").trigger();
  const auto& parts = design().components;
  for (std::size_t i = 0; i < parts.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const BenchPoint a = positionOf(*parts[i]), b = positionOf(*parts[j]);
      QVERIFY2(parts[i]->kind != parts[j]->kind || std::hypot(a.x - b.x, a.y - b.y) > 1e-4,
               parts[i]->id.c_str());
    }
}

// Of a run that waits for settings: below them.
void TestConventions::noticesPushNoSetting() {
  auto* tabs = m_window->findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
  auto* form = m_window->findChild<QWidget*>(QStringLiteral("settingsForm"));
  tabs->setCurrentWidget(form);
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().data() != nullptr, 20000);
  m_window->run().step();
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().hasTrained(), 20000);
  auto* field = m_window->findChild<QLineEdit*>(QStringLiteral("network.hidden"));
  auto* notice = m_window->findChild<QAbstractButton*>(QStringLiteral("startNewRun"));
  QVERIFY(field && field->isVisible() && !notice->isVisible());
  const QPoint before = field->mapTo(form, QPoint());
  field->setFocus();
  field->selectAll();
  QTest::keyClicks(field, QStringLiteral("7"));
  QTest::keyClick(field, Qt::Key_Return);
  QTRY_VERIFY(notice->isVisible());
  QTest::qWait(20);
  QCOMPARE(field->mapTo(form, QPoint()), before);
  QVERIFY(notice->mapTo(form, QPoint()).y() > before.y());
  m_window->run().reset();
}

// Of widgets, of rows, and of marks on the bench: nothing that is said in one line wider than a screen.
void TestConventions::tipsBreakTheirLines() {
  const QString words = QStringLiteral("One word after the other & so on. ").repeated(8).trimmed();
  QCOMPARE(wrappedTip(QStringLiteral("short")), QStringLiteral("short"));
  QCOMPARE(wrappedTip(QStringLiteral("<p>rich ") + words), QStringLiteral("<p>rich ") + words);
  wrapTips(*static_cast<QApplication*>(QApplication::instance()));
  QPushButton button;
  button.setToolTip(words);
  QListWidget list;
  list.addItem(QStringLiteral("row"));
  list.item(0)->setToolTip(words);
  for (QWidget* widget : {static_cast<QWidget*>(&button), list.viewport()}) {
    widget->window()->resize(200, 60);
    widget->window()->show();
    QVERIFY(QTest::qWaitForWindowExposed(widget->window()));
    const QPoint at(8, 8);
    QHelpEvent help(QEvent::ToolTip, at, widget->mapToGlobal(at));
    QApplication::sendEvent(widget, &help);
    QVERIFY2(QToolTip::text().startsWith(QStringLiteral("<p>One word after the other &amp; so on.")),
             qPrintable(QToolTip::text()));
    QToolTip::hideText();
    widget->window()->hide();
  }
}

QTEST_MAIN(TestConventions)
#include "tst_conventions.moc"
