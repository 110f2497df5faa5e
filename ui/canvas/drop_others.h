#pragma once

#include <map>
#include <set>
#include <string>

#include "rooms.h"

namespace lightloom::ui {

/// Keeps the items of `map` that `wanted` names and deletes the others.
template <typename Item>
void dropOthers(std::map<std::string, Item*>& map, const std::set<std::string>& wanted) {
  for (auto it = map.begin(); it != map.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    delete it->second;
    it = map.erase(it);
  }
}

}  // namespace lightloom::ui
