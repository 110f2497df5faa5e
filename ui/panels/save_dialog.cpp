#include "panels/save_dialog.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("SaveDialog", source);
}

QString filterOf(const SavedKind& kind) {
  return QStringLiteral("%1 (*.%2)").arg(kind.title, kind.suffix);
}

bool mayReplace(QWidget* parent, const QString& path) {
  QMessageBox question(QMessageBox::Question, text("Replace the file?"),
                       text("“%1” is there already.").arg(QDir::toNativeSeparators(path)),
                       QMessageBox::NoButton, parent);
  question.setObjectName(QStringLiteral("replaceQuestion"));
  question.setInformativeText(text("Replacing it cannot be undone."));
  QPushButton* replace = question.addButton(text("&Replace"), QMessageBox::DestructiveRole);
  QPushButton* another = question.addButton(text("&Another name…"), QMessageBox::RejectRole);
  question.setDefaultButton(another);
  question.setEscapeButton(another);
  question.exec();
  return question.clickedButton() == replace;
}

}  // namespace

QString withSuffix(const QString& path, const QList<SavedKind>& kinds, const SavedKind& chosen) {
  const QString suffix = QFileInfo(path).suffix();
  const bool known = std::any_of(kinds.begin(), kinds.end(), [&](const SavedKind& kind) {
    return kind.suffix.compare(suffix, Qt::CaseInsensitive) == 0;
  });
  if (known) return path;
  return path + (path.endsWith(QLatin1Char('.')) ? QString() : QStringLiteral(".")) + chosen.suffix;
}

// The dialog itself asks nothing: it would ask about the name as typed, before the suffix is there.
QString chooseFileToSave(QWidget* parent, const QString& title, const QString& suggestion,
                         const QList<SavedKind>& kinds) {
  QStringList filters;
  for (const SavedKind& kind : kinds) filters << filterOf(kind);
  QString path = suggestion;
  while (true) {
    QFileDialog dialog(parent, title, QFileInfo(path).path());
    dialog.setObjectName(QStringLiteral("saveDialog"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    dialog.setNameFilters(filters);
    dialog.setOption(QFileDialog::DontConfirmOverwrite);
    dialog.selectFile(QFileInfo(path).fileName());
    if (dialog.exec() != QDialog::Accepted || dialog.selectedFiles().isEmpty()) return {};
    const qsizetype chosen = std::max(qsizetype{0}, filters.indexOf(dialog.selectedNameFilter()));
    path = withSuffix(dialog.selectedFiles().constFirst(), kinds, kinds[chosen]);
    if (!QFileInfo::exists(path) || mayReplace(parent, path)) return path;
  }
}

}  // namespace lightloom::ui
