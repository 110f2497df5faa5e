// Loads a design, compiles it and multiplies a random matrix on its first cell: multiply_on_bench FILE.loom
#include <Eigen/Core>
#include <cstdio>

#include "bench/bench.h"
#include "datasets/dataset_store.h"
#include "documents/design_file.h"
#include "product/product_engine.h"
#include "train/simulate.h"

using namespace lightloom::exports;

int main(int count, char** words) {
  const auto design = readDesignFile(count > 1 ? words[1] : "design.loom");
  if (!design) return std::printf("%s\n", english(design.error()).c_str()), 1;
  const Bench bench = compileBench(design.value());
  if (bench.hardware->cannotCompute)
    return std::printf("%s\n", english(*bench.hardware->cannotCompute).c_str()), 1;

  const int neurons = 64, slots = 100, samples = 200;
  ProductEngine engine(bench.hardware->cells.front(), {neurons, slots, samples}, Drive::Unsigned);
  const Eigen::MatrixXf w = engine.weightLimit() * Eigen::MatrixXf::Random(neurons, slots);
  const Eigen::MatrixXf x = Eigen::MatrixXf::Random(slots, samples).cwiseAbs();
  Eigen::MatrixXf y(neurons, samples);
  engine.setWeights({w.data(), neurons, slots}, 1);
  engine.multiply({x.data(), slots, samples}, {}, y.data());
  const Eigen::MatrixXf exact = w * x;
  std::printf("SNR of the product  %.1f\n", exact.norm() / (y - exact).norm());

  const auto data = loadDataset(settingText(bench.design, "training.dataset"), datasetOptions(bench.design));
  if (!data) return std::printf("%s\n", english(data.error()).c_str()), 1;
  const auto simulation = simulateDesign(bench.design, data.value());
  if (!simulation) return std::printf("%s\n", english(simulation.error()).c_str()), 1;
  const auto& report = simulation.value().report;
  std::printf("SNR of its network  %.1f\nenergy              %.3g fJ/OP\n", report.snr,
              1e15 * report.energy.totalJoulesPerOp);
}
