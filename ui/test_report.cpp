#include "test_report.h"

#include <QApplication>
#include <QEvent>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QTableView>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "bench/next_step.h"
#include "canvas/bench_view.h"
#include "canvas/loupe_content.h"
#include "canvas/scene_coordinates.h"
#include "document/comparison.h"
#include "document/run_controller.h"
#include "document/selection.h"
#include "document/translate.h"
#include "documents/recovery.h"
#include "files/safe_writer.h"
#include "main_window.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "recovery/recovery.h"
#include "runs/merit_plot.h"
#include "runs/run_page.h"
#include "start/example_card.h"
#include "start/start_page.h"

namespace lightloom::ui {
namespace {

constexpr int kBoxPlace = 12;  // pixels, of the middle of a box in the cell of a table

QString stateKey(RunState state) {
  switch (state) {
    case RunState::Empty:
      return QStringLiteral("empty");
    case RunState::Paused:
      return QStringLiteral("paused");
    case RunState::Running:
      return QStringLiteral("running");
    case RunState::Held:
      return QStringLiteral("held");
    case RunState::Finished:
      return QStringLiteral("finished");
    case RunState::Diverged:
      return QStringLiteral("diverged");
  }
  return {};
}

// The last value that was measured, or null; a training that diverged has none.
QJsonValue lastOf(const RunController& run, double RunPoint::*value) {
  if (run.view().state == RunState::Diverged) return QJsonValue::Null;
  const Trail<RunPoint>& points = run.curves().points;
  for (auto point = points.rbegin(); point != points.rend(); ++point)
    if (std::isfinite((*point).*value)) return (*point).*value;
  return QJsonValue::Null;
}

QJsonObject runState(const RunController& run) {
  const RunView& view = run.view();
  QJsonObject out;
  out[QLatin1String("state")] = stateKey(view.state);
  out[QLatin1String("text")] = run.stateText();
  out[QLatin1String("reason")] = view.reason ? QJsonValue(shown(*view.reason)) : QJsonValue::Null;
  out[QLatin1String("running")] = run.isRunning();
  out[QLatin1String("epoch")] = view.epoch;
  out[QLatin1String("epochs")] = view.epochs;
  out[QLatin1String("steps")] = static_cast<double>(view.steps);
  out[QLatin1String("generation")] = static_cast<double>(view.generation);
  out[QLatin1String("points")] = static_cast<double>(run.curves().points.size());
  out[QLatin1String("marks")] = static_cast<double>(run.curves().marks.size());
  out[QLatin1String("train_accuracy")] = lastOf(run, &RunPoint::trainAccuracy);
  out[QLatin1String("test_accuracy")] = lastOf(run, &RunPoint::testAccuracy);
  out[QLatin1String("ideal_accuracy")] =
      run.curves().twin.empty() ? QJsonValue() : QJsonValue(run.curves().twin.back().testAccuracy);
  out[QLatin1String("J_per_op")] = lastOf(run, &RunPoint::joulesPerOp);
  out[QLatin1String("phase_error_rad")] = lastOf(run, &RunPoint::phaseErrorRad);
  out[QLatin1String("samples_per_s")] = view.samplesPerSecond;
  out[QLatin1String("hardware")] = run.hardwareText();
  return out;
}

// Figures now and in the state that they are compared with; null where there is no value, or nothing to
// compare.
QJsonObject figureState(const Comparison& comparison) {
  const auto valueOf = [](const HeadlineNumber& number) {
    return number.reason.empty() ? QJsonValue(number.value) : QJsonValue::Null;
  };
  QJsonObject out;
  for (const FigureChange& figure : comparison.figures())
    out[fromStd(figure.now.key)] =
        QJsonArray{valueOf(figure.now), figure.then ? valueOf(*figure.then) : QJsonValue::Null};
  return out;
}

QJsonArray recoveryState(const Recovery* recovery) {
  QJsonArray out;
  if (!recovery) return out;
  for (const RecoverableWork& work : recovery->offered()) {
    QJsonObject one;
    one[QLatin1String("name")] = work.snapshot ? fromStd(work.snapshot->note.name) : QString();
    one[QLatin1String("path")] = work.snapshot ? fromStd(work.snapshot->note.path) : QString();
    one[QLatin1String("place")] = fromStd(work.folder);
    one[QLatin1String("design_hash")] =
        work.snapshot ? QJsonValue(fromStd(designHash(work.snapshot->design))) : QJsonValue::Null;
    out.append(one);
  }
  return out;
}

QJsonArray idsOf(const PartIds& ids) {
  QJsonArray out;
  for (const std::string& id : ids) out.append(fromStd(id));
  return out;
}

// The place of each part on the screen, for scripts that drive the mouse.
QJsonObject screenPositions(MainWindow& window) {
  QJsonObject out;
  const QWidget* viewport = window.view().viewport();
  for (const ComponentPtr& component : window.document().design().components) {
    const Kind* kind = findKind(component->kind);
    if (!kind) continue;
    const PartView part = viewOf(*component, *kind);
    const QPoint at =
        viewport->mapToGlobal(window.view().mapFromScene(toScene(part.real("x"), part.real("y"))));
    out[fromStd(component->id)] = QJsonArray{at.x(), at.y()};
  }
  return out;
}

QJsonArray placeOf(const QWidget& widget) {
  const QPoint at = widget.mapToGlobal(widget.rect().center());
  return {at.x(), at.y()};
}

// Where the cards of the start page are on the screen, and their buttons; null where it is closed.
QJsonValue startState(const StartPage& page) {
  if (!page.isVisible()) return QJsonValue::Null;
  QJsonObject cards, buttons;
  for (const ExampleCard* card : page.cards()) {
    const QString key = QFileInfo(card->path()).completeBaseName();
    cards[key] = placeOf(*card);
    buttons[key] = placeOf(card->trainButton());
  }
  return QJsonObject{{QStringLiteral("cards"), cards}, {QStringLiteral("train"), buttons}};
}

// The kept runs as they are listed, each with the place of its cells on the screen; what they come to.
QJsonObject keptState(const RunPage& page) {
  QJsonArray rows, points;
  const auto* view = page.findChild<QTableView*>(QStringLiteral("runTable"));
  const QAbstractItemModel& list = *view->model();
  // Near the left of a cell, where its box is.
  const auto cell = [&](int row, int column) {
    const QRect room = view->visualRect(list.index(row, column));
    const QPoint at = view->viewport()->mapToGlobal(QPoint(room.left() + kBoxPlace, room.center().y()));
    return QJsonArray{at.x(), at.y()};
  };
  for (int row = 0; row < list.rowCount(); ++row)
    rows.append(QJsonObject{{QStringLiteral("name"), list.index(row, RunTable::kName).data().toString()},
                            {QStringLiteral("overlay"), cell(row, RunTable::kOverlay)},
                            {QStringLiteral("place"), cell(row, RunTable::kName)}});
  const MeritPlot& plot = page.plot();
  for (int point = 0; point < static_cast<int>(plot.points().size()); ++point) {
    const QPoint at = plot.mapToGlobal(plot.placeOf(point).toPoint());
    points.append(QJsonObject{{QStringLiteral("name"), plot.points()[static_cast<std::size_t>(point)].name},
                              {QStringLiteral("front"), plot.front()[static_cast<std::size_t>(point)]},
                              {QStringLiteral("place"), QJsonArray{at.x(), at.y()}}});
  }
  return {{QStringLiteral("rows"), rows}, {QStringLiteral("merits"), points}};
}

}  // namespace

QByteArray windowState(MainWindow& window) {
  Document& document = window.document();
  QJsonObject out;
  out[QLatin1String("title")] = window.windowTitle();
  out[QLatin1String("file")] = document.filePath();
  out[QLatin1String("modified")] = document.isModified();
  out[QLatin1String("design_hash")] = fromStd(designHash(document.design()));
  out[QLatin1String("parts")] = static_cast<double>(document.design().components.size());
  out[QLatin1String("selection")] = idsOf(window.selection().ids());
  out[QLatin1String("zoom")] = window.view().zoom();
  out[QLatin1String("loupes")] = static_cast<double>(window.view().benchScene().loupes().size());
  out[QLatin1String("undo_text")] = document.undoStack().undoText();
  out[QLatin1String("redo_text")] = document.undoStack().redoText();
  out[QLatin1String("undo_count")] = document.undoStack().index();
  out[QLatin1String("visibility")] = visibilityOf(document.bench()->cells).mean;
  out[QLatin1String("visibility_text")] = window.view().benchScene().visibilityText();
  out[QLatin1String("checks")] = static_cast<double>(document.checks().size());
  const std::vector<Check> checks = document.checks();
  out[QLatin1String("red_checks")] =
      static_cast<double>(std::count_if(checks.begin(), checks.end(), [](const Check& check) {
        return check.severity == Severity::Error || check.unbuildable;
      }));
  const std::vector<BenchNeed> needs = benchNeeds(*document.bench());
  out[QLatin1String("missing")] = static_cast<double>(
      std::count_if(needs.begin(), needs.end(), [](const BenchNeed& need) { return !need.isMet; }));
  out[QLatin1String("message")] = window.messageText();
  out[QLatin1String("screen")] = screenPositions(window);
  const QWidget* question = QApplication::activeModalWidget();
  out[QLatin1String("question")] = question ? question->objectName() : QString();
  out[QLatin1String("file_message")] = window.fileMessageText();
  out[QLatin1String("recovery")] = recoveryState(window.recovery());
  out[QLatin1String("run")] = runState(window.run());
  out[QLatin1String("figures")] = figureState(window.comparison());
  out[QLatin1String("compared")] = window.comparison().words();
  out[QLatin1String("along_time")] = window.plots().isAlongTime();
  out[QLatin1String("overlays")] = window.plots().plots().front()->overlays();
  out[QLatin1String("pace")] = fromStd(paceKey(window.pace().pace()));
  out[QLatin1String("start_page")] = startState(window.start());
  out[QLatin1String("kept_runs")] = window.runs().table().rowCount();
  out[QLatin1String("kept")] = keptState(window.runs());
  return QJsonDocument(out).toJson();
}

TestReport::TestReport(MainWindow& window, QString file)
    : QObject(&window), m_window(window), m_file(std::move(file)) {
  if (m_file == QLatin1String("-")) return;
  connect(&m_timer, &QTimer::timeout, this, &TestReport::write);
  window.view().viewport()->installEventFilter(this);
}

TestReport::~TestReport() = default;

bool TestReport::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Paint) {
    watched->removeEventFilter(this);
    QMetaObject::invokeMethod(this, &TestReport::begin, Qt::QueuedConnection);
  }
  return false;
}

void TestReport::begin() {
  write();
  m_timer.start(200);
}

void TestReport::write() {
  const QByteArray now = windowState(m_window);
  if (now == m_last) return;
  m_last = now;
  const Result<SavedFile> saved = saveFile(m_file.toStdString(), now.toStdString());
  if (!saved) std::fprintf(stderr, "%s\n", english(saved.error()).c_str());
}

}  // namespace lightloom::ui
