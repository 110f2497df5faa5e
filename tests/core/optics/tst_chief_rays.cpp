#include "optics/chief_rays.h"

#include <QTest>
#include <array>

#include "all_rooms.h"
#include "core/optics/scenes.h"

using namespace lightloom::tests;
using namespace lightloom::scenes;

class TestChiefRays : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void chiefRaysLandWhereTheBundleDoes();
  void chiefRaysCarryTheirOwnPower();
  void chiefRaysShareABudgetWhereLightBounces();
};

namespace {

int sourceOf(const Layout& layout, const Trace& trace, const std::string& id) {
  for (std::size_t i = 0; i < trace.sources.size(); ++i)
    if (layout.partOf(trace.sources[i].face) == id) return static_cast<int>(i);
  return -1;
}

}  // namespace

// A ray that starts at the channel's own place against the linear map of the whole bundle.
void TestChiefRays::chiefRaysLandWhereTheBundleDoes() {
  const Layout layout = makeLayout(benchA());
  const Trace trace = traceBundles(layout);
  const int axons = sourceOf(layout, trace, "axon"), face = faceOf(layout, "plus");
  const PlacedFace& pixels = layout.faces[static_cast<std::size_t>(face)];
  int compared = 0;
  for (int channel : {0, 7, 12, 24}) {
    const std::array one{channel};
    for (const BeamSegment& ray : chiefRays(layout, trace, axons, one).segments) {
      QCOMPARE(ray.source, axons);
      QVERIFY(ray.role == EmitterRole::Axon);
      if (ray.toFace != face) continue;
      const Eigen::Vector3d to(ray.to[0], ray.to[1], 0);
      const double landing = (to - pixels.centre).dot(pixels.left);
      double nearest = 1;
      for (const Arrival& arrival : trace.arrivals) {
        if (arrival.source != axons || arrival.face != face) continue;
        for (const Track& track : arrival.u.tracks)
          if (track.channel == channel % 5 && track.order == 0)
            nearest = std::min(nearest, std::abs(track.position - landing));
      }
      QVERIFY2(nearest < 0.1 * kUm, qPrintable(QString::number(nearest)));
      ++compared;
    }
  }
  QCOMPARE(compared, 4);
}

void TestChiefRays::chiefRaysCarryTheirOwnPower() {
  std::vector<PlacedPart> parts = benchA();
  auto& grid = std::get<EmitterGrid>(find(parts, "synapse").faces[0].action);
  grid.powerW[3] = 1e-6;
  const Layout layout = makeLayout(parts);
  const Trace trace = traceBundles(layout);
  const std::array channels{3, 4};
  std::vector<double> starts;
  for (const BeamSegment& ray :
       chiefRays(layout, trace, sourceOf(layout, trace, "synapse"), channels).segments)
    if (ray.pathM == 0) starts.push_back(ray.powerW);
  QCOMPARE(starts, (std::vector<double>{1e-6, 500e-6}));
  QVERIFY(chiefRays(layout, trace, 0, {}).segments.empty());
}

void TestChiefRays::chiefRaysShareABudgetWhereLightBounces() {
  std::vector<PlacedPart> parts{
      part("array", 0, 0, 0, emitters(EmitterRole::Axon, 2, 2, 100 * kUm, 50 * kUm, 1e-3), 3 * kMm)};
  for (int i = 0; i < 9; ++i)
    parts.push_back(part("half" + std::to_string(i), 10 + 5 * i, 0, 0, splitter(0.5), 5 * kMm));
  const Layout layout = makeLayout(parts);
  const Trace trace = traceBundles(layout);
  const std::array channels{0, 1, 2, 3};
  const ChiefRays few = chiefRays(layout, trace, 0, channels, 1e5),
                  many = chiefRays(layout, trace, 0, channels);
  QVERIFY(few.truncated);
  QVERIFY2(few.segments.size() < 4 * (64 + 125) + 4 && few.segments.size() < many.segments.size(),
           qPrintable(QString::number(few.segments.size())));
  for (std::size_t i = 0; i < few.segments.size(); ++i) QVERIFY(few.segments[i].before < static_cast<int>(i));
}

QTEST_APPLESS_MAIN(TestChiefRays)
#include "tst_chief_rays.moc"
