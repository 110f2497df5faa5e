#include <Eigen/Core>

#include "photonic/kernels/kernel_functions.h"

namespace {

using namespace lightloom;

KernelTable makeTable() {
  Eigen::setCpuCacheSizes(32 * 1024, 1024 * 1024, 32 * 1024 * 1024);
  KernelTable table{};
  table.version = kKernelTableVersion;
  table.name = LIGHTLOOM_KERNEL_NAME;
  table.gemm = kernel::gemm;
  table.transpose = kernel::transpose;
  table.scale = kernel::scale;
  table.magnitudes = kernel::magnitudes;
  table.turn = kernel::turn;
  table.sumSquares = kernel::sumSquares;
  table.largestMagnitude = kernel::largestMagnitude;
  table.clip = kernel::clip;
  table.widenBytes = kernel::widenBytes;
  table.normals = kernel::normals;
  table.driveWeights = kernel::driveWeights;
  table.driveInputs = kernel::driveInputs;
  table.neighbourSum = kernel::neighbourSum;
  table.gram = kernel::gram;
  table.cholesky = kernel::cholesky;
  table.phaseSlopes = kernel::phaseSlopes;
  table.readOut = kernel::readOut;
  table.activate = kernel::activate;
  table.activateBack = kernel::activateBack;
  table.softmaxCrossEntropy = kernel::softmaxCrossEntropy;
  table.sgd = kernel::sgd;
  table.adam = kernel::adam;
  table.multiplyAddLoop = kernel::multiplyAddLoop;
  table.stepAdler = kernel::stepAdler;
  table.stepRateEquations = kernel::stepRateEquations;
  return table;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const lightloom::KernelTable* lightloomKernelTable() {
  static const KernelTable table = makeTable();
  return &table;
}
