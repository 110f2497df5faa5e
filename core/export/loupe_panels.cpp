#include "export/internal/loupe_panels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bench/plane_view.h"
#include "design/viewpoint.h"
#include "export/internal/callouts.h"

namespace lightloom::exports {
namespace {

constexpr int kMostAcross = 32;                       // channels along an edge that are drawn
constexpr double kPad = 1.6;                          // mm about the array
constexpr double kWeakest = 1e-4;                     // of the strongest spot
constexpr double kLeastMode = 0.2, kLeastSpot = 0.1;  // mm: what would be smaller is drawn as a dot

/// The channels that are drawn, and where. Rows count upwards, columns to the left of the facing.
struct ChannelGrid {
  int rows, columns, firstRow, firstColumn, shownRows, shownColumns;
  double pitch;  ///< m
  double scale;  ///< page mm per m
  PagePoint middle;

  PagePoint at(double u, double v) const { return {middle.x - u * scale, middle.y - v * scale}; }
  double uOf(int column) const { return (column - (columns - 1) / 2.0) * pitch; }
  double vOf(int row) const { return (row - (rows - 1) / 2.0) * pitch; }
  bool shows(int channel) const {
    const int row = channel / columns - firstRow, column = channel % columns - firstColumn;
    return row >= 0 && row < shownRows && column >= 0 && column < shownColumns;
  }
  bool holds(double u, double v) const {
    return std::fabs(u) <= shownColumns * pitch / 2 && std::fabs(v) <= shownRows * pitch / 2;
  }
};

ChannelGrid gridOf(int rows, int columns, double pitch, double room, PagePoint middle) {
  ChannelGrid out;
  out.rows = rows;
  out.columns = columns;
  out.shownRows = std::min(rows, kMostAcross);
  out.shownColumns = std::min(columns, kMostAcross);
  out.firstRow = (rows - out.shownRows) / 2;
  out.firstColumn = (columns - out.shownColumns) / 2;
  out.pitch = pitch;
  out.scale = room / (std::max(out.shownRows, out.shownColumns) * pitch);
  out.middle = middle;
  return out;
}

void addCross(PageGroup& group, PagePoint at, double half) {
  const PageInk bad{ink::kBad, "", 0.2, {}, 1};
  group.marks.push_back(pageLine({at.x - half, at.y - half}, {at.x + half, at.y + half}, bad));
  group.marks.push_back(pageLine({at.x - half, at.y + half}, {at.x + half, at.y - half}, bad));
}

std::string addLasers(PageGroup& group, const Bench& bench, const std::string& part,
                      const EmitterGrid& emitters, const ChannelGrid& grid) {
  const ArrayLock* lock = lockOf(bench.locks, part);
  const std::string colour = lightInk(emitters.role);
  const double half = 0.36 * grid.pitch * grid.scale;
  const double mode = std::max(kLeastMode, emitters.waist * grid.scale);
  for (int c = 0; c < emitters.channels(); ++c) {
    if (!grid.shows(c)) continue;
    const PagePoint at = grid.at(grid.uOf(c % grid.columns), grid.vOf(c / grid.columns));
    const bool known = lock && c < static_cast<int>(lock->lasers.size());
    const bool locked = known && lock->lasers[static_cast<std::size_t>(c)].locked &&
                        lock->lasers[static_cast<std::size_t>(c)].stable;
    group.marks.push_back(
        PageEllipse{at, half, half, {ink::kFaint, locked ? ink::kBody : "#ffffff", 0.1, {}, 1}});
    if (locked)
      group.marks.push_back(PageEllipse{at, mode, mode, {"", colour, 0, {}, 1}});
    else
      addCross(group, at, half * 0.6);
  }
  if (!lock) return "no leader light";
  return std::to_string(lock->locked) + " of " + std::to_string(lock->channels) + " locked";
}

void addSpots(PageGroup& group, const Bench& bench, int face, const ChannelGrid& grid) {
  for (const Arrival& arrival : bench.trace.arrivals) {
    if (arrival.face != face) continue;
    const double weakest = kWeakest * arrival.powerW.largest();
    const std::string colour = lightInk(bench.trace.sources[static_cast<std::size_t>(arrival.source)].role);
    for (int i = 0; i < arrival.spots(); ++i) {
      const Spot spot = spotOf(bench.trace, arrival, i);
      if (spot.powerW < weakest || !grid.holds(spot.u, spot.v)) continue;
      group.marks.push_back(PageEllipse{grid.at(spot.u, spot.v),
                                        std::max(kLeastSpot, spot.radiusU * grid.scale),
                                        std::max(kLeastSpot, spot.radiusV * grid.scale),
                                        {colour, "", 0.15, {}, 1}});
    }
  }
}

std::vector<double> visibilityOfPixels(const Bench& bench, const std::string& part, int pixels) {
  std::vector<double> out(static_cast<std::size_t>(pixels), std::numeric_limits<double>::quiet_NaN());
  for (const Cell& cell : bench.cells.cells) {
    if (cell.plusId != part && cell.minusId != part) continue;
    for (const Link& link : cell.links) {
      const LinkLine& line = cell.plusId == part ? link.plus : link.minus;
      if (line.pixel >= 0 && line.pixel < pixels) out[static_cast<std::size_t>(line.pixel)] = line.overlap();
    }
  }
  return out;
}

std::string addPixels(PageGroup& group, const Bench& bench, const LoupePanel& panel,
                      const ReceiverGrid& pixels, const ChannelGrid& grid) {
  const std::vector<double> visibility = visibilityOfPixels(bench, panel.part, pixels.pixels());
  const double half = pixels.pixelSize * grid.scale / 2;
  double sum = 0;
  int lit = 0;
  for (int p = 0; p < pixels.pixels(); ++p) {
    const double value = visibility[static_cast<std::size_t>(p)];
    if (std::isfinite(value)) {
      sum += value;
      ++lit;
    }
    if (!grid.shows(p)) continue;
    const PagePoint at = grid.at(grid.uOf(p % grid.columns), grid.vOf(p / grid.columns));
    group.marks.push_back(
        pageRectangle({at.x - half, at.y - half, 2 * half, 2 * half},
                      {ink::kDendrite, std::isfinite(value) ? "#e3f2ec" : "#ffffff", 0.15, {}, 1}));
    if (!std::isfinite(value)) addCross(group, at, half * 0.6);
  }
  addSpots(group, bench, panel.face, grid);
  if (lit == 0) return "beams do not meet";
  return "visibility " + fixedNumber(sum / lit, 3);
}

constexpr int kFringePoints = 48, kFringeLevels = 12;

PagePoint inside(const PageBox& box, PagePoint at) {
  return {std::clamp(at.x, box.x, box.right()), std::clamp(at.y, box.y, box.bottom())};
}

void addBeams(PageGroup& group, const PlaneView& view, const PlaneWindow& window, const PageBox& box) {
  constexpr int kPieces = 48;
  const double scale = box.width / 2 / window.half;
  for (const PlaneBeam& beam : beamsToDraw(view, window)) {
    const PagePoint middle{box.centre().x - (beam.spot.u - window.u) * scale,
                           box.centre().y - (beam.spot.v - window.v) * scale};
    const double x = std::max(kLeastSpot, beam.spot.radiusU * scale),
                 y = std::max(kLeastSpot, beam.spot.radiusV * scale);
    const PageInk ink{lightInk(view.bundles[static_cast<std::size_t>(beam.bundle)].role), "", 0.15, {}, 0.8};
    if (box.contains({middle.x - x, middle.y - y, 2 * x, 2 * y})) {
      group.marks.push_back(PageEllipse{middle, x, y, ink});
      continue;
    }
    PagePath path{{}, true, ink};
    for (int i = 0; i < kPieces; ++i) {
      const double angle = 2 * constants::kPi * i / kPieces;
      path.points.push_back(inside(box, {middle.x + x * std::cos(angle), middle.y + y * std::sin(angle)}));
    }
    group.marks.push_back(std::move(path));
  }
}

// Grey for grey: dark where there is light, neighbours of one level in one rectangle.
void addFringes(PageGroup& group, const FringePicture& picture, const PageBox& box) {
  const float top = *std::max_element(picture.wattsPerM2.begin(), picture.wattsPerM2.end());
  if (top <= 0) return;
  const double cell = box.width / picture.size;
  const auto levelAt = [&](int row, int column) {
    const float value = picture.wattsPerM2[static_cast<std::size_t>(row * picture.size + column)];
    return static_cast<int>(std::lround(value / top * kFringeLevels));
  };
  for (int row = 0; row < picture.size; ++row) {
    for (int first = 0, next = 0; first < picture.size; first = next) {
      const int level = levelAt(row, first);
      while (next < picture.size && levelAt(row, next) == level) ++next;
      if (level == 0) continue;
      group.marks.push_back(pageRectangle(
          {box.right() - next * cell, box.bottom() - (row + 1) * cell, (next - first) * cell, cell},
          {"", ink::kSurface, 0, {}, static_cast<double>(level) / kFringeLevels}));
    }
  }
}

std::vector<LoupePanel> planePanels(const Bench& bench) {
  std::vector<LoupePanel> out;
  for (const ComponentPtr& component : bench.design.components) {
    const std::optional<Viewpoint> view = viewpointOf(*component);
    if (!view || component->hidden || !viewOf(bench.design, component->id).flag("enabled")) continue;
    const std::optional<WatchedPlane> plane = planeOf(bench.layout, *component);
    if (!plane || !isPlaneShow(shownAs(bench.layout, plane->face, view->show))) continue;
    out.push_back({view->target.empty() ? component->id : view->target, plane->face, component->id, {}});
  }
  return out;
}

struct PlaneDrawing {
  double scale = 0;  ///< page mm per m; 0 without light
  std::string words;
};

PlaneDrawing addPlane(PageGroup& group, const Bench& bench, const LoupePanel& panel, const PageBox& box) {
  const ComponentPtr component = findComponent(bench.design, panel.viewpoint);
  const Viewpoint viewpoint = viewpointOf(*component).value();
  const WatchedPlane plane = planeOf(bench.layout, *component).value();
  const PlaneView view = viewPlanes(bench.layout, bench.trace, bench.locks, std::span(&plane, 1)).front();
  const bool fringes = shownAs(bench.layout, plane.face, viewpoint.show) == ViewpointShow::Fringes;
  const PlaneWindow window = windowFor(view, viewpoint.field, fringes);
  if (view.bundles.empty() || window.half <= 0) return {0, "no light"};
  PlaneDrawing out{box.width / 2 / window.half, powerText(view.powerW())};
  if (!fringes) {
    addBeams(group, view, window, box);
    return out;
  }
  const FringePicture picture = fringePicture(view, window, kFringePoints);
  addFringes(group, picture, box);
  out.words =
      powerText(picture.powerW) + " in view, fringes of visibility " + fixedNumber(picture.visibility, 3);
  if (!picture.resolved) out.words += ", too fine to be seen";
  return out;
}

// mm below an array for the scale bar and its number.
double scaleStrip(double points) {
  return 2.3 + points * kMmPerPoint;
}

void addScaleBar(PageGroup& group, const PageBox& frame, double scale, double points) {
  const double length = niceLength(frame.width * 0.5 / scale);
  const double y = frame.bottom() - 1.1, x = frame.x + kPad;
  group.marks.push_back(pageLine({x, y}, {x + length * scale, y}, {ink::kSurface, "", 0.35, {}, 1}));
  group.marks.push_back(PageText{{x, y - 0.7}, lengthText(length), points});
}

}  // namespace

std::vector<LoupePanel> loupePanels(const Bench& bench, int& panel) {
  std::vector<LoupePanel> out;
  const std::vector<LoupePanel> planes = planePanels(bench);
  const auto isPlane = [&](int face) {
    return std::any_of(planes.begin(), planes.end(),
                       [&](const LoupePanel& plane) { return plane.face == face; });
  };
  for (int face = 0; face < static_cast<int>(bench.layout.faces.size()); ++face) {
    const FaceAction& action = bench.layout.faces[static_cast<std::size_t>(face)].action;
    const auto* emitters = std::get_if<EmitterGrid>(&action);
    const bool follower = emitters && emitters->role != EmitterRole::Leader;
    if ((!follower && !std::holds_alternative<ReceiverGrid>(action)) || isPlane(face)) continue;
    out.push_back({bench.layout.partOf(face), face, {}, panelLetter(panel)});
  }
  for (LoupePanel plane : planes) {
    plane.letter = panelLetter(panel);
    out.push_back(std::move(plane));
  }
  return out;
}

namespace {

double titleIndent(const LoupePanel& panel, double points) {
  return textWidthMm(panel.letter, points + 1, true) + 1;
}

std::vector<std::string> titleOf(const Bench& bench, const LoupePanel& panel, const LoupeSize& size) {
  return wrapped(partTitle(bench, panel.part), size.wordsMm - titleIndent(panel, size.points), size.points);
}

}  // namespace

int loupeTitleLines(const Bench& bench, const LoupePanel& panel, const LoupeSize& size) {
  return static_cast<int>(titleOf(bench, panel, size).size());
}

PageFigure loupeFigure(const ExportSubject& subject, const LoupePanel& panel, const LoupeSize& size) {
  const Bench& bench = *subject.bench;
  const double points = size.points, width = size.frameMm, line = points * kMmPerPoint * 1.2;

  PageFigure out;
  out.widthMm = size.wordsMm;
  PageGroup& group = out.group("panel-" + panel.letter, partTitle(bench, panel.part));
  group.marks.push_back(PageText{{0, line * 0.85}, panel.letter, points + 1, TextAnchor::Start, true});
  double y = 0;
  for (const std::string& text : titleOf(bench, panel, size))
    group.marks.push_back(PageText{{titleIndent(panel, points), (y += line) - line * 0.15}, text, points});
  y = std::max(y, size.titleLines * line);
  const PageBox frame{0, y + 0.6, width, width - kPad + scaleStrip(points)};
  group.marks.push_back(pageRectangle(frame, {ink::kPale, "#ffffff", 0.2, {}, 1}));
  const auto finish = [&](const std::string& words) {
    group.tag = {PageRole::Figure, group.id, partTitle(bench, panel.part) + ", enlarged: " + words + "."};
    y = frame.bottom();
    for (const std::string& text : wrapped(words, size.wordsMm, points))
      group.marks.push_back(
          PageText{{0, (y += line)}, text, points, TextAnchor::Start, false, false, ink::kFaint});
    out.heightMm = y + 0.5 * line;
    return out;
  };
  if (!panel.viewpoint.empty()) {
    const PageBox box{kPad, frame.y + kPad, width - 2 * kPad, width - 2 * kPad};
    const PlaneDrawing drawn = addPlane(group, bench, panel, box);
    if (drawn.scale > 0) addScaleBar(group, frame, drawn.scale, points);
    return finish(drawn.words);
  }
  const FaceAction& action = bench.layout.faces[static_cast<std::size_t>(panel.face)].action;
  const auto* emitters = std::get_if<EmitterGrid>(&action);
  const auto* pixels = std::get_if<ReceiverGrid>(&action);
  const int rows = emitters ? emitters->rows : pixels->rows;
  const int columns = emitters ? emitters->columns : pixels->columns;
  const ChannelGrid grid = gridOf(rows, columns, emitters ? emitters->pitch : pixels->pitch, width - 2 * kPad,
                                  {width / 2, frame.y + width / 2});
  const std::string words = emitters ? addLasers(group, bench, panel.part, *emitters, grid)
                                     : addPixels(group, bench, panel, *pixels, grid);
  addScaleBar(group, frame, grid.scale, points);
  std::string channels = std::to_string(rows) + " × " + std::to_string(columns);
  if (rows > grid.shownRows || columns > grid.shownColumns)
    channels += ", middle " + std::to_string(grid.shownRows) + " × " + std::to_string(grid.shownColumns);
  return finish(channels + ", " + words);
}

std::string roleText(const Bench& bench, const std::string& part) {
  for (const Cell& cell : bench.cells.cells) {
    if (cell.plusId == part) return cell.balanced() ? "dendrite +" : "dendrite";
    if (cell.minusId == part) return cell.balanced() ? "dendrite −" : "dendrite";
  }
  for (const PlacedFace& face : bench.layout.faces) {
    if (bench.layout.parts[static_cast<std::size_t>(face.part)] != part) continue;
    const auto* grid = std::get_if<EmitterGrid>(&face.action);
    if (grid && grid->role == EmitterRole::Axon) return "axon";
    if (grid && grid->role == EmitterRole::Synapse) return "synapse";
    if (grid) return "leader";
  }
  return {};
}

std::string partTitle(const Bench& bench, const std::string& part) {
  const ComponentPtr component = findComponent(bench.design, part);
  if (component && !component->name.empty()) return component->name;
  const std::string role = roleText(bench, part);
  return role.empty() ? part : role;
}

double niceLength(double limit) {
  const double decade = std::pow(10.0, std::floor(std::log10(limit)));
  for (double factor : {5.0, 2.0})
    if (factor * decade <= limit) return factor * decade;
  return decade;
}

std::string powerText(double watts) {
  if (watts >= 0.999e-3) return readableQuantity(watts, Unit::Milliwatt, 3);
  return readableQuantity(watts, watts >= 0.999e-6 ? Unit::Microwatt : Unit::Nanowatt, 3);
}

std::string lengthText(double metres) {
  if (metres >= 0.999e-3) return readableQuantity(metres, Unit::Millimetre, 3);
  return readableQuantity(metres, Unit::Micrometre, 3);
}

}  // namespace lightloom::exports
