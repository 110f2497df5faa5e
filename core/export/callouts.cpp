#include "export/callouts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "base/units.h"

namespace lightloom {
namespace {

constexpr double kLineHeight = 1.15;  // of the font
constexpr double kGap = 0.8;          // mm between a part and its words
constexpr double kLineFrom = 1.6;     // mm: words further off get a line
constexpr int kDirections = 32;
constexpr double kStep = 0.8, kFarthest = 24;  // mm

struct Words {
  std::vector<std::string> lines;
  double width = 0, height = 0;
};

Words wordsOf(const std::string& text, double points) {
  Words out;
  // Names of one or two words stay on a line; longer ones become a block.
  const double most = std::max(textWidthMm(text, points) / 2 + points * 0.9, points * 2.6);
  out.lines = wrapped(text, most, points);
  for (const std::string& line : out.lines) out.width = std::max(out.width, textWidthMm(line, points));
  out.height = static_cast<double>(out.lines.size()) * points * kMmPerPoint * kLineHeight;
  return out;
}

double overlaps(const PageBox& box, const std::vector<PageBox>& others) {
  return static_cast<double>(
      std::count_if(others.begin(), others.end(), [&](const PageBox& other) { return box.meets(other); }));
}

double distanceBetween(const PageBox& a, const PageBox& b) {
  const double dx = std::max({a.x - b.right(), b.x - a.right(), 0.0});
  const double dy = std::max({a.y - b.bottom(), b.y - a.bottom(), 0.0});
  return std::hypot(dx, dy);
}

// The box whose nearest edge is `distance` from the target in a direction.
PageBox boxTowards(const PageBox& target, const Words& words, double angle, double distance) {
  const double c = std::cos(angle), s = std::sin(angle);
  const PagePoint middle = target.centre();
  const double reachX = target.width / 2 + words.width / 2 + distance;
  const double reachY = target.height / 2 + words.height / 2 + distance;
  return {middle.x + c * reachX - words.width / 2, middle.y + s * reachY - words.height / 2, words.width,
          words.height};
}

// Words that stand nearer to something else could be taken for its name.
bool couldMislead(const PageBox& box, const PageBox& target, const std::vector<PageBox>& targets) {
  const double own = distanceBetween(box, target);
  return std::any_of(targets.begin(), targets.end(), [&](const PageBox& other) {
    return &other != &target && distanceBetween(box, other) < own + kGap;
  });
}

std::optional<PageBox> bestBox(const PageBox& target, const std::vector<PageBox>& targets, const Words& words,
                               const CalloutRoom& room) {
  constexpr double kPerLight = 0.5, kMisleading = 4;
  double best = std::numeric_limits<double>::infinity();
  std::optional<PageBox> out;
  for (double distance = kGap; distance <= kFarthest && distance < best; distance += kStep) {
    for (int i = 0; i < kDirections; ++i) {
      const PageBox box = boxTowards(target, words, 2 * constants::kPi * i / kDirections, distance);
      if (!room.area.contains(box) || overlaps(box.grown(0.35), room.solid) > 0) continue;
      double cost = distanceBetween(box, target) + kPerLight * overlaps(box, room.light);
      if (couldMislead(box, target, targets)) cost += kMisleading;
      if (cost >= best) continue;
      best = cost;
      out = box;
    }
  }
  return out;
}

PagePoint nearestOn(const PageBox& box, PagePoint point) {
  return {std::clamp(point.x, box.x, box.right()), std::clamp(point.y, box.y, box.bottom())};
}

std::vector<PageMark> marksOf(const PageBox& box, const Words& words, const PageBox& target, bool withLine,
                              double points) {
  std::vector<PageMark> out;
  if (withLine) {
    const PagePoint to = nearestOn(target, box.centre());
    out.push_back(pageLine(nearestOn(box.grown(0.3), to), to, {ink::kFaint, "", 0.12, {}, 1}));
  }
  const double line = points * kMmPerPoint * kLineHeight;
  for (std::size_t i = 0; i < words.lines.size(); ++i)
    out.push_back(PageText{{box.centre().x, box.y + line * (static_cast<double>(i) + 0.78)},
                           words.lines[i],
                           points,
                           TextAnchor::Middle});
  return out;
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, double width, double points) {
  std::vector<std::string> out;
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    const std::string longer = line.empty() ? word : line + " " + word;
    if (!line.empty() && textWidthMm(longer, points) > width) {
      out.push_back(line);
      line = word;
    } else {
      line = longer;
    }
    at = end + 1;
  }
  if (!line.empty()) out.push_back(line);
  return out;
}

std::vector<std::vector<PageMark>> placeCallouts(const std::vector<Callout>& callouts, CalloutRoom room,
                                                 double points) {
  std::vector<PageBox> targets;
  for (const Callout& callout : callouts) targets.push_back(callout.target);
  std::vector<std::vector<PageMark>> out;
  for (std::size_t i = 0; i < callouts.size(); ++i) {
    const Words words = wordsOf(callouts[i].text, points);
    const std::optional<PageBox> box = bestBox(targets[i], targets, words, room);
    out.emplace_back();
    if (!box) continue;
    const bool apart =
        distanceBetween(*box, targets[i]) > kLineFrom || couldMislead(*box, targets[i], targets);
    out.back() = marksOf(*box, words, targets[i], apart, points);
    room.solid.push_back(*box);
  }
  return out;
}

}  // namespace lightloom
