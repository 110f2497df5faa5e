#include "optics/layout.h"

#include <Eigen/Geometry>
#include <QTest>

#include "all_rooms.h"
#include "core/optics/scenes.h"
#include "design/edit.h"

using namespace lightloom::tests;
using Eigen::Vector3d;

class TestLayout : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void facesStandWherePartsPutThem();
  void framesAreRightHanded();
  void rollsTurnPatterns();
  void designsAreCompiled();
};

namespace {

constexpr double kRounding = 1e-15;  // unit vectors in double

Design oneLens(const std::string& assignments) {
  Component component;
  component.kind = "lens";
  Design design;
  design = apply(design, addComponent(design, component));
  for (const QString& assignment : QString::fromStdString(assignments).split(' ', Qt::SkipEmptyParts)) {
    Result<Design> changed = applyAssignment(design, assignment.toStdString());
    if (!changed) qFatal("%s", english(changed.error()).c_str());
    design = changed.value();
  }
  return design;
}

bool near(const Vector3d& a, const Vector3d& b, double tolerance = 1e-15) {
  return (a - b).norm() < tolerance;
}

}  // namespace

void TestLayout::facesStandWherePartsPutThem() {
  Face face;
  face.centre = {2e-3, 1e-3};
  face.turnRad = constants::kPi / 2;
  const PlacedFace placed = placeFace({10e-3, 20e-3, 1e-3, constants::kPi / 2, 0}, face, 3);
  QVERIFY(near(placed.centre, {9e-3, 22e-3, 1e-3}));
  QVERIFY(near(placed.normal, {-1, 0, 0}));
  QVERIFY(near(placed.left, {0, -1, 0}));
  QVERIFY(near(placed.up, {0, 0, 1}));
  QCOMPARE(placed.part, 3);
}

void TestLayout::framesAreRightHanded() {
  Face face;
  face.turnRad = 0.7;
  const PlacedFace placed = placeFace({0, 0, 0, 1.1, 0.3}, face, 0);
  QVERIFY(near(placed.normal.cross(placed.left), placed.up));
  QVERIFY(std::abs(placed.normal.dot(placed.left)) < kRounding);
  QVERIFY(std::abs(placeFace({0, 0, 0, 1.1, 0.3}, Face{}, 0).normal.z() - std::sin(0.3)) < kRounding);
}

// A roll turns the pattern of each face about its normal and leaves the normal alone.
void TestLayout::rollsTurnPatterns() {
  Face face;
  face.turnRad = 0.7;
  const double roll = 0.02;
  const PlacedFace upright = placeFace({0, 0, 0, 1.1, 0.3, 0}, face, 0),
                   rolled = placeFace({0, 0, 0, 1.1, 0.3, roll}, face, 0);
  QVERIFY(near(rolled.centre, upright.centre) && near(rolled.normal, upright.normal));
  const double u = 3e-3, v = -2e-3;
  const Vector3d at = u * rolled.left + v * rolled.up;
  QVERIFY(std::abs(at.dot(upright.left) - (u * std::cos(roll) - v * std::sin(roll))) < kRounding);
  QVERIFY(std::abs(at.dot(upright.up) - (u * std::sin(roll) + v * std::cos(roll))) < kRounding);
  for (const char* kind : {"vcsel_array", "fan_out", "detector_line"}) {
    Component component;
    component.id = "part1";
    component.kind = kind;
    component.values = {{"fine_roll", roll}};
    Design design;
    design.components.push_back(std::make_shared<Component>(component));
    QCOMPARE(compileLayout(design).faces.at(0).rollRad, roll);
  }
}

void TestLayout::designsAreCompiled() {
  const Layout plain = compileLayout(oneLens("lens1.x=0.03 lens1.y=0.02 lens1.angle=0.5"));
  QCOMPARE(plain.faces.size(), std::size_t{1});
  QCOMPARE(plain.partOf(0), std::string("lens1"));
  QVERIFY(near(plain.faces[0].centre, {0.03, 0.02, 0}));
  QVERIFY(near(plain.faces[0].normal, {std::cos(0.5), std::sin(0.5), 0}));

  const Layout fine =
      compileLayout(oneLens("lens1.angle=0.5 lens1.fine_x=1e-6 lens1.fine_y=2e-6 lens1.fine_z=3e-6 "
                            "lens1.fine_tilt=1e-5 lens1.fine_pitch=2e-5"));
  QVERIFY(near(fine.faces[0].centre, {1e-6, 2e-6, 3e-6}));
  QVERIFY(near(fine.faces[0].normal,
               {std::cos(0.50001) * std::cos(2e-5), std::sin(0.50001) * std::cos(2e-5), std::sin(2e-5)}));

  QVERIFY(compileLayout(oneLens("lens1.enabled=off")).faces.empty());
  Component unknown;
  unknown.id = "thing1";
  unknown.kind = "thing";
  Design design;
  design.components.push_back(std::make_shared<Component>(unknown));
  QVERIFY(compileLayout(design).faces.empty());
}

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
