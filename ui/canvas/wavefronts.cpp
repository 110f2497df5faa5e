#include "canvas/wavefronts.h"

#include <QApplication>
#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/units.h"
#include "canvas/lit_products.h"
#include "canvas/scene_coordinates.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr double kFrontPixels = 10;  // half of the width of a front of full size
constexpr double kZ = 60;            // above words and loupes
constexpr double kLeastPixels = 1.5;
constexpr double kAboutWaysMm = 60;  // room for words beside the ways, at any zoom that shows them

double driveDelay(const Bench& bench, const std::string& array) {
  return viewOf(bench.design, array).real("delay");
}

double rayLength(const BeamSegment& ray) {
  return std::hypot(ray.to[0] - ray.from[0], ray.to[1] - ray.from[1]);
}

}  // namespace

Waves wavesOf(const Bench& bench, std::size_t index, int synapse, int axon, double slotS) {
  Waves out;
  out.slotS = slotS;
  const Cell& cell = bench.cells.cells[index];
  const std::optional<Link> link = cell.links.between(synapse, axon);
  if (!link) return out;
  const bool plus = link->plus.pixel >= 0;
  const LitProducts lit =
      litProducts(bench, {plus ? cell.plusId : cell.minusId, plus ? link->plus.pixel : link->minus.pixel});
  out.clockS = std::numeric_limits<double>::infinity();
  for (const BeamSegment& ray : lit.rays) {
    Waves::Piece piece;
    piece.from = toScene(ray.from[0], ray.from[1]);
    piece.to = toScene(ray.to[0], ray.to[1]);
    for (const auto& [from, to] : ray.fan) piece.copies.push_back({from * 1e3, to * 1e3});
    if (piece.copies.empty()) piece.copies.push_back({0, 0});
    piece.fromM = ray.pathM;
    piece.toM = ray.pathM + rayLength(ray);
    piece.role = ray.role;
    piece.delayS = driveDelay(bench, ray.role == EmitterRole::Axon ? cell.axonId : cell.synapseId);
    piece.ends = ray.toFace >= 0 && (ray.toFace == cell.plusFace || ray.toFace == cell.minusFace);
    if (piece.ends) out.clockS = std::min(out.clockS, piece.delayS + piece.toM / constants::kSpeedOfLight);
    out.pieces.push_back(std::move(piece));
  }
  return out;
}

double shareOfWay(const Waves& waves, const Waves::Piece& piece, int symbol, double slots) {
  const double since = (slots - symbol) * waves.slotS + waves.clockS - piece.delayS;
  return (since * constants::kSpeedOfLight - piece.fromM) / (piece.toM - piece.fromM);
}

WavefrontItem::WavefrontItem(const CanvasColours& colours) : m_colours(colours) {
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(kZ);
}

void WavefrontItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  update();
}

void WavefrontItem::setWaves(Waves waves) {
  prepareGeometryChange();
  m_waves = std::move(waves);
  QRectF bounds;
  for (const Waves::Piece& piece : m_waves.pieces) {
    double aside = kAboutWaysMm;
    for (const auto& [from, to] : piece.copies)
      aside = std::max({aside, kAboutWaysMm + std::abs(from), kAboutWaysMm + std::abs(to)});
    bounds |= QRectF(piece.from, piece.to).normalized().adjusted(-aside, -aside, aside, aside);
  }
  m_bounds = bounds;
  update();
}

void WavefrontItem::setMoment(const WaveMoment& moment) {
  m_moment = moment;
  update();
}

// Every symbol of which something is on a piece, with the place of its front, which may have gone beyond.
template <typename Visit>
void WavefrontItem::forEachFront(const Visit& visit) const {
  if (m_waves.slotS <= 0) return;
  const double perSlot = constants::kSpeedOfLight * m_waves.slotS;
  for (const Waves::Piece& piece : m_waves.pieces) {
    const double length = piece.toM - piece.fromM;
    if (length <= 0) continue;
    const double first = shareOfWay(m_waves, piece, 0, m_moment.slots) * length;
    const std::vector<float>& sizes = piece.role == EmitterRole::Axon ? m_waves.axon : m_waves.synapse;
    const int last =
        std::min(static_cast<int>(std::floor(first / perSlot)), static_cast<int>(sizes.size()) - 1);
    const int earliest = std::max(0, static_cast<int>(std::floor((first - length) / perSlot)));
    for (int symbol = earliest; symbol <= last; ++symbol)
      visit(piece, symbol, shareOfWay(m_waves, piece, symbol, m_moment.slots),
            sizes[static_cast<std::size_t>(symbol)]);
  }
}

// The symbol whose front comes to the pixels next.
int WavefrontItem::next() const {
  return static_cast<int>(std::ceil(m_moment.slots));
}

int WavefrontItem::frontCount() const {
  int out = 0;
  forEachFront([&](const Waves::Piece&, int, double share, float) { out += share <= 1; });
  return out;
}

// The pixels integrate as long as light of the product falls on them.
void WavefrontItem::paintRing(QPainter& painter, const Waves::Piece& piece) const {
  if (!piece.ends || m_moment.slots <= 0 || m_moment.slots >= static_cast<double>(m_waves.axon.size()))
    return;
  const double fresh = 1 - (m_moment.slots - std::floor(m_moment.slots));
  QPen pen(faded(m_colours.meaning.dendrite, 0.35 + 0.65 * fresh), 2.5);
  pen.setCosmetic(true);
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  const double radius = (9 + 5 * (1 - fresh)) / painter.worldTransform().m11();
  painter.drawEllipse(piece.to, radius, radius);
}

// The stretch of light that a symbol is, from its front to that of the next one, and the front itself.
void WavefrontItem::paintSymbol(QPainter& painter, const Waves::Piece& piece, int symbol, double share,
                                float size) const {
  const QPointF along = piece.to - piece.from;
  const double length = std::hypot(along.x(), along.y());
  if (length <= 0) return;
  const double pixel = 1 / painter.worldTransform().m11();
  const QPointF left = QPointF(along.y(), -along.x()) / length;
  const double half = std::max(kLeastPixels, kFrontPixels * static_cast<double>(size)) * pixel;
  const double back = share - constants::kSpeedOfLight * m_waves.slotS / (piece.toM - piece.fromM);
  const bool isNext = symbol == next();
  const QColor ink = roleColour(m_colours.meaning, piece.role);
  QPen pen(faded(ink, isNext ? 1 : 0.6), isNext ? 4 : 2.2);
  pen.setCosmetic(true);
  pen.setCapStyle(Qt::RoundCap);
  for (const auto& [from, to] : piece.copies) {
    const auto at = [&, from = from, to = to](double part, double aside) {
      return piece.from + part * along + left * (from + part * (to - from) + aside);
    };
    const double head = std::min(1.0, share), tail = std::max(0.0, back);
    if (head > tail && size > 0) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(faded(ink, isNext ? 0.3 : 0.14));
      painter.drawPolygon(QPolygonF{at(tail, half), at(head, half), at(head, -half), at(tail, -half)});
    }
    if (share > 1) continue;
    painter.setPen(pen);
    painter.drawLine(at(share, half), at(share, -half));
  }
}

// Once for either beam: beside the front that is nearest to its pixel.
void WavefrontItem::paintNumbers(QPainter& painter) const {
  struct Front {
    const Waves::Piece* piece = nullptr;
    double share = 0;
  } fronts[2];
  forEachFront([&](const Waves::Piece& piece, int symbol, double share, float) {
    if (symbol != next() || share > 1) return;
    Front& front = fronts[piece.role == EmitterRole::Axon ? 0 : 1];
    if (!front.piece || piece.fromM > front.piece->fromM) front = {&piece, share};
  });
  QFont font = m_colours.font();
  font.setBold(true);
  painter.save();
  painter.setFont(font);
  const QTransform toView = painter.worldTransform();
  painter.resetTransform();
  for (int i = 0; i < 2; ++i) {
    if (!fronts[i].piece) continue;
    const Waves::Piece& piece = *fronts[i].piece;
    const float value = (i == 0 ? m_waves.x : m_waves.w)[static_cast<std::size_t>(next())];
    const QString text = (i == 0 ? QStringLiteral("x %1") : QStringLiteral("w %1"))
                             .arg(shownNumber(static_cast<double>(value), Unit::None, 2));
    QRectF box = painter.fontMetrics().boundingRect(text).adjusted(-4, -2, 4, 2);
    const QPointF at = toView.map(piece.from + fronts[i].share * (piece.to - piece.from));
    const bool level = std::abs(piece.to.x() - piece.from.x()) > std::abs(piece.to.y() - piece.from.y());
    // Beside the beam, on the side on which the other number does not stand.
    const double aside = i == 0 ? -1 : 1;
    box.moveCenter(at + (level ? QPointF(0, aside * (kFrontPixels + box.height() / 2 + 3))
                               : QPointF(aside * (kFrontPixels + box.width() / 2 + 3), 0)));
    painter.setPen(Qt::NoPen);
    painter.setBrush(faded(m_colours.panel, 0.85));
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(roleColour(m_colours.meaning, piece.role));
    painter.drawText(box, Qt::AlignCenter, text);
  }
  painter.restore();
}

void WavefrontItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  for (const Waves::Piece& piece : m_waves.pieces) paintRing(*painter, piece);
  forEachFront([&](const Waves::Piece& piece, int symbol, double share, float size) {
    paintSymbol(*painter, piece, symbol, share, size);
  });
  paintNumbers(*painter);
}

QString WavefrontItem::words() const {
  const double slower = 1 / (m_waves.slotS * m_moment.slotsPerSecond);
  const double speed = constants::kSpeedOfLight / slower,
               step = std::pow(10, std::floor(std::log10(speed)) - 2);
  return QCoreApplication::translate("Wavefronts", "1 ns = %1 · light %2/s")
      .arg(shownQuantity(1e-9 * slower, Unit::Second, 3), shownLength(step * std::round(speed / step)));
}

namespace {

QFont waveFont(const CanvasColours& colours) {
  QFont out = colours.font(1.25);
  out.setBold(true);
  return out;
}

}  // namespace

QRectF waveWordsBox(const QRectF& viewport, const WavefrontItem& waves, const CanvasColours& colours) {
  constexpr double kAboveLegend = 40;
  const QFontMetricsF metrics(waveFont(colours));
  const QSizeF size(metrics.horizontalAdvance(waves.words()) + 20, metrics.height() + 8);
  return {{viewport.center().x() - size.width() / 2, viewport.bottom() - kAboveLegend - size.height()}, size};
}

void paintWaveWords(QPainter& painter, const QRectF& viewport, const WavefrontItem& waves,
                    const CanvasColours& colours) {
  if (waves.waves().empty()) return;
  const QRectF box = waveWordsBox(viewport, waves, colours);
  painter.setFont(waveFont(colours));
  painter.setPen(Qt::NoPen);
  painter.setBrush(faded(colours.panel, 0.9));
  painter.drawRoundedRect(box, 4, 4);
  painter.setPen(colours.text);
  painter.drawText(box, Qt::AlignCenter, waves.words());
}

}  // namespace lightloom::ui
