#include "export/bench_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/viewpoint.h"
#include "export/internal/callouts.h"
#include "export/internal/curves_figure.h"
#include "export/internal/loupe_panels.h"

namespace lightloom::exports {
namespace {

constexpr double kFaintest = 1e-5;       // of the strongest segment: weaker light is not drawn
constexpr std::size_t kMostDrawn = 400;  // segments: a ring of light has thousands that lie over each other
constexpr double kSidePad = 5;           // mm about the bench for names
constexpr double kLoupeGap = 2.2;        // mm
constexpr double kBeam = 0.2;            // mm, line of a beam

// Steps in which a figure shrinks when the page is short: first loupes and curves give way, then the drawing.
constexpr int kSqueezes = 10;

double between(double comfortable, double tight, double squeeze) {
  return comfortable + (tight - comfortable) * std::clamp(squeeze, 0.0, 1.0);
}

// Dashes are in widths of the line.
std::vector<double> dashOf(EmitterRole role, double width) {
  std::vector<double> out = lightDash(role);
  for (double& length : out) length *= width;
  return out;
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
      if (const auto* grid = std::get_if<EmitterGrid>(&face.action)) drawn.emitter = lightInk(grid->role);
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

// The beams that are drawn, and what words keep off.
std::vector<PageQuad> addLight(PageGroup& group, const Bench& bench, const Extent& extent,
                               const Frame& frame) {
  double strongest = 0;
  for (const BeamSegment& segment : bench.trace.segments) strongest = std::max(strongest, segment.powerW);
  std::vector<PageQuad> light;
  for (std::size_t piece : brightSegments(bench.trace, kFaintest, kMostDrawn)) {
    const BeamSegment& segment = bench.trace.segments[piece];
    std::array<double, 2> from = segment.from, to = segment.to;
    if (!cutTo(extent, from, to)) continue;
    const PagePoint a = frame.at(from[0], from[1]), b = frame.at(to[0], to[1]);
    if (std::hypot(b.x - a.x, b.y - a.y) <= 0) continue;
    const std::string colour = lightInk(segment.role);
    const double fromHalf = segment.fromBundle * frame.scale, toHalf = segment.toBundle * frame.scale;
    const PageQuad bundle = quadAlong(a, b, fromHalf, toHalf);
    group.marks.push_back(PagePath{{bundle.begin(), bundle.end()}, true, {"", colour, 0, {}, 0.15}});
    const double strength = std::clamp(1 + std::log10(segment.powerW / strongest) / 8, 0.35, 1.0);
    group.marks.push_back(pageLine(a, b, {colour, "", kBeam, dashOf(segment.role, kBeam), strength}));
    light.push_back(quadAlong(a, b, std::max(kBeam / 2, fromHalf), std::max(kBeam / 2, toHalf)));
  }
  return light;
}

struct KeyEntry {
  double sample;  ///< mm
  std::string text;
  PageInk ink;
};

std::vector<KeyEntry> keyOf(const Bench& bench, const Frame& frame, double widthMm) {
  const double length = niceLength(0.25 * widthMm / frame.scale);
  std::vector<KeyEntry> out = {{length * frame.scale, lengthText(length), {ink::kSurface, "", 0.4, {}, 1}}};
  struct Row {
    EmitterRole role;
    const char* text;
  };
  constexpr double kSample = 5, kWidth = 0.3;
  for (const Row& row : {Row{EmitterRole::Leader, "leader light"}, Row{EmitterRole::Axon, "axon light"},
                         Row{EmitterRole::Synapse, "synapse light"}})
    if (std::any_of(bench.trace.segments.begin(), bench.trace.segments.end(),
                    [&](const BeamSegment& segment) { return segment.role == row.role; }))
      out.push_back({kSample, row.text, {lightInk(row.role), "", kWidth, dashOf(row.role, kWidth), 1}});
  return out;
}

// Scale bar and kinds of light from the left, over as many lines as they take. Returns where they end.
double addKey(PageGroup& group, const std::vector<KeyEntry>& key, double widthMm, double y, double points) {
  constexpr double kAfterSample = 1, kAfterWord = 2.5;
  const double line = points * kMmPerPoint * 1.2;
  double x = 0;
  y += line / 2;
  for (const KeyEntry& entry : key) {
    const double room = entry.sample + kAfterSample + textWidthMm(entry.text, points);
    if (x > 0 && x + room > widthMm) {
      x = 0;
      y += line;
    }
    group.marks.push_back(pageLine({x, y}, {x + entry.sample, y}, entry.ink));
    group.marks.push_back(
        PageText{{x + entry.sample + kAfterSample, y + points * kMmPerPoint * 0.35}, entry.text, points});
    x += room + kAfterWord;
  }
  return y + line / 2;
}

std::string tooltipOf(const DrawnPart& part) {
  const std::string summary = english(part.kind->summary(viewOf(*part.component, *part.kind)));
  return part.component->name.empty() ? summary : part.component->name + ": " + summary;
}

/// The bench on its page: what is drawn, to what scale, and the room above and below it for names.
struct Schematic {
  std::vector<DrawnPart> parts;
  std::vector<LoupePanel> loupes;
  Extent extent;
  Frame frame;
  double heightMm = 0;
};

Schematic layOut(const Bench& bench, const FigureStyle& style, double squeeze, int& panel) {
  constexpr double kTallest = 0.85, kLowest = 4.4;  // mm of height per mm of width, and per pt of text
  Schematic out;
  out.parts = drawnParts(bench);
  out.extent = extentOf(out.parts);
  out.loupes = loupePanels(bench, panel);
  const double width = out.extent.right - out.extent.left, height = out.extent.top - out.extent.bottom;
  const double room = style.widthMm - 2 * kSidePad;
  // A bench may be flat already: it gives way from what it would take, not from what it might.
  const double natural = std::min(kTallest * style.widthMm, room / std::max(width, 1e-3) * height);
  const double tallest = between(natural, std::min(natural, kLowest * style.fontPoints), squeeze);
  Frame& frame = out.frame;
  frame.scale = std::min(room / std::max(width, 1e-3), tallest / std::max(height, 1e-3));
  frame.left = out.extent.left;
  frame.top = out.extent.top;
  frame.x = (style.widthMm - width * frame.scale) / 2;
  out.heightMm = height * frame.scale;
  return out;
}

std::vector<Callout> calloutsOf(const Bench& bench, const Schematic& plan, const FigureStyle& style,
                                std::vector<std::size_t>& named) {
  std::vector<Callout> out;
  for (std::size_t i = 0; i < plan.parts.size(); ++i) {
    const std::string& id = plan.parts[i].component->id;
    std::string letters;
    for (const LoupePanel& loupe : plan.loupes)
      if (loupe.part == id) letters += " (" + loupe.letter + ")";
    if (!style.names && letters.empty() && roleText(bench, id).empty()) continue;
    out.push_back({boxOf(plan.parts[i], plan.frame), partTitle(bench, id) + letters});
    named.push_back(i);
  }
  return out;
}

// Takes away what is empty above and below; the panel's letter, `corner`, stays free.
PageFigure trimmed(const PageFigure& figure, const PageBox& corner) {
  double shift = figure.heightMm, bottom = 0;
  for (const PageGroup& group : figure.groups) {
    PageGroup one;
    for (const PageMark& mark : group.marks) {
      one.marks = {mark};
      const PageBox box = boxOf(one);
      shift = std::min(shift, box.x < corner.right() ? box.y - corner.bottom() : box.y);
      bottom = std::max(bottom, box.bottom());
    }
  }
  PageFigure out;
  out.widthMm = figure.widthMm;
  constexpr double kMargin = 0.4;  // mm
  place(out, figure, 0, kMargin - shift);
  out.heightMm = bottom - shift + kMargin;
  return out;
}

// Where the light leaves no room beside the parts, names stand above and below the bench: `pad` is what they
// may take of the page there, at first and at last.
PageFigure schematic(const Bench& bench, const FigureStyle& style, Schematic plan, const std::string& letter,
                     bool& clear) {
  constexpr double kLeastPad = 2.4, kMostPad = 12, kPadStep = 2.4;  // lines
  const double line = style.fontPoints * kMmPerPoint * 1.2, drawn = plan.heightMm;
  const PageBox corner{0, 0, 1.5 * line, 1.2 * line};
  PageFigure names;
  std::vector<std::size_t> named;
  PlacedCallouts callouts;
  for (double pad = kLeastPad; pad <= kMostPad && (named.empty() || !callouts.clear); pad += kPadStep) {
    plan.frame.y = pad * line;
    names = {};
    names.widthMm = style.widthMm;
    names.heightMm = drawn + 2 * pad * line;
    named.clear();
    CalloutRoom room;
    room.area = {0, 0, names.widthMm, names.heightMm};
    room.light = addLight(names.group("all-light"), bench, plan.extent, plan.frame);
    room.solid.push_back(corner);
    for (const DrawnPart& part : plan.parts) room.solid.push_back(boxOf(part, plan.frame));
    callouts = placeCallouts(calloutsOf(bench, plan, style, named), room, style.fontPoints);
    if (named.empty()) break;
  }
  for (const DrawnPart& part : plan.parts)
    addPart(names.group(part.component->id, tooltipOf(part)), part, plan.frame, style.fontPoints);
  for (std::size_t i = 0; i < named.size(); ++i) {
    std::vector<PageMark>& marks = names.groups[1 + named[i]].marks;
    marks.insert(marks.end(), callouts.marks[i].begin(), callouts.marks[i].end());
  }
  clear = callouts.clear;
  PageFigure out = trimmed(names, corner);
  PageGroup& group = out.group("panel-" + letter);
  group.marks.push_back(PageText{{0, line}, letter, style.fontPoints + 1, TextAnchor::Start, true});
  out.heightMm = addKey(group, keyOf(bench, plan.frame, style.widthMm), style.widthMm,
                        out.heightMm + 0.6 * line, style.fontPoints);
  std::string alt = "Bench in top view: ", separator;
  for (const DrawnPart& part : plan.parts) {
    alt += separator;
    alt += partTitle(bench, part.component->id);
    separator = ", ";
  }
  alt += '.';
  for (PageGroup& part : out.groups) part.tag = {PageRole::Figure, "panel-" + letter, alt};
  return out;
}

std::vector<PageFigure> loupeRows(const ExportSubject& subject, const std::vector<LoupePanel>& loupes,
                                  const FigureStyle& style, double squeeze) {
  const double points = style.fontPoints;
  const double least = between(std::max(20.0, points * 2.9), std::max(14.0, points * 2.6), squeeze);
  const double most = between(42, 24, squeeze);
  const int count = static_cast<int>(loupes.size());
  const int fits = std::max(1, static_cast<int>((style.widthMm + kLoupeGap) / (least + kLoupeGap)));
  const int rows = (count + fits - 1) / fits;
  const int columns = rows > 0 ? (count + rows - 1) / rows : 1;  // rows of one length, as near as can be
  const double pitch = (style.widthMm + kLoupeGap) / columns;
  LoupeSize size{std::min(most, pitch - kLoupeGap), pitch - kLoupeGap, 1, points};
  for (const LoupePanel& loupe : loupes)
    size.titleLines = std::max(size.titleLines, loupeTitleLines(*subject.bench, loupe, size));
  std::vector<PageFigure> out;
  for (int i = 0; i < count; ++i) {
    if (i % columns == 0) {
      out.emplace_back();
      out.back().widthMm = style.widthMm;
    }
    const PageFigure loupe = loupeFigure(subject, loupes[static_cast<std::size_t>(i)], size);
    place(out.back(), loupe, i % columns * pitch, 0);
    out.back().heightMm = std::max(out.back().heightMm, loupe.heightMm);
  }
  return out;
}

// The rows of a figure under each other.
PageFigure stacked(const std::vector<PageFigure>& rows, const ExportSubject& subject, double widthMm) {
  PageFigure out;
  out.title = titleOf(subject);
  out.widthMm = widthMm;
  for (const PageFigure& row : rows) {
    if (out.heightMm > 0) out.heightMm += kFigureRowGap;
    place(out, row, 0, out.heightMm);
    out.heightMm += row.heightMm;
  }
  return out;
}

struct LaidOut {
  PageFigure figure;
  bool clear = true;
};

LaidOut laidOut(const ExportSubject& subject, const FigureStyle& style, double squeeze) {
  int panel = 0;
  BenchRows bench;
  if (style.bench) bench = benchRows(subject, style, squeeze, panel);
  if (!style.curves || !subject.run) return {stacked(bench.rows, subject, style.widthMm), bench.clear};
  const auto withCurves = [&](double extraMm) {
    int next = panel;
    std::vector<PageFigure> rows = bench.rows;
    for (PageFigure& row : curveRows(subject, style, {squeeze, extraMm}, next))
      rows.push_back(std::move(row));
    return std::make_pair(rows.size() - bench.rows.size(), stacked(rows, subject, style.widthMm));
  };
  // The rest of the page goes to the curves.
  const auto [curves, figure] = withCurves(0);
  const double left = style.heightMm - figure.heightMm;
  if (left <= 0 || curves == 0) return {figure, bench.clear};
  return {withCurves(left / static_cast<double>(curves)).second, bench.clear};
}

std::optional<Message> sizeProblem(const FigureStyle& style) {
  const bool fine = style.widthMm >= kNarrowest && style.widthMm <= kWidest &&
                    style.fontPoints >= kSmallestFont && style.fontPoints <= kLargestFont;
  if (!fine)
    return Message{
        "export.figure-size",
        LL_TEXT("A figure of %1 mm with text of %2 pt cannot be drawn. Choose a width of 60 to 400 mm "
                "and text of 5 to 14 pt."),
        {shortestNumber(style.widthMm), shortestNumber(style.fontPoints)}};
  if (style.heightMm >= kShortest && style.heightMm <= kTallestPage) return std::nullopt;
  return Message{
      "export.figure-height",
      LL_TEXT("A page of %1 mm height cannot be drawn on. Choose 40 to 5000 mm; a figure takes no more "
              "than it needs."),
      {shortestNumber(style.heightMm)}};
}

}  // namespace

BenchRows benchRows(const ExportSubject& subject, const FigureStyle& style, double squeeze, int& panel) {
  // Loupes and curves are as small as they read before the drawing itself gives way.
  const double ofPanels = squeeze / 0.6, ofDrawing = (squeeze - 0.4) / 0.6;
  if (drawnParts(*subject.bench).empty()) return {};
  const std::string letter = panelLetter(panel);
  const Schematic plan = layOut(*subject.bench, style, ofDrawing, panel);
  BenchRows out;
  out.rows.push_back(schematic(*subject.bench, style, plan, letter, out.clear));
  for (PageFigure& row : loupeRows(subject, plan.loupes, style, ofPanels)) out.rows.push_back(std::move(row));
  return out;
}

PageFigure benchSketch(const Bench& bench, double widthMm, double heightMm) {
  constexpr double kMargin = 2;  // mm
  PageFigure out;
  out.widthMm = widthMm;
  out.heightMm = heightMm;
  const std::vector<DrawnPart> parts = drawnParts(bench);
  if (parts.empty()) return out;
  const Extent extent = extentOf(parts);
  const double width = std::max(extent.right - extent.left, 1e-3);
  const double height = std::max(extent.top - extent.bottom, 1e-3);
  Frame frame;
  frame.scale = std::min((widthMm - 2 * kMargin) / width, (heightMm - 2 * kMargin) / height);
  frame.left = extent.left;
  frame.top = extent.top;
  frame.x = (widthMm - width * frame.scale) / 2;
  frame.y = (heightMm - height * frame.scale) / 2;
  addLight(out.group("all-light"), bench, extent, frame);
  for (const DrawnPart& part : parts) {
    PageGroup& group = out.group(part.component->id, tooltipOf(part));
    addPart(group, part, frame, kSmallestFont);
    std::erase_if(group.marks, [](const PageMark& mark) { return std::holds_alternative<PageText>(mark); });
  }
  return out;
}

Result<PageFigure> figureOf(const ExportSubject& subject, const FigureStyle& style) {
  if (const std::optional<Message> problem = sizeProblem(style)) return *problem;
  const bool bench = style.bench && !drawnParts(*subject.bench).empty();
  const bool curves = style.curves && subject.run;
  if (!bench && !curves)
    return Message{
        "export.nothing-to-draw",
        LL_TEXT("There is nothing to draw: the bench is empty or left out, and there is no training. "
                "Choose a panel, place parts or train."),
        {}};
  // The most comfortable one that fits; rather one in which every name has a place of its own.
  std::optional<PageFigure> fitting;
  double lowest = std::numeric_limits<double>::infinity();
  for (int i = 0; i <= kSqueezes; ++i) {
    LaidOut one = laidOut(subject, style, static_cast<double>(i) / kSqueezes);
    lowest = std::min(lowest, one.figure.heightMm);
    if (one.figure.heightMm > style.heightMm) continue;
    if (one.clear) return std::move(one.figure);
    if (!fitting) fitting = std::move(one.figure);
  }
  if (fitting) return std::move(*fitting);
  return Message{
      "export.figure-too-high",
      LL_TEXT("With text of %1 pt the figure takes %2 mm of height, and the page has %3 mm. Choose "
              "smaller text, a wider or higher page, or leave out the curves, the bench or names."),
      {shortestNumber(style.fontPoints), fixedNumber(std::ceil(lowest), 0), shortestNumber(style.heightMm)}};
}

}  // namespace lightloom::exports
