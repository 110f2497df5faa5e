#include <QMenu>
#include <QPainter>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QStyleOptionGraphicsItem>

#include "all_rooms.h"
#include "canvas/bench_overlays.h"
#include "canvas/bench_view.h"
#include "canvas/canvas_grid.h"
#include "canvas/check_mark.h"
#include "canvas/edit_actions.h"
#include "canvas/light_legend.h"
#include "canvas/lit_products.h"
#include "canvas/loupe_item.h"
#include "canvas/loupe_layout.h"
#include "canvas/part_item.h"
#include "canvas/plane_picture.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tag_item.h"
#include "canvas/tools/tool_box.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestLoupes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void looksAtEveryFace();
  void keepsWhereItWasMoved();
  void takesAMoveBack();
  void standWhereTheyStoodAfterUndo_data() { examples(); }
  void standWhereTheyStoodAfterUndo();
  void neverLieOnWhatTheyShow_data() { examples(); }
  void neverLieOnWhatTheyShow();
  void linesPassNamesBy_data() { examples(); }
  void linesPassNamesBy();
  void canBeReadInASmallWindow();
  void titlesStandWholeBesideAnyCaption();
  void undoBringsSizesBack();
  void aProbeLeavesItBesideWhatItCovered();
  void scaleAndLegendKeepOffThem();
  void marksKeepOffWords_data() { examples(); }
  void marksKeepOffWords();
  void noLightHasNoDigits();
  void choosesWhatItShowsFromAList();
  void valuesAreThoseOfTheLinks();
  void leavesTheLightAlone();
  void standsInTheLightThere();
  void followsTheLightUnderThePointer();
  void otherLoupesMakeRoom();
  void zoomsItsField();
  void lightsTheProductsOfASlot();
  void goesWithItsPart();
  void copiesLookAtCopies();
  void saysWhatIsMissing();
  void keptPicturesAreThoseOfNow();
  void longNamesEndBeforeTheCaption();

 private:
  static void examples();
  std::map<std::string, QPointF> places() const;
  std::map<std::string, QPointF> marks() const;
  std::vector<QRectF> wordsInView() const;
  LoupeItem* loupeOn(const std::string& part) const;
  QPoint inView(const LoupeItem& loupe, QPointF at) const {
    return m_view->mapFromScene(loupe.mapToScene(at));
  }
  void send(QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons buttons,
            Qt::KeyboardModifiers modifiers = Qt::NoModifier);
  void drag(QPoint from, QPoint by, bool drop = true);
  void click(QPoint at);
  void open(const char* example) { QVERIFY(m_document->open(examplePath(example)).ok()); }

  std::unique_ptr<Document> m_document;
  std::unique_ptr<Selection> m_selection;
  std::unique_ptr<BenchView> m_view;
  std::unique_ptr<EditActions> m_actions;
};

// What the window shows, within other widgets and twice in a row, is what the inset paints.
void TestLoupes::keptPicturesAreThoseOfNow() {
  open("array-22-of-25.loom");
  QWidget window;
  window.resize(1200, 900);
  m_view->setParent(&window);
  const auto release = qScopeGuard([this] { m_view->setParent(nullptr); });
  m_view->move(140, 90);
  m_view->show();
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  if (window.devicePixelRatioF() != 1) QSKIP("compares pixels of a plain screen");
  m_view->fitAll();
  LoupeItem* const loupe = m_view->benchScene().loupes().front();
  const auto difference = [&] {
    const QImage shown = window.grab().toImage();
    QImage wanted(shown.size(), QImage::Format_RGB32);
    wanted.fill(canvasColours(isDark(QApplication::palette())).background);
    const QPoint corner = m_view->viewport()->mapTo(&window, QPoint());
    QPainter painter(&wanted);
    painter.setRenderHint(QPainter::Antialiasing);
    const QTransform to = loupe->deviceTransform(m_view->viewportTransform());
    painter.translate(corner + QPointF(std::round(to.dx()), std::round(to.dy())));
    painter.scale(to.m11(), to.m22());
    const QStyleOptionGraphicsItem option;
    loupe->paint(&painter, &option, nullptr);
    const QRect frame = m_view->mapFromScene(loupe->frameInScene()).boundingRect().translated(corner);
    double sum = 0;
    for (int y = frame.top(); y <= frame.bottom(); ++y)
      for (int x = frame.left(); x <= frame.right(); ++x)
        sum += std::abs(qGray(shown.pixel(x, y)) - qGray(wanted.pixel(x, y)));
    return sum / (frame.width() * frame.height());
  };
  for (int step = 0; step < 6; ++step) {
    if (step == 2) loupe->pick(7);
    if (step == 3) m_view->setZoom(1.2 * m_view->zoom());
    if (step == 4) loupe->setMarked(true);
    if (step == 5) loupe->setLit({3, 4});
    const double grey = difference();
    QVERIFY2(grey < 8, qPrintable(QStringLiteral("step %1: %2").arg(step).arg(grey)));
  }
}

void TestLoupes::init() {
  m_document = std::make_unique<Document>();
  m_selection = std::make_unique<Selection>(*m_document);
  m_view = std::make_unique<BenchView>(*m_document, *m_selection);
  m_actions = std::make_unique<EditActions>(*m_view, nullptr);
  m_view->resize(1000, 700);
  m_view->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestLoupes::cleanup() {
  m_actions.reset();
  m_view.reset();
  m_selection.reset();
  m_document.reset();
}

LoupeItem* TestLoupes::loupeOn(const std::string& part) const {
  for (LoupeItem* loupe : m_view->benchScene().loupes())
    if (loupe->part() == part || loupe->key() == part) return loupe;
  return nullptr;
}

void TestLoupes::send(QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons buttons,
                      Qt::KeyboardModifiers modifiers) {
  QWidget* viewport = m_view->viewport();
  QMouseEvent event(type, at, viewport->mapToGlobal(at), button, buttons, modifiers);
  QApplication::sendEvent(viewport, &event);
}

void TestLoupes::drag(QPoint from, QPoint by, bool drop) {
  send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
  for (int i = 1; i <= 8; ++i) send(QEvent::MouseMove, from + by * i / 8, Qt::NoButton, Qt::LeftButton);
  if (drop) send(QEvent::MouseButtonRelease, from + by, Qt::LeftButton, Qt::NoButton);
}

void TestLoupes::click(QPoint at) {
  send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
  send(QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
  m_document->compilePending();
}

// Lens, grating, splitter, isolator, stop, leader: each shows the power that the trace says arrives there.
void TestLoupes::looksAtEveryFace() {
  open("mnist-5x5.loom");
  const Bench& bench = *m_document->bench();
  int planes = 0;
  for (const std::string& part : bench.layout.parts) {
    Component component;
    component.id = "loupe1";
    Viewpoint view;
    view.target = part;
    const LoupeContent content = loupeContent(bench, withViewpoint(component, view));
    QVERIFY2(content.face >= 0 && !content.title.isEmpty() && !content.caption.isEmpty(), part.c_str());
    if (!content.plane) continue;
    double expected = 0;
    for (const Crossing& crossing : bench.trace.crossings)
      if (crossing.face == content.face) expected += crossing.powerW;
    for (const LightSource& source : bench.trace.sources)
      if (source.face == content.face) expected += source.emittedW;
    VERIFY_WITHIN(content.plane->view.powerW(), expected, 1e-9);
    QVERIFY2(expected == 0 || !content.plane->beams.empty(), part.c_str());
    ++planes;
  }
  QCOMPARE(planes, static_cast<int>(bench.layout.parts.size()) - 4);
}

// One step, in the file, in the same place when it is opened again; the loupe of the program is gone.
void TestLoupes::keepsWhereItWasMoved() {
  open("mnist-5x5.loom");
  LoupeItem* loupe = loupeOn("detector_line1");
  QVERIFY(loupe && !loupe->isKept());
  drag(inView(*loupe, {150, 12}), {37, 21});
  m_document->compilePending();
  QCOMPARE(m_document->undoStack().count(), 1);
  QCOMPARE(m_view->benchScene().loupes().size(), std::size_t{4});
  QCOMPARE(loupeOn("detector_line1"), loupe);
  QVERIFY(loupe->isKept() && loupe->isPinned());
  const QPointF place = loupe->pos();
  m_view->benchScene().arrangeLoupes();
  QCOMPARE(loupe->pos(), place);
  const Design read = readDesign(writeDesign(m_document->design()), "test").value();
  m_document->show(read);
  QVERIFY(std::hypot(loupeOn("detector_line1")->pos().x() - place.x(),
                     loupeOn("detector_line1")->pos().y() - place.y()) < 0.02);
}

void TestLoupes::takesAMoveBack() {
  open("mnist-5x5.loom");
  const Design before = m_document->design();
  const std::string part = "vcsel_array2";
  const QPointF place = loupeOn(part)->pos();
  drag(inView(*loupeOn(part), {150, 12}), {-30, 40}, false);
  QVERIFY(loupeOn(part)->pos() != place);
  QTest::keyClick(m_view.get(), Qt::Key_Escape);
  QCOMPARE(loupeOn(part)->pos(), place);
  QVERIFY(m_document->undoStack().count() == 0);
  send(QEvent::MouseButtonRelease, {5, 5}, Qt::LeftButton, Qt::NoButton);
  drag(inView(*loupeOn(part), {150, 12}), {-30, 40});
  m_document->compilePending();
  m_document->undoStack().undo();
  m_document->compilePending();
  QVERIFY(sameDrawing(m_document->design(), before) && !loupeOn(part)->isKept());
  QCOMPARE(m_view->benchScene().loupes().size(), std::size_t{4});
}

void TestLoupes::examples() {
  QTest::addColumn<QByteArray>("example");
  for (const char* name : {"first-light.loom", "mnist-5x5.loom", "chen-2023.loom", "wang-2022.loom",
                           "hamerly-2019.loom", "paper-kernel.loom", "array-22-of-25.loom"})
    QTest::newRow(name) << QByteArray(name);
}

std::map<std::string, QPointF> TestLoupes::places() const {
  std::map<std::string, QPointF> out;
  for (const LoupeItem* loupe : m_view->benchScene().loupes()) out[loupe->key()] = loupe->pos();
  return out;
}

std::map<std::string, QPointF> TestLoupes::marks() const {
  std::map<std::string, QPointF> out;
  for (QGraphicsItem* item : m_view->benchScene().items())
    if (const auto* mark = qgraphicsitem_cast<CheckMark*>(item)) out[mark->part()] = mark->pos();
  return out;
}

// Names and badges as they stand on the screen.
std::vector<QRectF> TestLoupes::wordsInView() const {
  std::vector<QRectF> out;
  for (QGraphicsItem* item : m_view->benchScene().items())
    if (const auto* tag = dynamic_cast<TagItem*>(item))
      out.push_back(tag->deviceTransform(m_view->viewportTransform()).mapRect(tag->boundingRect()));
  return out;
}

// The whole bench, a part far away, and one that comes to lie below a loupe: undo brings back what went along
// or made room.
void TestLoupes::standWhereTheyStoodAfterUndo() {
  QFETCH(QByteArray, example);
  open(example.constData());
  m_view->fitAll();
  const auto before = places(), markedBefore = marks();
  const Design start = m_document->design();
  PartIds all;
  for (const ComponentPtr& part : start.components) all.push_back(part->id);
  const auto moved = [&](const PartIds& ids, BenchPoint by) {
    m_document->push(moveParts(m_document->design(), m_document->design(), ids, by));
    m_document->compilePending();
    return places() != before;
  };
  const auto undone = [&] {
    m_document->undoStack().undo();
    m_document->compilePending();
    return places() == before && marks() == markedBefore;
  };
  QVERIFY(moved(all, {0.04, 0.03}));
  for (const auto& [key, place] : places()) {
    const QPointF by = place - before.at(key);
    QVERIFY2(std::hypot(by.x() - 40, by.y() + 30) < 1e-6, key.c_str());  // the group keeps its shape
  }
  QVERIFY(undone());
  const std::string lasers = loupeOn("vcsel_array1") ? "vcsel_array1" : all.front();
  moved({lasers}, {-0.2, 0.1});
  QVERIFY(undone());
  const LoupeItem* loupe = m_view->benchScene().loupes().front();
  const BenchPoint below = toBench(loupe->frameInScene().center());
  for (const ComponentPtr& part : start.components) {
    if (part->id == loupe->part() || isAttachedLoupe(*part)) continue;
    const BenchPoint from = positionOf(*part);
    QVERIFY2(moved({part->id}, {below.x - from.x, below.y - from.y}), part->id.c_str());
    QVERIFY2(undone(), part->id.c_str());
    m_document->undoStack().redo();
    m_document->compilePending();
    QVERIFY(undone());
    break;
  }
}

void TestLoupes::neverLieOnWhatTheyShow() {
  QFETCH(QByteArray, example);
  open(example.constData());
  for (const QSize size : {QSize(500, 330), QSize(840, 420), QSize(1500, 800)}) {
    m_view->resize(size);
    m_view->fitAll();
    for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
      const PartItem* part = m_view->benchScene().partItem(loupe->part());
      QVERIFY2(!part || !loupe->frameInScene().intersects(part->sceneBody()), loupe->key().c_str());
    }
  }
  // Left on its part by a hand, and a part put below it.
  LoupeItem* loupe = m_view->benchScene().loupes().front();
  const std::string part = loupe->part();
  const PartItem* item = m_view->benchScene().partItem(part);
  if (!item) return;
  const auto apart = [&] { return !loupeOn(part)->frameInScene().intersects(item->sceneBody()); };
  const QPointF off = m_view->mapFromScene(item->pos()) - inView(*loupe, {150, 60});
  drag(inView(*loupe, {150, 60}), off.toPoint());
  m_document->compilePending();
  QVERIFY(loupeOn(part)->isPinned() && apart());
  const BenchPoint from = positionOf(*findComponent(m_document->design(), part)),
                   to = toBench(loupeOn(part)->frameInScene().center());
  m_document->push(
      moveParts(m_document->design(), m_document->design(), {part}, {to.x - from.x, to.y - from.y}));
  m_document->compilePending();
  QVERIFY(apart());
}

void TestLoupes::linesPassNamesBy() {
  QFETCH(QByteArray, example);
  open(example.constData());
  for (const QSize size :
       {QSize(500, 330), QSize(840, 330), QSize(840, 420), QSize(1000, 700), QSize(1500, 800)}) {
    m_view->resize(size);
    m_view->fitAll();
    const std::vector<QRectF> words = wordsInView();
    QVERIFY(!words.empty());
    for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
      const QLineF line = loupe->leaderLine();
      const QPointF from = m_view->viewportTransform().map(line.p1()),
                    to = m_view->viewportTransform().map(line.p2());
      for (const QRectF& word : words)
        QVERIFY2(lengthInside(word.adjusted(2, 2, -2, -2), from, to) == 0, loupe->key().c_str());
    }
  }
}

// Beside the docks of a window of 1366 × 768: ten pixels and more, title and footer inside the frame.
void TestLoupes::canBeReadInASmallWindow() {
  for (const char* example : {"first-light.loom", "mnist-5x5.loom"}) {
    open(example);
    m_view->resize(840, 420);
    m_view->fitAll();
    for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
      const double pixels =
          LoupeItem::kFont * loupe->textScale() * loupe->scale() * m_view->pixelsPerMillimetre();
      QVERIFY2(pixels >= 10, qPrintable(QString::number(pixels)));
      QVERIFY(!loupe->heading().title.endsWith(QStringLiteral("…")));
      const QRectF name = loupe->mapRectFromScene(loupe->showNameInScene());
      QVERIFY(name.right() <= LoupeItem::kWidth && name.bottom() <= LoupeItem::kHeight);
    }
  }
}

// Whatever the caption has to say: no leader, no overlap, and each thing that can be shown.
void TestLoupes::titlesStandWholeBesideAnyCaption() {
  m_view->resize(420, 300);
  for (const char* example : {"first-light.loom", "mnist-5x5.loom", "wang-2022.loom", "hamerly-2019.loom"}) {
    open(example);
    const Design bright = m_document->design();
    Design dark = bright;
    const std::string combiner = m_document->bench()->cells.cells.front().id;
    dark = apply(dark, setParameter(dark, combiner, "x", 0.5));
    Design leaderless = bright;
    for (const ComponentPtr& part : bright.components)
      if (part->kind == "leader_laser")
        leaderless = apply(leaderless, setParameter(leaderless, part->id, "enabled", false));
    for (const Design& design : {bright, dark, leaderless}) {
      m_document->show(design);
      m_view->fitAll();
      for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
        const LoupeItem::Heading words = loupe->heading();
        QVERIFY2(!words.title.endsWith(QStringLiteral("…")),
                 qPrintable(words.title + QStringLiteral(" / ") + words.caption));
      }
    }
  }
}

// A loupe is left on another one, in a view that is a little smaller than the one they were sized for: those
// that make room are of the same size before, meanwhile and after.
void TestLoupes::undoBringsSizesBack() {
  const auto frames = [this] {
    std::map<std::string, QRectF> out;
    for (const LoupeItem* loupe : m_view->benchScene().loupes())
      out[loupe->part().empty() ? loupe->key() : loupe->part()] = loupe->frameInScene();
    return out;
  };
  for (const char* example : {"first-light.loom", "mnist-5x5.loom"}) {
    open(example);
    for (const QSize size : {QSize(900, 640), QSize(840, 600), QSize(700, 480), QSize(660, 450)}) {
      m_view->resize(size);
      m_view->fitAll();
      const auto before = frames();
      for (const auto& [key, frame] : before) QCOMPARE(frame.size(), before.begin()->second.size());
      const std::string from = before.begin()->first, onto = std::next(before.begin())->first;
      const QPointF by =
          m_view->mapFromScene(before.at(onto).center()) - m_view->mapFromScene(before.at(from).center());
      drag(inView(*loupeOn(from), {150, 12}), by.toPoint());
      m_document->compilePending();
      QVERIFY(loupeOn(from)->isPinned() && frames() != before);
      for (const auto& [key, frame] : frames())
        QVERIFY(std::fabs(frame.width() - before.at(key).width()) < 1e-9);
      m_document->undoStack().undo();
      m_document->compilePending();
      QVERIFY(frames() == before);
    }
  }
}

// Where the probe covers a part or a name, the loupe that a click leaves stands as near as it covers neither.
void TestLoupes::aProbeLeavesItBesideWhatItCovered() {
  int moved = 0;
  for (const char* example : {"first-light.loom", "mnist-5x5.loom"}) {
    open(example);
    m_view->fitAll();
    const std::vector<std::pair<QPointF, QPointF>> beams = m_view->benchScene().beamLines();
    for (std::size_t i = 0; i < beams.size() && i < 12; ++i) {
      const QPoint light = m_view->mapFromScene((beams[i].first + beams[i].second) / 2);
      m_view->tools().take(ToolBox::Hand::Probe);
      send(QEvent::MouseMove, light, Qt::NoButton, {});
      const LoupeItem* probe = m_view->benchScene().probe();
      if (!probe) continue;
      const QPointF seen = probe->pos();
      click(light);
      m_view->tools().take(ToolBox::Hand::Select);
      const std::vector<LoupeItem*> loupes = m_view->benchScene().loupes();
      for (const LoupeItem* loupe : loupes) {
        if (!loupe->isPinned()) continue;
        const QRectF frame = loupe->frameInScene();
        moved += frame.topLeft() != seen;
        for (const ComponentPtr& part : m_document->design().components)
          if (const PartItem* item = m_view->benchScene().partItem(part->id))
            QVERIFY2(!frame.intersects(item->sceneBody()), part->id.c_str());
        for (const QRectF& word : m_view->benchScene().wordBounds()) QVERIFY(!frame.intersects(word));
      }
      m_document->undoStack().undo();
      m_document->compilePending();
    }
  }
  QVERIFY(moved > 3);
}

// The whole bench is moved until a loupe lies in each lower corner of the view.
void TestLoupes::scaleAndLegendKeepOffThem() {
  open("first-light.loom");
  m_view->fitAll();
  const Design start = m_document->design();
  PartIds all;
  for (const ComponentPtr& part : start.components) all.push_back(part->id);
  const QRectF room = m_view->viewport()->rect();
  for (const QPointF corner :
       {room.bottomLeft() + QPointF(40, -20), room.bottomRight() + QPointF(-40, -20)}) {
    const QPointF to = m_view->mapToScene(corner.toPoint());
    const QPointF from = m_view->benchScene().loupes().front()->frameInScene().center();
    m_document->push(moveParts(m_document->design(), m_document->design(), all,
                               {(to.x() - from.x()) * 1e-3, -(to.y() - from.y()) * 1e-3}));
    m_document->compilePending();
    const BeamColouring colouring = m_view->benchScene().beams().colouring();
    const QRectF scale = scaleBarBox(scaleRoom(*m_view), m_view->pixelsPerMillimetre(),
                                     m_view->benchScene().colours()),
                 legend = lightLegendBox(legendRoom(*m_view), colouring, m_view->benchScene().colours());
    QVERIFY(room.contains(scale) && room.contains(legend));
    bool inTheWay = false;
    for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
      const QRectF frame = m_view->viewportTransform().mapRect(loupe->frameInScene());
      QVERIFY(!frame.intersects(scale) && !frame.intersects(legend));
      inTheWay = inTheWay ||
                 frame.intersects(
                     scaleBarBox(room, m_view->pixelsPerMillimetre(), m_view->benchScene().colours())) ||
                 frame.intersects(lightLegendBox(room, colouring, m_view->benchScene().colours()));
    }
    QVERIFY(inTheWay);
  }
}

// In the room that a window of 1024 × 768 leaves for the bench, and in larger ones.
void TestLoupes::marksKeepOffWords() {
  QFETCH(QByteArray, example);
  open(example.constData());
  for (const QSize size : {QSize(490, 390), QSize(496, 424), QSize(840, 420), QSize(1000, 700)}) {
    m_view->resize(size);
    m_view->fitAll();
    const std::vector<QRectF> words = wordsInView();
    for (const QGraphicsItem* item : m_view->benchScene().items()) {
      const auto* mark = dynamic_cast<const CheckMark*>(item);
      if (!mark) continue;
      const QRectF box = mark->deviceTransform(m_view->viewportTransform()).mapRect(mark->boundingRect());
      for (const QRectF& word : words) QVERIFY2(!box.intersects(word), mark->part().c_str());
    }
  }
}

void TestLoupes::noLightHasNoDigits() {
  open("mnist-5x5.loom");
  for (const char* part : {"leader_laser1", "vcsel_array1", "vcsel_array2"})
    m_document->push(setParameter(m_document->design(), part, "power", Value(1e-214)));
  m_document->compilePending();
  for (const LoupeItem* loupe : m_view->benchScene().loupes()) {
    for (const ViewpointShow show : loupe->content().shows) {
      Viewpoint view;
      view.target = loupe->part();
      view.show = show;
      const LoupeContent content = loupeContent(*m_document->bench(), withViewpoint({}, view));
      for (const QString& words : {content.caption, content.brief, content.scaleTopText, content.summary})
        QVERIFY2(!words.contains(QStringLiteral("e-")), qPrintable(words));
    }
  }
  QCOMPARE(shownPower(1.24e-220), QStringLiteral("0 nW"));
  QCOMPARE(shownPower(3.2e-14), QStringLiteral("32 fW"));
  QCOMPARE(shownPower(5e-11), QStringLiteral("0.05 nW"));
}

// The triangle behind the word promises a list; the one that is shown has its mark.
void TestLoupes::choosesWhatItShowsFromAList() {
  open("first-light.loom");
  const auto choose = [&](const std::string& part, ViewpointShow wanted) {
    const LoupeItem* loupe = loupeOn(part);
    click(inView(*loupe, loupe->mapFromScene(loupe->showNameInScene().center())));
    auto* menu = m_view->findChild<QMenu*>(QStringLiteral("loupeShows"));
    if (!menu || menu->actions().size() != static_cast<int>(loupe->content().shows.size())) return false;
    for (const QAction* action : menu->actions())
      if (action->isChecked() != (action->text() == showName(loupe->content().show))) return false;
    menu->findChild<QAction*>(QStringLiteral("loupeShow_%1").arg(static_cast<int>(wanted)))->trigger();
    delete menu;
    return loupeOn(part)->content().show == wanted;
  };
  QCOMPARE(loupeOn("detector_line1")->content().show, ViewpointShow::Overlap);
  for (const ViewpointShow show : {ViewpointShow::Signal, ViewpointShow::Crosstalk, ViewpointShow::Overlap})
    QVERIFY(choose("detector_line1", show));
  for (const ViewpointShow show : {ViewpointShow::Power, ViewpointShow::Lock, ViewpointShow::Phase})
    QVERIFY(choose("vcsel_array2", show));
  QCOMPARE(loupeOn("vcsel_array2")->content().hands.size(), std::size_t{25});
}

// 2γ√(P_x P_w) and the unwanted over the wanted light, read here from the links themselves.
void TestLoupes::valuesAreThoseOfTheLinks() {
  open("mnist-5x5.loom");
  const Bench& bench = *m_document->bench();
  const Cell& cell = bench.cells.cells.front();
  const auto content = [&](ViewpointShow show) {
    Viewpoint view;
    view.target = cell.plusId;
    view.show = show;
    return loupeContent(bench, withViewpoint({}, view));
  };
  const LoupeContent signal = content(ViewpointShow::Signal), crosstalk = content(ViewpointShow::Crosstalk);
  for (const Link& link : cell.links) {
    const std::size_t pixel = static_cast<std::size_t>(link.plus.pixel);
    VERIFY_WITHIN(signal.values[pixel],
                  2 * link.plus.overlap() * std::sqrt(link.plus.axonW * link.plus.synapseW), 1e-5);
    const double wanted = link.plus.axonW + link.plus.synapseW;
    QVERIFY(std::fabs(crosstalk.values[pixel] -
                      (link.plus.unwantedAxonW + link.plus.unwantedSynapseW) / wanted) < 1e-6);
  }
  const QString words = channelText(bench, signal, 12);
  QVERIFY2(words.contains(QStringLiteral("signal")) && words.contains(QStringLiteral("crosstalk")),
           qPrintable(words));
}

// Nothing is traced or locked again for a loupe, and the run keeps its hardware.
void TestLoupes::leavesTheLightAlone() {
  open("mnist-5x5.loom");
  const std::shared_ptr<const Hardware> hardware = m_document->bench()->hardware;
  QSignalSpy benches(m_document.get(), &Document::benchChanged),
      loupes(m_document.get(), &Document::loupesChanged);
  m_document->push(addLoupeOn(m_document->design(), "lens1"));
  m_document->compilePending();
  QCOMPARE(benches.count(), 0);
  QCOMPARE(loupes.count(), 1);
  QCOMPARE(m_document->bench()->hardware, hardware);
  QVERIFY(loupeOn("lens1"));
  m_document->push(setParameter(m_document->design(), "lens1", "x", 0.021));
  m_document->compilePending();
  QCOMPARE(benches.count(), 1);
  QVERIFY(m_document->bench()->hardware != hardware);
}

// On a part, on the light between parts across it, and on nothing.
void TestLoupes::standsInTheLightThere() {
  open("first-light.loom");
  m_view->fitAll();
  m_view->addLoupe(m_view->benchScene().partItem("lens1")->pos());
  QCOMPARE(m_selection->ids(), PartIds{"loupe1"});
  QVERIFY(loupeOn("lens1") && !m_view->benchScene().partItem("loupe1"));
  m_view->addLoupe(toScene(-25e-3, -30e-3));
  const LoupeItem* free = loupeOn("loupe2");
  QVERIFY(free && free->part().empty() && m_view->benchScene().partItem("loupe2"));
  QCOMPARE(angleOf(*findComponent(m_document->design(), "loupe2")), 0.0);
  VERIFY_WITHIN(free->content().plane->view.powerW(), 8e-3, 0.05);
  QSignalSpy problems(m_view.get(), &BenchView::problem);
  m_view->addLoupe(QPointF(-500, -500));
  QCOMPARE(problems.count(), 1);
  QCOMPARE(m_document->undoStack().count(), 2);
}

// The picture of the light at the pointer; a click leaves it in the design, Esc leaves nothing.
void TestLoupes::followsTheLightUnderThePointer() {
  open("first-light.loom");
  m_view->fitAll();
  m_view->tools().take(ToolBox::Hand::Probe);
  const QPoint light = m_view->mapFromScene(toScene(72e-3, 0));
  send(QEvent::MouseMove, light, Qt::NoButton, {});
  const LoupeItem* probe = m_view->benchScene().probe();
  QVERIFY(probe && probe->content().plane);
  QCOMPARE(probe->content().show, ViewpointShow::Spots);
  const std::vector<PlaneRow> rows = planeRows(*probe->content().plane, m_view->benchScene().colours());
  QCOMPARE(rows.size(), std::size_t{3});
  send(QEvent::MouseMove, light, Qt::NoButton, {}, Qt::ShiftModifier);
  QVERIFY(probe->content().plane->picture.size > 0 && probe->content().plane->picture.resolved);
  QVERIFY(probe->content().plane->picture.visibility > 0.2);
  send(QEvent::MouseMove, {3, 3}, Qt::NoButton, {});
  QVERIFY(!m_view->benchScene().probe());
  QVERIFY(m_document->undoStack().count() == 0);
  click(light);
  QCOMPARE(m_document->undoStack().count(), 1);
  QVERIFY(loupeOn("loupe1") && loupeOn("loupe1")->isPinned() &&
          m_view->tools().hand() == ToolBox::Hand::Select);
  m_view->tools().take(ToolBox::Hand::Probe);
  QTest::keyClick(m_view.get(), Qt::Key_Escape);
  QVERIFY(m_view->tools().hand() == ToolBox::Hand::Select && !m_view->benchScene().probe());
}

// What nobody has placed gives way to what is left by a click.
void TestLoupes::otherLoupesMakeRoom() {
  open("first-light.loom");
  m_view->fitAll();
  const auto overlapping = [&](const QRectF& frame) {
    int count = 0;
    for (const LoupeItem* loupe : m_view->benchScene().loupes())
      count += !loupe->isPinned() && loupe->frameInScene().intersects(frame);
    return count;
  };
  int madeRoom = 0;
  const std::vector<std::pair<QPointF, QPointF>> beams = m_view->benchScene().beamLines();
  for (const auto& [from, to] : beams) {
    for (double share : {0.2, 0.5, 0.8}) {
      m_view->tools().take(ToolBox::Hand::Probe);
      const QPoint light = m_view->mapFromScene(from + share * (to - from));
      send(QEvent::MouseMove, light, Qt::NoButton, {});
      if (!m_view->benchScene().probe() || overlapping(m_view->benchScene().probe()->frameInScene()) == 0)
        continue;
      std::vector<QRectF> before;
      for (const LoupeItem* loupe : m_view->benchScene().loupes()) before.push_back(loupe->frameInScene());
      click(light);
      const QRectF left = loupeOn("loupe1") ? loupeOn("loupe1")->frameInScene() : QRectF();
      QVERIFY(!left.isEmpty());
      madeRoom +=
          std::any_of(before.begin(), before.end(), [&](const QRectF& f) { return f.intersects(left); });
      const std::vector<LoupeItem*> loupes = m_view->benchScene().loupes();
      for (std::size_t i = 0; i < loupes.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
          QVERIFY(!loupes[i]->frameInScene().intersects(loupes[k]->frameInScene()));
      open("first-light.loom");
      m_view->fitAll();
      if (madeRoom >= 2) return;
      break;
    }
  }
  QVERIFY(madeRoom > 0);
}

void TestLoupes::zoomsItsField() {
  open("first-light.loom");
  m_view->addLoupe(m_view->benchScene().partItem("lens3")->pos());
  m_view->fitAll();
  const double before = loupeOn("loupe1")->content().plane->window.half, zoom = m_view->zoom();
  const int steps = m_document->undoStack().count();
  for (int i = 0; i < 3; ++i) wheel(m_view->viewport(), inView(*loupeOn("loupe1"), {60, 90}), 1);
  QCOMPARE(m_view->zoom(), zoom);
  VERIFY_WITHIN(loupeOn("loupe1")->content().plane->window.half, before / std::pow(1.25, 3), 1e-6);
  QCOMPARE(m_document->undoStack().count(), steps + 1);
}

// 25 axons × 25 synapses: an axon meets every synapse, on 25 pixels of each line.
void TestLoupes::lightsTheProductsOfASlot() {
  open("mnist-5x5.loom");
  m_view->fitAll();
  const Cell& cell = m_document->bench()->cells.cells.front();
  const LitProducts axon = litProducts(*m_document->bench(), {cell.axonId, 7});
  QCOMPARE(axon.channels.at(cell.axonId), std::set<int>{7});
  QCOMPARE(axon.channels.at(cell.synapseId).size(), std::size_t{25});
  QCOMPARE(axon.channels.at(cell.plusId).size(), std::size_t{25});
  QVERIFY2(axon.words.contains(QStringLiteral("axon 7 × synapse 0…24 → 25 products")),
           qPrintable(axon.words));
  const int pixel = *axon.channels.at(cell.minusId).begin();
  const LitProducts one = litProducts(*m_document->bench(), {cell.minusId, pixel});
  QCOMPARE(one.channels.at(cell.axonId), std::set<int>{7});
  QCOMPARE(one.channels.at(cell.synapseId).size(), std::size_t{1});
  QVERIFY(litProducts(*m_document->bench(), {cell.minusId, 100000}).empty());

  const LoupeItem* lasers = loupeOn(cell.axonId);
  const QImage plain = m_view->viewport()->grab().toImage();
  send(QEvent::MouseMove, inView(*lasers, {20, 40}), Qt::NoButton, {});
  QCOMPARE(lasers->lit().size(), std::size_t{1});
  QCOMPARE(loupeOn(cell.plusId)->lit().size(), std::size_t{25});
  QVERIFY(m_view->benchScene().beams().rayCount() > 0);
  QVERIFY(m_view->viewport()->grab().toImage() != plain);
  send(QEvent::MouseMove, {3, 3}, Qt::NoButton, {});
  QVERIFY(lasers->lit().empty() && m_view->benchScene().beams().rayCount() == 0);
  click(inView(*lasers, {20, 40}));
  send(QEvent::MouseMove, {3, 3}, Qt::NoButton, {});
  QVERIFY(!lasers->lit().empty());
  QTest::keyClick(m_view.get(), Qt::Key_Escape);
  QVERIFY(lasers->lit().empty());
}

void TestLoupes::goesWithItsPart() {
  open("mnist-5x5.loom");
  const Design before = m_document->design();
  m_document->push(addLoupeOn(before, "lens1"));
  m_selection->set({"lens1"});
  m_actions->remove->trigger();
  m_document->compilePending();
  QVERIFY(!findComponent(m_document->design(), "loupe1") && !loupeOn("lens1"));
  m_document->undoStack().undo();
  QVERIFY(findComponent(m_document->design(), "loupe1") && findComponent(m_document->design(), "lens1"));
}

void TestLoupes::copiesLookAtCopies() {
  open("mnist-5x5.loom");
  m_document->push(addLoupeOn(m_document->design(), "lens1"));
  std::vector<ComponentPtr> clip = {findComponent(m_document->design(), "loupe1"),
                                    findComponent(m_document->design(), "lens1")};
  PartIds ids;
  m_document->push(insertParts(m_document->design(), clip, {0.01, 0.3}, QStringLiteral("Paste"), ids));
  QCOMPARE(ids, (PartIds{"lens5", "loupe2"}));
  QCOMPARE(viewpointOf(*findComponent(m_document->design(), "loupe2"))->target, std::string("lens5"));
  QCOMPARE(positionOf(*findComponent(m_document->design(), "loupe2")).x, 0.0);
  clip.pop_back();
  ids.clear();
  m_document->push(insertParts(m_document->design(), clip, {}, QStringLiteral("Paste"), ids));
  QCOMPARE(viewpointOf(*findComponent(m_document->design(), ids.front()))->target, std::string("lens1"));
}

void TestLoupes::saysWhatIsMissing() {
  open("first-light.loom");
  m_document->push(addLoupeOn(m_document->design(), "lens1"));
  m_document->push(setParameter(m_document->design(), "lens1", "enabled", false));
  m_document->compilePending();
  const LoupeItem* loupe = loupeOn("lens1");
  QVERIFY(loupe);
  QVERIFY2(loupe->toolTipAt({10, 10}).contains(QStringLiteral("lens1")),
           qPrintable(loupe->toolTipAt({10, 10})));
  m_view->viewport()->grab();
}

void TestLoupes::longNamesEndBeforeTheCaption() {
  open("first-light.loom");
  const QString name = QStringLiteral("Dendrites of the second output, minus");
  m_document->push(changePart(m_document->design(), "detector_line1", QStringLiteral("Rename"),
                              [&](Component& part) { part.name = name.toStdString(); }));
  m_document->push(changePart(m_document->design(), "vcsel_array2", QStringLiteral("Disable"),
                              [](Component& part) { part.values["enabled"] = false; }));
  m_document->compilePending();
  const LoupeItem* loupe = loupeOn("detector_line1");
  QVERIFY(loupe && loupe->content().title.startsWith(name) && !loupe->content().caption.isEmpty());
  QVERIFY2(loupe->heading().title.endsWith(QStringLiteral("…")), qPrintable(loupe->heading().title));
  QCOMPARE(loupeOn("vcsel_array1")->heading().title, loupeOn("vcsel_array1")->content().title);
}

QTEST_MAIN(TestLoupes)
#include "tst_loupes.moc"
