#include "export/internal/curves_figure.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "export/internal/callouts.h"

namespace lightloom::exports {
namespace {

struct CurveStyle {
  const char *column, *title;
  const char* upTo = nullptr;  ///< a band from the first column to this one instead of a line
};

struct PanelStyle {
  const char* name;
  const char* axis;    ///< title without its unit
  const char* symbol;  ///< of the unit; it gets the prefix that suits the numbers
  bool prefixes;       ///< SI prefixes go before the symbol
  bool fromZero;       ///< the axis begins at 0
  std::vector<CurveStyle> curves;
};

std::vector<PanelStyle> panelStyles(bool regression) {
  return {{regression ? "r2" : "accuracy",
           regression ? "R²" : "Accuracy",
           regression ? "" : "%",
           false,
           false,
           {{"train_accuracy", "train"}, {"ideal_test_accuracy", "ideal twin"}, {"test_accuracy", "test"}}},
          {"loss", "Loss", "", false, true, {{"loss", "train"}}},
          {"power", "Optical power", "W", true, true, {{"emitted_W", "emitted"}, {"detected_W", "detected"}}},
          {"energy",
           "Energy per operation",
           "J",
           true,
           true,
           {{"low_J_per_op", "its range", "high_J_per_op"}, {"J_per_op", "estimate"}}},
          {"phase_error",
           "Phase-lock error",
           "rad",
           true,
           true,
           {{"phase_error_rad", "rms"}, {"worst_phase_error_rad", "worst laser"}}}};
}

struct AxisUnit {
  double scale;      ///< SI value of one unit of the axis
  std::string text;  ///< "mW"; empty: none
};

std::string superscript(int exponent) {
  constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(exponent))) out += kDigits[digit - '0'];
  return out;
}

// Values that no prefix makes readable get a power of ten before their unit.
AxisUnit withPower(AxisUnit unit, double largest) {
  constexpr double kSmallest = 1e-3, kLargest = 1e6;
  const double shown = largest / unit.scale;
  if (!(shown > 0) || (shown >= kSmallest && shown < kLargest)) return unit;
  const int exponent = static_cast<int>(std::floor(std::log10(shown)));
  unit.scale *= std::pow(10.0, exponent);
  unit.text = "10" + superscript(exponent) + (unit.text.empty() ? "" : " " + unit.text);
  return unit;
}

// The prefix with which the largest number has one to three digits before its point.
AxisUnit unitOf(const PanelStyle& style, double largest) {
  if (!style.prefixes) return withPower({*style.symbol == '%' ? 0.01 : 1, style.symbol}, largest);
  struct Prefix {
    double scale;
    const char* text;
  };
  constexpr Prefix kPrefixes[] = {{1e-18, "a"}, {1e-15, "f"}, {1e-12, "p"}, {1e-9, "n"}, {1e-6, "µ"},
                                  {1e-3, "m"},  {1, ""},      {1e3, "k"},   {1e6, "M"}};
  const Prefix* chosen = &kPrefixes[0];
  for (const Prefix& prefix : kPrefixes)
    if (largest >= 0.9995 * prefix.scale) chosen = &prefix;
  if (!(largest > 0)) chosen = &kPrefixes[6];
  return withPower({chosen->scale, chosen->text + std::string(style.symbol)}, largest);
}

// The dashes of a curve, in mm.
std::vector<double> dashOf(CurveDash dash) {
  if (dash == CurveDash::Dashed) return {1.4, 0.7};
  if (dash == CurveDash::Dotted) return {0.4, 0.5};
  return {};
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
  // Values that differ by less than this share are one number: the ticks could not tell them apart.
  constexpr double kSame = 1e-6;
  if (range.high - range.low <= kSame * std::max(std::fabs(range.low), std::fabs(range.high))) {
    const double middle = (range.low + range.high) / 2, half = std::fabs(middle) * 0.1;
    range = middle == 0 ? Range{0, 1} : Range{middle - half, middle + half};
  }
  const double raw = (range.high - range.low) / ticks;
  const double decade = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * decade;
  for (double factor : {5.0, 2.0, 1.0})
    if (factor * decade >= raw * (1 - 1e-9)) step = factor * decade;
  return {std::floor(range.low / step + 1e-9) * step, std::ceil(range.high / step - 1e-9) * step, step};
}

std::string tickText(double value, double step) {
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  return fixedNumber(std::fabs(value) < 1e-9 * step ? 0.0 : value, decimals);
}

constexpr double kTick = 0.8, kAfterTick = 0.4;  // mm

// The distance from the x axis to the baseline of its numbers, which keeps the first of them off the last of
// the other axis.
double numbersBelow(double height) {
  return std::max(kTick + height, 1.37 * height);
}

/// One panel: where its axes stand and how numbers map onto them.
struct Plot {
  PageBox box;  ///< inside the axes
  Axis x, y;
  double widestY = 0;  ///< mm, of the numbers at the ticks
  PagePoint at(double valueX, double valueY) const {
    return {box.x + (valueX - x.low) / (x.high - x.low) * box.width,
            box.bottom() - (valueY - y.low) / (y.high - y.low) * box.height};
  }
};

void addAxes(PageGroup& group, const Plot& plot, double points, const std::vector<std::string>& title) {
  const PageInk line{ink::kSurface, "", 0.18, {}, 1};
  const PageBox& box = plot.box;
  group.marks.push_back(
      PagePath{{{box.x, box.y}, {box.x, box.bottom()}, {box.right(), box.bottom()}}, false, line});
  const double height = points * kMmPerPoint;
  for (double value : plot.y.ticks()) {
    const PagePoint at = plot.at(plot.x.low, value);
    group.marks.push_back(pageLine(at, {at.x - kTick, at.y}, line));
    group.marks.push_back(PageText{{at.x - kTick - kAfterTick, at.y + 0.35 * height},
                                   tickText(value, plot.y.step),
                                   points,
                                   TextAnchor::End});
  }
  for (double value : plot.x.ticks()) {
    const PagePoint at = plot.at(value, plot.y.low);
    group.marks.push_back(pageLine(at, {at.x, at.y + kTick}, line));
    group.marks.push_back(PageText{
        {at.x, at.y + numbersBelow(height)}, tickText(value, plot.x.step), points, TextAnchor::Middle});
  }
  group.marks.push_back(PageText{{box.centre().x, box.bottom() + numbersBelow(height) + 1.3 * height},
                                 "Epoch",
                                 points,
                                 TextAnchor::Middle});
  // Lines that read upwards follow each other to the right; the last one keeps off the numbers.
  double x = box.x - kTick - 2 * kAfterTick - plot.widestY - 0.3 * height;
  for (auto text = title.rbegin(); text != title.rend(); ++text, x -= 1.15 * height)
    group.marks.push_back(PageText{{x, box.centre().y}, *text, points, TextAnchor::Middle, false, true});
}

void addCurve(PageGroup& group, const Plot& plot, const std::vector<double>& x, const std::vector<double>& y,
              double unit, const CurveLook& look) {
  PagePath path;
  path.ink = {look.colour, "", 0.3, dashOf(look.dash), 1};
  for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i)
    if (std::isfinite(y[i])) path.points.push_back(plot.at(x[i], y[i] / unit));
  constexpr std::size_t kFew = 12;
  if (path.points.size() <= kFew)
    for (const PagePoint& at : path.points)
      group.marks.push_back(PageEllipse{at, 0.45, 0.45, {"", look.colour, 0, {}, 1}});
  if (path.points.size() > 1) group.marks.push_back(std::move(path));
}

constexpr double kBand = 0.18;  // opacity

void addBand(PageGroup& group, const Plot& plot, const std::vector<double>& x, const std::vector<double>& low,
             const std::vector<double>& high, double unit, const char* colour) {
  PagePath path;
  path.closed = true;
  path.ink = {"", colour, 0, {}, kBand};
  std::vector<PagePoint> back;
  for (std::size_t i = 0; i < std::min({x.size(), low.size(), high.size()}); ++i) {
    if (!std::isfinite(low[i]) || !std::isfinite(high[i])) continue;
    path.points.push_back(plot.at(x[i], low[i] / unit));
    back.push_back(plot.at(x[i], high[i] / unit));
  }
  path.points.insert(path.points.end(), back.rbegin(), back.rend());
  if (back.size() > 1) group.marks.push_back(std::move(path));
}

constexpr double kSample = 3.5, kAfterSample = 0.6, kAfterWord = 1.4;  // mm, of the key

// The places of the entries of the key, when a line is full at `width`.
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
    const CurveLook look = curveLook(curves[i]->column);
    const double half = 0.3 * points * kMmPerPoint;
    if (curves[i]->upTo)
      group.marks.push_back(
          pageRectangle({at.x, at.y - half, kSample, 2 * half}, {"", look.colour, 0, {}, kBand}));
    else
      group.marks.push_back(
          pageLine(at, {at.x + kSample, at.y}, {look.colour, "", 0.3, dashOf(look.dash), 1}));
    group.marks.push_back(PageText{
        {at.x + kSample + kAfterSample, at.y + points * kMmPerPoint * 0.35}, curves[i]->title, points});
  }
}

struct PanelContent {
  const PanelStyle* style;
  AxisUnit unit;
  std::vector<const CurveStyle*> curves;  ///< those that hold numbers
  Range x, y;                             ///< y in units of the axis
  bool diverged = false;                  ///< the training ended so
};

PanelContent contentOf(const PanelStyle& style, const CurveTable& table, const std::vector<double>& epochs) {
  PanelContent out{&style, {}, {}, {}, {}, false};
  for (double epoch : epochs) out.x.take(epoch);
  // A training that is shown from its beginning is shown from zero.
  constexpr double kFromZero = 0.3;
  if (out.x.low > 0 && out.x.low < kFromZero * out.x.high) out.x.low = 0;
  if (style.fromZero) out.y.take(0);
  for (const CurveStyle& curve : style.curves) {
    Range own;
    for (const char* column : {curve.column, curve.upTo}) {
      const std::vector<double>* values = column ? columnOf(table, column) : nullptr;
      for (std::size_t i = 0; values && i < values->size(); ++i) own.take((*values)[i]);
    }
    if (own.empty() || !columnOf(table, curve.column) || (curve.upTo && !columnOf(table, curve.upTo)))
      continue;
    out.y.take(own.low);
    out.y.take(own.high);
    out.curves.push_back(&curve);
  }
  out.unit = unitOf(style, std::max(std::fabs(out.y.low), std::fabs(out.y.high)));
  out.y = {out.y.low / out.unit.scale, out.y.high / out.unit.scale};
  return out;
}

ExportTable sourceTable(const PanelContent& content, const CurveTable& curves) {
  CurveTable table{{"epoch"}, {*columnOf(curves, "epoch")}};
  for (const CurveStyle* curve : content.curves)
    for (const char* column : {curve->column, curve->upTo}) {
      if (!column) continue;
      table.columns.emplace_back(column);
      table.values.push_back(*columnOf(curves, column));
    }
  ExportTable out = curvesTable(table);
  out.name = content.style->name;
  return out;
}

// The number of ticks that leaves their numbers apart.
int ticksOn(double length, double perTick) {
  constexpr int kMost = 4;
  return std::clamp(static_cast<int>(length / perTick) - 1, 1, kMost);
}

double widestTick(const Axis& axis, double points) {
  double out = 0;
  for (double value : axis.ticks()) out = std::max(out, textWidthMm(tickText(value, axis.step), points));
  return out;
}

std::string fourDigits(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 4);
  LL_CHECK(error == std::errc());
  return {text, end};
}

// The last number of a column in the unit of its axis; empty where it has none.
std::string lastOf(const CurveTable& curves, const char* column, const AxisUnit& unit) {
  const std::vector<double>& values = *columnOf(curves, column);
  const auto last =
      std::find_if(values.rbegin(), values.rend(), [](double value) { return std::isfinite(value); });
  return last == values.rend() ? std::string() : fourDigits(*last / unit.scale);
}

// The contents of a panel in words, for those who do not see it.
std::string altOf(const PanelContent& content, const std::string& title, const CurveTable& curves) {
  std::string out = title + " over epochs";
  for (const CurveStyle* curve : content.curves) {
    out += ", ";
    out += curve->title;
    out += " at last ";
    out += lastOf(curves, curve->column, content.unit);
    if (!curve->upTo) continue;
    out += " to ";
    out += lastOf(curves, curve->upTo, content.unit);
  }
  return out + ".";
}

PageFigure panelFigure(const PanelContent& content, const CurveTable& curves, const std::string& letter,
                       double width, double plotHeight, double points) {
  const double height = points * kMmPerPoint, line = 1.2 * height;
  const double keyLeft = textWidthMm(letter, points + 1, true) + 1.5;
  const std::vector<PagePoint> places = keyPlaces(content.curves, keyLeft, width, points);
  const double top = places.back().y + 1.9 * line;
  PageFigure out;
  out.widthMm = width;
  out.heightMm = top + plotHeight + numbersBelow(height) + 1.6 * height;
  const std::string title =
      content.style->axis + (content.unit.text.empty() ? "" : " (" + content.unit.text + ")");
  PageGroup& group = out.group("panel-" + letter, title);
  group.marks.push_back(PageText{{0, line}, letter, points + 1, TextAnchor::Start, true});
  const std::vector<std::string> titleLines = wrapped(title, plotHeight, points);
  Plot plot{{}, {}, axisOf(content.y, ticksOn(plotHeight, 1.5 * height)), 0};
  plot.widestY = widestTick(plot.y, points);
  const double left = static_cast<double>(titleLines.size()) * 1.15 * height + 0.3 * height + plot.widestY +
                      kTick + 2 * kAfterTick;
  const double xTick = textWidthMm(tickText(content.x.high, 1), points) + 0.3;
  plot.box = {left, top, std::max(5.0, width - left - xTick / 2 - 0.5), plotHeight};
  plot.x = axisOf(content.x, ticksOn(plot.box.width, 1.6 * xTick));
  plot.x.low = content.x.low;
  plot.x.high = std::max(content.x.high, content.x.low + 1e-9);
  // Numbers with decimals are wider than the whole ones that room was left for.
  plot.box.width = std::max(5.0, width - left - widestTick(plot.x, points) / 2);
  addAxes(group, plot, points, titleLines);
  addKey(group, content.curves, places, 0.7 * line, points);
  group.tag = {PageRole::Figure, group.id, altOf(content, title, curves)};
  const std::vector<double>& epochs = *columnOf(curves, "epoch");
  for (const CurveStyle* curve : content.curves) {
    const CurveLook look = curveLook(curve->column);
    const std::vector<double>& values = *columnOf(curves, curve->column);
    if (curve->upTo)
      addBand(group, plot, epochs, values, *columnOf(curves, curve->upTo), content.unit.scale, look.colour);
    else
      addCurve(group, plot, epochs, values, content.unit.scale, look);
  }
  if (content.diverged) {
    group.tag.alt.insert(group.tag.alt.size() - 1, "; the training then diverged");
    group.marks.push_back(
        PageText{{plot.box.right(), plot.box.y + height}, "diverged", points, TextAnchor::End});
  }
  out.data.push_back({letter, sourceTable(content, curves)});
  return out;
}

}  // namespace

std::vector<PageFigure> curveRows(const ExportSubject& subject, const FigureStyle& style,
                                  const CurveRoom& room, int& panel) {
  const CurveTable& curves = *subject.curves();
  const std::vector<double>* epochs = columnOf(curves, "epoch");
  if (!epochs || epochs->empty()) return {};
  std::vector<PanelContent> contents;
  const std::vector<PanelStyle> styles = panelStyles(subject.data.regression);
  for (const PanelStyle& one : styles) {
    PanelContent content = contentOf(one, curves, *epochs);
    content.diverged = subject.run->record.diverged.has_value();
    if (!content.curves.empty()) contents.push_back(std::move(content));
  }
  constexpr double kGap = 3, kLowest = 11;  // mm
  const double tight = std::clamp(room.squeeze / 0.6, 0.0, 1.0);
  const double comfortable = std::max(40.0, style.fontPoints * 7),
               small = std::max(26.0, style.fontPoints * 3.9);
  const double least = comfortable + (small - comfortable) * tight;
  const int count = static_cast<int>(contents.size());
  const int fits = std::max(1, static_cast<int>((style.widthMm + kGap) / (least + kGap)));
  const int rows = (count + fits - 1) / fits;
  const int columns = rows > 0 ? (count + rows - 1) / rows : 1;
  const double width = (style.widthMm + kGap) / columns - kGap;
  const double natural = 0.5 * width, low = std::max(kLowest, width * (0.5 - 0.22 * tight));
  const double plotHeight = std::max(low, std::min(natural, low + room.extraMm));
  std::vector<PageFigure> out;
  for (int i = 0; i < count; ++i) {
    if (i % columns == 0) {
      out.emplace_back();
      out.back().widthMm = style.widthMm;
    }
    const PageFigure one = panelFigure(contents[static_cast<std::size_t>(i)], curves, panelLetter(panel),
                                       width, plotHeight, style.fontPoints);
    place(out.back(), one, i % columns * (width + kGap), 0);
    out.back().heightMm = std::max(out.back().heightMm, one.heightMm);
  }
  return out;
}

}  // namespace lightloom::exports
