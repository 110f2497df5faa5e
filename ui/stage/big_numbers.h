#pragma once

#include <QWidget>
#include <string>
#include <vector>

#include "rooms.h"

class QLabel;

namespace lightloom::ui {

class RunController;

/// The newest value of each plot that was chosen, in numbers that can be read from the last row.
class BigNumbers : public QWidget {
  Q_OBJECT

 public:
  explicit BigNumbers(RunController& run, QWidget* parent = nullptr);

  /// Of these plots (`talkPlots`).
  void choose(const std::vector<std::string>& plots);
  /// As large as the room allows, at most 1.6 times the other words, which are `size` times those of the
  /// window, and at least as large as these.
  void setSize(double size);
  QString text() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void refresh();
  void fit();
  QString wordsOf(const std::string& plot) const;

  RunController& m_run;
  std::vector<std::string> m_plots;
  std::vector<QLabel*> m_labels;  ///< one for each of `talkPlots`
  double m_size = 1;
  double m_share = 0;  ///< of `m_size` that the numbers have; 0: not fitted
};

}  // namespace lightloom::ui
