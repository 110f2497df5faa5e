#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTreeWidget>

#include "all_rooms.h"
#include "document/obstacle.h"
#include "documents/run_file.h"
#include "main_window.h"
#include "noise/budget_page.h"
#include "noise/noise_console.h"
#include "noise/share_delegate.h"
#include "panels/parameter_form.h"
#include "report/imperfection_values.h"
#include "study/ablation.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The page of the noise sources: switches, values, shares, and what each costs.
class TestNoiseConsole : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void everySourceHasItsRow();
  void switchesAreStepsOfTheDocument();
  void followsTheReport();
  void clickOnAValueGoesToThePart();
  void saysWhyNothingCanBeMeasured();
  void measuresAndKeepsWithTheRun();
  void stopsAndRests();
  void budgetIsMeasuredBesideTheTraining();
  void entriesOfTheBudgetAreSetOnTheBench();
  void aStoppedBudgetLeavesNothing();
  void budgetSaysWhyThereIsNone();
  void budgetFitsASmallWindow();
  void everythingHasAName();

 private:
  static constexpr int kPatienceMs = 60000;
  enum Column { kSource, kValue, kSigma, kShare, kLost };
  NoiseConsole& page() { return m_window->noise(); }
  Document& document() { return m_window->document(); }
  RunController& run() { return m_window->run(); }
  template <typename Widget>
  Widget* find(const char* name) const {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  QTreeWidgetItem* row(const QString& title) const {
    return find<QTreeWidget>("noiseSources")->findItems(title, Qt::MatchExactly).value(0);
  }
  void train();
  void measure();
  BudgetPage& budget() { return page().budget(); }
  QTreeWidgetItem* budgetRow(const std::string& part, const std::string& key);
  void openBudget();
  void measureBudget();

  std::unique_ptr<MainWindow> m_window;
};

void TestNoiseConsole::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  for (const char* small :
       {"training.dataset=iris", "network.hidden=8", "training.batch=10", "training.epochs=3"})
    document().replaceWith(applyAssignment(document().design(), small).value(), QStringLiteral("small"));
  document().compilePending();
  run().reset();
  find<QAction>("showNoise")->trigger();
  QTRY_VERIFY(page().isActive());
}

void TestNoiseConsole::cleanup() {
  document().undoStack().setClean();
  m_window.reset();
}

void TestNoiseConsole::train() {
  run().play();
  QTRY_VERIFY_WITH_TIMEOUT(run().state() == RunState::Finished, kPatienceMs);
  QTRY_VERIFY(find<QPushButton>("noiseMeasure")->isEnabled());
}

void TestNoiseConsole::measure() {
  find<QPushButton>("noiseMeasure")->click();
  QVERIFY(page().isMeasuring());
  QVERIFY(find<QProgressBar>("noiseProgress")->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!page().isMeasuring(), kPatienceMs);
}

void TestNoiseConsole::everySourceHasItsRow() {
  const QTreeWidget& table = *find<QTreeWidget>("noiseSources");
  QCOMPARE(table.topLevelItemCount(), static_cast<int>(shownImperfections().size()));
  for (int i = 0; i < table.topLevelItemCount(); ++i)
    QVERIFY2(!table.topLevelItem(i)->text(kValue).isEmpty(),
             qPrintable(table.topLevelItem(i)->text(kSource)));
  QVERIFY(row("Dark current and background")->text(kValue).contains(QStringLiteral("nA")));
  find<QTreeWidget>("noiseSources")->setCurrentItem(row("kTC charge noise"));
  const QString details = find<QLabel>("noiseDetails")->text();
  QVERIFY2(details.contains(QStringLiteral("√(kTC)/q")) && details.contains(QStringLiteral("Nyquist")),
           qPrintable(details));
}

void TestNoiseConsole::switchesAreStepsOfTheDocument() {
  const int steps = document().undoStack().count();
  row("Shot noise")->setCheckState(kSource, Qt::Unchecked);
  QVERIFY(!settingSwitch(document().design(), "noise.shot"));
  QCOMPARE(document().undoStack().count(), steps + 1);
  QVERIFY(document().undoStack().undoText().contains(QStringLiteral("Shot noise")));
  document().undoStack().undo();
  QCOMPARE(row("Shot noise")->checkState(kSource), Qt::Checked);
  find<QCheckBox>("noiseAll")->click();
  QVERIFY(!settingSwitch(document().design(), "noise.all"));
  document().undoStack().undo();
  QVERIFY(find<QCheckBox>("noiseAll")->isChecked());
  QCOMPARE(document().undoStack().index(), steps);
}

void TestNoiseConsole::followsTheReport() {
  QTRY_VERIFY_WITH_TIMEOUT(row("Shot noise")->text(kShare).contains('%'), kPatienceMs);
  double sum = 0;
  for (const NoiseContribution& source : run().view().report->noise) sum += source.share;
  QVERIFY(std::abs(sum - 1) < 1e-9);
  QVERIFY(row("Shot noise")->data(kShare, ShareDelegate::kBar).toDouble() > 0);
  row("Shot noise")->setCheckState(kSource, Qt::Unchecked);
  QTRY_COMPARE_WITH_TIMEOUT(row("Shot noise")->text(kShare), QStringLiteral("—"), kPatienceMs);
  QVERIFY(!row("Shot noise")->data(kShare, ShareDelegate::kBar).isValid());
  find<QDockWidget>("trainingDock")->raise();
  QTRY_VERIFY(!page().isActive());
}

void TestNoiseConsole::clickOnAValueGoesToThePart() {
  Q_EMIT find<QTreeWidget>("noiseSources")->itemClicked(row("ADC"), kValue);
  const std::vector<ImperfectionValue> values = imperfectionValues(*document().bench(), kAdc);
  QCOMPARE(m_window->selection().ids(), PartIds{values.front().part});
  auto* form = find<ParameterForm>("parameterForm");
  QTRY_VERIFY(form->isVisible());
  const auto* focused = qobject_cast<QWidget*>(m_window->focusWidget());
  QVERIFY(focused && form->isAncestorOf(focused));
  Q_EMIT find<QTreeWidget>("noiseSources")->itemClicked(row("Shot noise"), kValue);
  QCOMPARE(m_window->selection().ids(), PartIds{values.front().part});
}

void TestNoiseConsole::saysWhyNothingCanBeMeasured() {
  QTRY_VERIFY_WITH_TIMEOUT(run().data() != nullptr, kPatienceMs);
  QTRY_VERIFY(page().obstacle().startsWith(QStringLiteral("Train first")));
  QTRY_VERIFY(find<QLabel>("noiseCosts")->text().contains(QStringLiteral("Train first")));
  QVERIFY(!find<QPushButton>("noiseMeasure")->isEnabled());
  train();
  QVERIFY(page().obstacle().isEmpty());
  find<QCheckBox>("noiseAll")->click();
  QVERIFY(page().obstacle().contains(QStringLiteral("off")));
  QTRY_VERIFY(!find<QPushButton>("noiseMeasure")->isEnabled());
}

void TestNoiseConsole::measuresAndKeepsWithTheRun() {
  train();
  measure();
  QVERIFY(run().costs().has_value());
  const Ablation measured = run().costs()->ablation;
  QCOMPARE(measured.rows.size(), shownImperfections().size());
  QTRY_VERIFY(row("Shot noise")->text(kLost).contains(QStringLiteral("±")));
  QVERIFY(find<QLabel>("noiseDetails")->text().contains(QStringLiteral("points come back")));
  const auto old = [this] {
    return find<QLabel>("noiseCosts")->text().contains(QStringLiteral("Out of date"));
  };
  QVERIFY(!old());
  row("DAC")->setCheckState(kSource, Qt::Unchecked);
  QTRY_VERIFY(old());
  document().undoStack().undo();
  QTRY_VERIFY(!old());

  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("kept.loomrun"));
  RunFile kept = run().record();
  kept.resume.reset();  // as the command line writes it: a run that does not go on
  QVERIFY(saveRunFile(kept, path.toStdString()).ok());
  document().undoStack().setClean();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  QVERIFY(!run().costs() && !run().isRecorded());
  QTRY_VERIFY(row("Shot noise")->text(kLost).isEmpty());
  QVERIFY(m_window->openPath(path));
  QVERIFY(run().isRecorded() && run().costs().has_value());
  QCOMPARE(run().costs()->ablation.lost, measured.lost);
  QVERIFY(!run().curves().points.empty());
  QTRY_VERIFY(row("Shot noise")->text(kLost).contains(QStringLiteral("±")));
  QVERIFY(!old());
  // The network of the file can be measured again, and gives the same.
  QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("noiseMeasure")->isEnabled(), kPatienceMs);
  measure();
  QCOMPARE(run().costs()->ablation.lost, measured.lost);
  QCOMPARE(run().costs()->ablation.rows[0].alone, measured.rows[0].alone);
  QCOMPARE(QString::fromStdString(run().record().weightsHash),
           QString::fromStdString(readRunFile(path.toStdString()).value().weightsHash));
  // Training begins anew.
  run().play();
  QVERIFY(!run().isRecorded() && !run().costs());
  QTRY_VERIFY_WITH_TIMEOUT(run().state() == RunState::Finished, kPatienceMs);
}

void TestNoiseConsole::stopsAndRests() {
  train();
  find<QPushButton>("noiseMeasure")->click();
  QVERIFY(page().isMeasuring());
  find<QPushButton>("noiseMeasure")->click();
  QTRY_VERIFY_WITH_TIMEOUT(!page().isMeasuring(), kPatienceMs);
  const bool wasDone = run().costs().has_value();  // a fast machine may have been through
  find<QPushButton>("noiseMeasure")->click();
  run().reset();
  QTRY_VERIFY_WITH_TIMEOUT(!page().isMeasuring(), kPatienceMs);
  QVERIFY2(!run().costs(), wasDone ? "kept in another run" : "a stopped measurement left a result");
}

void TestNoiseConsole::openBudget() {
  find<QTabWidget>("noiseTabs")->setCurrentIndex(1);
  QTRY_VERIFY(budget().isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("budgetMeasure")->isEnabled(), kPatienceMs);
}

void TestNoiseConsole::measureBudget() {
  openBudget();
  find<QPushButton>("budgetMeasure")->click();
  QVERIFY(budget().isMeasuring() && find<QProgressBar>("budgetProgress")->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(!budget().isMeasuring(), kPatienceMs);
  QVERIFY(budget().budget().has_value());
}

QTreeWidgetItem* TestNoiseConsole::budgetRow(const std::string& part, const std::string& key) {
  const std::vector<BudgetRow>& rows = budget().budget()->rows;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].part == part && rows[i].key == key)
      return find<QTreeWidget>("budgetTable")->topLevelItem(static_cast<int>(i));
  return nullptr;
}

namespace {
enum BudgetColumn { kPart, kWhat, kBelow, kBelowScore, kAbove, kAboveScore };
}  // namespace

void TestNoiseConsole::budgetIsMeasuredBesideTheTraining() {
  const Design before = document().design();
  find<QSpinBox>("budgetEpochs")->setValue(3);
  find<QSpinBox>("budgetShare")->setValue(80);
  QTRY_VERIFY_WITH_TIMEOUT(run().data() != nullptr, kPatienceMs);
  run().play();
  measureBudget();
  QVERIFY(sameDrawing(document().design(), before));
  QTRY_VERIFY_WITH_TIMEOUT(run().state() == RunState::Finished, kPatienceMs);
  QCOMPARE(run().view().epoch, 3);
  const ErrorBudget& found = *budget().budget();
  QCOMPARE(found.share, 0.8);
  QCOMPARE(found.epochs, 3);
  const QTreeWidget& table = *find<QTreeWidget>("budgetTable");
  QCOMPARE(table.topLevelItemCount(), static_cast<int>(found.rows.size()));
  const QTreeWidgetItem& tilt = *budgetRow("beam_splitter4", "fine_tilt");
  QVERIFY(tilt.text(kAbove).endsWith(QStringLiteral("µrad")) &&
          tilt.text(kBelow).endsWith(QStringLiteral("µrad")));
  QVERIFY(tilt.text(kAboveScore).endsWith(QStringLiteral("%")));
  QCOMPARE(tilt.text(kWhat), QStringLiteral("Fine tilt"));
  QCOMPARE(budgetRow("vcsel_array2", "detuning_spread")->text(kBelow), QStringLiteral("—"));
  for (std::size_t i = 0; i < found.rows.size(); ++i)
    if (!found.rows[i].above)
      QCOMPARE(table.topLevelItem(static_cast<int>(i))->text(kAbove), QStringLiteral("as far as it goes"));
  // What changes light makes it old, a name does not.
  const auto state = [this] { return find<QLabel>("budgetState")->text(); };
  QVERIFY(state().contains(QStringLiteral("after 3 epochs; entries leave 80 %")));
  document().push(setParameter(document().design(), "beam_splitter4", "fine_tilt", 1e-6));
  QTRY_VERIFY(state().contains(QStringLiteral("Out of date")));
  document().undoStack().undo();
  QTRY_VERIFY(!state().contains(QStringLiteral("Out of date")));
  find<QPushButton>("budgetCopy")->click();
  const QStringList lines = QApplication::clipboard()->text().trimmed().split(QLatin1Char('\n'));
  QCOMPARE(lines.size(), static_cast<qsizetype>(found.rows.size()) + 1);
  for (const QString& line : lines) QCOMPARE(line.count(QLatin1Char(',')), 6);
  QVERIFY(m_window->openPath(examplePath("mnist-5x5.loom")));
  QVERIFY(!budget().budget());
}

void TestNoiseConsole::entriesOfTheBudgetAreSetOnTheBench() {
  measureBudget();
  const Design before = document().design();
  const int steps = document().undoStack().count();
  auto* table = find<QTreeWidget>("budgetTable");
  Q_EMIT table->itemClicked(budgetRow("beam_splitter4", "fine_tilt"), kPart);
  QCOMPARE(m_window->selection().ids(), PartIds{"beam_splitter4"});
  const BudgetRow tilt = budget().budget()->rows[static_cast<std::size_t>(
      table->indexOfTopLevelItem(budgetRow("beam_splitter4", "fine_tilt")))];
  const auto real = [this](const char* part, const char* key) {
    return viewOf(document().design(), part).real(key);
  };
  // A double-click, or return on an entry that the keys have chosen, or the button.
  Q_EMIT table->itemActivated(budgetRow("beam_splitter4", "fine_tilt"), kAbove);
  QCOMPARE(real("beam_splitter4", "fine_tilt"),
           viewOf(before, "beam_splitter4").real("fine_tilt") + *tilt.above);
  QCOMPARE(document().undoStack().count(), steps + 1);
  QTRY_VERIFY(find<QLabel>("budgetState")->text().contains(QStringLiteral("Set on the bench")));
  QVERIFY(document().undoStack().undoText().contains(QStringLiteral("ine tilt")));
  // The other side of the same comes in its place.
  table->setCurrentItem(budgetRow("beam_splitter4", "fine_tilt"), kBelow);
  QVERIFY(find<QPushButton>("budgetSet")->isEnabled());
  find<QPushButton>("budgetSet")->click();
  QCOMPARE(real("beam_splitter4", "fine_tilt"),
           viewOf(before, "beam_splitter4").real("fine_tilt") - *tilt.below);
  document().undoStack().undo();
  document().undoStack().undo();
  QVERIFY(sameDrawing(document().design(), before));
  QTRY_VERIFY(!find<QLabel>("budgetState")->text().contains(QStringLiteral("Set on the bench")));
  // A warmer laser is slower, so its detuning falls with tuning_temperature < 0 the other way.
  Q_EMIT table->itemActivated(budgetRow("vcsel_array2", "temperature"), kAbove);
  QVERIFY(real("vcsel_array2", "detuning") > viewOf(before, "vcsel_array2").real("detuning"));
  document().undoStack().undo();
  // What has no end, and what is no entry, sets nothing.
  table->setCurrentItem(budgetRow("vcsel_array2", "detuning_spread"), kBelow);
  QVERIFY(!find<QPushButton>("budgetSet")->isEnabled());
  Q_EMIT table->itemActivated(budgetRow("vcsel_array2", "detuning_spread"), kBelow);
  Q_EMIT table->itemActivated(budgetRow("vcsel_array2", "detuning_spread"), kWhat);
  QVERIFY(sameDrawing(document().design(), before));
  // A part that is gone leaves its row.
  document().push(removeComponents(document().design(), {"beam_splitter4"}));
  document().compilePending();
  const Design without = document().design();
  Q_EMIT table->itemActivated(budgetRow("beam_splitter4", "fine_tilt"), kAbove);
  QVERIFY(sameDrawing(document().design(), without));
}

void TestNoiseConsole::aStoppedBudgetLeavesNothing() {
  find<QSpinBox>("budgetEpochs")->setValue(1000);
  openBudget();
  find<QPushButton>("budgetMeasure")->click();
  QVERIFY(budget().isMeasuring());
  QTRY_VERIFY_WITH_TIMEOUT(find<QProgressBar>("budgetProgress")->value() > 0, kPatienceMs);
  QElapsedTimer since;
  since.start();
  find<QPushButton>("budgetMeasure")->click();
  QTRY_VERIFY_WITH_TIMEOUT(!budget().isMeasuring(), 5000);
  QVERIFY2(since.elapsed() < 1000, qPrintable(QString::number(since.elapsed())));
  QVERIFY(!budget().budget());
  QCOMPARE(find<QTreeWidget>("budgetTable")->topLevelItemCount(), 0);
  // Another design ends it, too.
  find<QPushButton>("budgetMeasure")->click();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  QTRY_VERIFY_WITH_TIMEOUT(!budget().isMeasuring(), kPatienceMs);
  QVERIFY(!budget().budget());
}

void TestNoiseConsole::budgetSaysWhyThereIsNone() {
  openBudget();
  document().push(removeComponents(document().design(), {"beam_splitter4"}));
  document().compilePending();
  QTRY_VERIFY(!find<QPushButton>("budgetMeasure")->isEnabled());
  QVERIFY(!computingObstacle(document(), m_window->run()).isEmpty());
  QCOMPARE(find<QLabel>("budgetState")->text(),
           computingObstacle(document(), m_window->run()).toHtmlEscaped());
}

void TestNoiseConsole::budgetFitsASmallWindow() {
  m_window->resize(1024, 768);
  measureBudget();
  settleLayouts();
  const QTreeWidget& table = *find<QTreeWidget>("budgetTable");
  int width = 0;
  for (int column = 0; column < table.columnCount(); ++column) {
    width += table.columnWidth(column);
    const QFontMetrics metrics(table.font());
    QVERIFY(metrics.horizontalAdvance(table.headerItem()->text(column)) < table.columnWidth(column));
    for (int i = 0; i < table.topLevelItemCount(); ++i)
      QVERIFY2(metrics.horizontalAdvance(table.topLevelItem(i)->text(column)) < table.columnWidth(column),
               qPrintable(table.topLevelItem(i)->text(column)));
  }
  QVERIFY(width <= table.viewport()->width());
  for (const char* name : {"budgetMeasure", "budgetSet", "budgetCopy", "budgetShare", "budgetEpochs"}) {
    const auto* widget = find<QWidget>(name);
    QVERIFY2(widget->width() >= widget->sizeHint().width(), name);
    QVERIFY2(budget().rect().contains(QRect(widget->mapTo(&budget(), QPoint()), widget->size())), name);
  }
}

void TestNoiseConsole::everythingHasAName() {
  for (const QWidget* widget : page().findChildren<QWidget*>()) {
    if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusPolicy() == Qt::NoFocus)
      continue;
    if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QAbstractItemView*>(widget)) {
      QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
      QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
  }
}

QTEST_MAIN(TestNoiseConsole)
#include "tst_noise_console.moc"
