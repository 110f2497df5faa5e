#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

// The first row is what a double-click opens: people turn a leader up and down.
constexpr Parameter kRows[] = {
    {.key = "power",
     .unit = Unit::Milliwatt,
     .defaultNumber = 10e-3,
     .low = 0,
     .high = 100,
     .title = LL_TEXT("Optical power"),
     .help = LL_TEXT("Power that leaves the laser."),
     .provenance = Provenance::Chosen,
     .citation = "a round figure near what bench A needs for 25 lasers (model.md 6)"},
    {.key = "wavelength",
     .unit = Unit::Nanometre,
     .defaultNumber = 974e-9,
     .low = 200e-9,
     .high = 20e-6,
     .title = LL_TEXT("Wavelength"),
     .help = LL_TEXT("Wavelength of the leader; every locked follower takes it over."),
     .provenance = Provenance::Chosen,
     .citation = "974 nm, a band of InGaAs lasers on GaAs; arrays of Heuser et al., arXiv:2006.13933 have "
                 "about 978 nm"},
    {.key = "linewidth",
     .unit = Unit::Megahertz,
     .defaultNumber = 0.1e6,
     .low = 0,
     .high = 1e12,
     .title = LL_TEXT("Linewidth"),
     .help = LL_TEXT("Lorentzian linewidth. Its phase noise cancels in the product where the arms are "
                     "equally long."),
     .provenance = Provenance::Publication,
     .citation = "Saliba and Scholten, Appl. Opt. 48, 6961 (2009): external-cavity diode lasers below 0.1 "
                 "MHz; 0.1 taken",
     .countsWith = "noise.leader_phase=on"},
    {.key = "rin",
     .unit = Unit::DecibelPerHertz,
     .defaultNumber = -155,
     .low = -300,
     .high = -60,
     .title = LL_TEXT("Intensity noise"),
     .help = LL_TEXT("Relative, one-sided. Locked lasers follow a part of it, all together; a balanced pair "
                     "of equal lines does not see it."),
     .advanced = true,
     .citation = "an estimate: 9 dB above the shot noise of 10 mW, 2hν/P = −164 dB/Hz, because no data sheet "
                 "with a value at gigahertz was found",
     .countsWith = "noise.rin=on"},
    {.key = "waist",
     .unit = Unit::Micrometre,
     .defaultNumber = 2.48e-3,
     .low = 1e-6,
     .high = 0.1,
     .title = LL_TEXT("Waist radius"),
     .help = LL_TEXT("1/e² radius of the collimated beam, its waist at the laser."),
     .provenance = Provenance::Chosen,
     .citation =
         "f λ/(π w₀), the far field of a mode of 2.5 µm behind f = 20 mm, so that the copies fit the lasers"},
    {.key = "polarisation",
     .unit = Unit::Degree,
     .low = -6.3,
     .high = 6.3,
     .title = LL_TEXT("Polarisation"),
     .help = LL_TEXT("Angle of linear polarisation; only differences matter."),
     .provenance = Provenance::Chosen,
     .citation = "0 for all parts: only differences matter"},
    {.key = "wall_plug_efficiency",
     .unit = Unit::Percent,
     .defaultNumber = 0.30,
     .low = 1e-4,
     .high = 1,
     .title = LL_TEXT("Wall-plug efficiency"),
     .help = LL_TEXT("Optical power over electrical power."),
     .citation = "an estimate: Schultz et al., Appl. Phys. Lett. 100, 201115 (2012) reach 60 % with "
                 "distributed-feedback lasers of 970 nm alone; half of it is taken, because driver and "
                 "cooling come on top"},
};

std::vector<Shape> silhouette(const PartView&) {
  return {rectangle(16e-3, 10e-3), Line{{8e-3, -2e-3}, {8e-3, 2e-3}, Ink::Emitter}};
}

std::vector<Face> faces(const PartView& part) {
  EmitterGrid grid;
  grid.role = EmitterRole::Leader;
  grid.waist = part.real("waist");
  grid.polarisationRad = part.real("polarisation");
  grid.powerW = {part.real("power")};
  grid.wavelength = part.real("wavelength");
  return {faceAt(grid, 5e-3)};
}

std::vector<LedgerRow> ledger(const PartView& part) {
  LedgerRow row{LedgerUse::LeaderLaser, "power"};
  row.powerW = part.real("power") / part.real("wall_plug_efficiency");
  return {row};
}

Message summary(const PartView& part) {
  return {
      "kind.leader_laser.summary",
      LL_TEXT("Leader laser, %1 at %2"),
      {Quantity{part.real("power"), Unit::Milliwatt}, Quantity{part.real("wavelength"), Unit::Nanometre}}};
}

}  // namespace

const Kind kLeaderLaser = {"leader_laser",
                           LL_TEXT("Leader laser"),
                           LL_TEXT("Injection seed and phase reference of every follower."),
                           kRows,
                           silhouette,
                           faces,
                           ledger,
                           nullptr,
                           summary};

}  // namespace lightloom::design::kinds
