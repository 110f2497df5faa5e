#include "optics/chief_rays.h"

#include <algorithm>

namespace lightloom::optics {
namespace {

// One emitter at the place of the channel. As a leader it keeps its wavelength.
void shrinkTo(PlacedFace& face, const LightSource& source, int channel) {
  auto& grid = std::get<EmitterGrid>(face.action);
  const int row = channel / grid.columns, column = channel % grid.columns;
  face.centre += (column - 0.5 * (grid.columns - 1)) * grid.pitch * face.left +
                 (row - 0.5 * (grid.rows - 1)) * grid.pitch * face.up;
  const auto index = static_cast<std::size_t>(channel);
  grid.powerW = {index < grid.powerW.size() ? grid.powerW[index] : 0};
  grid.rows = grid.columns = 1;
  grid.role = EmitterRole::Leader;
  grid.wavelength = source.wavelength;
}

}  // namespace

ChiefRays chiefRays(const Layout& layout, const Trace& trace, int source, std::span<const int> channels,
                    double work) {
  constexpr double kFaintest = 1e-12;
  const LightSource& from = trace.sources[static_cast<std::size_t>(source)];
  Layout dark = layout;
  for (int face = 0; face < static_cast<int>(dark.faces.size()); ++face)
    if (face != from.face &&
        std::holds_alternative<EmitterGrid>(dark.faces[static_cast<std::size_t>(face)].action))
      dark.faces[static_cast<std::size_t>(face)].action = Absorber{};
  TraceBudget budget;
  budget.work = work / static_cast<double>(std::max<std::size_t>(1, channels.size()));
  budget.leastWork = 0;
  budget.faintest = kFaintest;
  ChiefRays out;
  for (int channel : channels) {
    Layout single = dark;
    shrinkTo(single.faces[static_cast<std::size_t>(from.face)], from, channel);
    Trace own = traceBundles(single, budget);
    out.truncated = out.truncated || own.truncated;
    const int first = static_cast<int>(out.segments.size());
    for (BeamSegment& segment : own.segments) {
      segment.source = source;
      segment.role = from.role;
      if (segment.before >= 0) segment.before += first;
      out.segments.push_back(std::move(segment));
    }
  }
  return out;
}

}  // namespace lightloom::optics
