#pragma once

#include <span>
#include <string_view>

#include "rooms.h"

namespace lightloom::exports {

/// A written chapter: Markdown, under the name of its file.
struct Chapter {
  std::string_view name, text;
};

/// The chapters of resources/manual and the model page, "model".
std::span<const Chapter> writtenChapters();

/// A message with an id as the sources of this build write it.
struct CatalogueMessage {
  std::string_view id;
  std::string_view severity;  ///< of checks: "error", "warning", "info", the worst; empty where not said
  std::string_view text;      ///< English, %1 … for what is filled in; several texts a line each
};

/// Every message of core and command line, sorted by id: collected from the sources while the program is
/// built, so that none can be missing or say something else.
std::span<const CatalogueMessage> messageCatalogue();

/// The message of this id, or null.
const CatalogueMessage* findMessage(std::string_view id);

}  // namespace lightloom::exports
