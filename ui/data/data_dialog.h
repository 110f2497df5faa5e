#pragma once

#include <QDialog>
#include <QTemporaryDir>
#include <QTimer>
#include <functional>
#include <optional>

#include "base/worker.h"
#include "data/picture_folder.h"
#include "datasets/dataset_place.h"
#include "datasets/dataset_preview.h"
#include "rooms.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QRadioButton;
class QSpinBox;
class QStackedWidget;

namespace lightloom::ui {

class NamedBars;
class ElidedLabel;
class PreviewTables;
class ProblemLabel;
class SampleGrid;
class TableSettings;

/// Data that a person has chosen, before anything is known of it.
struct ChosenData {
  QString path;            ///< of a file, or of a folder with pictures in folders by class
  bool temporary = false;  ///< it goes with the program: only a copy can be used
};

/// Where the data of a design goes.
struct DataHome {
  QString folder;                    ///< of the design; empty where that is in no file
  std::function<QString()> saveNow;  ///< asks for a name, saves, says the folder; empty: the person did not
};

/// Own data before a design uses it: what it was read as, which can be changed, what is wrong with it, and
/// whether it is copied beside the design or linked. Reading and copying go on behind the window.
class DataDialog : public QDialog {
  Q_OBJECT

 public:
  /// What the preview is split by: test fraction and seed of the design.
  DataDialog(ChosenData data, DatasetOptions options, DataHome home, QWidget* parent = nullptr);
  ~DataDialog() override;

  bool isBusy() const { return m_poll.isActive(); }
  const DatasetPreview& preview() const { return m_preview; }

 Q_SIGNALS:
  /// The data is where the design will look for it. `regression`: its answers are quantities.
  void placed(const lightloom::datasets::PlacedDataset& data, bool regression);

 private:
  struct Request {
    ChosenData data;
    std::optional<PictureFolder> pictures;
    QString scratch;  ///< where an IDX file of the pictures goes
    DatasetOptions options;
  };
  struct Answer {
    QString path;  ///< of the file that was looked at
    int side = 0;  ///< of pictures from a folder
    DatasetPreview preview;
  };
  struct Progress {
    int done = 0, all = 0;
  };
  static Result<Answer> look(const Request& request, const std::stop_token& stop,
                             const std::function<void(Progress)>& tell);

  QWidget* makeLeft();
  QWidget* makePlace();
  QWidget* makeFoot();
  void read();
  void readAs(const DatasetDescriptor& said);
  void poll();
  void take(const Result<Answer>& answer);
  void showPreview();
  void showProblem(const QString& problem);
  void refreshPlace();
  void refresh();
  void use();
  QString summary() const;

  ChosenData m_data;
  DatasetOptions m_options;
  DataHome m_home;
  QTemporaryDir m_scratch;
  Worker<Request, Answer, Progress> m_reader;
  Worker<DatasetPlacing, PlacedDataset> m_placer;
  QTimer m_poll;
  DatasetPreview m_preview;
  QString m_path;          ///< of the file that was looked at; empty before
  bool m_showing = false;  ///< fields are being filled
  bool m_isFolder = false;

  ElidedLabel* m_title;
  QLabel* m_summary;
  TableSettings* m_settings;
  QWidget* m_sizeRow = nullptr;
  QSpinBox* m_size = nullptr;
  NamedBars* m_bars;
  QStackedWidget* m_pages;
  PreviewTables* m_tables;
  SampleGrid* m_samples;
  ProblemLabel* m_problem;
  QLabel* m_notes;
  QRadioButton* m_copy = nullptr;
  QRadioButton* m_link = nullptr;
  QLabel* m_where = nullptr;
  QProgressBar* m_progress = nullptr;
  QPushButton* m_use = nullptr;
};

}  // namespace lightloom::ui
