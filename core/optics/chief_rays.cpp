#include "optics/chief_rays.h"

namespace lightloom {
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

std::vector<BeamSegment> chiefRays(const Layout& layout, const Trace& trace, int source,
                                   std::span<const int> channels) {
  const LightSource& from = trace.sources[static_cast<std::size_t>(source)];
  Layout dark = layout;
  for (int face = 0; face < static_cast<int>(dark.faces.size()); ++face)
    if (face != from.face &&
        std::holds_alternative<EmitterGrid>(dark.faces[static_cast<std::size_t>(face)].action))
      dark.faces[static_cast<std::size_t>(face)].action = Absorber{};
  std::vector<BeamSegment> out;
  for (int channel : channels) {
    Layout single = dark;
    shrinkTo(single.faces[static_cast<std::size_t>(from.face)], from, channel);
    for (BeamSegment& segment : traceBundles(single).segments) {
      segment.source = source;
      segment.role = from.role;
      out.push_back(std::move(segment));
    }
  }
  return out;
}

}  // namespace lightloom
