#include "canvas/lit_products.h"

#include <QCoreApplication>
#include <QLocale>
#include <array>

#include "document/translate.h"
#include "optics/chief_rays.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kMostRays = 25;  // of an array

QString text(const char* source) {
  return QCoreApplication::translate("LitProducts", source);
}

// A choice may be older than the bench.
bool isThere(const Bench& bench, const Cell& cell, const LaserChoice& at) {
  if (at.part == cell.axonId) return at.channel < cell.axonChannels;
  if (at.part == cell.synapseId) return at.channel < cell.synapseChannels;
  const int face = at.part == cell.plusId ? cell.plusFace : at.part == cell.minusId ? cell.minusFace : -1;
  if (face < 0) return false;
  return at.channel <
         std::get<ReceiverGrid>(bench.layout.faces[static_cast<std::size_t>(face)].action).pixels();
}

std::vector<Link> linksOf(const Bench& bench, const Cell& cell, const LaserChoice& at) {
  std::vector<Link> out;
  if (!isThere(bench, cell, at)) return out;
  if (at.part == cell.axonId || at.part == cell.synapseId) {
    const bool axon = at.part == cell.axonId;
    const int others = axon ? cell.synapseChannels : cell.axonChannels;
    for (int other = 0; other < others; ++other)
      if (const auto link =
              axon ? cell.links.between(other, at.channel) : cell.links.between(at.channel, other))
        out.push_back(*link);
  } else if (const auto link = cell.links.onPixel(at.part == cell.plusId, at.channel)) {
    out.push_back(*link);
  }
  return out;
}

// "7", "0…24", or how many where they do not follow each other.
QString shownChannels(const std::set<int>& channels) {
  if (channels.size() == 1) return QLocale().toString(*channels.begin());
  const bool inRow = *channels.rbegin() - *channels.begin() + 1 == static_cast<int>(channels.size());
  if (inRow) return QStringLiteral("%1…%2").arg(*channels.begin()).arg(*channels.rbegin());
  return QStringLiteral("%1×").arg(shownCount(static_cast<double>(channels.size())));
}

// The pieces of one channel's light that lead to the pixels of the cell.
void addWays(const Cell& cell, std::vector<BeamSegment> rays, LitProducts& out) {
  std::vector<bool> leads(rays.size(), false);
  for (std::size_t i = rays.size(); i-- > 0;) {
    const BeamSegment& ray = rays[i];
    if (ray.toFace >= 0 && (ray.toFace == cell.plusFace || ray.toFace == cell.minusFace)) leads[i] = true;
    // A segment stands behind the one that it continues.
    if (leads[i] && ray.before >= 0) leads[static_cast<std::size_t>(ray.before)] = true;
  }
  for (std::size_t i = 0; i < rays.size(); ++i)
    if (leads[i]) out.rays.push_back(std::move(rays[i]));
}

void addRays(const Bench& bench, const Cell& cell, int source, const std::set<int>& channels,
             LitProducts& out) {
  const std::vector<int> all(channels.begin(), channels.end());
  const std::size_t step = (all.size() + kMostRays - 1) / kMostRays;
  for (std::size_t i = 0; i < all.size(); i += step) {
    const std::array one{all[i]};
    ChiefRays rays = chiefRays(bench.layout, bench.trace, source, one, TraceBudget().work / (2 * kMostRays));
    out.cut = out.cut || rays.truncated;
    addWays(cell, std::move(rays.segments), out);
  }
}

void take(const Cell& cell, const Link& link, LitProducts& out) {
  out.channels[cell.axonId].insert(link.axonChannel);
  out.channels[cell.synapseId].insert(link.synapseChannel);
  if (link.plus.pixel >= 0) out.channels[cell.plusId].insert(link.plus.pixel);
  if (link.minus.pixel >= 0) out.channels[cell.minusId].insert(link.minus.pixel);
}

}  // namespace

LitProducts litProducts(const Bench& bench, const LaserChoice& at) {
  LitProducts out;
  if (at.channel < 0) return out;
  for (const Cell& cell : bench.cells.cells) {
    const std::vector<Link> links = linksOf(bench, cell, at);
    if (links.empty()) continue;
    for (const Link& link : links) take(cell, link, out);
    const std::set<int>&axons = out.channels[cell.axonId], &synapses = out.channels[cell.synapseId];
    addRays(bench, cell, cell.axonSource, axons, out);
    addRays(bench, cell, cell.synapseSource, synapses, out);
    out.words = links.size() == 1
                    ? text(QT_TRANSLATE_NOOP("LitProducts", "one slot: axon %1 × synapse %2 → one product"))
                          .arg(shownChannels(axons), shownChannels(synapses))
                    : text(QT_TRANSLATE_NOOP("LitProducts", "one slot: axon %1 × synapse %2 → %3 products"))
                          .arg(shownChannels(axons), shownChannels(synapses),
                               shownCount(static_cast<double>(links.size())));
    if (out.cut)
      out.words += text(QT_TRANSLATE_NOOP("LitProducts", " · light bounces: the brightest ways are shown"));
    break;
  }
  return out;
}

}  // namespace lightloom::ui
