#pragma once

#include <string>
#include <vector>

#include "export/figure.h"
#include "rooms.h"

namespace lightloom::exports {

/// The thing that a callout names, and where it is on the page.
struct Callout {
  PageBox target;
  std::string text;
};

/// The marks that callouts keep off, all of them if there is any room at all.
struct CalloutRoom {
  PageBox area;
  std::vector<PageBox> solid;   ///< parts, and words that stand already
  std::vector<PageQuad> light;  ///< beams
};

/// More callouts than these are placed as well as goes at once, and nobody tries for better.
inline constexpr std::size_t kCalloutCrowd = 60;

struct PlacedCallouts {
  std::vector<std::vector<PageMark>> marks;  ///< one list per callout, in order; empty where there is no room
  bool clear = true;  ///< every callout stands, and none of them on light; or there is a crowd
};

/// Words in lines of at most `width` mm, broken at spaces.
std::vector<std::string> wrapped(const std::string& text, double width, double points);

/// Each callout as words beside its target, with a line to it where they stand apart or where something else
/// is as near. Words never stand on parts, on each other or on a line of another callout, and on light only
/// where the area has no other place.
PlacedCallouts placeCallouts(const std::vector<Callout>& callouts, const CalloutRoom& room, double points);

}  // namespace lightloom::exports
