#pragma once

#include "document/part_edits.h"
#include "rooms.h"

/// Several parts brought into order, each as one step. What counts of a part is its place, where light meets
/// it, and not its outline. Loupes on parts go with these. The edits are empty where nothing would change.
namespace lightloom::ui {

enum class BenchAxis { X, Y };

/// The line of a selection to which its parts go.
enum class AlignTo { Low, Centre, High };

/// Brings the parts onto the lowest, middle or highest coordinate of all of them; locked ones count and stay.
/// At least two parts.
DesignEdit alignParts(const Design& design, const PartIds& ids, BenchAxis axis, AlignTo to);

/// Spaces the parts equally between the two outermost, which stay, in the order in which they stand. At least
/// three parts; locked ones take no part.
DesignEdit distributeParts(const Design& design, const PartIds& ids, BenchAxis axis);

/// Mirrors places and angles: `X` swaps left and right about the middle of the box that the places span. The
/// left and right of an array's channels do not swap. Locked parts stay.
DesignEdit mirrorParts(const Design& design, const PartIds& ids, BenchAxis axis);

/// How many of these parts can be arranged.
int arrangeable(const Design& design, const PartIds& ids);

}  // namespace lightloom::ui
