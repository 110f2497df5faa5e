#include "product/layer_path.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr double kPassesWidth = 46;
constexpr double kPathGap = 4;

}  // namespace

int answerOf(const std::vector<float>& outputs) {
  if (outputs.empty()) return -1;
  return static_cast<int>(std::max_element(outputs.begin(), outputs.end()) - outputs.begin());
}

LayerPath::LayerPath(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("layerPath"));
  setToolTip(
      tr("A layer takes a pass for as many neurons as there are synapses and as many samples as there are "
         "axons. A click on a layer or on an output goes there."));
  setProduct(nullptr, {});
}

void LayerPath::setProduct(std::shared_ptr<const SeenProduct> product, const QStringList& classes) {
  m_product = std::move(product);
  m_classes = classes;
  setAccessibleName(m_product ? words() : tr("Layers of the network"));
  update();
}

QString LayerPath::words() const {
  if (!m_product) return {};
  const OutputPlace& at = m_product->product.place;
  QStringList out{tr("row %1 of %2, column %3 of %4 of the passes")
                      .arg(at.rowPass + 1)
                      .arg(at.rowPasses)
                      .arg(at.columnPass + 1)
                      .arg(at.columnPasses)};
  out << tr("synapse %1, axon %2").arg(at.synapse).arg(at.axon);
  const bool last = m_product->place.layer + 1 == m_product->layers.size();
  if (last && m_product->label >= 0) {
    const int answer = answerOf(m_product->product.outputs);
    const auto name = [this](int index) {
      return index < m_classes.size() ? m_classes[index] : QString::number(index);
    };
    out << (answer == m_product->label
                ? tr("answer: %1, right").arg(name(answer))
                : tr("answer: %1, it is %2").arg(name(answer), name(m_product->label)));
  }
  return out.join(QStringLiteral("; "));
}

QRectF LayerPath::layerBox(std::size_t layer) const {
  if (!m_product) return {};
  const double share = 0.58 * height() / static_cast<double>(m_product->layers.size());
  const double row = std::min(share, 2.6 * fontMetrics().lineSpacing());
  return {0, static_cast<double>(layer) * row, static_cast<double>(width()), row - 3};
}

QRectF LayerPath::outputsBox() const {
  const double top = layerBox(m_product->layers.size() - 1).bottom() + kPathGap;
  const double words = 4 * fontMetrics().lineSpacing();
  return {0, top, static_cast<double>(width()), std::max(10.0, height() - top - words)};
}

void LayerPath::paintPasses(QPainter& painter, const QRectF& box, std::size_t layer) const {
  const LayerPasses& passes = m_product->layers[layer];
  const QColor text = palette().color(QPalette::Text);
  const double width = box.width() / passes.columns, height = box.height() / passes.rows;
  painter.fillRect(box, faded(text, 0.08));
  painter.setPen(QPen(faded(text, 0.3), 1));
  if (width >= 3)
    for (int i = 1; i < passes.columns; ++i)
      painter.drawLine(QPointF(box.left() + i * width, box.top()),
                       QPointF(box.left() + i * width, box.bottom()));
  if (height >= 3)
    for (int i = 1; i < passes.rows; ++i)
      painter.drawLine(QPointF(box.left(), box.top() + i * height),
                       QPointF(box.right(), box.top() + i * height));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(box);
  if (layer != m_product->place.layer) return;
  const OutputPlace& at = m_product->product.place;
  painter.fillRect(QRectF(box.left() + at.columnPass * width, box.top() + at.rowPass * height,
                          std::max(3.0, width), std::max(3.0, height)),
                   meaningColours(isDark(palette())).dendrite);
}

// The outputs of all neurons of the layer about their zero.
void LayerPath::paintOutputs(QPainter& painter) const {
  const std::vector<float>& outputs = m_product->product.outputs;
  const QRectF box = outputsBox();
  const auto [low, high] = std::minmax_element(outputs.begin(), outputs.end());
  const double bottom = std::min(0.0, static_cast<double>(*low)),
               top = std::max(0.0, static_cast<double>(*high));
  const double span = std::max(top - bottom, 1e-12), zero = box.top() + box.height() * top / span;
  const double width = box.width() / static_cast<double>(outputs.size());
  const MeaningColours colours = meaningColours(isDark(palette()));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const double height = box.height() * static_cast<double>(outputs[i]) / span;
    const QRectF bar(box.left() + static_cast<double>(i) * width, zero, std::max(1.0, width * 0.8), -height);
    painter.fillRect(bar.normalized(), i == m_product->place.neuron
                                           ? colours.dendrite
                                           : faded(palette().color(QPalette::Text), 0.35));
  }
}

void LayerPath::paintEvent(QPaintEvent*) {
  if (!m_product) return;
  QPainter painter(this);
  for (std::size_t l = 0; l < m_product->layers.size(); ++l) {
    const LayerPasses& layer = m_product->layers[l];
    const QRectF box = layerBox(l);
    const bool here = l == m_product->place.layer;
    if (here) painter.fillRect(box, faded(palette().color(QPalette::Highlight), 0.25));
    paintPasses(painter, box.adjusted(3, 3, kPassesWidth - box.width(), -3), l);
    QFont font = this->font();
    font.setBold(here);
    painter.setFont(font);
    painter.setPen(palette().color(QPalette::Text));
    const QRectF words = box.adjusted(kPassesWidth + 2 * kPathGap, 0, -2, 0);
    const QString text = tr("layer %1: %2 → %3").arg(l).arg(layer.inputs).arg(layer.neurons);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, text);
  }
  painter.setFont(font());
  paintOutputs(painter);
  painter.setPen(palette().color(QPalette::Text));
  const double top = outputsBox().bottom();
  painter.drawText(QRectF(0, top, width(), height() - top), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                   words());
}

void LayerPath::mousePressEvent(QMouseEvent* event) {
  if (!m_product || event->button() != Qt::LeftButton) return QWidget::mousePressEvent(event);
  for (std::size_t l = 0; l < m_product->layers.size(); ++l)
    if (layerBox(l).contains(event->position())) Q_EMIT layerClicked(static_cast<int>(l));
  const QRectF outputs = outputsBox();
  if (!outputs.contains(event->position())) return;
  const double share = (event->position().x() - outputs.left()) / outputs.width();
  Q_EMIT neuronClicked(static_cast<int>(share * static_cast<double>(m_product->product.outputs.size())));
}

}  // namespace lightloom::ui
