#include "energy/density_table.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <algorithm>
#include <cmath>

#include "design/edit.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "noise/share_delegate.h"
#include "panels/elided_label.h"
#include "report/digital_processors.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum AreaColumn { kWhatTakes, kAreaPart, kAreaCount, kAreaEach, kAreaSum, kAreaColumns };
enum LeadColumn { kPublished, kLead, kOver, kNearest, kHere, kLeadColumns };
constexpr int kAreaPartRole = Qt::UserRole, kSettingRole = Qt::UserRole + 2;
constexpr int kDensityRowHeight = 18;

// The setting that says whether an area counts.
QString settingOf(const std::string& key) {
  if (key == "pixels") return QStringLiteral("energy.pixel_footprint");
  if (key == "optics") return QStringLiteral("energy.optics_footprint");
  if (key == "cooling") return QStringLiteral("energy.cooling");
  return QStringLiteral("energy.laser_footprint");
}

QString areaText(double areaM2) {
  return shownQuantity(areaM2, Unit::SquareMillimetre, 3);
}

QString densityText(double opsPerSPerM2) {
  return shownQuantity(opsPerSPerM2, Unit::TeraOpsPerSecondSquareMillimetre, 3);
}

}  // namespace

DensityTable::DensityTable(Document& document, RunController& run, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_summary(new ElidedLabel(this)),
      m_areas(new QTreeWidget(this)),
      m_leads(new QTreeWidget(this)) {
  setObjectName(QStringLiteral("densityTab"));
  m_summary->setObjectName(QStringLiteral("densitySummary"));
  m_summary->setTextFormat(Qt::RichText);
  m_summary->setToolTip(
      tr("2 F B f_s over the slots of a product, of all cells together, over the area that "
         "is counted; heat: electrical power over the chips"));
  makeAreas();
  makeLeads();
  auto* tables = new QHBoxLayout;
  tables->setSpacing(10);
  tables->addWidget(m_areas, 1);
  tables->addWidget(m_leads, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addWidget(m_summary);
  layout->addLayout(tables, 1);
}

void DensityTable::makeAreas() {
  m_areas->setObjectName(QStringLiteral("densityAreas"));
  m_areas->setAccessibleName(tr("What takes area"));
  m_areas->setColumnCount(kAreaColumns);
  m_areas->setHeaderLabels({tr("Counted"), tr("Part"), tr("Count"), tr("Each"), tr("Area")});
  QTreeWidgetItem& header = *m_areas->headerItem();
  header.setToolTip(kWhatTakes, tr("A setting of the design for each kind; every change can be undone"));
  header.setToolTip(kAreaPart, tr("A click goes to the part"));
  header.setToolTip(kAreaCount, tr("Balanced read-out takes two pixels for each product"));
  header.setToolTip(kAreaEach, tr("Area of one"));
  header.setToolTip(kAreaSum, tr("Area of all; the bar is its share of what is counted"));
  for (const int column : {kAreaCount, kAreaEach, kAreaSum})
    header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_areas->setRootIsDecorated(false);
  m_areas->setUniformRowHeights(true);
  m_areas->setItemDelegateForColumn(kAreaSum, new ShareDelegate(0.4, m_areas));
  QHeaderView& sections = *m_areas->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kWhatTakes, QHeaderView::Stretch);
  constexpr std::pair<AreaColumn, int> kWidths[] = {
      {kAreaPart, 104}, {kAreaCount, 46}, {kAreaEach, 90}, {kAreaSum, 124}};
  for (const auto& [column, width] : kWidths) sections.resizeSection(column, width);
  connect(m_areas, &QTreeWidget::itemChanged, this, &DensityTable::flip);
  connect(m_areas, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item, int column) {
    const QString part = item->data(kWhatTakes, kAreaPartRole).toString();
    if (column != kWhatTakes && !part.isEmpty()) Q_EMIT partChosen(part);
  });
}

void DensityTable::makeLeads() {
  m_leads->setObjectName(QStringLiteral("densityLeads"));
  m_leads->setAccessibleName(tr("Leads in density that were published"));
  m_leads->setColumnCount(kLeadColumns);
  m_leads->setHeaderLabels(
      {tr("Published"), tr("Lead"), tr("Divisor"), tr("Nearest processor"), tr("This bench")});
  QTreeWidgetItem& header = *m_leads->headerItem();
  header.setToolTip(kPublished, tr("Compute density of a publication, TOP/s/mm²"));
  header.setToolTip(kLead, tr("Words that were said of it"));
  header.setToolTip(kOver,
                    tr("The density over the lead, TOP/s/mm²: what a processor must have for it to be true"));
  header.setToolTip(kNearest,
                    tr("Of the table of processors the one that comes closest, with its TOP/s/mm²"));
  header.setToolTip(kHere, tr("Density of this bench over the same number"));
  for (const int column : {kOver, kHere}) header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_leads->setRootIsDecorated(false);
  m_leads->setUniformRowHeights(true);
  QHeaderView& sections = *m_leads->header();
  sections.setStretchLastSection(false);
  sections.setSectionsClickable(false);
  sections.setSectionResizeMode(kNearest, QHeaderView::Stretch);
  constexpr std::pair<LeadColumn, int> kWidths[] = {{kPublished, 92}, {kLead, 76}, {kOver, 58}, {kHere, 78}};
  for (const auto& [column, width] : kWidths) sections.resizeSection(column, width);
}

void DensityTable::fillArea(QTreeWidgetItem& item, const AreaItem& area, double whole) {
  const ComponentPtr part = findComponent(m_document.design(), area.part);
  item.setData(kWhatTakes, kAreaPartRole, fromStd(area.part));
  item.setData(kWhatTakes, kSettingRole, settingOf(area.key));
  item.setText(kWhatTakes, shown(area.label));
  item.setCheckState(kWhatTakes, area.counted ? Qt::Checked : Qt::Unchecked);
  item.setText(kAreaPart, part ? shownName(*part) : QStringLiteral("—"));
  item.setForeground(kAreaPart,
                     palette().brush(part ? QPalette::Active : QPalette::Disabled, QPalette::Link));
  item.setText(kAreaCount, shownCount(area.count));
  item.setText(kAreaEach, areaText(area.eachM2));
  item.setText(kAreaSum, areaText(area.areaM2()));
  item.setData(kAreaSum, ShareDelegate::kBar,
               area.counted && whole > 0 ? QVariant(area.areaM2() / whole) : QVariant());
  for (const int column : {kAreaCount, kAreaEach, kAreaSum})
    item.setForeground(column,
                       palette().brush(area.counted ? QPalette::Active : QPalette::Disabled, QPalette::Text));
}

void DensityTable::fillLeads(double opsPerSPerM2) {
  m_leads->clear();
  for (const ClaimedLead& lead : claimedLeads(opsPerSPerM2)) {
    auto* item = new QTreeWidgetItem(m_leads);
    item->setSizeHint(kPublished, QSize(0, kDensityRowHeight));
    item->setText(
        kPublished,
        tr("%1, %2").arg(shownNumber(lead.mark->opsPerSPerM2, Unit::TeraOpsPerSecondSquareMillimetre, 3),
                         lead.mark->id == "chen_2023" ? tr("journal") : tr("preprint")));
    item->setToolTip(kPublished, fromStd(lead.mark->source));
    item->setText(kLead, shownText(lead.words));
    item->setToolTip(kLead, fromStd(lead.source));
    item->setText(kOver, shownNumber(lead.divisorOpsPerSPerM2, Unit::TeraOpsPerSecondSquareMillimetre, 3));
    item->setText(kNearest, tr("%1 %2, %3")
                                .arg(fromStd(lead.nearest->name), fromStd(lead.nearest->precision),
                                     shownNumber(lead.nearest->opsPerSPerM2(),
                                                 Unit::TeraOpsPerSecondSquareMillimetre, 3)));
    item->setToolTip(kNearest, item->text(kNearest));
    item->setText(kHere, opsPerSPerM2 > 0 ? tr("%1 ×").arg(shownNumber(lead.hereFactor, Unit::None, 3))
                                          : QStringLiteral("—"));
    for (const int column : {kOver, kHere}) item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
}

void DensityTable::refresh() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  const bool computes = report && !m_document.bench()->hardware->cannotCompute;
  const ComputeDensity density = computes ? report->density : ComputeDensity();
  m_filling = true;
  const int wanted = static_cast<int>(density.items.size());
  while (m_areas->topLevelItemCount() > wanted)
    delete m_areas->takeTopLevelItem(m_areas->topLevelItemCount() - 1);
  while (m_areas->topLevelItemCount() < wanted) {
    auto* item = new QTreeWidgetItem(m_areas);
    item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
    item->setSizeHint(kWhatTakes, QSize(0, kDensityRowHeight));
    for (const int column : {kAreaCount, kAreaEach, kAreaSum})
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  for (int i = 0; i < wanted; ++i)
    fillArea(*m_areas->topLevelItem(i), density.items[static_cast<std::size_t>(i)], density.areaM2);
  m_filling = false;
  fillLeads(density.opsPerSPerM2);
  if (density.items.empty()) return m_summary->setText(tr("No network runs yet."));
  m_summary->setText(
      tr("%1: %2 TOP/s over %3 &nbsp;·&nbsp; heat of the chips %4")
          .arg(strong(densityText(density.opsPerSPerM2)),
               strong(shownNumber(density.opsPerS / 1e12, Unit::None, 3)), strong(areaText(density.areaM2)),
               std::isfinite(density.heatWPerM2)
                   ? strong(shownQuantity(density.heatWPerM2, Unit::WattPerSquareCentimetre, 3))
                   : QStringLiteral("—")));
}

void DensityTable::flip(QTreeWidgetItem* item, int column) {
  if (m_filling || column != kWhatTakes) return;
  const std::string path = item->data(kWhatTakes, kSettingRole).toString().toStdString();
  DesignEdit edit = setSetting(m_document.design(), path, Value(item->checkState(kWhatTakes) == Qt::Checked));
  edit.label = asMessage(tr("Change %1").arg(shownText(findSetting(path)->title)).toStdString());
  m_document.push(edit);
}

}  // namespace lightloom::ui
