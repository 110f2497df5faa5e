#include "recovery/recovery_dialog.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include "document/translate.h"
#include "pictures.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {
namespace {

constexpr QSize kPicture{160, 100};

QString nameOf(const RecoverableWork& work) {
  return work.snapshot ? fromStd(work.snapshot->note.name) : QFileInfo(fromStd(work.folder)).fileName();
}

// What a design shows may be what ended the program that opened it last: such a one is not drawn unasked.
QPixmap pictureOf(const RecoverableWork& work) {
  QPixmap ground(kPicture);
  ground.fill(Qt::white);
  if (!work.snapshot || work.endedWhileOpening) return ground;
  markOpening(work);
  const auto bench = std::make_shared<const Bench>(compileBench(work.snapshot->design));
  if (const Result<BenchPicture> picture = benchPicture(bench))
    ground = QPixmap::fromImage(
        picture.value().image.scaled(kPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  markOpened(work);
  return ground;
}

}  // namespace

RecoveryDialog::RecoveryDialog(std::vector<RecoverableWork> work, QWidget* parent)
    : QDialog(parent),
      m_work(std::move(work)),
      m_list(new QListWidget(this)),
      m_about(new QLabel(this)),
      m_recover(new QPushButton(tr("&Recover"), this)),
      m_saved(new QPushButton(tr("Open &saved file"), this)),
      m_discard(new QPushButton(tr("&Discard…"), this)) {
  setObjectName(QStringLiteral("recoveryDialog"));
  setWindowTitle(tr("Unsaved work"));
  setModal(false);
  auto* title = new QLabel(tr("Lightloom ended before this work was saved. Nothing of it is lost."), this);
  title->setWordWrap(true);
  m_list->setObjectName(QStringLiteral("recoveryList"));
  m_list->setAccessibleName(tr("Unsaved work"));
  m_list->setIconSize(kPicture);
  m_list->setSpacing(4);
  m_list->setWordWrap(true);
  m_about->setObjectName(QStringLiteral("recoveryAbout"));
  m_about->setTextFormat(Qt::PlainText);
  m_about->setWordWrap(true);
  m_about->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_recover->setObjectName(QStringLiteral("recoverWork"));
  m_recover->setToolTip(tr("Open the unsaved work in this window"));
  m_recover->setDefault(true);
  m_saved->setObjectName(QStringLiteral("openSaved"));
  m_saved->setToolTip(tr("Open the file as it was saved last; the unsaved work is kept"));
  m_discard->setObjectName(QStringLiteral("discardWork"));
  m_discard->setToolTip(tr("Remove the unsaved work for good"));
  auto* later = new QPushButton(tr("&Keep for later"), this);
  later->setObjectName(QStringLiteral("keepWork"));
  later->setToolTip(tr("Close this; the next start offers the work again, and so does the File menu"));
  for (QPushButton* button : {m_recover, m_saved, m_discard, later})
    button->setAccessibleName(QString(button->text()).remove(QLatin1Char('&')));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(m_recover);
  buttons->addWidget(m_saved);
  buttons->addWidget(m_discard);
  buttons->addStretch(1);
  buttons->addWidget(later);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(title);
  layout->addWidget(m_list, 1);
  layout->addWidget(m_about);
  layout->addLayout(buttons);
  connect(m_list, &QListWidget::currentRowChanged, this, &RecoveryDialog::refresh);
  connect(m_list, &QListWidget::itemActivated, m_recover, &QPushButton::click);
  connect(m_recover, &QPushButton::clicked, this, [this] {
    if (current() >= 0) Q_EMIT recoverRequested(static_cast<std::size_t>(current()));
  });
  connect(m_saved, &QPushButton::clicked, this, [this] {
    if (current() >= 0)
      Q_EMIT openSavedRequested(fromStd(m_work[static_cast<std::size_t>(current())].snapshot->note.path));
  });
  connect(m_discard, &QPushButton::clicked, this, &RecoveryDialog::discard);
  connect(later, &QPushButton::clicked, this, &QDialog::close);
  resizeToScreen(*this, {620, 420});
  fill();
}

int RecoveryDialog::current() const {
  const int row = m_list->currentRow();
  return row < static_cast<int>(m_work.size()) ? row : -1;
}

void RecoveryDialog::fill() {
  for (const RecoverableWork& work : m_work) {
    QIcon picture;
    const QPixmap pixmap = pictureOf(work);
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Selected}) picture.addPixmap(pixmap, mode);
    auto* item = new QListWidgetItem(picture, QString(), m_list);
    QStringList lines{nameOf(work)};
    if (work.snapshot) {
      const RecoveryNote& note = work.snapshot->note;
      lines << tr("kept %1").arg(fromStd(note.time));
      if (note.changes > 0)
        lines << (note.changes == 1 ? tr("one change since it was saved")
                                    : tr("%1 changes since it was saved").arg(note.changes));
      if (work.snapshot->run) lines << tr("with a training");
    } else {
      lines << tr("cannot be read");
    }
    item->setText(lines.join(QLatin1Char('\n')));
  }
  m_list->setCurrentRow(0);
  refresh();
}

void RecoveryDialog::refresh() {
  const int row = current();
  m_recover->setEnabled(false);
  m_saved->setEnabled(false);
  m_discard->setEnabled(row >= 0);
  if (row < 0) return m_about->clear();
  const RecoverableWork& work = m_work[static_cast<std::size_t>(row)];
  const QString place = tr("Kept in %1").arg(QDir::toNativeSeparators(fromStd(work.file)));
  if (!work.snapshot) return m_about->setText(shown(*work.problem) + QLatin1Char('\n') + place);
  const QString path = fromStd(work.snapshot->note.path);
  m_recover->setEnabled(true);
  m_saved->setEnabled(!path.isEmpty() && QFileInfo::exists(path));
  QStringList lines{
      path.isEmpty() ? tr("It never was in a file.") : tr("Its file: %1").arg(QDir::toNativeSeparators(path)),
      place};
  if (work.endedWhileOpening) lines.prepend(tr("Lightloom ended the last time that this was opened."));
  m_about->setText(lines.join(QLatin1Char('\n')));
}

void RecoveryDialog::remove(std::size_t index) {
  m_work.erase(m_work.begin() + static_cast<std::ptrdiff_t>(index));
  delete m_list->takeItem(static_cast<int>(index));
  refresh();
  if (m_work.empty()) close();
}

void RecoveryDialog::discard() {
  const int row = current();
  if (row < 0) return;
  QMessageBox question(QMessageBox::Warning, tr("Discard the unsaved work?"),
                       tr("“%1” is removed for good.").arg(nameOf(m_work[static_cast<std::size_t>(row)])),
                       QMessageBox::Discard | QMessageBox::Cancel, this);
  question.setObjectName(QStringLiteral("discardQuestion"));
  question.setDefaultButton(QMessageBox::Cancel);
  if (question.exec() != QMessageBox::Discard) return;
  forgetWork(m_work[static_cast<std::size_t>(row)]);
  remove(static_cast<std::size_t>(row));
}

}  // namespace lightloom::ui
