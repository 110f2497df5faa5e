#pragma once

#include <optional>

#include "base/message.h"
#include "rooms.h"

/// Standard streams and signals, which both programs handle alike.
namespace lightloom::app {

/// To be called first: a standard stream that the caller has closed would give its number to the next file
/// that is opened, and what is printed would end up in that.
void keepStandardStreams();

/// SIGINT, SIGTERM and SIGHUP: the first one asks the work to end and keeps what there is, a second SIGINT or
/// SIGTERM ends the program at once. What was ignored stays ignored (nohup).
void watchSignals();
/// True after the first one.
bool interrupted();

/// Work of which nothing can be kept: as long as one of these lives, the first signal ends the program at
/// once with status 3. Not while files are written.
class MayBeLeft {
 public:
  MayBeLeft();
  ~MayBeLeft();
  MayBeLeft(const MayBeLeft&) = delete;
  MayBeLeft& operator=(const MayBeLeft&) = delete;
};

/// Writes what is left of stdout; "cli.output-lost" where it did not take everything, or is closed.
std::optional<Message> lostOutput();

}  // namespace lightloom::app
