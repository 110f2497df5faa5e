#include "product/chain_view.h"

#include <QPainter>
#include <cmath>

#include "document/translate.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

QString orUnknown(double value, const QString& shown) {
  return std::isfinite(value) ? shown : QStringLiteral("—");
}

QString shownPhase(double rad) {
  return shownQuantity(rad, Unit::Radian, 3);
}

// What writes the amplitude behind a laser that rests.
QString modulatorWords(const Modulator& modulator) {
  switch (modulator.kind) {
    case ModulatorKind::None:
      return ChainView::tr("ideal");
    case ModulatorKind::ElectroAbsorption:
      return ChainView::tr("absorber %1").arg(shownQuantity(modulator.swingV, Unit::Volt, 3));
    case ModulatorKind::Interferometric:
      return ChainView::tr("modulator %1").arg(shownQuantity(modulator.swingV, Unit::Volt, 3));
    case ModulatorKind::PushPull:
      break;
  }
  return ChainView::tr("two lasers");
}

QStringList driveWords(const SymbolDrive& drive) {
  return {orUnknown(drive.volts, shownQuantity(drive.volts, Unit::Volt, 4)),
          orUnknown(drive.amperes, shownQuantity(drive.amperes, Unit::Milliampere, 4)),
          shownQuantity(drive.detuningHz, Unit::Gigahertz, 4), shownPhase(drive.phaseRad)};
}

QStringList chainOf(const SymbolDrive& drive, bool onPhases, const Modulator* modulator, double sent) {
  QStringList out = driveWords(drive);
  if (onPhases) {
    out << ChainView::tr("%1 × free").arg(shownFixed(drive.amplitude, 3));
  } else {
    out << (modulator ? modulatorWords(*modulator) : ChainView::tr("ideal"));
  }
  out << ChainView::tr("sent %1").arg(shownFixed(sent, 4));
  return out;
}

}  // namespace

ChainView::ChainView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("chainView"));
  setToolTip(tr(
      "What the nominal laser is driven with for the symbol of this slot, and what that makes of its light: "
      "voltage and current, detuning of the leader against it, phase against the leader, field; of an axon "
      "that writes amplitudes its modulator with the swing from 0 to 1. What is "
      "sent has converters, settling, heat and static phases in it."));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  QFont large = font();
  large.setPointSizeF(1.15 * large.pointSizeF());
  setFont(large);
  setSlot(nullptr, -1);
}

QSize ChainView::minimumSizeHint() const {
  return {300, 3 * fontMetrics().lineSpacing() + 8};
}

void ChainView::setSlot(std::shared_ptr<const SeenProduct> product, int slot) {
  m_synapse.clear();
  m_axon.clear();
  if (product) {
    const std::size_t at = static_cast<std::size_t>(std::max(slot, 0));
    const SymbolDrive synapse = slot < 0 ? product->weights.at(0) : product->synapse[at];
    const SymbolDrive axon = slot < 0 ? product->inputs.at(0) : product->axon[at];
    const DotProductSlot none;
    const DotProductSlot& light = slot < 0 ? none : product->product.slots[at];
    m_synapse = chainOf(synapse, product->weightsOnPhases, nullptr, light.sentW);
    m_axon = chainOf(axon, product->inputsOnPhases, &product->inputs.modulator(), light.sentX);
  }
  setAccessibleName(tr("Chain of the symbol. Synapse: %1. Axon: %2.")
                        .arg(m_synapse.join(QStringLiteral(", ")), m_axon.join(QStringLiteral(", "))));
  update();
}

void ChainView::paintChain(QPainter& painter, double top, double height, const QString& name,
                           const QColor& ink, const QStringList& links) const {
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  const double left = QFontMetricsF(bold).horizontalAdvance(tr("synapse")) + 14;
  painter.setPen(ink);
  painter.drawText(QRectF(0, top, left - 8, height), Qt::AlignRight | Qt::AlignVCenter, name);
  if (links.isEmpty()) return;
  const double width = (this->width() - left) / static_cast<double>(links.size());
  for (int i = 0; i < links.size(); ++i) {
    const QRectF box(left + i * width, top, width, height);
    painter.setPen(palette().color(QPalette::Text));
    const QString text =
        painter.fontMetrics().elidedText(links[i], Qt::ElideRight, static_cast<int>(width) - 20);
    painter.drawText(box.adjusted(0, 0, -16, 0), Qt::AlignCenter, text);
    if (i + 1 == links.size()) continue;
    painter.setPen(ink);
    painter.drawText(QRectF(box.right() - 16, top, 16, height), Qt::AlignCenter, QStringLiteral("→"));
  }
}

void ChainView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const MeaningColours colours = meaningColours(isDark(palette()));
  const double line = fontMetrics().lineSpacing() + 2;
  const double left = [&] {
    QFont bold = font();
    bold.setBold(true);
    return QFontMetricsF(bold).horizontalAdvance(tr("synapse")) + 14;
  }();
  const QString heads[] = {tr("voltage"), tr("current"), tr("detuning"),
                           tr("phase"),   tr("field"),   tr("light")};
  const double width = (this->width() - left) / std::size(heads);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  for (std::size_t i = 0; i < std::size(heads); ++i)
    painter.drawText(QRectF(left + static_cast<double>(i) * width, 0, width - 16, line), Qt::AlignCenter,
                     heads[i]);
  paintChain(painter, line, line, tr("synapse"), colours.synapse, m_synapse);
  paintChain(painter, 2 * line, line, tr("axon"), colours.axon, m_axon);
}

}  // namespace lightloom::ui
