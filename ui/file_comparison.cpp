#include "file_comparison.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include "design/edit_words.h"
#include "document/document.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "theme/screen_fit.h"

namespace lightloom::ui {

Result<Done> showComparison(const Document& document, QWidget* parent) {
  const Result<Design> file = readDesignFile(document.filePath().toStdString());
  if (!file) return file.error();
  const std::vector<Message> changes = changesOf(difference(document.design(), file.value()));

  auto* dialog = new QDialog(parent);
  dialog->setObjectName(QStringLiteral("comparison"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(Document::tr("The file against this window"));
  auto* title =
      new QLabel(changes.empty() ? Document::tr("Both are the same design, written otherwise.")
                                 : Document::tr("From the design of this window to that of “%1” on the disk:")
                                       .arg(document.displayName()),
                 dialog);
  title->setTextFormat(Qt::PlainText);
  title->setWordWrap(true);
  auto* list = new QListWidget(dialog);
  list->setObjectName(QStringLiteral("comparisonList"));
  list->setAccessibleName(title->text());
  list->setWordWrap(true);
  for (const Message& change : changes) list->addItem(shown(change));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  auto* layout = new QVBoxLayout(dialog);
  layout->addWidget(title);
  layout->addWidget(list, 1);
  layout->addWidget(buttons);
  resizeToScreen(*dialog, {560, 420});
  dialog->show();
  return Done{};
}

}  // namespace lightloom::ui
