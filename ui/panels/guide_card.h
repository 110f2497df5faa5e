#pragma once

#include <QFrame>
#include <QTimer>
#include <optional>

#include "bench/next_step.h"
#include "rooms.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace lightloom::ui {

class BenchView;

/// On the canvas of a bench that is not yet a network: what it needs, what is there ticked off, and a button
/// that adds the next part. It stands in the corner where it covers no part, and folds to its last line where
/// there is none. Closed, it comes back with the next empty bench or from the View menu.
class GuideCard : public QFrame {
  Q_OBJECT

 public:
  explicit GuideCard(BenchView& view);

  /// Shows it whatever the bench, or closes it.
  void setWanted(bool wanted);
  bool isWanted() const { return m_wanted; }
  /// Adds the part that is offered; false where none is.
  bool addNext();

 Q_SIGNALS:
  void wantedChanged(bool wanted);
  void added();  ///< a part was; the view is to show it

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void begin();
  void refresh();
  void passFocus();
  void paintFrame();
  void place();
  QRect freeCorner(QSize size, bool ofLoupes) const;

  BenchView& m_view;
  QLabel* m_title;
  QLabel* m_list;
  QLabel* m_how;
  QPushButton* m_add;
  QToolButton* m_close;
  std::optional<NextPart> m_next;
  QTimer m_later;  ///< the next part is looked for once a drag pauses
  bool m_wanted = false;
};

}  // namespace lightloom::ui
