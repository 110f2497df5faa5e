#include "canvas/arrange_menu.h"

#include "canvas/bench_view.h"
#include "canvas/tools/tool_box.h"
#include "document/document.h"
#include "document/selection.h"
#include "theme/actions.h"

namespace lightloom::ui {

ArrangeMenu::ArrangeMenu(BenchView& view, QWidget* parent)
    : QMenu(tr("Arrange parts"), parent), m_view(view) {
  setObjectName(QStringLiteral("arrangeMenu"));
  setToolTipsVisible(true);
  constexpr double kEighthTurn = constants::kPi / 4;
  const auto align = [](BenchAxis axis, AlignTo to) {
    return [axis, to](const Design& design, const PartIds& ids) { return alignParts(design, ids, axis, to); };
  };
  add("alignLeft", tr("Align &left"), tr("Bring the selected parts onto the x of the leftmost"), {}, 2,
      align(BenchAxis::X, AlignTo::Low));
  add("alignCentreX", tr("Align &centres in x"), tr("Bring the selected parts onto the x of their middle"),
      {}, 2, align(BenchAxis::X, AlignTo::Centre));
  add("alignRight", tr("Align &right"), tr("Bring the selected parts onto the x of the rightmost"), {}, 2,
      align(BenchAxis::X, AlignTo::High));
  add("alignTop", tr("Align &top"), tr("Bring the selected parts onto the y of the uppermost"), {}, 2,
      align(BenchAxis::Y, AlignTo::High));
  add("alignCentreY", tr("Align c&entres in y"), tr("Bring the selected parts onto the y of their middle"),
      {}, 2, align(BenchAxis::Y, AlignTo::Centre));
  add("alignBottom", tr("Align &bottom"), tr("Bring the selected parts onto the y of the lowest"), {}, 2,
      align(BenchAxis::Y, AlignTo::Low));
  addSeparator();
  const auto distribute = [](BenchAxis axis) {
    return [axis](const Design& design, const PartIds& ids) { return distributeParts(design, ids, axis); };
  };
  add("distributeX", tr("Space equally in &x"),
      tr("Equal distances in x between the selected parts; the outermost stay"), {}, 3,
      distribute(BenchAxis::X));
  add("distributeY", tr("Space equally in &y"),
      tr("Equal distances in y between the selected parts; the outermost stay"), {}, 3,
      distribute(BenchAxis::Y));
  addSeparator();
  const auto turn = [](double byRad) {
    return [byRad](const Design& design, const PartIds& ids) { return turnParts(design, ids, byRad); };
  };
  add("turnLeft45", tr("Rotate left &45°"),
      tr("Turn the selected parts an eighth of a turn counter-clockwise"), {Qt::Key_T}, 1, turn(kEighthTurn));
  add("turnRight45", tr("Rotate ri&ght 45°"), tr("Turn the selected parts an eighth of a turn clockwise"),
      {Qt::SHIFT | Qt::Key_T}, 1, turn(-kEighthTurn));
  addSeparator();
  const auto mirror = [](BenchAxis axis) {
    return [axis](const Design& design, const PartIds& ids) { return mirrorParts(design, ids, axis); };
  };
  add("mirrorX", tr("Mirror &horizontally"), tr("Swap left and right of the selected parts, angles included"),
      {Qt::Key_X}, 1, mirror(BenchAxis::X));
  add("mirrorY", tr("Mirror &vertically"), tr("Swap top and bottom of the selected parts, angles included"),
      {Qt::Key_Y}, 1, mirror(BenchAxis::Y));
  connect(&view.selection(), &Selection::changed, this, &ArrangeMenu::refresh);
  connect(&view.document(), &Document::changed, this, &ArrangeMenu::refresh);
  refresh();
}

void ArrangeMenu::add(const char* name, const QString& text, const QString& tip,
                      const QList<QKeySequence>& keys, int least,
                      std::function<DesignEdit(const Design&, const PartIds&)> make) {
  QAction* action = makeAction(this, name, text, tip, keys);
  action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  m_view.addAction(action);
  addAction(action);
  m_entries.push_back({action, least});
  connect(action, &QAction::triggered, this, [this, make = std::move(make)] {
    if (m_view.tools().selectionMayMove())
      m_view.document().push(make(m_view.document().design(), m_view.selection().ids()));
  });
}

void ArrangeMenu::refresh() {
  const int parts = arrangeable(m_view.document().design(), m_view.selection().ids());
  for (const Entry& entry : m_entries) entry.action->setEnabled(parts >= entry.least);
}

}  // namespace lightloom::ui
