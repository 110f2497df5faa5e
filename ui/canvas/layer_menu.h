#pragma once

#include <QMenu>

#include "rooms.h"

namespace lightloom::ui {

class Document;
class Selection;
struct CanvasLayer;

/// Shows, hides, locks and selects the parts of a layer; made anew each time it opens.
class LayerMenu : public QMenu {
  Q_OBJECT

 public:
  LayerMenu(Document& document, Selection& selection, QWidget* parent = nullptr);

 private:
  void fill();
  void addLayer(const CanvasLayer& layer);

  Document& m_document;
  Selection& m_selection;
};

}  // namespace lightloom::ui
