#pragma once

#include <QGraphicsItem>
#include <QString>
#include <memory>
#include <utility>
#include <vector>

#include "bench/bench.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

/// The light of one axon and one synapse on its ways to the pixels that they share, in time. Symbol k leaves
/// its array at k·T + delay − clock and stands behind a path of light s at s/c later: the pixels integrate it
/// from k·T on, by the clock of whichever light comes first.
struct Waves {
  /// A straight piece of a way.
  struct Piece {
    QPointF from, to;                               ///< scene coordinates
    std::vector<std::pair<double, double>> copies;  ///< mm to the left of it, at its beginning and its end
    double fromM = 0, toM = 0;  ///< path of light from the array to its beginning and its end
    double delayS = 0;          ///< of the drive of its array
    EmitterRole role = EmitterRole::Axon;
    bool ends = false;  ///< on a pixel
  };
  std::vector<Piece> pieces;
  double clockS = 0;  ///< from the drive of a symbol to the first of its light on a pixel
  double slotS = 0;   ///< T
  /// x and w slot by slot, and the fields that carry them over the largest of the product, 0 … 1: those of
  /// phases are always whole.
  std::vector<float> x, w, axon, synapse;

  bool empty() const { return pieces.empty(); }
};

/// Of a cell of a traced bench, with the paths that its light takes there and no symbols yet. `slotS` > 0.
Waves wavesOf(const Bench& bench, std::size_t cell, int synapse, int axon, double slotS);

/// Where the time stands.
struct WaveMoment {
  double slots = 0;           ///< time in T since the first slot began on the pixels
  double slotsPerSecond = 1;  ///< of the person who looks
};

/// Where a front of a symbol is on a piece, 0 … 1; beyond that it is not on it. `slots`: time in T.
double shareOfWay(const Waves& waves, const Waves::Piece& piece, int symbol, double slots);

/// Waves on the bench: symbols as stretches of light behind their fronts on every copy of either beam, as
/// wide as their field is large, the next ones to arrive with their numbers, and a ring on the pixels while
/// they integrate. Takes no mouse.
class WavefrontItem : public QGraphicsItem {
 public:
  explicit WavefrontItem(const CanvasColours& colours);

  void setColours(const CanvasColours& colours);
  void setWaves(Waves waves);
  void setMoment(const WaveMoment& moment);
  const Waves& waves() const { return m_waves; }
  const WaveMoment& moment() const { return m_moment; }
  /// How much slower than on the bench the light goes: "1 ns = 0.4 s · light 749 mm/s".
  QString words() const;
  /// How many fronts are on their way at this moment.
  int frontCount() const;

  QRectF boundingRect() const override { return m_bounds; }
  QPainterPath shape() const override { return {}; }
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  template <typename Visit>
  void forEachFront(const Visit& visit) const;
  void paintRing(QPainter& painter, const Waves::Piece& piece) const;
  void paintSymbol(QPainter& painter, const Waves::Piece& piece, int symbol, double share, float size) const;
  void paintNumbers(QPainter& painter) const;
  int next() const;

  CanvasColours m_colours;
  Waves m_waves;
  WaveMoment m_moment;
  QRectF m_bounds;
};

/// The words of the waves over the view, above the legend at its lower edge, and their box.
QRectF waveWordsBox(const QRectF& viewport, const WavefrontItem& waves, const CanvasColours& colours);
void paintWaveWords(QPainter& painter, const QRectF& viewport, const WavefrontItem& waves,
                    const CanvasColours& colours);

}  // namespace lightloom::ui
