#include "product/slot_strip.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "document/translate.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kLeastColumn = 17;    // px
constexpr double kBarShare = 0.44;  // of the height, for the three rows of bars
constexpr double kOverviewHeight = 30;
constexpr double kStripGap = 5;

struct ReadingRange {
  double low = 0, high = 0;
  void take(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  double size() const { return std::max(high - low, 1e-12); }
};

double productInSlot(const SeenProduct& seen, int slot) {
  const auto& slots = seen.product.slots;
  const double before = slot > 0 ? slots[static_cast<std::size_t>(slot - 1)].exact : 0;
  return (slots[static_cast<std::size_t>(slot)].exact - before) / seen.product.scale;
}

double readingAfter(const SeenProduct& seen, int done) {
  return done > 0 ? seen.product.slots[static_cast<std::size_t>(done - 1)].reading : 0;
}

double exactAfter(const SeenProduct& seen, int done) {
  return done > 0 ? seen.product.slots[static_cast<std::size_t>(done - 1)].exact : 0;
}

ReadingRange rangeOf(const SeenProduct& seen, int first, int last) {
  ReadingRange out{readingAfter(seen, first), readingAfter(seen, first)};
  out.take(exactAfter(seen, first));
  for (int slot = first; slot < last; ++slot) {
    out.take(readingAfter(seen, slot + 1));
    out.take(exactAfter(seen, slot + 1));
  }
  const double margin = 0.08 * out.size();
  out.low -= margin;
  out.high += margin;
  return out;
}

}  // namespace

SlotStrip::SlotStrip(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("slotStrip"));
  setAccessibleName(tr("Slots of the product"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMouseTracking(true);
}

void SlotStrip::setProduct(std::shared_ptr<const SeenProduct> product) {
  m_product = std::move(product);
  m_done = m_product ? std::min(m_done, static_cast<int>(m_product->slots())) : 0;
  update();
}

void SlotStrip::setDone(int done) {
  if (done == m_done) return;
  m_done = done;
  update();
}

SlotStrip::Rooms SlotStrip::rooms() const {
  Rooms out;
  QFont font = this->font();
  font.setBold(true);
  out.name = QFontMetricsF(font).horizontalAdvance(tr("dendrite  x·w")) + 2 * kStripGap;
  const bool longer = m_product && columns() < static_cast<int>(m_product->slots());
  const double below = longer ? kOverviewHeight + kStripGap : 0;
  const QRectF all = QRectF(rect()).adjusted(out.name, 2, -2, -2 - below);
  out.bars = QRectF(all.left(), all.top(), all.width(), kBarShare * all.height());
  out.stairs = QRectF(all.left(), out.bars.bottom() + kStripGap, all.width(),
                      all.height() - out.bars.height() - kStripGap);
  if (longer) out.overview = QRectF(all.left(), all.bottom() + kStripGap, all.width(), kOverviewHeight);
  return out;
}

int SlotStrip::columns() const {
  if (!m_product) return 0;
  QFont font = this->font();
  font.setBold(true);
  const double name = QFontMetricsF(font).horizontalAdvance(tr("dendrite  x·w")) + 2 * kStripGap;
  const int room = std::max(1, static_cast<int>((width() - name) / kLeastColumn));
  return std::min(room, static_cast<int>(m_product->slots()));
}

// Page by page: columns that crept along with every slot could not be followed.
int SlotStrip::firstShown() const {
  const int count = columns();
  if (count == 0) return 0;
  const int page = std::max(0, m_done - 1) / count;
  return std::min(page * count, static_cast<int>(m_product->slots()) - count);
}

QRectF SlotStrip::columnOf(int slot) const {
  const int first = firstShown(), count = columns();
  if (slot < first || slot >= first + count) return {};
  const Rooms room = rooms();
  const double width = room.stairs.width() / count;
  return {room.stairs.left() + (slot - first) * width, room.stairs.top(), width, room.stairs.height()};
}

QRectF SlotStrip::inputBar(int slot) const {
  const QRectF column = columnOf(slot);
  const QRectF bars = rooms().bars;
  return column.isEmpty() ? column : QRectF(column.left(), bars.top(), column.width(), bars.height() / 3);
}

int SlotStrip::slotAt(QPointF position) const {
  if (!m_product) return -1;
  const Rooms room = rooms();
  const int slots = static_cast<int>(m_product->slots());
  if (room.overview.contains(position))
    return std::clamp(static_cast<int>((position.x() - room.overview.left()) / room.overview.width() * slots),
                      0, slots - 1);
  const double x = (position.x() - room.stairs.left()) / room.stairs.width();
  if (x < 0 || x >= 1 || position.y() > room.stairs.bottom() || position.y() < room.bars.top()) return -1;
  return firstShown() + static_cast<int>(x * columns());
}

bool SlotStrip::hasLayerBefore(int slot) const {
  if (!m_product || m_product->place.layer == 0 || slot < 0) return false;
  const std::size_t symbol = m_product->symbolOf(static_cast<std::size_t>(slot));
  return symbol < static_cast<std::size_t>(m_product->layers[m_product->place.layer].inputs);
}

void SlotStrip::mousePressEvent(QMouseEvent* event) {
  const int slot = slotAt(event->position());
  if (slot < 0 || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  if (event->modifiers() & Qt::ShiftModifier) {
    Q_EMIT slotTargeted(slot);
  } else if (hasLayerBefore(slot) && inputBar(slot).contains(event->position())) {
    Q_EMIT inputClicked(slot);
  } else {
    Q_EMIT slotClicked(slot);
  }
}

void SlotStrip::mouseMoveEvent(QMouseEvent* event) {
  const int slot = slotAt(event->position());
  const bool leads = slot >= 0 && (!hasLayerBefore(slot) || inputBar(slot).contains(event->position()));
  setCursor(leads && hasLayerBefore(slot) ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

QString SlotStrip::tipOf(int slot) const {
  const DotProductSlot& at = m_product->product.slots[static_cast<std::size_t>(slot)];
  QStringList lines{
      tr("Slot %1, read at %2").arg(slot + 1).arg(shownQuantity(at.seconds, Unit::Nanosecond, 4)),
      tr("x %1, sent as %2").arg(shownNumber(at.x, Unit::None, 4), shownNumber(at.sentX, Unit::None, 4)),
      tr("w %1, sent as %2").arg(shownNumber(at.w, Unit::None, 4), shownNumber(at.sentW, Unit::None, 4))};
  if (m_product->product.hasElectrons)
    lines << tr("%1 electrons of signal, %2 of noise")
                 .arg(shownNumber(at.signalElectrons, Unit::None, 4),
                      shownNumber(at.noiseElectrons, Unit::None, 4));
  lines << tr("A click goes there; Shift and a click runs there.");
  if (hasLayerBefore(slot)) lines << tr("A click on its x goes to the neuron that it comes from.");
  return lines.join(QLatin1Char('\n'));
}

bool SlotStrip::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto& help = static_cast<const QHelpEvent&>(*event);
  const int slot = slotAt(help.pos());
  slot >= 0 ? QToolTip::showText(help.globalPos(), tipOf(slot), this) : QToolTip::hideText();
  return true;
}

// Rows of bars about their own zero: x of the axon, w of the synapse, and what falls on the dendrite.
void SlotStrip::paintBars(QPainter& painter, const Rooms& room) const {
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int first = firstShown(), count = columns();
  const double row = room.bars.height() / 3, width = room.bars.width() / count;
  const auto& slots = m_product->product.slots;
  const auto value = [&](int kind, int slot) {
    const DotProductSlot& at = slots[static_cast<std::size_t>(slot)];
    return kind == 0 ? at.x : kind == 1 ? at.w : productInSlot(*m_product, slot);
  };
  const QColor inks[] = {colours.axon, colours.synapse, colours.dendrite};
  const bool sines = m_product->product.phasePerInput != 0;
  const QString names[] = {tr("axon  x"), tr("synapse  w"),
                           sines ? tr("dendrite  sin") : tr("dendrite  x·w")};
  for (int kind = 0; kind < 3; ++kind) {
    ReadingRange range;
    for (int slot = 0; slot < static_cast<int>(slots.size()); ++slot) range.take(value(kind, slot));
    const double top = room.bars.top() + kind * row, room_ = row - 3;
    const double zero = top + room_ * range.high / range.size();
    QFont bold = painter.font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRectF(0, top, room.name - kStripGap, room_), Qt::AlignRight | Qt::AlignVCenter,
                     names[kind]);
    painter.setPen(QPen(faded(palette().color(QPalette::Text), 0.35), 1));
    painter.drawLine(QPointF(room.bars.left(), zero), QPointF(room.bars.right(), zero));
    for (int slot = first; slot < first + count; ++slot) {
      const double height = room_ * value(kind, slot) / range.size();
      const double left = room.bars.left() + (slot - first) * width;
      painter.fillRect(QRectF(left + 0.14 * width, zero, 0.72 * width, -height).normalized(),
                       faded(inks[kind], slot < m_done ? 1 : 0.3));
    }
  }
}

// How much larger than to scale kicks are drawn, 1, 2, 5, 10 …: so that three rms of those of the product are
// an eighth of the range. The words beside the stairs say it.
double SlotStrip::kickScale(double range) const {
  constexpr double kShare = 0.125, kSigmas = 3;
  double squares = 0;
  for (const DotProductSlot& slot : m_product->product.slots)
    squares += slot.noiseElectrons * slot.noiseElectrons;
  const double most = kSigmas * std::abs(m_product->product.perElectron) *
                      std::sqrt(squares / static_cast<double>(m_product->slots()));
  if (!(most > 0)) return 1;
  const double wanted = kShare * range / most;
  if (wanted <= 1) return 1;
  const double decade = std::pow(10, std::floor(std::log10(wanted)));
  return wanted >= 5 * decade ? 5 * decade : wanted >= 2 * decade ? 2 * decade : decade;
}

// To where the reading is: from where it would have been without.
void SlotStrip::paintKick(QPainter& painter, int slot, const QRectF& column, double end,
                          double perUnit) const {
  const double kick = m_product->product.slots[static_cast<std::size_t>(slot)].noiseElectrons *
                      m_product->product.perElectron;
  if (!std::isfinite(kick)) return;
  const QColor ink = meaningColours(isDark(palette())).warn;
  painter.setPen(QPen(ink, std::clamp(column.width() / 5, 1.5, 5.0), Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(QPointF(column.center().x(), end + kick * perUnit), QPointF(column.center().x(), end));
}

void SlotStrip::paintStairs(QPainter& painter, const Rooms& room) const {
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int first = firstShown(), count = columns(), last = std::min(m_done, first + count);
  const ReadingRange range = rangeOf(*m_product, first, first + count);
  const double perUnit = room.stairs.height() / range.size(),
               zero = room.stairs.bottom() + range.low * perUnit;
  const QColor text = palette().color(QPalette::Text);
  painter.fillRect(room.stairs, faded(text, 0.05));
  if (m_done > 0) {
    QRectF now = columnOf(m_done - 1);
    now.setTop(room.bars.top());
    painter.fillRect(now, faded(palette().color(QPalette::Highlight), 0.28));
  }
  painter.setPen(QPen(faded(text, 0.35), 1));
  if (zero > room.stairs.top() && zero < room.stairs.bottom())
    painter.drawLine(QPointF(room.stairs.left(), zero), QPointF(room.stairs.right(), zero));
  QPolygonF exact, read;
  exact << QPointF(room.stairs.left(), zero - exactAfter(*m_product, first) * perUnit);
  read << QPointF(room.stairs.left(), zero - readingAfter(*m_product, first) * perUnit);
  for (int slot = first; slot < last; ++slot) {
    const QRectF column = columnOf(slot);
    const double before = read.last().y(), after = zero - readingAfter(*m_product, slot + 1) * perUnit;
    read << QPointF(column.left(), before) << QPointF(column.left(), after) << QPointF(column.right(), after);
    const double exactly = zero - exactAfter(*m_product, slot + 1) * perUnit;
    exact << QPointF(column.left(), exact.last().y()) << QPointF(column.left(), exactly)
          << QPointF(column.right(), exactly);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(faded(text, 0.8), 1.6, Qt::DashLine));
  painter.drawPolyline(exact);
  painter.setPen(QPen(colours.dendrite, 3));
  painter.drawPolyline(read);
  painter.setRenderHint(QPainter::Antialiasing, true);
  const double scale = kickScale(range.size());
  painter.setClipRect(room.stairs);
  for (int slot = first; slot < last; ++slot)
    paintKick(painter, slot, columnOf(slot), zero - readingAfter(*m_product, slot + 1) * perUnit,
              scale * perUnit);
  painter.setClipping(false);
  const double line = fontMetrics().lineSpacing(), left = room.name - kStripGap;
  QRectF words(0, room.stairs.top(), left, line);
  const auto say = [&](const QColor& ink, const QString& word) {
    if (words.bottom() > room.stairs.bottom()) return;
    painter.setPen(ink);
    painter.drawText(words, Qt::AlignRight | Qt::AlignVCenter, word);
    words.translate(0, line);
  };
  say(colours.dendrite, tr("— reading y"));
  say(text, tr("- - exact sum"));
  if (m_product->product.hasElectrons)
    say(colours.warn, scale > 1 ? tr("▮ noise × %1").arg(shownCount(scale)) : tr("▮ kick of noise"));
  painter.setPen(text);
}

// All slots, and which of them have columns.
void SlotStrip::paintOverview(QPainter& painter, const Rooms& room) const {
  if (room.overview.isEmpty()) return;
  const MeaningColours colours = meaningColours(isDark(palette()));
  const int slots = static_cast<int>(m_product->slots());
  const ReadingRange range = rangeOf(*m_product, 0, slots);
  const double perUnit = room.overview.height() / range.size(),
               zero = room.overview.bottom() + range.low * perUnit;
  const double perSlot = room.overview.width() / slots;
  painter.fillRect(room.overview, faded(palette().color(QPalette::Text), 0.05));
  const QRectF shown(room.overview.left() + firstShown() * perSlot, room.overview.top(), columns() * perSlot,
                     room.overview.height());
  painter.fillRect(shown, faded(palette().color(QPalette::Highlight), 0.3));
  QPolygonF read;
  for (int done = 0; done <= m_done; ++done)
    read << QPointF(room.overview.left() + done * perSlot, zero - readingAfter(*m_product, done) * perUnit);
  painter.setPen(QPen(colours.dendrite, 1.6));
  painter.drawPolyline(read);
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(QRectF(0, room.overview.top(), room.name - kStripGap, room.overview.height()),
                   Qt::AlignRight | Qt::AlignVCenter, tr("all %1 slots").arg(slots));
}

void SlotStrip::paintEvent(QPaintEvent*) {
  if (!m_product) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const Rooms room = rooms();
  paintStairs(painter, room);
  paintBars(painter, room);
  painter.setFont(font());
  paintOverview(painter, room);
}

}  // namespace lightloom::ui
