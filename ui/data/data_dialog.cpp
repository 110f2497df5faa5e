#include "data/data_dialog.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <algorithm>

#include "data/preview_tables.h"
#include "data/sample_grid.h"
#include "data/table_settings.h"
#include "document/translate.h"
#include "files/file_reader.h"
#include "panels/elided_label.h"
#include "panels/named_bars.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"
#include "panels/problem_label.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr int kDataPollMs = 30;
constexpr int kLeftWidth = 280;

}  // namespace

Result<DataDialog::Answer> DataDialog::look(const Request& request, const std::stop_token& stop,
                                            const std::function<void(Progress)>& tell) {
  DatasetOptions options = request.options;
  options.budget.stop = stop;
  Answer out;
  out.path = request.data.path;
  if (request.pictures) {
    const Result<ConvertedPictures> made =
        convertPictures(*request.pictures, request.scratch, stop, [&](int done, int all) {
          tell(Progress{done, all});
        });
    if (!made) return made.error();
    out.path = made.value().path;
    out.side = made.value().side;
    options.descriptor = made.value().descriptor;
  }
  out.preview = previewDataset(out.path.toStdString(), options);
  return out;
}

DataDialog::DataDialog(ChosenData data, DatasetOptions options, DataHome home, QWidget* parent)
    : QDialog(parent),
      m_data(std::move(data)),
      m_options(std::move(options)),
      m_home(std::move(home)),
      m_reader(look),
      m_placer([](const DatasetPlacing& placing, const std::stop_token& stop,
                  const std::function<void(std::monostate)>&) {
        DatasetPlacing stoppable = placing;
        stoppable.budget.stop = stop;
        return placeDataset(stoppable);
      }),
      m_isFolder(QFileInfo(m_data.path).isDir()),
      m_title(new ElidedLabel(this)),
      m_summary(new QLabel(this)),
      m_settings(new TableSettings),
      m_bars(new NamedBars(QStringLiteral("dataClasses"))),
      m_pages(new QStackedWidget),
      m_tables(new PreviewTables),
      m_samples(new SampleGrid),
      m_problem(new ProblemLabel(this)),
      m_notes(new QLabel(this)) {
  setObjectName(QStringLiteral("dataDialog"));
  setWindowTitle(tr("Own data"));
  QFont bold = m_title->font();
  bold.setWeight(QFont::DemiBold);
  m_title->setFont(bold);
  m_title->setObjectName(QStringLiteral("dataTitle"));
  m_title->setTextFormat(Qt::PlainText);
  m_title->setText(m_data.temporary ? tr("From the clipboard") : QDir::toNativeSeparators(m_data.path));
  m_summary->setObjectName(QStringLiteral("dataSummary"));
  m_summary->setWordWrap(true);
  m_notes->setObjectName(QStringLiteral("dataNotes"));
  m_notes->setWordWrap(true);
  m_notes->setTextFormat(Qt::PlainText);
  m_notes->setForegroundRole(QPalette::PlaceholderText);
  m_problem->setObjectName(QStringLiteral("dataProblem"));
  auto* words = new QWidget;
  auto* wordsLayout = new QVBoxLayout(words);
  wordsLayout->setContentsMargins(0, 0, 0, 0);
  wordsLayout->addWidget(m_problem);
  wordsLayout->addWidget(m_notes);
  wordsLayout->addStretch(1);
  QScrollArea* wordsArea = scrolled(words, QStringLiteral("dataWords"));
  wordsArea->setFixedHeight(4 * fontMetrics().lineSpacing() + 8);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(12);
  middle->addWidget(makeLeft());
  middle->addWidget(m_pages, 1);
  m_pages->setObjectName(QStringLiteral("dataPages"));
  m_pages->addWidget(m_tables);
  m_pages->addWidget(m_samples);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_title);
  layout->addWidget(m_summary);
  layout->addWidget(wordsArea);
  layout->addLayout(middle, 1);
  layout->addWidget(makePlace());
  layout->addWidget(makeFoot());
  m_poll.setInterval(kDataPollMs);
  connect(&m_poll, &QTimer::timeout, this, &DataDialog::poll);
  connect(m_tables, &PreviewTables::inputChosen, m_settings, &TableSettings::setInput);
  connect(m_settings, &TableSettings::changed, this, [this] { readAs(m_settings->said()); });
  resizeToScreen(*this, {980, 680});
  refreshPlace();
  read();
}

DataDialog::~DataDialog() = default;

QWidget* DataDialog::makeLeft() {
  auto* left = new QWidget;
  auto* layout = new QVBoxLayout(left);
  layout->setContentsMargins(0, 0, 6, 0);
  layout->addWidget(m_settings);
  m_sizeRow = new QWidget;
  auto* row = new QHBoxLayout(m_sizeRow);
  row->setContentsMargins(0, 0, 0, 0);
  auto* title = new QLabel(tr("Size of pictures"));
  m_size = new QSpinBox;
  m_size->setObjectName(QStringLiteral("dataSide"));
  m_size->setAccessibleName(title->text());
  m_size->setToolTip(tr(
      "Pictures become grey squares of so many pixels on a side: one input of the network for each pixel"));
  m_size->setRange(kSmallestSide, kLargestSide);
  m_size->setSuffix(tr(" px"));
  m_size->setKeyboardTracking(false);
  guardWheel(m_size);
  connect(m_size, &QSpinBox::valueChanged, this, [this] {
    if (!m_showing) read();
  });
  row->addWidget(title, 1);
  row->addWidget(m_size);
  m_sizeRow->setVisible(m_isFolder);
  layout->addWidget(m_sizeRow);
  m_bars->setToolTip(tr("Samples of each class"));
  layout->addWidget(m_bars, 1);
  QScrollArea* area = scrolled(left, QStringLiteral("dataLeft"));
  area->setFixedWidth(kLeftWidth);
  return area;
}

QWidget* DataDialog::makePlace() {
  auto* place = new QWidget;
  auto* layout = new QHBoxLayout(place);
  layout->setContentsMargins(0, 0, 0, 0);
  m_copy = new QRadioButton(tr("&Copy beside the design"));
  m_copy->setObjectName(QStringLiteral("dataCopy"));
  m_copy->setToolTip(tr("The design opens wherever its folder goes"));
  m_link = new QRadioButton(tr("&Link where it is"));
  m_link->setObjectName(QStringLiteral("dataLink"));
  m_link->setToolTip(tr("Nothing is copied; elsewhere the design lacks its data"));
  for (QRadioButton* one : {m_copy, m_link}) {
    one->setAccessibleName(QString(one->text()).remove(QLatin1Char('&')));
    layout->addWidget(one);
    connect(one, &QRadioButton::toggled, this, &DataDialog::refreshPlace);
  }
  m_where = new ElidedLabel;
  m_where->setObjectName(QStringLiteral("dataWhere"));
  m_where->setTextFormat(Qt::PlainText);
  m_where->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(m_where, 1);
  const bool onlyCopy = m_data.temporary || m_isFolder;
  const bool isThere = !onlyCopy && !m_home.folder.isEmpty() &&
                       liesInside(m_data.path.toStdString(), m_home.folder.toStdString());
  m_link->setEnabled(!onlyCopy);
  m_copy->setEnabled(!isThere);
  (onlyCopy || (!isThere && !m_home.folder.isEmpty()) ? m_copy : m_link)->setChecked(true);
  return place;
}

QWidget* DataDialog::makeFoot() {
  auto* foot = new QWidget;
  auto* layout = new QHBoxLayout(foot);
  layout->setContentsMargins(0, 0, 0, 0);
  m_progress = new QProgressBar;
  m_progress->setObjectName(QStringLiteral("dataProgress"));
  m_progress->setAccessibleName(tr("Reading"));
  m_progress->setFixedWidth(160);
  m_progress->setTextVisible(false);
  QSizePolicy keep = m_progress->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  m_progress->setSizePolicy(keep);
  m_use = plainButton("dataUse", tr("&Use this data"),
                      tr("Let the design train on it; one step that can be undone"));
  m_use->setDefault(true);
  auto* cancel = plainButton("dataCancel", tr("Cancel"), tr("Leave the data set of the design as it is"));
  connect(m_use, &QPushButton::clicked, this, &DataDialog::use);
  connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
  layout->addWidget(m_progress);
  layout->addStretch(1);
  layout->addWidget(m_use);
  layout->addWidget(cancel);
  return foot;
}

void DataDialog::read() {
  Request request{m_data, std::nullopt, m_scratch.path(), m_options};
  if (m_isFolder) request.pictures = PictureFolder{m_data.path, m_path.isEmpty() ? 0 : m_size->value()};
  m_reader.start(std::move(request));
  m_poll.start();
  refresh();
}

void DataDialog::readAs(const DatasetDescriptor& said) {
  m_options.descriptor = said;
  read();
}

void DataDialog::poll() {
  auto news = m_reader.poll();
  if (!news.progress.empty()) {
    m_progress->setRange(0, news.progress.back().all);
    m_progress->setValue(news.progress.back().done);
  }
  if (news.answer) take(*news.answer);
  if (const auto done = m_placer.poll().answer) {
    if (*done) {
      m_poll.stop();
      accept();  // what becomes of the data may ask questions of its own
      Q_EMIT placed(done->value(), !m_preview.quantities.empty());
      return;
    }
    showProblem(shown(done->error()));
  }
  if (!m_reader.busy() && !m_placer.busy()) m_poll.stop();
  refresh();
}

void DataDialog::take(const Result<Answer>& answer) {
  m_preview = answer ? answer.value().preview : DatasetPreview();
  if (!answer) m_preview.problem = answer.error();
  if (answer) m_path = answer.value().path;
  m_showing = true;
  if (answer && m_isFolder) m_size->setValue(answer.value().side);
  showPreview();
  m_showing = false;
}

void DataDialog::showPreview() {
  m_summary->setText(summary());
  m_settings->setVisible(m_preview.table.has_value());
  m_pages->setVisible(m_preview.table || !m_preview.pictures.empty());
  m_pages->setCurrentIndex(m_preview.table ? 0 : 1);
  if (m_preview.table) {
    m_settings->showTable(*m_preview.table, m_preview.descriptor);
    m_tables->showTable(*m_preview.table);
  }
  std::vector<DataSample> samples;
  for (const std::vector<float>& picture : m_preview.pictures)
    samples.push_back({picture, m_preview.imageWidth});
  m_samples->setSamples(std::move(samples));
  QStringList names;
  std::vector<int> counts;
  for (const ClassPreview& one : m_preview.classes) {
    names << fromStd(one.name);
    counts.push_back(static_cast<int>(one.samples));
  }
  const int most = counts.empty() ? 1 : *std::max_element(counts.begin(), counts.end());
  m_bars->setShares(countedShares(names, counts, most, -1,
                                  tr("Samples of %n classes", nullptr, static_cast<int>(counts.size()))));
  showProblem(m_preview.problem ? shown(*m_preview.problem) : QString());
}

void DataDialog::showProblem(const QString& problem) {
  // Remedies of the core speak of the descriptor.
  const bool ofDescriptor = m_preview.table && problem.contains(QLatin1String(".json"));
  m_problem->setProblem(ofDescriptor ? tr("%1 The fields below write that file.").arg(problem) : problem);
  QStringList notes;
  for (const Message& note : m_preview.notes) notes << shown(note);
  m_notes->setText(notes.join(QLatin1Char('\n')));
}

QString DataDialog::summary() const {
  if (m_preview.training == 0)
    return m_preview.table ? tr("%1 rows, %2 columns")
                                 .arg(shownCount(static_cast<double>(m_preview.table->rows)),
                                      shownCount(static_cast<double>(m_preview.table->columns.size())))
                           : QString();
  const QString samples = tr("%1 samples to train on and %2 for the test")
                              .arg(shownCount(static_cast<double>(m_preview.training)),
                                   shownCount(static_cast<double>(m_preview.test)));
  const QString inputs =
      m_preview.imageWidth > 0
          ? tr("pictures of %1 × %2 pixels").arg(m_preview.imageWidth).arg(m_preview.imageHeight)
          : tr("%n inputs", nullptr, m_preview.features);
  QStringList quantities;
  for (const std::string& name : m_preview.quantities) quantities << fromStd(name);
  const QString answers = m_preview.classes.empty()
                              ? tr("quantity: %1").arg(quantities.join(QStringLiteral(", ")))
                              : tr("%n classes", nullptr, static_cast<int>(m_preview.classes.size()));
  return tr("%1; %2; %3.").arg(samples, inputs, answers);
}

void DataDialog::refreshPlace() {
  if (!m_where) return;
  const QString folder = QDir::toNativeSeparators(m_home.folder);
  if (m_copy->isChecked())
    m_where->setText(m_home.folder.isEmpty() ? tr("The design is in no file yet: it is saved first.")
                                             : tr("A copy goes to %1.").arg(folder));
  else if (!m_copy->isEnabled())
    m_where->setText(tr("It lies beside the design already."));
  else
    m_where->setText(
        tr("The design will look for it as %1.")
            .arg(fromStd(datasetReference(m_data.path.toStdString(), m_home.folder.toStdString()))));
}

void DataDialog::refresh() {
  const bool reading = m_reader.busy(), placing = m_placer.busy();
  m_progress->setVisible(reading || placing);
  if (!reading || !m_isFolder) m_progress->setRange(0, 0);
  // What is written stays what is shown.
  for (QWidget* part :
       {static_cast<QWidget*>(m_pages), static_cast<QWidget*>(m_settings), m_sizeRow, m_copy->parentWidget()})
    part->setEnabled(!placing);
  m_use->setEnabled(!reading && !placing && m_preview.training > 0 && !m_preview.problem);
}

void DataDialog::use() {
  if (m_copy->isChecked() && m_home.folder.isEmpty()) {
    m_home.folder = m_home.saveNow();
    refreshPlace();
    if (m_home.folder.isEmpty()) return;
  }
  DatasetPlacing placing;
  placing.path = m_path.toStdString();
  placing.descriptor = saidOutright(m_preview);
  placing.folder = m_home.folder.toStdString();
  placing.copy = m_copy->isChecked();
  m_placer.start(std::move(placing));
  m_poll.start();
  refresh();
}

}  // namespace lightloom::ui
