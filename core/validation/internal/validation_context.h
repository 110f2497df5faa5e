#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.h"
#include "learn/network.h"
#include "rooms.h"
#include "train/simulate.h"
#include "validation/internal/laws.h"
#include "validation/validation.h"

namespace lightloom::validation {

/// Things that rows share while they run: benches that are compiled once, networks that are trained once.
class ValidationContext {
 public:
  /// With the laws of the program, unless somebody wants to see what other laws do to the rows.
  ValidationContext(const ValidationInputs& inputs, std::stop_token stop, const Laws& laws = {})
      : m_laws(laws), m_inputs(inputs), m_stop(std::move(stop)) {}

  const Laws& laws() const { return m_laws; }

  /// A bundled example with assignments ("lens1.x=3 mm") applied, compiled.
  Result<std::shared_ptr<const Bench>> bench(const std::string& example,
                                             const std::vector<std::string>& assignments = {});
  /// The result of `simulate` for the example with its network on MNIST.
  Result<std::shared_ptr<const Simulation>> simulation(const std::string& example);
  Result<std::shared_ptr<const Dataset>> handwrittenDigits();

  /// A network that rows share, trained once under its name; `train` polls `stopped`.
  Result<std::shared_ptr<const Network>> trained(const std::string& name,
                                                 const std::function<Result<Network>()>& train);
  bool stopped() const { return m_stop.stop_requested(); }

 private:
  Laws m_laws;
  const ValidationInputs& m_inputs;
  std::stop_token m_stop;
  std::map<std::string, std::shared_ptr<const Bench>> m_benches;
  std::map<std::string, std::shared_ptr<const Simulation>> m_simulations;
  std::map<std::string, std::shared_ptr<const Network>> m_networks;
  std::shared_ptr<const Dataset> m_digits;
};

/// Why a row was not run after a stop.
Message validationStopped();

}  // namespace lightloom::validation
