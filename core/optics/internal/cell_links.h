#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "optics/cells.h"
#include "optics/held_phases.h"
#include "optics/internal/line_light.h"
#include "rooms.h"

/// From the light on a cell's detector lines to its links. Internal to optics.
namespace lightloom::optics {

/// Overlap of an axon and a synapse beam along one axis: absolute value and phase (rad).
struct Overlap {
  double size = 0, phase = 0;
};

/// Reads the light of links on one detector line.
class LineReader {
 public:
  /// `combiner`: the face at which the arms of the cell meet.
  LineReader(const Trace& trace, LineLight light, bool plus, int combiner);

  const LineLight& light() const { return m_light; }
  int pixelAt(int row, int column) const { return row * m_light.grid.columns + column; }
  PixelAt placeOf(int pixel) const { return {pixel / m_light.grid.columns, pixel % m_light.grid.columns}; }

  /// Fills this line's side of `link`, whose pixel is set, and its delays.
  void read(Link& link) const;

  /// Adds the beams of other channels on a pixel to `out`, those of one channel together. False where they
  /// are more than `Links::kMostStrays`.
  bool addStrays(int pixel, std::vector<StrayBeam>& out) const;

  /// Channels that claim a pixel; −1 where none does.
  struct Channels {
    int synapse = -1, axon = -1;
    float powerW = 0;
  };
  Channels channelsOn(int pixel) const;

  /// Overlap of the claimants of a pixel column or row, without polarisation.
  double overlapOfColumn(int column) const { return m_columnOverlaps[static_cast<std::size_t>(column)].size; }
  double overlapOfRow(int row) const { return m_rowOverlaps[static_cast<std::size_t>(row)].size; }
  double polarisationCosine() const { return m_cosine; }
  /// Phase of the leader's way to the facet of a channel, rad.
  double axonLeaderRad(int channel) const;
  double synapseLeaderRad(int channel) const;
  /// Whether stops in the arms have cut any beam.
  bool clipped() const { return m_light.axon.arrival.armShares || m_light.synapse.arrival.armShares; }

 private:
  // One array's way from the leader to its facets, per channel; 0 without leader light.
  struct LeaderWay {
    std::vector<double> pathM, phaseRad;
  };
  static LeaderWay leaderWayOf(const Trace& trace, const ArrivalLight& light);
  static double leaderRad(const ArrivalLight& light, const LeaderWay& leader, int channel);
  // rad, of the whole way from the leader to the pixel.
  static double phaseOf(const ArrivalLight& light, const LeaderWay& leader, const Claim& beam);
  /// The fringe of an axon and a synapse beam on a pixel: γ√(PP')·e^{iψ}, W.
  std::complex<double> fringeOf(const PixelAt& at, const Claim& axon, const Claim& synapse) const;

  /// Overlap of an axon and a synapse beam on a pixel, both axes, without polarisation.
  Overlap overlapAt(const PixelAt& at, const Claim& axon, const Claim& synapse) const;

  double armShare(const ArrivalLight& light, const Claim& beam) const;

  LineLight m_light;
  bool m_plus;
  int m_combiner;
  double m_cosine;
  LeaderWay m_axonLeader, m_synapseLeader;
  std::vector<Overlap> m_columnOverlaps, m_rowOverlaps;  // of the claimants
};

/// Two channels, or their columns or rows, and where they meet: pixel, pixel column or pixel row of both
/// lines, −1 where they do not.
struct ChannelPair {
  int synapse = 0, axon = 0;
  int plus = -1, minus = -1;
};

/// Pairs ordered by synapse, then axon.
class ChannelPairs {
 public:
  ChannelPairs() = default;
  ChannelPairs(std::vector<ChannelPair> pairs, int synapses);

  std::size_t size() const { return m_pairs.size(); }
  const ChannelPair& operator[](std::size_t index) const { return m_pairs[index]; }
  auto begin() const { return m_pairs.begin(); }
  auto end() const { return m_pairs.end(); }
  std::size_t first(int synapse) const { return m_first[static_cast<std::size_t>(synapse)]; }
  std::size_t count(int synapse) const { return first(synapse + 1) - first(synapse); }
  const ChannelPair* find(int synapse, int axon) const;
  /// The number of pairs that meet on both lines.
  std::size_t onBoth() const;

 private:
  std::vector<ChannelPair> m_pairs;
  std::vector<std::size_t> m_first;  // by synapse, one more than there are
};

/// The tables from which the links of a cell are computed.
///
/// Where one track of either array claims each row and each column of the pixels, the pairs are all
/// combinations of a pair of channel rows and a pair of channel columns. Else (dark lasers, several channels
/// on a pixel) every pixel is asked, and the pairs are a list.
class LinkFactors {
 public:
  /// A line that the cell lacks is empty. The cell's arrays must be set.
  LinkFactors(const Trace& trace, const Cell& cell, std::optional<LineReader> plus,
              std::optional<LineReader> minus);

  std::size_t size() const;
  Link at(std::size_t index) const;
  bool straysAt(std::size_t index, std::vector<StrayBeam>& out) const;
  LinkLine lineAt(bool plus, std::size_t index) const;
  std::optional<Link> between(int synapseChannel, int axonChannel) const;
  std::optional<Link> onPixel(bool plus, int pixel) const;
  LinkCoverage coverage() const;
  VisibilitySummary visibility() const;

  /// Closes the loop: every laser takes the phase that is best for its links, and these keep the rest. Of
  /// many pairs that are combinations of rows and columns these hold theirs each.
  void hold();
  const HeldPhases& held() const { return m_held; }

 private:
  bool factorise();
  void list();
  void holdTable();
  bool holdFactors();
  ChannelPair pairAt(std::size_t index) const;
  Link read(const ChannelPair& pair) const;
  ChannelPair combined(const ChannelPair& row, const ChannelPair& column) const;
  VisibilitySummary listedVisibility() const;
  VisibilitySummary factoredVisibility() const;
  double lines() const { return m_plus && m_minus ? 2 : 1; }

  std::optional<LineReader> m_plus, m_minus;
  HeldPhases m_held;  // empty: nothing is held
  int m_synapseRows, m_synapseColumns, m_axonRows, m_axonColumns;
  bool m_factored;
  ChannelPairs m_rows, m_columns;  // factored
  ChannelPairs m_list;             // else
};

/// Joins the pixels of both lines by channels and fills `cell.links` and its visibilities.
void fillLinks(const Trace& trace, std::optional<LineReader> plus, std::optional<LineReader> minus,
               Cell& cell);

}  // namespace lightloom::optics
