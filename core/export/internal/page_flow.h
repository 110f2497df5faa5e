#pragma once

#include <string>
#include <vector>

#include "export/figure.h"
#include "rooms.h"

namespace lightloom::exports {

/// An A4 page, mm; fonts in points.
namespace a4 {
inline constexpr double kWidth = 210, kHeight = 297, kMargin = 18;
inline constexpr double kTextWidth = kWidth - 2 * kMargin, kBottom = kHeight - kMargin;
inline constexpr double kBody = 9, kSmall = 7;
}  // namespace a4

/// Words, tables and figures one under the other, over as many A4 pages as it takes.
class PageFlow {
 public:
  explicit PageFlow(std::string title);

  void gap(double mm) { m_y += mm; }
  /// What follows stands on a page of its own.
  void newPage();
  void title(const std::string& text);
  /// A heading stays with at least `following` mm of what comes after it.
  void heading(const std::string& text, double following = 18);
  void words(const std::string& text, double points, const char* colour = ink::kText);
  void figure(const PageFigure& figure);
  void table(const ExportTable& table);
  /// The pages, with `footer` and their numbers.
  std::vector<PageFigure> finish(const std::string& footer);

 private:
  using Cell = std::vector<std::string>;  // lines

  void makeRoom(double height);
  std::string next(const char* kind) { return kind + std::to_string(++m_elements); }
  void add(PageMark mark, const PageTag& tag = {});
  void lines(const std::string& text, double points, bool bold, const char* colour, const PageTag& tag);
  void rule(double width, const char* colour);
  void row(const std::vector<Cell>& cells, const std::vector<double>& widths,
           const std::vector<bool>& numeric, const PageTag& tag);

  std::string m_title;
  int m_elements = 0;
  std::vector<PageFigure> m_pages;
  double m_y = a4::kMargin;
};

}  // namespace lightloom::exports
