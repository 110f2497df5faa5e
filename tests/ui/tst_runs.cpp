#include <QAction>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTimer>
#include <QTreeWidget>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "documents/run_file.h"
#include "documents/run_ledger.h"
#include "main_window.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "runs/merit_plot.h"
#include "runs/run_keeper.h"
#include "runs/run_page.h"
#include "runs/run_table.h"
#include "test_support.h"
#include "train/headless.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

constexpr int kPatienceMs = 60000;

RunFile runWith(const QStringList& assignments, double accuracy, double joules) {
  RunFile run;
  run.first = test::with(test::example("first-light"), "training.epochs=2");
  for (const QString& assignment : assignments) run.first = test::with(run.first, assignment.toStdString());
  run.steps = 20;
  run.curves.columns = {"epoch", "step", "loss", "test_accuracy", "J_per_op", "emitted_W"};
  run.curves.values = {{1, 2}, {10, 20}, {2, 1}, {accuracy / 2, accuracy}, {joules, joules}, {1e-3, 1e-3}};
  return run;
}

// Three runs, the first of which is better than the third in all.
struct Shelf {
  QTemporaryDir temp;
  RunLedger ledger{temp.filePath("runs").toStdString()};
  std::string best, frugal, beaten;

  Shelf() {
    const auto keep = [&](const RunFile& run, const char* name, const char* tag) {
      const Result<RunEntry> entry = ledger.keep(run, {name, "", {tag}});
      if (!entry) qFatal("%s", english(entry.error()).c_str());
      return entry.value().id;
    };
    best = keep(runWith({}, 0.95, 3e-14), "best", "paper");
    frugal = keep(runWith({"beam_splitter4.fine_tilt=97 urad"}, 0.9, 1e-14), "frugal", "tilt");
    beaten = keep(runWith({"training.batch=20"}, 0.7, 5e-14), "beaten", "paper");
  }
};

struct Shown {
  MainWindow window;
  RunPage& page;
  QTableView& view;
  QWidget& widget;

  explicit Shown(const RunLedger& ledger)
      : page(window.runs()), view(*page.findChild<QTableView*>("runTable")), widget(page) {
    window.resize(1366, 768);
    window.show();
    window.keepRuns(ledger);
    if (!window.openPath(examplePath("first-light.loom"))) qFatal("no example");
    window.findChild<QAction*>("showRuns")->trigger();
  }
  template <typename Widget>
  Widget* child(const char* name) {
    return page.findChild<Widget*>(QLatin1String(name));
  }
  QStringList names() const {
    QStringList out;
    for (int row = 0; row < view.model()->rowCount(); ++row)
      out << view.model()->index(row, RunTable::kName).data().toString();
    return out;
  }
  void choose(const QStringList& wanted) {
    view.clearSelection();
    for (int row = 0; row < view.model()->rowCount(); ++row)
      if (wanted.contains(view.model()->index(row, RunTable::kName).data().toString()))
        view.selectionModel()->select(view.model()->index(row, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
  }
  QModelIndex cell(const QString& name, int column) const {
    for (int row = 0; row < view.model()->rowCount(); ++row)
      if (view.model()->index(row, RunTable::kName).data().toString() == name)
        return view.model()->index(row, column);
    return {};
  }
};

}  // namespace

/// The page of the runs that were kept, and what keeps them.
class TestRuns : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void listsSortsAndFilters();
  void namesAndTagsAreTyped();
  void deletesAndBringsBack();
  void saysWhatDiffers();
  void drawsTheFront();
  void laysCurvesOverThePlots();
  void bringsADesignBack();
  void beginsWithItsWeights();
  void aRunOfTheWindowIsOneRow();
  void goesOnAsTheSameRow();
  void whatIsLeftIsKept();
  void asksOnlyForWhatIsNotKept();
  void aFullLedgerIsSaidOnce();
};

void TestRuns::listsSortsAndFilters() {
  const Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  QVERIFY(shown.child<QLabel>("runsState")->text().contains("3"));
  shown.view.sortByColumn(RunTable::kScore, Qt::DescendingOrder);
  QCOMPARE(shown.names(), (QStringList{"best", "frugal", "beaten"}));
  shown.view.sortByColumn(RunTable::kEnergy, Qt::AscendingOrder);
  QCOMPARE(shown.names(), (QStringList{"frugal", "best", "beaten"}));
  shown.child<QLineEdit>("runFilter")->setText("PAPER be");
  QCOMPARE(shown.names(), (QStringList{"best", "beaten"}));
  QVERIFY(shown.child<QLabel>("runsState")->text().contains("2"));
  shown.child<QLineEdit>("runFilter")->setText("paper tilt");
  QVERIFY(shown.names().isEmpty());
  shown.child<QLineEdit>("runFilter")->clear();
  QCOMPARE(shown.names().size(), 3);
}

void TestRuns::namesAndTagsAreTyped() {
  Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  shown.choose({"best"});
  QVERIFY(shown.view.model()->setData(shown.cell("best", RunTable::kName), "first of all", Qt::EditRole));
  QTRY_VERIFY(shown.names().contains("first of all"));
  QCOMPARE(shelf.ledger.entry(shelf.best).value().words.name, std::string("first of all"));
  // The selection stays with its run.
  QCOMPARE(shown.view.selectionModel()->selectedRows(RunTable::kName).size(), 1);
  shown.view.model()->setData(shown.cell("frugal", RunTable::kTags), " a,, b c ,", Qt::EditRole);
  QTRY_COMPARE(shown.cell("frugal", RunTable::kTags).data().toString(), QStringLiteral("a, b c"));
  shown.view.model()->setData(shown.cell("frugal", RunTable::kNote), "why", Qt::EditRole);
  QTRY_COMPARE(shelf.ledger.entry(shelf.frugal).value().words.note, std::string("why"));
  QVERIFY(!shown.view.model()->setData(shown.cell("frugal", RunTable::kName), "  ", Qt::EditRole));
  QVERIFY(!shown.view.model()->setData(shown.cell("frugal", RunTable::kScore), "1", Qt::EditRole));
}

void TestRuns::deletesAndBringsBack() {
  Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  QVERIFY(!shown.child<QPushButton>("deleteRuns")->isEnabled());
  QVERIFY(!shown.child<QPushButton>("undoDeleteRuns")->isVisible());
  shown.choose({"best", "beaten"});
  shown.child<QPushButton>("deleteRuns")->click();
  QTRY_COMPARE(shown.names(), QStringList{"frugal"});
  QVERIFY(shown.child<QPushButton>("undoDeleteRuns")->isVisible());
  shown.child<QPushButton>("undoDeleteRuns")->click();
  QTRY_COMPARE(shown.names().size(), 3);
  QTRY_VERIFY(!shown.child<QPushButton>("undoDeleteRuns")->isVisible());
  shown.choose({"beaten"});
  QTest::keyClick(&shown.view, Qt::Key_Delete);
  QTRY_VERIFY(shown.child<QPushButton>("clearDeletedRuns")->isVisible());
  // Nothing is removed for good without an answer.
  const auto answer = [](bool yes) {
    QTimer::singleShot(100, [yes] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (!box) qFatal("no question");
      for (QAbstractButton* button : box->buttons())
        if ((box->buttonRole(button) == QMessageBox::DestructiveRole) == yes) return button->click();
    });
  };
  answer(false);
  shown.child<QPushButton>("clearDeletedRuns")->click();
  QCOMPARE(shelf.ledger.list().deleted, std::size_t{1});
  answer(true);
  shown.child<QPushButton>("clearDeletedRuns")->click();
  QCOMPARE(shelf.ledger.list().deleted, std::size_t{0});
  QTRY_VERIFY(!shown.child<QPushButton>("clearDeletedRuns")->isVisible());
}

void TestRuns::saysWhatDiffers() {
  const Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  shown.child<QTabWidget>("runSide")->setCurrentIndex(1);
  auto* changes = shown.child<QTreeWidget>("runChanges");
  shown.choose({"frugal"});
  QTRY_VERIFY(changes->topLevelItemCount() == 1 && changes->topLevelItem(0)->childCount() == 2);
  const QTreeWidgetItem& ofBench = *changes->topLevelItem(0);
  QCOMPARE(ofBench.child(0)->text(0), QStringLiteral("Combiner, fine_tilt"));
  QCOMPARE(ofBench.child(0)->text(1), QString::fromUtf8("0 → 97 µrad"));
  QCOMPARE(ofBench.child(1)->text(0), QStringLiteral("training.epochs"));
  // Of two, one from the other.
  shown.choose({"best", "beaten"});
  QTRY_VERIFY(changes->topLevelItemCount() == 1 && changes->topLevelItem(0)->childCount() == 1);
  QCOMPARE(changes->topLevelItem(0)->child(0)->text(0), QStringLiteral("training.batch"));
  // What is changed on the bench is said at once.
  shown.choose({"frugal"});
  Document& document = shown.window.document();
  document.push(setParameter(document.design(), "beam_splitter4", "fine_tilt", 97e-6));
  document.compilePending();
  QTRY_VERIFY(changes->topLevelItemCount() == 1 && changes->topLevelItem(0)->childCount() == 1);
  document.undoStack().setClean();
}

void TestRuns::drawsTheFront() {
  const Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  const MeritPlot& plot = shown.page.plot();
  const auto pointOf = [&](const char* name) {
    const auto found = std::find_if(plot.points().begin(), plot.points().end(),
                                    [&](const MeritPlot::Point& point) { return point.name == name; });
    return static_cast<int>(found - plot.points().begin());
  };
  const auto onFront = [&](const char* name) {
    return plot.front().at(static_cast<std::size_t>(pointOf(name)));
  };
  QVERIFY(onFront("best") && onFront("frugal") && !onFront("beaten"));
  auto* curves = shown.child<QWidget>("meritCurves");
  QTRY_VERIFY(curves->isVisible() && curves->width() > 100);
  const QPointF place = plot.placeOf(pointOf("frugal"));
  QCOMPARE(plot.pointAt(place), pointOf("frugal"));
  QCOMPARE(plot.pointAt({1, 1}), -1);
  QTest::mouseClick(curves, Qt::LeftButton, {}, place.toPoint());
  QCOMPARE(shown.view.selectionModel()->selectedRows(RunTable::kName).value(0).data().toString(),
           QStringLiteral("frugal"));
  shown.child<QLineEdit>("runFilter")->setText("beaten");
  QCOMPARE(plot.front(), std::vector<bool>({true}));
}

void TestRuns::laysCurvesOverThePlots() {
  Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  std::vector<RunOverlay> overlays;
  int told = 0;
  connect(&shown.page, &RunPage::overlaysChanged, &shown.page, [&](const std::vector<RunOverlay>& all) {
    overlays = all;
    ++told;
  });
  QVERIFY(
      shown.view.model()->setData(shown.cell("best", RunTable::kOverlay), Qt::Checked, Qt::CheckStateRole));
  QTRY_COMPARE(overlays.size(), std::size_t{1});
  QCOMPARE(overlays[0].name, QStringLiteral("best"));
  QCOMPARE(overlays[0].points.size(), std::size_t{2});
  QCOMPARE(overlays[0].points[1].testAccuracy, 0.95);
  QCOMPARE(shown.window.plots().plots().front()->overlays(), 1);
  QVERIFY(
      shown.view.model()->setData(shown.cell("beaten", RunTable::kOverlay), Qt::Checked, Qt::CheckStateRole));
  QTRY_COMPARE(overlays.size(), std::size_t{2});
  const auto placeOf = [&](const QString& name) {
    return std::find_if(overlays.begin(), overlays.end(), [&](const auto& one) { return one.name == name; })
        ->place;
  };
  const int place = placeOf(QStringLiteral("beaten"));
  QVERIFY(place != placeOf(QStringLiteral("best")) && place != RunOverlay::kPinned);
  QVERIFY(!shown.cell("beaten", RunTable::kOverlay).data(Qt::DecorationRole).value<QPixmap>().isNull());
  // A run that is deleted takes its curves along.
  shown.choose({"best"});
  shown.child<QPushButton>("deleteRuns")->click();
  QTRY_VERIFY(overlays.size() == 1 && overlays[0].name == "beaten");
  QCOMPARE(overlays[0].place, place);  // its colour stays
  QVERIFY(shown.view.model()->setData(shown.cell("beaten", RunTable::kOverlay), Qt::Unchecked,
                                      Qt::CheckStateRole));
  QVERIFY(overlays.empty());
}

void TestRuns::bringsADesignBack() {
  const Shelf shelf;
  Shown shown(shelf.ledger);
  QTRY_COMPARE(shown.names().size(), 3);
  shown.choose({"frugal"});
  shown.child<QPushButton>("openKeptRun")->click();
  QTRY_VERIFY(viewOf(shown.window.document().design(), "beam_splitter4").real("fine_tilt") == 97e-6);
}

// The weights of a run of this program; the design stays.
void TestRuns::beginsWithItsWeights() {
  QTemporaryDir temp;
  RunLedger ledger(temp.filePath("runs").toStdString());
  Design design = test::with(test::example("first-light"), "training.epochs=1");
  const TrainingResult trained = trainHeadless(design, test::dataOf(design)).value();
  QVERIFY(ledger.keep(trained.record, {"trained", "", {}}).ok());
  Shown shown(ledger);
  QTRY_COMPARE(shown.names(), QStringList{"trained"});
  RunController& run = shown.window.run();
  QTRY_VERIFY_WITH_TIMEOUT(run.data() && run.state() == RunState::Paused, kPatienceMs);
  shown.choose({"trained"});
  shown.child<QPushButton>("useWeights")->click();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Paused && run.view().stepsPerEpoch > 0, kPatienceMs);
  run.step();
  QTRY_VERIFY_WITH_TIMEOUT(run.lastRecord() && run.lastRecord()->steps == 1, kPatienceMs);
  QCOMPARE(run.lastRecord()->start.at(0).data, trained.record.weights.at(0).data);
  run.markSaved(run.record());
}

// At its end, and again when it goes on: without a person asking for it.
void TestRuns::aRunOfTheWindowIsOneRow() {
  QTemporaryDir temp;
  const RunLedger ledger(temp.filePath("runs").toStdString());
  Shown shown(ledger);
  Document& document = shown.window.document();
  document.push(setSetting(document.design(), "training.epochs", std::int64_t{2}));
  document.compilePending();
  RunController& run = shown.window.run();
  run.reset();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
  QTRY_COMPARE_WITH_TIMEOUT(shown.names().size(), 1, kPatienceMs);
  QCOMPARE(shown.page.table().entry(0).epochs, 2.0);
  QVERIFY(shown.page.table().entry(0).end == RunEnd::Finished);
  // What is done to the bench afterwards belongs to none of its numbers.
  document.push(setParameter(document.design(), "beam_splitter4", "fine_tilt", 97e-6));
  QTRY_VERIFY_WITH_TIMEOUT(run.curves().points.back().atRest, kPatienceMs);
  QTest::qWait(1200);
  const std::string path = ledger.pathOf(shown.page.table().entry(0).id).value();
  QVERIFY(readRunFile(path).value().log.empty());
  document.undoStack().undo();
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished && run.view().epoch == 4, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(shown.page.table().rowCount() == 1 && shown.page.table().entry(0).epochs == 4,
                           kPatienceMs);
  // Another run is another row.
  run.reset();
  run.play();
  QTRY_COMPARE_WITH_TIMEOUT(shown.names().size(), 2, kPatienceMs);
  document.undoStack().setClean();
  run.markSaved(run.record());
}

void TestRuns::goesOnAsTheSameRow() {
  QTemporaryDir temp;
  const RunLedger ledger(temp.filePath("runs").toStdString());
  {
    Shown shown(ledger);
    Document& document = shown.window.document();
    document.push(setSetting(document.design(), "training.epochs", std::int64_t{1}));
    document.compilePending();
    RunController& run = shown.window.run();
    run.reset();
    run.play();
    QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished, kPatienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(shown.names().size(), 1, kPatienceMs);
    run.markSaved(run.record());
    document.undoStack().setClean();
  }
  Shown shown(ledger);
  QTRY_COMPARE(shown.names().size(), 1);
  const std::uint64_t steps = shown.page.table().entry(0).steps;
  shown.choose(shown.names());
  shown.child<QPushButton>("openKeptRun")->click();
  RunController& run = shown.window.run();
  QTRY_VERIFY_WITH_TIMEOUT(
      !run.isRecorded() && run.view().steps == steps && run.state() == RunState::Finished, kPatienceMs);
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished && run.view().epoch == 2, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(shown.page.table().entry(0).steps > steps, kPatienceMs);
  QCOMPARE(shown.names().size(), 1);
  // From the beginning it is another run.
  run.reset();
  run.play();
  QTRY_COMPARE_WITH_TIMEOUT(shown.names().size(), 2, kPatienceMs);
  run.markSaved(run.record());
  shown.window.document().undoStack().setClean();
}

void TestRuns::whatIsLeftIsKept() {
  QTemporaryDir temp;
  const RunLedger ledger(temp.filePath("runs").toStdString());
  {
    MainWindow window;
    window.keepRuns(ledger);
    QVERIFY(window.openPath(examplePath("first-light.loom")));
    RunController& run = window.run();
    run.step();
    QTRY_COMPARE_WITH_TIMEOUT(run.view().steps, std::uint64_t{1}, kPatienceMs);
    run.play();
    QTRY_VERIFY_WITH_TIMEOUT(run.lastRecord() && entryOf(*run.lastRecord()).epochs >= 1, kPatienceMs);
  }
  const RunLedger::Listing listing = ledger.list();
  QCOMPARE(listing.entries.size(), std::size_t{1});
  QVERIFY(listing.entries[0].end == RunEnd::Stopped && listing.entries[0].epochs >= 1);
  QVERIFY(std::isfinite(listing.entries[0].testAccuracy));
  // Before the end of an epoch there is nothing to compare.
  {
    MainWindow window;
    window.keepRuns(ledger);
    QVERIFY(window.openPath(examplePath("first-light.loom")));
    window.run().step();
    QTRY_COMPARE_WITH_TIMEOUT(window.run().view().steps, std::uint64_t{1}, kPatienceMs);
  }
  QCOMPARE(ledger.list().entries.size(), std::size_t{1});
}

// Nobody is asked for a run that is kept, and nothing of it is lost; where nothing can be kept, one is asked.
void TestRuns::asksOnlyForWhatIsNotKept() {
  QTemporaryDir temp;
  const RunLedger ledger(temp.filePath("runs").toStdString()),
      full(temp.filePath("full").toStdString(), {0, 1});
  for (const RunLedger* where : {&ledger, &full}) {
    MainWindow window;
    window.keepRuns(*where);
    QVERIFY(window.openPath(examplePath("first-light.loom")));
    RunController& run = window.run();
    run.play();
    QTRY_VERIFY_WITH_TIMEOUT(run.view().epoch >= 2, kPatienceMs);
    bool asked = false;
    QTimer answer;
    connect(&answer, &QTimer::timeout, &window, [&] {
      auto* question = window.findChild<QMessageBox*>("runQuestion");
      if (!question) return;
      asked = true;
      question->reject();
    });
    answer.start(10);
    run.askedReset();
    QCOMPARE(asked, where == &full);
    if (asked) {
      QVERIFY(run.view().steps > 0);
      run.pause();
      run.markSaved(run.record());
      continue;
    }
    QCOMPARE(run.view().steps, std::uint64_t{0});
    QCOMPARE(ledger.list().entries.size(), std::size_t{1});
    QVERIFY(ledger.list().entries[0].epochs >= 2);
  }
}

void TestRuns::aFullLedgerIsSaidOnce() {
  QTemporaryDir temp;
  Document document;
  RunController run(document);
  QVERIFY(document.open(examplePath("first-light.loom")).ok());
  RunKeeper keeper(document, run, RunLedger(temp.filePath("runs").toStdString(), {0, 1}));
  QSignalSpy problems(&keeper, &RunKeeper::problem);
  document.push(setSetting(document.design(), "training.epochs", std::int64_t{1}));
  document.compilePending();
  run.reset();
  run.play();
  QTRY_COMPARE_WITH_TIMEOUT(problems.size(), 1, kPatienceMs);
  QVERIFY(problems[0][0].toString().contains("runs"));
  run.play();
  QTRY_VERIFY_WITH_TIMEOUT(run.state() == RunState::Finished && run.view().epoch == 2, kPatienceMs);
  keeper.finish();
  QCOMPARE(problems.size(), 1);
  run.markSaved(run.record());
}

QTEST_MAIN(TestRuns)
#include "tst_runs.moc"
