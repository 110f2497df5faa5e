#include <QAction>
#include <QCheckBox>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>

#include "all_rooms.h"
#include "documents/run_file.h"
#include "main_window.h"
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
  QVERIFY(!run().points().empty());
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
