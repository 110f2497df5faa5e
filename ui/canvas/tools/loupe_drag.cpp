#include "canvas/tools/loupe_drag.h"

#include <QMenu>
#include <cmath>
#include <functional>

#include "canvas/bench_view.h"
#include "canvas/hover.h"
#include "canvas/loupe_item.h"
#include "canvas/scene_coordinates.h"
#include "document/loupe_edits.h"
#include "document/selection.h"

namespace lightloom::ui {
namespace {

LoupeItem* loupeOf(const BenchView& view, const std::string& key) {
  for (LoupeItem* item : view.benchScene().loupes())
    if (item->key() == key) return item;
  return nullptr;
}

// A loupe that the program opened is kept once a person changes it, at the place where it is.
void change(const BenchView& view, const LoupeItem& loupe, const QString& label,
            const std::function<void(Viewpoint&)>& what) {
  const BenchPoint corner = toBench(loupe.pos());
  const bool kept = loupe.isKept();
  Document& document = view.document();
  document.push(
      changeLoupe(document.design(), loupe.content().id, loupe.part(), label, [&](Viewpoint& viewpoint) {
        if (!kept) {
          viewpoint.insetX = corner.x;
          viewpoint.insetY = corner.y;
        }
        what(viewpoint);
      }));
}

void showInstead(const BenchView& view, const std::string& key, ViewpointShow wanted) {
  const LoupeItem* loupe = loupeOf(view, key);
  if (!loupe) return;
  change(view, *loupe, BenchView::tr("Show %1").arg(showName(wanted)),
         [&](Viewpoint& viewpoint) { viewpoint.show = wanted; });
  view.document().compilePending();
}

// Offers the pictures that the loupe's array, line or plane can be shown as, below the word that names it.
void offerShows(BenchView& view, const LoupeItem& loupe) {
  auto* menu = new QMenu(&view);
  menu->setObjectName(QStringLiteral("loupeShows"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  for (const ViewpointShow show : loupe.content().shows) {
    QAction* action = menu->addAction(showName(show));
    action->setObjectName(QStringLiteral("loupeShow_%1").arg(static_cast<int>(show)));
    action->setToolTip(BenchView::tr("Let the loupe show it"));
    action->setCheckable(true);
    action->setChecked(show == loupe.content().show);
    QObject::connect(action, &QAction::triggered, &view,
                     [&view, key = loupe.key(), show] { showInstead(view, key, show); });
  }
  menu->popup(view.viewport()->mapToGlobal(view.mapFromScene(loupe.showNameInScene().bottomLeft())));
}

}  // namespace

LoupeDrag::LoupeDrag(BenchView& view, const Pointer& at, const LoupeItem& loupe)
    : Drag(view, at), m_key(loupe.key()), m_corner(loupe.pos()) {}

LoupeItem* LoupeDrag::loupe() const {
  return loupeOf(m_view, m_key);
}

void LoupeDrag::pull(const Pointer& at) {
  LoupeItem* item = loupe();
  if (!item) return;
  item->setPos(m_corner + at.scene - m_from.scene);
  m_view.benchScene().keepBesidePart(*item);
}

void LoupeDrag::drop(const Pointer&) {
  const LoupeItem* item = loupe();
  if (!item) return;
  constexpr double kStep = 1e-5;  // m
  const BenchPoint corner = toBench(item->pos());
  change(m_view, *item, BenchView::tr("Move loupe"), [&](Viewpoint& viewpoint) {
    viewpoint.insetX = std::round(corner.x / kStep) * kStep;
    viewpoint.insetY = std::round(corner.y / kStep) * kStep;
  });
}

void LoupeDrag::cancel() {
  LoupeItem* item = loupe();
  if (!item) return;
  item->setPos(m_corner);
  m_view.benchScene().drawLeaderLines();
}

// The name of what is shown opens the list of what can be; a channel is looked at, here and elsewhere.
void LoupeDrag::click(const Pointer& at) {
  LoupeItem* item = loupe();
  if (!item) return;
  const QPointF inside = item->mapFromScene(at.scene);
  if (item->isOnShowName(inside)) return offerShows(m_view, *item);
  if (item->isKept()) m_view.selection().set({item->key()});
  const int channel = item->channelAt(inside);
  if (channel < 0) return;
  const int picked = channel == item->picked() ? -1 : channel;
  item->pick(picked);
  if (item->isKept())
    change(m_view, *item, BenchView::tr("Pick channel"),
           [&](Viewpoint& viewpoint) { viewpoint.channel = picked; });
  m_view.hover().keepLit({item->part(), picked});
  Q_EMIT m_view.channelPicked({item->part(), picked});
  if (!item->content().receiver) m_view.selection().setLaser({item->part(), picked});
}

QString LoupeDrag::words(Qt::KeyboardModifiers) const {
  return BenchView::tr("The loupe stays where you leave it");
}

}  // namespace lightloom::ui
