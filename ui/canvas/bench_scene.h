#pragma once

#include <QGraphicsScene>
#include <map>
#include <memory>

#include "document/document.h"
#include "document/part_edits.h"
#include "theme/theme.h"

namespace lightloom {

class BeamItem;
class LoupeItem;
class PartItem;
class Selection;
class TagItem;

/// The picture of a document: one item per part, one for all beams, loupes, role names and visibilities. It
/// only shows; views edit. Without a selection (pictures in files) nothing is marked.
class BenchScene : public QGraphicsScene {
  Q_OBJECT

 public:
  BenchScene(Document& document, Selection* selection, bool dark, QObject* parent = nullptr);
  ~BenchScene() override;

  void setDark(bool dark);
  const CanvasColours& colours() const { return m_colours; }
  bool loupesShown() const { return m_loupesShown; }
  void setLoupesShown(bool shown);
  /// Puts the loupes where they cover nothing; those that the person has moved stay.
  void arrangeLoupes();
  /// Moves only loupes that have come to lie over a part.
  void freeCoveredParts();

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
  /// For pictures: words grow with them, `millimetres` on the bench a pixel of text.
  void scaleWords(double millimetres);
  /// Words about the whole picture, for screen readers and the test report.
  QString visibilityText() const;

 Q_SIGNALS:
  void contentChanged();  ///< items were added, moved or removed

 private:
  void applyChange(const DesignChange& change);
  void rebuildAll();
  void updatePart(const std::string& id);
  void takeBench();
  void takeLoupes();
  void takeBadges();
  void takeNames();
  void placeName(TagItem& tag, const PartItem& part, bool behind) const;
  void markSelection();
  void markLaser();
  QColor visibilityColour(double visibility) const;
  QRectF benchBounds() const;
  std::vector<QRectF> wordBounds() const;
  QRectF roomOf(const TagItem& tag) const;
  void placeBadge(TagItem& badge, const PartItem& part) const;

  Document& m_document;
  Selection* m_selection;
  CanvasColours m_colours;
  BeamItem* m_beams;
  std::map<std::string, PartItem*> m_parts;
  std::map<std::string, LoupeItem*> m_loupes;
  std::map<std::string, TagItem*> m_badges;  ///< by cell
  std::map<std::string, TagItem*> m_names;   ///< by part
  bool m_loupesShown = true, m_namesShown = false;
};

}  // namespace lightloom
