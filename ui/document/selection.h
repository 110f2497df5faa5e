#pragma once

#include <QObject>

#include "document/part_edits.h"

namespace lightloom {

class Document;

/// Which parts are selected, shared by canvas and panels. Never undone; parts that go are dropped from it.
class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(Document& document, QObject* parent = nullptr);

  const PartIds& ids() const { return m_ids; }
  bool contains(const std::string& id) const;
  void set(PartIds ids);
  void toggle(const std::string& id);
  void add(const std::string& id);
  void clear() { set({}); }

 Q_SIGNALS:
  void changed();

 private:
  Document& m_document;
  PartIds m_ids;
};

}  // namespace lightloom
