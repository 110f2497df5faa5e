#include "optics/links.h"

#include "base/check.h"
#include "optics/internal/cell_links.h"

namespace lightloom::optics {

double Link::crosstalk() const {
  const double wanted = axonW() + synapseW();
  const double unwanted =
      plus.unwantedAxonW + plus.unwantedSynapseW + minus.unwantedAxonW + minus.unwantedSynapseW;
  return wanted > 0 ? unwanted / wanted : 0;
}

Links::Links(std::shared_ptr<const LinkFactors> factors)
    : m_factors(std::move(factors)), m_size(m_factors->size()) {}

Link Links::operator[](std::size_t index) const {
  return m_factors->at(index);
}

Link Links::at(std::size_t index) const {
  LL_CHECK(index < m_size);
  return m_factors->at(index);
}

bool Links::strays(std::size_t index, std::vector<StrayBeam>& out) const {
  return m_factors->straysAt(index, out);
}

LinkLine Links::line(bool plus, std::size_t index) const {
  return m_factors->lineAt(plus, index);
}

std::optional<Link> Links::between(int synapseChannel, int axonChannel) const {
  return m_factors ? m_factors->between(synapseChannel, axonChannel) : std::nullopt;
}

std::optional<Link> Links::onPixel(bool plus, int pixel) const {
  return m_factors ? m_factors->onPixel(plus, pixel) : std::nullopt;
}

LinkCoverage Links::coverage() const {
  return m_factors ? m_factors->coverage() : LinkCoverage{};
}

}  // namespace lightloom::optics
