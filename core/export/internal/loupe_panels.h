#pragma once

#include <string>
#include <vector>

#include "export/figure.h"
#include "rooms.h"

namespace lightloom::exports {

/// A follower array, a detector line or a plane of a bench that a figure shows enlarged.
struct LoupePanel {
  std::string part;  ///< what it is about: the part that is looked at, or the loupe of a plane of its own
  int face = -1;     ///< index in the layout; −1: a plane of its own
  std::string viewpoint;  ///< loupe that shows spots or fringes; empty: channels are shown
  std::string letter;     ///< of its panel
};

/// The arrays and lines of a bench in drawing order, then the planes that its loupes look at. What a loupe
/// shows as a plane is not shown twice; `panel` is the number of the first, and is moved on.
std::vector<LoupePanel> loupePanels(const Bench& bench, int& panel);

/// Sizes that a row of loupes shares, so that its frames stand level.
struct LoupeSize {
  double frameMm = 30;  ///< width of the frame
  double wordsMm = 30;  ///< width that its words may take
  int titleLines = 1;
  double points = 6;
};

/// Lines that the title of a loupe takes.
int loupeTitleLines(const Bench& bench, const LoupePanel& panel, const LoupeSize& size);

/// One loupe: spots or fringes of a plane, or the channels at their places, the modes and
/// spots to scale, locked lasers and lit pixels told from others, a scale bar, a line of words. Arrays beyond
/// 32 × 32 show their middle.
PageFigure loupeFigure(const ExportSubject& subject, const LoupePanel& panel, const LoupeSize& size);

/// "axon", "synapse", "dendrite +", "dendrite −", "dendrite", "leader", or empty.
std::string roleText(const Bench& bench, const std::string& part);

/// The title of a part for people: its name, else its role, else its id.
std::string partTitle(const Bench& bench, const std::string& part);

/// Largest of 1, 2, 5 × 10^n m that is not above `limit` m.
double niceLength(double limit);

/// "6.4 µW", "1.2 mW".
std::string powerText(double watts);

/// "50 µm", "20 mm".
std::string lengthText(double metres);

}  // namespace lightloom::exports
