#include "answers/residual_plot.h"

#include <QMouseEvent>
#include <QVBoxLayout>
#include <cmath>

#include "inspector/plot_style.h"
#include "plots/custom_plot.h"

namespace lightloom::ui {
namespace {

constexpr double kReach = 20;  // pixels

}  // namespace

ResidualPlot::ResidualPlot(QWidget* parent)
    : QWidget(parent),
      m_plot(new QCustomPlot(this)),
      m_points(addPoints(*m_plot)),
      m_current(addPoints(*m_plot)) {
  setObjectName(QStringLiteral("answerResiduals"));
  m_plot->setObjectName(QStringLiteral("answerResidualPoints"));
  m_plot->setAccessibleName(tr("Residuals of the test set"));
  m_plot->setToolTip(
      tr("Answer less truth over the truth, a point for each sample of the test set; the ring is the sample "
         "in sight. A click shows the nearest one."));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  connect(m_plot, &QCustomPlot::mousePress, this,
          [this](QMouseEvent* event) { chooseNear(event->position()); });
  setColours(lockColours(false));
}

void ResidualPlot::setColours(const LockColours& colours) {
  colourPlot(*m_plot, colours);
  m_points->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(colours.voltage, 1), faded(colours.voltage, 0.6), 5));
  m_current->setScatterStyle(
      QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(colours.selection, 2.5), Qt::NoBrush, 11));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ResidualPlot::setAnswers(const QString& name, const std::vector<double>& truths,
                              const std::vector<double>& answers) {
  nameAxis(*m_plot->xAxis, tr("true %1").arg(name), name);
  m_plot->yAxis->setLabel(tr("answer − truth"));
  m_truths = truths;
  m_residuals.clear();
  m_points->data()->clear();
  for (std::size_t i = 0; i < truths.size(); ++i) {
    m_residuals.push_back(answers[i] - truths[i]);
    if (std::isfinite(m_residuals.back())) m_points->addData(truths[i], m_residuals.back());
  }
  m_plot->rescaleAxes();
  const QCPRange range = m_plot->yAxis->range();
  const double most = 1.1 * std::max({std::fabs(range.lower), std::fabs(range.upper), 1e-9});
  m_plot->yAxis->setRange(-most, most);
  m_plot->xAxis->scaleRange(1.06);
  markCurrent();
}

void ResidualPlot::setCurrent(std::size_t sample) {
  m_sample = sample;
  markCurrent();
}

void ResidualPlot::markCurrent() {
  m_current->data()->clear();
  if (m_sample < m_residuals.size() && std::isfinite(m_residuals[m_sample]))
    m_current->addData(m_truths[m_sample], m_residuals[m_sample]);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ResidualPlot::chooseNear(const QPointF& at) {
  double nearest = kReach;
  std::size_t found = m_residuals.size();
  for (std::size_t i = 0; i < m_residuals.size(); ++i) {
    const double distance = std::hypot(m_plot->xAxis->coordToPixel(m_truths[i]) - at.x(),
                                       m_plot->yAxis->coordToPixel(m_residuals[i]) - at.y());
    if (distance >= nearest) continue;
    nearest = distance;
    found = i;
  }
  if (found < m_residuals.size()) Q_EMIT sampleClicked(found);
}

int ResidualPlot::points() const {
  return m_points->data()->size();
}

}  // namespace lightloom::ui
