#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTemporaryDir>

#include "data/data_dialog.h"
#include "rooms.h"

class QAction;
class QWidget;

namespace lightloom::ui {

class Document;
class FileActions;
class RunController;

/// Own data by any of the ways in which people bring it: chosen in a dialog, dropped, opened, pasted. All of
/// them end in the dialog that shows what it was read as, and that in one step of the design.
class DataActions : public QObject {
  Q_OBJECT

 public:
  DataActions(Document& document, RunController& run, FileActions& files, QWidget* window);

  QAction* openTable;     ///< asks for a file
  QAction* openPictures;  ///< asks for a folder

  /// Shows a file, or a folder with pictures in folders by class.
  void choose(const QString& path);
  /// The same of a table in the clipboard (`isTableText`).
  void choosePasted(const QString& text);
  DataDialog* dialog() const { return m_dialog; }  ///< null where none is open

 Q_SIGNALS:
  void problem(const QString& message);
  void note(const QString& message);

 private:
  void show(const ChosenData& data);
  void take(const PlacedDataset& data, bool regression);
  QString startFolder() const;

  Document& m_document;
  RunController& m_run;
  FileActions& m_files;
  QWidget* m_window;
  QTemporaryDir m_pasted;
  QPointer<DataDialog> m_dialog;
};

}  // namespace lightloom::ui
