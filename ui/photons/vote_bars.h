#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "rooms.h"

namespace lightloom::ui {

/// How often a network gave each answer, as bars; the right one is marked.
class VoteBars : public QWidget {
  Q_OBJECT

 public:
  explicit VoteBars(QWidget* parent = nullptr);

  /// `label` is the right class. No votes: nothing is drawn.
  void setVotes(const QStringList& classes, const std::vector<int>& votes, int tries, int label);
  QSize sizeHint() const override { return {190, 200}; }
  QSize minimumSizeHint() const override { return {150, 110}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QStringList m_classes;
  std::vector<int> m_votes;
  int m_tries = 0, m_label = -1;
};

}  // namespace lightloom::ui
