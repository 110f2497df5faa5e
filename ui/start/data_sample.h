#pragma once

#include <QRectF>
#include <vector>

#include "base/message.h"
#include "rooms.h"

class QPainter;

namespace lightloom::ui {

/// What a network is fed with: the inputs of the first sample of a test part, 0 … 1.
struct DataSample {
  std::vector<float> values;
  int width = 0;  ///< of a picture, row by row; 0 for what is none
};

/// Of the data set that a design asks for: the first one of its test part that is not blank. Errors: those of
/// reading a design and of `loadDataset`.
Result<DataSample> firstSample(const std::string& path);

/// A picture as it is, 0 black and 1 white; many numbers as a curve, few as bars.
void paintSample(QPainter& painter, const QRectF& room, const DataSample& sample, bool dark);

}  // namespace lightloom::ui
