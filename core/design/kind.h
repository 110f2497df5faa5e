#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/message.h"
#include "base/random.h"
#include "design/design.h"
#include "design/parameter.h"
#include "rooms.h"

/// The fixed vocabulary in which kinds of parts describe themselves. Tracer, canvas, exporters and ledger
/// interpret it and never name a kind.
namespace lightloom::design {

/// A point in a part's own frame, metres: u to the front (along the facing or the surface normal), v to its
/// left. Bench position = (x, y) + R(angle)·(u, v).
struct LocalPoint {
  double u = 0, v = 0;
};

/// The meaning of a line or an area of a silhouette; canvas and figures choose the colour.
enum class Ink { Outline, Surface, Body, Accent, Emitter, Receiver };

struct Line {
  LocalPoint from, to;
  Ink ink = Ink::Outline;
};
struct Arc {
  LocalPoint centre;
  double radius = 0;                 ///< m
  double startRad = 0, spanRad = 0;  ///< counter-clockwise from +u
  Ink ink = Ink::Outline;
};
struct Polygon {
  std::vector<LocalPoint> points;  ///< closed, filled with the ink's tint and outlined
  Ink ink = Ink::Body;
};
struct Label {
  LocalPoint at;
  std::string text;
  double height = 2e-3;  ///< m
};
/// A piece of a silhouette: what canvas and figures draw of a part.
using Shape = std::variant<Line, Arc, Polygon, Label>;

/// A cause of lost light, as it stands in the report.
enum class LossCause {
  WrongPort,
  Clipped,
  MissedPixel,
  Coating,
  GratingOrders,
  IntoFacet,
  Isolator,
  BeamStop,
  LeftBench,
  Evanescent,
  BelowCutoff
};
std::string_view lossCauseKey(LossCause cause);  ///< "wrong_port", "clipped" …

/// 2×2 scattering of one direction of incidence: power that goes on, comes back, and is lost to `cause`.
struct ScatteringSide {
  double transmittance = 1, reflectance = 0;  ///< power, transmittance + reflectance ≤ 1
  LossCause lossCause = LossCause::Coating;
};

/// Splitter, mirror, phase shifter, isolator. Reflected amplitude i√R, transmitted √T (model.md 1.2). A
/// splitter is hit on both sides; `front` is light that travels against the normal.
struct Scattering {
  ScatteringSide front, back;
  double phaseRad = 0;        ///< added to transmitted light
  bool twoInputs = false;     ///< may combine two arrays: the combiner of a cell
  bool phaseShifter = false;  ///< a place where the interferometer phase of an arm is set
  bool servo = true;  ///< of a phase shifter: a loop holds the phase; off = the true path difference shows
};

/// Ideal thin lens as a phase-space map between its focal planes.
struct Lens {
  double focalLength = 0;     ///< m, not 0; negative diverges
  bool sineCondition = true;  ///< direction cosine' = −x/f; else x' = f tan θ (mapping = tangent)
  double transmittance = 1;
};

/// An order that gets light, but is not meant to be used.
struct StrayOrder {
  int number = 0;
  double power = 0;     ///< relative to the used order next to it
  double phaseRad = 0;  ///< of its amplitude beyond the path
};

/// Transmission grating with ordersX × ordersY used orders in direction cosines m λ/Λ; even counts use odd
/// orders.
struct Grating {
  int ordersX = 1, ordersY = 1;
  double periodX = 0, periodY = 0;      ///< m; x lies in the bench plane, y out of it
  std::vector<double> orderEfficiency;  ///< ordersX·ordersY powers, row by row (y outer), sum ≤ 1 − loss
  std::vector<double> phasesX, phasesY;      ///< rad, of the used orders' amplitudes; empty: all 0
  std::vector<StrayOrder> straysX, straysY;  ///< none of them a used order
  double loss = 0;  ///< absorbed or reflected (coating); the rest up to 1 goes to unused orders
};

/// Absorbs everything that hits it (beam stop).
struct Absorber {
  LossCause cause = LossCause::BeamStop;
};

enum class EmitterRole { Leader, Axon, Synapse };

/// A grid of emitters that radiate along the facing. Followers (axon, synapse) also receive injection there.
struct EmitterGrid {
  EmitterRole role = EmitterRole::Leader;
  int rows = 1, columns = 1;
  double pitch = 0;  ///< m
  double waist = 0;  ///< 1/e² radius at the facet, m
  double polarisationRad = 0;
  std::vector<double> powerW;  ///< rows·columns; row by row, column 0 at the smaller in-plane coordinate
  double wavelength = 0;       ///< m, of the leader; 0 for followers, which take the leader's
  double shifterLoss = 0;      ///< share of light that the phase shifter before each facet takes, either way
  double modulatorLoss = 0;    ///< share of its own light that the modulator behind each laser takes
  int channels() const { return rows * columns; }
};

/// A grid of integrating pixels that face along the facing (light arrives against it).
struct ReceiverGrid {
  int rows = 1, columns = 1;
  double pitch = 0, pixelSize = 0;  ///< m, square pixels
  int pixels() const { return rows * columns; }
};

using FaceAction = std::variant<Scattering, Lens, Grating, Absorber, EmitterGrid, ReceiverGrid>;

/// One optical surface of a part: a flat face through `centre` whose normal is the part's facing turned by
/// `turnRad`.
struct Face {
  LocalPoint centre;
  double turnRad = 0;
  double halfWidth = 0;       ///< extent in the bench plane, m: what the axis can hit
  double apertureRadius = 0;  ///< round clear aperture for clipping, m; 0 = none
  double edgeHeight = 0;      ///< half the height of a rectangle of `halfWidth` that clips, m; 0 = none
  FaceAction action;
};

/// The use for which a part takes electrical power or energy; report/energy turns rows into energy per
/// operation.
enum class LedgerUse {
  LeaderLaser,
  AxonLaser,
  SynapseLaser,
  AxonDac,
  SynapseDac,
  AxonModulation,
  SynapseModulation,
  AxonShifter,
  SynapseShifter,
  ReadOut,
  Calibration,  ///< digital, per read-out
  InputSums     ///< digital, per symbol of an axon
};

struct LedgerRow {
  LedgerUse use;
  std::string_view key;  ///< parameter key that it comes from
  double powerW = 0;     ///< electrical power of one device, or 0
  double energyJ = 0;    ///< energy per symbol or read-out of one device, or 0
  int devices = 1;
};

enum class Severity { Info, Warning, Error };

/// The word for a severity in reports and tables.
constexpr const char* severityName(Severity severity) {
  constexpr const char* kNames[] = {"info", "warning", "error"};
  return kNames[static_cast<int>(severity)];
}

struct Check {
  Severity severity = Severity::Warning;
  std::string component;  ///< id, or empty for the whole design
  Message message;        ///< its id is the check's id
  Message fix;            ///< what to do; may be empty
  /// The design computes, but nobody could build it: shown as red as an error.
  bool unbuildable = false;

  /// The word for its severity, for people and tables.
  const char* severityWord() const { return unbuildable ? "unbuildable" : severityName(severity); }
};

struct Kind {
  std::string_view id;
  std::string_view title;  ///< LL_TEXT(…)
  std::string_view help;
  std::span<const Parameter> own;  ///< rows beside the common ones
  std::vector<Shape> (*silhouette)(const PartView&);
  std::vector<Face> (*faces)(const PartView&);
  std::vector<LedgerRow> (*ledger)(const PartView&);    ///< may be null
  void (*check)(const PartView&, std::vector<Check>&);  ///< may be null
  Message (*summary)(const PartView&);                  ///< one line: "Lens, f = 20 mm"
};

/// Every kind, in palette order.
std::span<const Kind* const> allKinds();
const Kind* findKind(std::string_view id);  ///< null where unknown

/// Rows that every part has (x, y, angle, fine adjusters, enabled).
std::span<const Parameter> commonParameters();
/// Common and own rows of a kind, in the order of the form.
std::span<const Parameter> parametersOf(const Kind& kind);

/// The view of a part of a known kind; `kind` must be the part's.
PartView viewOf(const Component& component, const Kind& kind);
/// The view of a part that the design must have, of a kind that this version knows (checked).
PartView viewOf(const Design& design, std::string_view id);

struct SettingsGroup {
  std::string_view id;  ///< "network", "training", "noise", "energy"
  std::string_view title;
  std::span<const Parameter> rows;
};

std::span<const SettingsGroup> settingsGroups();
/// The row of "group.key", or null.
const Parameter* findSetting(std::string_view path);

}  // namespace lightloom::design
