#include "imperfections/imperfections.h"

#include <algorithm>

#include "base/check.h"
#include "design/kind.h"

namespace lightloom::imperfections {

ImperfectionSet::ImperfectionSet(std::initializer_list<const Imperfection*> on) {
  for (const Imperfection* imperfection : on) add(*imperfection);
}

ImperfectionSet ImperfectionSet::all() {
  ImperfectionSet out;
  out.m_on.set();
  return out;
}

std::size_t ImperfectionSet::indexOf(const Imperfection& imperfection) {
  const auto found = std::find(kImperfections.begin(), kImperfections.end(), &imperfection);
  LL_CHECK(found != kImperfections.end());
  return static_cast<std::size_t>(found - kImperfections.begin());
}

ImperfectionSet& ImperfectionSet::add(const Imperfection& imperfection) {
  m_on.set(indexOf(imperfection));
  return *this;
}

ImperfectionSet ImperfectionSet::without(const Imperfection& imperfection) const {
  ImperfectionSet out = *this;
  out.m_on.reset(indexOf(imperfection));
  return out;
}

ImperfectionSet ImperfectionSet::operator&(const ImperfectionSet& other) const {
  ImperfectionSet out = *this;
  out.m_on &= other.m_on;
  return out;
}

ImperfectionSet enabledImperfections(const Design& design) {
  ImperfectionSet out;
  if (!settingSwitch(design, "noise.all")) return out;
  for (const Imperfection* imperfection : kImperfections)
    if (settingSwitch(design, switchPath(*imperfection))) out.add(*imperfection);
  return out;
}

const std::vector<const Imperfection*>& shownImperfections() {
  static const std::vector<const Imperfection*> shown = [] {
    std::vector<const Imperfection*> out;
    for (const SettingsGroup& group : settingsGroups())
      for (const Parameter& row : group.rows)
        if (group.id == "noise" && row.key != "all" && row.key != "seed")
          out.push_back(&imperfectionOf(row.key));
    return out;
  }();
  return shown;
}

std::string switchPath(const Imperfection& imperfection) {
  return "noise." + std::string(imperfection.key);
}

const Imperfection& imperfectionOf(std::string_view key) {
  const auto found = std::find_if(kImperfections.begin(), kImperfections.end(),
                                  [&](const Imperfection* row) { return row->key == key; });
  LL_CHECK(found != kImperfections.end());
  return **found;
}

}  // namespace lightloom::imperfections
