#include "validation/gradient_dialog.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QShowEvent>
#include <QTableWidget>
#include <algorithm>

#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/plain_button.h"
#include "theme/icons.h"
#include "theme/screen_fit.h"
#include "theme/theme.h"
#include "train/settings.h"

namespace lightloom::ui {
namespace {

constexpr int kGradientPollMs = 50;

std::span<const std::string_view> namesOf(const char* setting) {
  const Parameter* row = findSetting(setting);
  LL_CHECK(row != nullptr);
  return row->enumerators;
}

QString scientific(double value) {
  return QLocale().toString(value, 'e', 1);
}

Result<Done> checked(const GradientRequest& request, const std::stop_token& stop,
                     const std::function<void(GradientRow)>& tell) {
  GradientCheckOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onRow = tell;
  checkGradients(request.settings, *request.data, options);
  return Done();
}

}  // namespace

GradientDialog::GradientDialog(Document& document, RunController& run, QWidget* parent)
    : QDialog(parent),
      m_document(document),
      m_run(run),
      m_check(checked),
      m_about(new QLabel(this)),
      m_table(new QTableWidget(this)),
      m_verdict(new QLabel(this)),
      m_progress(new QProgressBar(this)) {
  setObjectName(QStringLiteral("gradientDialog"));
  setWindowTitle(tr("Gradients against differences"));
  setModal(false);
  m_about->setObjectName(QStringLiteral("gradientAbout"));
  m_about->setWordWrap(true);
  m_verdict->setObjectName(QStringLiteral("gradientVerdict"));
  m_verdict->setWordWrap(true);
  makeTable();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(m_about);
  layout->addWidget(m_table, 1);
  layout->addWidget(m_verdict);
  layout->addWidget(makeFoot());
  m_poll.setInterval(kGradientPollMs);
  connect(&m_poll, &QTimer::timeout, this, &GradientDialog::poll);
  resizeToScreen(*this, {760, 420});
  refresh();
}

// Encodings and activations in the order of the settings, which is that of their enumerations.
void GradientDialog::makeTable() {
  const auto encodings = namesOf("network.encoding"), activations = namesOf("network.activation");
  m_table->setObjectName(QStringLiteral("gradientTable"));
  m_table->setAccessibleName(tr("Largest difference of each encoding and activation"));
  m_table->setToolTip(
      tr("Largest difference of a layer's gradients from central differences, over the "
         "largest gradient of that layer"));
  m_table->setColumnCount(static_cast<int>(encodings.size()));
  m_table->setRowCount(static_cast<int>(activations.size()));
  QStringList columns, rows;
  for (std::string_view key : encodings) columns << shownEnumerator(key);
  for (std::string_view key : activations) rows << shownEnumerator(key);
  m_table->setHorizontalHeaderLabels(columns);
  m_table->setVerticalHeaderLabels(rows);
  m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  for (int r = 0; r < m_table->rowCount(); ++r)
    for (int c = 0; c < m_table->columnCount(); ++c) {
      auto* item = new QTableWidgetItem;
      item->setTextAlignment(Qt::AlignCenter);
      m_table->setItem(r, c, item);
    }
}

QWidget* GradientDialog::makeFoot() {
  auto* foot = new QWidget;
  auto* layout = new QHBoxLayout(foot);
  layout->setContentsMargins(0, 0, 0, 0);
  m_progress->setObjectName(QStringLiteral("gradientProgress"));
  m_progress->setAccessibleName(tr("Combinations done"));
  m_progress->setFixedWidth(160);
  m_progress->setTextVisible(false);
  m_progress->setRange(0, m_table->rowCount() * m_table->columnCount());
  m_start = plainButton("gradientStart", tr("&Check again"), tr("Compute every combination"));
  auto* close = plainButton("gradientClose", tr("Close"), tr("Close this page"));
  connect(m_start, &QPushButton::clicked, this, &GradientDialog::startOrStop);
  connect(close, &QPushButton::clicked, this, &QDialog::close);
  layout->addWidget(m_progress);
  layout->addStretch();
  layout->addWidget(m_start);
  layout->addWidget(close);
  return foot;
}

void GradientDialog::startOrStop() {
  isRunning() ? m_check.stop() : start();
}

void GradientDialog::start() {
  m_rows.clear();
  for (int r = 0; r < m_table->rowCount(); ++r)
    for (int c = 0; c < m_table->columnCount(); ++c) {
      m_table->item(r, c)->setText(QString());
      m_table->item(r, c)->setIcon(QIcon());
      m_table->item(r, c)->setToolTip(QString());
    }
  const Result<TrainerSettings> settings =
      trainerSettings(m_document.design(), *m_document.bench()->hardware);
  m_obstacle.clear();
  if (!m_run.data())
    m_obstacle = tr("The data set is not loaded yet. Wait until it is, and check again.");
  else if (!settings)
    m_obstacle = shown(settings.error());
  else if (settings.value().loss == Loss::CrossEntropy && m_run.data()->classes == 0)
    m_obstacle =
        tr("Cross entropy needs classes, but this data set has numbers as answers. Choose the "
           "mean-square loss under Settings.");
  if (m_obstacle.isEmpty()) {
    m_check.start({settings.value(), m_run.data()});
    m_poll.start();
  }
  refresh();
}

void GradientDialog::poll() {
  const auto news = m_check.poll();
  for (const GradientRow& row : news.progress) {
    m_rows.push_back(row);
    showRow(row);
  }
  if (news.answer && !*news.answer) m_obstacle = shown(news.answer->error());
  if (news.answer) m_poll.stop();
  refresh();
}

void GradientDialog::showRow(const GradientRow& row) {
  const MeaningColours colours = meaningColours(isDark(QApplication::palette()));
  QTableWidgetItem& item = *m_table->item(static_cast<int>(row.activation), static_cast<int>(row.encoding));
  item.setText(scientific(row.comparison.relative));
  item.setIcon(row.passes() ? colouredIcon(QStringLiteral("ok"), colours.good)
                            : colouredIcon(QStringLiteral("error"), colours.bad));
  const QString refused =
      row.comparison.refused > 0
          ? tr("; %1 left out, within a step of a kink").arg(shownCount(row.comparison.refused))
          : QString();
  item.setToolTip(tr("%1 weights compared%2").arg(shownCount(row.comparison.compared), refused));
}

void GradientDialog::refresh() {
  const GradientCheckOptions options;
  const QString data = fromStd(settingText(m_document.design(), "training.dataset"));
  m_about->setText(
      tr("Back-propagation in single precision against central differences of the loss in double "
         "precision, noise off: two hidden layers of %1 and %2 neurons on %3 random samples of "
         "%4. What counts is the largest difference over the largest gradient of its layer. "
         "Without noise the first three encodings are the same product.")
          .arg(options.hidden[0])
          .arg(options.hidden[1])
          .arg(options.samples)
          .arg(data));
  m_progress->setVisible(isRunning());
  m_progress->setValue(static_cast<int>(m_rows.size()));
  m_start->setText(isRunning() ? tr("&Stop") : tr("&Check again"));
  m_start->setAccessibleName(m_start->text().remove(QLatin1Char('&')));
  const auto fails =
      std::count_if(m_rows.begin(), m_rows.end(), [](const auto& row) { return !row.passes(); });
  double worst = 0;
  for (const GradientRow& row : m_rows) worst = std::max(worst, row.comparison.relative);
  const QString bound = scientific(kGradientTolerance);
  if (!m_obstacle.isEmpty())
    m_verdict->setText(m_obstacle);
  else if (fails > 0)
    m_verdict->setText(tr("<b>%1 of %2 combinations fail</b>: they are off by up to %3, where %4 is allowed.")
                           .arg(fails)
                           .arg(m_rows.size())
                           .arg(scientific(worst), bound));
  else if (m_rows.size() < static_cast<std::size_t>(m_progress->maximum()))
    m_verdict->setText(isRunning() ? tr("Checking…")
                                   : tr("Stopped after %1 combinations.").arg(m_rows.size()));
  else
    m_verdict->setText(
        tr("<b>All %1 combinations agree</b>: the largest difference is %2, where %3 is allowed.")
            .arg(m_rows.size())
            .arg(scientific(worst), bound));
}

void GradientDialog::showEvent(QShowEvent* event) {
  QDialog::showEvent(event);
  if (!event->spontaneous() && !isRunning()) start();
}

// A check that nobody watches ends.
void GradientDialog::hideEvent(QHideEvent* event) {
  QDialog::hideEvent(event);
  if (!event->spontaneous()) m_check.stop();
}

void GradientDialog::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() != QEvent::PaletteChange) return;
  for (const GradientRow& row : m_rows) showRow(row);
}

}  // namespace lightloom::ui
