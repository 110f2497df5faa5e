#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

#include "design/kind.h"
#include "rooms.h"

class QApplication;

namespace lightloom::ui {

enum class ThemeChoice { System, Light, Dark };

/// "system", "light", "dark"; anything else is System.
ThemeChoice themeFromKey(const QString& key);
QString themeKey(ThemeChoice choice);

/// Gives the program its style and palette. System follows what the desktop's palette was at the first call.
void applyColours(ThemeChoice choice);

/// Spacing and headings. Widgets that are put into others while it is in force are polished again each time:
/// a window is built a fifth faster before.
void applySheet(QApplication& application);

/// Applies the colours of a theme and the sheet.
void applyTheme(QApplication& application, ThemeChoice choice);

/// Whether text is lighter than what it stands on.
bool isDark(const QPalette& palette);

/// Colours with a meaning, the same everywhere in the window: canvas, loupes, badges, plots. The hues are
/// those of Okabe and Ito, which colour-blind people can tell apart; none carries a meaning without a dash, a
/// shape or a word.
struct MeaningColours {
  QColor leader, axon, synapse, dendrite;
  QColor good, warn, bad;
};

MeaningColours meaningColours(bool dark);
QColor roleColour(const MeaningColours& colours, EmitterRole role);

/// Colours of locking: calm areas of a map, inks of what lasers do, and four curves.
struct LockColours {
  QColor base, text, selection;
  QColor stable, unstable, unlocked;            ///< areas
  QColor locked, oscillating, slipping;         ///< inks
  QColor voltage, damping, phaseError, weight;  ///< curves
};

LockColours lockColours(bool dark);

/// Colours of the bench, and how large what is written on it is.
struct CanvasColours {
  QColor background, gridMinor, gridMajor;
  QColor outline, body, surface, accent;
  QColor text, halo, selection, panel, panelBorder;
  MeaningColours meaning;
  double size = 1;  ///< of words and beams, of what they are in the window

  /// That of words which are `points` times as large as those of the program.
  QFont font(double points = 1) const;
};

CanvasColours canvasColours(bool dark);

/// The colour with another opacity, 0 … 1.
QColor faded(QColor colour, double alpha);

}  // namespace lightloom::ui
