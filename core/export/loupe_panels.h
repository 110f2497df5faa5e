#pragma once

#include <string>
#include <vector>

#include "export/figure.h"

namespace lightloom {

/// A follower array or a detector line of a bench that a figure shows enlarged.
struct LoupePanel {
  std::string part;
  int face = -1;       ///< index in the layout
  std::string letter;  ///< of its panel
};

/// The loupes of a bench in drawing order; `panel` is the number of the first, and is moved on.
std::vector<LoupePanel> loupePanels(const Bench& bench, int& panel);

/// One loupe, `width` mm wide: the channels at their places, the modes and spots to scale, locked lasers and
/// lit pixels told from others, a scale bar, a line of words. Arrays beyond 32 × 32 show their middle.
PageFigure loupeFigure(const ExportSubject& subject, const LoupePanel& panel, double width, double points);

/// "axon", "synapse", "dendrite +", "dendrite −", "dendrite", "leader", or empty.
std::string roleText(const Bench& bench, const std::string& part);

/// What people call a part: its name, else its role, else its id.
std::string partTitle(const Bench& bench, const std::string& part);

/// Largest of 1, 2, 5 × 10^n m that is not above `limit` m.
double niceLength(double limit);

/// "50 µm", "20 mm".
std::string lengthText(double metres);

}  // namespace lightloom
