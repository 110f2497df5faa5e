#include <QDockWidget>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <cmath>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/check_mark.h"
#include "canvas/handle_item.h"
#include "canvas/part_item.h"
#include "document/auto_align.h"
#include "document/check_fixes.h"
#include "main_window.h"
#include "theme/icons.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestChecks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanupTestCase() { m_window.reset(); }
  void fixesMakeTheirCheckPass_data();
  void fixesMakeTheirCheckPass();
  void marksStandAtTheirParts();
  void panelGoesToPartsAndFixes();
  void alignsAsOneStep();
  void aligningStopsWithoutAChange();
  void altDragTurnsFineAdjusters();
  void theNetworkFillsPixels();
  void iconsStandOutOnTheSelectedRow();
  void textsAreWhole();

 private:
  Document& document() { return m_window->document(); }
  void assign(const char* assignment);
  bool complains(const char* id);
  QAction& action(const char* name) { return *m_window->findChild<QAction*>(QLatin1String(name)); }

  std::unique_ptr<MainWindow> m_window;
};

void TestChecks::initTestCase() {
  prepareWindowTest();
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestChecks::init() {
  QVERIFY(document().open(examplePath("mnist-5x5.loom")).ok());
  m_window->selection().clear();
}

void TestChecks::assign(const char* assignment) {
  const Result<Design> after = applyAssignment(document().design(), assignment);
  QVERIFY(after.ok());
  document().push(difference(document().design(), after.value()));
  document().compilePending();
}

bool TestChecks::complains(const char* id) {
  const auto& checks = document().bench()->checks;
  return std::any_of(checks.begin(), checks.end(),
                     [&](const Check& check) { return check.message.id == id; });
}

void TestChecks::fixesMakeTheirCheckPass_data() {
  QTest::addColumn<QByteArray>("assignment");
  QTest::addColumn<QByteArray>("check");
  const auto row = [](const char* check, const char* assignment) {
    QTest::newRow(check) << QByteArray(assignment) << QByteArray(check);
  };
  row("cell.symbol-rates", "vcsel_array1.symbol_rate=4GS/s");
  row("optics.tangent-mapping", "lens3.mapping=tangent");
  row("optics.clipped", "lens3.aperture=7mm");
  row("optics.stray-orders", "fan_out3.profile_x=default");
  row("leader.feedback", "isolator1.isolation=3");
}

void TestChecks::fixesMakeTheirCheckPass() {
  QFETCH(QByteArray, assignment);
  QFETCH(QByteArray, check);
  QVERIFY(!complains(check));
  assign(assignment);
  QVERIFY(complains(check));
  const Design before = document().design();
  for (const Check& found : document().bench()->checks) {
    if (found.message.id != check.toStdString()) continue;
    const std::optional<CheckFix> fix = fixFor(*document().bench(), found);
    QVERIFY(fix && !fix->label.isEmpty());
    document().push(fix->edit);
    break;
  }
  document().compilePending();
  QVERIFY2(!complains(check), check);
  document().undoStack().undo();
  QVERIFY(sameDrawing(document().design(), before));
}

void TestChecks::marksStandAtTheirParts() {
  const auto marks = [&] {
    std::vector<CheckMark*> out;
    for (QGraphicsItem* item : m_window->view().scene()->items())
      if (auto* mark = qgraphicsitem_cast<CheckMark*>(item)) out.push_back(mark);
    return out;
  };
  const std::size_t before = marks().size();
  assign("lens3.aperture=7mm");
  QCOMPARE(marks().size(), before + 1);
  const auto all = marks();
  const auto mark =
      std::find_if(all.begin(), all.end(), [](const CheckMark* one) { return one->part() == "lens3"; });
  QVERIFY(mark != all.end() && !(*mark)->isError());
  const std::string& name = findComponent(document().design(), "lens3")->name;
  QVERIFY(!name.empty() && (*mark)->toolTip().contains(QString::fromStdString(name)));
  const QTransform toView = (*mark)->deviceTransform(m_window->view().viewportTransform());
  QTest::mouseClick(m_window->view().viewport(), Qt::LeftButton, {},
                    toView.mapRect((*mark)->boundingRect()).center().toPoint());
  QCOMPARE(m_window->selection().ids(), PartIds({"lens3"}));
  QVERIFY(m_window->findChild<QListWidget*>(QStringLiteral("checks"))->isVisible());
  assign("vcsel_array1.symbol_rate=4GS/s");
  const auto later = marks();
  QVERIFY(std::any_of(later.begin(), later.end(), [](const CheckMark* one) { return one->isError(); }));
}

void TestChecks::panelGoesToPartsAndFixes() {
  assign("lens3.aperture=7mm");
  auto* list = m_window->findChild<QListWidget*>(QStringLiteral("checks"));
  auto* fix = m_window->findChild<QPushButton*>(QStringLiteral("checkFix"));
  int row = 0;
  while (row < list->count() && list->item(row)->data(Qt::UserRole).toString() != QStringLiteral("lens3"))
    ++row;
  QVERIFY(row < list->count());
  list->setCurrentRow(row);
  m_window->findChild<QPushButton*>(QStringLiteral("checkGoTo"))->click();
  QCOMPARE(m_window->selection().ids(), PartIds({"lens3"}));
  // Parts are called by their names wherever somebody reads.
  document().push(changePart(document().design(), "lens3", QStringLiteral("Rename"),
                             [](Component& part) { part.name = "Long arm"; }));
  document().compilePending();
  const QString said = list->item(row)->text();
  QVERIFY2(said.contains(QStringLiteral("Long arm")) && !said.contains(QStringLiteral("lens3")),
           qPrintable(said));
  QVERIFY(m_window->findChild<QLabel*>(QStringLiteral("partChecks"))
              ->text()
              .contains(QStringLiteral("Long arm")));
  QVERIFY(fix->isVisibleTo(fix->parentWidget()) && fix->accessibleName().startsWith(QStringLiteral("Widen")));
  fix->click();
  document().compilePending();
  QVERIFY(!complains("optics.clipped"));
  QVERIFY(document().undoStack().undoText().startsWith(QStringLiteral("Widen the aperture to")));
}

void TestChecks::alignsAsOneStep() {
  assign("beam_splitter4.fine_tilt=100urad");
  assign("beam_splitter4.fine_pitch=-30urad");
  QVERIFY(document().bench()->cells.cells.front().minVisibility < 0.4);
  const int steps = document().undoStack().count();
  AutoAlign align(document());
  QSignalSpy finished(&align, &AutoAlign::finished);
  align.start({});
  QVERIFY(align.isRunning());
  QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
  QCOMPARE(document().undoStack().count(), steps + 1);
  QCOMPARE(document().undoStack().undoText(), QStringLiteral("Auto-align"));
  QVERIFY2(finished.front().front().toString().contains(QStringLiteral("Combiner fine tilt −")),
           qPrintable(finished.front().front().toString()));
  document().compilePending();
  QVERIFY(document().bench()->cells.cells.front().minVisibility > 0.99);
}

void TestChecks::aligningStopsWithoutAChange() {
  assign("beam_splitter4.fine_tilt=100urad");
  const Design before = document().design();
  action("autoAlign").trigger();
  QVERIFY(action("autoAlign").isChecked());
  action("autoAlign").trigger();
  QVERIFY(!action("autoAlign").isChecked());
  QTest::qWait(60);
  QVERIFY(sameDrawing(document().design(), before));
}

// A drag of 20 mm is 20 µm of the adjuster; the part itself stays, Esc takes it back.
void TestChecks::altDragTurnsFineAdjusters() {
  BenchView& view = m_window->view();
  view.setZoom(1);
  view.centerOn(view.benchScene().partItem("lens3")->pos());
  const QPoint from = view.mapFromScene(view.benchScene().partItem("lens3")->pos());
  const auto mouse = [&](QEvent::Type type, QPoint at) {
    QMouseEvent event(type, at, view.viewport()->mapToGlobal(at), Qt::LeftButton,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::AltModifier);
    QApplication::sendEvent(view.viewport(), &event);
  };
  const BenchPoint place = positionOf(*findComponent(document().design(), "lens3"));
  const QPoint to = view.mapFromScene(view.mapToScene(from) + QPointF(20, 0));
  mouse(QEvent::MouseButtonPress, from);
  mouse(QEvent::MouseMove, (from + to) / 2);
  mouse(QEvent::MouseMove, to);
  const auto fine = [&](const char* key) { return viewOf(document().design(), "lens3").real(key); };
  QVERIFY2(std::fabs(fine("fine_x") - 20e-6) < 0.3e-6, qPrintable(QString::number(fine("fine_x"))));
  QCOMPARE(positionOf(*findComponent(document().design(), "lens3")).x, place.x);
  QTest::keyClick(&view, Qt::Key_Escape);
  QCOMPARE(fine("fine_x"), 0.0);
  mouse(QEvent::MouseButtonRelease, to);
  mouse(QEvent::MouseButtonPress, from);
  mouse(QEvent::MouseMove, to);
  mouse(QEvent::MouseButtonRelease, to);
  QCOMPARE(document().undoStack().count(), 1);
  QCOMPARE(document().undoStack().undoText(), QStringLiteral("Adjust Lens, minus"));
}

// Known once the data set is there and a network stands on the bench; the fix makes room.
void TestChecks::theNetworkFillsPixels() {
  const auto full = [this] {
    const std::vector<Check> checks = document().checks();
    return std::count_if(checks.begin(), checks.end(),
                         [](const Check& check) { return check.message.id == "detector.saturated"; });
  };
  assign("detector_line1.integration=separate");
  assign("detector_line1.full_well=1e-6");
  assign("detector_line2.integration=separate");
  assign("detector_line2.full_well=1e-6");
  QTRY_VERIFY_WITH_TIMEOUT(full() == 2, 30000);
  const std::vector<Check> checks = document().checks();
  const auto check = std::find_if(checks.begin(), checks.end(),
                                  [](const Check& one) { return one.message.id == "detector.saturated"; });
  const std::optional<CheckFix> fix = fixFor(*document().bench(), *check);
  QVERIFY(fix);
  document().push(fix->edit);
  QTRY_VERIFY_WITH_TIMEOUT(full() == 0, 30000);
}

// On the blue of a selected row each has its shape in the colour of the text there.
void TestChecks::iconsStandOutOnTheSelectedRow() {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double v) {
      return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
  };
  for (const ThemeChoice theme : {ThemeChoice::Light, ThemeChoice::Dark}) {
    applyTheme(*static_cast<QApplication*>(QApplication::instance()), theme);
    const MeaningColours colours = meaningColours(theme == ThemeChoice::Dark);
    const double ground = luminance(QApplication::palette().color(QPalette::Highlight));
    for (const QColor& colour : {QColor(colours.axon), QColor(colours.warn), QColor(colours.bad)}) {
      const QImage icon =
          colouredIcon(QStringLiteral("info"), colour).pixmap(QSize(36, 36), QIcon::Selected).toImage();
      double best = 1;
      for (int y = 0; y < icon.height(); ++y)
        for (int x = 0; x < icon.width(); ++x) {
          if (icon.pixelColor(x, y).alpha() < 250) continue;
          const double ink = luminance(icon.pixelColor(x, y));
          best = std::max(best, (std::max(ink, ground) + 0.05) / (std::min(ink, ground) + 0.05));
        }
      QVERIFY2(best >= 4.5, qPrintable(QString::number(best)));
    }
  }
  applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::Light);
}

// In a narrow panel every line of a check is there, and all of it in the tooltip.
void TestChecks::textsAreWhole() {
  assign("lens3.aperture=7mm");
  assign("vcsel_array1.symbol_rate=4GS/s");
  auto* list = m_window->findChild<QListWidget*>(QStringLiteral("checks"));
  m_window->findChild<QTabWidget*>(QStringLiteral("propertyTabs"))->setCurrentWidget(list->parentWidget());
  for (const int width : {520, 340}) {
    QWidget* dock = m_window->findChild<QWidget*>(QStringLiteral("propertiesDock"));
    m_window->resizeDocks({static_cast<QDockWidget*>(dock)}, {width}, Qt::Horizontal);
    QTest::qWait(60);
    QVERIFY(list->count() >= 2);
    for (int row = 0; row < list->count(); ++row) {
      const QListWidgetItem* item = list->item(row);
      const QRect box = list->visualItemRect(item);
      QVERIFY(box.width() <= list->viewport()->width());
      const int room = box.width() - list->iconSize().width() - 8;
      const QRect wanted =
          list->fontMetrics().boundingRect(QRect(0, 0, room, 10000), Qt::TextWordWrap, item->text());
      QVERIFY2(box.height() >= wanted.height(), qPrintable(item->text()));
      QVERIFY(item->toolTip().contains(item->text().section(QLatin1Char('\n'), 0, 0).toHtmlEscaped()));
    }
  }
}

QTEST_MAIN(TestChecks)
#include "tst_checks.moc"
