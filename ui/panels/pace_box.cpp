#include "panels/pace_box.h"

#include "document/pace_choice.h"
#include "document/translate.h"
#include "panels/parameter_row.h"

namespace lightloom::ui {
namespace {

using Per = Pace::Per;

struct PaceStop {
  Pace pace;
  const char *text, *tip;
};

constexpr PaceStop kPaceStops[] = {
    {{Per::Press, 0},
     QT_TRANSLATE_NOOP("PaceBox", "By press"),
     QT_TRANSLATE_NOOP("PaceBox", "Train trains one mini-batch and pauses")},
    {{Per::Product, 1},
     QT_TRANSLATE_NOOP("PaceBox", "1 product / s"),
     QT_TRANSLATE_NOOP("PaceBox",
                       "A second before each product of a mini-batch: a layer's for all its samples")},
    {{Per::Step, 1},
     QT_TRANSLATE_NOOP("PaceBox", "1 batch / s"),
     QT_TRANSLATE_NOOP("PaceBox", "A mini-batch a second")},
    {{Per::Step, 0.2},
     QT_TRANSLATE_NOOP("PaceBox", "5 batches / s"),
     QT_TRANSLATE_NOOP("PaceBox", "Five mini-batches a second")},
    {{Per::Epoch, 60},
     QT_TRANSLATE_NOOP("PaceBox", "Epoch in 60 s"),
     QT_TRANSLATE_NOOP("PaceBox", "A minute for all mini-batches of an epoch")},
    {{Per::Epoch, 20},
     QT_TRANSLATE_NOOP("PaceBox", "Epoch in 20 s"),
     QT_TRANSLATE_NOOP("PaceBox", "20 seconds for all mini-batches of an epoch")},
    {{Per::Epoch, 5},
     QT_TRANSLATE_NOOP("PaceBox", "Epoch in 5 s"),
     QT_TRANSLATE_NOOP("PaceBox", "5 seconds for all mini-batches of an epoch")},
    {{Per::Run, 60},
     QT_TRANSLATE_NOOP("PaceBox", "Run in 60 s"),
     QT_TRANSLATE_NOOP("PaceBox", "A minute for all epochs")},
    {{Per::Run, 30},
     QT_TRANSLATE_NOOP("PaceBox", "Run in 30 s"),
     QT_TRANSLATE_NOOP("PaceBox", "Half a minute for all epochs")},
    {{Per::Epoch, 1},
     QT_TRANSLATE_NOOP("PaceBox", "1 epoch / s"),
     QT_TRANSLATE_NOOP("PaceBox", "A second for all mini-batches of an epoch")},
    {{Per::Free, 0},
     QT_TRANSLATE_NOOP("PaceBox", "Full speed"),
     QT_TRANSLATE_NOOP("PaceBox", "As fast as it goes")}};

}  // namespace

PaceBox::PaceBox(PaceChoice& choice, QWidget* parent) : QComboBox(parent), m_choice(choice) {
  setObjectName(QStringLiteral("pace"));
  setAccessibleName(tr("Pace of the training"));
  for (const PaceStop& stop : kPaceStops) {
    addItem(tr(stop.text), fromStd(paceKey(stop.pace)));
    setItemData(count() - 1, tr(stop.tip), Qt::ToolTipRole);
  }
  guardWheel(this);
  connect(this, &QComboBox::activated, this, [this](int index) { m_choice.choose(kPaceStops[index].pace); });
  connect(&choice, &PaceChoice::changed, this, &PaceBox::refresh);
  refresh();
}

// One that stands for no step, from a settings file, is shown as the words that it was written in.
void PaceBox::refresh() {
  const QString key = fromStd(paceKey(m_choice.pace()));
  setCurrentIndex(findData(key));
  const QString chosen = currentIndex() < 0 ? key : itemData(currentIndex(), Qt::ToolTipRole).toString();
  setToolTip(
      tr("How fast the training goes; what it comes to stays the same to the last bit. Now: %1").arg(chosen));
}

}  // namespace lightloom::ui
