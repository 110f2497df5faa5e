#include "study/study_points.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/random.h"
#include "design/edit.h"

namespace lightloom::study {
namespace {

constexpr std::size_t kMostRepetitions = 1000000;
constexpr int kIndexDigits = 6, kSeedDigits = 4;

bool isDrawn(const StudyAxis& axis) {
  return axis.range.has_value();
}

std::size_t pointsOf(const Study& study) {
  if (study.sampling == Sampling::OneByOne) {
    std::size_t each = 1;
    for (const StudyAxis& axis : study.axes) each += axis.listed.values.size();
    return each;
  }
  if (study.sampling != Sampling::Grid) return study.samples;
  std::size_t out = 1;
  for (const StudyAxis& axis : study.axes) {
    const std::size_t values = std::max<std::size_t>(1, axis.listed.values.size());
    if (out > kMostRepetitions / values) return kMostRepetitions + 1;
    out *= values;
  }
  return out;
}

// A share 0 … 1 of an axis as a value.
std::string valueAt(const StudyAxis& axis, double share) {
  if (!isDrawn(axis)) {
    const std::vector<std::string>& values = axis.listed.values;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(at, values.size() - 1)];
  }
  const StudyAxis::Range& range = *axis.range;
  if (range.whole) {
    // Each whole number has the same share, the ends included.
    const double low = std::min(range.from, range.to), count = std::fabs(range.to - range.from) + 1;
    const double value = range.logarithmic ? std::round(range.from * std::pow(range.to / range.from, share))
                                           : low + std::min(count - 1, std::floor(share * count));
    return std::to_string(static_cast<std::int64_t>(value));
  }
  return shortestNumber(range.logarithmic ? range.from * std::pow(range.to / range.from, share)
                                          : range.from + share * (range.to - range.from));
}

// What a law gives with random numbers of one point and axis.
std::string drawnValue(const StudyAxis& axis, KeyedRandom random) {
  constexpr std::uint64_t kSeeds = 1000000000;
  const StudyAxis::Draw& draw = *axis.draw;
  switch (draw.law) {
    case StudyAxis::Draw::Law::Normal:
      return shortestNumber(std::clamp(draw.middle + draw.spread * random.normal(), draw.low, draw.high));
    case StudyAxis::Draw::Law::Chance:
      return random.uniform() < draw.spread ? axis.listed.values.front() : std::string();
    case StudyAxis::Draw::Law::Seed:
      return std::to_string(1 + random.below(kSeeds));
  }
  return {};
}

// Which strip of an axis a point of a Latin hypercube lies in: a shuffle by the axis alone.
std::vector<std::size_t> stripsOf(const Study& study, std::size_t axis) {
  std::vector<std::size_t> out(study.samples);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  KeyedRandom random({static_cast<std::uint64_t>(study.seed), Stream::StudyShuffle, axis});
  for (std::size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[random.below(i)]);
  return out;
}

std::string padded(std::size_t number, int digits) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%0*zu", digits, number);
  return buffer;
}

Message sampledRange(std::string_view text) {
  return {"study.sampled-range",
          LL_TEXT("“%1” is no range to sample in. Write PATH=FROM:TO, PATH=FROM:TO:log or PATH=VALUE,VALUE."),
          {std::string(text)}};
}

// Whether the design takes nothing but whole numbers between two ends.
bool takesWhole(const Design& design, const std::string& path, double from, double to) {
  if (from != std::round(from) || to != std::round(to)) return false;
  const double between = std::min(from, to) + 0.5;
  return !applyAssignment(design, path + "=" + shortestNumber(between)).ok();
}

}  // namespace

std::size_t Study::size() const {
  return pointsOf(*this) * static_cast<std::size_t>(std::max(1, seeds));
}

Result<StudyAxis> readStudyAxis(const Design& design, std::string_view text, Sampling sampling) {
  StudyAxis out;
  const std::size_t equals = text.find('='),
                    colon = text.find(':', equals == std::string_view::npos ? 0 : equals);
  if (sampling == Sampling::Grid || equals == std::string_view::npos || colon == std::string_view::npos) {
    Result<SweepAxis> listed = readSweepAxis(design, text);
    if (!listed) return listed.error();
    out.listed = std::move(listed).value();
    return out;
  }
  // The ends of the range are read as those of a sweep of two.
  const std::size_t second = text.find(':', colon + 1);
  const bool logarithmic = second != std::string_view::npos;
  if (logarithmic && text.substr(second + 1) != "log") return sampledRange(text);
  const std::string ends = std::string(text.substr(0, second)) + (logarithmic ? ":2:log" : ":2");
  Result<SweepAxis> listed = readSweepAxis(design, ends);
  if (!listed) return listed.error().id == "sweep.syntax" ? sampledRange(text) : listed.error();
  const auto from = parseQuantity(listed.value().values.front()),
             to = parseQuantity(listed.value().values.back());
  if (!from || !to) return sampledRange(text);
  out.listed.path = listed.value().path;
  out.range =
      StudyAxis::Range{from->si, to->si, logarithmic, takesWhole(design, out.listed.path, from->si, to->si)};
  return out;
}

std::optional<Message> studyProblem(const Study& study) {
  if (study.size() <= kMostRepetitions) return std::nullopt;
  return Message{
      "study.too-many",
      LL_TEXT("The study has more than %1 points and repetitions. Take fewer values, samples or seeds."),
      {static_cast<std::int64_t>(kMostRepetitions)}};
}

StudyPlan::StudyPlan(Study study) : m_study(std::move(study)) {
  if (m_study.sampling == Sampling::Latin)
    for (std::size_t a = 0; a < m_study.axes.size(); ++a) m_strips.push_back(stripsOf(m_study, a));
}

double StudyPlan::share(std::size_t point, std::size_t axis) const {
  const auto seed = static_cast<std::uint64_t>(m_study.seed);
  const double within =
      KeyedRandom({seed, Stream::StudyPoint, point, static_cast<std::uint32_t>(axis)}).uniform();
  if (m_strips.empty()) return within;
  return (static_cast<double>(m_strips[axis][point]) + within) / static_cast<double>(m_study.samples);
}

void StudyPlan::moveOne(std::size_t point, std::vector<std::string>& values) const {
  if (point == 0) return;
  std::size_t which = point - 1;
  for (std::size_t a = 0; a < m_study.axes.size(); ++a) {
    const std::vector<std::string>& listed = m_study.axes[a].listed.values;
    if (which < listed.size()) {
      values[a] = listed[which];
      return;
    }
    which -= listed.size();
  }
}

StudyPoint pointWith(const Study& study, std::size_t index, std::vector<std::string> values) {
  const auto seeds = static_cast<std::size_t>(std::max(1, study.seeds));
  const std::size_t point = index / seeds, repetition = index % seeds;
  StudyPoint out;
  out.values = std::move(values);
  out.seed = study.seed + static_cast<std::int64_t>(repetition);
  out.key = padded(point, kIndexDigits);
  if (seeds > 1) out.key.append(".").append(padded(repetition, kSeedDigits));
  for (std::size_t a = 0; a < study.axes.size(); ++a)
    if (!out.values[a].empty())
      out.key.append(" ").append(study.axes[a].listed.path).append("=").append(out.values[a]);
  if (seeds > 1) out.key.append(" seed=").append(std::to_string(out.seed));
  return out;
}

StudyPoint StudyPlan::point(std::size_t index) const {
  const Study& study = m_study;
  const std::size_t point = index / static_cast<std::size_t>(std::max(1, study.seeds));
  std::vector<std::string> values(study.axes.size());
  std::size_t rest = point;
  for (std::size_t a = study.axes.size(); a-- > 0;) {
    const StudyAxis& axis = study.axes[a];
    if (axis.draw) {
      values[a] = drawnValue(axis, KeyedRandom({static_cast<std::uint64_t>(study.seed), Stream::StudyPoint,
                                                point, static_cast<std::uint32_t>(a)}));
    } else if (study.sampling == Sampling::Grid) {
      values[a] = axis.listed.values[rest % axis.listed.values.size()];
      rest /= axis.listed.values.size();
    } else if (study.sampling != Sampling::OneByOne) {
      values[a] = valueAt(axis, share(point, a));
    }
  }
  if (study.sampling == Sampling::OneByOne) moveOne(point, values);
  return pointWith(study, index, std::move(values));
}

Result<Design> designAt(const Design& design, const Study& study, const StudyPoint& point) {
  std::string seed("training.seed=");
  seed += std::to_string(point.seed);
  const Result<Design> seeded = study.seeds > 1 ? applyAssignment(design, seed) : Result<Design>(design);
  if (!seeded) return seeded;
  std::vector<SweepAxis> axes;
  std::vector<std::string> values;
  for (std::size_t a = 0; a < study.axes.size(); ++a) {
    if (point.values[a].empty()) continue;
    axes.push_back({study.axes[a].listed.path, {}});
    values.push_back(point.values[a]);
  }
  return sweptDesign(seeded.value(), axes, values);
}

}  // namespace lightloom::study
