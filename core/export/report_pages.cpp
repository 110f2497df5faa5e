#include "export/report_pages.h"

#include "export/bench_figure.h"
#include "export/internal/citations.h"
#include "export/internal/curves_figure.h"
#include "export/internal/page_flow.h"
#include "report/omissions.h"

namespace lightloom::exports {
namespace {

using a4::kBody;
using a4::kSmall;

void addSection(PageFlow& flow, const ExportTable& table, const std::vector<std::string>& columns = {}) {
  if (table.rows.empty()) return;
  flow.heading(table.title);
  flow.table(withColumns(table, columns));
}

// Every headline number is a claim: with its range where it has one, its formula and its source.
void addClaims(PageFlow& flow, const ExportSubject& subject) {
  flow.heading("Results, with range and source");
  flow.table(withColumns(headlineTable(subject), {"title", "text", "formula", "source"}));
}

void addTraining(PageFlow& flow, const ExportSubject& subject) {
  if (!subject.curves())
    return flow.words("The network is not trained: figures are those of its first weights.", kBody);
  if (const auto& reason = subject.run->record.diverged)
    flow.words(english(*reason) + " There are no figures of its network.", kBody);
  ExportTable last = shownCurves(subject);
  if (last.rows.empty()) return;
  last.rows = {last.rows.back()};
  flow.heading("Training, last point");
  flow.table(withColumns(last, {"epoch", "step", "loss", "train_accuracy", "test_accuracy",
                                "ideal_test_accuracy", "train_r2", "test_r2", "ideal_test_r2", "emitted_W",
                                "detected_W", "J_per_op", "phase_error_rad", "worst_phase_error_rad"}));
}

// Row by row, so that a page may end between any two of them.
void addFigures(PageFlow& flow, const ExportSubject& subject) {
  FigureStyle style;
  style.widthMm = a4::kTextWidth;
  style.fontPoints = 7;
  int panel = 0;
  std::vector<PageFigure> rows = benchRows(subject, style, 0, panel).rows;
  if (subject.run)
    for (PageFigure& row : curveRows(subject, style, {}, panel)) rows.push_back(std::move(row));
  for (const PageFigure& row : rows) {
    flow.gap(kFigureRowGap);
    flow.figure(row);
  }
}

}  // namespace

std::vector<PageFigure> reportPages(const ExportSubject& subject) {
  PageFlow flow(headingOf(subject));
  flow.title(headingOf(subject));
  flow.words(subtitleOf(subject), kBody, ink::kFaint);
  for (const auto& [key, text] : provenanceOf(subject)) flow.words(key + ": " + text, kSmall, ink::kFaint);
  addFigures(flow, subject);
  addClaims(flow, subject);
  addTraining(flow, subject);
  addSection(flow, publicationTable(subject));
  addSection(flow, layersTable(subject));
  addSection(flow, ledgerTable(subject), kLedgerColumns);
  addSection(flow, productsTable(subject), kProductColumns);
  addSection(flow, areaTable(subject), kAreaColumns);
  addSection(flow, leadsTable(subject), kLeadColumns);
  addSection(flow, processorsTable(), kProcessorColumns);
  addSection(flow, noiseTable(subject), {"noise", "enabled", "sigma", "share", "citation"});
  addSection(flow, arraysTable(subject), kArrayColumns);
  addSection(flow, lightTable(subject), kLightColumns);
  addSection(flow, checksTable(subject), {"severity", "part", "message", "remedy"});
  addSection(flow, billOfMaterials(subject), kPieceColumns);
  addSection(flow, parametersTable(subject), {"path", "shown", "provenance", "note"});
  flow.heading("What the model leaves out");
  for (const std::string_view omission : omissions()) flow.words("• " + std::string(omission), kSmall + 1);
  flow.heading("Sources");
  for (const CitedSource& source : sourcesOf(subject)) {
    flow.words("• " + source.text, kSmall + 1);
    flow.words("   " + usesText(source), kSmall, ink::kFaint);
  }
  return flow.finish(headingOf(subject) + ", design " + subject.designHash.substr(0, 12));
}

}  // namespace lightloom::exports
