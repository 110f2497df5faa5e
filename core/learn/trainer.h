#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/message.h"
#include "learn/dataset.h"
#include "learn/network.h"
#include "learn/test_terms.h"
#include "learn/trainer_state.h"
#include "product/hardware.h"
#include "product/product_engine.h"
#include "rooms.h"

namespace lightloom::learn {

enum class Loss {
  CrossEntropy,  ///< softmax over the outputs; classification only
  MeanSquare     ///< mean over samples and outputs of (z − t)²; t is one-hot for classes
};

enum class Optimiser { Sgd, Adam };

/// Which of the three products of back-propagation run on the hardware; the others are exact.
enum class HardwareUse {
  Forward,          ///< Y = W·X
  ForwardBackward,  ///< and dX = Wᵀ·dY
  All               ///< and dW = dY·Xᵀ
};

/// What the settings `network` and `training` of a design say.
struct TrainerSettings {
  std::vector<int> hidden{100};  ///< widths of the hidden layers, each ≥ 1; may be empty
  Activation activation = Activation::Relu;
  double gain = 1;  ///< > 0
  bool bias = true;
  Loss loss = Loss::CrossEntropy;
  Optimiser optimiser = Optimiser::Adam;
  double learningRate = 1e-3;  ///< ≥ 0; with 0 the weights stay as they were drawn
  double momentum = 0.9;       ///< of sgd, β₁ of adam; 0 … < 1
  double weightDecay = 0;      ///< ≥ 0; added to the gradient (sgd), decoupled (adam)
  int batch = 100;             ///< ≥ 1
  int epochs = 20;             ///< ≥ 1; what `finished` goes by
  std::uint64_t seed = 1;      ///< weights and order of the samples
  std::uint64_t noiseSeed = 1;
  double weightClip = 2.5;     ///< |W| ≤ weightClip · rms of its layer
  double activationScale = 3;  ///< X = activationScale · running rms of h
  HardwareUse hardware = HardwareUse::Forward;
  int shards = 1;          ///< 1 … 16, parts of a mini-batch with noise of their own
  std::vector<int> cells;  ///< index into Hardware::cells per layer; empty = layer l on cell l mod count
  /// Weights to begin with, of the sizes of the network (checked); null: drawn from the seed.
  std::shared_ptr<const Network> start = nullptr;
};

/// One mini-batch.
struct StepReport {
  double loss = 0;  ///< mean over the batch
  int correct = 0;  ///< samples whose largest output is their class; 0 for regression
  int samples = 0;
  ReadOutStatistics readOut;  ///< of the forward products of all layers
  bool endsEpoch = false;
};

/// A pass over the test set.
struct Evaluation {
  double loss = 0;
  double accuracy =
      0;  ///< share of right answers; for regression R² = 1 − residual / variance of the targets
  int samples = 0;
  TestTerms terms;
};

/// What a layer does with the hardware at the moment.
struct LayerStatistics {
  int cell = 0;     ///< index into Hardware::cells
  int slots = 0;    ///< N, bias included; signed x takes twice as many (or two rails)
  int neurons = 0;  ///< M
  bool signedInput = false;
  double activationScale = 1;  ///< X
  double weightScale = 1;      ///< S = max|W| / w_max
  double weightRms = 0;        ///< of w = W / S, as driven
  double weightFourth = 0;     ///< mean of w⁴
  double adcFullScale = 0;     ///< electrons
  double clippedShare = 0;     ///< outputs beyond the ADC's full scale, last step
};

/// Calls `work` on this thread and at the same time on others that are free, and returns when all these calls
/// have. `work` shares out by itself what there is to do; which thread does which part must not matter.
using WorkBeside = std::function<void(const std::function<void()>& work)>;

/// Called before the forward product of each layer of a mini-batch, of its first shard where there are
/// several; from any thread, one call at a time. It may wait, and changes nothing of what is computed.
using BeforeProduct = std::function<void(std::size_t layer)>;

/// Trains a network on the hardware of a bench. Weights and optimiser state belong to the network:
/// `setHardware` takes a new bench between two mini-batches and keeps them. The result depends on settings,
/// data, hardware (and when it was taken up), never on threads or timing. Where the settings ask for several
/// shards, up to `threads` of them run at once: threads that sleep while there is no step to do. After
/// construction and `setHardware` a step allocates nothing. The ideal twin is the same trainer on
/// `idealHardware`.
class Trainer {
 public:
  /// The data set must be sound (`datasetProblem`), fit the loss, and the hardware must be able to compute.
  /// `threads` ≥ 1, the caller's included; only as many as there are shards are used.
  Trainer(const TrainerSettings& settings, std::shared_ptr<const Dataset> data,
          std::shared_ptr<const Hardware> hardware, int threads = 1);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  /// Takes up another bench and calibrates the ADC ranges on the first training batch. `hardware` has cells
  /// and no `cannotCompute`: a run on a layout that cannot compute is held by its caller.
  void setHardware(std::shared_ptr<const Hardware> hardware);

  /// A copy of all that goes on from one mini-batch to the next. Costs as much as copying the weights three
  /// times.
  TrainerState state() const;

  /// Goes on where `state` stood, from a divergence too, without calibrating anything: to the same bits if
  /// settings, data and hardware are those that it stood on. Of other hardware `setHardware` has to follow
  /// before the next step. `state` fits (`fits`).
  void resume(const TrainerState& state);

  /// One mini-batch: forward, loss, backward, update, clip. Does nothing once diverged.
  StepReport step();

  /// Lets `step` ask before its products; empty asks nobody.
  void setBeforeProduct(BeforeProduct before);

  /// The test set on the present hardware with its noise, keyed by the number of epochs done: asking twice
  /// gives the same bits, on one thread or on those that `beside` brings along.
  Evaluation evaluateTest(const WorkBeside& beside = {}) const;

  /// These weights on the exact network, clips kept.
  Evaluation evaluateExact(const WorkBeside& beside = {}) const;

  const Network& network() const;
  const TrainerSettings& settings() const;
  const Dataset& dataset() const;
  const Hardware& hardware() const;

  int epoch() const;          ///< epochs done
  int stepInEpoch() const;    ///< mini-batches done in this epoch
  int stepsPerEpoch() const;  ///< the last mini-batch may be smaller
  std::uint64_t steps() const;
  bool finished() const;  ///< diverged, or all epochs done

  double epochLoss() const;  ///< mean over the samples of the running epoch, or of the one that just ended
  double epochAccuracy() const;  ///< training accuracy, likewise, with noise, before each update
  double runningLoss() const;    ///< exponential mean over about 50 mini-batches
  double firstLoss() const;      ///< of the first mini-batch, before anything was learned; 0 before it

  /// Why training stopped, if it did, with the epoch, the mini-batch and what may help: a loss that is not
  /// finite ("training.not-finite") or has exploded ("training.exploded"), or an epoch whose loss lies above
  /// the start and whose answers are no better than naming the most frequent class, where the loss of the
  /// exact network is as high ("training.guesses"; of quantities, which nobody guesses,
  /// "training.above-start").
  const std::optional<Message>& diverged() const;

  std::vector<LayerStatistics> layerStatistics() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

/// Whether a trainer of these settings on this data can have stood in `state`: sizes of layers and of the
/// optimiser, and counts that nothing overflows by. Says nothing of the values of weights.
bool fits(const TrainerState& state, const TrainerSettings& settings, const Dataset& data);

/// Whether a network takes the inputs of this data and gives as many outputs as it has.
bool fits(const Network& network, const Dataset& data);

/// Hardware without any imperfection, with the channels of the cells of `like`.
std::shared_ptr<const Hardware> idealHardware(const Hardware& like);

}  // namespace lightloom::learn
