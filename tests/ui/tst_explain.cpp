#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTreeWidget>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "explain/explain_window.h"
#include "main_window.h"
#include "manual/manual_help.h"
#include "manual/manual_window.h"
#include "panels/parameter_row.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "report/present_terms.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// Numbers and values explained: by key where one is at, with what a tenth more and less does.
class TestExplain : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void aValueIsExplainedWhereOneIsAt();
  void aNumberSaysWhatItHangsOn();
  void everyNumberOfTheReportCanBeAsked();
  void plotsAndFiguresSayWhatTheyAre();
  void aChangeOfTheBenchAsksAnew();

 private:
  static constexpr int kPatienceMs = 60000;
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  ExplainWindow& explain() { return *find<ExplainWindow>("explainWindow"); }
  void ask(const Asked& asked) {
    find<QAction>("explain")->trigger();
    explain().ask(asked);
  }

  std::unique_ptr<MainWindow> m_window;
};

// A network small enough that all its values are varied in a moment.
void TestExplain::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  Design design = m_window->document().design();
  for (const char* change : {"training.dataset=iris", "network.hidden=8", "training.batch=10"})
    design = applyAssignment(design, change).value();
  m_window->document().push(difference(m_window->document().design(), design));
  QTRY_VERIFY_WITH_TIMEOUT(
      m_window->run().view().report && m_window->run().data() && m_window->run().data()->classes == 3,
      kPatienceMs);
}

void TestExplain::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

void TestExplain::aValueIsExplainedWhereOneIsAt() {
  m_window->selection().set({"vcsel_array2"});
  auto* row = find<ParameterRow>("row_vcsel_array2.power");
  QVERIFY(row);
  row->takeFocus();
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1, Qt::ShiftModifier);
  QVERIFY(explain().isVisible());
  QVERIFY((explain().asked() == Asked{Asked::What::Value, "vcsel_array2.power"}));
  const QString text = explain().text();
  for (const char* said : {"What it is", "Source"})
    QVERIFY2(text.contains(QLatin1String(said)), qPrintable(text));
  QTRY_VERIFY_WITH_TIMEOUT(explain().found(), kPatienceMs);
  const auto& effects = std::get<Effects>(*explain().found());
  const auto* table = find<QTreeWidget>("explainTable");
  QCOMPARE(table->topLevelItemCount(), static_cast<int>(effects.numbers.size()));
  QCOMPARE(effects.value.path, std::string("vcsel_array2.power"));
  // A double click on a number goes on to that.
  const QString number = table->topLevelItem(0)->data(0, Qt::UserRole).toString();
  Q_EMIT find<QTreeWidget>("explainTable")->itemActivated(table->topLevelItem(0), 0);
  QVERIFY((explain().asked() == Asked{Asked::What::Number, number.toStdString()}));
}

void TestExplain::aNumberSaysWhatItHangsOn() {
  ask({Asked::What::Number, "energy_per_op"});
  const QString text = explain().text();
  for (const char* said : {"Formula", "With the present numbers", "Made of", "Source"})
    QVERIFY2(text.contains(QLatin1String(said)), qPrintable(text));
  QTRY_VERIFY_WITH_TIMEOUT(explain().found(), kPatienceMs);
  const auto& causes = std::get<Causes>(*explain().found());
  auto* table = find<QTreeWidget>("explainTable");
  QCOMPARE(table->topLevelItemCount(), static_cast<int>(causes.values.size()));
  QCOMPARE(table->topLevelItem(0)->data(0, Qt::UserRole).toString(),
           QString::fromStdString(causes.values[0].path));
  // Its parts are lit on the bench, the strongest first, and a double click goes to the value.
  find<QPushButton>("explainParts")->click();
  const PartIds& ids = m_window->selection().ids();
  QVERIFY(!ids.empty());
  const std::string first = causes.values[0].path;
  QCOMPARE(ids.front(), first.substr(0, first.find('.')));
  QSignalSpy chosen(&explain(), &ExplainWindow::valueChosen);
  Q_EMIT table->itemActivated(table->topLevelItem(0), 0);
  QCOMPARE(chosen.count(), 1);
  QCOMPARE(chosen[0][0].toString() + "." + chosen[0][1].toString(), QString::fromStdString(first));
  find<QPushButton>("explainManual")->click();
  QVERIFY(m_window->help().window().isVisible());
}

void TestExplain::everyNumberOfTheReportCanBeAsked() {
  ask({});
  auto* choice = find<QComboBox>("explainChoice");
  const std::vector<HeadlineNumber> numbers = headlineNumbers(*m_window->run().view().report);
  QVERIFY(choice->count() >= static_cast<int>(numbers.size()));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    choice->setCurrentIndex(static_cast<int>(i));
    QCOMPARE(explain().asked().key, std::string(numbers[i].key));
    QVERIFY(explain().text().contains(
        QString::fromUtf8(numbers[i].formula.data(), static_cast<qsizetype>(numbers[i].formula.size()))));
  }
  m_window->selection().set({"leader_laser1"});
  ask({});
  QVERIFY((explain().asked().what == Asked::What::Value));
  QVERIFY(explain().asked().key.starts_with("leader_laser1."));
}

void TestExplain::plotsAndFiguresSayWhatTheyAre() {
  const std::vector<LivePlot*> plots = m_window->plots().plots();
  QCOMPARE(explainedBy(plots[2]).key, std::string("energy_per_op"));
  QCOMPARE(explainedBy(plots[3]->findChild<QWidget*>()).key, std::string("phase_error"));
  const auto* figure = find<QLabel>("snr");
  QVERIFY(figure);
  QVERIFY((explainedBy(figure) == Asked{Asked::What::Number, "snr"}));
  QVERIFY((explainedBy(m_window.get()) == Asked{}));
  QVERIFY((explainedBy(nullptr) == Asked{}));
}

void TestExplain::aChangeOfTheBenchAsksAnew() {
  ask({Asked::What::Value, "leader_laser1.power"});
  QTRY_VERIFY_WITH_TIMEOUT(explain().found(), kPatienceMs);
  const double before = std::get<Effects>(*explain().found()).value.value;
  m_window->document().push(
      setParameter(m_window->document().design(), "leader_laser1", "power", Value(2 * before)));
  m_window->document().compilePending();
  QTRY_VERIFY_WITH_TIMEOUT(
      explain().found() && std::get<Effects>(*explain().found()).value.value == 2 * before, kPatienceMs);
  explain().hide();
  QVERIFY(!explain().isSearching());
}

QTEST_MAIN(TestExplain)
#include "tst_explain.moc"
