#include "report/network_on_bench.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "learn/dataset.h"

namespace lightloom::report {
namespace {

double activated(Activation activation, double gain, double z) {
  const double g = gain * z;
  switch (activation) {
    case Activation::Relu:
      return std::max(0.0, g);
    case Activation::Tanh:
      return std::tanh(g);
    case Activation::Sine:
      return std::sin(g);
    case Activation::ClippedSine:
      return std::sin(std::min(std::max(g, -constants::kPi / 2), constants::kPi / 2));
    case Activation::Square:
      return g * g;
    case Activation::Identity:
      return g;
  }
  return g;
}

Eigen::MatrixXd inputsOf(const Dataset& data, const std::vector<std::uint32_t>& batch) {
  Eigen::MatrixXf x(data.features, static_cast<Eigen::Index>(batch.size()));
  gatherInputs(data, batch.data(), static_cast<int>(batch.size()), x.data(), data.features);
  return x.cast<double>();
}

// x = clip(h / X) with the bias as one more slot.
Eigen::MatrixXd driven(const Eigen::MatrixXd& h, const Layer& layer, bool bias) {
  Eigen::MatrixXd x(layer.slots, h.cols());
  const double low = layer.signedInput ? -1 : 0;
  x.topRows(layer.inputs) = (h / layer.activationScale).cwiseMax(low).cwiseMin(1.0);
  if (bias) x.bottomRows(1).setOnes();
  return x;
}

Eigen::MatrixXd weightsOf(const Layer& layer) {
  return Eigen::Map<const Eigen::MatrixXf>(layer.weights.data(), layer.neurons, layer.slots).cast<double>();
}

std::vector<double> correlationOf(const Eigen::MatrixXd& x) {
  constexpr Eigen::Index kFarthest = 32;
  const double all = x.squaredNorm();
  std::vector<double> out;
  for (Eigen::Index k = 0; k <= kFarthest; ++k) {
    const Eigen::Index pairs = std::max<Eigen::Index>(0, x.rows() - k);
    out.push_back(all > 0 ? x.topRows(pairs).cwiseProduct(x.bottomRows(pairs)).sum() / all : 0);
  }
  return out;
}

InputMoments inputMomentsOf(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y, double weightScale) {
  InputMoments out;
  out.sumSquares = x.colwise().squaredNorm().mean();
  const double samples = static_cast<double>(x.cols());
  out.sumMagnitudes = x.cwiseAbs().colwise().sum().mean();
  out.squareOfSum = x.colwise().sum().squaredNorm() / samples;
  out.squareOfMagnitudes = x.cwiseAbs().colwise().sum().squaredNorm() / samples;
  out.sumFourths = x.array().square().square().colwise().sum().mean();
  out.squareOfSquares = x.colwise().squaredNorm().squaredNorm() / samples;
  out.squareOfSigned = x.cwiseProduct(x.cwiseAbs()).colwise().sum().squaredNorm() / samples;
  out.correlation = correlationOf(x);
  out.meanOutput = y.mean() / weightScale;
  out.meanSquareOutput = y.squaredNorm() / static_cast<double>(y.size()) / (weightScale * weightScale);
  return out;
}

// What modulators of the axons leave beside x.
void addDeficits(const Eigen::MatrixXd& x, bool onRails, InputMoments& out) {
  const Eigen::ArrayXXd deficits = 1 - (1 - x.array().square()).max(0.0).sqrt();
  const Eigen::ArrayXXd met = onRails ? Eigen::ArrayXXd(deficits * x.array().sign()) : deficits;
  out.sumDeficits = deficits.colwise().sum().mean();
  out.squareOfDeficits = met.colwise().sum().square().mean();
}

// Mean of (Σ_j W_j √(1/x_max² − x_j²))².
double besideSquare(const Eigen::MatrixXd& x, const Layer& layer, double axonLimit) {
  const Eigen::MatrixXd sines = (1 / (axonLimit * axonLimit) - x.array().square()).max(0.0).sqrt().matrix();
  return (weightsOf(layer) * sines).array().square().mean();
}

/// What stands in quadrature to a product: c beside the weights, and q that it meets.
struct Quadrature {
  Eigen::MatrixXd weights;  ///< neurons × rows
  Eigen::MatrixXd inputs;   ///< rows × samples
  Eigen::Index parts = 1;   ///< of the rows, each with a row per slot
};

// Of driven weights w and inputs x.
Quadrature quadratureOf(const Eigen::MatrixXd& w, const Eigen::MatrixXd& x, const CellHardware& cell,
                        bool isSigned) {
  if (cell.law().sumsSines) {
    const Eigen::ArrayXXd phase = cell.phasePerInput(isSigned) * x.array();
    Quadrature out{Eigen::MatrixXd(w.rows(), 2 * w.cols()), Eigen::MatrixXd(2 * x.rows(), x.cols()), 2};
    out.weights << w.array().sin().matrix(), w.array().cos().matrix();
    out.inputs << phase.sin().matrix(), phase.cos().matrix();
    return out;
  }
  if (cell.law().slots == 2)
    return {w, (1 / (cell.axonLimit * cell.axonLimit) - x.array().square()).max(0.0).sqrt().matrix()};
  const auto& fit = cell.weightQuadrature;
  const bool twoSlots = isSigned && cell.signedInput == SignedInput::TwoSlots;
  // Light that shines at x = 0 in both slots, or in the one that there is; on two rails it cancels.
  const double floor = twoSlots ? 2 * cell.axonFloor : isSigned ? 0 : cell.axonFloor;
  return {(fit[0] + fit[1] * w.array() + fit[2] * w.array().square()).max(0.0).sqrt().matrix(),
          ((twoSlots ? x.cwiseAbs() : x).array() + floor).matrix()};
}

double varianceOf(const Eigen::MatrixXd& x) {
  return (x.array() - x.mean()).square().mean();
}

// Mean of (Σ c q)² without calibration, less its mean, and less what goes with Σ q of each part, too.
std::array<double, 3> leakSquaresOf(const Quadrature& beside) {
  const Eigen::MatrixXd inputs = beside.inputs.colwise() - beside.inputs.rowwise().mean();
  const Eigen::Index slots = beside.inputs.rows() / beside.parts;
  Eigen::MatrixXd weights = beside.weights;
  for (Eigen::Index part = 0; part < beside.parts; ++part) {
    auto block = weights.middleCols(part * slots, slots);
    block.colwise() -= Eigen::VectorXd(block.rowwise().mean());
  }
  const auto meanSquare = [](const Eigen::MatrixXd& leak) { return leak.array().square().mean(); };
  return {meanSquare(beside.weights * beside.inputs), meanSquare(beside.weights * inputs),
          meanSquare(weights * inputs)};
}

bool hasPhases(const CellHardware& cell) {
  return cell.law().weightsOnPhases &&
         (!cell.crossed.empty() ||
          std::any_of(cell.phase.begin(), cell.phase.end(), [](float phase) { return phase != 0; }));
}

/// Phase × phase: y = Σ sin(φ_w − φ_x); what stands for x is cos φ_x, see `InputMoments`.
struct PhaseProduct {
  Eigen::MatrixXd cosines, y;
  Eigen::ArrayXd delays, sines;  ///< per sample: d and s of `InputMoments`
};

PhaseProduct productOfPhases(const Eigen::MatrixXd& x, const Layer& layer, const CellHardware& cell) {
  const Eigen::ArrayXXd phase = cell.phasePerInput(layer.signedInput) * x.array();
  const Eigen::ArrayXXd w = weightsOf(layer).array().max(-cell.weightLimit).min(cell.weightLimit);
  const Eigen::MatrixXd cosines = phase.cos().matrix(), sines = phase.sin().matrix();
  const Eigen::Index later = phase.rows() - 1;
  const auto delays = cosines.bottomRows(later).array() * (phase.topRows(later) - phase.bottomRows(later));
  return {cosines, w.sin().matrix() * cosines - w.cos().matrix() * sines, delays.colwise().sum(),
          sines.array().colwise().sum()};
}

}  // namespace

NetworkOnBench observeNetwork(const Network& network, const TrainerSettings& settings, const Dataset& data,
                              const Hardware& hardware, std::vector<LayerStatistics> statistics,
                              const std::vector<std::uint32_t>& batch) {
  // Fixed block sizes keep the order of sums, and so the bits, the same on every machine.
  static const bool fixedBlocks = (Eigen::setCpuCacheSizes(32 << 10, 1 << 20, 32 << 20), true);
  static_cast<void>(fixedBlocks);
  NetworkOnBench out;
  out.settings = settings;
  out.batch = settings.batch;
  out.samples = static_cast<int>(data.train.size());
  out.layers = std::move(statistics);
  Eigen::MatrixXd h = inputsOf(data, batch);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const CellHardware& cell = hardware.cells[static_cast<std::size_t>(out.layers[l].cell)];
    const Eigen::MatrixXd x = driven(h, layer, network.bias);
    Eigen::MatrixXd z;
    if (cell.law().sumsSines) {
      PhaseProduct product = productOfPhases(x, layer, cell);
      out.inputs.push_back(inputMomentsOf(product.cosines, product.y, 1));
      out.inputs.back().delaySquare = product.delays.square().mean();
      out.inputs.back().delaySine = (product.delays * product.sines).mean();
      out.inputs.back().sineSquare = product.sines.square().mean();
      out.inputs.back().symbolVariance = varianceOf(cell.phasePerInput(layer.signedInput) * x);
      z = std::move(product.y);
    } else {
      const Eigen::MatrixXd y = weightsOf(layer) * x;
      const double weightScale = out.layers[l].weightScale;
      out.inputs.push_back(inputMomentsOf(x, y, weightScale));
      if (cell.axonResidue > 0) addDeficits(x, cell.readOuts(layer.signedInput) == 2, out.inputs.back());
      if (cell.law().slots == 2)
        out.inputs.back().besideSquare = besideSquare(x, layer, cell.axonLimit) / (weightScale * weightScale);
      out.inputs.back().symbolVariance = varianceOf(cell.axonLimit * x);
      z = y * layer.activationScale;
    }
    if (hasPhases(cell)) {
      const double limit = cell.weightLimit;
      const Eigen::MatrixXd w =
          (weightsOf(layer) / out.layers[l].weightScale).cwiseMax(-limit).cwiseMin(limit);
      out.inputs.back().leakSquares = leakSquaresOf(quadratureOf(w, x, cell, layer.signedInput));
    }
    h = z.unaryExpr([&](double sum) { return activated(network.activation, network.gain, sum); });
  }
  return out;
}

}  // namespace lightloom::report
