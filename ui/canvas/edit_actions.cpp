#include "canvas/edit_actions.h"

#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <algorithm>
#include <cmath>

#include "canvas/bench_menu.h"
#include "canvas/bench_view.h"
#include "canvas/canvas_grid.h"
#include "canvas/scene_coordinates.h"
#include "canvas/tools/tool_box.h"
#include "data/data_files.h"
#include "document/document.h"
#include "document/loupe_edits.h"
#include "document/selection.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "pictures.h"
#include "theme/actions.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

constexpr double kQuarterTurn = constants::kPi / 2;

std::vector<ComponentPtr> partsOf(const Design& design, const PartIds& ids) {
  std::vector<ComponentPtr> out;
  for (const ComponentPtr& component : design.components)
    if (std::find(ids.begin(), ids.end(), component->id) != ids.end()) out.push_back(component);
  return out;
}

// A clip from a mail or a chat has words around the design.
QString designIn(const QString& text) {
  const qsizetype first = text.indexOf(QLatin1Char('{')), last = text.lastIndexOf(QLatin1Char('}'));
  return first < 0 || last < first ? text : text.mid(first, last - first + 1);
}

// Whether a part of the clip would come to lie right on one of its kind.
bool liesOnItsLike(const Design& design, const std::vector<ComponentPtr>& clip, BenchPoint by) {
  constexpr double kSame = 1e-9;  // m
  for (const ComponentPtr& part : clip)
    for (const ComponentPtr& there : design.components) {
      if (there->kind != part->kind || isAttachedLoupe(*part) || isAttachedLoupe(*there)) continue;
      const BenchPoint a = positionOf(*part), b = positionOf(*there);
      if (std::hypot(a.x + by.x - b.x, a.y + by.y - b.y) < kSame) return true;
    }
  return false;
}

// The bench as it is where all of it is copied, else one of the parts alone.
std::shared_ptr<const Bench> benchWith(Document& document, const std::vector<ComponentPtr>& parts) {
  document.compilePending();
  if (parts.size() == document.design().components.size()) return document.bench();
  Design design = document.design();
  design.name.clear();
  design.components = parts;
  return std::make_shared<const Bench>(compileBench(design));
}

// Adds pictures of the parts, on white, for programs that take pictures: those of an export.
void addPictures(QMimeData& data, Document& document, const std::vector<ComponentPtr>& parts) {
  const Result<BenchPicture> picture = benchPicture(benchWith(document, parts));
  if (!picture) return;
  data.setData(QStringLiteral("image/svg+xml"), picture.value().svg);
  data.setImageData(picture.value().image);
}

// The point of the context menu, else the pointer, else the middle of the view.
QPointF pastePoint(const BenchView& view) {
  if (view.menu().isLast()) return view.menu().point();
  const QPoint at = view.viewport()->mapFromGlobal(QCursor::pos());
  return view.viewport()->rect().contains(at) ? view.mapToScene(at) : view.middle();
}

}  // namespace

EditActions::EditActions(BenchView& view, QObject* parent) : QObject(parent), m_view(view) {
  QUndoStack& stack = view.document().undoStack();
  undo = stack.createUndoAction(this, tr("Undo"));
  undo->setObjectName(QStringLiteral("undo"));
  undo->setProperty("manualTitle", tr("Undo"));
  undo->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
  undo->setIcon(themedIcon(QStringLiteral("undo")));
  redo = stack.createRedoAction(this, tr("Redo"));
  redo->setObjectName(QStringLiteral("redo"));
  redo->setProperty("manualTitle", tr("Redo"));
  redo->setShortcuts({QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)});
  redo->setIcon(themedIcon(QStringLiteral("redo")));
  // Connected after the stack's own slots: what they changed is known by then.
  connect(undo, &QAction::triggered, this, &EditActions::showLastChange);
  connect(redo, &QAction::triggered, this, &EditActions::showLastChange);
  makeClipboardActions();
  makeSelectionActions();
  makePartActions();
  connect(&view.selection(), &Selection::changed, this, &EditActions::updateEnabled);
  connect(&view.document(), &Document::changed, this, &EditActions::updateEnabled);
  updateEnabled();
}

QAction* EditActions::make(const char* name, const QString& text, const QString& tip,
                           const QList<QKeySequence>& keys, bool canvasOnly) {
  QAction* action = makeAction(this, name, text, tip, keys);
  if (canvasOnly) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_view.addAction(action);
  }
  return action;
}

void EditActions::makeClipboardActions() {
  cut = make("cut", tr("Cu&t"), tr("Take the selected parts off the bench and onto the clipboard"),
             {Qt::CTRL | Qt::Key_X}, true);
  copy = make("copy", tr("&Copy"), tr("Copy the selected parts as text of the design format"),
              {Qt::CTRL | Qt::Key_C}, true);
  paste =
      make("paste", tr("&Paste"), tr("Place the copied parts at the pointer"), {Qt::CTRL | Qt::Key_V}, true);
  pasteInPlace =
      make("pasteInPlace", tr("Paste &in place"), tr("Place the copied parts where they were copied"),
           {Qt::CTRL | Qt::SHIFT | Qt::Key_V}, true);
  duplicate = make("duplicate", tr("&Duplicate"), tr("Copy the selected parts, one line of the grid aside"),
                   {Qt::CTRL | Qt::Key_D}, false);
  remove = make("delete", tr("De&lete"), tr("Remove the selected parts"), {Qt::Key_Delete, Qt::Key_Backspace},
                true);
  duplicate->setIcon(themedIcon(QStringLiteral("duplicate")));
  remove->setIcon(themedIcon(QStringLiteral("delete")));
  connect(cut, &QAction::triggered, this, [this] {
    copySelection();
    removeSelection(tr("Cut %1"));
  });
  connect(copy, &QAction::triggered, this, &EditActions::copySelection);
  connect(paste, &QAction::triggered, this, [this] { pasteParts(false); });
  connect(pasteInPlace, &QAction::triggered, this, [this] { pasteParts(true); });
  connect(duplicate, &QAction::triggered, this, &EditActions::duplicateSelection);
  connect(remove, &QAction::triggered, this, [this] { removeSelection(tr("Delete %1")); });
}

void EditActions::makeSelectionActions() {
  selectAll = make("selectAll", tr("Select &all"), tr("Select every part that is shown"),
                   {Qt::CTRL | Qt::Key_A}, true);
  deselect = make("deselect", tr("Select &none"), tr("Clear the selection"),
                  {Qt::CTRL | Qt::SHIFT | Qt::Key_A}, false);
  selectNext = make("selectNext", tr("Select ne&xt"), tr("Select the next part in drawing order"),
                    {Qt::CTRL | Qt::Key_Tab}, true);
  selectPrevious =
      make("selectPrevious", tr("Select pre&vious"), tr("Select the part before in drawing order"),
           {Qt::CTRL | Qt::SHIFT | Qt::Key_Tab}, true);
  connect(selectAll, &QAction::triggered, this,
          [this] { m_view.selection().set(shownParts(m_view.document().design())); });
  connect(deselect, &QAction::triggered, this, [this] { m_view.selection().clear(); });
  connect(selectNext, &QAction::triggered, this, [this] { cycleSelection(1); });
  connect(selectPrevious, &QAction::triggered, this, [this] { cycleSelection(-1); });
}

void EditActions::makePartActions() {
  turnLeft = make("turnLeft", tr("Rotate le&ft 90°"),
                  tr("Turn the selected parts a quarter counter-clockwise"), {Qt::Key_R}, true);
  turnRight = make("turnRight", tr("Rotate &right 90°"), tr("Turn the selected parts a quarter clockwise"),
                   {Qt::SHIFT | Qt::Key_R}, true);
  lock =
      make("lock", tr("Loc&k"), tr("Keep the selected parts where they are"), {Qt::CTRL | Qt::Key_L}, false);
  hide = make("hide", tr("&Hide"), tr("Leave the selected parts out of the picture; light still meets them"),
              {Qt::CTRL | Qt::Key_H}, false);
  showAll = make("showAll", tr("Sho&w all"), tr("Show every hidden part again"),
                 {Qt::CTRL | Qt::SHIFT | Qt::Key_H}, false);
  rename = make("rename", tr("Rena&me"), tr("Give the selected part a name"), {Qt::Key_F2}, false);
  keepTemplate = make("keepTemplate", tr("K&eep as template…"),
                      tr("Keep the selected parts among the templates"), {}, false);
  connect(keepTemplate, &QAction::triggered, this, &EditActions::templateRequested);
  snap = make("snap", tr("Snap to &grid"),
              tr("Parts come to stand on whole millimetres; hold Ctrl while dragging to suspend"),
              {Qt::Key_S}, true);
  turnLeft->setIcon(themedIcon(QStringLiteral("rotate")));
  snap->setIcon(themedIcon(QStringLiteral("snap")));
  lock->setCheckable(true);
  snap->setCheckable(true);
  snap->setChecked(m_view.snapsToGrid());
  const auto edit = [this](auto make) {
    return [this, make] {
      if (m_view.tools().selectionMayMove())
        m_view.document().push(make(m_view.document().design(), m_view.selection().ids()));
    };
  };
  connect(turnLeft, &QAction::triggered, this,
          edit([](const Design& d, const PartIds& ids) { return turnParts(d, ids, kQuarterTurn); }));
  connect(turnRight, &QAction::triggered, this,
          edit([](const Design& d, const PartIds& ids) { return turnParts(d, ids, -kQuarterTurn); }));
  connect(lock, &QAction::triggered, this, [this](bool on) {
    m_view.document().push(lockParts(m_view.document().design(), m_view.selection().ids(), on));
  });
  connect(hide, &QAction::triggered, this, [this] {
    const PartIds ids = m_view.selection().ids();
    m_view.document().push(hideParts(m_view.document().design(), ids, true));
    m_view.selection().remove(ids);  // what nobody sees is not deleted by the next key
  });
  connect(showAll, &QAction::triggered, this, [this] {
    PartIds hidden;
    for (const ComponentPtr& component : m_view.document().design().components)
      if (component->hidden) hidden.push_back(component->id);
    m_view.document().push(hideParts(m_view.document().design(), hidden, false));
  });
  connect(rename, &QAction::triggered, this, &EditActions::renameRequested);
  connect(snap, &QAction::toggled, this, [this](bool on) { m_view.setSnapsToGrid(on); });
}

void EditActions::updateEnabled() {
  const PartIds& ids = m_view.selection().ids();
  const bool some = !ids.empty();
  for (QAction* action :
       {cut, copy, duplicate, remove, turnLeft, turnRight, lock, hide, deselect, keepTemplate})
    action->setEnabled(some);
  rename->setEnabled(ids.size() == 1);
  const std::vector<ComponentPtr> parts = partsOf(m_view.document().design(), ids);
  lock->setChecked(
      some && std::all_of(parts.begin(), parts.end(), [](const ComponentPtr& part) { return part->locked; }));
}

void EditActions::copySelection() {
  const std::vector<ComponentPtr> parts = partsOf(m_view.document().design(), m_view.selection().ids());
  if (parts.empty()) return;
  auto* data = new QMimeData;
  data->setText(fromStd(writeFragment(parts)));
  addPictures(*data, m_view.document(), parts);
  QApplication::clipboard()->setMimeData(data);
}

void EditActions::removeSelection(const QString& label) {
  const PartIds ids = m_view.selection().ids();
  if (ids.empty()) return;
  const Design& design = m_view.document().design();
  DesignEdit edit = removeComponents(design, withTheirLoupes(design, ids));
  edit.label = asMessage(partsLabel(label, m_view.document().design(), ids).toStdString());
  m_view.document().push(edit);
}

void EditActions::pasteParts(bool inPlace) {
  if (isTableText(QApplication::clipboard()->text()))
    return Q_EMIT tablePasted(QApplication::clipboard()->text());
  const QString text = designIn(QApplication::clipboard()->text());
  if (text.isEmpty()) return Q_EMIT problem(tr("The clipboard holds no parts. Copy parts of a bench first."));
  Result<std::vector<ComponentPtr>> parts =
      readFragment(text.toStdString(), tr("the clipboard").toStdString());
  if (!parts) return Q_EMIT problem(shown(parts.error()));
  if (parts.value().empty())
    return Q_EMIT problem(tr("The clipboard holds no parts. Copy parts of a bench first."));
  BenchPoint by;
  if (!inPlace) {
    const BenchPoint middle = middleOf(parts.value()), to = toBench(pastePoint(m_view));
    by = snapped({to.x - middle.x, to.y - middle.y});
    // Pasted again where the last ones lie: a line of the grid aside, so that all can be seen.
    const double step = gridSpacing(m_view.pixelsPerMillimetre()) * 1e-3;
    while (liesOnItsLike(m_view.document().design(), parts.value(), by)) by = {by.x + step, by.y - step};
  }
  PartIds ids;
  const QString label = parts.value().size() == 1
                            ? tr("Paste %1").arg(shownKind(*parts.value().front()))
                            : tr("Paste %n parts", nullptr, static_cast<int>(parts.value().size()));
  m_view.document().push(insertParts(m_view.document().design(), parts.value(), by, label, ids));
  m_view.selection().set(std::move(ids));
}

void EditActions::duplicateSelection() {
  const Design& design = m_view.document().design();
  const std::vector<ComponentPtr> parts = partsOf(design, m_view.selection().ids());
  if (parts.empty()) return;
  PartIds ids;
  const QString label = partsLabel(tr("Duplicate %1"), design, m_view.selection().ids());
  const double step = gridSpacing(m_view.pixelsPerMillimetre()) * 1e-3;
  m_view.document().push(insertParts(design, parts, {step, -step}, label, ids));
  m_view.selection().set(std::move(ids));
}

void EditActions::showLastChange() {
  PartIds there;
  for (const std::string& id : m_view.document().lastChange().parts)
    if (findComponent(m_view.document().design(), id)) there.push_back(id);
  if (there.empty()) return;
  m_view.selection().set(there);
  m_view.showPart(there.front());
}

void EditActions::cycleSelection(int step) {
  const PartIds shown = shownParts(m_view.document().design());
  if (shown.empty()) return;
  const int count = static_cast<int>(shown.size());
  int at = step > 0 ? -1 : count;
  for (int i = 0; i < count; ++i)
    if (m_view.selection().contains(shown[static_cast<std::size_t>(i)])) at = i;
  const std::string& id = shown[static_cast<std::size_t>((at + step + count) % count)];
  m_view.selection().set({id});
  m_view.showPart(id);
}

}  // namespace lightloom::ui
