#pragma once

#include <QWidget>
#include <vector>

#include "rooms.h"
#include "start/data_sample.h"

namespace lightloom::ui {

/// Pictures of a data set side by side, as large as there is room for.
class SampleGrid : public QWidget {
  Q_OBJECT

 public:
  explicit SampleGrid(QWidget* parent = nullptr);

  void setSamples(std::vector<DataSample> samples);
  std::size_t count() const { return m_samples.size(); }
  QSize sizeHint() const override { return {360, 360}; }
  QSize minimumSizeHint() const override { return {160, 160}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<DataSample> m_samples;
};

}  // namespace lightloom::ui
