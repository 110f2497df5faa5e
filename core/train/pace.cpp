#include "train/pace.h"

#include <charconv>
#include <cstddef>
#include <system_error>

#include "base/units.h"

namespace lightloom::train {
namespace {

struct PaceWord {
  Pace::Per per;
  std::string_view word;
  bool timed;
};

constexpr PaceWord kPaceWords[] = {{Pace::Per::Free, "free", false},      {Pace::Per::Press, "press", false},
                                   {Pace::Per::Product, "product", true}, {Pace::Per::Step, "step", true},
                                   {Pace::Per::Epoch, "epoch", true},     {Pace::Per::Run, "run", true}};

}  // namespace

std::string paceKey(const Pace& pace) {
  const PaceWord& row = kPaceWords[static_cast<std::size_t>(pace.per)];
  return row.timed ? std::string(row.word) + ':' + shortestNumber(pace.seconds) : std::string(row.word);
}

std::optional<Pace> paceFromKey(std::string_view key) {
  const std::size_t colon = key.find(':');
  for (const PaceWord& row : kPaceWords) {
    if (key.substr(0, colon) != row.word || row.timed != (colon != std::string_view::npos)) continue;
    if (!row.timed) return Pace{row.per, 0};
    const std::string_view number = key.substr(colon + 1);
    double seconds = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), seconds);
    const bool whole = read.ec == std::errc() && read.ptr == number.data() + number.size();
    if (whole && seconds > 0 && seconds <= kLongestPace) return Pace{row.per, seconds};
  }
  return std::nullopt;
}

double secondsPerStep(const Pace& pace, int stepsPerEpoch, int epochs) {
  switch (pace.per) {
    case Pace::Per::Step:
      return pace.seconds;
    case Pace::Per::Epoch:
      return pace.seconds / stepsPerEpoch;
    case Pace::Per::Run:
      return pace.seconds / stepsPerEpoch / epochs;
    case Pace::Per::Free:
    case Pace::Per::Press:
    case Pace::Per::Product:
      break;
  }
  return 0;
}

}  // namespace lightloom::train
