#pragma once

#include <QString>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "document/selection.h"
#include "rooms.h"

namespace lightloom::ui {

/// Everything that takes part in the products which one channel or pixel makes in one slot.
struct LitProducts {
  std::map<std::string, std::set<int>> channels;  ///< lasers and pixels, by part
  std::vector<BeamSegment> rays;                  ///< chief rays of some of those lasers
  QString words;                                  ///< empty where nothing meets
  bool cut = false;                               ///< of bouncing light only the brightest ways are there
  bool empty() const { return words.isEmpty(); }
};

/// `at` is a laser of an axon or synapse array, or a pixel of a detector line. An axon channel meets every
/// synapse channel that it shares a pixel with, and the other way round; a pixel is one product.
LitProducts litProducts(const Bench& bench, const LaserChoice& at);

}  // namespace lightloom::ui
