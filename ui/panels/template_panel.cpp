#include "panels/template_panel.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <algorithm>

#include "design/templates.h"
#include "document/document.h"
#include "document/selection.h"
#include "document/template_store.h"
#include "document/translate.h"
#include "panels/cell_dialog.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

constexpr int kPathRole = Qt::UserRole, kMakerRole = Qt::UserRole + 1;

using Maker = Result<std::vector<ComponentPtr>> (*)(const CellRequest&);

struct BuiltIn {
  const char *name, *tip, *label;
  Maker make;
};

// Each asks for axons and synapses first.
constexpr BuiltIn kBuiltIns[] = {
    {QT_TRANSLATE_NOOP("TemplatePanel", "Homodyne cell…"),
     QT_TRANSLATE_NOOP("TemplatePanel",
                       "A whole cell: leader, both arrays, their relays, combiner and pixels"),
     QT_TRANSLATE_NOOP("TemplatePanel", "Add homodyne cell"), homodyneCell},
    {QT_TRANSLATE_NOOP("TemplatePanel", "Leader feed…"),
     QT_TRANSLATE_NOOP("TemplatePanel", "The leader and what brings its light to every laser of a cell"),
     QT_TRANSLATE_NOOP("TemplatePanel", "Add leader and injection"), leaderFeed},
    {QT_TRANSLATE_NOOP("TemplatePanel", "Balanced pair…"),
     QT_TRANSLATE_NOOP("TemplatePanel", "Combiner, two lenses and two detector lines"),
     QT_TRANSLATE_NOOP("TemplatePanel", "Add balanced pair"), balancedPair}};

}  // namespace

TemplatePanel::TemplatePanel(Document& document, Selection& selection, QWidget* parent)
    : QListWidget(parent), m_document(document), m_selection(selection) {
  setObjectName(QStringLiteral("templates"));
  setAccessibleName(tr("Templates"));
  setToolTip(tr("Double-click a template to place it. Your own come from Edit, Keep as template"));
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setWordWrap(true);
  setIconSize(QSize(18, 18));
  connect(this, &QListWidget::itemActivated, this, [this](QListWidgetItem* item) { place(*item); });
  refresh();
}

void TemplatePanel::refresh() {
  clear();
  for (std::size_t i = 0; i < std::size(kBuiltIns); ++i) {
    auto* item = new QListWidgetItem(themedIcon(QStringLiteral("template")), tr(kBuiltIns[i].name), this);
    item->setToolTip(tr(kBuiltIns[i].tip));
    item->setData(kMakerRole, static_cast<int>(i));
  }
  for (const OwnTemplate& own : ownTemplates()) {
    auto* item = new QListWidgetItem(themedIcon(QStringLiteral("template")), own.name, this);
    item->setToolTip(tr("Your template; Delete removes it"));
    item->setData(kPathRole, own.path);
  }
}

void TemplatePanel::place(const QListWidgetItem& item) {
  const QString path = item.data(kPathRole).toString();
  if (!path.isEmpty()) {
    const Result<std::vector<ComponentPtr>> parts = readTemplate(path);
    if (!parts) return Q_EMIT problem(shown(parts.error()));
    return Q_EMIT placeRequested(parts.value(), tr("Add %1").arg(item.text()));
  }
  const BuiltIn& builtIn = kBuiltIns[static_cast<std::size_t>(item.data(kMakerRole).toInt())];
  CellDialog dialog(window());
  dialog.setWindowTitle(tr(builtIn.name).remove(QStringLiteral("…")));
  if (dialog.exec() != QDialog::Accepted) return;
  const Result<std::vector<ComponentPtr>> parts = builtIn.make(dialog.request());
  if (!parts) return Q_EMIT problem(shown(parts.error()));
  Q_EMIT placeRequested(parts.value(), tr(builtIn.label));
}

void TemplatePanel::keepSelection(const QString& name) {
  std::vector<ComponentPtr> parts;
  for (const ComponentPtr& part : m_document.design().components)
    if (m_selection.contains(part->id)) parts.push_back(part);
  if (parts.empty()) return;
  const Result<QString> kept = keepTemplate(name, parts);
  if (!kept) return Q_EMIT problem(shown(kept.error()));
  refresh();
  Q_EMIT note(tr("Kept “%1” among the templates.").arg(kept.value()));
}

void TemplatePanel::removeCurrent() {
  const QListWidgetItem* item = currentItem();
  const QString path = item ? item->data(kPathRole).toString() : QString();
  if (path.isEmpty()) return;
  if (!removeTemplate(path))
    return Q_EMIT problem(tr("%1 cannot be removed. Look at its permissions.").arg(path));
  refresh();
}

void TemplatePanel::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Delete) return removeCurrent();
  QListWidget::keyPressEvent(event);
}

void TemplatePanel::contextMenuEvent(QContextMenuEvent* event) {
  QListWidgetItem* item = itemAt(event->pos());
  if (!item) return;
  QMenu menu(this);
  connect(menu.addAction(tr("Place")), &QAction::triggered, this, [this, item] { place(*item); });
  QAction* remove = menu.addAction(tr("Remove"));
  remove->setEnabled(!item->data(kPathRole).toString().isEmpty());
  connect(remove, &QAction::triggered, this, &TemplatePanel::removeCurrent);
  menu.exec(event->globalPos());
}

}  // namespace lightloom::ui
