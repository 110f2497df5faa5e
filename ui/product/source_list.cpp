#include "product/source_list.h"

#include <algorithm>

#include "document/translate.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"

namespace lightloom::ui {

SourceList::SourceList(QWidget* parent) : QListWidget(parent) {
  setObjectName(QStringLiteral("productSources"));
  setAccessibleName(tr("Noise sources of the product"));
  setToolTip(
      tr("Take a source off and see which kicks go with it. It is a way to look: bench and training stay as "
         "they are. Bold: not as on the bench."));
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setTextElideMode(Qt::ElideRight);
  for (const Imperfection* imperfection : shownImperfections()) {
    auto* item = new QListWidgetItem(shownText(findSetting(switchPath(*imperfection))->title), this);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setToolTip(shownText(imperfection->formula));
    item->setData(kHelpAnchorRole, fromStd(imperfectionAnchor(imperfection->key)));
  }
  connect(this, &QListWidget::itemChanged, this, &SourceList::take);
  refresh();
}

void SourceList::setBench(const ImperfectionSet& on) {
  if (on == m_bench) return;
  m_bench = on;
  refresh();
}

ImperfectionSet SourceList::on() const {
  ImperfectionSet out;
  for (const Imperfection* imperfection : shownImperfections())
    if (m_bench.has(*imperfection) != m_flipped.contains(std::string(imperfection->key)))
      out.add(*imperfection);
  return out;
}

void SourceList::asOnBench() {
  if (m_flipped.empty()) return;
  m_flipped.clear();
  refresh();
  Q_EMIT flipped();
}

void SourceList::setOn(const Imperfection& imperfection, bool on) {
  const auto& sources = shownImperfections();
  const auto at = std::find(sources.begin(), sources.end(), &imperfection) - sources.begin();
  item(static_cast<int>(at))->setCheckState(on ? Qt::Checked : Qt::Unchecked);
}

void SourceList::take(QListWidgetItem* item) {
  if (m_filling) return;
  const Imperfection& imperfection = *shownImperfections()[static_cast<std::size_t>(row(item))];
  const bool on = item->checkState() == Qt::Checked;
  const std::string key(imperfection.key);
  const bool differs = on != m_bench.has(imperfection);
  if (differs == m_flipped.contains(key)) return;
  if (differs)
    m_flipped.insert(key);
  else
    m_flipped.erase(key);
  refresh();
  Q_EMIT flipped();
}

void SourceList::refresh() {
  m_filling = true;
  const ImperfectionSet now = on();
  const auto& sources = shownImperfections();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    QListWidgetItem& entry = *item(static_cast<int>(i));
    entry.setCheckState(now.has(*sources[i]) ? Qt::Checked : Qt::Unchecked);
    QFont bold = font();
    bold.setBold(m_flipped.contains(std::string(sources[i]->key)));
    entry.setFont(bold);
  }
  m_filling = false;
}

}  // namespace lightloom::ui
