#include "canvas/lit_products.h"

#include <QCoreApplication>
#include <array>
#include <cmath>

#include "document/translate.h"
#include "optics/chief_rays.h"

namespace lightloom {
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
  constexpr double kSame = 5e-5;  // m: behind a lens a ray goes on a little beside where it came in
  std::vector<std::size_t> open;
  std::vector<bool> leads(rays.size(), false);
  for (std::size_t i = 0; i < rays.size(); ++i)
    if (rays[i].toFace >= 0 && (rays[i].toFace == cell.plusFace || rays[i].toFace == cell.minusFace))
      open.push_back(i);
  while (!open.empty()) {
    const std::size_t now = open.back();
    open.pop_back();
    if (leads[now]) continue;
    leads[now] = true;
    for (std::size_t i = 0; i < rays.size(); ++i)
      if (rays[i].pathM < rays[now].pathM &&
          std::hypot(rays[i].to[0] - rays[now].from[0], rays[i].to[1] - rays[now].from[1]) < kSame)
        open.push_back(i);
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
    addWays(cell, chiefRays(bench.layout, bench.trace, source, one), out);
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
    break;
  }
  return out;
}

}  // namespace lightloom
