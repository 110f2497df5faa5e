#pragma once

#include "base/message.h"
#include "product/hardware.h"
#include "rooms.h"

namespace lightloom::learn {

/// What may keep a training on this hardware from diverging, as a sentence: what moves the outputs most and
/// has a remedy on the bench (heat of the symbols that nothing drives against, phases and stray light that no
/// calibration takes off, model.md 6) before the learning rate, which is named always.
Phrase divergenceRemedy(const Hardware& hardware);

}  // namespace lightloom::learn
