#include "energy/energy_page.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeWidget>

#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "energy/break_even_page.h"
#include "energy/density_table.h"
#include "energy/energy_chart.h"
#include "energy/ledger_table.h"
#include "energy/light_table.h"
#include "energy/projection_table.h"
#include "manual/help_anchor.h"
#include "report/digital_processors.h"

namespace lightloom::ui {
namespace {

constexpr int kSoonAfterMs = 100;
enum ProcessorColumn { kProcessor, kPeakEnergy, kPeakDensity, kQuality, kProcessorColumns };

QString qualityText(SourceQuality quality) {
  switch (quality) {
    case SourceQuality::DataSheet:
      return EnergyPage::tr("data sheet");
    case SourceQuality::SecondHand:
      return EnergyPage::tr("second hand");
    case SourceQuality::Memory:
      return EnergyPage::tr("from memory");
  }
  return {};
}

QString sourceText(const QString& what, const SourcedNumber& number) {
  return EnergyPage::tr("%1: %2 (%3)").arg(what, fromStd(number.source), qualityText(number.quality));
}

}  // namespace

EnergyPage::EnergyPage(Document& document, RunController& run, Comparison& comparison, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_run(run),
      m_ledger(new LedgerTable(document, run, comparison)),
      m_light(new LightTable),
      m_density(new DensityTable(document, run)),
      m_chart(new EnergyChart),
      m_processors(new QTreeWidget),
      m_breakEven(new BreakEvenPage(document, run)),
      m_projection(new ProjectionTable(document, run)),
      m_tabs(new QTabWidget(this)) {
  setObjectName(QStringLiteral("energyPage"));
  m_tabs->setObjectName(QStringLiteral("energyTabs"));
  m_tabs->setAccessibleName(tr("Energy"));
  m_tabs->setDocumentMode(true);
  m_tabs->tabBar()->setExpanding(false);
  m_tabs->addTab(m_ledger, tr("Ledger"));
  m_tabs->addTab(m_light, tr("Where the light goes"));
  m_tabs->addTab(m_density, tr("Density and heat"));
  m_tabs->addTab(makeComparison(), tr("Beside processors"));
  m_tabs->addTab(m_breakEven, tr("Break-even"));
  m_tabs->addTab(m_projection, tr("Large models"));
  setHelpAnchor(*m_ledger, "energy-ledger");
  setHelpAnchor(*m_light, "energy-light");
  setHelpAnchor(*m_density, "energy-density");
  setHelpAnchor(*m_tabs->widget(3), "energy-processors");
  setHelpAnchor(*m_breakEven, "energy-break-even");
  setHelpAnchor(*m_projection, "energy-projection");
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_tabs);
  m_chart->setColours(lockColours(isDark(palette())));
  m_soon.setInterval(kSoonAfterMs);
  m_soon.setSingleShot(true);
  connect(&m_soon, &QTimer::timeout, this, &EnergyPage::refresh);
  connect(&document, &Document::benchChanged, this, &EnergyPage::refreshSoon);
  connect(&comparison, &Comparison::figuresChanged, this, &EnergyPage::refreshSoon);
  connect(&run, &RunController::stateChanged, this, &EnergyPage::refreshSoon);
  connect(&run, &RunController::reportChanged, this, &EnergyPage::refreshSoon);
  connect(m_tabs, &QTabWidget::currentChanged, this, &EnergyPage::refresh);
  connect(m_ledger, &LedgerTable::problem, this, &EnergyPage::problem);
  connect(m_ledger, &LedgerTable::pathChosen, this, [this](const QString& path) {
    Q_EMIT valueChosen(path.section(QLatin1Char('.'), 0, 0), path.section(QLatin1Char('.'), 1));
  });
  connect(m_light, &LightTable::partChosen, this, &EnergyPage::partChosen);
  connect(m_density, &DensityTable::partChosen, this, &EnergyPage::partChosen);
}

QWidget* EnergyPage::makeComparison() {
  auto* both = new QWidget(this);
  both->setObjectName(QStringLiteral("processorsTab"));
  m_processors->setObjectName(QStringLiteral("processorTable"));
  m_processors->setAccessibleName(tr("Digital processors and published numbers"));
  m_processors->setColumnCount(kProcessorColumns);
  m_processors->setHeaderLabels({tr("Dense peak of"), tr("fJ/OP"), tr("TOP/s/mm²"), tr("Source")});
  QTreeWidgetItem& header = *m_processors->headerItem();
  header.setToolTip(kProcessor, tr("Processor and precision, or publication"));
  header.setToolTip(kPeakEnergy,
                    tr("Power over operations a second at full use: no memory, host or cooling"));
  header.setToolTip(kPeakDensity, tr("Operations a second over the die"));
  header.setToolTip(kQuality, tr("How well the worst of its numbers is known; the row's tip has them all"));
  for (const int column : {kPeakEnergy, kPeakDensity})
    header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_processors->setRootIsDecorated(false);
  m_processors->setUniformRowHeights(true);
  QHeaderView& sections = *m_processors->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kProcessor, QHeaderView::Stretch);
  constexpr std::pair<ProcessorColumn, int> kWidths[] = {
      {kPeakEnergy, 88}, {kPeakDensity, 78}, {kQuality, 96}};
  for (const auto& [column, width] : kWidths) sections.resizeSection(column, width);
  fillProcessors();
  auto* layout = new QHBoxLayout(both);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(10);
  layout->addWidget(m_chart, 5);
  layout->addWidget(m_processors, 4);
  return both;
}

void EnergyPage::fillProcessors() {
  const auto add = [&](const QString& name, const QString& energy, double density, bool atLeast,
                       const QString& quality, const QString& tip) {
    auto* item = new QTreeWidgetItem(m_processors);
    item->setText(kProcessor, name);
    item->setText(kPeakEnergy, energy);
    const QString number = shownNumber(density, Unit::TeraOpsPerSecondSquareMillimetre, 3);
    item->setText(kPeakDensity, atLeast ? tr("> %1").arg(number) : number);
    item->setText(kQuality, quality);
    for (const int column : {kPeakEnergy, kPeakDensity})
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    for (int column = 0; column < kProcessorColumns; ++column) item->setToolTip(column, tip);
  };
  int number = 0;  // as in the chart
  for (const DigitalProcessor& processor : digitalProcessors()) {
    const QString low = shownNumber(processor.lowJoulesPerOp(), Unit::FemtojoulePerOp, 3),
                  high = shownNumber(processor.joulesPerOp(), Unit::FemtojoulePerOp, 3);
    add(tr("%1  %2, %3")
            .arg(QLocale().toString(++number), fromStd(processor.name), fromStd(processor.precision)),
        low == high ? low : tr("%1 … %2").arg(low, high), processor.opsPerSPerM2(), processor.areaIsBound,
        qualityText(processor.quality()),
        QStringList{sourceText(tr("Operations"), processor.opsPerS),
                    sourceText(tr("Power"), processor.powerW), sourceText(tr("Die"), processor.areaM2)}
            .join(QLatin1Char('\n')));
  }
  for (const PublishedMark& mark : publishedMarks())
    add(fromStd(mark.name), shownNumber(mark.joulesPerOp, Unit::FemtojoulePerOp, 3), mark.opsPerSPerM2, false,
        tr("publication"), fromStd(mark.source));
}

void EnergyPage::refreshSoon() {
  m_due = true;
  if (isActive() && !m_soon.isActive()) m_soon.start();
}

// Only the tab in front: the others follow when they come there.
void EnergyPage::refresh() {
  if (!isActive()) return;
  m_due = false;
  if (m_tabs->currentWidget() == m_ledger) return m_ledger->refresh();
  if (m_tabs->currentWidget() == m_density) return m_density->refresh();
  if (m_tabs->currentWidget() == m_breakEven) return m_breakEven->refresh();
  if (m_tabs->currentWidget() == m_projection) return m_projection->refresh();
  if (m_tabs->currentWidget() != m_light) return refreshChart();
  const std::shared_ptr<const Bench> bench = m_document.bench();
  m_light->setBudget(lightBudget(*bench), bench->design);
}

void EnergyPage::refreshChart() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  std::optional<EnergyChart::Here> here;
  if (report && !report->energy.rows.empty() && !m_document.bench()->hardware->cannotCompute)
    here = EnergyChart::Here{report->energy.totalJoulesPerOp, report->energy.lowJoulesPerOp,
                             report->energy.highJoulesPerOp, report->density.opsPerSPerM2};
  m_chart->setBench(here, report ? report->light.wavelengthM : 0);
}

void EnergyPage::refreshActive() {
  if (isActive() && m_due) refresh();
}

void EnergyPage::applyColours() {
  m_chart->setColours(lockColours(isDark(palette())));
  m_breakEven->setColours();
  m_due = true;
  refreshActive();
}

}  // namespace lightloom::ui
