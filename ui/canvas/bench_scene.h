#pragma once

#include <QGraphicsScene>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "canvas/beam_item.h"
#include "canvas/wavefronts.h"
#include "document/document.h"
#include "document/part_edits.h"
#include "document/selection.h"
#include "rooms.h"
#include "theme/theme.h"

namespace lightloom::ui {

class LoupeItem;
struct LoupeContent;
class AnatomyItem;
class CheckMark;
class PartItem;
class ReferenceItem;
class TagItem;

/// The picture of a document: one item per part, one for all beams, loupes, role names and visibilities. It
/// only shows; views edit. Without a selection (pictures in files) nothing is marked.
class BenchScene : public QGraphicsScene {
  Q_OBJECT

 public:
  BenchScene(Document& document, Selection* selection, bool dark, QObject* parent = nullptr);
  ~BenchScene() override;

  void setDark(bool dark);
  /// How large words, loupes and beams are, of what they are in the window: for those who sit far away. The
  /// view fits its content anew after it.
  void setSize(double size);
  const CanvasColours& colours() const { return m_colours; }
  const BeamItem& beams() const { return *m_beams; }
  void setBeamColouring(BeamColouring colouring);
  /// Axon, synapse and dendrite over the parts that play them.
  void setAnatomyShown(bool shown);
  bool anatomyShown() const;
  /// Shows below the parts what stands elsewhere in another design, and which parts it does not have; nothing
  /// ends that.
  void setReference(const std::optional<Design>& reference);
  /// Null without one.
  const ReferenceItem* reference() const { return m_reference.get(); }
  /// Light of a product under way over the beams; nothing ends it. Without it there is no item for it.
  void setWaves(const std::optional<Waves>& waves);
  void setWaveMoment(const WaveMoment& moment);
  const WavefrontItem* waves() const { return m_waves.get(); }  ///< null without any
  bool loupesShown() const { return m_loupesShown; }
  void setLoupesShown(bool shown);
  /// Loupes of these parts alone; without a list all.
  void setLoupesOf(const std::optional<std::vector<std::string>>& parts);
  /// Puts the loupes where they cover nothing; those that the person has moved stay.
  void arrangeLoupes();
  /// A loupe under the pointer, with its upper left corner at `corner`, that is not part of the design.
  void showProbe(const Component& viewpoint, QPointF corner);
  /// Moves the probe's corner to where there is room.
  void placeProbe(QPointF corner);
  /// Where a frame may stay: at its place, or as near to it as it lies over no part, no name, no loupe that
  /// somebody has placed and not over `about`, which it looks at.
  QPointF clearPlace(const QRectF& frame, const QRectF& about) const;
  void hideProbe();
  LoupeItem* probe() const { return m_probe; }
  /// Lights everything that takes part in the products of one laser or pixel: its cells in all loupes and the
  /// chief rays. Returns words about it, empty where it makes none and nothing is lit.
  QString lightProducts(const LaserChoice& at);
  /// To be called when hands have let go. Loupes that nobody has placed come to stand where they stood when
  /// the parts were where they are now, after undo; else those that cover anything are placed anew.
  void settleLoupes();
  /// Moves a loupe under the hand off the part that it shows.
  void keepBesidePart(LoupeItem& loupe);
  /// Draws a line from every loupe to its part, around the names.
  void drawLeaderLines();

  PartItem* partItem(const std::string& id) const;
  /// Parts under a scene point, topmost first; `tolerance` in mm.
  std::vector<PartItem*> partsAt(QPointF point, double tolerance) const;
  LoupeItem* loupeAt(QPointF point) const;
  std::vector<LoupeItem*> loupes() const;
  /// Parts and loupes, without free light.
  QRectF contentBounds() const;
  QRectF partBounds(const PartIds& ids) const;
  /// Names of parts without a role are shown from this zoom on.
  void setNamesShown(bool shown);
  /// Tells the shape of the view and how large a pixel is on the bench when all of it is in view, mm: words
  /// keep their size on the screen, and loupes make room for them. Until then both are guessed.
  void setView(double millimetresPerPixel, double aspect);
  /// The visibilities of the cells, for screen readers and the test report.
  QString visibilityText() const;
  /// All badges, joined by commas.
  QString badgeText() const;

  /// The boxes of names, badges and marks, in scene coordinates.
  std::vector<QRectF> wordBounds() const;
  /// The brightest beams, from end to end, in scene coordinates: what words, insets and new parts stay off.
  const std::vector<std::pair<QPointF, QPointF>>& beamLines() const { return m_beamLines; }

 Q_SIGNALS:
  void contentChanged();  ///< items were added, moved or removed

 private:
  void takeColours();
  void applyChange(const DesignChange& change);
  void rebuildAll();
  void updatePart(const std::string& id);
  void takeBench();
  void takeBeamLines();
  void buryHeaps();
  void takeLoupes();
  void takeLoupe(LoupeContent content, std::vector<LoupeItem*>& fresh);
  void placePinned(LoupeItem& loupe);
  void makeRoom(std::vector<LoupeItem*>& fresh) const;
  std::map<std::string, QRectF> bodies() const;
  void remember();
  bool recall();
  std::vector<LoupeItem*> covering() const;
  bool linesCrossWords() const;
  void placeFresh(const std::vector<LoupeItem*>& fresh);
  void movedPart(const std::string& id, const PartItem& part, QPointF by);
  void sizeLoupe(LoupeItem& loupe) const;
  void sizeWords(LoupeItem& loupe) const;
  void adoptKept(const std::vector<LoupeContent>& contents);
  QRectF anchorBody(const LoupeItem& loupe) const;
  double fittingLoupeScale() const;
  void resizeLoupes(double scale);
  void placeFree(const std::vector<LoupeItem*>& free);
  void takeMarks();
  void placeMarks();
  void placeMark(CheckMark& mark, const PartItem& part, const std::vector<QRectF>& words) const;
  void takeAnatomy();
  void takeBadges();
  void takeNames();
  void takeVisibilities(std::set<std::string>& wanted);
  void takeUnrest(std::set<std::string>& wanted);
  TagItem& badgeOf(const std::string& id);
  double pixelSize() const;
  void placeName(TagItem& tag, const PartItem& part, bool behind) const;
  void markSelection();
  void markLaser();
  QColor visibilityColour(double visibility) const;
  QRectF benchBounds() const;
  QRectF roomOf(const TagItem& tag) const;
  double coverOf(const QRectF& room) const;
  void placeBadge(TagItem& badge, const PartItem& part) const;

  Document& m_document;
  Selection* m_selection;
  CanvasColours m_colours;
  BeamItem* m_beams;
  std::vector<std::pair<QPointF, QPointF>> m_beamLines;  ///< that words and loupes stay off, the brightest
  AnatomyItem* m_anatomy;
  std::map<std::string, PartItem*> m_parts;
  std::unique_ptr<ReferenceItem> m_reference;
  std::unique_ptr<WavefrontItem> m_waves;
  std::map<std::string, LoupeItem*> m_loupes;  ///< by what they are known by: viewpoint or part
  LoupeItem* m_probe = nullptr;
  QPointF m_probedAt;
  LaserChoice m_litAt;
  QString m_litWords;
  std::map<std::string, TagItem*>
      m_badges;  ///< by part: combiners of cells, arrays with lasers that do not rest
  std::map<std::string, TagItem*> m_names;    ///< by part
  std::map<std::string, CheckMark*> m_marks;  ///< by part that checks object to
  /// The places of loupes that nobody has placed, by steps of the undo stack.
  struct Arrangement {
    std::map<std::string, QRectF> bodies;  ///< of the parts at that time
    std::map<std::string, QPointF> places;
    double scale = 1;
  };
  std::map<int, Arrangement> m_arrangements;
  double m_loupeScale = 1;
  std::optional<std::vector<std::string>> m_loupesOf;
  bool m_loupesShown = true, m_namesShown = false;
  double m_pixelSize = 0;  ///< 0: not told yet
  double m_aspect = 2;
};

}  // namespace lightloom::ui
