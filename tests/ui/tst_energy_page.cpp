#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTreeWidget>

#include "all_rooms.h"
#include "document/translate.h"
#include "energy/break_even_chart.h"
#include "energy/break_even_page.h"
#include "energy/density_table.h"
#include "energy/energy_chart.h"
#include "energy/energy_page.h"
#include "energy/ledger_table.h"
#include "energy/light_table.h"
#include "energy/projection_table.h"
#include "main_window.h"
#include "report/digital_processors.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The page of energy: the ledger, the light, density and heat, and the bench beside processors.
class TestEnergyPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void ledgerIsThatOfTheReport();
  void productsAndPresets();
  void clickOnARowGoesToItsPart();
  void clickOnMemoryGoesToTheSettings();
  void whatWouldHalveARow();
  void saysWhyNothingIsSearched();
  void lightFollowsTheBench();
  void largestLossSelectsItsPart();
  void areasAreSwitches();
  void chartHasTheBench();
  void breakEvenHasTheBench();
  void projectionIsThatOfTheCommandLine();
  void modelOfOnesOwn();
  void everythingHasAName();

 private:
  static constexpr int kPatienceMs = 60000;
  enum Tab { kLedger, kLight, kDensity, kChart, kBreakEven, kProjection };
  enum Column { kItem, kEnergy };
  EnergyPage& page() { return m_window->energy(); }
  Document& document() { return m_window->document(); }
  RunController& run() { return m_window->run(); }
  template <typename Widget>
  Widget* find(const char* name) const {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  QTreeWidget& ledger() const { return *find<QTreeWidget>("energyLedger"); }
  QTreeWidgetItem* row(const QString& title) const {
    return ledger().findItems(title, Qt::MatchExactly).value(0);
  }
  const EnergyReport& energy() { return run().view().report->energy; }
  void show(Tab tab) { find<QTabWidget>("energyTabs")->setCurrentIndex(tab); }
  void change(const char* assignment) {
    document().replaceWith(applyAssignment(document().design(), assignment).value(),
                           QStringLiteral("change"));
    document().compilePending();
  }

  std::unique_ptr<MainWindow> m_window;
};

void TestEnergyPage::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  for (const char* small :
       {"training.dataset=iris", "network.hidden=8", "training.batch=10", "training.epochs=3"})
    change(small);
  run().reset();
  find<QAction>("showEnergy")->trigger();
  QTRY_VERIFY(page().isActive());
  QTRY_VERIFY(run().view().report && !energy().rows.empty());
  QTRY_COMPARE(ledger().topLevelItemCount(), static_cast<int>(energy().rows.size()));
}

void TestEnergyPage::cleanup() {
  document().undoStack().setClean();
  m_window.reset();
}

void TestEnergyPage::ledgerIsThatOfTheReport() {
  for (const EnergyRow& each : energy().rows) {
    const QTreeWidgetItem* item = row(shown(each.label));
    QVERIFY(item);
    QCOMPARE(item->text(kEnergy), shownNumber(each.joulesPerOp, Unit::FemtojoulePerOp, 3));
  }
  const QString headline = find<QLabel>("energyHeadline")->text();
  QVERIFY2(headline.contains(shownQuantity(energy().totalJoulesPerOp, Unit::FemtojoulePerOp, 4)),
           qPrintable(headline));
  const double before = energy().totalJoulesPerOp;
  change("leader_laser1.wall_plug_efficiency=0.1");
  QTRY_VERIFY(energy().totalJoulesPerOp > before);
  QTRY_COMPARE(row("Leader laser")->text(kEnergy),
               shownNumber(energy().rows.front().key == "leader" ? energy().rows.front().joulesPerOp : 0,
                           Unit::FemtojoulePerOp, 3));
}

// One product of the network, and S4.
void TestEnergyPage::productsAndPresets() {
  auto* choice = find<QComboBox>("energyOf");
  QCOMPARE(choice->count(), 1 + static_cast<int>(energy().products.size() + energyPresets().size()));
  choice->setCurrentIndex(1);
  const EnergyProduct& first = energy().products.front();
  QVERIFY(find<QLabel>("energyHeadline")
              ->text()
              .contains(shownQuantity(first.joulesPerOp, Unit::FemtojoulePerOp, 4)));
  choice->setCurrentIndex(choice->findText(QStringLiteral("S4"), Qt::MatchStartsWith));
  QVERIFY2(find<QLabel>("energyHeadline")->text().contains(QStringLiteral("6.876")),
           qPrintable(find<QLabel>("energyHeadline")->text()));
  QVERIFY(!find<QPushButton>("energyHalve")->isEnabled());
  choice->setCurrentIndex(0);
  QVERIFY(find<QPushButton>("energyHalve")->isEnabled());
}

void TestEnergyPage::clickOnARowGoesToItsPart() {
  QTreeWidgetItem* item = row("DACs of the synapses");
  ledger().setCurrentItem(item);
  Q_EMIT ledger().itemClicked(item, kItem);
  QCOMPARE(m_window->selection().ids(), std::vector<std::string>{"vcsel_array2"});
  QCOMPARE(find<QTabWidget>("propertyTabs")->currentWidget()->objectName(), QStringLiteral("parameterForm"));
  QVERIFY(find<QLabel>("energyDetails")->text().contains(QStringLiteral("vcsel_array2.dac_energy")));
}

void TestEnergyPage::clickOnMemoryGoesToTheSettings() {
  change("energy.memory=hbm");
  QTRY_VERIFY(row("Fetching weights"));
  ledger().setCurrentItem(row("Fetching weights"));
  Q_EMIT ledger().itemClicked(row("Fetching weights"), kItem);
  QVERIFY(m_window->findChild<QWidget*>(QStringLiteral("section_energy"))->isVisible());
}

void TestEnergyPage::whatWouldHalveARow() {
  ledger().setCurrentItem(row("DACs of the synapses"));
  auto* halve = find<QPushButton>("energyHalve");
  halve->click();
  QVERIFY(page().ledger().isSearching() && find<QProgressBar>("energyProgress")->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!page().ledger().isSearching(), kPatienceMs);
  const QString said = find<QLabel>("energyDetails")->text();
  QVERIFY2(said.contains(QStringLiteral("halves it")), qPrintable(said));
  QVERIFY(!said.contains(QStringLiteral("Out of date")));
  change("vcsel_array2.dac_energy=2 pJ");
  QTRY_VERIFY(find<QLabel>("energyDetails")->text().contains(QStringLiteral("Out of date")));
  // Stopped, it leaves nothing.
  ledger().setCurrentItem(row("Leader laser"));
  halve->click();
  halve->click();
  QVERIFY(!page().ledger().isSearching());
  QVERIFY(!find<QLabel>("energyDetails")->text().contains(QStringLiteral("halves it")));
}

void TestEnergyPage::saysWhyNothingIsSearched() {
  change("energy.preset=s4");
  QTRY_COMPARE(ledger().topLevelItemCount(), 9);
  QVERIFY(!find<QPushButton>("energyHalve")->isEnabled());
  change("energy.preset=off");
  change("beam_splitter4.enabled=off");
  QTRY_COMPARE(ledger().topLevelItemCount(), 0);
  QVERIFY(!find<QPushButton>("energyHalve")->isEnabled());
  QVERIFY(!find<QLabel>("energyHeadline")->text().isEmpty());
}

void TestEnergyPage::lightFollowsTheBench() {
  show(kLight);
  const LightBudget now = lightBudget(*document().bench());
  QTRY_COMPARE(find<QTreeWidget>("lightTable")->topLevelItemCount(), static_cast<int>(now.steps.size()));
  QCOMPARE(page().light().budget().electronsW, now.electronsW);
  change("leader_laser1.power=1 mW");
  QTRY_COMPARE(page().light().budget().suppliedW, lightBudget(*document().bench()).suppliedW);
  QVERIFY(page().light().budget().suppliedW != now.suppliedW);
}

void TestEnergyPage::largestLossSelectsItsPart() {
  show(kLight);
  QTRY_VERIFY(find<QPushButton>("lightLargest")->isEnabled());
  find<QPushButton>("lightLargest")->click();
  const LightBudget& budget = page().light().budget();
  QCOMPARE(m_window->selection().ids(),
           std::vector<std::string>{budget.steps[static_cast<std::size_t>(budget.largestLoss())].part});
}

void TestEnergyPage::areasAreSwitches() {
  show(kDensity);
  auto* areas = find<QTreeWidget>("densityAreas");
  const auto pixels = [&] { return areas->findItems(QStringLiteral("Pixels"), Qt::MatchExactly).value(0); };
  QTRY_VERIFY(pixels() && pixels()->checkState(0) == Qt::Checked);
  const double before = run().view().report->density.areaM2;
  pixels()->setCheckState(0, Qt::Unchecked);
  QVERIFY(!settingSwitch(document().design(), "energy.pixel_footprint"));
  QTRY_VERIFY(run().view().report->density.areaM2 < before);
  QTRY_COMPARE(pixels()->checkState(0), Qt::Unchecked);
  document().undoStack().undo();
  QTRY_COMPARE(run().view().report->density.areaM2, before);
  QCOMPARE(find<QTreeWidget>("densityLeads")->topLevelItemCount(), static_cast<int>(claimedLeads(1).size()));
}

void TestEnergyPage::chartHasTheBench() {
  show(kChart);
  QTRY_VERIFY(page().chart().bench());
  QCOMPARE(page().chart().bench()->joulesPerOp, energy().totalJoulesPerOp);
  QCOMPARE(page().chart().bench()->opsPerSPerM2, run().view().report->density.opsPerSPerM2);
  const QPointF before = page().chart().placeOfBench();
  QVERIFY(page().chart().rect().contains(before.toPoint()));
  change("energy.memory=hbm");
  QTRY_VERIFY(page().chart().placeOfBench().y() < before.y());
  QCOMPARE(find<QTreeWidget>("processorTable")->topLevelItemCount(),
           static_cast<int>(digitalProcessors().size() + publishedMarks().size()));
}

void TestEnergyPage::breakEvenHasTheBench() {
  show(kBreakEven);
  QTRY_VERIFY_WITH_TIMEOUT(page().breakEven().map(), kPatienceMs);
  const BreakEven& map = *page().breakEven().map();
  BreakEvenChart& chart = page().breakEven().chart();
  const int points = static_cast<int>(map.rates.size());
  const QString words = find<QLabel>("breakEvenWords")->text();
  QVERIFY2(words.contains(shownQuantity(map.joulesPerOp, Unit::FemtojoulePerOp, 3)), qPrintable(words));
  // One axon: no size makes up for words from HBM.
  QVERIFY(chart.pointsOf(0) > 0 && chart.pointsOf(0) <= points);
  QCOMPARE(chart.pointsOf(2), 0);
  auto* processor = find<QComboBox>("breakEvenProcessor");
  processor->setCurrentIndex(processor->findData(QStringLiteral("tpu_v3")));
  const double digital = findDigitalProcessor("tpu_v3")->joulesPerOp();
  QCOMPARE(chart.pointsOf(0),
           static_cast<int>(std::count_if(map.rates.begin(), map.rates.end(), [&](const BreakEvenRate& rate) {
             return smallestSide(rate.cells[0], map.slots, digital).has_value();
           })));
  QVERIFY(find<QLabel>("breakEvenWords")->text() != words);
  change("beam_splitter4.enabled=off");
  QTRY_VERIFY(!page().breakEven().map());
  QVERIFY(!find<QLabel>("breakEvenFault")->text().isEmpty());
}

void TestEnergyPage::projectionIsThatOfTheCommandLine() {
  show(kProjection);
  QTRY_VERIFY_WITH_TIMEOUT(page().projection().projection(), kPatienceMs);
  const Projection all = projectionOf(document().design(), *run().data(), ProjectionOptions()).value();
  const Projection& here = *page().projection().projection();
  QCOMPARE(here.rows.size(), all.rows.size());
  for (std::size_t i = 0; i < all.rows.size(); ++i) QCOMPARE(here.rows[i].energyJ, all.rows[i].energyJ);
  auto* table = find<QTreeWidget>("projectionTable");
  QCOMPARE(table->topLevelItemCount(), static_cast<int>(all.contenders.size()));
  QVERIFY(table->topLevelItem(0)->text(4).endsWith(
      QString::fromStdString(std::string(scaledEnergy(all.rows.front().energyJ).unit))));
  find<QDoubleSpinBox>("projectionUtilisation")->setValue(100);
  QTRY_VERIFY(!page().projection().isComputing());
  const ProjectionRow full = page().projection().projection()->rows.front();
  QCOMPARE(full.energyJ, full.fullUseJ);
  QCOMPARE(table->topLevelItem(0)->text(3), table->topLevelItem(0)->text(4));
  change("leader_laser1.wall_plug_efficiency=0.1");
  QTRY_VERIFY_WITH_TIMEOUT(page().projection().projection()->rows.front().energyJ > full.energyJ,
                           kPatienceMs);
}

void TestEnergyPage::modelOfOnesOwn() {
  show(kProjection);
  auto* model = find<QComboBox>("projectionModel");
  auto* weights = find<QLineEdit>("projectionWeights");
  auto* fault = find<QLabel>("projectionFault");
  QVERIFY(!weights->isVisible());
  model->setCurrentIndex(model->findData(QStringLiteral("own")));
  QVERIFY(weights->isVisible());
  QTRY_VERIFY(!fault->text().isEmpty());
  QVERIFY(!page().projection().projection());
  for (const auto& [typed, isModel] :
       {std::pair("7e9", true), std::pair("seven", false), std::pair("1e9", true)}) {
    weights->setText(QLatin1String(typed));
    Q_EMIT weights->editingFinished();
    QCOMPARE(fault->text().isEmpty(), isModel);
  }
  QTRY_VERIFY_WITH_TIMEOUT(page().projection().projection(), kPatienceMs);
  QCOMPARE(page().projection().projection()->models.front().operations, 6 * 1e9 * 20e9);
  QVERIFY(find<QLabel>("projectionSummary")->text().contains(QStringLiteral("operations")));
}

void TestEnergyPage::everythingHasAName() {
  for (const QWidget* widget : page().findChildren<QWidget*>()) {
    if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusPolicy() == Qt::NoFocus ||
        widget->window() != m_window.get())
      continue;
    if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QAbstractItemView*>(widget)) {
      QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
      QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
  }
}

QTEST_MAIN(TestEnergyPage)
#include "tst_energy_page.moc"
