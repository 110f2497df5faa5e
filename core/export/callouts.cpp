#include "export/internal/callouts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "base/units.h"

namespace lightloom::exports {
namespace {

constexpr double kLineHeight = 1.15;     // of the font
constexpr double kGap = 0.8;             // mm between a part and its words
constexpr double kLineFrom = 1.7;        // mm: words further off get a line
constexpr double kClearance = 0.3;       // mm about words
constexpr double kLineClearance = 0.25;  // mm about the line of a callout
constexpr int kDirections = 32;
constexpr double kStep = 0.8;  // mm
constexpr int kMostLines = 3, kRounds = 5, kMoves = 2;

// Steps away from a part that are tried. Heaps of parts look less far, for the work grows with their square.
constexpr double kMostTests = 1e8;
constexpr int kLeastSteps = 3;

struct Words {
  std::vector<std::string> lines;
  double width = 0, height = 0;
};

Words wordsOf(const std::string& text, double width, double points) {
  Words out;
  out.lines = wrapped(text, width, points);
  for (const std::string& line : out.lines) out.width = std::max(out.width, textWidthMm(line, points));
  out.height = static_cast<double>(out.lines.size()) * points * kMmPerPoint * kLineHeight;
  return out;
}

// The text on one line, and as blocks of two and three.
std::vector<Words> shapesOf(const std::string& text, double points) {
  const double whole = textWidthMm(text, points);
  std::vector<Words> out = {wordsOf(text, whole, points)};
  for (int lines = 2; lines <= kMostLines; ++lines) {
    Words block = wordsOf(text, whole / lines + points * 0.9, points);
    if (block.lines.size() > out.back().lines.size()) out.push_back(std::move(block));
  }
  return out;
}

double distanceBetween(const PageBox& a, const PageBox& b) {
  const double dx = std::max({a.x - b.right(), b.x - a.right(), 0.0});
  const double dy = std::max({a.y - b.bottom(), b.y - a.bottom(), 0.0});
  return std::hypot(dx, dy);
}

PagePoint nearestOn(const PageBox& box, PagePoint point) {
  return {std::clamp(point.x, box.x, box.right()), std::clamp(point.y, box.y, box.bottom())};
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

/// A callout that stands.
struct Standing {
  Words words;
  PageBox box;
  std::optional<PageQuad> line;  ///< to its target
  double cost = 0;
  bool onLight = false;
};

class Placer {
 public:
  Placer(const std::vector<Callout>& callouts, const CalloutRoom& room, double points)
      : m_callouts(callouts), m_room(room), m_points(points), m_standing(callouts.size()) {
    for (const Callout& callout : callouts) m_shapes.push_back(shapesOf(callout.text, points));
    const double tests = static_cast<double>(callouts.size()) * kMostLines * kDirections *
                         (kRounds + kMoves) *
                         static_cast<double>(room.solid.size() + 2 * callouts.size() + room.light.size() + 1);
    const double far = std::hypot(room.area.width, room.area.height) / 2 / kStep;
    m_steps = std::max(kLeastSteps, static_cast<int>(std::min(far, kMostTests / tests)));
  }

  PlacedCallouts place() {
    placeAll();
    // A callout that was placed early takes room from the later ones, so each may move once all of them are
    // there.
    for (int pass = 0; pass < kMoves; ++pass)
      for (std::size_t i = 0; i < m_callouts.size(); ++i) stand(i);
    PlacedCallouts out;
    const bool crowd = m_callouts.size() > kCalloutCrowd;
    for (std::size_t i = 0; i < m_callouts.size(); ++i) {
      out.marks.push_back(m_standing[i] ? marksOf(i) : std::vector<PageMark>());
      out.clear = out.clear && (crowd || isClear(i));
    }
    return out;
  }

 private:
  bool isClear(std::size_t index) const { return m_standing[index] && !m_standing[index]->onLight; }

  void stand(std::size_t index) {
    m_standing[index].reset();
    m_standing[index] = bestOf(index);
  }

  double costOf(std::size_t index) const {
    constexpr double kNowhere = 1e5;
    return m_standing[index] ? m_standing[index]->cost : kNowhere;
  }

  // One after the other; those that found no good place come first the next time. The best of all rounds
  // stays.
  void placeAll() {
    constexpr double kPoor = 12;  // mm from its part, or what is as bad
    std::vector<std::size_t> order(m_callouts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::optional<Standing>> best;
    double lowest = std::numeric_limits<double>::infinity();
    for (int round = 0; round < kRounds; ++round) {
      std::fill(m_standing.begin(), m_standing.end(), std::nullopt);
      for (const std::size_t index : order) stand(index);
      double cost = 0;
      for (const std::size_t index : order) cost += costOf(index);
      if (cost < lowest) {
        lowest = cost;
        best = m_standing;
      }
      const auto good =
          std::stable_partition(order.begin(), order.end(), [&](std::size_t i) { return costOf(i) > kPoor; });
      if (good == order.begin()) break;
    }
    m_standing = std::move(best);
  }

  std::optional<Standing> bestOf(std::size_t index) const {
    std::optional<Standing> best;
    for (const Words& words : m_shapes[index]) {
      for (int step = 0; step < m_steps; ++step) {
        const double distance = kGap + step * kStep;
        if (best && distance >= best->cost) break;
        for (int i = 0; i < kDirections; ++i)
          consider(
              index, words,
              boxTowards(m_callouts[index].target, words, 2 * constants::kPi * i / kDirections, distance),
              best);
      }
    }
    return best;
  }

  void consider(std::size_t index, const Words& words, const PageBox& box,
                std::optional<Standing>& best) const {
    constexpr double kPerLine = 0.35, kOnLight = 1000, kMisleading = 6, kAside = 0.25;
    const PageBox& target = m_callouts[index].target;
    if (!m_room.area.contains(box)) return;
    double cost = distanceBetween(box, target) + kPerLine * static_cast<double>(words.lines.size() - 1);
    // Words that stand in line with their part are read as its own, so that places aside of it cost more.
    const PagePoint middle = box.centre(), aim = target.centre();
    cost += kAside * std::min(std::fabs(middle.x - aim.x), std::fabs(middle.y - aim.y));
    if (best && cost >= best->cost) return;
    const bool misleads = couldMislead(index, box);
    if (misleads) cost += kMisleading;
    const PageBox room = box.grown(kClearance);
    if ((best && cost >= best->cost) || meetsSolid(index, room)) return;
    Standing out{words, box, std::nullopt, 0, meetsLight(room)};
    if (out.onLight) cost += kOnLight;
    if (misleads || distanceBetween(box, target) > kLineFrom) {
      const PagePoint to = nearestOn(target, middle);
      out.line = quadAlong(nearestOn(box.grown(kClearance), to), to, kLineClearance, kLineClearance);
      const std::optional<double> crossed = costOfLine(index, *out.line);
      if (!crossed) return;
      cost += *crossed;
    }
    if (best && cost >= best->cost) return;
    out.cost = cost;
    best = std::move(out);
  }

  // Words that stand nearer to something else could be taken for its name.
  bool couldMislead(std::size_t index, const PageBox& box) const {
    const double own = distanceBetween(box, m_callouts[index].target);
    for (std::size_t i = 0; i < m_callouts.size(); ++i)
      if (i != index && distanceBetween(box, m_callouts[i].target) < own + kGap) return true;
    return false;
  }

  bool meetsSolid(std::size_t index, const PageBox& box) const {
    for (const PageBox& solid : m_room.solid)
      if (box.meets(solid)) return true;
    for (std::size_t i = 0; i < m_standing.size(); ++i)
      if (i != index && m_standing[i] &&
          (box.meets(m_standing[i]->box) || (m_standing[i]->line && meets(*m_standing[i]->line, box))))
        return true;
    return false;
  }

  bool meetsLight(const PageBox& box) const {
    return std::any_of(m_room.light.begin(), m_room.light.end(),
                       [&](const PageQuad& beam) { return meets(beam, box); });
  }

  // None where the line would run through the words of another callout.
  std::optional<double> costOfLine(std::size_t index, const PageQuad& line) const {
    constexpr double kPerPart = 8, kPerCallout = 4;
    double out = 0;
    for (std::size_t i = 0; i < m_standing.size(); ++i) {
      if (i == index) continue;
      if (m_standing[i] && meets(line, m_standing[i]->box)) return std::nullopt;
      if (meets(line, m_callouts[i].target)) out += kPerPart;
      if (m_standing[i] && m_standing[i]->line && cross(line, *m_standing[i]->line)) out += kPerCallout;
    }
    for (const PageBox& solid : m_room.solid)
      if (!sameBox(solid, m_callouts[index].target) && meets(line, solid)) out += kPerPart;
    return out;
  }

  static bool sameBox(const PageBox& a, const PageBox& b) {
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
  }

  static bool cross(const PageQuad& a, const PageQuad& b) {
    const auto side = [](PagePoint from, PagePoint to, PagePoint point) {
      return (to.x - from.x) * (point.y - from.y) - (to.y - from.y) * (point.x - from.x);
    };
    // The long sides of the outlines stand for the lines.
    return side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < 0 &&
           side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < 0;
  }

  std::vector<PageMark> marksOf(std::size_t index) const {
    const Standing& standing = *m_standing[index];
    const PageBox& box = standing.box;
    std::vector<PageMark> out;
    if (standing.line) {
      const PagePoint to = nearestOn(m_callouts[index].target, box.centre());
      out.push_back(pageLine(nearestOn(box.grown(kClearance), to), to, {ink::kFaint, "", 0.12, {}, 1}));
    }
    const double line = m_points * kMmPerPoint * kLineHeight;
    for (std::size_t i = 0; i < standing.words.lines.size(); ++i)
      out.push_back(PageText{{box.centre().x, box.y + line * (static_cast<double>(i) + 0.78)},
                             standing.words.lines[i],
                             m_points,
                             TextAnchor::Middle});
    return out;
  }

  const std::vector<Callout>& m_callouts;
  const CalloutRoom& m_room;
  double m_points;
  int m_steps = 0;
  std::vector<std::vector<Words>> m_shapes;
  std::vector<std::optional<Standing>> m_standing;
};

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

PlacedCallouts placeCallouts(const std::vector<Callout>& callouts, const CalloutRoom& room, double points) {
  return Placer(callouts, room, points).place();
}

}  // namespace lightloom::exports
