#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "export/ink.h"
#include "export/table.h"
#include "rooms.h"

/// A figure as a list of plain marks. Built once, then written as SVG by the core and painted as PDF or PNG
/// by the window's program: all three show the same.
namespace lightloom::exports {

/// A point on the page, mm, y down from the upper left corner.
struct PagePoint {
  double x = 0, y = 0;
};

struct PageBox {
  double x = 0, y = 0, width = 0, height = 0;  ///< mm
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  PagePoint centre() const { return {x + width / 2, y + height / 2}; }
  PageBox grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
  bool meets(const PageBox& other) const {
    return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
  }
  bool contains(const PageBox& other) const {
    return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
  }
};

/// Colours are "#rrggbb"; empty = none. Line widths and dashes in mm.
struct PageInk {
  std::string stroke, fill;
  double width = 0.2;
  std::vector<double> dash;
  double opacity = 1;
};

struct PagePath {
  std::vector<PagePoint> points;
  bool closed = false;
  PageInk ink;
};

struct PageEllipse {
  PagePoint centre;
  double radiusX = 0, radiusY = 0;
  PageInk ink;
};

enum class TextAnchor { Start, Middle, End };

struct PageText {
  PagePoint at;  ///< on the baseline
  std::string text;
  double points = 6;  ///< height of the font, pt
  TextAnchor anchor = TextAnchor::Start;
  bool bold = false;
  bool upwards = false;  ///< turned by a quarter, reading upwards
  std::string colour = "#1b2027";
};

using PageMark = std::variant<PagePath, PageEllipse, PageText>;

/// The role of a group of marks for those who hear a page instead of seeing it.
enum class PageRole { Decoration, Title, Heading, Paragraph, Figure, Table };

/// Groups of one element belong together, also over pages: the lines of a paragraph, the parts of a drawing,
/// the cells of a table.
struct PageTag {
  PageRole role = PageRole::Decoration;
  std::string element;      ///< unique in a document
  std::string alt;          ///< of a figure: what can be seen, in words
  int row = 0, column = 0;  ///< of a table; row 0 holds the titles of the columns
};

struct PageGroup {
  std::string id;       ///< of the part that is drawn, or "panel-a"; unique in the figure
  std::string tooltip;  ///< may be empty
  std::vector<PageMark> marks;
  PageTag tag;
};

/// The numbers behind a panel: redraw its curves exactly.
struct SourceData {
  std::string letter;
  ExportTable table;
};

struct PageFigure {
  double widthMm = 0, heightMm = 0;
  std::string title;
  std::vector<PageGroup> groups;  ///< painted in this order
  std::vector<SourceData> data;

  PageGroup& group(const std::string& id, const std::string& tooltip = {});
};

inline constexpr double kMmPerPoint = 25.4 / 72;

/// The number with so many digits behind the point, in any locale.
std::string fixedNumber(double value, int decimals);

/// Width of a line of text in mm, as DejaVu Sans has it: other fonts of figures are narrower.
double textWidthMm(const std::string& text, double points, bool bold = false);

/// The box that a text covers on the page: from the tops of its capitals to the ends of its descenders.
PageBox boxOf(const PageText& text);

/// The box that all marks of a group cover, lines without their width.
PageBox boxOf(const PageGroup& group);

/// A convex outline of four corners, in turn: a beam on the page.
using PageQuad = std::array<PagePoint, 4>;

/// Whether they share a point (separating axes).
bool meets(const PageQuad& quad, const PageBox& box);

/// A line of some width as an outline.
PageQuad quadAlong(PagePoint from, PagePoint to, double fromHalf, double toHalf);

/// Smallest font of a figure in points; 0 without text.
double smallestText(const PageFigure& figure);

/// Moves `other` to (x, y) and adds its groups and data.
void place(PageFigure& figure, const PageFigure& other, double x, double y);

/// The letter of the next panel ("a" … "z", "aa" …) of panel number `panel`, which is moved on.
std::string panelLetter(int& panel);

PagePath pageLine(PagePoint from, PagePoint to, PageInk ink);
PagePath pageRectangle(const PageBox& box, PageInk ink);

}  // namespace lightloom::exports
