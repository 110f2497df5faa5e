#include "answers/confusion_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kNameGap = 5;
constexpr int kLeastText = 9;        // pixels
constexpr double kMostNames = 0.28;  // of the width

}  // namespace

ConfusionView::ConfusionView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("answerConfusion"));
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ConfusionView::setTerms(const QStringList& classes, const TestTerms& terms) {
  m_classes = classes;
  m_terms = terms;
  measureNames();
  m_marked = {std::min(m_marked.trueClass, std::max(0, terms.classes - 1)),
              std::min(m_marked.answer, std::max(0, terms.classes - 1))};
  int right = 0, all = 0;
  for (int i = 0; i < terms.classes; ++i)
    for (int j = 0; j < terms.classes; ++j) {
      all += terms.answered(i, j);
      if (i == j) right += terms.answered(i, j);
    }
  setAccessibleName(tr("Confusion matrix: %1 of %2 right").arg(right).arg(all));
  update();
}

void ConfusionView::setCurrent(std::optional<ConfusedPair> current) {
  m_current = current;
  if (current) m_marked = *current;
  update();
}

void ConfusionView::measureNames() {
  m_namesWidth = 0;
  for (const QString& name : m_classes)
    m_namesWidth = std::max(m_namesWidth, fontMetrics().horizontalAdvance(name));
}

void ConfusionView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::FontChange) measureNames();
  QWidget::changeEvent(event);
}

// Beside the names of the classes and below the title of the answers.
QRect ConfusionView::fieldsRect() const {
  const int line = fontMetrics().lineSpacing();
  const int left = std::min(m_namesWidth, static_cast<int>(kMostNames * width())) + kNameGap + line;
  return {left, 2 * line, width() - left - 1, height() - 2 * line - 1};
}

QRect ConfusionView::fieldRect(ConfusedPair pair) const {
  if (m_terms.classes == 0) return {};
  const QRect all = fieldsRect();
  const auto edge = [this](int from, int length, int i) { return from + length * i / m_terms.classes; };
  const QPoint corner(edge(all.left(), all.width(), pair.answer),
                      edge(all.top(), all.height(), pair.trueClass));
  const QPoint end(edge(all.left(), all.width(), pair.answer + 1) - 1,
                   edge(all.top(), all.height(), pair.trueClass + 1) - 1);
  return {corner, end};
}

std::optional<ConfusedPair> ConfusionView::pairAt(QPoint at) const {
  for (int i = 0; i < m_terms.classes; ++i) {
    const QRect row = fieldRect({i, 0});
    if (at.y() < row.top() || at.y() > row.bottom()) continue;
    for (int j = 0; j < m_terms.classes; ++j)
      if (fieldRect({i, j}).contains(at)) return ConfusedPair{i, j};
  }
  return std::nullopt;
}

QString ConfusionView::wordsOf(ConfusedPair pair) const {
  return tr("%n sample(s) of “%1” answered “%2”", nullptr, m_terms.answered(pair.trueClass, pair.answer))
      .arg(m_classes[pair.trueClass], m_classes[pair.answer]);
}

void ConfusionView::paintField(QPainter& painter, ConfusedPair pair, int row) const {
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int count = m_terms.answered(pair.trueClass, pair.answer);
  const double share = row > 0 ? static_cast<double>(count) / row : 0;
  const QRect field = fieldRect(pair);
  const QColor ink = pair.trueClass == pair.answer ? colours.good : colours.bad;
  painter.fillRect(field, palette().color(QPalette::Base));
  if (count > 0) painter.fillRect(field, faded(ink, 0.12 + 0.5 * share));
  painter.setPen(faded(palette().color(QPalette::Text), 0.15));
  painter.drawRect(field);
  const QString text = QLocale().toString(count);
  const QFontMetrics metrics(painter.font());
  if (count == 0 || metrics.horizontalAdvance(text) > field.width() || metrics.ascent() > field.height())
    return;
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(field, Qt::AlignCenter, text);
}

void ConfusionView::paintEvent(QPaintEvent*) {
  if (m_terms.classes == 0) return;
  QPainter painter(this);
  const QRect all = fieldsRect();
  const int line = fontMetrics().lineSpacing(), names = all.left() - kNameGap - line;
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(QRect(all.left(), 0, all.width(), line), Qt::AlignCenter, tr("answer"));
  painter.save();
  painter.rotate(-90);
  painter.drawText(QRect(-all.bottom(), 0, all.height(), line), Qt::AlignCenter, tr("true class"));
  painter.restore();
  QFont font = painter.font();
  font.setPixelSize(std::clamp(all.height() / m_terms.classes - 3, kLeastText,
                               std::max(kLeastText, QFontInfo(font).pixelSize())));
  painter.setFont(font);
  const bool roomForNames = painter.fontMetrics().ascent() <= fieldRect({0, 0}).height() + 2;
  for (int i = 0; i < m_terms.classes && roomForNames; ++i) {
    painter.setPen(palette().color(QPalette::Text));
    const QRect row = fieldRect({i, 0}), column = fieldRect({0, i});
    painter.drawText(QRect(line, row.top(), names, row.height()), Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_classes[i], Qt::ElideRight, names));
    painter.drawText(QRect(column.left(), line, column.width(), line), Qt::AlignCenter,
                     painter.fontMetrics().elidedText(m_classes[i], Qt::ElideRight, column.width()));
  }
  for (int i = 0; i < m_terms.classes; ++i) {
    int row = 0;
    for (int j = 0; j < m_terms.classes; ++j) row += m_terms.answered(i, j);
    for (int j = 0; j < m_terms.classes; ++j) paintField(painter, {i, j}, row);
  }
  if (m_current) {
    painter.setPen(QPen(lockColours(isDark(palette())).selection, 2));
    painter.drawRect(fieldRect(*m_current));
  }
  if (hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::Text), 1, Qt::DotLine));
    painter.drawRect(fieldRect(m_marked).adjusted(2, 2, -2, -2));
  }
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
  const std::optional<ConfusedPair> pair = pairAt(event->position().toPoint());
  if (!pair || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  m_marked = *pair;
  update();
  Q_EMIT pairChosen(*pair);
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
  const auto step = [&](int& index, int by) {
    index = std::clamp(index + by, 0, std::max(0, m_terms.classes - 1));
    update();
  };
  switch (event->key()) {
    case Qt::Key_Left:
      return step(m_marked.answer, -1);
    case Qt::Key_Right:
      return step(m_marked.answer, 1);
    case Qt::Key_Up:
      return step(m_marked.trueClass, -1);
    case Qt::Key_Down:
      return step(m_marked.trueClass, 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (m_terms.classes > 0) Q_EMIT pairChosen(m_marked);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

bool ConfusionView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const std::optional<ConfusedPair> pair = pairAt(help->pos());
  QToolTip::showText(help->globalPos(),
                     pair ? wordsOf(*pair) + QLatin1Char('\n') + tr("A click shows the next of them.")
                          : tr("How many samples of each class got which answer; right ones lie on the "
                               "diagonal"),
                     this);
  return true;
}

}  // namespace lightloom::ui
