#include "validation/internal/validation_context.h"

#include "design/edit.h"

namespace lightloom::validation {

Result<std::shared_ptr<const Bench>> ValidationContext::bench(const std::string& example,
                                                              const std::vector<std::string>& assignments) {
  std::string key = example;
  for (const std::string& assignment : assignments) key += '\n' + assignment;
  if (const auto known = m_benches.find(key); known != m_benches.end()) return known->second;
  Result<Design> design = m_inputs.bench(example);
  for (const std::string& assignment : assignments)
    if (design) design = applyAssignment(design.value(), assignment);
  if (!design) return design.error();
  auto made = std::make_shared<const Bench>(m_laws.bench(design.value()));
  if (made->hardware->cannotCompute) return *made->hardware->cannotCompute;
  m_benches[key] = made;
  return made;
}

Result<std::shared_ptr<const Simulation>> ValidationContext::simulation(const std::string& example) {
  if (const auto known = m_simulations.find(example); known != m_simulations.end()) return known->second;
  const Result<Design> design = m_inputs.bench(example);
  if (!design) return design.error();
  const Result<std::shared_ptr<const Dataset>> data = handwrittenDigits();
  if (!data) return data.error();
  Result<Simulation> made = m_laws.simulation(design.value(), *data.value());
  if (!made) return made.error();
  if (made.value().report.cannotCompute) return *made.value().report.cannotCompute;
  auto shared = std::make_shared<const Simulation>(std::move(made).value());
  m_simulations[example] = shared;
  return shared;
}

Result<std::shared_ptr<const Dataset>> ValidationContext::handwrittenDigits() {
  if (m_digits) return m_digits;
  Result<std::shared_ptr<const Dataset>> data = m_inputs.handwrittenDigits();
  if (data) m_digits = data.value();
  return data;
}

Result<std::shared_ptr<const Network>> ValidationContext::trained(
    const std::string& name, const std::function<Result<Network>()>& train) {
  if (const auto known = m_networks.find(name); known != m_networks.end()) return known->second;
  Result<Network> made = train();
  if (!made) return made.error();
  auto shared = std::make_shared<const Network>(std::move(made).value());
  m_networks[name] = shared;
  return shared;
}

Message validationStopped() {
  return {"validation.stopped", LL_TEXT("Stopped before its turn."), {}};
}

}  // namespace lightloom::validation
