#include "panels/checks_panel.h"

#include <QApplication>

#include "document/document.h"
#include "document/selection.h"
#include "document/translate.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom {
namespace {

QIcon iconOf(const Check& check) {
  const MeaningColours colours = meaningColours(isDark(QApplication::palette()));
  if (check.unbuildable) return colouredIcon(QStringLiteral("error"), colours.bad);
  switch (check.severity) {
    case Severity::Error:
      return colouredIcon(QStringLiteral("error"), colours.bad);
    case Severity::Warning:
      return colouredIcon(QStringLiteral("warning"), colours.warn);
    case Severity::Info:
      break;
  }
  return colouredIcon(QStringLiteral("info"), colours.axon);
}

}  // namespace

ChecksPanel::ChecksPanel(Document& document, Selection& selection, QWidget* parent)
    : QListWidget(parent), m_document(document) {
  setObjectName(QStringLiteral("checks"));
  setAccessibleName(tr("Checks of the design"));
  setToolTip(tr("What the design's checks say; click one to select its part"));
  setFrameShape(QFrame::NoFrame);
  setWordWrap(true);
  setSpacing(4);
  setIconSize(QSize(18, 18));
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollMode(ScrollPerPixel);
  connect(&document, &Document::benchChanged, this, &ChecksPanel::refresh);
  connect(this, &QListWidget::itemClicked, this, [this, &selection](QListWidgetItem* item) {
    const QString id = item->data(Qt::UserRole).toString();
    if (id.isEmpty()) return;
    selection.set({id.toStdString()});
    Q_EMIT partChosen(id);
  });
  refresh();
}

void ChecksPanel::refresh() {
  clear();
  int problems = 0;
  for (const Check& check : m_document.bench()->checks) {
    QString text = shown(check.message);
    if (!check.fix.text.empty()) text += QLatin1Char('\n') + shown(check.fix);
    auto* item = new QListWidgetItem(iconOf(check), text, this);
    item->setData(Qt::UserRole, fromStd(check.component));
    if (check.severity != Severity::Info) ++problems;
  }
  if (count() == 0)
    new QListWidgetItem(
        colouredIcon(QStringLiteral("ok"), meaningColours(isDark(QApplication::palette())).good),
        tr("Every check of this design passes."), this);
  if (problems == m_problems) return;
  m_problems = problems;
  Q_EMIT problemsChanged(problems);
}

}  // namespace lightloom
