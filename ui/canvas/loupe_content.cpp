#include "canvas/loupe_content.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>

#include "document/translate.h"

namespace lightloom {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("Loupe", source);
}

const ArrayLock* lockOf(const Bench& bench, const std::string& part) {
  for (const ArrayLock& lock : bench.locks)
    if (lock.id == part) return &lock;
  return nullptr;
}

QString gridText(int rows, int columns) {
  return QStringLiteral("%1×%2").arg(rows).arg(columns);
}

void fillLasers(const Bench& bench, LoupeContent& content) {
  const ArrayLock* lock = lockOf(bench, content.part);
  const std::size_t count = static_cast<std::size_t>(content.channels());
  content.values.assign(count, std::numeric_limits<float>::quiet_NaN());
  content.states.assign(count, LockState::Unlocked);
  if (!lock || lock->lasers.size() != count) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "no leader light"));
    return;
  }
  double most = 0, sum = 0, least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < count; ++c) {
    const LaserLock& laser = lock->lasers[c];
    content.values[c] = static_cast<float>(laser.injectedW);
    content.states[c] = stateOf(laser);
    most = std::max(most, laser.injectedW);
    sum += laser.injectedW;
    const double merit = laser.injectedW * (content.states[c] == LockState::Stable ? 1 : -1);
    if (merit < least) {
      least = merit;
      content.worst = static_cast<int>(c);
    }
  }
  content.scaleTop = most > 0 ? most : 1;
  content.scaleTopText = shownPower(most);
  content.scaleName = text(QT_TRANSLATE_NOOP("Loupe", "injected power"));
  content.caption = text(QT_TRANSLATE_NOOP("Loupe", "%1 of %2 locked")).arg(lock->locked).arg(lock->channels);
  content.summary = text(QT_TRANSLATE_NOOP("Loupe", "colour: injected power, %1 on average"))
                        .arg(shownPower(sum / static_cast<double>(count)));
  if (const QString words = tallyOf(*lock).words(); !words.isEmpty())
    content.summary += QLatin1Char('\n') +
                       text(QT_TRANSLATE_NOOP("Loupe", "cross: unlocked, triangle: oscillating")) +
                       QLatin1Char('\n') + words;
}

void fillPixels(const Bench& bench, LoupeContent& content) {
  content.values.assign(static_cast<std::size_t>(content.channels()),
                        std::numeric_limits<float>::quiet_NaN());
  content.scaleTopText = QStringLiteral("1");
  content.scaleName = text(QT_TRANSLATE_NOOP("Loupe", "visibility"));
  double sum = 0, least = 2;
  int lit = 0;
  for (const Cell& cell : bench.cells.cells) {
    const bool plus = cell.plusId == content.part;
    if (!plus && cell.minusId != content.part) continue;
    for (const Link& link : cell.links) {
      const LinkLine& line = plus ? link.plus : link.minus;
      if (line.pixel < 0 || line.pixel >= content.channels()) continue;
      content.values[static_cast<std::size_t>(line.pixel)] = static_cast<float>(line.visibility);
      sum += line.visibility;
      ++lit;
      if (line.visibility < least) {
        least = line.visibility;
        content.worst = line.pixel;
      }
    }
  }
  if (lit == 0) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "beams do not meet"));
    return;
  }
  content.caption = text(QT_TRANSLATE_NOOP("Loupe", "visibility %1")).arg(shownVisibility(sum / lit));
  content.summary =
      text(QT_TRANSLATE_NOOP("Loupe", "colour: visibility, worst pixel %1")).arg(shownVisibility(least));
}

QString titleOf(const Bench& bench, const std::string& part) {
  const QString role = roleName(bench, part);
  const ComponentPtr component = findComponent(bench.design, part);
  return role.isEmpty() && component ? shownName(*component) : role;
}

LoupeContent contentOf(const Bench& bench, int face, const EmitterGrid& grid) {
  LoupeContent content;
  content.part = bench.layout.partOf(face);
  content.face = face;
  content.role = grid.role;
  content.rows = grid.rows;
  content.columns = grid.columns;
  content.pitch = grid.pitch;
  content.markSize = 2 * grid.waist;
  fillLasers(bench, content);
  content.title =
      QStringLiteral("%1  %2").arg(titleOf(bench, content.part), gridText(grid.rows, grid.columns));
  return content;
}

LoupeContent contentOf(const Bench& bench, int face, const ReceiverGrid& grid) {
  LoupeContent content;
  content.part = bench.layout.partOf(face);
  content.face = face;
  content.receiver = true;
  content.rows = grid.rows;
  content.columns = grid.columns;
  content.pitch = grid.pitch;
  content.markSize = grid.pixelSize;
  fillPixels(bench, content);
  content.title =
      QStringLiteral("%1  %2").arg(titleOf(bench, content.part), gridText(grid.rows, grid.columns));
  return content;
}

struct Middle {
  double u, v;
};

// Channel 0 lies at the smaller coordinates of the part's own frame.
Middle middleOf(const LoupeContent& content, int channel) {
  const int row = channel / content.columns, column = channel % content.columns;
  return {(column - (content.columns - 1) / 2.0) * content.pitch,
          (row - (content.rows - 1) / 2.0) * content.pitch};
}

std::vector<int> tracksNear(const TransverseAxis& axis, double middle, double reach) {
  std::vector<int> near;
  for (std::size_t i = 0; i < axis.tracks.size(); ++i)
    if (std::fabs(axis.tracks[i].position - middle) <= reach) near.push_back(static_cast<int>(i));
  return near;
}

QString linkText(const Link& link, const LinkLine& line) {
  return text(QT_TRANSLATE_NOOP("Loupe", "axon %1 × synapse %2\nvisibility %3\naxon %4, synapse %5"))
      .arg(link.axonChannel)
      .arg(link.synapseChannel)
      .arg(shownVisibility(line.visibility), shownPower(line.axonW), shownPower(line.synapseW));
}

QString pixelText(const Bench& bench, const LoupeContent& content, int pixel) {
  for (const Cell& cell : bench.cells.cells) {
    const bool plus = cell.plusId == content.part;
    if (!plus && cell.minusId != content.part) continue;
    if (const auto link = cell.links.onPixel(plus, pixel))
      return linkText(*link, plus ? link->plus : link->minus);
  }
  return text(QT_TRANSLATE_NOOP("Loupe", "does not see both beams"));
}

QString stateText(LockState state) {
  switch (state) {
    case LockState::Unlocked:
      return text(QT_TRANSLATE_NOOP("Loupe", "unlocked: it does not follow its leader"));
    case LockState::Unstable:
      return text(QT_TRANSLATE_NOOP("Loupe", "oscillating: locked, but not at rest"));
    case LockState::Stable:
      break;
  }
  return text(QT_TRANSLATE_NOOP("Loupe", "locked"));
}

QString laserText(const LaserLock& laser) {
  const QString state = stateText(stateOf(laser));
  return text(QT_TRANSLATE_NOOP("Loupe", "%1\ninjected %2, detuning %3\nphase error %4"))
      .arg(state, shownPower(laser.injectedW), shownQuantity(laser.detuningHz, Unit::Gigahertz, 3),
           shownQuantity(laser.phaseErrorRad, Unit::Milliradian, 3));
}

}  // namespace

LockState stateOf(const LaserLock& laser) {
  if (!laser.locked) return LockState::Unlocked;
  return laser.stable ? LockState::Stable : LockState::Unstable;
}

LaserTally tallyOf(const ArrayLock& lock) {
  LaserTally tally;
  for (const LaserLock& laser : lock.lasers) {
    tally.unlocked += stateOf(laser) == LockState::Unlocked;
    tally.oscillating += stateOf(laser) == LockState::Unstable;
  }
  return tally;
}

QString LaserTally::words() const {
  QStringList out;
  if (unlocked > 0) out << text(QT_TRANSLATE_NOOP("Loupe", "%1 unlocked")).arg(unlocked);
  if (oscillating > 0) out << text(QT_TRANSLATE_NOOP("Loupe", "%1 oscillating")).arg(oscillating);
  return out.join(QStringLiteral(", "));
}

std::vector<LoupeContent> loupeContents(const Bench& bench) {
  std::vector<LoupeContent> out;
  for (int face = 0; face < static_cast<int>(bench.layout.faces.size()); ++face) {
    const FaceAction& action = bench.layout.faces[static_cast<std::size_t>(face)].action;
    if (const auto* grid = std::get_if<EmitterGrid>(&action); grid && grid->role != EmitterRole::Leader)
      out.push_back(contentOf(bench, face, *grid));
    else if (const auto* pixels = std::get_if<ReceiverGrid>(&action))
      out.push_back(contentOf(bench, face, *pixels));
  }
  return out;
}

std::vector<LoupeSpot> spotsOn(const Bench& bench, const LoupeContent& content, int channel) {
  constexpr double kWeakest = 1e-4;  // of the strongest spot of its arrival
  const Middle middle = middleOf(content, channel);
  const double reach = content.channels() > 1 ? content.pitch / 2 : 20 * content.markSize;
  std::vector<LoupeSpot> out;
  for (const Arrival& arrival : bench.trace.arrivals) {
    if (arrival.face != content.face) continue;
    const double weakest = kWeakest * arrival.powerW.largest();
    const EmitterRole role = bench.trace.sources[static_cast<std::size_t>(arrival.source)].role;
    const int width = static_cast<int>(arrival.u.tracks.size());
    for (int row : tracksNear(arrival.v, middle.v, reach)) {
      for (int column : tracksNear(arrival.u, middle.u, reach)) {
        const Spot spot = spotOf(bench.trace, arrival, row * width + column);
        if (spot.powerW >= weakest)
          out.push_back({spot.u - middle.u, spot.v - middle.v, spot.radiusU, spot.radiusV, role});
      }
    }
  }
  return out;
}

QString channelText(const Bench& bench, const LoupeContent& content, int channel) {
  const int row = channel / content.columns, column = channel % content.columns;
  const QString head = (content.receiver ? text(QT_TRANSLATE_NOOP("Loupe", "Pixel %1 (row %2, column %3)"))
                                         : text(QT_TRANSLATE_NOOP("Loupe", "Laser %1 (row %2, column %3)")))
                           .arg(channel)
                           .arg(row)
                           .arg(column);
  if (content.receiver) return head + QLatin1Char('\n') + pixelText(bench, content, channel);
  const ArrayLock* lock = lockOf(bench, content.part);
  if (!lock || channel >= static_cast<int>(lock->lasers.size())) return head;
  return head + QLatin1Char('\n') + laserText(lock->lasers[static_cast<std::size_t>(channel)]);
}

QString shownVisibility(double visibility) {
  return QLocale().toString(visibility, 'f', 3);
}

QString roleName(const Bench& bench, const std::string& part) {
  for (const Cell& cell : bench.cells.cells) {
    if (cell.plusId == part && cell.balanced()) return text(QT_TRANSLATE_NOOP("Loupe", "dendrite +"));
    if (cell.minusId == part && cell.balanced()) return text(QT_TRANSLATE_NOOP("Loupe", "dendrite −"));
    if (cell.plusId == part || cell.minusId == part) return text(QT_TRANSLATE_NOOP("Loupe", "dendrite"));
  }
  for (const PlacedFace& face : bench.layout.faces) {
    if (bench.layout.parts[static_cast<std::size_t>(face.part)] != part) continue;
    const auto* grid = std::get_if<EmitterGrid>(&face.action);
    if (grid && grid->role == EmitterRole::Axon) return text(QT_TRANSLATE_NOOP("Loupe", "axon"));
    if (grid && grid->role == EmitterRole::Synapse) return text(QT_TRANSLATE_NOOP("Loupe", "synapse"));
    if (grid) return text(QT_TRANSLATE_NOOP("Loupe", "leader"));
  }
  return {};
}

}  // namespace lightloom
