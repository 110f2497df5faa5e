#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::files {

/// A file that only grows, by whole lines: the results of long work, one as soon as it is there. After a kill
/// every line that was appended is there; what a kill cut short is taken off with the next line, not before.
/// One writer at a time.
class LineLog {
 public:
  enum class Begin {
    New,   ///< there must be no such file, or an empty one
    GoOn,  ///< behind the lines that are there, if any
  };

  /// Errors: "log.exists", "log.in-use", "log.not-a-file", "log.failed" (with the reason of the system),
  /// those of `readFile` up to a gibibyte.
  static Result<LineLog> open(const std::string& path, Begin how);

  LineLog(LineLog&& other) noexcept;
  LineLog& operator=(LineLog&&) = delete;
  ~LineLog();

  /// The lines that were there when it was opened, without their ends.
  const std::vector<std::string>& before() const { return m_before; }
  /// What was behind them, without an end of its own.
  const std::string& rest() const { return m_rest; }
  /// Appends a line, which must have no end of its own. Where the disk does not take all of it, none of it
  /// stays. Error: "log.failed".
  std::optional<Message> append(std::string_view line);
  /// Waits until all lines are on the disk. Error: "log.failed".
  std::optional<Message> sync();

 private:
  LineLog(std::string path, int file) : m_path(std::move(path)), m_file(file) {}
  std::optional<Message> begin(Begin how);

  std::string m_path;
  int m_file;
  std::int64_t m_size = 0;  ///< bytes of whole lines
  std::vector<std::string> m_before;
  std::string m_rest;
};

}  // namespace lightloom::files
