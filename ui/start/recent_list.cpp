#include "start/recent_list.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include "document/file_places.h"
#include "start/start_button.h"
#include "theme/icons.h"

namespace lightloom::ui {

RecentList::RecentList(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this)) {
  setObjectName(QStringLiteral("startRecent"));
  m_rows->setContentsMargins(0, 0, 0, 0);
  m_rows->setSpacing(1);
}

// Rows go later: one of them may be asking for it.
void RecentList::refresh() {
  while (QLayoutItem* item = m_rows->takeAt(0)) {
    if (QWidget* row = item->widget()) {
      row->hide();
      row->deleteLater();
    }
    delete item;
  }
  const QStringList files = recentFiles();
  for (const QString& path : files) addFile(path);
  if (!files.isEmpty()) return;
  auto* nothing = new QLabel(tr("Nothing yet"));
  nothing->setObjectName(QStringLiteral("startNoRecent"));
  nothing->setEnabled(false);
  nothing->setContentsMargins(6, 2, 6, 2);
  m_rows->addWidget(nothing);
}

void RecentList::addFile(const QString& path) {
  const bool there = QFileInfo::exists(path);
  const QString name = QFileInfo(path).fileName(), shownPath = QDir::toNativeSeparators(path);
  auto* row = new QWidget;
  row->setObjectName(QStringLiteral("recentRow"));
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* open = new StartButton("recentFile", there ? name : tr("%1 (missing)").arg(name), shownPath);
  open->setAccessibleName(there ? tr("Open recent file %1").arg(name) : tr("%1 is missing").arg(name));
  open->setEnabled(there);
  open->setProperty("path", path);
  connect(open, &QAbstractButton::clicked, this, [this, path] { Q_EMIT chosen(path); });
  layout->addWidget(open, 1);
  if (!there) {
    auto* remove = new QToolButton;
    remove->setObjectName(QStringLiteral("forgetFile"));
    remove->setIcon(themedIcon(QStringLiteral("close")));
    remove->setAutoRaise(true);
    remove->setFocusPolicy(Qt::StrongFocus);
    remove->setAccessibleName(tr("Take %1 off the list").arg(name));
    remove->setToolTip(tr("Take %1 off the list: it is no longer there").arg(shownPath));
    remove->setProperty("path", path);
    connect(remove, &QAbstractButton::clicked, this, [this, path] { forget(path); });
    layout->addWidget(remove);
  }
  m_rows->addWidget(row);
}

void RecentList::forget(const QString& path) {
  forgetFile(path);
  refresh();
}

}  // namespace lightloom::ui
