#pragma once

#include <functional>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "optics/internal/landing.h"
#include "optics/trace.h"
#include "rooms.h"

/// The light on the pixels of one detector line. Internal to optics.
namespace lightloom::optics {

/// One transverse axis of an arrival on a grid of pixels. Landing is separable: a beam falls on the pixel
/// where its in-plane track meets a column and its out-of-plane track a row. Beams that have shifts land one
/// by one instead (`ArrivalLight`).
class AxisLight {
 public:
  /// Bound of the power of beams of one track over that of their neighbours in another.
  using PowerRatio = std::function<double(int track, int over)>;

  AxisLight(const GridAxis& grid, double pixelSize, const TransverseAxis& axis, double wavelength,
            const PowerRatio& ratio);

  int pixels() const { return static_cast<int>(m_first.size()) - 1; }
  /// Tracks whose nearest pixel row or column is this one, ascending.
  std::span<const int> tracksOn(int index) const;
  /// The share of a beam's power inside the pixel along this axis, 0 … 1.
  double share(int track) const { return m_shares[static_cast<std::size_t>(track)]; }
  /// The track whose beams claim the pixels of this row or column before any others; −1 = none.
  int claimant(int index) const { return m_claimants[static_cast<std::size_t>(index)]; }
  /// False where it takes both axes to say whose beam claims a pixel.
  bool unambiguous() const { return m_unambiguous; }
  double leastClaim() const { return m_leastClaim; }  ///< least share of a claimant
  /// Several beams may meet on pixels of this row or column, or one that came through a stray order.
  bool busy(int index) const { return m_busy[static_cast<std::size_t>(index)]; }

 private:
  void enter(std::size_t place, int track, const PowerRatio& ratio);

  std::vector<double> m_shares;
  std::vector<int> m_first, m_tracks;  // tracks by pixel, as compressed rows
  std::vector<int> m_claimants;
  std::vector<bool> m_busy;
  bool m_unambiguous = true;
  double m_leastClaim = 1;
};

/// The beam of one array that a pixel belongs to.
struct Claim {
  double powerW = 0;             ///< of that beam on the pixel
  double share = 0;              ///< of its power that is there
  double allW = 0;               ///< of all beams of the array on the pixel
  double strayW = 0;             ///< of beams through stray orders
  double rivalW = 0;             ///< of the strongest beam of another channel through used orders only
  int trackU = -1, trackV = -1;  ///< −1 = none
  int channel = -1;
  bool stray = false;  ///< it came through a stray order
};

/// One pixel of a line.
struct PixelAt {
  int row = 0, column = 0;
};

/// One arrival on the pixels of a line. Owns what it needs of the trace.
struct ArrivalLight {
  Arrival arrival;
  int channelColumns = 1;  ///< of the emitting grid
  double wavelength = 0;   ///< m
  AxisLight u, v;

  ArrivalLight(const Trace& trace, const Arrival& from, const ReceiverGrid& grid);

  /// Beams on one pixel: their tracks, channel and power there, W.
  struct Beam {
    int trackU = 0, trackV = 0, channel = 0;
    double powerW = 0;
  };
  std::size_t beamsOn(const PixelAt& pixel) const {
    return apart() ? landedOn(pixel).size() : v.tracksOn(pixel.row).size() * u.tracksOn(pixel.column).size();
  }
  template <typename Visit>
  void forEachBeam(const PixelAt& pixel, const Visit& visit) const {
    forEachLanded(pixel, [&](const Landed& landed) {
      const Beam beam = beamOf(landed);
      if (beam.powerW > 0) visit(beam);
    });
  }
  /// Beams land one by one, and `u` and `v` do not say where.
  bool apart() const { return !arrival.shifts.none(); }
  /// Several beams may meet on pixels of this row or column, or one that came through a stray order.
  bool busyRow(int row) const { return apart() || v.busy(row); }
  bool busyColumn(int column) const { return apart() || u.busy(column); }

  /// Each pixel belongs to the beam of its row's and its column's claimant, or to none.
  bool separable() const;

  Claim claimOf(const PixelAt& pixel) const;

 private:
  // A beam on the pixel nearest to it, and its share of power inside.
  struct Landed {
    int trackU = 0, trackV = 0;
    double share = 1;
  };
  Landed landedOf(int trackU, int trackV) const {
    return {trackU, trackV, u.share(trackU) * v.share(trackV)};
  }
  std::span<const Landed> landedOn(const PixelAt& pixel) const;
  template <typename Visit>
  void forEachLanded(const PixelAt& pixel, const Visit& visit) const {
    if (apart()) {
      for (const Landed& landed : landedOn(pixel)) visit(landed);
      return;
    }
    for (const int trackV : v.tracksOn(pixel.row))
      for (const int trackU : u.tracksOn(pixel.column)) visit(landedOf(trackU, trackV));
  }
  Beam beamOf(const Landed& landed) const;
  Claim readClaim(const PixelAt& pixel) const;
  void addBeam(Claim& claim, const Landed& landed, double powerW) const;
  void readCrowdedPixels();
  void landApart(const ReceiverGrid& grid);

  std::map<std::pair<int, int>, Claim>
      m_crowded;                ///< by row and column: read once, for links ask again and again
  std::vector<Landed> m_apart;  ///< by pixel, row by row; of beams that land one by one
  std::vector<std::size_t> m_firstApart;
};

/// One transverse axis of a line: its pixel columns (or rows) and the tracks of both arrays on them. Refers
/// to the line.
struct LineAxis {
  GridAxis pixels;
  double pixelSize = 0;   ///< m
  double wavelength = 0;  ///< m
  const TransverseAxis &axonBeams, &synapseBeams;
  const AxisLight &axon, &synapse;
};

/// The light on one detector line of a cell: its axon and its synapse light, and light of anything else.
struct LineLight {
  int face = -1;
  ReceiverGrid grid;
  ArrivalLight axon, synapse;
  std::vector<ArrivalLight> others;

  double otherOn(const PixelAt& pixel) const;  ///< W
  LineAxis alongColumns() const;
  LineAxis alongRows() const;
};

/// Reads a line. Every arrival on the face beside these two counts as other light.
LineLight readLine(const Layout& layout, const Trace& trace, int face, const Arrival& axon,
                   const Arrival& synapse);

}  // namespace lightloom::optics
