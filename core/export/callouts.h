#pragma once

#include <string>
#include <vector>

#include "export/figure.h"

namespace lightloom {

/// What a callout names, and where that is on the page.
struct Callout {
  PageBox target;
  std::string text;
};

/// What callouts keep off: never over `solid`, rather not over `light`.
struct CalloutRoom {
  PageBox area;
  std::vector<PageBox> solid;
  std::vector<PageBox> light;
};

/// Words in lines of at most `width` mm, broken at spaces.
std::vector<std::string> wrapped(const std::string& text, double width, double points);

/// Each callout as words beside its target, with a line to it where they stand apart. One mark list per
/// callout, in order; empty where there is no room at all.
std::vector<std::vector<PageMark>> placeCallouts(const std::vector<Callout>& callouts, CalloutRoom room,
                                                 double points);

}  // namespace lightloom
