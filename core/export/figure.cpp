#include "export/figure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace lightloom::exports {
namespace {

// Advance widths of DejaVu Sans for the characters from space to ~, thousandths of the font's height.
constexpr std::array<int, 95> kAdvance = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};
constexpr int kOtherAdvance = 838;
constexpr double kBoldFactor = 1.12;

struct Mover {
  double x, y;
  void operator()(PagePath& path) const {
    for (PagePoint& point : path.points) move(point);
  }
  void operator()(PageEllipse& ellipse) const { move(ellipse.centre); }
  void operator()(PageText& text) const { move(text.at); }
  void move(PagePoint& point) const {
    point.x += x;
    point.y += y;
  }
};

}  // namespace

PageGroup& PageFigure::group(const std::string& id, const std::string& tooltip) {
  groups.push_back({id, tooltip, {}, {}});
  return groups.back();
}

std::string fixedNumber(double value, int decimals) {
  char text[400];  // the largest double has 309 digits
  const auto [end, error] =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  LL_CHECK(error == std::errc());
  return {text, end};
}

double textWidthMm(const std::string& text, double points, bool bold) {
  int sum = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F)
      sum += kAdvance[static_cast<std::size_t>(byte - 0x20)];
    else if (byte >= 0xC0)
      sum += kOtherAdvance;
  }
  return sum * 1e-3 * points * kMmPerPoint * (bold ? kBoldFactor : 1);
}

PageBox boxOf(const PageText& text) {
  constexpr double kAscent = 0.76, kDescent = 0.24;  // of the font, DejaVu Sans
  const double width = textWidthMm(text.text, text.points, text.bold), height = text.points * kMmPerPoint;
  const double before = text.anchor == TextAnchor::Start    ? 0
                        : text.anchor == TextAnchor::Middle ? width / 2
                                                            : width;
  if (text.upwards)
    return {text.at.x - kAscent * height, text.at.y + before - width, (kAscent + kDescent) * height, width};
  return {text.at.x - before, text.at.y - kAscent * height, width, (kAscent + kDescent) * height};
}

PageBox boxOf(const PageGroup& group) {
  double left = std::numeric_limits<double>::infinity(), top = left, right = -left, bottom = -left;
  const auto take = [&](double x, double y) {
    left = std::min(left, x);
    top = std::min(top, y);
    right = std::max(right, x);
    bottom = std::max(bottom, y);
  };
  for (const PageMark& mark : group.marks) {
    if (const auto* path = std::get_if<PagePath>(&mark)) {
      for (const PagePoint& point : path->points) take(point.x, point.y);
      continue;
    }
    const auto* ellipse = std::get_if<PageEllipse>(&mark);
    const PageBox box =
        ellipse ? PageBox{ellipse->centre.x - ellipse->radiusX, ellipse->centre.y - ellipse->radiusY,
                          2 * ellipse->radiusX, 2 * ellipse->radiusY}
                : boxOf(std::get<PageText>(mark));
    take(box.x, box.y);
    take(box.right(), box.bottom());
  }
  if (!(left <= right)) return {};
  return {left, top, right - left, bottom - top};
}

bool meets(const PageQuad& quad, const PageBox& box) {
  const PageQuad corners = {
      {{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}}};
  const auto apartAlong = [&](double x, double y) {
    const auto reach = [&](const PageQuad& shape) {
      std::array<double, 2> out = {x * shape[0].x + y * shape[0].y, x * shape[0].x + y * shape[0].y};
      for (const PagePoint& corner : shape) {
        out[0] = std::min(out[0], x * corner.x + y * corner.y);
        out[1] = std::max(out[1], x * corner.x + y * corner.y);
      }
      return out;
    };
    const std::array<double, 2> a = reach(quad), b = reach(corners);
    return a[1] < b[0] || b[1] < a[0];
  };
  if (apartAlong(1, 0) || apartAlong(0, 1)) return false;
  for (std::size_t i = 0; i < quad.size(); ++i) {
    const PagePoint &from = quad[i], &to = quad[(i + 1) % quad.size()];
    if (apartAlong(from.y - to.y, to.x - from.x)) return false;
  }
  return true;
}

PageQuad quadAlong(PagePoint from, PagePoint to, double fromHalf, double toHalf) {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  const double nx = length > 0 ? -(to.y - from.y) / length : 0,
               ny = length > 0 ? (to.x - from.x) / length : 0;
  return {{{from.x + nx * fromHalf, from.y + ny * fromHalf},
           {to.x + nx * toHalf, to.y + ny * toHalf},
           {to.x - nx * toHalf, to.y - ny * toHalf},
           {from.x - nx * fromHalf, from.y - ny * fromHalf}}};
}

double smallestText(const PageFigure& figure) {
  double out = 0;
  for (const PageGroup& group : figure.groups)
    for (const PageMark& mark : group.marks)
      if (const auto* text = std::get_if<PageText>(&mark))
        out = out == 0 ? text->points : std::min(out, text->points);
  return out;
}

void place(PageFigure& figure, const PageFigure& other, double x, double y) {
  for (PageGroup group : other.groups) {
    for (PageMark& mark : group.marks) std::visit(Mover{x, y}, mark);
    figure.groups.push_back(std::move(group));
  }
  figure.data.insert(figure.data.end(), other.data.begin(), other.data.end());
}

std::string panelLetter(int& panel) {
  std::string out;
  for (int n = panel++; n >= 0; n = n / 26 - 1) out.insert(out.begin(), static_cast<char>('a' + n % 26));
  return out;
}

PagePath pageLine(PagePoint from, PagePoint to, PageInk ink) {
  return {{from, to}, false, std::move(ink)};
}

PagePath pageRectangle(const PageBox& box, PageInk ink) {
  return {{{box.x, box.y}, {box.right(), box.y}, {box.right(), box.bottom()}, {box.x, box.bottom()}},
          true,
          std::move(ink)};
}

}  // namespace lightloom::exports
