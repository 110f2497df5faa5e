#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

#include "rooms.h"

namespace lightloom::optics {

/// The light of a link on one of its two detector lines.
struct LinkLine {
  int pixel = -1;         ///< row·columns + column of the line; −1 = this link does not reach the line
  double axonW = 0;       ///< W on the pixel at |x| = 1, before quantum efficiency
  double synapseW = 0;    ///< W likewise, of the weight beam
  double visibility = 0;  ///< γ, 0 … 1 (model.md 1.4): amplitude overlap over the pixel × |cos ψ|
  double landed =
      1;  ///< root of the shares of both beams' powers that fall into the pixel, multiplied, 0 … 1
  double clipping = 1;  ///< γ_clip, 0 … 1: what stops in one of the arms leave of the overlap (model.md 1.6)
  double unwantedAxonW =
      0;  ///< W of other axon channels (and other light that belongs to no array of the cell)
  double unwantedSynapseW = 0;  ///< W of other synapse channels
  /// ψ, rad: phase of the synapse's beam over the axon's as traced, from the leader on, without what the
  /// combiner's reflection adds by the law of the product.
  double phaseRad = 0;

  double overlap() const { return visibility * clipping; }                    ///< γ of pixel and stops
  double fringeW() const { return overlap() * std::sqrt(axonW * synapseW); }  ///< W, γ√(P_x P_w)
};

/// One pixel pair: the pixels of both lines that receive the same (axon, synapse) channels.
struct Link {
  int axonChannel = 0, synapseChannel = 0;  ///< row·columns + column of the emitting grids
  LinkLine plus, minus;
  double delay = 0;  ///< s, synapse − axon, from emitter to pixel (skew of the symbols)
  double leaderDelay =
      0;  ///< s, synapse − axon, from the leader through the facets to the pixel (leader phase noise)
  double tracedPhaseRad = 0;  ///< ψ of the pair: the argument of the summed fringes of both lines
  /// δ of sin(φ_w − φ_x + δ), −π … π: of ψ what lasers and servo do not hold (`HeldPhases`), all of it where
  /// the loop is open.
  double phaseRad = 0;

  double crosstalk() const;  ///< unwanted power / wanted power over both lines and both arrays
  /// W of the beam on both lines together.
  double axonW() const { return plus.axonW + minus.axonW; }
  double synapseW() const { return plus.synapseW + minus.synapseW; }
};

/// A beam of another channel on the pixels of a link, where it interferes with the partner of the wanted one.
struct StrayBeam {
  bool ofAxons =
      true;         ///< beside the axon's beam, with the synapse's as its partner; else the other way round
  int channel = 0;  ///< row·columns + column of the emitting grid
  /// W, γ√(P P_partner)·e^{iψ} of both lines together, ψ − as of `LinkLine` − with the phase that
  /// gratings give their orders.
  std::complex<double> fringeW;
};

/// Which channels have a link, and how many links reach one of two lines only.
struct LinkCoverage {
  std::vector<bool> axons, synapses;  ///< by channel
  std::size_t oneSided = 0;           ///< links with a pixel on one line only
};

/// The tables from which `Links` computes its links; internal to optics.
class LinkFactors;

/// All links of a cell, ordered by synapse channel, then axon channel. What is kept goes with channels and
/// pixel rows and columns; a link is computed when it is asked for, without allocation. Copies share it.
class Links {
 public:
  Links() = default;
  explicit Links(std::shared_ptr<const LinkFactors> factors);

  std::size_t size() const { return m_size; }
  bool empty() const { return m_size == 0; }
  Link operator[](std::size_t index) const;  ///< 0 … size() − 1, not checked
  Link at(std::size_t index) const;          ///< checks the index
  /// The beams of other channels on the pixels of a link, one per channel; replaces what `out` held. False,
  /// and none of them, where more than `kMostStrays` beams fall on a pixel.
  bool strays(std::size_t index, std::vector<StrayBeam>& out) const;
  static constexpr std::size_t kMostStrays = 64;
  /// One line's side of a link, in half the time.
  LinkLine line(bool plus, std::size_t index) const;

  /// The link of two channels, if they have one.
  std::optional<Link> between(int synapseChannel, int axonChannel) const;
  /// The link that meets on this pixel of the plus (else minus) line, if any.
  std::optional<Link> onPixel(bool plus, int pixel) const;

  /// Which channels have a link at all.
  LinkCoverage coverage() const;

  /// Gives the links in their order, each computed when it is read.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Link;
    using difference_type = std::ptrdiff_t;
    using pointer = const Link*;
    using reference = Link;

    Iterator(const Links& links, std::size_t index) : m_links(&links), m_index(index) {}
    Link operator*() const { return (*m_links)[m_index]; }
    Iterator& operator++() {
      ++m_index;
      return *this;
    }
    bool operator==(const Iterator& other) const { return m_index == other.m_index; }

   private:
    const Links* m_links;
    std::size_t m_index;
  };
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, m_size}; }

 private:
  std::shared_ptr<const LinkFactors> m_factors;
  std::size_t m_size = 0;
};

}  // namespace lightloom::optics
