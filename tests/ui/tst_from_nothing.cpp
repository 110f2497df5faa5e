#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QToolButton>
#include <cmath>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "main_window.h"
#include "panels/guide_card.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// A bench is built from nothing with what the window itself proposes, and learns.
class TestFromNothing : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanupTestCase() { m_window.reset(); }
  void buildsWithItsButtonAndTrains();
  void checksLeadOn();
  void theCardCoversNoPart();
  void closesAndComesBack();

 private:
  Document& document() { return m_window->document(); }
  GuideCard& card() { return *m_window->findChild<GuideCard*>(); }
  QPushButton& add() { return *card().findChild<QPushButton*>(QStringLiteral("guideAdd")); }
  QStringList checkTexts() {
    QStringList out;
    const auto* list = m_window->findChild<QListWidget*>(QStringLiteral("checks"));
    for (int row = 0; row < list->count(); ++row) out << list->item(row)->text();
    return out;
  }

  std::unique_ptr<MainWindow> m_window;
};

void TestFromNothing::initTestCase() {
  prepareWindowTest();
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestFromNothing::init() {
  document().startNew();
  document().compilePending();
}

void TestFromNothing::buildsWithItsButtonAndTrains() {
  constexpr int kMostActs = 30, kPatienceMs = 120000;
  int acts = 0;
  while (add().isVisible() && acts < kMostActs) {
    const std::size_t parts = document().design().components.size();
    QTest::mouseClick(&add(), Qt::LeftButton);
    ++acts;
    QCOMPARE(document().design().components.size(), parts + 1);
    QCOMPARE(document().undoStack().count(), acts);  // one step each
    const PartIds chosen = m_window->selection().ids();
    QVERIFY2(chosen == PartIds{document().design().components.back()->id},
             chosen.empty() ? "none" : chosen.front().c_str());
  }
  QVERIFY2(acts < kMostActs, qPrintable(QString::number(acts)));
  QVERIFY(!document().bench()->hardware->cannotCompute);
  for (const Check& check : document().checks())
    QVERIFY2(check.severity != Severity::Error && !check.unbuildable, english(check.message).c_str());
  QVERIFY(card().findChild<QLabel*>(QStringLiteral("guideHow"))->text().contains(QStringLiteral("F5")));

  const std::pair<const char*, Value> settings[] = {
      {"network.hidden", std::vector<double>{20}}, {"training.dataset", std::string("iris")},
      {"training.optimiser", Enumerator{"adam"}},  {"training.learning_rate", 0.01},
      {"training.batch", std::int64_t{10}},        {"training.epochs", std::int64_t{40}}};
  for (const auto& [key, value] : settings) document().push(setSetting(document().design(), key, value));
  document().compilePending();
  RunController& run = m_window->run();
  run.reset();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
  double accuracy = 0;
  for (const RunPoint& point : run.curves().points)
    if (std::isfinite(point.testAccuracy)) accuracy = point.testAccuracy;
  QVERIFY2(accuracy > 0.85, qPrintable(QString::number(accuracy)));
}

void TestFromNothing::checksLeadOn() {
  QVERIFY(checkTexts().first().contains(QStringLiteral("leader laser")));
  auto* list = m_window->findChild<QListWidget*>(QStringLiteral("checks"));
  auto* fix = m_window->findChild<QPushButton*>(QStringLiteral("checkFix"));
  for (int i = 0; i < 10; ++i) {
    QVERIFY2(!checkTexts().join(QLatin1Char(' ')).contains(QStringLiteral("passes")),
             qPrintable(checkTexts().join(QLatin1Char('\n'))));
    int row = 0;
    while (row < list->count() && !list->item(row)->text().contains(QStringLiteral("It needs next"))) ++row;
    if (row == list->count()) break;
    list->setCurrentRow(row);
    const std::size_t parts = document().design().components.size();
    fix->click();
    document().compilePending();
    QCOMPARE(document().design().components.size(), parts + 1);
  }
  QVERIFY(document().design().components.size() >= 10);
}

void TestFromNothing::theCardCoversNoPart() {
  const BenchView& view = m_window->view();
  while (add().isVisible()) {
    add().click();
    for (const ComponentPtr& part : document().design().components) {
      const QRect body = view.mapFromScene(view.benchScene().partItem(part->id)->sceneBody()).boundingRect();
      const QRect there = card().geometry().translated(-view.viewport()->pos());
      QVERIFY2(!body.intersects(there), part->id.c_str());
    }
  }
}

void TestFromNothing::closesAndComesBack() {
  auto* action = m_window->findChild<QAction*>(QStringLiteral("showGuide"));
  QVERIFY(card().isVisible() && action->isChecked());
  QVERIFY(add().focusPolicy() & Qt::TabFocus);
  card().findChild<QToolButton*>(QStringLiteral("guideClose"))->click();
  QVERIFY(!card().isVisible() && !action->isChecked());
  action->trigger();
  QVERIFY(card().isVisible());
  action->trigger();
  // Ctrl+Return adds without the card, and shows it.
  m_window->findChild<QAction*>(QStringLiteral("addNext"))->trigger();
  QVERIFY(card().isVisible());
  QCOMPARE(document().design().components.size(), std::size_t{1});
  // An example is whole, and has no card; the next empty bench has one.
  QVERIFY(document().open(examplePath("first-light.loom")).ok());
  QVERIFY(!card().isVisible());
  document().startNew();
  document().compilePending();
  QVERIFY(card().isVisible());
}

QTEST_MAIN(TestFromNothing)
#include "tst_from_nothing.moc"
