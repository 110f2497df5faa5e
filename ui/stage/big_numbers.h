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
  void setSize(double size);
  QString text() const;

 private:
  void refresh();
  QString wordsOf(const std::string& plot) const;

  RunController& m_run;
  std::vector<std::string> m_plots;
  std::vector<QLabel*> m_labels;  ///< one for each of `talkPlots`
};

}  // namespace lightloom::ui
