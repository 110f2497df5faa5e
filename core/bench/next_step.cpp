#include "bench/next_step.h"

#include <algorithm>
#include <cmath>

#include "bench/internal/light_view.h"
#include "bench/internal/part_places.h"
#include "design/templates.h"

namespace lightloom::bench {
namespace {

bool letsOneWay(const FaceAction& action) {
  const auto* face = std::get_if<Scattering>(&action);
  if (!face) return false;
  const double most = std::max(face->front.transmittance, face->back.transmittance);
  return most > 0.5 && std::min(face->front.transmittance, face->back.transmittance) < 0.01 * most;
}

template <typename Action>
bool hasOnWay(const LightView& view, EmitterRole role) {
  return view.faceOn<Action>(view.wayOf(role)) >= 0;
}

// Of `wanted` outputs of the combiner, those that lack it.
template <typename Action>
int missingOutputs(const LightView& view, int wanted) {
  const auto outputs = view.outputs();
  const auto have = std::count_if(outputs.begin(), outputs.end(),
                                  [&](const auto& way) { return view.faceOn<Action>(way) >= 0; });
  return std::max(0, wanted - static_cast<int>(have));
}

// A bench that gives no light has not yet shown where it goes.
int missingStops(const LightView& view) {
  return view.trace().sources.empty() ? 1 : static_cast<int>(view.leaving().size());
}

// A grating on the way to where the light joins, or light on all facets without one.
bool leaderIsCopied(const LightView& view, EmitterRole role) {
  if (view.isLit(role)) return true;
  const std::optional<Joint> joint = jointOf(view, role);
  for (int segment = joint ? view.of(joint->segment).before : -1; segment >= 0;
       segment = view.of(segment).before)
    if (std::holds_alternative<Grating>(view.action(view.of(segment).toFace))) return true;
  return false;
}

int missingIf(bool isMissing) {
  return isMissing ? 1 : 0;
}

// One part on the way to a network: how many of it the light misses, and where the next one goes.
struct Step {
  CellPart part;
  std::string_view label;
  int (*missing)(const LightView&);
  Place (*place)(const LightView&);
};

constexpr Step kLeader[] = {{CellPart::Leader, LL_TEXT("Add a leader laser"),
                             [](const LightView& v) { return missingIf(!v.shines(kSeed)); }, placeLeader}};
constexpr Step kOneWay[] = {{CellPart::OneWay, LL_TEXT("Add an isolator behind the leader"),
                             [](const LightView& v) { return missingIf(!v.crosses(kSeed, letsOneWay)); },
                             placeOneWay}};
constexpr Step kAxons[] = {{CellPart::Axons, LL_TEXT("Add an axon array"),
                            [](const LightView& v) { return missingIf(!v.shines(kAxon)); },
                            [](const LightView& v) { return placeArray(v, kAxon); }}};
constexpr Step kSynapses[] = {{CellPart::Synapses, LL_TEXT("Add a synapse array"),
                               [](const LightView& v) { return missingIf(!v.shines(kSynapse)); },
                               [](const LightView& v) { return placeArray(v, kSynapse); }}};
constexpr Step kLenses[] = {{CellPart::AxonLens, LL_TEXT("Add a lens in front of the axons"),
                             [](const LightView& v) { return missingIf(!hasOnWay<Lens>(v, kAxon)); },
                             [](const LightView& v) { return placeLens(v, kAxon); }},
                            {CellPart::SynapseLens, LL_TEXT("Add a lens in front of the synapses"),
                             [](const LightView& v) { return missingIf(!hasOnWay<Lens>(v, kSynapse)); },
                             [](const LightView& v) { return placeLens(v, kSynapse); }}};
constexpr Step kCopies[] = {{CellPart::AxonCopies, LL_TEXT("Add a grating that copies the axons"),
                             [](const LightView& v) { return missingIf(!hasOnWay<Grating>(v, kAxon)); },
                             [](const LightView& v) { return placeCopies(v, kAxon); }},
                            {CellPart::SynapseCopies, LL_TEXT("Add a grating that copies the synapses"),
                             [](const LightView& v) { return missingIf(!hasOnWay<Grating>(v, kSynapse)); },
                             [](const LightView& v) { return placeCopies(v, kSynapse); }}};
constexpr Step kCombiner[] = {{CellPart::Combiner, LL_TEXT("Add a combiner where both arrays meet"),
                               [](const LightView& v) { return missingIf(v.combiner() < 0); },
                               placeCombiner}};
constexpr Step kLines[] = {
    {CellPart::PixelLens, LL_TEXT("Add a lens behind the combiner"),
     [](const LightView& v) { return missingOutputs<Lens>(v, 1); }, placePixelLens},
    {CellPart::Pixels, LL_TEXT("Add a detector line behind the lens"),
     [](const LightView& v) { return missingOutputs<ReceiverGrid>(v, 1); }, placePixels},
    {CellPart::PixelLens, LL_TEXT("Add a lens at the other output"),
     [](const LightView& v) { return missingOutputs<Lens>(v, 2); }, placePixelLens},
    {CellPart::Pixels, LL_TEXT("Add the second detector line"),
     [](const LightView& v) { return missingOutputs<ReceiverGrid>(v, 2); }, placePixels}};
constexpr Step kAxonLight[] = {
    {CellPart::ArmSplitter, LL_TEXT("Add a splitter that divides the leader's light"),
     [](const LightView& v) { return missingIf(!v.isLit(kAxon) && !jointOf(v, kAxon)); }, placeArmSplitter},
    {CellPart::LeaderToAxons, LL_TEXT("Add a grating: a leader beam for each axon"),
     [](const LightView& v) { return missingIf(!leaderIsCopied(v, kAxon)); },
     [](const LightView& v) { return placeLeaderGrating(v, kAxon); }},
    {CellPart::AxonInjection, LL_TEXT("Add a splitter that sends leader light to the axons"),
     [](const LightView& v) { return missingIf(!v.isLit(kAxon)); },
     [](const LightView& v) { return placeInjection(v, kAxon); }}};
constexpr Step kSynapseLight[] = {
    {CellPart::LeaderToSynapses, LL_TEXT("Add a grating: a leader beam for each synapse"),
     [](const LightView& v) { return missingIf(!leaderIsCopied(v, kSynapse)); },
     [](const LightView& v) { return placeLeaderGrating(v, kSynapse); }},
    {CellPart::SynapseInjection, LL_TEXT("Add a splitter that sends leader light to the synapses"),
     [](const LightView& v) { return missingIf(!v.isLit(kSynapse)); },
     [](const LightView& v) { return placeInjection(v, kSynapse); }}};
constexpr Step kStops[] = {{CellPart::Stop, LL_TEXT("Add a beam stop"), missingStops, placeStop}};

struct Need {
  const char* id;
  std::string_view title;
  std::string_view how;
  std::span<const Step> steps;
};

constexpr Need kNeeds[] = {
    {"need.leader", LL_TEXT("A leader laser, the phase reference of all others"),
     LL_TEXT("Place a leader laser, switch it on and give it power."), kLeader},
    {"need.one-way", LL_TEXT("An isolator behind the leader"),
     LL_TEXT("Place an isolator right behind the leader, its arrow along the beam."), kOneWay},
    {"need.axons", LL_TEXT("An axon array, for the activations"),
     LL_TEXT("Place a VCSEL array whose role is axon, switch it on and give its lasers power."), kAxons},
    {"need.synapses", LL_TEXT("A synapse array, for the weights"),
     LL_TEXT("Place a VCSEL array whose role is synapse, switch it on and give its lasers power."),
     kSynapses},
    {"need.lenses", LL_TEXT("A lens in front of each array"),
     LL_TEXT("Place a lens in each array's beam, as far from the array as its focal length."), kLenses},
    {"need.copies", LL_TEXT("Gratings that give every axon to every synapse"),
     LL_TEXT(
         "Place a fan-out grating in the array's beam, a focal length behind its lens, with as many orders "
         "as the other array has lasers."),
     kCopies},
    {"need.combiner", LL_TEXT("A combiner where both arrays meet"),
     LL_TEXT("Let the beams of both arrays cross at a right angle, and place a beam splitter where they do, "
             "turned by 45°."),
     kCombiner},
    {"need.lines", LL_TEXT("Two detector lines, each behind a lens"),
     LL_TEXT("Behind each output of the combiner place a lens, and a detector line in its focal plane that "
             "faces the light."),
     kLines},
    {"need.axon-light", LL_TEXT("Leader light on every axon"),
     LL_TEXT("Divide the leader's light with a splitter, and reflect one part against the beam of the axons "
             "with another; a grating makes a beam for each axon."),
     kAxonLight},
    {"need.synapse-light", LL_TEXT("Leader light on every synapse"),
     LL_TEXT(
         "Reflect the other part of the leader's light against the beam of the synapses with a splitter; a "
         "grating makes a beam for each synapse."),
     kSynapseLight},
    {"need.stops", LL_TEXT("Beam stops where light would leave the bench"),
     LL_TEXT("Place a beam stop in each beam that runs off the bench."), kStops},
};

// The part of a step in the cell that the arrays ask for; null where that cell has no such part.
ComponentPtr partOf(const LightView& view, const Step& step) {
  const std::optional<CellRequest> request = requestOf(view);
  if (!request) return nullptr;
  const Result<ComponentPtr> part = cellPart(*request, step.part);
  return part ? part.value() : nullptr;
}

// A step to which the cell has no part is none. Of arrays that no template fits nothing is known: they need
// no copies, and all the rest.
int missing(const LightView& view, const Step& step) {
  const bool mayBeIdle = step.part == CellPart::AxonCopies || step.part == CellPart::SynapseCopies ||
                         step.part == CellPart::LeaderToAxons || step.part == CellPart::LeaderToSynapses;
  return mayBeIdle && !partOf(view, step) ? 0 : step.missing(view);
}

bool isMet(const LightView& view, const Need& need) {
  return std::all_of(need.steps.begin(), need.steps.end(),
                     [&](const Step& step) { return missing(view, step) == 0; });
}

// The template's part for the pitch and the wavelength that this bench has.
void fitToBench(const LightView& view, const CellRequest& request, Component& part) {
  const LightSource* synapses = view.light(kSynapse);
  const LightSource* leader = view.light(kSeed);
  const PartView values = viewOf(part, *findKind(part.kind));
  for (const EmitterRole role : {kAxon, kSynapse})  // one product needs one clock
    if (view.light(role) && values.has("symbol_rate"))
      part.values["symbol_rate"] =
          viewOf(view.bench().design, view.bench().layout.partOf(view.light(role)->face)).real("symbol_rate");
  if (!synapses || !leader) return;
  const auto usual = [&](CellPart of, const char* key) {
    const ComponentPtr template_ = cellPart(request, of).value();
    return viewOf(*template_, *findKind(template_->kind)).real(key);
  };
  const FaceAction& array = view.action(synapses->face);
  const double stretch = std::get<EmitterGrid>(array).pitch / usual(CellPart::Synapses, "pitch");
  const double periods = leader->wavelength / usual(CellPart::Leader, "wavelength") / stretch;
  const auto scale = [&](const char* key, double by) {
    if (values.has(key) && std::fabs(by - 1) > 1e-9) part.values[key] = values.real(key) * by;
  };
  scale("pitch", stretch);
  scale("period_x", periods);
  scale("period_y", periods);
}

// Whether the light now shows the part, and all that it showed before. What leaves the bench is last.
bool isStepOn(const LightView& before, const LightView& after, const Step& made) {
  if (missing(after, made) >= missing(before, made)) return false;
  for (const Need& need : kNeeds)
    for (const Step& step : need.steps)
      if (step.part != CellPart::Stop && missing(after, step) > missing(before, step)) return false;
  return true;
}

std::optional<NextPart> tryStep(const LightView& view, const Need& need, const Step& step) {
  const ComponentPtr wanted = partOf(view, step);
  const Place place = wanted ? step.place(view) : std::nullopt;
  if (!place) return std::nullopt;
  Component part = *wanted;
  fitToBench(view, *requestOf(view), part);
  constexpr double kNanometre = 1e-9;
  const auto set = [&](const char* key, double value) {
    if (value != 0) part.values[key] = value;
  };
  set("x", std::round(place->at.x() / kNanometre) * kNanometre);
  set("y", std::round(place->at.y() / kNanometre) * kNanometre);
  set("angle", std::atan2(place->facing.y(), place->facing.x()));
  NextPart out{need.id, {"next.add", std::string(step.label), {}}, "", {}};
  out.edit = addComponent(view.bench().design, std::move(part));
  out.edit.label = out.label;
  out.part = out.edit.components.front().id;
  const Bench after = compileBench(apply(view.bench().design, out.edit));
  if (!isStepOn(view, LightView(after), step)) return std::nullopt;
  return out;
}

Message howOf(const Need& need) {
  return {std::string(need.id) + ".how", std::string(need.how), {}};
}

}  // namespace

std::vector<BenchNeed> benchNeeds(const Bench& bench) {
  const LightView view(bench);
  std::vector<BenchNeed> out;
  for (const Need& need : kNeeds) {
    BenchNeed one{need.id, {need.id, std::string(need.title), {}}, howOf(need), isMet(view, need)};
    // Nothing to tick off where no laser needs a copy.
    if (need.steps.data() == kCopies && one.isMet && !hasOnWay<Grating>(view, kAxon) &&
        !hasOnWay<Grating>(view, kSynapse))
      continue;
    out.push_back(std::move(one));
  }
  return out;
}

std::optional<NextPart> nextPart(const Bench& bench) {
  const LightView view(bench);
  for (const Need& need : kNeeds)
    for (const Step& step : need.steps)
      if (missing(view, step) > 0)
        if (std::optional<NextPart> part = tryStep(view, need, step)) return part;
  return std::nullopt;
}

std::vector<Check> nextStepChecks(const Bench& bench) {
  if (!bench.cells.cells.empty()) return {};
  const LightView view(bench);
  for (const Need& need : kNeeds)
    if (!isMet(view, need))
      return {{Severity::Info,
               "",
               {"bench.next", LL_TEXT("Not yet a network. It needs next: %1."), {Phrase{need.title}}},
               howOf(need)}};
  return {};
}

}  // namespace lightloom::bench
