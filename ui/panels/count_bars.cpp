#include "panels/count_bars.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kBarGap = 6;
constexpr std::size_t kMostBarRows = 12;

std::vector<std::size_t> shownRows(const std::vector<int>& counts, int marked) {
  std::vector<std::size_t> rows(counts.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  if (rows.size() <= kMostBarRows) return rows;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return (counts[a] + (static_cast<int>(a) == marked)) > (counts[b] + (static_cast<int>(b) == marked));
  });
  rows.resize(kMostBarRows);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

CountBars::CountBars(const QString& name, QWidget* parent) : QWidget(parent) {
  setObjectName(name);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void CountBars::setCounts(Counts counts) {
  m_counts = std::move(counts);
  QStringList said;
  for (std::size_t i = 0; i < m_counts.counts.size(); ++i)
    if (m_counts.counts[i] > 0)
      said << tr("%1: %2").arg(m_counts.names[static_cast<int>(i)]).arg(m_counts.counts[i]);
  setAccessibleName(tr("%1: %2").arg(m_counts.caption, said.join(QStringLiteral(", "))));
  update();
}

void CountBars::paintEvent(QPaintEvent*) {
  if (m_counts.counts.empty()) return;
  QPainter painter(this);
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int line = fontMetrics().lineSpacing(), room = height() - line - kBarGap;
  const std::vector<std::size_t> rows = shownRows(m_counts.counts, m_counts.marked);
  const int step = std::min(room / static_cast<int>(rows.size()), line + 4);
  QFont font = painter.font();
  font.setPixelSize(std::clamp(step - 3, 7, std::max(7, QFontInfo(font).pixelSize())));
  int names = 0;
  for (const std::size_t row : rows)
    names =
        std::max(names, QFontMetrics(font, this).boundingRect(m_counts.names[static_cast<int>(row)]).width());
  names = std::min(names + kBarGap, width() / 3);
  const int numbers = QFontMetrics(font, this).horizontalAdvance(QLocale().toString(m_counts.whole));
  const int bars = width() - names - numbers - 2 * kBarGap;
  int y = (room - step * static_cast<int>(rows.size())) / 2;
  painter.drawText(QRect(0, room - y + kBarGap, width(), line), Qt::AlignHCenter | Qt::AlignVCenter,
                   m_counts.caption);
  for (const std::size_t row : rows) {
    const bool right = static_cast<int>(row) == m_counts.marked;
    const QColor wrong = m_counts.marked < 0 ? colours.axon : colours.warn;
    font.setBold(right);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    const QString name =
        painter.fontMetrics().elidedText(m_counts.names[static_cast<int>(row)], Qt::ElideRight, names);
    painter.drawText(QRect(0, y, names, step), Qt::AlignRight | Qt::AlignVCenter, name);
    const int count = m_counts.counts[row];
    const int length = static_cast<int>(qint64{bars} * count / std::max(1, m_counts.whole));
    painter.fillRect(QRect(names + kBarGap, y + 2, std::max(1, length), step - 4),
                     right ? colours.good : wrong);
    if (count > 0)
      painter.drawText(QRect(names + kBarGap + length + kBarGap, y, numbers, step),
                       Qt::AlignLeft | Qt::AlignVCenter, QLocale().toString(count));
    y += step;
  }
}

}  // namespace lightloom::ui
