#include "energy/light_table.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

#include "document/translate.h"
#include "energy/waterfall_delegate.h"
#include "panels/elided_label.h"
#include "panels/plain_button.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

enum LightColumn { kCause, kLightPart, kPower, kLightShare, kLeft, kLightColumns };
constexpr int kLightPartRole = Qt::UserRole;
constexpr int kLightRowHeight = 18;

QString shareText(double share) {
  return LightTable::tr("%1 %").arg(shownNumber(100 * share, Unit::None, 3));
}

}  // namespace

LightTable::LightTable(QWidget* parent)
    : QWidget(parent),
      m_summary(new ElidedLabel(this)),
      m_largest(plainButton("lightLargest", tr("Largest loss"), tr("Go to the largest loss of light"),
                            tr("Selects the row of the largest loss, and the part that causes it"))),
      m_table(new QTreeWidget(this)) {
  setObjectName(QStringLiteral("lightTab"));
  m_summary->setObjectName(QStringLiteral("lightSummary"));
  m_summary->setTextFormat(Qt::RichText);
  m_summary->setToolTip(
      tr("All lasers on at full amplitude. What is supplied is what is lost and what makes "
         "electrons, to the twelfth digit."));
  makeTable();
  connect(m_largest, &QPushButton::clicked, this, [this] {
    const int at = m_budget.largestLoss();
    if (at < 0) return;
    m_table->setCurrentItem(m_table->topLevelItem(at));
    choose(m_table->topLevelItem(at));
  });
  auto* header = new QHBoxLayout;
  header->setSpacing(10);
  header->addWidget(m_summary, 1);
  header->addWidget(m_largest);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addLayout(header);
  layout->addWidget(m_table, 1);
}

void LightTable::makeTable() {
  m_table->setObjectName(QStringLiteral("lightTable"));
  m_table->setAccessibleName(tr("Where the light goes"));
  m_table->setColumnCount(kLightColumns);
  m_table->setHeaderLabels(
      {tr("Where it goes"), tr("Part"), tr("Power"), tr("Of the supply"), tr("What is left")});
  QTreeWidgetItem& header = *m_table->headerItem();
  header.setToolTip(kCause, tr("The cause; from the wall plugs above to the electrons below"));
  header.setToolTip(kLightPart, tr("A click goes to the part"));
  header.setToolTip(kPower, tr("Power that goes this way, all lasers on at full amplitude"));
  header.setToolTip(kLightShare, tr("Share of what all wall plugs supply"));
  header.setToolTip(kLeft, tr("Dark: what comes or goes here; pale before it: what is still on its way"));
  for (const int column : {kPower, kLightShare})
    header.setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  m_table->setRootIsDecorated(false);
  m_table->setUniformRowHeights(true);
  m_table->setItemDelegateForColumn(kLeft, new WaterfallDelegate(m_table));
  QHeaderView& sections = *m_table->header();
  sections.setStretchLastSection(true);
  sections.setSectionsClickable(false);
  sections.resizeSection(kCause, 230);
  sections.resizeSection(kLightPart, 170);
  sections.resizeSection(kPower, 90);
  sections.resizeSection(kLightShare, 100);
  connect(m_table, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) { choose(item); });
  connect(m_table, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) { choose(item); });
}

void LightTable::choose(const QTreeWidgetItem* item) {
  const QString part = item ? item->data(kCause, kLightPartRole).toString() : QString();
  if (!part.isEmpty()) Q_EMIT partChosen(part);
}

void LightTable::fill(QTreeWidgetItem& item, const LightStep& step, const QString& part, bool largest) {
  const MeaningColours colours = meaningColours(isDark(palette()));
  const bool supply = step.kind == LightStepKind::Supply;
  const double whole = m_budget.suppliedW, after = step.leftW / whole,
               before = (supply ? step.leftW - step.powerW : step.leftW + step.powerW) / whole;
  item.setData(kCause, kLightPartRole, fromStd(step.part));
  item.setText(kCause, shown(step.label));
  item.setText(kLightPart, part);
  item.setToolTip(kLightPart, fromStd(step.part));
  item.setForeground(kLightPart, palette().brush(QPalette::Link));
  item.setText(kPower, shownPower(step.powerW));
  item.setText(kLightShare, shareText(step.share));
  if (step.kind == LightStepKind::Electrons)
    item.setToolTip(kPower, tr("%1 electrons a second").arg(shownNumber(step.perSecond, Unit::None, 4)));
  item.setData(kLeft, WaterfallDelegate::kFrom, before);
  item.setData(kLeft, WaterfallDelegate::kTo, after);
  item.setData(kLeft, WaterfallDelegate::kInk,
               supply                                  ? palette().color(QPalette::Link)
               : step.kind == LightStepKind::Electrons ? colours.good
                                                       : colours.bad);
  QFont font = m_table->font();
  font.setBold(largest);
  for (const int column : {kCause, kPower, kLightShare}) item.setFont(column, font);
}

void LightTable::setBudget(const LightBudget& budget, const Design& design) {
  m_budget = budget;
  while (m_table->topLevelItemCount() > static_cast<int>(budget.steps.size()))
    delete m_table->takeTopLevelItem(m_table->topLevelItemCount() - 1);
  while (m_table->topLevelItemCount() < static_cast<int>(budget.steps.size())) {
    auto* item = new QTreeWidgetItem(m_table);
    item->setSizeHint(kCause, QSize(0, kLightRowHeight));
    for (const int column : {kPower, kLightShare})
      item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
  }
  const int largest = budget.largestLoss();
  for (int i = 0; i < m_table->topLevelItemCount(); ++i) {
    const LightStep& step = budget.steps[static_cast<std::size_t>(i)];
    const ComponentPtr part = findComponent(design, step.part);
    fill(*m_table->topLevelItem(i), step, part ? shownName(*part) : fromStd(step.part), i == largest);
  }
  m_largest->setEnabled(largest >= 0);
  m_summary->setText(
      budget.suppliedW > 0
          ? tr("%1 from wall plugs &nbsp;·&nbsp; %2 of light &nbsp;·&nbsp; %3 on pixels &nbsp;·&nbsp; %4 "
               "makes electrons, %5")
                .arg(strong(shownPower(budget.suppliedW)), strong(shownPower(budget.emittedW)),
                     strong(shownPower(budget.detectedW)), strong(shownPower(budget.electronsW)),
                     strong(shareText(budget.electronsW / budget.suppliedW)))
          : tr("No laser is on this bench."));
}

}  // namespace lightloom::ui
