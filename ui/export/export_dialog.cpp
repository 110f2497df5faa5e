#include "export/export_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>

#include "document/translate.h"
#include "export/export_preview.h"
#include "export/manual/manual.h"
#include "manual/help_anchor.h"
#include "panels/save_dialog.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr char kFormatKey[] = "export/format";
constexpr int kPollMs = 30, kPreviewSettlesMs = 200;
constexpr int kPreviewLines = 60;
constexpr int kOptionsWidth = 226;  // with a scroll bar

QString sizeText(const std::vector<ExportFile>& files) {
  qint64 bytes = 0;
  for (const ExportFile& file : files) bytes += static_cast<qint64>(file.bytes.size());
  return QLocale().formattedDataSize(bytes);
}

// The names of all files, and the beginning of the first one.
QString contentsText(const MadeExport& made) {
  QStringList lines;
  for (const ExportFile& file : made.files)
    lines << QStringLiteral("%1   %2").arg(
        fromStd(file.name), QLocale().formattedDataSize(static_cast<qint64>(file.bytes.size())));
  lines << QString() << fromStd(made.contents).split(QLatin1Char('\n')).mid(0, kPreviewLines);
  return lines.join(QLatin1Char('\n'));
}

// Many files want a folder; a figure with its source data keeps a name of its own.
bool wantsFolder(const ExportFormat& format) {
  return format.key == "csv" || format.key == "latex";
}

}  // namespace

ExportDialog::ExportDialog(std::shared_ptr<const ExportSource> source, QString folder, QString stem,
                           const QString& remark, QWidget* parent)
    : QDialog(parent),
      m_source(std::move(source)),
      m_folder(std::move(folder)),
      m_stem(std::move(stem)),
      m_maker(makesExports()),
      m_saver(savesExports()) {
  setObjectName(QStringLiteral("exportDialog"));
  setWindowTitle(tr("Export"));
  m_formats = new QListWidget;
  m_formats->setObjectName(QStringLiteral("exportFormats"));
  m_formats->setAccessibleName(tr("Format"));
  m_formats->setFixedWidth(190);
  for (const ExportFormat& format : exportFormats()) {
    auto* item = new QListWidgetItem(shownText(format.title), m_formats);
    item->setData(Qt::UserRole, fromStd(format.key));
    item->setData(kHelpAnchorRole, fromStd(formatAnchor(format.key)));
    item->setToolTip(shownText(format.recipient));
  }
  m_recipient = new QLabel;
  m_recipient->setObjectName(QStringLiteral("exportRecipient"));
  m_recipient->setWordWrap(true);
  m_preview = new ExportPreview;
  m_preview->setObjectName(QStringLiteral("exportPreview"));
  auto* remarkLabel = new QLabel(remark);
  remarkLabel->setObjectName(QStringLiteral("exportRemark"));
  remarkLabel->setWordWrap(true);
  remarkLabel->setVisible(!remark.isEmpty());

  // A name without an end is cut rather than widen the dialog.
  for (QLabel* label : {m_recipient, remarkLabel}) label->setMinimumWidth(1);

  auto* middle = new QVBoxLayout;
  middle->addWidget(m_recipient);
  middle->addWidget(remarkLabel);
  middle->addWidget(m_preview, 1);
  auto* top = new QHBoxLayout;
  top->addWidget(m_formats);
  top->addLayout(middle, 1);
  top->addWidget(makeOptions());
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top, 1);
  layout->addWidget(makePlace());

  m_settle.setSingleShot(true);
  m_settle.setInterval(kPreviewSettlesMs);
  connect(&m_settle, &QTimer::timeout, this, &ExportDialog::request);
  m_poll.setInterval(kPollMs);
  connect(&m_poll, &QTimer::timeout, this, &ExportDialog::poll);
  connect(m_formats, &QListWidget::currentRowChanged, this, [this] {
    m_placeTyped = false;
    changed();
  });
  resizeToScreen(*this, {1040, 640});
  const QString last = QSettings().value(QLatin1String(kFormatKey)).toString();
  chooseFormat(findExportFormat(last.toStdString()) ? last : QStringLiteral("svg"));
}

ExportDialog::~ExportDialog() = default;

QDoubleSpinBox* ExportDialog::makeSpin(const char* name, const QString& title, const QString& unit,
                                       double low, double high) {
  auto* spin = new QDoubleSpinBox;
  spin->setObjectName(QLatin1String(name));
  spin->setAccessibleName(title);
  spin->setSuffix(QLatin1Char(' ') + unit);
  spin->setRange(low, high);
  spin->setDecimals(unit == QLatin1String("dpi") ? 0 : 1);
  // The line edit inside is what assistive programs meet.
  if (auto* edit = spin->findChild<QLineEdit*>()) edit->setAccessibleName(title);
  connect(spin, &QDoubleSpinBox::valueChanged, this, &ExportDialog::changed);
  return spin;
}

QWidget* ExportDialog::makeOptions() {
  const FigureStyle standard;
  auto* options = new QWidget;
  m_figureOptions = scrolled(options, QStringLiteral("exportOptions"));
  m_figureOptions->setFixedWidth(kOptionsWidth);
  auto* form = new QFormLayout(options);
  form->setContentsMargins(0, 0, 0, 0);
  form->setRowWrapPolicy(QFormLayout::WrapAllRows);
  m_preset = new QComboBox;
  m_preset->setObjectName(QStringLiteral("exportPreset"));
  m_preset->setAccessibleName(tr("Size"));
  for (const FigurePreset& preset : kFigurePresets) m_preset->addItem(shownText(preset.title));
  m_preset->addItem(tr("Own size"));
  m_width = makeSpin("exportWidth", tr("Width"), QStringLiteral("mm"), kNarrowest, kWidest);
  m_height = makeSpin("exportHeight", tr("Page height"), QStringLiteral("mm"), kShortest, kTallestPage);
  m_height->setToolTip(tr("The figure is laid out so that it fits; it takes no more than it needs"));
  m_font = makeSpin("exportFont", tr("Text"), QStringLiteral("pt"), kSmallestFont, kLargestFont);
  m_dpi = makeSpin("exportDpi", tr("Resolution"), QStringLiteral("dpi"), 72, 1200);
  m_dpi->setValue(standard.dpi);
  const auto box = [this](const char* name, const QString& title, bool on) {
    auto* check = new QCheckBox(title);
    check->setObjectName(QLatin1String(name));
    check->setChecked(on);
    connect(check, &QCheckBox::toggled, this, &ExportDialog::changed);
    return check;
  };
  m_bench = box("exportBenchPanel", tr("Bench with loupes"), true);
  m_curves = box("exportCurvePanels", tr("Curves of the training"), true);
  m_names = box("exportNames", tr("Name every part"), true);
  m_curves->setEnabled(m_source->run != nullptr);
  form->addRow(tr("Size"), m_preset);
  form->addRow(tr("Width"), m_width);
  form->addRow(tr("Page height"), m_height);
  form->addRow(tr("Text"), m_font);
  form->addRow(tr("Resolution"), m_dpi);
  form->addRow(m_bench);
  form->addRow(m_curves);
  form->addRow(m_names);
  connect(m_preset, &QComboBox::activated, this, &ExportDialog::takePreset);
  takePreset(0);
  return m_figureOptions;
}

QWidget* ExportDialog::makePlace() {
  auto* out = new QWidget;
  auto* layout = new QVBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  m_place = new QLineEdit;
  m_place->setObjectName(QStringLiteral("exportPlace"));
  m_place->setAccessibleName(tr("File or folder"));
  m_place->setToolTip(tr("Where it is written; a name that ends in / is a folder"));
  connect(m_place, &QLineEdit::textEdited, this, [this] {
    m_placeTyped = true;
    refreshButtons();
  });
  auto* browse = new QPushButton(tr("&Browse…"));
  browse->setObjectName(QStringLiteral("exportBrowse"));
  browse->setAutoDefault(false);
  connect(browse, &QPushButton::clicked, this, &ExportDialog::choosePlace);
  auto* label = new QLabel(tr("&To"));
  label->setBuddy(m_place);
  auto* row = new QHBoxLayout;
  row->addWidget(label);
  row->addWidget(m_place, 1);
  row->addWidget(browse);
  m_status = new QLabel;
  m_status->setObjectName(QStringLiteral("exportStatus"));
  m_status->setWordWrap(true);
  m_status->setMinimumWidth(1);
  m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_progress = new QProgressBar;
  m_progress->setObjectName(QStringLiteral("exportProgress"));
  m_progress->setAccessibleName(tr("Progress"));
  m_progress->setFixedWidth(160);
  m_progress->setTextVisible(false);
  m_write = new QPushButton(tr("&Export"));
  m_write->setObjectName(QStringLiteral("exportWrite"));
  m_write->setDefault(true);
  connect(m_write, &QPushButton::clicked, this, &ExportDialog::startWriting);
  m_close = new QPushButton(tr("Close"));
  m_close->setObjectName(QStringLiteral("exportClose"));
  m_close->setAutoDefault(false);
  connect(m_close, &QPushButton::clicked, this, &ExportDialog::reject);
  auto* bottom = new QHBoxLayout;
  bottom->addWidget(m_status, 1);
  bottom->addWidget(m_progress);
  bottom->addWidget(m_write);
  bottom->addWidget(m_close);
  layout->addLayout(row);
  layout->addLayout(bottom);
  return out;
}

void ExportDialog::takePreset(int index) {
  if (index < 0 || index >= static_cast<int>(std::size(kFigurePresets))) return;
  const FigurePreset& preset = kFigurePresets[index];
  m_width->setValue(preset.widthMm);
  m_height->setValue(preset.heightMm);
  m_font->setValue(preset.fontPoints);
  m_preset->setCurrentIndex(index);
}

FigureStyle ExportDialog::style() const {
  FigureStyle out;
  out.widthMm = m_width->value();
  out.heightMm = m_height->value();
  out.fontPoints = m_font->value();
  out.dpi = m_dpi->value();
  out.bench = m_bench->isChecked();
  out.curves = m_curves->isChecked();
  out.names = m_names->isChecked();
  return out;
}

const ExportFormat& ExportDialog::format() const {
  const ExportFormat* found =
      findExportFormat(m_formats->currentItem()->data(Qt::UserRole).toString().toStdString());
  LL_CHECK(found != nullptr);
  return *found;
}

void ExportDialog::chooseFormat(const QString& key) {
  for (int row = 0; row < m_formats->count(); ++row)
    if (m_formats->item(row)->data(Qt::UserRole).toString() == key) m_formats->setCurrentRow(row);
}

QString ExportDialog::statusText() const {
  return m_status->text();
}

void ExportDialog::changed() {
  if (!m_formats->currentItem()) return;
  const FigureStyle now = style();
  const auto preset = std::find_if(std::begin(kFigurePresets), std::end(kFigurePresets), [&](const auto& p) {
    return p.widthMm == now.widthMm && p.heightMm == now.heightMm && p.fontPoints == now.fontPoints;
  });
  m_preset->setCurrentIndex(static_cast<int>(preset - std::begin(kFigurePresets)));
  m_recipient->setText(shownText(format().recipient));
  m_figureOptions->setVisible(format().figure);
  m_dpi->setEnabled(format().key == "png");
  if (!m_placeTyped) suggestPlace();
  m_ready = false;
  m_status->setText(tr("Preparing…"));
  m_progress->setRange(0, 0);
  m_progress->setVisible(true);
  refreshButtons();
  m_settle.start();
}

void ExportDialog::suggestPlace() {
  const QString end =
      wantsFolder(format()) ? fromStd(format().key) + QLatin1Char('/') : fromStd(format().fileName);
  m_place->setText(QDir(m_folder).filePath(m_stem + QLatin1Char('-') + end));
}

void ExportDialog::request() {
  m_maker.start({m_source, &format(), style()});
  m_poll.start();
}

void ExportDialog::poll() {
  if (const std::optional<Result<MadeExport>> made = m_maker.poll().answer) takeMade(*made);
  const ExportSaver::News written = m_saver.poll();
  if (!written.progress.empty()) m_progress->setValue(static_cast<int>(written.progress.back()));
  if (written.answer) finishWriting(*written.answer);
  if (!m_maker.busy() && !m_saver.busy()) m_poll.stop();
}

void ExportDialog::takeMade(const Result<MadeExport>& made) {
  if (made) return showMade(made.value());
  MadeExport none;
  none.format = &format();
  none.problem = made.error();
  showMade(none);
}

void ExportDialog::showMade(const MadeExport& made) {
  m_made = made;
  m_progress->setVisible(false);
  m_ready = !made.problem;
  if (made.problem) {
    m_preview->showText(QString());
    showProblem(*made.problem);
  } else {
    made.pages.empty() ? m_preview->showText(contentsText(made)) : m_preview->showPages(made.pages);
    m_status->setText(made.files.size() == 1
                          ? tr("1 file, %1").arg(sizeText(made.files))
                          : tr("%1 files, %2").arg(made.files.size()).arg(sizeText(made.files)));
  }
  refreshButtons();
}

void ExportDialog::showProblem(const Message& message) {
  m_status->setText(shown(message));
}

// A name without the format's suffix gets it.
std::string ExportDialog::place() const {
  const QString typed = m_place->text().trimmed();
  const QString suffix = QFileInfo(fromStd(format().fileName)).suffix();
  const bool isFolder = typed.isEmpty() || typed.endsWith(QLatin1Char('/')) || QFileInfo(typed).isDir();
  if (isFolder || wantsFolder(format()) || suffix.isEmpty()) return typed.toStdString();
  const SavedKind kind{{}, suffix};
  return withSuffix(typed, {kind}, kind).toStdString();
}

bool ExportDialog::wouldReplace() const {
  const std::vector<std::string> paths = exportPaths(m_made.files, place());
  return std::any_of(paths.begin(), paths.end(),
                     [](const std::string& path) { return QFile::exists(fromStd(path)); });
}

// A file that is there already is named on the button: no second question.
void ExportDialog::refreshButtons() {
  const bool replaces = m_ready && wouldReplace();
  m_saidReplace = replaces;
  m_write->setText(replaces ? tr("R&eplace") : tr("&Export"));
  m_write->setToolTip(replaces ? tr("Files of this name are there; they are replaced as a whole")
                               : tr("Write what is shown"));
  m_write->setEnabled(m_ready && !m_saver.busy() && !m_place->text().trimmed().isEmpty());
  m_formats->setEnabled(!m_saver.busy());
  m_figureOptions->setEnabled(!m_saver.busy());
  m_close->setText(m_saver.busy() ? tr("Cancel") : tr("Close"));
}

void ExportDialog::choosePlace() {
  const QString place = wantsFolder(format())
                            ? QFileDialog::getExistingDirectory(this, tr("Folder"), m_folder)
                            : QFileDialog::getSaveFileName(this, tr("Export"), m_place->text(), QString(),
                                                           nullptr, QFileDialog::DontConfirmOverwrite);
  if (place.isEmpty()) return;
  m_place->setText(wantsFolder(format()) ? place + QLatin1Char('/') : place);
  m_placeTyped = true;
  refreshButtons();
}

void ExportDialog::startWriting() {
  if (wouldReplace() && !m_saidReplace) return refreshButtons();  // they came since: the button says so now
  QSettings().setValue(QLatin1String(kFormatKey), fromStd(format().key));
  m_progress->setRange(0, static_cast<int>(m_made.files.size()));
  m_progress->setValue(0);
  m_progress->setVisible(true);
  m_status->setText(tr("Writing…"));
  m_saver.start({m_made.files, place(), m_source->inputs});
  m_poll.start();
  refreshButtons();
}

void ExportDialog::finishWriting(const Result<std::vector<std::string>>& saved) {
  m_progress->setVisible(false);
  if (saved) {
    const QString first = fromStd(saved.value().front());
    m_status->setText(saved.value().size() > 1
                          ? tr("Wrote %1 files to %2.").arg(saved.value().size()).arg(QFileInfo(first).path())
                          : tr("Wrote %1.").arg(first));
    Q_EMIT exported(first);
  } else {
    showProblem(saved.error());
  }
  refreshButtons();
}

// While it writes, the button and Esc stop that; the files that are there are complete.
void ExportDialog::reject() {
  if (m_saver.busy())
    m_saver.stop();
  else
    QDialog::reject();
}

}  // namespace lightloom::ui
