#pragma once

#include <QWidget>
#include <array>
#include <memory>
#include <vector>

#include "report/sent_weights.h"
#include "rooms.h"
#include "theme/theme.h"

class QCPCurve;
class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;

namespace lightloom::ui {

/// Detuning over phase about the branch on which a laser writes its weights: the last symbols that it sent,
/// each where it is wanted and where heat puts it, on a pale cloud of the whole round.
class WanderPlot : public QWidget {
  Q_OBJECT

 public:
  static constexpr int kTrail = 48;  ///< symbols

  explicit WanderPlot(QWidget* parent = nullptr);

  void setColours(const LockColours& colours);
  /// Null: none.
  void setWeights(std::shared_ptr<const SentWeights> weights);
  /// Shows the last symbols up to number `newest` of `SentWeights::symbols`; draws only if it is another.
  void showUpTo(std::size_t newest);
  /// Those that are drawn, oldest first.
  const std::vector<SentWeight>& trail() const { return m_trail; }
  /// How many of them are drawn as outside the usable range.
  int outside() const;
  /// Every drawn number is finite.
  bool isFinite() const;
  QSize minimumSizeHint() const override { return {180, 120}; }

 private:
  void fillRound();
  void placeTrail();
  void say();

  QCustomPlot* m_plot;
  QCPGraph* m_branch;
  std::array<QCPItemStraightLine*, 2> m_edges;
  QCPGraph* m_edgeKey;  ///< of the legend alone
  QCPGraph* m_cloud;
  QCPCurve* m_stems;
  QCPGraph* m_wanted;
  QCPGraph* m_heated;
  QCPGraph* m_beyond;
  QCPGraph* m_newest;
  std::shared_ptr<const SentWeights> m_weights;
  std::vector<SentWeight> m_trail;
};

}  // namespace lightloom::ui
