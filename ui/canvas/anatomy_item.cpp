#include "canvas/anatomy_item.h"

#include <QApplication>
#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace lightloom::ui {
namespace {

constexpr Anatomy kRoles[] = {Anatomy::Axon, Anatomy::Synapse, Anatomy::Dendrite};

QString text(const char* source) {
  return QCoreApplication::translate("Anatomy", source);
}

void append(std::vector<std::string>& parts, const std::string& part) {
  if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(part);
}

QString wordsOf(Anatomy role, bool full) {
  switch (role) {
    case Anatomy::Axon:
      return full ? text(QT_TRANSLATE_NOOP("Anatomy", "axon brings inputs"))
                  : text(QT_TRANSLATE_NOOP("Anatomy", "axon"));
    case Anatomy::Synapse:
      return full ? text(QT_TRANSLATE_NOOP("Anatomy", "synapse holds weights"))
                  : text(QT_TRANSLATE_NOOP("Anatomy", "synapse"));
    case Anatomy::Dendrite:
      break;
  }
  return full ? text(QT_TRANSLATE_NOOP("Anatomy", "dendrite sums products"))
              : text(QT_TRANSLATE_NOOP("Anatomy", "dendrite"));
}

QPen outlinePen(const QColor& colour, Anatomy role) {
  QPen pen(colour, 2);
  pen.setCosmetic(true);
  if (role == Anatomy::Synapse) pen.setDashPattern({5, 3});
  if (role == Anatomy::Dendrite) pen.setDashPattern({1.5, 2});
  return pen;
}

}  // namespace

namespace {

// The arrivals of a cell in the order of the trace, of each array on each line only the brightest: light that
// bounces comes in many ways.
std::vector<const Arrival*> waysOf(const Bench& bench, const Cell& cell) {
  constexpr std::size_t kMostWays = 4;
  std::map<std::pair<int, int>, std::vector<std::pair<double, const Arrival*>>> ways;
  for (const Arrival& arrival : bench.trace.arrivals) {
    if (arrival.source != cell.axonSource && arrival.source != cell.synapseSource) continue;
    if (arrival.face != cell.plusFace && arrival.face != cell.minusFace) continue;
    ways[{arrival.source, arrival.face}].push_back({arrival.powerW.total(), &arrival});
  }
  std::vector<const Arrival*> out;
  for (auto& [where, own] : ways) {
    std::stable_sort(own.begin(), own.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = 0; i < std::min(own.size(), kMostWays); ++i) out.push_back(own[i].second);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<AnatomyStrand> anatomyOf(const Bench& bench) {
  std::vector<AnatomyStrand> out;
  for (const Cell& cell : bench.cells.cells) {
    AnatomyStrand arms[] = {{Anatomy::Axon, {cell.axonId}}, {Anatomy::Synapse, {cell.synapseId}}};
    std::vector<AnatomyStrand> dendrites;
    for (const Arrival* way : waysOf(bench, cell)) {
      const Arrival& arrival = *way;
      const bool axon = arrival.source == cell.axonSource;
      AnatomyStrand behind{Anatomy::Dendrite, {}};
      bool combined = false;
      for (const Passage& passage : arrival.passages) {
        const std::string& part = bench.layout.partOf(passage.face);
        combined = combined || passage.face == cell.combinerFace;
        if (passage.face == cell.combinerFace) continue;
        append(combined ? behind.parts : arms[axon ? 0 : 1].parts, part);
      }
      append(behind.parts, bench.layout.partOf(arrival.face));
      const bool known = std::any_of(dendrites.begin(), dendrites.end(), [&](const AnatomyStrand& other) {
        return other.parts.back() == behind.parts.back();
      });
      if (!known) dendrites.push_back(std::move(behind));
    }
    out.insert(out.end(), std::begin(arms), std::end(arms));
    out.insert(out.end(), dendrites.begin(), dendrites.end());
  }
  return out;
}

QColor anatomyColour(const MeaningColours& colours, Anatomy role) {
  switch (role) {
    case Anatomy::Axon:
      return colours.axon;
    case Anatomy::Synapse:
      return colours.synapse;
    case Anatomy::Dendrite:
      break;
  }
  return colours.dendrite;
}

AnatomyItem::AnatomyItem(const CanvasColours& colours) : m_colours(colours) {
  setAcceptedMouseButtons(Qt::NoButton);
  setZValue(5);
  hide();
}

void AnatomyItem::setRegions(std::vector<Region> regions) {
  prepareGeometryChange();
  m_regions = std::move(regions);
  m_bounds = {};
  for (const Region& region : m_regions) m_bounds |= region.outline.boundingRect().adjusted(-1, -1, 1, 1);
  update();
}

void AnatomyItem::setColours(const CanvasColours& colours) {
  m_colours = colours;
  update();
}

void AnatomyItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  for (const Region& region : m_regions) {
    const QColor colour = anatomyColour(m_colours.meaning, region.role);
    QColor fill = colour;
    fill.setAlphaF(0.22F);
    painter->setBrush(fill);
    painter->setPen(outlinePen(colour, region.role));
    painter->drawPath(region.outline);
  }
}

namespace {

constexpr double kPad = 6, kSwatch = 22;

QString legendTitle() {
  return text(QT_TRANSLATE_NOOP("Anatomy", "by analogy"));
}

double legendWidth(bool full, const CanvasColours& colours) {
  const QFontMetricsF metrics{colours.font()};
  double width = metrics.horizontalAdvance(legendTitle()) + 3 * kPad;
  for (Anatomy role : kRoles) width += kSwatch + 3 * kPad + metrics.horizontalAdvance(wordsOf(role, full));
  return width;
}

// Whether the legend has room for whole words; narrow views get short ones.
bool hasFullWords(const QRectF& viewport, const CanvasColours& colours) {
  constexpr double kLeaveFree = 200;
  return legendWidth(true, colours) <= viewport.width() - kLeaveFree;
}

}  // namespace

QRectF anatomyLegendBox(const QRectF& viewport, const CanvasColours& colours) {
  constexpr double kRight = 5, kBottom = 5;
  const QSizeF size(legendWidth(hasFullWords(viewport, colours), colours),
                    QFontMetricsF(colours.font()).height() + 2 * kPad);
  return {QPointF(viewport.right() - size.width() - kRight, viewport.bottom() - size.height() - kBottom),
          size};
}

// The legend is one line: title, then a swatch and a word for each role.
void paintAnatomyLegend(QPainter& painter, const QRectF& viewport, const CanvasColours& colours) {
  const QFontMetricsF metrics{colours.font()};
  const QString title = legendTitle();
  const bool full = hasFullWords(viewport, colours);
  const QRectF box = anatomyLegendBox(viewport, colours);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.halo);
  painter.drawRoundedRect(box, 5, 5);
  painter.setFont(colours.font());
  painter.setPen(colours.text);
  double x = box.left() + kPad;
  painter.drawText(QRectF(x, box.top(), box.width(), box.height()), Qt::AlignVCenter, title);
  x += metrics.horizontalAdvance(title) + 2 * kPad;
  for (Anatomy role : kRoles) {
    const QColor colour = anatomyColour(colours.meaning, role);
    QColor fill = colour;
    fill.setAlphaF(0.3F);
    painter.setBrush(fill);
    painter.setPen(outlinePen(colour, role));
    painter.drawRoundedRect(QRectF(x, box.center().y() - 6, kSwatch, 12), 4, 4);
    x += kSwatch + kPad;
    const QString words = wordsOf(role, full);
    painter.setPen(colours.text);
    painter.drawText(QRectF(x, box.top(), box.width(), box.height()), Qt::AlignVCenter, words);
    x += metrics.horizontalAdvance(words) + 2 * kPad;
  }
}

}  // namespace lightloom::ui
