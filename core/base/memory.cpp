#include "base/memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>

namespace lightloom::base {
namespace {

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

// The number behind a word in a file of "word number …" lines, or the first number without a word.
std::optional<double> numberIn(const char* path, const std::string& word) {
  std::ifstream file(path);
  if (word.empty()) {
    double value = 0;
    return file >> value ? std::optional(value) : std::nullopt;
  }
  for (std::string line; std::getline(file, line);) {
    double value = 0;
    if (line.rfind(word, 0) == 0 && std::sscanf(line.c_str() + word.size(), "%lf", &value) == 1) return value;
  }
  return std::nullopt;
}

// Behind a control group stands "max" where it has no limit, which is no number.
double leftToGroup() {
  const std::optional<double> most = numberIn("/sys/fs/cgroup/memory.max", "");
  const std::optional<double> used = numberIn("/sys/fs/cgroup/memory.current", "");
  return most && used ? std::max(0.0, *most - *used) : kUnlimited;
}

double leftToProcess() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnlimited;
  const double used = 1024 * numberIn("/proc/self/status", "VmSize:").value_or(0);
  return std::max(0.0, static_cast<double>(limit.rlim_cur) - used);
}

}  // namespace

double availableMemory() {
  constexpr double kGuess = 4e9;
  const std::optional<double> kilobytes = numberIn("/proc/meminfo", "MemAvailable:");
  const double machine = kilobytes ? 1024 * *kilobytes : kGuess;
  return std::min({machine, leftToGroup(), leftToProcess()});
}

std::string shownBytes(double bytes) {
  const char* const kUnits[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < std::size(kUnits); ++unit) bytes /= 1000;
  char text[48];
  std::snprintf(text, sizeof text, bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, kUnits[unit]);
  return text;
}

Message memoryExhausted() {
  return {"memory.exhausted",
          LL_TEXT("There is not enough memory for this; %1 are free. Ask for less (fewer neurons, lasers or "
                  "samples), or close other programs."),
          {shownBytes(availableMemory())}};
}

}  // namespace lightloom::base
