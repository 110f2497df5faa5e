#include "data/data_actions.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

#include "data/data_files.h"
#include "design/edit.h"
#include "document/document.h"
#include "document/file_places.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "file_actions.h"
#include "files/safe_writer.h"
#include "manual/help_anchor.h"
#include "panels/typing.h"
#include "theme/actions.h"

namespace lightloom::ui {

DataActions::DataActions(Document& document, RunController& run, FileActions& files, QWidget* window)
    : QObject(window), m_document(document), m_run(run), m_files(files), m_window(window) {
  openTable = makeAction(this, "openData", tr("Open &data…"),
                         tr("Train on a file of your own: a table, IDX, NPY"), {});
  openPictures = makeAction(this, "openPictures", tr("Open picture &folders…"),
                            tr("Train on pictures of your own, in folders by class"), {});
  connect(openTable, &QAction::triggered, this, [this] {
    const QString path = QFileDialog::getOpenFileName(m_window, tr("Open data"), startFolder(), dataFilter());
    if (!path.isEmpty()) choose(path);
  });
  connect(openPictures, &QAction::triggered, this, [this] {
    const QString path = QFileDialog::getExistingDirectory(
        m_window, tr("Open the folder above those of the classes"), startFolder());
    if (!path.isEmpty()) choose(path);
  });
  connect(&files, &FileActions::dataChosen, this, &DataActions::choose);
}

QString DataActions::startFolder() const {
  const QString folder = m_document.filePath().isEmpty() ? QString() : m_document.folder();
  return folder.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation) : folder;
}

void DataActions::choose(const QString& path) {
  show({QDir::cleanPath(QFileInfo(path).absoluteFilePath()), false});
}

void DataActions::choosePasted(const QString& text) {
  const QString path = m_pasted.filePath(QStringLiteral("pasted.csv"));
  const Result<SavedFile> saved = saveFile(path.toStdString(), text.toStdString());
  if (!saved) return Q_EMIT problem(shown(saved.error()));
  show({path, true});
}

void DataActions::show(const ChosenData& data) {
  finishTyping();
  if (m_dialog) m_dialog->reject();
  DatasetOptions options = datasetOptions(m_document.design());
  options.quantities = false;  // the look of the data decides, and is kept
  DataHome home;
  if (!m_document.filePath().isEmpty()) home.folder = m_document.folder();
  home.saveNow = [this] { return m_files.saveAsNew() ? m_document.folder() : QString(); };
  m_dialog = new DataDialog(data, std::move(options), std::move(home), m_window);
  m_dialog->setAttribute(Qt::WA_DeleteOnClose);
  setHelpAnchor(*m_dialog, "datasets-choosing");
  connect(m_dialog, &DataDialog::placed, this, &DataActions::take);
  m_dialog->open();
}

// Numbers as answers need a loss that compares numbers.
void DataActions::take(const PlacedDataset& data, bool regression) {
  rememberData(fromStd(data.path));
  const Design& design = m_document.design();
  DesignEdit edit = setSetting(design, "training.dataset", Value(data.reference));
  if (regression && settingText(design, "training.loss") != "mean_square")
    edit = merged(edit, setSetting(design, "training.loss", Value(Enumerator{"mean_square"})));
  edit.label = asMessage(tr("Use the data %1").arg(fromStd(data.reference)).toStdString());
  const bool another = settingText(design, "training.dataset") != data.reference;
  if (!edit.empty()) m_document.push(edit);
  m_document.compilePending();
  m_run.dataChanged();
  if (!m_run.hasTrained())
    m_run.reset();
  else if (!another)
    m_run.askedReset();
  const QString name = QFileInfo(fromStd(data.path)).fileName();
  Q_EMIT note(
      data.copied
          ? tr("“%1” was copied beside the design, which calls it %2.").arg(name, fromStd(data.reference))
          : tr("“%1” is linked: the design calls it %2 and reads it where it is.")
                .arg(name, fromStd(data.reference)));
}

}  // namespace lightloom::ui
