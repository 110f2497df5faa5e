#include "panels/named_bars.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kBarGap = 6;
constexpr std::size_t kMostBarRows = 12;

std::vector<std::size_t> shownRows(const NamedShares& all) {
  std::vector<std::size_t> rows(all.shares.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  if (rows.size() <= kMostBarRows) return rows;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return all.right[a] != all.right[b] ? all.right[a] : all.shares[a] > all.shares[b];
  });
  rows.resize(kMostBarRows);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

NamedShares countedShares(const QStringList& names, const std::vector<int>& counts, int whole, int right,
                          const QString& caption) {
  NamedShares out{names, {}, {}, {}, caption, {}};
  QStringList said;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int row = static_cast<int>(i);
    out.shares.push_back(static_cast<double>(counts[i]) / std::max(1, whole));
    out.right.push_back(row == right);
    out.texts << (counts[i] > 0 ? QLocale().toString(counts[i]) : QString());
    if (counts[i] > 0) said << NamedBars::tr("%1: %2").arg(names[row]).arg(counts[i]);
  }
  out.said = NamedBars::tr("%1: %2").arg(caption, said.join(QStringLiteral(", ")));
  return out;
}

NamedBars::NamedBars(const QString& name, QWidget* parent) : QWidget(parent) {
  setObjectName(name);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void NamedBars::setShares(NamedShares shares) {
  m_shares = std::move(shares);
  m_shares.right.resize(m_shares.shares.size());
  setAccessibleName(m_shares.said.isEmpty() ? m_shares.caption : m_shares.said);
  update();
}

void NamedBars::paintEvent(QPaintEvent*) {
  if (m_shares.shares.empty()) return;
  QPainter painter(this);
  const MeaningColours colours = meaningColours(isDark(palette()));
  const bool judged = std::find(m_shares.right.begin(), m_shares.right.end(), true) != m_shares.right.end();
  const int line = fontMetrics().lineSpacing(), room = height() - line - kBarGap;
  const std::vector<std::size_t> rows = shownRows(m_shares);
  const int step = std::min(room / static_cast<int>(rows.size()), line + 4);
  QFont font = painter.font();
  font.setPixelSize(std::clamp(step - 3, 7, std::max(7, QFontInfo(font).pixelSize())));
  QFont bold = font;
  bold.setBold(true);
  const QFontMetrics metrics(bold, this);
  int names = 0, texts = 0;
  for (const std::size_t row : rows) {
    names = std::max(names, metrics.boundingRect(m_shares.names[static_cast<int>(row)]).width());
    texts = std::max(texts, metrics.horizontalAdvance(m_shares.texts[static_cast<int>(row)]));
  }
  names = std::min(names + kBarGap, 2 * width() / 5);
  const int bars = width() - names - texts - 2 * kBarGap;
  int y = (room - step * static_cast<int>(rows.size())) / 2;
  painter.drawText(QRect(0, room - y + kBarGap, width(), line), Qt::AlignHCenter | Qt::AlignVCenter,
                   fontMetrics().elidedText(m_shares.caption, Qt::ElideRight, width()));
  for (const std::size_t row : rows) {
    const bool right = m_shares.right[row];
    const QColor other = judged ? colours.warn : colours.axon;
    font.setBold(right);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    const QString name =
        painter.fontMetrics().elidedText(m_shares.names[static_cast<int>(row)], Qt::ElideRight, names);
    painter.drawText(QRect(0, y, names, step), Qt::AlignRight | Qt::AlignVCenter, name);
    const int length = static_cast<int>(bars * std::clamp(m_shares.shares[row], 0.0, 1.0));
    painter.fillRect(QRect(names + kBarGap, y + 2, std::max(1, length), step - 4),
                     right ? colours.good : other);
    painter.drawText(QRect(names + kBarGap + length + kBarGap, y, texts, step),
                     Qt::AlignLeft | Qt::AlignVCenter, m_shares.texts[static_cast<int>(row)]);
    y += step;
  }
}

}  // namespace lightloom::ui
