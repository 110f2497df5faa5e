#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::exports {

/// A message as the sources write it: its id and every English text that stands behind it.
struct FoundMessage {
  std::string id;
  std::string severity;  ///< "error", "warning", "info" of checks; empty where the sources do not say
  std::vector<std::string> texts;
};

/// Whether a literal has the form of a message's id: "heat.wander", "lock.no-band.less". File names have it,
/// too.
bool isMessageId(std::string_view literal);

/// Every message that C++ source text makes, in its order: an id and the texts marked LL_TEXT that follow in
/// the same statement. Ids in a constant count where the constant stands, texts in a table where its name
/// does. Two ids of a choice (a ? "x.y" : "x.z") share what follows. Ids that no text follows are none:
/// settings have their form.
std::vector<FoundMessage> messagesOf(std::string_view source);

/// Those of several sources, one for each id, in the order of the ids, every text once.
std::vector<FoundMessage> merged(std::vector<FoundMessage> messages);

}  // namespace lightloom::exports
