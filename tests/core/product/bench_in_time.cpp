#include "core/product/bench_in_time.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace lightloom::in_time {
namespace {

constexpr double kPi = 3.141592653589793, kCharge = 1.602176634e-19, kBoltzmann = 1.380649e-23;
constexpr Complex kI{0, 1};
constexpr int kBranchPoints = 256, kLeadIn = 4;  // slots before the row, in which noise settles

std::size_t index(int value) {
  return static_cast<std::size_t>(value);
}

double level(double value, double low, double high, int bits) {
  if (bits == 0) return value;
  const double step = (high - low) / (std::pow(2.0, bits) - 1);
  return low + std::round((std::clamp(value, low, high) - low) / step) * step;
}

// The oracle does not guess: where it has no answer there is no test.
void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

BenchInTime::BenchInTime(const BenchNumbers& numbers, const Effects& effects, int steps)
    : m_numbers(numbers), m_on(effects), m_steps(steps), m_stepS(numbers.slotS / steps) {
  require(m_on.response || !(m_on.laserNoise || m_on.leaderNoise));
  m_axonBias = biasOf(m_numbers.axon);
  followBranch();
  findWeights();
  m_axonLight = emitted(m_numbers.axon.laser, m_axonBias.rest.field);
  if (!m_on.ownPowers) meanPowers();
  holdPhases();
  const double time = m_numbers.slotS * m_numbers.receiver.gate;
  double late = m_numbers.synapse.delayS - m_numbers.axon.delayS, mean = 0;
  for (std::size_t i = 0; i < m_numbers.pairs.size(); ++i) {
    const PairNumbers& pair = m_numbers.pairs[i];
    m_signal.push_back(2 * std::abs(fringeOf(pair.plus, i) + fringeOf(pair.minus, i)) *
                       std::abs(m_axonLight) * time);
    mean += m_signal.back() / static_cast<double>(m_numbers.pairs.size());
    late += pair.symbolDelayS / static_cast<double>(m_numbers.pairs.size());
  }
  // What nobody has measured is taken to be alike.
  if (!m_numbers.calibrated) std::fill(m_signal.begin(), m_signal.end(), mean);
  if (!m_on.skew) return;
  const int lateSteps = static_cast<int>(std::lround(late / m_stepS));
  m_lateSynapses = std::max(0, lateSteps);
  m_lateAxons = std::max(0, -lateSteps);
}

// One current writes and pumps.
double BenchInTime::pumpAt(double detuningHz) const {
  const LaserNumbers& laser = m_numbers.synapse.laser;
  if (!m_on.pumpDrive) return laser.pump;
  const double change = std::max(-laser.biasA, -(detuningHz - m_numbers.synapse.biasHz) / laser.fastHzPerA);
  return std::max(0.0, laser.pump + laser.pumpShare * change / laser.thresholdA);
}

// Newton's method on the field, the carriers in balance with it.
BenchInTime::Rest BenchInTime::follow(const LaserNumbers& laser, double detuningHz, double pump, Rest near,
                                      double leaderPower) const {
  const Complex gain = laser.fieldDecay * Complex(1, laser.alpha);
  const double injected = laser.coupling * std::sqrt(laser.injectionRatio * leaderPower);
  const double unit = laser.pump - 1;
  for (int i = 0; i < 100; ++i) {
    const Complex e = near.field;
    const double filled = 1 + unit * std::norm(e), n = pump / filled;
    const double slope = -n * unit / filled;  // dn/d|e|²
    const Complex rate = gain * (n - 1) - 2 * kPi * detuningHz * kI;
    const Complex rest = rate * e + injected;
    const Complex p = rate + gain * e * slope * std::conj(e), q = gain * e * slope * e;
    const Complex change = (-rest * std::conj(p) + std::conj(rest) * q) / (std::norm(p) - std::norm(q));
    near.field += change;
    near.carriers = pump / (1 + unit * std::norm(near.field));
    if (std::abs(change) < 1e-10) return near;
  }
  require(false);
  return near;
}

// A laser that is switched on and left alone; where it does not come to rest it is not locked.
BenchInTime::Point BenchInTime::biasOf(const ArrayNumbers& array) const {
  constexpr double kStepS = 0.5e-12;
  constexpr int kStepCount = 40000;
  const double f = array.biasHz, pump = array.laser.pump;
  Rest rest;
  const Complex gain = array.laser.fieldDecay * Complex(1, array.laser.alpha);
  require(std::abs(gain) * kStepS < 1);
  const Driven driven{{f, f, f}, {pump, pump, pump}};
  for (int i = 0; i < kStepCount; ++i) step(array.laser, driven, 1, kStepS, rest);
  const Rest still = follow(array.laser, f, pump, rest);
  require(std::abs(still.field - rest.field) < 1e-6);
  return {f, pump, still};
}

BenchInTime::Point BenchInTime::pointAt(double detuningHz, const Point& near) const {
  const double pump = pumpAt(detuningHz);
  return {detuningHz, pump, follow(m_numbers.synapse.laser, detuningHz, pump, near.rest)};
}

// From the bias to both ends in small steps.
void BenchInTime::followBranch() {
  const ArrayNumbers& array = m_numbers.synapse;
  std::vector<Point> up{biasOf(array)}, down = up;
  for (int i = 1; i <= kBranchPoints; ++i) {
    const double share = static_cast<double>(i) / kBranchPoints;
    up.push_back(pointAt(array.biasHz + share * (array.highHz - array.biasHz), up.back()));
    down.push_back(pointAt(array.biasHz + share * (array.lowHz - array.biasHz), down.back()));
  }
  m_branch.assign(up.rbegin(), up.rend());
  m_branch.insert(m_branch.end(), down.begin() + 1, down.end());
}

Complex BenchInTime::emitted(const LaserNumbers& laser, const Complex& field, const Complex& leader) const {
  const Complex own = m_on.residualAmplitude ? field : field / std::abs(field);
  return m_on.reflection ? own - laser.reflected * leader : own;
}

double BenchInTime::writtenBy(const Point& point) const {
  return std::imag(emitted(m_numbers.synapse.laser, point.rest.field) * std::polar(1.0, -m_turn));
}

// The point between the ends of the range where a value that rises has the wanted one.
template <typename Value>
BenchInTime::Point BenchInTime::search(const Value& value, double wanted) const {
  Point low = m_lowest, high = m_highest;
  for (int i = 0; i < 60; ++i) {
    const Point middle = pointAt(0.5 * (low.detuningHz + high.detuningHz), low);
    (value(middle) < wanted ? low : high) = middle;
  }
  return low;
}

// Weight zero: where both ends of the usable range reach equally far, or, of a drive that nobody has
// measured, the middle of its phase.
void BenchInTime::findWeights() {
  const auto phaseOf = [](const Point& point) { return std::arg(point.rest.field); };
  const auto lightOf = [&](const Point& point) { return emitted(m_numbers.synapse.laser, point.rest.field); };
  m_lowest = m_branch.front();
  m_highest = m_branch.back();
  m_middleRad = 0.5 * (phaseOf(m_lowest) + phaseOf(m_highest));
  const Point middle = search(phaseOf, m_middleRad);
  const bool pure = !m_numbers.calibrated && (m_on.reflection || m_on.residualAmplitude);
  m_turn = std::arg(pure ? lightOf(middle) : lightOf(m_lowest) + lightOf(m_highest));
  require(std::real(lightOf(middle) * std::polar(1.0, -m_turn)) > 0);
  // The run of points about the middle over which the weight rises.
  std::size_t first = 0;
  while (first + 1 < m_branch.size() && phaseOf(m_branch[first]) < m_middleRad) ++first;
  std::size_t last = first;
  while (first > 0 && writtenBy(m_branch[first - 1]) < writtenBy(m_branch[first])) --first;
  while (last + 1 < m_branch.size() && writtenBy(m_branch[last + 1]) > writtenBy(m_branch[last])) ++last;
  m_lowest = m_branch[first];
  m_highest = m_branch[last];
  m_limit = pure ? std::sin(std::min(m_middleRad - phaseOf(m_lowest), phaseOf(m_highest) - m_middleRad))
                 : std::min(-writtenBy(m_lowest), writtenBy(m_highest));
  m_idle = pointFor(0);
}

BenchInTime::Point BenchInTime::pointFor(double weight) const {
  if (!m_numbers.calibrated && (m_on.reflection || m_on.residualAmplitude))
    return search([](const Point& point) { return std::arg(point.rest.field); },
                  m_middleRad + std::asin(weight));
  return search([&](const Point& point) { return writtenBy(point); }, weight);
}

void BenchInTime::meanPowers() {
  for (LineNumbers PairNumbers::*line : {&PairNumbers::plus, &PairNumbers::minus}) {
    double axons = 0, synapses = 0;
    for (const PairNumbers& pair : m_numbers.pairs) {
      axons += (pair.*line).axonW / static_cast<double>(m_numbers.pairs.size());
      synapses += (pair.*line).synapseW / static_cast<double>(m_numbers.pairs.size());
    }
    for (PairNumbers& pair : m_numbers.pairs) {
      (pair.*line).axonW = axons;
      (pair.*line).synapseW = synapses;
    }
  }
}

double BenchInTime::responseOf(const LineNumbers& line) const {
  return line.electronsPerJoule * (m_on.lineGains ? 1 + line.gainError : 1);
}

// Half the fringe of a line in electrons per s, both lasers at their free-running power.
Complex BenchInTime::fringeOf(const LineNumbers& line, std::size_t pair) const {
  const std::size_t axons = index(m_numbers.axons);
  const double phase = m_on.fringePhases ? line.fringeRad - heldAt(pair / axons, pair % axons) : 0;
  return std::polar(responseOf(line) * (m_on.overlap ? line.overlap : 1) *
                        (m_on.clipping ? line.clipping : 1) * std::sqrt(line.axonW * line.synapseW),
                    phase);
}

double BenchInTime::heldAt(std::size_t synapse, std::size_t axon) const {
  return m_heldSynapses.empty() ? 0 : m_heldSynapses[synapse] + m_heldAxons[axon];
}

// One phase per laser, for the largest sum of all fringes: climbed from many starts.
void BenchInTime::holdPhases() {
  if (!m_on.fringePhases && !m_on.strays) return;
  const std::size_t synapses = index(m_numbers.synapses), axons = index(m_numbers.axons);
  std::vector<Complex> fringes;
  for (const PairNumbers& pair : m_numbers.pairs) {
    Complex sum = 0;
    for (const LineNumbers* line : {&pair.plus, &pair.minus})
      sum += std::polar(line->overlap * line->clipping * std::sqrt(line->axonW * line->synapseW),
                        line->fringeRad);
    fringes.push_back(sum);
  }
  Random random(1);
  double best = 0;
  for (int start = 0; start < 20; ++start) {
    std::vector<Complex> s(synapses, 1.0), a(axons, 1.0);
    for (Complex& turn : s) turn = std::polar(1.0, start * random.normal());
    double sum = 0;
    for (int i = 0; i < 2000; ++i) {
      for (std::size_t k = 0; k < axons; ++k) {
        Complex all = 0;
        for (std::size_t m = 0; m < synapses; ++m) all += fringes[m * axons + k] * std::conj(s[m]);
        a[k] = all / std::abs(all);
      }
      sum = 0;
      for (std::size_t m = 0; m < synapses; ++m) {
        Complex all = 0;
        for (std::size_t k = 0; k < axons; ++k) all += fringes[m * axons + k] * std::conj(a[k]);
        s[m] = all / std::abs(all);
        sum += std::abs(all);
      }
    }
    if (sum <= best) continue;
    best = sum;
    m_heldSynapses.clear();
    m_heldAxons.clear();
    for (const Complex& turn : s) m_heldSynapses.push_back(std::arg(turn));
    for (const Complex& turn : a) m_heldAxons.push_back(std::arg(turn));
  }
}

void BenchInTime::send(const std::vector<double>& weights, const std::vector<double>& inputs) {
  m_slots = static_cast<int>(weights.size()) / m_numbers.synapses;
  m_symbols.clear();
  for (const double weight : weights)
    m_symbols.push_back(pointFor(level(weight, -m_limit, m_limit, m_on.dac ? m_numbers.synapse.dacBits : 0)));
  m_inputs = inputs;
  for (double& input : m_inputs) input = level(input, 0, 1, m_on.dac ? m_numbers.axon.dacBits : 0);
  heatRows();
  m_ran = false;
}

// The heat of each symbol of a row that is sent over and over again, about its mean, which the bias takes
// off. Electrical power less light is what heats; of a laser whose pump stays, its current.
void BenchInTime::heatRows() {
  m_heat.assign(m_symbols.size(), 0);
  m_heatStart.assign(m_symbols.size(), 0);
  if (!m_on.heat) return;
  const LaserNumbers& laser = m_numbers.synapse.laser;
  const double perAmpere = laser.turnOnV + 2 * laser.resistanceOhm * laser.biasA - laser.slopeWPerA;
  const double keep = std::exp(-2 * kPi * laser.thermalCornerHz * m_numbers.slotS);
  for (int m = 0; m < m_numbers.synapses; ++m) {
    if (laser.equalisedCornerHz > 0) {
      equaliseRow(m);
      continue;
    }
    const auto at = [&](int slot) { return index(m + m_numbers.synapses * slot); };
    double mean = 0;
    for (int j = 0; j < m_slots; ++j) {
      const Point& point = m_symbols[at(j)];
      const double change = -(point.detuningHz - m_numbers.synapse.biasHz) / laser.fastHzPerA;
      const double current = laser.biasA + change;
      const double heat = current * (laser.turnOnV + laser.resistanceOhm * current) -
                          laser.powerW * std::norm(point.rest.field);
      m_heat[at(j)] = -laser.thermalHzPerA * (m_on.pumpDrive ? heat / perAmpere : change);
      mean += m_heat[at(j)] / m_slots;
    }
    double state = 0;
    for (int j = 0; j < m_slots; ++j) {
      m_heat[at(j)] -= mean;
      state = keep * state + (1 - keep) * m_heat[at(j)];
    }
    state /= 1 - std::pow(keep, m_slots);
    for (int j = 0; j < m_slots; ++j) {
      m_heatStart[at(j)] = state;
      state = keep * state + (1 - keep) * m_heat[at(j)];
    }
  }
}

// A driver that knows all symbols sends the current whose carriers and heat together write them, with a
// corner that is off: in the Fourier series of the row, slot means of what is left.
void BenchInTime::equaliseRow(int synapse) {
  constexpr int kHarmonics = 40;  // of the symbol rate
  const LaserNumbers& laser = m_numbers.synapse.laser;
  const auto at = [&](int slot) { return index(synapse + m_numbers.synapses * slot); };
  std::vector<Complex> series(index(m_slots));
  for (int n = 0; n < m_slots; ++n)
    for (int j = 0; j < m_slots; ++j)
      series[index(n)] += m_symbols[at(j)].detuningHz * std::polar(1.0 / m_slots, -2 * kPi * n * j / m_slots);
  std::vector<Complex> left(index(m_slots));
  for (int n = 1; n < kHarmonics * m_slots; ++n) {
    const double frequency = n / (m_slots * m_numbers.slotS), half = kPi * n / m_slots;
    const auto heating = [&](double corner) { return 1.0 / Complex(1, frequency / corner); };
    const Complex taken = heating(laser.equalisedCornerHz);
    const Complex share = laser.thermalHzPerA * (heating(laser.thermalCornerHz) - taken) /
                          (laser.fastHzPerA + laser.thermalHzPerA * taken);
    const double mean = std::sin(half) / half;  // of a harmonic over a slot, and of a slot in it
    left[index(n % m_slots)] += share * mean * mean * series[index(n % m_slots)];
  }
  for (int j = 0; j < m_slots; ++j) {
    Complex sum = 0;
    for (int n = 0; n < m_slots; ++n) sum += left[index(n)] * std::polar(1.0, 2 * kPi * n * j / m_slots);
    m_heat[at(j)] = m_heatStart[at(j)] = 2 * sum.real();
  }
}

// Detuning by heat, a time after the start of the row.
double BenchInTime::heatAt(int synapse, double sinceStart) const {
  if (!m_on.heat) return 0;
  const double time = std::max(0.0, sinceStart);
  const int slot = std::min(m_slots - 1, static_cast<int>(time / m_numbers.slotS));
  const std::size_t at = index(synapse + m_numbers.synapses * slot);
  const double kept =
      std::exp(-2 * kPi * m_numbers.synapse.laser.thermalCornerHz * (time - slot * m_numbers.slotS));
  return kept * m_heatStart[at] + (1 - kept) * m_heat[at];
}

// Two poles one behind the other, driven by what stands; a pole that is not there lets everything through.
BenchInTime::Drive BenchInTime::passed(const Decays& decays, const Drive& before, double symbol, int halves) {
  const double driver = decays.driver[halves], load = decays.load[halves];
  Drive out{symbol + (before.driver - symbol) * driver, 0};
  const double lag = (before.driver - symbol) * decays.lag;
  out.load = symbol + lag * driver + (before.load - symbol - lag) * load;
  return out;
}

BenchInTime::Decays BenchInTime::decaysOf(const LaserNumbers& laser) const {
  const double p = 2 * kPi * laser.driverHz, q = 2 * kPi * laser.loadHz;
  Decays out;
  for (int halves = 0; halves < 3; ++halves) {
    const double time = halves * m_stepS / 2;
    out.driver[halves] = std::isfinite(p) ? std::exp(-p * time) : 0;
    out.load[halves] = std::isfinite(q) ? std::exp(-q * time) : 0;
  }
  if (std::isfinite(p)) out.lag = std::isfinite(q) ? q / (q - p) : 1;
  return out;
}

// Ė = k(1 + iα)(N − 1)E − iΔωE + K·E_leader, Ṅ = −γ(N − μ + N(μ₀ − 1)|E|²), E over the free-running field:
// Runge and Kutta's fourth order.
void BenchInTime::step(const LaserNumbers& laser, const Driven& driven, const Complex& leader, double dt,
                       Rest& rest) {
  const double injected = laser.coupling * std::sqrt(laser.injectionRatio), unit = laser.pump - 1;
  // By hand, for products of std::complex look for infinities.
  const double lr = injected * leader.real(), li = injected * leader.imag();
  struct Rate {
    double re, im, n;
  };
  const auto rate = [&](double re, double im, double n, int at) {
    const double grown = laser.fieldDecay * (n - 1),
                 turned = laser.alpha * grown - 2 * kPi * driven.detuningHz[at];
    return Rate{grown * re - turned * im + lr, grown * im + turned * re + li,
                -laser.carrierDecay * (n - driven.pump[at] + n * unit * (re * re + im * im))};
  };
  const double re = rest.field.real(), im = rest.field.imag(), n = rest.carriers;
  const Rate a = rate(re, im, n, 0);
  const Rate b = rate(re + dt / 2 * a.re, im + dt / 2 * a.im, n + dt / 2 * a.n, 1);
  const Rate c = rate(re + dt / 2 * b.re, im + dt / 2 * b.im, n + dt / 2 * b.n, 1);
  const Rate d = rate(re + dt * c.re, im + dt * c.im, n + dt * c.n, 2);
  rest.field = {re + dt / 6 * (a.re + 2 * b.re + 2 * c.re + d.re),
                im + dt / 6 * (a.im + 2 * b.im + 2 * c.im + d.im)};
  rest.carriers = n + dt / 6 * (a.n + 2 * b.n + 2 * c.n + d.n);
}

bool BenchInTime::gated(int step) const {
  const double done = static_cast<double>(step % m_steps) + 0.5;
  return done > (1 - m_numbers.receiver.gate) * m_steps;
}

// White in time: RIN/2T of a power over a slot; the leader's phase walks.
BenchInTime::LightNoise BenchInTime::drawLight(Random& random) const {
  LightNoise out;
  const auto powers = [&](double rinPerHz, int lasers) {
    std::vector<double> values(index(lasers * m_slots), 0.0);
    const double sigma = std::sqrt(rinPerHz / (2 * m_numbers.slotS * m_numbers.receiver.gate));
    if (m_on.rin)
      for (double& value : values) value = sigma * random.normal();
    return values;
  };
  out.synapses = powers(m_numbers.synapse.rinPerHz, m_numbers.synapses);
  out.axons = powers(m_numbers.axon.rinPerHz, m_numbers.axons);
  out.leader = powers(m_numbers.leaderRinPerHz, 1);
  if (!m_on.response) return out;
  const double walk = std::sqrt(2 * kPi * m_numbers.leaderLinewidthHz * m_stepS);
  double phase = 0;
  for (int step = -kLeadIn * m_steps; step < m_slots * m_steps; ++step) {
    if (m_on.leaderNoise) phase += walk * random.kick();
    const double power = step < 0 ? 1 : 1 + out.leader[index(step / m_steps)];
    out.leaderField.push_back(std::polar(std::sqrt(power), phase));
  }
  return out;
}

void BenchInTime::count(const Moment& light, double seconds, int slot, const LightNoise* noise) {
  const std::size_t synapses = light.synapses.size(), axons = light.axons.size();
  const auto power = [&](const std::vector<double>& changes, std::size_t laser, std::size_t lasers) {
    return 1 + changes[laser + lasers * index(slot)];
  };
  std::vector<double> s(synapses, 1), a(axons, 1);
  if (noise && m_on.rin) {
    for (std::size_t m = 0; m < synapses; ++m) s[m] = power(noise->synapses, m, synapses);
    for (std::size_t b = 0; b < axons; ++b) a[b] = power(noise->axons, b, axons);
  }
  for (std::size_t m = 0; m < synapses; ++m)
    m_counts.synapses[m] += seconds * s[m] * std::norm(light.synapses[m]);
  for (std::size_t b = 0; b < axons; ++b) m_counts.axons[b] += seconds * a[b] * std::norm(light.axons[b]);
  for (std::size_t m = 0; m < synapses; ++m) {
    const double sr = light.synapses[m].real(), si = light.synapses[m].imag();
    for (std::size_t b = 0; b < axons; ++b) {
      const double ar = light.axons[b].real(), ai = light.axons[b].imag();
      const double size = seconds * std::sqrt(s[m] * a[b]);
      m_counts.crossed[m * axons + b] += Complex(size * (sr * ar + si * ai), size * (si * ar - sr * ai));
    }
  }
  if (noise) return;
  const double share = seconds / (m_numbers.slotS * m_numbers.receiver.gate);
  for (std::size_t m = 0; m < synapses; ++m)
    m_means.weights[m + synapses * index(slot)] +=
        share * std::imag(light.synapses[m] * std::polar(1.0, -m_turn));
  for (std::size_t b = 0; b < axons; ++b)
    m_means.inputs[index(slot) + index(m_slots) * b] +=
        share * std::abs(light.axons[b]) / std::abs(m_axonLight);
}

double BenchInTime::ownOf(const ArrayNumbers& array, int laser) const {
  return m_on.ownDetunings ? array.ownHz[index(laser)] : 0;
}

// Lasers that stand where their symbol, their own detuning and their heat put them.
void BenchInTime::runSettled(const LightNoise* noise) {
  const int synapses = m_numbers.synapses, axons = m_numbers.axons;
  const LaserNumbers &synapse = m_numbers.synapse.laser, &axon = m_numbers.axon.laser;
  // The answer to the leader's power is a small one.
  const auto light = [&](const LaserNumbers& laser, double detuningHz, const Point& near, int slot) {
    const double power = noise && m_on.rin ? 1 + noise->leader[index(slot)] : 1;
    const Rest rest = follow(laser, detuningHz, near.pump, near.rest, power);
    return emitted(laser, rest.field, std::sqrt(power));
  };
  Moment now{std::vector<Complex>(index(synapses)), std::vector<Complex>(index(axons))};
  const bool moves = m_on.heat || m_on.skew;
  for (int step = 0; step < m_slots * m_steps; step += moves ? 1 : m_steps) {
    const int slot = step / m_steps;
    const int symbol = symbolAt(step, m_lateSynapses), input = symbolAt(step, m_lateAxons);
    for (int m = 0; m < synapses; ++m) {
      const Point& point = symbol < 0 ? m_idle : m_symbols[index(m + synapses * symbol)];
      const double heat = heatAt(m, (step + 0.5 - m_lateSynapses) * m_stepS);
      now.synapses[index(m)] =
          light(synapse, point.detuningHz + ownOf(m_numbers.synapse, m) + heat, point, slot);
    }
    for (int b = 0; b < axons; ++b) {
      const double x = input < 0 ? 0 : m_inputs[index(input + m_slots * b)];
      now.axons[index(b)] =
          x * light(axon, m_axonBias.detuningHz + ownOf(m_numbers.axon, b), m_axonBias, slot);
    }
    if (moves && !gated(step)) continue;
    count(now, moves ? m_stepS : m_numbers.slotS * m_numbers.receiver.gate, slot, noise);
  }
}

// Rate equations of all lasers through the row, from where they rest at weight zero. Noise of the lasers
// kicks each field between two steps.
void BenchInTime::runInTime(const LightNoise* noise, Random* random) {
  const int synapses = m_numbers.synapses, axons = m_numbers.axons;
  const LaserNumbers &synapse = m_numbers.synapse.laser, &axon = m_numbers.axon.laser;
  double leaderDelay = 0;
  for (const PairNumbers& pair : m_numbers.pairs)
    leaderDelay += pair.leaderDelayS / static_cast<double>(m_numbers.pairs.size());
  const int apart = static_cast<int>(std::lround(leaderDelay / m_stepS));
  const int before = kLeadIn * m_steps, first = noise ? -before : 0;
  const auto leaderAt = [&](int step) {
    return noise ? noise->leaderField[index(std::max(0, step + before))] : Complex(1);
  };
  const Decays ofSynapses = decaysOf(synapse), ofAxons = decaysOf(axon);
  std::vector<Laser> s, a;
  for (int m = 0; m < synapses; ++m) {
    const double f = m_idle.detuningHz + ownOf(m_numbers.synapse, m) + heatAt(m, 0);
    s.push_back({follow(synapse, f, m_idle.pump, m_idle.rest), {m_idle.detuningHz, m_idle.detuningHz}});
  }
  for (int b = 0; b < axons; ++b) {
    const double f = m_axonBias.detuningHz + ownOf(m_numbers.axon, b);
    a.push_back({follow(axon, f, m_axonBias.pump, m_axonBias.rest), {0, 0}});
  }
  const auto kick = [&](const LaserNumbers& laser, Laser& state) {
    const double sigma = std::sqrt(2 * kPi * laser.linewidthHz * m_stepS / (1 + laser.alpha * laser.alpha));
    const double re = random->kick(), im = random->kick();
    // Spontaneous light is the same whatever the field is.
    state.rest.field += sigma * Complex(re, im);
  };
  Moment now{std::vector<Complex>(index(synapses)), std::vector<Complex>(index(axons))};
  std::vector<double> x(index(axons));
  const auto lightNow = [&](const Complex& toSynapses, const Complex& toAxons) {
    for (int m = 0; m < synapses; ++m)
      now.synapses[index(m)] = emitted(synapse, s[index(m)].rest.field, toSynapses);
    for (int b = 0; b < axons; ++b)
      now.axons[index(b)] = x[index(b)] * emitted(axon, a[index(b)].rest.field, toAxons);
  };
  for (int step = first; step < m_slots * m_steps; ++step) {
    const int symbol = symbolAt(step, m_lateSynapses), input = symbolAt(step, m_lateAxons);
    const Complex toSynapses = leaderAt(step - std::max(0, apart)),
                  toAxons = leaderAt(step + std::min(0, apart));
    const bool counts = step >= 0 && gated(step);
    const auto wantedOf = [&](int b) { return input < 0 ? 0.0 : m_inputs[index(input + m_slots * b)]; };
    for (int b = 0; b < axons; ++b) x[index(b)] = passed(ofAxons, a[index(b)].drive, wantedOf(b), 0).load;
    lightNow(toSynapses, toAxons);
    if (counts) count(now, m_stepS / 2, step / m_steps, noise);
    for (int m = 0; m < synapses; ++m) {
      Laser& laser = s[index(m)];
      const double wanted =
          symbol < 0 ? m_idle.detuningHz : m_symbols[index(m + synapses * symbol)].detuningHz;
      Driven driven{};
      for (int halves = 0; halves < 3; ++halves) {
        const double written = passed(ofSynapses, laser.drive, wanted, halves).load;
        driven.pump[halves] = pumpAt(written);
        driven.detuningHz[halves] = written + ownOf(m_numbers.synapse, m) +
                                    heatAt(m, (step - m_lateSynapses + halves / 2.0) * m_stepS);
      }
      BenchInTime::step(synapse, driven, toSynapses, m_stepS, laser.rest);
      laser.drive = passed(ofSynapses, laser.drive, wanted, 2);
    }
    for (int b = 0; b < axons; ++b) {
      const double f = m_axonBias.detuningHz + ownOf(m_numbers.axon, b), pump = m_axonBias.pump;
      BenchInTime::step(axon, {{f, f, f}, {pump, pump, pump}}, toAxons, m_stepS, a[index(b)].rest);
      a[index(b)].drive = passed(ofAxons, a[index(b)].drive, wantedOf(b), 2);
      x[index(b)] = a[index(b)].drive.load;
    }
    lightNow(toSynapses, toAxons);
    if (counts) count(now, m_stepS / 2, step / m_steps, noise);
    if (!noise || !m_on.laserNoise) continue;
    for (Laser& laser : s) kick(synapse, laser);
    for (Laser& laser : a) kick(axon, laser);
  }
}

void BenchInTime::run(Random* random) {
  m_counts.synapses.assign(index(m_numbers.synapses), 0);
  m_counts.axons.assign(index(m_numbers.axons), 0);
  m_counts.crossed.assign(m_numbers.pairs.size(), 0);
  m_means.weights.assign(m_symbols.size(), 0);
  m_means.inputs.assign(m_inputs.size(), 0);
  LightNoise noise;
  if (random) noise = drawLight(*random);
  if (m_on.response)
    runInTime(random ? &noise : nullptr, random);
  else
    runSettled(random ? &noise : nullptr);
}

SlotMeans BenchInTime::slotMeans() {
  run(nullptr);
  return m_means;
}

std::vector<double> BenchInTime::measure(Random& random) {
  const bool lightMoves = m_on.laserNoise || m_on.leaderNoise || m_on.rin;
  if (lightMoves || !m_ran) run(lightMoves ? &random : nullptr);
  m_ran = true;
  // A random walk against a loop of one pole, which holds one phase through a row.
  double servo = 0;
  if (m_on.servo && m_numbers.servoBandwidthHz > 0)
    servo = m_numbers.servoDrift / std::sqrt(4 * kPi * m_numbers.servoBandwidthHz) * random.normal();
  std::vector<double> out(m_numbers.pairs.size());
  const std::size_t synapses = index(m_numbers.synapses), axons = index(m_numbers.axons);
  for (std::size_t m = 0; m < synapses; ++m)
    for (std::size_t b = 0; b < axons; ++b)
      out[m + synapses * b] = read(m * axons + b, servo, random) / m_signal[m * axons + b];
  return out;
}

// Electrons that fall on the two pixels of a pair.
BenchInTime::Electrons BenchInTime::lightOn(std::size_t pair, double servo) const {
  const PairNumbers& numbers = m_numbers.pairs[pair];
  const std::size_t axons = index(m_numbers.axons), m = pair / axons, b = pair % axons;
  const Complex turn = std::polar(1.0, servo - m_turn + std::arg(m_axonLight));
  const auto fringe = [&](const LineNumbers& line) {
    return 2 * std::imag(fringeOf(line, pair) * m_counts.crossed[pair] * turn);
  };
  const auto light = [&](const LineNumbers& line) {
    return responseOf(line) * (line.axonW * m_counts.axons[b] + line.synapseW * m_counts.synapses[m]);
  };
  Electrons out{light(numbers.plus), light(numbers.minus)};
  // Without a difference of the lines both count alike what is no fringe.
  if (!m_on.lineGains) out.plus = out.minus = (out.plus + out.minus) / 2;
  out.plus += fringe(numbers.plus);
  out.minus -= fringe(numbers.minus);
  if (!m_on.strays) return out;
  const double response = (responseOf(numbers.plus) + responseOf(numbers.minus)) / 2;
  const double ofAxons = static_cast<double>(std::count_if(
      numbers.strays.begin(), numbers.strays.end(), [](const StrayNumbers& stray) { return stray.ofAxons; }));
  const double ofSynapses = static_cast<double>(numbers.strays.size()) - ofAxons;
  for (const StrayNumbers& stray : numbers.strays) {
    const std::size_t channel = index(stray.channel);
    const std::size_t synapse = stray.ofAxons ? m : channel, axon = stray.ofAxons ? channel : b;
    const double mixed = 2 * response *
                         std::imag(stray.fringeW * std::polar(1.0, -heldAt(synapse, axon)) *
                                   m_counts.crossed[synapse * axons + axon] * turn);
    const double power =
        stray.ofAxons ? m_counts.axons[axon] / ofAxons : m_counts.synapses[synapse] / ofSynapses;
    out.plus += mixed / 2 + responseOf(numbers.plus) * power *
                                (stray.ofAxons ? numbers.plus.strayAxonW : numbers.plus.straySynapseW);
    out.minus += -mixed / 2 + responseOf(numbers.minus) * power *
                                  (stray.ofAxons ? numbers.minus.strayAxonW : numbers.minus.straySynapseW);
  }
  return out;
}

double BenchInTime::read(std::size_t pair, double servo, Random& random) const {
  const PairNumbers& numbers = m_numbers.pairs[pair];
  const ReceiverNumbers& receiver = m_numbers.receiver;
  const double slotS = m_numbers.slotS * receiver.gate, time = slotS * m_slots;
  Electrons counted = lightOn(pair, servo);
  if (m_on.dark) {
    counted.plus += numbers.plus.darkPerS * time;
    counted.minus += numbers.minus.darkPerS * time;
  }
  if (m_on.shot) {
    counted.plus = random.poisson(counted.plus);
    counted.minus = random.poisson(counted.minus);
  }
  double difference = counted.plus - counted.minus;
  const double receivers = receiver.separate ? 2 : 1;
  if (m_on.ktc && !receiver.transimpedance)
    difference += std::sqrt(receivers * kBoltzmann * receiver.temperatureK * receiver.capacitanceF) /
                  kCharge * random.normal();
  if (m_on.tia && receiver.transimpedance)
    difference += receiver.noiseAPerRootHz * std::sqrt(receivers * time / 2) / kCharge * random.normal();
  // Light of a weight zero, which is always there, is known.
  if (m_on.lineGains && m_numbers.calibrated)
    difference -= (responseOf(numbers.plus) * numbers.plus.synapseW -
                   responseOf(numbers.minus) * numbers.minus.synapseW) *
                  std::norm(emitted(m_numbers.synapse.laser, m_idle.rest.field)) * time;
  if (m_on.fullWell && !receiver.transimpedance) {
    const double most = receiver.capacitanceF * receiver.fullWellV / kCharge;
    difference = std::clamp(difference, -most, most);
  }
  return m_on.adc ? level(difference, -receiver.fullScale, receiver.fullScale, receiver.adcBits) : difference;
}

}  // namespace lightloom::in_time
