#include "photons/vote_bars.h"

#include <QLocale>
#include <QPainter>
#include <algorithm>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kBarGap = 6;
constexpr int kMostRows = 12;  // more classes: only the most frequent answers

std::vector<std::size_t> shownRows(const std::vector<int>& votes, int label) {
  std::vector<std::size_t> rows(votes.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  if (rows.size() <= kMostRows) return rows;
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return (votes[a] + (static_cast<int>(a) == label)) > (votes[b] + (static_cast<int>(b) == label));
  });
  rows.resize(kMostRows);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

VoteBars::VoteBars(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("photonVotes"));
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void VoteBars::setVotes(const QStringList& classes, const std::vector<int>& votes, int tries, int label) {
  m_classes = classes;
  m_votes = votes;
  m_tries = tries;
  m_label = label;
  QStringList said;
  for (std::size_t i = 0; i < votes.size(); ++i)
    if (votes[i] > 0) said << tr("%1: %2").arg(classes[static_cast<int>(i)]).arg(votes[i]);
  setAccessibleName(tr("Answers in %1 readings: %2").arg(tries).arg(said.join(QStringLiteral(", "))));
  update();
}

void VoteBars::paintEvent(QPaintEvent*) {
  if (m_votes.empty()) return;
  QPainter painter(this);
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int line = fontMetrics().lineSpacing(), room = height() - line - kBarGap;
  const std::vector<std::size_t> rows = shownRows(m_votes, m_label);
  const int step = std::min(room / static_cast<int>(rows.size()), line + 4);
  QFont font = painter.font();
  font.setPixelSize(std::clamp(step - 3, 7, std::max(7, QFontInfo(font).pixelSize())));
  int names = 0;
  for (const std::size_t row : rows)
    names = std::max(names, QFontMetrics(font).horizontalAdvance(m_classes[static_cast<int>(row)]));
  names = std::min(names, width() / 3);
  const int numbers = QFontMetrics(font).horizontalAdvance(QLocale().toString(m_tries));
  const int bars = width() - names - numbers - 2 * kBarGap;
  int y = (room - step * static_cast<int>(rows.size())) / 2;
  painter.drawText(QRect(0, room - y + kBarGap, width(), line), Qt::AlignHCenter | Qt::AlignVCenter,
                   tr("Answers in %1 readings").arg(m_tries));
  for (const std::size_t row : rows) {
    const bool right = static_cast<int>(row) == m_label;
    font.setBold(right);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    const QString name =
        painter.fontMetrics().elidedText(m_classes[static_cast<int>(row)], Qt::ElideRight, names);
    painter.drawText(QRect(0, y, names, step), Qt::AlignRight | Qt::AlignVCenter, name);
    const int length = bars * m_votes[row] / std::max(1, m_tries);
    painter.fillRect(QRect(names + kBarGap, y + 2, std::max(1, length), step - 4),
                     right ? colours.good : colours.warn);
    if (m_votes[row] > 0)
      painter.drawText(QRect(names + kBarGap + length + kBarGap, y, numbers, step),
                       Qt::AlignLeft | Qt::AlignVCenter, QLocale().toString(m_votes[row]));
    y += step;
  }
}

}  // namespace lightloom::ui
