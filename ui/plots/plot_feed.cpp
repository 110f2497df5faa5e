#include "plots/plot_feed.h"

#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <map>

#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "export/table.h"
#include "files/safe_writer.h"
#include "panels/save_dialog.h"
#include "pictures.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"

namespace lightloom::ui {
namespace {

constexpr qsizetype kMostChanges = 12;  // in a menu, the newest

// A row for each place along x at which a curve has a point.
ExportTable tableOf(const LivePlot& plot) {
  const std::vector<ShownCurve> curves = plot.curves();
  ExportTable out;
  out.name = plot.objectName().toStdString();
  out.title = plot.title().toStdString();
  out.columns.push_back(plot.abscissa().toStdString());
  std::map<double, std::vector<ExportCell>> rows;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    const ShownCurve& curve = curves[c];
    out.columns.push_back(
        (curve.unit.isEmpty() ? curve.name : QStringLiteral("%1 (%2)").arg(curve.name, curve.unit))
            .toStdString());
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      std::vector<ExportCell>& row = rows[curve.x[i]];
      row.resize(curves.size());
      row[c] = curve.y[i];
    }
  }
  for (const auto& [x, cells] : rows) {
    std::vector<ExportCell>& row = out.rows.emplace_back(std::vector<ExportCell>{x});
    row.insert(row.end(), cells.begin(), cells.end());
  }
  return out;
}

}  // namespace

PlotFeed::PlotFeed(PlotStrip& plots, Document& document, RunController& run, Comparison& comparison,
                   QObject* parent)
    : QObject(parent), m_plots(plots), m_document(document), m_run(run), m_comparison(comparison) {
  connect(&run, &RunController::curvesRestarted, this, [this] {
    m_plots.setRegression(m_run.isRegression());
    m_plots.restart(m_run.plannedEpochs());
  });
  connect(&run, &RunController::curvesChanged, this, [this] {
    m_plots.setRegression(m_run.isRegression());
    m_plots.take(m_run.curves());
  });
  connect(&run, &RunController::reportChanged, this, &PlotFeed::showReasons);
  connect(&plots, &PlotStrip::forgotten, this, [this] { m_plots.take(m_run.curves()); });
  connect(&plots, &PlotStrip::markClicked, this, &PlotFeed::partsChosen);
  connect(&comparison, &Comparison::referenceChanged, this, &PlotFeed::showOverlays);
  for (LivePlot* plot : plots.plots())
    connect(plot, &LivePlot::menuWanted, this,
            [this, plot](const QPoint& position) { openMenu(*plot, position); });
}

void PlotFeed::setOverlays(const std::vector<RunOverlay>& overlays) {
  m_overlays = overlays;
  showOverlays();
}

void PlotFeed::showOverlays() {
  std::vector<RunOverlay> overlays;
  if (m_comparison.isPinned()) {
    const BenchState& pinned = *m_comparison.reference();
    if (!pinned.points.empty())
      overlays.push_back({tr("pinned"), pinned.points, pinned.regression, RunOverlay::kPinned});
  }
  overlays.insert(overlays.end(), m_overlays.begin(), m_overlays.end());
  m_plots.setOverlays(overlays);
}

void PlotFeed::showReasons() {
  const RunView& view = m_run.view();
  m_plots.setReasons(view.bench && view.report ? steadyReasons(*view.bench, *view.report) : SteadyReasons());
}

std::string PlotFeed::valuesOf(const LivePlot& plot) const {
  m_document.compilePending();
  return csvOf(tableOf(plot), drawnSubject(m_document.bench()));
}

Result<Done> PlotFeed::save(LivePlot& plot, const QString& path) const {
  if (!path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) return savePlot(plot, path);
  const Result<SavedFile> saved = saveFile(path.toStdString(), valuesOf(plot));
  if (!saved) return saved.error();
  return Done{};
}

void PlotFeed::copy(LivePlot& plot) const {
  auto* data = new QMimeData;
  const BenchPicture picture = plotPicture(plot);
  data->setImageData(picture.image);
  data->setData(QStringLiteral("image/svg+xml"), picture.svg);
  QApplication::clipboard()->setMimeData(data);
}

void PlotFeed::askToSave(LivePlot& plot) {
  const QString path = chooseFileToSave(&m_plots, tr("Export %1").arg(plot.title()),
                                        plot.objectName() + QStringLiteral(".svg"),
                                        {{tr("SVG"), QStringLiteral("svg")},
                                         {tr("PDF"), QStringLiteral("pdf")},
                                         {tr("PNG"), QStringLiteral("png")},
                                         {tr("Comma-separated values"), QStringLiteral("csv")}});
  if (path.isEmpty()) return;
  if (const Result<Done> saved = save(plot, path); !saved)
    Q_EMIT problem(shown(saved.error()));
  else
    Q_EMIT note(tr("Saved %1.").arg(path));
}

void PlotFeed::openMenu(LivePlot& plot, const QPoint& globalPosition) {
  auto* menu = new QMenu(&plot);
  menu->setObjectName(plot.objectName() + QStringLiteral("Menu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->setToolTipsVisible(true);
  const auto add = [&](QMenu& to, const QString& name, const QString& text, const QString& tip, auto slot) {
    QAction* action = to.addAction(text);
    action->setObjectName(name);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, &plot, slot);
  };
  add(*menu, QStringLiteral("plotCopyPicture"), tr("&Copy picture"),
      tr("The plot as it is, for other programs"), [this, &plot] { copy(plot); });
  add(*menu, QStringLiteral("plotCopyValues"), tr("Copy &values"), tr("The curves as comma-separated values"),
      [this, &plot] { QApplication::clipboard()->setText(fromStd(valuesOf(plot))); });
  add(*menu, QStringLiteral("plotExport"), tr("&Export this plot…"),
      tr("As SVG, PDF or PNG, or its numbers as CSV"), [this, &plot] { askToSave(plot); });
  menu->addSeparator();
  add(*menu, QStringLiteral("plotFollow"), tr("&Follow the newest point"),
      tr("Takes a zoom back; a double-click does so, too"), [&plot] { plot.follow(); });
  if (&plot == m_plots.plots().front()) menu->addAction(&m_plots.errorAction());
  const auto changes = plot.changes();
  if (!changes.empty()) {
    QMenu* list = menu->addMenu(tr("&Select what was changed"));
    list->setObjectName(QStringLiteral("plotChanges"));
    list->setToolTipsVisible(true);
    for (auto change = changes.rbegin(); change != changes.rend() && list->actions().size() < kMostChanges;
         ++change)
      add(*list, QStringLiteral("plotChange"),
          QString(change->first).replace(QLatin1Char('&'), QLatin1String("&&")),
          tr("Selects the parts that this change was of"),
          [this, parts = change->second] { Q_EMIT partsChosen(parts); });
  }
  menu->popup(globalPosition);
}

}  // namespace lightloom::ui
