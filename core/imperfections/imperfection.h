#pragma once

#include <span>
#include <string_view>

#include "imperfections/cell_draft.h"
#include "rooms.h"

namespace lightloom::imperfections {

class LayerOnCell;

/// A parameter of a kind of parts.
struct ParameterPlace {
  std::string_view kind, key;
};

/// How an imperfection acts on the noise of the electrons (model.md 4.2), which several of them scale: these
/// come one on top of the other, in the order of `kImperfections`, so that all add up to the whole.
enum class ElectronNoise {
  None,
  Part,   ///< shot, dark and read noise: its variance is a part of the noise of the electrons
  Factor  ///< changes light or fringes, and by that the noise of the electrons
};

/// The cell on which the variance of an imperfection is counted, so that all shares add up to the whole.
enum class CountedOn {
  Whole,   ///< with everything that is on
  Alone,   ///< with nothing else
  Beside,  ///< with the imperfections `beside` it, of whose variance it gives the increase
  Factors  ///< with the noise of the electrons and the factors on it, up to itself
};

/// One way in which a real bench departs from the exact product: what is said of it, what it does to a cell,
/// and its variance in closed form. Each stands in a file of its own under its key, and in `kImperfections`;
/// its switch is the setting `noise.KEY`. Steps of compiling a cell that it takes no part in are null.
struct Imperfection {
  std::string_view key = {};
  std::string_view formula = {};   ///< LL_TEXT(…), plain text with its units
  std::string_view citation = {};  ///< of the law
  /// The parameters that set its size; none where it follows from the light.
  std::span<const ParameterPlace> places = {};
  ElectronNoise electronNoise = ElectronNoise::None;
  CountedOn countedOn = CountedOn::Whole;
  std::span<const Imperfection* const> beside = {};
  bool scattersReadOut = false;  ///< a noise of D that the ADC meets, beside the noise of the electrons
  bool actsOnWeights = false;    ///< changes a weight itself; others are noise, or light beside the weight

  /// Before the links: what the lasers of the cell give.
  void (*onLasers)(const CellLight&, CellDraft&) = nullptr;
  /// Light and fringe of one link.
  void (*onLink)(const CellLight&, const CellDraft&, const Link&, LinkDraft&) = nullptr;
  /// After its light has become electrons, before the link is calibrated.
  void (*onElectrons)(const CellLight&, const CellDraft&, const Link&, LinkDraft&) = nullptr;
  /// After the links: numbers that the whole cell has once.
  void (*onCell)(const CellLight&, const CellDraft&, CellHardware&) = nullptr;

  /// Variance of y = Σ x_j w_j by this in a layer on such a cell, in units of the driven w, mean over the
  /// outputs. A `Factor` gives what it adds apart from the noise of the electrons.
  double (*variance)(const LayerOnCell&, const CellHardware&) = nullptr;
};

}  // namespace lightloom::imperfections
