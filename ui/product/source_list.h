#pragma once

#include <QListWidget>
#include <set>
#include <string>

#include "imperfections/imperfections.h"
#include "rooms.h"

namespace lightloom::ui {

/// Every noise source with a box: which of them the product that is watched has. They are a way to look: the
/// design, its undo stack and the training stay as they are. What differs from the bench stands in bold.
class SourceList : public QListWidget {
  Q_OBJECT

 public:
  explicit SourceList(QWidget* parent = nullptr);

  /// Those of the bench; boxes that differ from it go on doing so.
  void setBench(const ImperfectionSet& on);
  /// Those that are to be looked at.
  ImperfectionSet on() const;
  bool isAsOnBench() const { return m_flipped.empty(); }
  void asOnBench();
  /// As a click on its box does.
  void setOn(const Imperfection& imperfection, bool on);
  QSize sizeHint() const override { return {190, 120}; }
  QSize minimumSizeHint() const override { return {120, 60}; }

 Q_SIGNALS:
  void flipped();

 private:
  void take(QListWidgetItem* item);
  void refresh();

  ImperfectionSet m_bench;
  std::set<std::string> m_flipped;  ///< keys of sources that are not as on the bench
  bool m_filling = false;
};

}  // namespace lightloom::ui
