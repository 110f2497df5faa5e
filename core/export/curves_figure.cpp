#include "export/curves_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lightloom {
namespace {

struct CurveStyle {
  const char *column, *title, *colour;
  std::vector<double> dash;
};

struct PanelStyle {
  const char *name, *axis;
  double unit;    ///< SI value of one unit of the axis
  bool fromZero;  ///< the axis begins at 0
  std::vector<CurveStyle> curves;
};

std::vector<PanelStyle> panelStyles(bool regression) {
  std::vector<PanelStyle> styles = {
      {"accuracy",
       "Accuracy (%)",
       0.01,
       false,
       {{"train_accuracy", "training", ink::kFaint, {0.4, 0.5}},
        {"ideal_test_accuracy", "ideal twin", ink::kLeader, {1.4, 0.7}},
        {"test_accuracy", "bench", ink::kAxon, {}}}},
      {"loss", "Loss", 1, true, {{"loss", "training", ink::kAxon, {}}}},
      {"power",
       "Optical power (mW)",
       1e-3,
       true,
       {{"emitted_W", "emitted", ink::kLeader, {1.4, 0.7}}, {"detected_W", "detected", ink::kDendrite, {}}}},
      {"energy", "Energy per operation (fJ)", 1e-15, true, {{"J_per_op", "bench", ink::kAxon, {}}}},
      {"phase_error",
       "Phase-lock error (mrad)",
       1e-3,
       true,
       {{"phase_error_rad", "rms", ink::kSynapse, {}}}}};
  if (regression) {
    styles[0].axis = "R²";
    styles[0].unit = 1;
  }
  return styles;
}

const std::vector<double>* columnOf(const CurveTable& curves, const std::string& name) {
  for (std::size_t c = 0; c < curves.columns.size(); ++c)
    if (curves.columns[c] == name) return &curves.values[c];
  return nullptr;
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  bool empty() const { return !(low <= high); }
  void take(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// An axis with round numbers at its ticks.
struct Axis {
  double low, high, step;
  std::vector<double> ticks() const {
    std::vector<double> out;
    for (double i = std::ceil(low / step - 1e-6); i * step <= high + 1e-6 * step; ++i)
      out.push_back(i * step);
    return out;
  }
};

Axis axisOf(Range range, int ticks) {
  if (range.high <= range.low) {
    const double half = std::max(std::fabs(range.high) * 0.1, 1e-12);
    range = {range.low - half, range.high + half};
  }
  const double raw = (range.high - range.low) / ticks;
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * decade;
  for (double factor : {5.0, 2.0, 1.0})
    if (factor * decade >= raw) step = factor * decade;
  return {std::floor(range.low / step) * step, std::ceil(range.high / step) * step, step};
}

std::string tickText(double value, double step) {
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  return fixedNumber(std::fabs(value) < 1e-9 * step ? 0.0 : value, decimals);
}

/// One panel: where its axes stand and how numbers map onto them.
struct Plot {
  PageBox box;  ///< inside the axes
  Axis x, y;
  PagePoint at(double valueX, double valueY) const {
    return {box.x + (valueX - x.low) / (x.high - x.low) * box.width,
            box.bottom() - (valueY - y.low) / (y.high - y.low) * box.height};
  }
};

void addAxes(PageGroup& group, const Plot& plot, double points, const char* title) {
  const PageInk line{ink::kSurface, "", 0.18, {}, 1};
  const PageBox& box = plot.box;
  constexpr double kTick = 0.8;
  group.marks.push_back(
      PagePath{{{box.x, box.y}, {box.x, box.bottom()}, {box.right(), box.bottom()}}, false, line});
  const double height = points * kMmPerPoint;
  double widest = 0;
  for (double value : plot.y.ticks()) {
    const PagePoint at = plot.at(plot.x.low, value);
    const std::string text = tickText(value, plot.y.step);
    widest = std::max(widest, textWidthMm(text, points));
    group.marks.push_back(pageLine(at, {at.x - kTick, at.y}, line));
    group.marks.push_back(
        PageText{{at.x - kTick - 0.4, at.y + 0.35 * height}, text, points, TextAnchor::End});
  }
  for (double value : plot.x.ticks()) {
    const PagePoint at = plot.at(value, plot.y.low);
    group.marks.push_back(pageLine(at, {at.x, at.y + kTick}, line));
    group.marks.push_back(
        PageText{{at.x, at.y + kTick + height}, tickText(value, plot.x.step), points, TextAnchor::Middle});
  }
  group.marks.push_back(
      PageText{{box.centre().x, box.bottom() + kTick + 2.3 * height}, "Epoch", points, TextAnchor::Middle});
  group.marks.push_back(PageText{
      {box.x - kTick - 1.3 - widest, box.centre().y}, title, points, TextAnchor::Middle, false, true});
}

void addCurve(PageGroup& group, const Plot& plot, const std::vector<double>& x, const std::vector<double>& y,
              double unit, const CurveStyle& style) {
  PagePath path;
  path.ink = {style.colour, "", 0.3, style.dash, 1};
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    if (std::isfinite(y[i])) path.points.push_back(plot.at(x[i], y[i] / unit));
  constexpr std::size_t kFew = 12;
  if (path.points.size() <= kFew)
    for (const PagePoint& at : path.points)
      group.marks.push_back(PageEllipse{at, 0.45, 0.45, {"", style.colour, 0, {}, 1}});
  if (path.points.size() > 1) group.marks.push_back(std::move(path));
}

constexpr double kSample = 3.5, kAfterSample = 0.6, kAfterWord = 1.4;  // mm, of the key

// Where the entries of the key stand when a line is full at `width`.
std::vector<PagePoint> keyPlaces(const std::vector<const CurveStyle*>& curves, double left, double width,
                                 double points) {
  std::vector<PagePoint> out;
  PagePoint at{left, 0};
  for (const CurveStyle* curve : curves) {
    const double room = kSample + kAfterSample + textWidthMm(curve->title, points);
    if (at.x > left && at.x + room > width) at = {left, at.y + 1.2 * points * kMmPerPoint};
    out.push_back(at);
    at.x += room + kAfterWord;
  }
  return out;
}

void addKey(PageGroup& group, const std::vector<const CurveStyle*>& curves,
            const std::vector<PagePoint>& places, double y, double points) {
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const PagePoint at{places[i].x, places[i].y + y};
    group.marks.push_back(
        pageLine(at, {at.x + kSample, at.y}, {curves[i]->colour, "", 0.3, curves[i]->dash, 1}));
    group.marks.push_back(PageText{
        {at.x + kSample + kAfterSample, at.y + points * kMmPerPoint * 0.35}, curves[i]->title, points});
  }
}

struct PanelContent {
  const PanelStyle* style;
  std::vector<const CurveStyle*> curves;  ///< those that hold numbers
  Range x, y;
};

PanelContent contentOf(const PanelStyle& style, const CurveTable& table, const std::vector<double>& epochs) {
  PanelContent out{&style, {}, {}, {}};
  for (double epoch : epochs) out.x.take(epoch);
  if (style.fromZero) out.y.take(0);
  for (const CurveStyle& curve : style.curves) {
    const std::vector<double>* values = columnOf(table, curve.column);
    Range own;
    for (std::size_t i = 0; values && i < values->size(); ++i) own.take((*values)[i] / style.unit);
    if (own.empty()) continue;
    out.y.take(own.low);
    out.y.take(own.high);
    out.curves.push_back(&curve);
  }
  return out;
}

ExportTable sourceTable(const PanelContent& content, const CurveTable& curves) {
  CurveTable table{{"epoch"}, {*columnOf(curves, "epoch")}};
  for (const CurveStyle* curve : content.curves) {
    table.columns.emplace_back(curve->column);
    table.values.push_back(*columnOf(curves, curve->column));
  }
  ExportTable out = curvesTable(table);
  out.name = content.style->name;
  return out;
}

PageFigure panelFigure(const PanelContent& content, const CurveTable& curves, const std::string& letter,
                       double width, double points) {
  const double height = points * kMmPerPoint, line = 1.2 * height;
  const double keyLeft = textWidthMm(letter, points + 1, true) + 1.5;
  const std::vector<PagePoint> places = keyPlaces(content.curves, keyLeft, width, points);
  PageFigure out;
  out.widthMm = width;
  out.heightMm = 0.62 * width + 5 * line;
  PageGroup& group = out.group("panel-" + letter, content.style->axis);
  group.marks.push_back(PageText{{0, line}, letter, points + 1, TextAnchor::Start, true});
  Plot plot{{}, axisOf(content.x, 4), axisOf(content.y, 4)};
  plot.x.low = content.x.low;
  plot.x.high = std::max(content.x.high, content.x.low + 1e-9);
  double widest = 0;
  for (double value : plot.y.ticks())
    widest = std::max(widest, textWidthMm(tickText(value, plot.y.step), points));
  const double left = widest + 2.1 + 1.3 * height, top = 2.7 * line;
  plot.box = {left, top, width - left - 1.5, out.heightMm - top - 3.2 * height};
  addAxes(group, plot, points, content.style->axis);
  addKey(group, content.curves, places, 0.7 * line, points);
  const std::vector<double>& epochs = *columnOf(curves, "epoch");
  for (const CurveStyle* curve : content.curves)
    addCurve(group, plot, epochs, *columnOf(curves, curve->column), content.style->unit, *curve);
  out.data.push_back({letter, sourceTable(content, curves)});
  return out;
}

}  // namespace

PageFigure curvesFigure(const ExportSubject& subject, const FigureStyle& style, int& panel) {
  const CurveTable& curves = *subject.curves();
  PageFigure out;
  out.title = titleOf(subject);
  out.widthMm = style.widthMm;
  const std::vector<double>* epochs = columnOf(curves, "epoch");
  if (!epochs || epochs->empty()) return out;
  std::vector<PanelContent> contents;
  const std::vector<PanelStyle> styles = panelStyles(subject.regression);
  for (const PanelStyle& one : styles) {
    PanelContent content = contentOf(one, curves, *epochs);
    if (!content.curves.empty()) contents.push_back(std::move(content));
  }
  constexpr double kGap = 3, kLeast = 40;
  const double least = std::max(kLeast, style.fontPoints * 7);
  const int fits = std::max(1, static_cast<int>((style.widthMm + kGap) / (least + kGap)));
  const int columns = std::min(fits, std::max(1, static_cast<int>(contents.size())));
  const double width = (style.widthMm + kGap) / columns - kGap;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const PageFigure one = panelFigure(contents[i], curves, panelLetter(panel), width, style.fontPoints);
    const int column = static_cast<int>(i) % columns;
    const double y = static_cast<double>(static_cast<int>(i) / columns) * (one.heightMm + kGap);
    place(out, one, column * (width + kGap), y);
    out.heightMm = y + one.heightMm;
  }
  return out;
}

}  // namespace lightloom
