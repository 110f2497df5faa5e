#include <Eigen/Core>

#include "kernels/internal/kernel_functions.h"

namespace {

using namespace lightloom::kernel;

KernelTable makeTable() {
  Eigen::setCpuCacheSizes(32 * 1024, 1024 * 1024, 32 * 1024 * 1024);
  KernelTable table{};
  table.version = kKernelTableVersion;
  table.name = LIGHTLOOM_KERNEL_NAME;
  table.gemm = gemm;
  table.transpose = transpose;
  table.scale = scale;
  table.magnitudes = magnitudes;
  table.turn = turn;
  table.sumSquares = sumSquares;
  table.largestMagnitude = largestMagnitude;
  table.clip = clip;
  table.widenBytes = widenBytes;
  table.normals = normals;
  table.driveWeights = driveWeights;
  table.driveInputs = driveInputs;
  table.neighbourSum = neighbourSum;
  table.gram = gram;
  table.cholesky = cholesky;
  table.phaseSlopes = phaseSlopes;
  table.readOut = readOut;
  table.addOuter = addOuter;
  table.activate = activate;
  table.activateBack = activateBack;
  table.softmaxCrossEntropy = softmaxCrossEntropy;
  table.sgd = sgd;
  table.adam = adam;
  table.multiplyAddLoop = multiplyAddLoop;
  table.stepAdler = stepAdler;
  table.stepRateEquations = stepRateEquations;
  return table;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const lightloom::kernel::KernelTable*
lightloomKernelTable() {
  static const KernelTable table = makeTable();
  return &table;
}
