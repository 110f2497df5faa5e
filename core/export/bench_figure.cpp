#include "export/bench_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/kinds/viewpoint.h"
#include "export/callouts.h"
#include "export/curves_figure.h"
#include "export/loupe_panels.h"

namespace lightloom {
namespace {

constexpr double kFaintest = 1e-5;  // of the strongest segment: weaker light is not drawn
constexpr double kSidePad = 5;      // mm about the bench for names
constexpr double kLeastLoupe = 20, kMostLoupe = 42, kLoupeGap = 2.2;  // mm
constexpr double kTallest = 0.85;                                     // height of the drawing over its width

const char* roleInk(EmitterRole role) {
  return role == EmitterRole::Axon ? ink::kAxon : role == EmitterRole::Synapse ? ink::kSynapse : ink::kLeader;
}

std::vector<double> roleDash(EmitterRole role) {
  if (role == EmitterRole::Synapse) return {1.2, 0.7};
  if (role == EmitterRole::Leader) return {0.4, 0.5};
  return {};
}

/// Bench metres to millimetres on the page.
struct Frame {
  double scale = 1, left = 0, top = 0;  ///< page mm per m; bench coordinates of the upper left corner, m
  double x = 0, y = 0;                  ///< mm
  PagePoint at(double benchX, double benchY) const {
    return {x + (benchX - left) * scale, y + (top - benchY) * scale};
  }
};

struct Stand {
  double x, y, angle;
  std::array<double, 2> at(LocalPoint p) const {
    return {x + p.u * std::cos(angle) - p.v * std::sin(angle),
            y + p.u * std::sin(angle) + p.v * std::cos(angle)};
  }
};

struct DrawnPart {
  ComponentPtr component;
  const Kind* kind;
  Stand stand;
  std::vector<Shape> shapes;
  const char* emitter = ink::kFaint;  ///< colour of its light
};

// A loupe on a part stands nowhere on the bench.
bool isAttached(const Component& component) {
  const std::optional<Viewpoint> view = viewpointOf(component);
  return view && !view->target.empty();
}

std::vector<DrawnPart> drawnParts(const Bench& bench) {
  std::vector<DrawnPart> out;
  for (const ComponentPtr& component : bench.design.components) {
    const Kind* kind = findKind(component->kind);
    if (!kind || component->hidden || isAttached(*component)) continue;
    const PartView part = viewOf(*component, *kind);
    DrawnPart drawn{
        component, kind, {part.real("x"), part.real("y"), part.real("angle")}, kind->silhouette(part)};
    for (const Face& face : kind->faces(part))
      if (const auto* grid = std::get_if<EmitterGrid>(&face.action)) drawn.emitter = roleInk(grid->role);
    out.push_back(std::move(drawn));
  }
  return out;
}

std::vector<LocalPoint> arcPoints(const Arc& arc) {
  constexpr int kPieces = 24;
  std::vector<LocalPoint> out;
  for (int i = 0; i <= kPieces; ++i) {
    const double angle = arc.startRad + arc.spanRad * i / kPieces;
    out.push_back({arc.centre.u + arc.radius * std::cos(angle), arc.centre.v + arc.radius * std::sin(angle)});
  }
  return out;
}

std::vector<LocalPoint> outlineOf(const Shape& shape) {
  if (const auto* line = std::get_if<Line>(&shape)) return {line->from, line->to};
  if (const auto* arc = std::get_if<Arc>(&shape)) return arcPoints(*arc);
  if (const auto* polygon = std::get_if<Polygon>(&shape)) return polygon->points;
  return {std::get<Label>(shape).at};
}

struct Extent {
  double left = std::numeric_limits<double>::infinity(), right = -left, bottom = left, top = -left;
  void take(double x, double y) {
    left = std::min(left, x);
    right = std::max(right, x);
    bottom = std::min(bottom, y);
    top = std::max(top, y);
  }
};

Extent extentOf(const std::vector<DrawnPart>& parts) {
  Extent out;
  for (const DrawnPart& part : parts)
    for (const Shape& shape : part.shapes)
      for (const LocalPoint& point : outlineOf(shape)) {
        const auto at = part.stand.at(point);
        out.take(at[0], at[1]);
      }
  return out;
}

PageInk inkOf(Ink kind, const char* emitter) {
  switch (kind) {
    case Ink::Surface:
      return {ink::kSurface, "", 0.3, {}, 1};
    case Ink::Body:
      return {ink::kFaint, "", 0.15, {}, 1};
    case Ink::Accent:
      return {ink::kLeader, "", 0.2, {}, 1};
    case Ink::Emitter:
      return {emitter, "", 0.45, {}, 1};
    case Ink::Receiver:
      return {ink::kDendrite, "", 0.45, {}, 1};
    case Ink::Outline:
      break;
  }
  return {ink::kFaint, "", 0.15, {}, 1};
}

Ink kindOfInk(const Shape& shape) {
  if (const auto* line = std::get_if<Line>(&shape)) return line->ink;
  if (const auto* arc = std::get_if<Arc>(&shape)) return arc->ink;
  if (const auto* polygon = std::get_if<Polygon>(&shape)) return polygon->ink;
  return Ink::Outline;
}

void addPart(PageGroup& group, const DrawnPart& part, const Frame& frame, double points) {
  for (const Shape& shape : part.shapes) {
    std::vector<PagePoint> at;
    for (const LocalPoint& point : outlineOf(shape)) {
      const auto bench = part.stand.at(point);
      at.push_back(frame.at(bench[0], bench[1]));
    }
    if (const auto* label = std::get_if<Label>(&shape)) {
      group.marks.push_back(PageText{
          {at[0].x, at[0].y + points * kMmPerPoint * 0.35}, label->text, points, TextAnchor::Middle});
      continue;
    }
    PageInk style = inkOf(kindOfInk(shape), part.emitter);
    const bool closed = std::holds_alternative<Polygon>(shape);
    if (closed) style.fill = kindOfInk(shape) == Ink::Body ? ink::kBody : style.stroke;
    group.marks.push_back(PagePath{std::move(at), closed, std::move(style)});
  }
}

PageBox boxOf(const DrawnPart& part, const Frame& frame) {
  const Extent e = extentOf({part});
  const PagePoint corner = frame.at(e.left, e.top);
  return {corner.x, corner.y, (e.right - e.left) * frame.scale, (e.top - e.bottom) * frame.scale};
}

// A segment that leaves the bench ends where the drawing does.
bool cutTo(const Extent& extent, std::array<double, 2>& from, std::array<double, 2>& to) {
  double enter = 0, leave = 1;
  const double dx = to[0] - from[0], dy = to[1] - from[1];
  const double p[] = {-dx, dx, -dy, dy};
  const double q[] = {from[0] - extent.left, extent.right - from[0], from[1] - extent.bottom,
                      extent.top - from[1]};
  for (int i = 0; i < 4; ++i) {
    if (p[i] == 0 && q[i] < 0) return false;
    if (p[i] == 0) continue;
    const double t = q[i] / p[i];
    (p[i] < 0 ? enter : leave) = p[i] < 0 ? std::max(enter, t) : std::min(leave, t);
  }
  if (enter >= leave) return false;
  const std::array<double, 2> start = from;
  from = {start[0] + enter * dx, start[1] + enter * dy};
  to = {start[0] + leave * dx, start[1] + leave * dy};
  return true;
}

void addLight(PageFigure& figure, const Bench& bench, const Extent& extent, const Frame& frame,
              std::vector<PageBox>& light) {
  double strongest = 0;
  for (const BeamSegment& segment : bench.trace.segments) strongest = std::max(strongest, segment.powerW);
  PageGroup& group = figure.group("all-light");
  for (const BeamSegment& segment : bench.trace.segments) {
    std::array<double, 2> from = segment.from, to = segment.to;
    if (segment.powerW < kFaintest * strongest || !cutTo(extent, from, to)) continue;
    const PagePoint a = frame.at(from[0], from[1]), b = frame.at(to[0], to[1]);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (length <= 0) continue;
    const std::string colour = roleInk(segment.role);
    const double nx = -(b.y - a.y) / length * frame.scale, ny = (b.x - a.x) / length * frame.scale;
    const double fa = segment.fromBundle, fb = segment.toBundle;
    group.marks.push_back(PagePath{{{a.x + nx * fa, a.y + ny * fa},
                                    {b.x + nx * fb, b.y + ny * fb},
                                    {b.x - nx * fb, b.y - ny * fb},
                                    {a.x - nx * fa, a.y - ny * fa}},
                                   true,
                                   {"", colour, 0, {}, 0.15}});
    const double strength = std::clamp(1 + std::log10(segment.powerW / strongest) / 8, 0.35, 1.0);
    group.marks.push_back(pageLine(a, b, {colour, "", 0.2, roleDash(segment.role), strength}));
    const int pieces = std::max(1, static_cast<int>(length));
    for (int i = 0; i <= pieces; ++i)
      light.push_back(PageBox{a.x + (b.x - a.x) * i / pieces, a.y + (b.y - a.y) * i / pieces, 0, 0}.grown(
          std::max(0.3, (fa + (fb - fa) * i / pieces) * frame.scale)));
  }
}

void addScale(PageGroup& group, PagePoint at, const Frame& frame, double widthMm, double points) {
  const double length = niceLength(0.25 * widthMm / frame.scale);
  group.marks.push_back(pageLine(at, {at.x + length * frame.scale, at.y}, {ink::kSurface, "", 0.4, {}, 1}));
  group.marks.push_back(PageText{
      {at.x + length * frame.scale + 1, at.y + points * kMmPerPoint * 0.35}, lengthText(length), points});
}

void addLegend(PageGroup& group, double right, double y, double points) {
  struct Row {
    EmitterRole role;
    const char* text;
  };
  double x = right;
  for (const Row& row : {Row{EmitterRole::Synapse, "synapse light"}, Row{EmitterRole::Axon, "axon light"},
                         Row{EmitterRole::Leader, "leader light"}}) {
    constexpr double kSample = 5;
    x -= textWidthMm(row.text, points);
    group.marks.push_back(PageText{{x, y + points * kMmPerPoint * 0.35}, row.text, points});
    x -= kSample + 0.8;
    group.marks.push_back(
        pageLine({x, y}, {x + kSample, y}, {roleInk(row.role), "", 0.3, roleDash(row.role), 1}));
    x -= 2.5;
  }
}

std::string tooltipOf(const DrawnPart& part) {
  const std::string summary = english(part.kind->summary(viewOf(*part.component, *part.kind)));
  return part.component->name.empty() ? summary : part.component->name + ": " + summary;
}

struct Schematic {
  std::vector<DrawnPart> parts;
  std::vector<LoupePanel> loupes;
  Extent extent;
  Frame frame;
  double heightMm = 0;
};

Schematic layOut(const Bench& bench, const FigureStyle& style, int& panel) {
  Schematic out;
  out.parts = drawnParts(bench);
  out.extent = extentOf(out.parts);
  out.loupes = loupePanels(bench, panel);
  const double line = style.fontPoints * kMmPerPoint * 1.2;
  const double width = out.extent.right - out.extent.left, height = out.extent.top - out.extent.bottom;
  const double room = style.widthMm - 2 * kSidePad;
  Frame& frame = out.frame;
  frame.scale = std::min(room / std::max(width, 1e-3), kTallest * style.widthMm / std::max(height, 1e-3));
  frame.left = out.extent.left;
  frame.top = out.extent.top;
  frame.x = (style.widthMm - width * frame.scale) / 2;
  frame.y = 2.8 * line;
  out.heightMm = frame.y + height * frame.scale + 2.8 * line;
  return out;
}

void addCallouts(PageFigure& figure, const Bench& bench, const Schematic& plan, const FigureStyle& style,
                 const std::vector<PageBox>& light) {
  CalloutRoom room;
  const double line = style.fontPoints * kMmPerPoint * 1.2;
  room.area = {0, 0, style.widthMm, plan.heightMm};
  room.solid.push_back({0, 0, 1.5 * line, 1.2 * line});  // the panel's letter
  room.light = light;
  for (const DrawnPart& part : plan.parts) room.solid.push_back(boxOf(part, plan.frame));
  std::vector<Callout> callouts;
  std::vector<std::size_t> named;
  for (std::size_t i = 0; i < plan.parts.size(); ++i) {
    const std::string& id = plan.parts[i].component->id;
    std::string letters;
    for (const LoupePanel& loupe : plan.loupes)
      if (loupe.part == id) letters += " (" + loupe.letter + ")";
    if (!style.names && letters.empty() && roleText(bench, id).empty()) continue;
    const std::string text = partTitle(bench, id) + letters;
    callouts.push_back({boxOf(plan.parts[i], plan.frame), text});
    named.push_back(i);
  }
  const auto marks = placeCallouts(callouts, room, style.fontPoints);
  for (std::size_t i = 0; i < named.size(); ++i) {
    const std::string& id = plan.parts[named[i]].component->id;
    const auto group = std::find_if(figure.groups.begin(), figure.groups.end(),
                                    [&](const PageGroup& g) { return g.id == id; });
    group->marks.insert(group->marks.end(), marks[i].begin(), marks[i].end());
  }
}

double addLoupes(PageFigure& figure, const ExportSubject& subject, const std::vector<LoupePanel>& loupes,
                 const FigureStyle& style, double y) {
  if (loupes.empty()) return y;
  const double least = std::max(kLeastLoupe, style.fontPoints * 3.4);
  const int fits = std::max(1, static_cast<int>((style.widthMm + kLoupeGap) / (least + kLoupeGap)));
  const int columns = std::min(fits, static_cast<int>(loupes.size()));
  const double width = std::min(kMostLoupe, (style.widthMm + kLoupeGap) / columns - kLoupeGap);
  double tallest = 0;
  for (std::size_t i = 0; i < loupes.size(); ++i) {
    const int column = static_cast<int>(i) % columns;
    if (i > 0 && column == 0) {
      y += tallest + 1;
      tallest = 0;
    }
    const PageFigure loupe = loupeFigure(subject, loupes[i], width, style.fontPoints);
    place(figure, loupe, column * (width + kLoupeGap), y);
    tallest = std::max(tallest, loupe.heightMm);
  }
  return y + tallest;
}

}  // namespace

PageFigure benchFigure(const ExportSubject& subject, const FigureStyle& style, int& panel) {
  const Bench& bench = *subject.bench;
  PageFigure out;
  out.title = titleOf(subject);
  out.widthMm = style.widthMm;
  const std::string letter = panelLetter(panel);
  const Schematic plan = layOut(bench, style, panel);
  const double points = style.fontPoints, line = points * kMmPerPoint * 1.2;
  std::vector<PageBox> light;
  addLight(out, bench, plan.extent, plan.frame, light);
  for (const DrawnPart& part : plan.parts)
    addPart(out.group(part.component->id, tooltipOf(part)), part, plan.frame, points);
  addCallouts(out, bench, plan, style, light);
  PageGroup& group = out.group("panel-" + letter);
  group.marks.push_back(PageText{{0, line}, letter, points + 1, TextAnchor::Start, true});
  const double y = plan.heightMm + 0.8 * line;
  addScale(group, {kSidePad, y}, plan.frame, style.widthMm, points);
  addLegend(group, style.widthMm, y, points);
  out.heightMm = addLoupes(out, subject, plan.loupes, style, y + 1.6 * line);
  return out;
}

Result<PageFigure> figureOf(const ExportSubject& subject, const FigureStyle& style) {
  if (style.widthMm < 60 || style.widthMm > 400 || style.fontPoints < kSmallestFont || style.fontPoints > 14)
    return Message{
        "export.figure-size",
        LL_TEXT("error",
                "A figure of %1 mm with text of %2 pt cannot be drawn. Choose a width of 60 to 400 mm "
                "and text of 5 to 14 pt."),
        {shortestNumber(style.widthMm), shortestNumber(style.fontPoints)}};
  const bool bench = style.bench && !subject.design().components.empty();
  const bool curves = style.curves && subject.run;
  if (!bench && !curves)
    return Message{
        "export.nothing-to-draw",
        LL_TEXT("error",
                "There is nothing to draw: the bench is empty or left out, and there is no training. "
                "Choose a panel, place parts or train."),
        {}};
  int panel = 0;
  PageFigure out;
  out.title = titleOf(subject);
  out.widthMm = style.widthMm;
  if (bench) {
    const PageFigure drawing = benchFigure(subject, style, panel);
    place(out, drawing, 0, 0);
    out.heightMm = drawing.heightMm;
  }
  if (curves) {
    constexpr double kGap = 2;
    const PageFigure plots = curvesFigure(subject, style, panel);
    place(out, plots, 0, out.heightMm + (bench ? kGap : 0));
    out.heightMm += plots.heightMm + (bench ? kGap : 0);
  }
  return out;
}

}  // namespace lightloom
