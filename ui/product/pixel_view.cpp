#include "product/pixel_view.h"

#include <QPainter>
#include <cmath>

#include "document/translate.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

void paintArrow(QPainter& painter, QPointF from, QPointF to, const QColor& ink, double width) {
  painter.setPen(QPen(ink, width, Qt::SolidLine, Qt::RoundCap));
  painter.drawLine(from, to);
  const QPointF along = to - from;
  const double length = std::hypot(along.x(), along.y()), head = 2.6 * width;
  if (length < head) return;
  const QPointF unit = along / length, aside(-unit.y(), unit.x());
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawPolygon(QPolygonF{to + unit * width, to - unit * head + aside * head * 0.6,
                                to - unit * head - aside * head * 0.6});
}

QPointF onScreen(std::complex<double> field) {
  return {field.real(), -field.imag()};
}

}  // namespace

PixelView::PixelView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("pixelView"));
  setToolTip(
      tr("Fields of axon and synapse on the pixels of this slot, in roots of electrons, and their sum. Where "
         "they stand in step one dendrite gets more light and the other less; the difference is x·w. γ: how "
         "much of both interferes."));
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
  setSlot(nullptr, -1);
}

void PixelView::setSlot(std::shared_ptr<const SeenProduct> product, int slot) {
  m_product = std::move(product);
  m_slot = slot;
  setAccessibleName(words());
  update();
}

QString PixelView::words() const {
  if (!m_product || m_slot < 0 || !m_product->product.hasElectrons)
    return tr("Fields on the pixels: no light yet");
  const DotProductSlot& slot = m_product->product.slots[static_cast<std::size_t>(m_slot)];
  return tr("Fields on the pixels: %1 electrons on dendrite +, %2 on dendrite −")
      .arg(shownNumber(slot.plusElectrons, Unit::None, 4), shownNumber(slot.minusElectrons, Unit::None, 4));
}

void PixelView::paintDial(QPainter& painter, const QRectF& box, bool minus) const {
  const MeaningColours colours = meaningColours(isDark(palette()));
  const DotProduct& product = m_product->product;
  const DotProductSlot& slot = product.slots[static_cast<std::size_t>(m_slot)];
  const LineLight& line = minus ? product.light.minus : product.light.plus;
  const double words = painter.fontMetrics().lineSpacing();
  const double side = std::min(box.width() - 4, box.height() - 2 * words - 2);
  const QRectF circle(box.center().x() - side / 2, box.top() + words, side, side);
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(QRectF(box.left(), box.top(), box.width(), words), Qt::AlignCenter,
                   minus ? tr("dendrite −") : tr("dendrite +"));
  painter.drawText(
      QRectF(box.left(), circle.bottom() + 1, box.width(), words), Qt::AlignCenter,
      tr("%1 e⁻").arg(shownNumber(minus ? slot.minusElectrons : slot.plusElectrons, Unit::None, 4)));
  painter.setPen(QPen(faded(palette().color(QPalette::Text), 0.4), 1));
  painter.setBrush(faded(colours.dendrite, 0.1));
  painter.drawEllipse(circle);
  const double most = std::sqrt(line.axon) + std::sqrt(line.synapse);
  if (most <= 0) return;
  const double perField = 0.94 * side / 2 / most;
  const std::complex<double> synapse = (minus ? -1.0 : 1.0) * std::sqrt(line.synapse) * slot.fields.synapse;
  const std::complex<double> axon = std::sqrt(line.axon) * slot.fields.axon;
  const QPointF middle = circle.center(), knee = middle + perField * onScreen(synapse),
                tip = middle + perField * onScreen(synapse + axon);
  const double width = std::clamp(side / 34, 1.8, 5.0);
  paintArrow(painter, middle, knee, colours.synapse, width);
  paintArrow(painter, knee, tip, colours.axon, width);
  painter.setPen(QPen(colours.dendrite, width, Qt::DashLine));
  painter.drawLine(middle, tip);
}

void PixelView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (!m_product || m_slot < 0 || !m_product->product.hasElectrons) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     m_product && !m_product->product.hasElectrons
                         ? tr("An exact product has no electrons: every source is off.")
                         : tr("No light yet"));
    return;
  }
  const bool pair = m_product->product.light.minus.fringe > 0;
  const double line = painter.fontMetrics().lineSpacing();
  const QRectF all = QRectF(rect()).adjusted(0, 0, 0, -3 * line);
  const double half = all.width() / 2;
  if (pair) {
    paintDial(painter, QRectF(all.left(), all.top(), half, all.height()), false);
    paintDial(painter, QRectF(all.left() + half, all.top(), half, all.height()), true);
  } else {
    paintDial(painter, all, false);
  }
  painter.setPen(palette().color(QPalette::Text));
  const DotProductSlot& slot = m_product->product.slots[static_cast<std::size_t>(m_slot)];
  painter.drawText(QRectF(0, all.bottom(), width(), 3 * line), Qt::AlignCenter,
                   tr("signal %1 e⁻\nnoise %2 e⁻\ninterference γ %3")
                       .arg(shownNumber(slot.signalElectrons, Unit::None, 3),
                            shownNumber(slot.noiseElectrons, Unit::None, 3),
                            shownFixed(m_product->product.light.plus.overlap, 3)));
}

}  // namespace lightloom::ui
