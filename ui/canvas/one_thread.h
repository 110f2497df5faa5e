#pragma once

#include <functional>

#include "rooms.h"

namespace lightloom::ui {

/// Runs `paint` on one thread and waits for it. The raster painter of Qt hands fills of about a hundred spans
/// and more, piece by piece, to the global thread pool, unless a thread of that pool paints; for thin lines
/// and soft edges handing over takes longer than filling. For pictures of many such fills; `paint` must not
/// touch pixmaps, which belong to the thread of the window, nor call this.
void paintOnOneThread(const std::function<void()>& paint);

}  // namespace lightloom::ui
