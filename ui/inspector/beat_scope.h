#pragma once

#include <QWidget>
#include <memory>

#include "rooms.h"
#include "study/beat_note.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The beat notes of an array with its leader as on an oscilloscope: of the chosen laser, and of all that can
/// be seen together. They run while lasers slip, and fall silent where they lock.
class BeatScope : public QWidget {
  Q_OBJECT

 public:
  explicit BeatScope(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  void setView(std::shared_ptr<const LockView> view, int laser);
  /// "laser 7: 3.2 GHz, loudness 0.71", and the same of all.
  QString words() const;
  double loudness() const { return m_all.loudness(); }  ///< of all together
  QSize minimumSizeHint() const override { return {120, 90}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintTrace(QPainter& painter, const QRectF& box, const BeatTrace& trace, const QColor& ink,
                  double width) const;

  LockColours m_colours;
  BeatTrace m_one, m_all;
  int m_laser = -1, m_count = 0;
};

}  // namespace lightloom::ui
