#include "canvas/layer_menu.h"

#include "document/document.h"
#include "document/layers.h"
#include "document/selection.h"

namespace lightloom::ui {

LayerMenu::LayerMenu(Document& document, Selection& selection, QWidget* parent)
    : QMenu(tr("La&yers"), parent), m_document(document), m_selection(selection) {
  setObjectName(QStringLiteral("layerMenu"));
  setToolTipsVisible(true);
  connect(this, &QMenu::aboutToShow, this, &LayerMenu::fill);
}

void LayerMenu::fill() {
  for (QMenu* layer : findChildren<QMenu*>()) delete layer;
  clear();
  for (const CanvasLayer& layer : layersOf(m_document.design())) addLayer(layer);
  if (!isEmpty()) return;
  QAction* none = addAction(tr("No parts yet"));
  none->setObjectName(QStringLiteral("noLayers"));
  none->setEnabled(false);
}

void LayerMenu::addLayer(const CanvasLayer& layer) {
  QString title = layer.title;
  title.replace(QLatin1Char('&'), QStringLiteral("&&"));
  if (!layer.shown) title = tr("%1 (hidden)").arg(title);
  if (layer.locked) title = tr("%1 (locked)").arg(title);
  QMenu* menu = addMenu(title);
  menu->setObjectName(QStringLiteral("layer_") + layer.key);
  menu->setToolTipsVisible(true);
  const PartIds ids = layer.ids;
  const auto add = [&](const char* name, const QString& text, const QString& tip) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QLatin1String(name) + layer.key);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    return action;
  };
  QAction* shown = add("layerShown_", tr("&Shown"), tr("Hidden parts are not drawn; light still meets them"));
  shown->setCheckable(true);
  shown->setChecked(layer.shown);
  connect(shown, &QAction::triggered, this, [this, ids](bool on) {
    m_document.push(hideParts(m_document.design(), ids, !on));
    if (!on) m_selection.remove(ids);
  });
  QAction* locked = add("layerLocked_", tr("&Locked"), tr("Locked parts stay where they are"));
  locked->setCheckable(true);
  locked->setChecked(layer.locked);
  connect(locked, &QAction::triggered, this,
          [this, ids](bool on) { m_document.push(lockParts(m_document.design(), ids, on)); });
  QAction* select = add("layerSelect_", tr("S&elect"), tr("Select the parts of this layer"));
  connect(select, &QAction::triggered, this, [this, ids] { m_selection.set(ids); });
}

}  // namespace lightloom::ui
