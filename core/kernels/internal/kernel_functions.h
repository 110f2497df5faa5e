#pragma once

#include "kernels/kernel_table.h"
#include "rooms.h"

/// The functions behind the table, private to the kernel library; documented there.
namespace lightloom::kernel {

void gemm(GemmForm form, int rows, int inner, int columns, const float* a, const float* b, float* y);
void transpose(int rows, int columns, const float* in, float* out);
void scale(std::size_t count, float factor, float* values);
void magnitudes(std::size_t count, const float* in, float* out);
void turn(std::size_t count, const float* angles, float* sines, float* cosines);
double sumSquares(std::size_t count, const float* values);
float largestMagnitude(std::size_t count, const float* values);
void clip(std::size_t count, float limit, float* values);
void widenBytes(std::size_t count, float factor, const std::uint8_t* bytes, float* out);
void normals(std::uint64_t state, std::size_t count, float* out);
void driveWeights(const WeightPass* pass);
void driveInputs(const InputPass* pass);
void neighbourSum(int slots, int samples, float correlation, const float* x, float* out);
void gram(int slots, int count, const float* x, const float* near, float* matrix);
void cholesky(int n, float ridge, float* matrix);
void phaseSlopes(const SlopePass* pass);
void readOut(ReadOutPass* pass);
void addOuter(const OuterPass* pass);
void activate(ActivationPass* pass);
void activateBack(const ActivationBackPass* pass);
void softmaxCrossEntropy(SoftmaxPass* pass);
void sgd(SgdPass* pass);
void adam(AdamPass* pass);
double multiplyAddLoop(std::int64_t rounds, float* result);
void stepAdler(const AdlerPass* pass);
void stepRateEquations(const RateEquationPass* pass);

}  // namespace lightloom::kernel
