#pragma once

#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QTimer>
#include <deque>
#include <optional>
#include <string>

#include "base/worker.h"
#include "export/figure.h"
#include "rooms.h"

namespace lightloom::ui {

/// Pictures of designs, drawn from the designs themselves as they are in this program: each is read, compiled
/// and laid out on a thread beside the window, in the order in which they are asked for, and painted in the
/// colours of the theme.
class ExamplePictures : public QObject {
  Q_OBJECT

 public:
  explicit ExamplePictures(QObject* parent = nullptr);

  /// The bench in a file, `size` large; null as long as it is not there yet (`ready` says when), and for a
  /// file without a bench. What was asked for first is made first.
  QPixmap picture(const QString& path, QSize size, double pixelRatio, bool dark);

 Q_SIGNALS:
  void ready(const QString& path);

 private:
  void serve();
  void poll();

  Worker<std::string, PageFigure> m_maker;
  QTimer m_poll;
  std::deque<QString> m_wanted;  ///< the first is under way
  QHash<QString, std::optional<PageFigure>> m_figures;
  QHash<QString, QPixmap> m_painted;  ///< by path, size and theme
};

/// A figure of the program in the colours of a dark window: roles of light keep their hues.
PageFigure darkened(PageFigure figure);

}  // namespace lightloom::ui
