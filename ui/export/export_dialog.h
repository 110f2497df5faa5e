#pragma once

#include <QDialog>
#include <QTimer>
#include <memory>

#include "export/export_maker.h"
#include "rooms.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace lightloom::ui {

class ExportPreview;

/// Everything in which a design leaves the program: formats at the left, what it will look like in the
/// middle, options and place below. What is written is what was shown.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  /// `folder` and `stem` suggest names ("/home/me", "first-light"). `remark` says what is left out and why;
  /// may be empty.
  ExportDialog(std::shared_ptr<const ExportSource> source, QString folder, QString stem,
               const QString& remark, QWidget* parent = nullptr);
  ~ExportDialog() override;

  void chooseFormat(const QString& key);
  bool isReady() const { return m_ready; }  ///< made and shown, may be written
  QString statusText() const;

 Q_SIGNALS:
  void exported(const QString& path);

 protected:
  void reject() override;

 private:
  QWidget* makeOptions();
  QWidget* makePlace();
  QDoubleSpinBox* makeSpin(const char* name, const QString& title, const QString& unit, double low,
                           double high);
  void takePreset(int index);
  FigureStyle style() const;
  const ExportFormat& format() const;
  void changed();
  void request();
  void poll();
  void takeMade(const Result<MadeExport>& made);
  void showMade(const MadeExport& made);
  void showProblem(const Message& message);
  void suggestPlace();
  void choosePlace();
  std::string place() const;
  bool wouldReplace() const;
  void startWriting();
  void finishWriting(const Result<std::vector<std::string>>& saved);
  void refreshButtons();

  std::shared_ptr<const ExportSource> m_source;
  QString m_folder, m_stem;
  ExportMaker m_maker;
  ExportSaver m_saver;
  MadeExport m_made;
  QTimer m_poll, m_settle;
  bool m_ready = false;
  bool m_saidReplace = false;  ///< on the button
  bool m_placeTyped = false;   ///< the person named a place: leave it
  QListWidget* m_formats;
  QLabel* m_recipient;
  QWidget* m_figureOptions;
  QComboBox* m_preset;
  QDoubleSpinBox *m_width, *m_height, *m_font, *m_dpi;
  QCheckBox *m_bench, *m_curves, *m_names;
  ExportPreview* m_preview;
  QLineEdit* m_place;
  QProgressBar* m_progress;
  QLabel* m_status;
  QPushButton *m_write, *m_close;
};

}  // namespace lightloom::ui
