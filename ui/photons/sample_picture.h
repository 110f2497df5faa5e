#pragma once

#include <QImage>
#include <QWidget>
#include <vector>

#include "rooms.h"

namespace lightloom::ui {

/// Numbers of a sample as a grey picture with a caption below: 0 black, 1 white, clipped there.
class SamplePicture : public QWidget {
  Q_OBJECT

 public:
  explicit SamplePicture(const QString& caption, QWidget* parent = nullptr);

  /// `values` row by row; a table without a picture's size (width 0) is folded to a square.
  void setValues(const std::vector<float>& values, int width);
  const QImage& image() const { return m_image; }
  QSize sizeHint() const override { return {180, 200}; }
  QSize minimumSizeHint() const override { return {96, 110}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString m_caption;
  QImage m_image;
};

}  // namespace lightloom::ui
