#pragma once

#include <QTest>
#include <cmath>
#include <memory>
#include <string>

#include "all_rooms.h"
#include "datasets/dataset_store.h"
#include "design/edit.h"
#include "documents/design_file.h"

/// What several tests share: examples and their data.
/// Fails where a value is not within a relative error of a target.
#define VERIFY_WITHIN(value, target, relative)                            \
  QVERIFY2(std::fabs((value) - (target)) <= (relative)*std::fabs(target), \
           qPrintable(QStringLiteral("%1 is not %2").arg(double(value)).arg(double(target))))

namespace lightloom::test {

inline Design example(const std::string& name) {
  Result<Design> design = readDesignFile(std::string(LIGHTLOOM_SOURCE_DIR) + "/examples/" + name + ".loom");
  if (!design) qFatal("%s", english(design.error()).c_str());
  return design.value();
}

/// A bench of a few thousand electrons a read-out whose lasers nobody could drive so: what a turned part or
/// less light does shows there at once.
inline Design dimLight() {
  Result<Design> design = readDesignFile(std::string(LIGHTLOOM_SOURCE_DIR) + "/tests/benches/dim-light.loom");
  if (!design) qFatal("%s", english(design.error()).c_str());
  return design.value();
}

inline Design with(const Design& design, const std::string& assignment) {
  Result<Design> changed = applyAssignment(design, assignment);
  if (!changed) qFatal("%s", english(changed.error()).c_str());
  return changed.value();
}

/// The example with 25 axons, as if what writes their amplitudes took nothing and left nothing.
inline Design crossedWithoutModulators() {
  Design design = example("mnist-5x5");
  for (const char* change : {"vcsel_array1.modulator=none", "vcsel_array1.power=0.8 mW",
                             "detector_line1.calibration=none", "detector_line2.calibration=none"})
    design = with(design, change);
  return design;
}

inline std::shared_ptr<const Dataset> dataOf(const Design& design) {
  DatasetOptions options;
  options.testFraction = settingReal(design, "training.test_fraction");
  options.splitSeed = static_cast<std::uint64_t>(settingInteger(design, "training.seed"));
  Result<Dataset> data = loadDataset(settingText(design, "training.dataset"), options);
  if (!data) qFatal("%s", english(data.error()).c_str());
  return std::make_shared<const Dataset>(std::move(data).value());
}

}  // namespace lightloom::test
