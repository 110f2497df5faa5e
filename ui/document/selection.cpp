#include "document/selection.h"

#include <algorithm>

#include "document/document.h"

namespace lightloom::ui {

Selection::Selection(Document& document, QObject* parent) : QObject(parent), m_document(document) {
  connect(&document, &Document::changed, this, [this] {
    PartIds left = m_ids;
    std::erase_if(left, [this](const std::string& id) { return !findComponent(m_document.design(), id); });
    set(std::move(left));
    if (!findComponent(m_document.design(), m_laser.part)) setLaser({});
  });
}

bool Selection::contains(const std::string& id) const {
  return std::find(m_ids.begin(), m_ids.end(), id) != m_ids.end();
}

void Selection::set(PartIds ids) {
  if (ids == m_ids) return;
  m_ids = std::move(ids);
  Q_EMIT changed();
}

void Selection::setLaser(const LaserChoice& laser) {
  const LaserChoice next = laser.channel < 0 ? LaserChoice() : laser;
  if (next == m_laser) return;
  m_laser = next;
  Q_EMIT laserChanged();
}

void Selection::toggle(const std::string& id) {
  PartIds ids = m_ids;
  if (std::erase(ids, id) == 0) ids.push_back(id);
  set(std::move(ids));
}

void Selection::add(const std::string& id) {
  if (!contains(id)) toggle(id);
}

void Selection::remove(const PartIds& ids) {
  PartIds left = m_ids;
  std::erase_if(left,
                [&](const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); });
  set(std::move(left));
}

}  // namespace lightloom::ui
