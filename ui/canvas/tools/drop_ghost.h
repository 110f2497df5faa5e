#pragma once

#include <QMimeData>
#include <memory>

#include "canvas/tools/tool.h"
#include "design/kind.h"

namespace lightloom::ui {

class PartItem;

/// The kind that a drag carries, null where it carries none that is known.
const Kind* kindIn(const QMimeData* data);

/// A part that is dragged from the palette, as it would stand where it is dropped.
class DropGhost {
 public:
  DropGhost(BenchView& view, const Kind& kind);
  ~DropGhost();

  QString kind() const;
  void moveTo(const Pointer& at);
  QString hint(Qt::KeyboardModifiers modifiers) const;
  const std::vector<Guide>& guides() const { return m_guides; }

 private:
  BenchView& m_view;
  std::unique_ptr<PartItem> m_item;
  Snapper m_snapper;
  std::vector<Guide> m_guides;
};

}  // namespace lightloom::ui
