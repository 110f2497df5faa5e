#pragma once

#include <QObject>

#include "document/part_edits.h"
#include "rooms.h"

namespace lightloom::ui {

class Document;

/// One laser of an array.
struct LaserChoice {
  std::string part;  ///< id of its array; empty: none
  int channel = -1;

  bool operator==(const LaserChoice&) const = default;
};

/// Which parts are selected, and which laser is looked at, shared by canvas and panels. Never undone; what
/// goes is dropped from it.
class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(Document& document, QObject* parent = nullptr);

  const PartIds& ids() const { return m_ids; }
  bool contains(const std::string& id) const;
  void set(PartIds ids);
  void toggle(const std::string& id);
  void add(const std::string& id);
  void remove(const PartIds& ids);
  void clear() { set({}); }

  const LaserChoice& laser() const { return m_laser; }
  void setLaser(const LaserChoice& laser);

 Q_SIGNALS:
  void changed();
  void laserChanged();

 private:
  Document& m_document;
  PartIds m_ids;
  LaserChoice m_laser;
};

}  // namespace lightloom::ui
