#pragma once

#include <string>
#include <vector>

#include "export/manual/manual.h"
#include "rooms.h"

namespace lightloom::exports {

/// Pages that are made from tables, as Markdown.
struct DraftPage {
  std::string anchor;
  int depth = 0;
  std::string markdown;
};

std::vector<DraftPage> partPages();          ///< a page a kind, and what every part has
std::vector<DraftPage> settingPages();       ///< a page a group
std::vector<DraftPage> imperfectionPages();  ///< every noise source
std::vector<DraftPage> messagePages();       ///< checks, and messages by area
std::vector<DraftPage> actionPages(const std::vector<ManualAction>& actions);
std::vector<DraftPage> verbPages(const std::vector<ManualVerb>& verbs);
std::vector<DraftPage> formatPages();
std::vector<DraftPage> unitPages();
std::vector<DraftPage> validationPages();

}  // namespace lightloom::exports
