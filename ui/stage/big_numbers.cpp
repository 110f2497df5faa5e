#include "stage/big_numbers.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QLabel>
#include <algorithm>
#include <cmath>

#include "document/run_controller.h"
#include "document/translate.h"
#include "documents/talk.h"

namespace lightloom::ui {
namespace {

constexpr double kNumberSize = 1.6;  // times the other words
constexpr int kEdge = 8, kGap = 16;  // pixels

}  // namespace

BigNumbers::BigNumbers(RunController& run, QWidget* parent) : QWidget(parent), m_run(run) {
  setObjectName(QStringLiteral("bigNumbers"));
  setAccessibleName(tr("Newest values of the plots"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kEdge, 0, kEdge, 0);
  layout->setSpacing(kGap);
  for (const std::string_view plot : talkPlots()) {
    auto* label = new QLabel;
    label->setObjectName(QStringLiteral("number_") + fromStd(plot));
    label->setAlignment(Qt::AlignCenter);
    label->setTextFormat(Qt::PlainText);
    // They never widen the stage.
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(label, 1);
    m_labels.push_back(label);
  }
  connect(&run, &RunController::curvesChanged, this, &BigNumbers::refresh);
  connect(&run, &RunController::curvesRestarted, this, &BigNumbers::refresh);
  choose({});
}

void BigNumbers::choose(const std::vector<std::string>& plots) {
  m_plots = plots;
  m_share = 0;
  refresh();
}

void BigNumbers::setSize(double size) {
  m_size = size;
  m_share = 0;
  // As high whatever fits, so that what stands above keeps its place.
  QFont largest = QApplication::font();
  largest.setWeight(QFont::DemiBold);
  largest.setPointSizeF(largest.pointSizeF() * size * kNumberSize);
  setFixedHeight(QFontMetrics(largest).height());
  fit();
}

void BigNumbers::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  m_share = 0;
  fit();
}

// Each has room by the width of its words. Until the room is another one numbers only become smaller, and
// their places wider, so that they do not breathe as they change.
void BigNumbers::fit() {
  QFont large = QApplication::font();
  large.setWeight(QFont::DemiBold);
  const double least = large.pointSizeF() * m_size;
  large.setPointSizeF(least * kNumberSize);
  const QFontMetricsF metrics(large);
  int needed = 0, shown = 0;
  for (std::size_t i = 0; i < m_labels.size(); ++i) {
    const bool isShown = m_labels[i]->isVisibleTo(this);
    const int at = static_cast<int>(i);
    auto& row = static_cast<QHBoxLayout&>(*layout());
    int wide = isShown ? static_cast<int>(std::ceil(metrics.horizontalAdvance(m_labels[i]->text()))) : 0;
    if (m_share > 0) wide = std::max(wide, row.stretch(at));
    row.setStretch(at, wide);
    needed += wide;
    shown += isShown;
  }
  if (shown == 0) return;
  const double room = width() - 2 * kEdge - (shown - 1) * kGap;
  const double share = std::clamp(0.98 * room / needed * kNumberSize, 1.0, kNumberSize);
  if (m_share > 0 && share >= m_share) return;
  m_share = share;
  large.setPointSizeF(least * share);
  for (QLabel* label : m_labels) label->setFont(large);
}

// The newest point at which the quantity was measured, as the plot has it.
QString BigNumbers::wordsOf(const std::string& plot) const {
  const auto newest = [this](double RunPoint::*member) {
    const Trail<RunPoint>& points = m_run.curves().points;
    for (std::size_t i = points.size(); i > 0; --i)
      if (std::isfinite(points[i - 1].*member)) return points[i - 1].*member;
    return std::nan("");
  };
  const auto shownOr = [](double value, const auto& words) {
    return std::isfinite(value) ? words(value) : QStringLiteral("–");
  };
  if (plot == "accuracy")
    return shownOr(newest(&RunPoint::testAccuracy), [this](double score) {
      return m_run.isRegression() ? tr("R² %1").arg(shownFixed(score, 3))
                                  : tr("%1 % right").arg(shownFixed(100 * score, 1));
    });
  if (plot == "power")
    return shownOr(newest(&RunPoint::opticalDetectedW),
                   [](double watts) { return tr("%1 detected").arg(shownPower(watts)); });
  if (plot == "energy")
    return shownOr(newest(&RunPoint::joulesPerOp),
                   [](double joules) { return shownQuantity(joules, Unit::FemtojoulePerOp, 3); });
  return shownOr(newest(&RunPoint::phaseErrorRad),
                 [](double radians) { return tr("%1 mrad rms").arg(shownFixed(1e3 * radians, 1)); });
}

void BigNumbers::refresh() {
  for (std::size_t i = 0; i < m_labels.size(); ++i) {
    const std::string plot(talkPlots()[i]);
    const bool chosen = std::find(m_plots.begin(), m_plots.end(), plot) != m_plots.end();
    m_labels[i]->setVisible(chosen);
    if (chosen) m_labels[i]->setText(wordsOf(plot));
    m_labels[i]->setAccessibleName(m_labels[i]->text());
  }
  setVisible(!m_plots.empty());
  fit();
}

QString BigNumbers::text() const {
  QStringList out;
  for (const QLabel* label : m_labels)
    if (label->isVisibleTo(this)) out << label->text();
  return out.join(QStringLiteral(" · "));
}

}  // namespace lightloom::ui
