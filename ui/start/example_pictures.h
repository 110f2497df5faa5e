#pragma once

#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QTimer>
#include <deque>
#include <optional>

#include "base/worker.h"
#include "export/figure.h"
#include "rooms.h"
#include "start/data_sample.h"

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

  /// What the design in a file is fed with; null as long as that is not there yet, and where its data cannot
  /// be read. Made when all pictures are.
  const DataSample* sample(const QString& path);

  /// Nothing more is wanted for the moment: somebody trains, and needs the machine.
  void rest();

 Q_SIGNALS:
  void ready(const QString& path);

 private:
  struct Wanted {
    QString path;
    bool sample = false;
    bool operator==(const Wanted&) const = default;
  };
  /// One of the two.
  struct Made {
    PageFigure figure;
    DataSample sample;
  };

  static Result<Made> make(const Wanted& wanted);
  void want(const Wanted& wanted);
  void serve();
  void poll();

  Worker<Wanted, Made> m_maker;
  QTimer m_poll;
  std::deque<Wanted> m_wanted;
  std::optional<Wanted> m_underWay;
  QHash<QString, std::optional<PageFigure>> m_figures;
  QHash<QString, std::optional<DataSample>> m_samples;
  QHash<QString, QPixmap> m_painted;  ///< by path, size and theme
};

/// A figure of the program in the colours of a dark window: roles of light keep their hues.
PageFigure darkened(PageFigure figure);

}  // namespace lightloom::ui
