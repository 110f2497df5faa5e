#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "rooms.h"

namespace lightloom::ui {

/// Several things by name, the share of a whole that each has, and what is written behind its bar.
struct NamedShares {
  QStringList names, texts;
  std::vector<double> shares;  ///< 0 … 1
  std::vector<bool> right{};   ///< the right ones among wrong ones; none of them: nothing is right or wrong
  QString caption;             ///< below all
  QString said;                ///< for who does not see the bars
};

/// How often each of several things comes, out of `whole`; `right`: the right one among wrong ones, −1:
/// nothing is right or wrong.
NamedShares countedShares(const QStringList& names, const std::vector<int>& counts, int whole, int right,
                          const QString& caption);

/// Named bars one below the other: all of up to twelve, else the right ones and the largest.
class NamedBars : public QWidget {
  Q_OBJECT

 public:
  explicit NamedBars(const QString& name, QWidget* parent = nullptr);

  /// Without shares nothing is drawn.
  void setShares(NamedShares shares);
  QSize sizeHint() const override { return {190, 200}; }
  QSize minimumSizeHint() const override { return {150, 110}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  NamedShares m_shares;
};

}  // namespace lightloom::ui
