#pragma once

#include "base/units.h"
#include "design/design.h"
#include "rooms.h"
#include "study/study_points.h"

namespace lightloom::study {

/// Whether a tenth more of a value in this unit is a sum and no product.
bool isDecibel(Unit unit);

/// Every value of the parts that light meets, one by one (`Sampling::OneByOne`), as much too small and too
/// large as it may be off: by its stated ± where it has one, else by `share` of itself; the fine adjusters
/// that bring beams together (`alignmentKnobs`) by 1 µm or 10 µrad where they are at zero. What has no value,
/// does not count or would leave its range to both sides is left out; places and directions of parts are,
/// too, which their adjusters stand for. 0 < share < 1.
Study sensitivityStudy(const Design& design, double share);

}  // namespace lightloom::study
