#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "rooms.h"

namespace lightloom::ui {

/// How often each of several things comes, named bars one below the other, a caption below all.
struct Counts {
  QStringList names;
  std::vector<int> counts;
  int whole = 1;    ///< of a full bar
  int marked = -1;  ///< the right one among wrong ones; −1: none is right or wrong
  QString caption;
};

/// Bars that say how often: all of up to twelve, else the most frequent ones.
class CountBars : public QWidget {
  Q_OBJECT

 public:
  explicit CountBars(const QString& name, QWidget* parent = nullptr);

  /// Without counts nothing is drawn.
  void setCounts(Counts counts);
  QSize sizeHint() const override { return {190, 200}; }
  QSize minimumSizeHint() const override { return {150, 110}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Counts m_counts;
};

}  // namespace lightloom::ui
