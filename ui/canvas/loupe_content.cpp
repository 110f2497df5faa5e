#include "canvas/loupe_content.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "document/translate.h"
#include "imperfections/trim.h"

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("Loupe", source);
}

constexpr double kNoPhase = 1e-9;  // rad
constexpr double kNoShare = 1e-9;  // of the wanted light

QString gridText(int rows, int columns) {
  return QStringLiteral("%1×%2").arg(rows).arg(columns);
}

struct Extremes {
  double least = std::numeric_limits<double>::infinity(), most = 0, sum = 0;
  int count = 0;
  void take(double value) {
    least = std::min(least, value);
    most = std::max(most, value);
    sum += value;
    ++count;
  }
  double mean() const { return count > 0 ? sum / count : 0; }
};

// Values below `least` count as nothing and have no colour.
void setScale(LoupeContent& content, double top, double least, const QString& text) {
  content.scaleTop = top > least ? top : 1;
  content.scaleTopText = text;
}

// The laser that a glance should fall on: one that does not rest, else the one with least leader light.
int worstLaser(const ArrayLock& lock) {
  int worst = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < lock.lasers.size(); ++c) {
    const LaserLock& laser = lock.lasers[c];
    const double merit = laser.injectedW * (stateOf(laser) == LockState::Stable ? 1 : -1);
    if (merit >= least) continue;
    least = merit;
    worst = static_cast<int>(c);
  }
  return worst;
}

double emittedW(const EmitterGrid& grid, const LaserLock& laser, std::size_t channel) {
  return channel < grid.powerW.size() ? grid.powerW[channel] * laser.amplitude * laser.amplitude : 0;
}

void fillLasers(const Bench& bench, const EmitterGrid& grid, LoupeContent& content) {
  const ArrayLock* lock = lockOf(bench.locks, content.part);
  const std::size_t count = static_cast<std::size_t>(content.channels());
  content.values.assign(count, std::numeric_limits<float>::quiet_NaN());
  content.states.assign(count, LockState::Unlocked);
  if (!lock || lock->lasers.size() != count) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "no leader light"));
    content.brief = text(QT_TRANSLATE_NOOP("Loupe", "no leader"));
    return;
  }
  content.worst = worstLaser(*lock);
  Extremes injected, shown;
  for (std::size_t c = 0; c < count; ++c) {
    const LaserLock& laser = lock->lasers[c];
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const double value = content.show == ViewpointShow::Phase
                             ? laser.stable ? std::fabs(laser.phaseErrorRad) : kNone
                         : content.show == ViewpointShow::Power ? emittedW(grid, laser, c)
                                                                : laser.injectedW;
    content.values[c] = static_cast<float>(value);
    content.states[c] = stateOf(laser);
    if (content.show == ViewpointShow::Phase)
      content.hands.push_back(static_cast<float>(hasState(laser) ? laser.phaseRad : kNone));
    injected.take(laser.injectedW);
    if (!std::isnan(value)) shown.take(value);
  }
  if (content.show == ViewpointShow::Phase)
    setScale(content, shown.most, kNoPhase,
             shownQuantity(shown.most > kNoPhase ? shown.most : 0, Unit::Milliradian, 2));
  else
    setScale(content, shown.most, kNoPower, shownPower(shown.most));
  content.caption = text(QT_TRANSLATE_NOOP("Loupe", "%1 of %2 locked")).arg(lock->locked).arg(lock->channels);
  content.brief = text(QT_TRANSLATE_NOOP("Loupe", "%1 of %2")).arg(lock->locked).arg(lock->channels);
  switch (content.show) {
    case ViewpointShow::Phase:
      content.summary = text(
          QT_TRANSLATE_NOOP("Loupe", "hand: phase against the leader, 0 to the right; colour: phase error"));
      break;
    case ViewpointShow::Power:
      content.summary = text(QT_TRANSLATE_NOOP("Loupe", "colour: emitted power, %1 on average"))
                            .arg(shownPower(shown.mean()));
      break;
    default:
      content.summary = text(QT_TRANSLATE_NOOP("Loupe", "colour: injected power, %1 on average"))
                            .arg(shownPower(injected.mean()));
  }
  if (const QString words = tallyOf(*lock).words(); !words.isEmpty())
    content.summary += QLatin1Char('\n') +
                       text(QT_TRANSLATE_NOOP("Loupe", "cross: unlocked, triangle: oscillating")) +
                       QLatin1Char('\n') + words;
}

// W, half the swing of the fringe on the pixel at |x| = |w| = 1.
double signalW(const LinkLine& line) {
  return 2 * line.fringeW();
}

double crosstalkOf(const LinkLine& line) {
  const double wanted = line.axonW + line.synapseW;
  return wanted > 0 ? (line.unwantedAxonW + line.unwantedSynapseW) / wanted : 0;
}

double pixelValue(const LinkLine& line, ViewpointShow show) {
  if (show == ViewpointShow::Signal) return signalW(line);
  return show == ViewpointShow::Crosstalk ? crosstalkOf(line) : line.overlap();
}

QString shownShare(double share) {
  return shownQuantity(share > kNoShare ? share : 0, Unit::Percent, 2);
}

// The phases of the fringes that neither lasers nor servo hold.
void fillPhases(const Bench& bench, LoupeContent& content) {
  content.values.assign(static_cast<std::size_t>(content.channels()),
                        std::numeric_limits<float>::quiet_NaN());
  content.hands = content.values;
  Extremes shown;
  double squares = 0;
  for (std::size_t c = 0; c < bench.cells.cells.size(); ++c) {
    const Cell& cell = bench.cells.cells[c];
    const bool plus = cell.plusId == content.part;
    if (!plus && cell.minusId != content.part) continue;
    const CellTrim trim = trimOf(cellLight(bench, c));
    for (const Link& link : cell.links) {
      const int pixel = (plus ? link.plus : link.minus).pixel;
      if (pixel < 0 || pixel >= content.channels()) continue;
      const double rest = trim.restOf(link);
      content.hands[static_cast<std::size_t>(pixel)] = static_cast<float>(rest);
      content.values[static_cast<std::size_t>(pixel)] = static_cast<float>(std::fabs(rest));
      if (std::fabs(rest) > shown.most || shown.count == 0) content.worst = pixel;
      shown.take(std::fabs(rest));
      squares += rest * rest;
    }
  }
  const double rms = shown.count > 0 ? std::sqrt(squares / shown.count) : 0;
  setScale(content, shown.most, kNoPhase, shownQuantity(shown.most, Unit::Milliradian, 2));
  content.caption =
      text(QT_TRANSLATE_NOOP("Loupe", "fringes %1 rms")).arg(shownQuantity(rms, Unit::Milliradian, 2));
  content.brief = shownQuantity(rms, Unit::Milliradian, 2);
  content.summary =
      text(QT_TRANSLATE_NOOP("Loupe",
                             "hand: phase of the fringe that no laser and no servo holds, 0 to the "
                             "right; colour: its size"));
}

// The worst crosstalk is the largest; of all other numbers the worst is the smallest.
void fillPixels(const Bench& bench, LoupeContent& content) {
  content.values.assign(static_cast<std::size_t>(content.channels()),
                        std::numeric_limits<float>::quiet_NaN());
  const bool crosstalk = content.show == ViewpointShow::Crosstalk;
  Extremes shown, visibility;
  double worst = -std::numeric_limits<double>::infinity();
  for (const Cell& cell : bench.cells.cells) {
    const bool plus = cell.plusId == content.part;
    if (!plus && cell.minusId != content.part) continue;
    for (std::size_t i = 0; i < cell.links.size(); ++i) {
      const LinkLine line = cell.links.line(plus, i);
      if (line.pixel < 0 || line.pixel >= content.channels()) continue;
      const double value = pixelValue(line, content.show), badness = crosstalk ? value : -value;
      content.values[static_cast<std::size_t>(line.pixel)] = static_cast<float>(value);
      shown.take(value);
      visibility.take(line.overlap());
      if (badness <= worst) continue;
      worst = badness;
      content.worst = line.pixel;
    }
  }
  if (visibility.count == 0) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "beams do not meet"));
    content.brief = text(QT_TRANSLATE_NOOP("Loupe", "apart"));
    setScale(content, 1, 0, QStringLiteral("1"));
    return;
  }
  switch (content.show) {
    case ViewpointShow::Signal:
      setScale(content, shown.most, kNoPower, shownPower(shown.most));
      content.caption = text(QT_TRANSLATE_NOOP("Loupe", "signal %1")).arg(shownPower(shown.mean()));
      content.brief = shownPower(shown.mean());
      content.summary = text(QT_TRANSLATE_NOOP("Loupe", "colour: swing of the fringe, weakest pixel %1"))
                            .arg(shownPower(shown.least));
      break;
    case ViewpointShow::Crosstalk:
      setScale(content, shown.most, kNoShare, shownShare(shown.most));
      content.caption = text(QT_TRANSLATE_NOOP("Loupe", "crosstalk %1")).arg(shownShare(shown.mean()));
      content.brief = shownShare(shown.mean());
      content.summary =
          text(QT_TRANSLATE_NOOP("Loupe",
                                 "colour: light of other channels over the wanted light, worst pixel %1"))
              .arg(shownShare(shown.most));
      break;
    default:
      setScale(content, 1, 0, QStringLiteral("1"));
      content.caption = text(QT_TRANSLATE_NOOP("Loupe", "visibility %1")).arg(shownVisibility(shown.mean()));
      content.brief = shownVisibility(shown.mean());
      content.summary = text(QT_TRANSLATE_NOOP("Loupe", "colour: visibility, worst pixel %1"))
                            .arg(shownVisibility(shown.least));
  }
}

QString titleOf(const Bench& bench, const std::string& part) {
  const QString role = roleName(bench, part);
  const ComponentPtr component = findComponent(bench.design, part);
  if (!role.isEmpty()) return role;
  return component ? shownName(*component) : fromStd(part);
}

QString gridTitle(const Bench& bench, const LoupeContent& content) {
  return QStringLiteral("%1  %2").arg(titleOf(bench, content.part), gridText(content.rows, content.columns));
}

void fillGrid(const Bench& bench, LoupeContent& content, const EmitterGrid& grid) {
  content.role = grid.role;
  content.rows = grid.rows;
  content.columns = grid.columns;
  content.pitch = grid.pitch;
  content.markSize = 2 * grid.waist;
  fillLasers(bench, grid, content);
  content.title = gridTitle(bench, content);
  content.name = titleOf(bench, content.part);
}

void fillGrid(const Bench& bench, LoupeContent& content, const ReceiverGrid& grid) {
  content.receiver = true;
  content.rows = grid.rows;
  content.columns = grid.columns;
  content.pitch = grid.pitch;
  content.markSize = grid.pixelSize;
  content.show == ViewpointShow::Phase ? fillPhases(bench, content) : fillPixels(bench, content);
  content.title = gridTitle(bench, content);
  content.name = titleOf(bench, content.part);
}

constexpr int kPicturePoints = 160;

// The plane that a loupe looks at on the bench, and the light there once it has been followed.
struct Sight {
  std::optional<WatchedPlane> plane;
  std::optional<PlaneView> view;
};

void fillPlane(const Bench& bench, Sight sight, LoupeContent& content) {
  auto seen = std::make_shared<PlaneContent>();
  content.title =
      content.part.empty() ? text(QT_TRANSLATE_NOOP("Loupe", "plane")) : titleOf(bench, content.part);
  if (content.part.empty() && !content.id.empty())
    if (const ComponentPtr loupe = findComponent(bench.design, content.id)) content.title = shownName(*loupe);
  content.plane = seen;
  if (!sight.plane) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "not on the bench"));
    content.summary = text(QT_TRANSLATE_NOOP("Loupe", "%1 has no such face, or is switched off"))
                          .arg(fromStd(content.part));
    return;
  }
  seen->view = std::move(*sight.view);
  seen->window = windowFor(seen->view, content.view.field, content.show == ViewpointShow::Fringes);
  seen->beams = beamsToDraw(seen->view, seen->window);
  if (seen->view.bundles.empty()) {
    content.caption = text(QT_TRANSLATE_NOOP("Loupe", "no light"));
    return;
  }
  content.caption = shownPower(seen->view.powerW());
  content.summary = text(QT_TRANSLATE_NOOP("Loupe", "1/e² ellipses of the beams; wheel: field of view"));
  if (content.show != ViewpointShow::Fringes) return;
  seen->picture = fringePicture(seen->view, seen->window, kPicturePoints);
  content.summary = text(QT_TRANSLATE_NOOP(
      "Loupe", "intensity, lasers in phase with the leader light on their facets; wheel: field of view"));
}

const FaceAction* actionOf(const Bench& bench, int face) {
  return face < 0 ? nullptr : &bench.layout.faces[static_cast<std::size_t>(face)].action;
}

// Chooses the picture of the loupe. Grids show channels unless spots or fringes are asked for.
void choose(const Bench& bench, const Sight& sight, LoupeContent& content) {
  content.face = sight.plane ? sight.plane->face : -1;
  content.shows = showsOf(bench.layout, content.face);
  content.show = shownAs(bench.layout, content.face, content.view.show);
  content.scaleName = showName(content.show);
}

void fill(const Bench& bench, Sight sight, LoupeContent& content) {
  if (isPlaneShow(content.show)) return fillPlane(bench, std::move(sight), content);
  const FaceAction& action = *actionOf(bench, content.face);
  if (const auto* emitters = std::get_if<EmitterGrid>(&action))
    fillGrid(bench, content, *emitters);
  else
    fillGrid(bench, content, std::get<ReceiverGrid>(action));
}

// The light is followed once for all of them.
void lookAtPlanes(const Bench& bench, std::vector<LoupeContent>& contents, std::vector<Sight>& sights) {
  std::vector<WatchedPlane> planes;
  std::vector<Sight*> looking;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    choose(bench, sights[i], contents[i]);
    if (!isPlaneShow(contents[i].show) || !sights[i].plane) continue;
    planes.push_back(*sights[i].plane);
    looking.push_back(&sights[i]);
  }
  std::vector<PlaneView> views = viewPlanes(bench.layout, bench.trace, bench.locks, planes);
  for (std::size_t i = 0; i < looking.size(); ++i) looking[i]->view = std::move(views[i]);
  for (std::size_t i = 0; i < contents.size(); ++i) fill(bench, std::move(sights[i]), contents[i]);
}

LoupeContent contentOf(const Component& viewpoint) {
  LoupeContent out;
  out.id = viewpoint.id;
  out.view = viewpointOf(viewpoint).value_or(Viewpoint());
  out.part = out.view.target;
  return out;
}

bool isShown(const ComponentPtr& part) {
  return part && !part->hidden;
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
  return text(QT_TRANSLATE_NOOP("Loupe",
                                "axon %1 × synapse %2\nsignal %3, visibility %4, crosstalk %5\n"
                                "axon %6, synapse %7, phase %8"))
      .arg(link.axonChannel)
      .arg(link.synapseChannel)
      .arg(shownPower(signalW(line)), shownVisibility(line.overlap()), shownShare(crosstalkOf(line)),
           shownPower(line.axonW), shownPower(line.synapseW),
           shownQuantity(link.phaseRad, Unit::Milliradian, 3));
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

QString laserText(const LaserLock& laser, double powerW) {
  const QString state = stateText(stateOf(laser));
  if (const std::optional<Message> problem = lockProblem(laser))
    return text(QT_TRANSLATE_NOOP("Loupe", "%1\ninjected %2, detuning %3\n%4\nemitted %5"))
        .arg(state, shownPower(laser.injectedW), shownQuantity(laser.detuningHz, Unit::Gigahertz, 3),
             lightloom::ui::shown(*problem), shownPower(powerW));
  return text(
             QT_TRANSLATE_NOOP("Loupe", "%1\ninjected %2, detuning %3\nphase %4, phase error %5\nemitted %6"))
      .arg(state, shownPower(laser.injectedW), shownQuantity(laser.detuningHz, Unit::Gigahertz, 3),
           shownQuantity(laser.phaseRad, Unit::Degree, 3),
           shownQuantity(laser.phaseErrorRad, Unit::Milliradian, 3), shownPower(powerW));
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

QString showName(ViewpointShow show) {
  switch (show) {
    case ViewpointShow::Spots:
    case ViewpointShow::Standard:
      return text(QT_TRANSLATE_NOOP("Loupe", "spots"));
    case ViewpointShow::Fringes:
      return text(QT_TRANSLATE_NOOP("Loupe", "fringes"));
    case ViewpointShow::Lock:
      return text(QT_TRANSLATE_NOOP("Loupe", "lock"));
    case ViewpointShow::Phase:
      return text(QT_TRANSLATE_NOOP("Loupe", "phase"));
    case ViewpointShow::Power:
      return text(QT_TRANSLATE_NOOP("Loupe", "power"));
    case ViewpointShow::Overlap:
      return text(QT_TRANSLATE_NOOP("Loupe", "overlap"));
    case ViewpointShow::Signal:
      return text(QT_TRANSLATE_NOOP("Loupe", "signal"));
    case ViewpointShow::Crosstalk:
      return text(QT_TRANSLATE_NOOP("Loupe", "crosstalk"));
  }
  return {};
}

LoupeContent loupeContent(const Bench& bench, const Component& viewpoint) {
  std::vector<LoupeContent> one{contentOf(viewpoint)};
  std::vector<Sight> sights{{planeOf(bench.layout, viewpoint), std::nullopt}};
  lookAtPlanes(bench, one, sights);
  return std::move(one.front());
}

std::vector<LoupeContent> loupeContents(const Bench& bench) {
  std::vector<LoupeContent> out;
  std::vector<Sight> sights;
  std::set<std::string> kept;
  for (const ComponentPtr& component : bench.design.components) {
    const std::optional<Viewpoint> view = viewpointOf(*component);
    if (!view || component->hidden || !viewOf(bench.design, component->id).flag("enabled")) continue;
    out.push_back(contentOf(*component));
    sights.push_back({planeOf(bench.layout, *component), std::nullopt});
    kept.insert(view->target);
  }
  for (int face = 0; face < static_cast<int>(bench.layout.faces.size()); ++face) {
    const PlacedFace& placed = bench.layout.faces[static_cast<std::size_t>(face)];
    const auto* grid = std::get_if<EmitterGrid>(&placed.action);
    const bool follower = grid && grid->role != EmitterRole::Leader;
    const std::string& part = bench.layout.partOf(face);
    if (!follower && !std::holds_alternative<ReceiverGrid>(placed.action)) continue;
    if (kept.contains(part) || !isShown(findComponent(bench.design, part))) continue;
    LoupeContent content;
    content.part = content.view.target = part;
    out.push_back(std::move(content));
    sights.push_back({WatchedPlane{placed, face}, std::nullopt});
  }
  lookAtPlanes(bench, out, sights);
  return out;
}

std::vector<LoupeSpot> spotsOn(const Bench& bench, const LoupeContent& content, int channel) {
  constexpr double kWeakest = 1e-4;        // of the strongest spot of its arrival
  constexpr std::size_t kMostSpots = 100;  // where light bounces it arrives in many ways
  const Middle middle = middleOf(content, channel);
  const double reach = content.channels() > 1 ? content.pitch / 2 : 20 * content.markSize;
  std::vector<std::pair<double, LoupeSpot>> found;  // with their power
  for (const Arrival& arrival : bench.trace.arrivals) {
    if (arrival.face != content.face) continue;
    const double weakest = kWeakest * arrival.powerW.largest();
    const EmitterRole role = bench.trace.sources[static_cast<std::size_t>(arrival.source)].role;
    const int width = static_cast<int>(arrival.u.tracks.size());
    double shifted = 0;
    for (const BeamShift& shift : arrival.shifts.all())
      shifted = std::max({shifted, std::fabs(shift.u), std::fabs(shift.v)});
    for (int row : tracksNear(arrival.v, middle.v, reach + shifted)) {
      for (int column : tracksNear(arrival.u, middle.u, reach + shifted)) {
        const Spot spot = spotOf(bench.trace, arrival, row * width + column);
        const bool near = std::fabs(spot.u - middle.u) <= reach && std::fabs(spot.v - middle.v) <= reach;
        if (near && spot.powerW >= weakest)
          found.push_back(
              {spot.powerW, {spot.u - middle.u, spot.v - middle.v, spot.radiusU, spot.radiusV, role}});
      }
    }
  }
  if (found.size() > kMostSpots) {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    found.resize(kMostSpots);
  }
  std::vector<LoupeSpot> out;
  for (const auto& [powerW, spot] : found) out.push_back(spot);
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
  const ArrayLock* lock = lockOf(bench.locks, content.part);
  if (!lock || channel >= static_cast<int>(lock->lasers.size())) return head;
  const LaserLock& laser = lock->lasers[static_cast<std::size_t>(channel)];
  const auto& grid = std::get<EmitterGrid>(*actionOf(bench, content.face));
  return head + QLatin1Char('\n') +
         laserText(laser, emittedW(grid, laser, static_cast<std::size_t>(channel)));
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

}  // namespace lightloom::ui
