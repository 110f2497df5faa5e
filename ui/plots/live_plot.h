#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>
#include <QStringList>
#include <QWidget>
#include <string>
#include <utility>
#include <vector>

#include "rooms.h"

class QCustomPlot;
class QCPGraph;
class QCPItemText;
class QCPTextElement;
class QCPItemStraightLine;

namespace lightloom::ui {

/// How one curve is told from the others: hue and dash.
struct SeriesLook {
  QString name;
  QRgb light, dark;  ///< its colour on the two themes
  Qt::PenStyle dash = Qt::SolidLine;
  bool dots = false;    ///< few points: each gets a marker
  bool varies = false;  ///< from mini-batch to mini-batch; the others are those of the bench
  QString unit = {};    ///< of an axis of its own, at the right; empty: the plot's at the left
};

/// A curve as it is drawn.
struct ShownCurve {
  QString name, unit;
  std::vector<double> x, y;
};

/// Marks of the same name that are closer than so many epochs are one change that went on.
inline constexpr double kMarkReachEpochs = 0.25;

/// A curve of another run, behind those of this one.
struct OverlayCurve {
  SeriesLook look;
  std::vector<double> x, y;  ///< of equal length; what is not finite is left out
};

/// A plot that grows while it is watched: epochs or seconds along x, one SI axis along y, a legend, marks
/// where the bench changed, a readout under the pointer. The wheel zooms, a drag pans, a double-click goes
/// back to following the newest point.
class LivePlot : public QWidget {
  Q_OBJECT

 public:
  LivePlot(const QString& name, const QString& title, const QString& unit,
           const std::vector<SeriesLook>& series, QWidget* parent = nullptr);

  /// Another quantity along y; the curves keep their numbers.
  void setQuantity(const QString& title, const QString& unit);
  /// What runs along x: its label, its name before a number and its unit. Marks of the same name that are no
  /// farther apart than `reach` are one.
  void setAbscissa(const QString& label, const QString& name, const QString& unit, double reach);
  /// The curves of other runs, in place of those before.
  void setOverlays(const std::vector<OverlayCurve>& curves);
  int overlays() const { return static_cast<int>(m_overlays.size()); }
  void clear();
  /// One more point of a series; values that are not finite are left out.
  void addPoint(int series, double x, double y);
  /// The two edges of the band behind the first series.
  void addBand(double x, double low, double high);
  /// A change of the bench; `parts` are the ids of what was changed, which a click on the mark asks for.
  void addMark(double x, const QString& label, const QStringList& parts = {});
  /// How large words and lines are, of what they are in the window.
  void setSize(double size);
  /// The y axis at the left with steps of factors; what is not above 0 is left out.
  void setLogarithmic(bool logarithmic);
  /// Why the curves that are those of the bench stay where they are; said as long as they do.
  void setReason(const QString& reason);
  /// The reason, where the curves are constant; else empty.
  QString shownReason() const;
  /// Largest x that the axis shows while it follows.
  void setSpan(double span) { m_span = span; }
  /// The y axis never shows less than this range while it follows.
  void setFloor(double low, double high);
  /// Draws what has been added, if anything was and it can be seen.
  void refresh();
  /// Latest values in words.
  QString summary() const;
  bool follows() const { return m_follows; }
  void follow();
  int marks() const { return static_cast<int>(m_marks.size()); }
  /// The boxes of the names of the marks, in pixels of the widget's picture.
  std::vector<QRectF> markNames() const;
  /// The names of the marks as they stand in the plot, in up to two lines; empty where a crowd shows another.
  QStringList markTexts() const;
  int points(int series) const;
  /// The marks with something to select: name and parts, oldest first.
  std::vector<std::pair<QString, QStringList>> changes() const;
  /// The visible curves of this run, and what runs along x.
  std::vector<ShownCurve> curves() const;
  QString abscissa() const;
  QString title() const { return m_title; }
  /// The range that the axis at the left shows.
  std::pair<double, double> shownRange() const;
  /// The colour in which a series is drawn in the present theme.
  QColor colour(int series) const;
  /// The read-out of the pointer at this x: the values of all curves, and the whole name of a mark that is
  /// near.
  QString readoutAt(double x) const;

  /// The picture as it is, always light.
  void renderTo(QPainter& painter, int width, int height);
  QSize minimumSizeHint() const override { return {180, 120}; }

 Q_SIGNALS:
  /// A mark was clicked whose change was of these parts.
  void markClicked(const QStringList& parts);
  void menuWanted(const QPoint& globalPosition);

 protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Mark {
    QCPItemStraightLine* line;
    QCPItemText* text;
    double first, last;
    QString label;
    QStringList parts;
  };
  void setUpAxes(const QString& title);
  void applyFonts();
  QFont markFont() const;
  void applyColours(bool dark);
  void placeMarkTexts();
  void dotFewPoints();
  QString whereText(double x) const;
  void fitAxes();
  void showReadout(QPointF position);
  void hideReadout();
  QString valuesAt(double x, double& snappedX) const;
  const Mark* markNear(double x) const;
  const QString& unitOf(std::size_t series) const;
  void endPress(const QPointF& position);
  void placeReason();

  QString m_title, m_unit;
  QString m_name, m_xUnit;  ///< of what runs along x
  double m_markReach = 0;
  QCPTextElement* m_heading = nullptr;
  std::vector<SeriesLook> m_looks;
  QCustomPlot* m_plot;
  std::vector<QCPGraph*> m_graphs;
  std::vector<SeriesLook> m_overlayLooks;
  std::vector<QCPGraph*> m_overlays;
  QCPGraph* m_low;
  QCPGraph* m_high;
  std::vector<Mark> m_marks;
  QCPItemStraightLine* m_cursor;
  QCPItemText* m_readout;
  double m_size = 1;
  double m_span = 1, m_floorLow = 0, m_floorHigh = 0;
  bool m_follows = true, m_due = true, m_logarithmic = false;
  bool m_followed = true;  ///< before the present press
  QPointF m_pressed;
  QString m_reason;
  QCPTextElement* m_reasonLine = nullptr;  ///< in the layout where it is said
};

}  // namespace lightloom::ui
