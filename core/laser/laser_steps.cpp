#include "laser/laser_steps.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/kernel_table.h"

namespace lightloom::laser {
namespace {

using constants::kPi;

constexpr double kStepShare = 0.2;
constexpr double kNoiseShare = 0.1;  // of the linewidth's inverse, so that noise stays small within a step
constexpr double kSlowestRatePerS = 1;
constexpr std::uint32_t kLeaderShard = 2;
constexpr int kLeaderSteps = 256;  // drawn at once

// (e^z − 1)/z and (e^z − 1 − z)/z² for z = −iθ.
std::complex<double> firstPhi(double theta) {
  const double half = theta / 2;
  return std::polar(half == 0 ? 1 : std::sin(half) / half, -half);
}
std::complex<double> secondPhi(double theta) {
  constexpr double kSmall = 1e-6;  // below it ½ is right to float precision, and the difference is not
  if (std::fabs(theta) < kSmall) return 0.5;
  return (firstPhi(theta) - 1.0) / std::complex<double>(0, -theta);
}

double halfTurnAtMost(double turns) {
  return std::clamp(turns, -0.5, 0.5);
}

// Planes of xoshiro128++ words, a generator in each lane.
std::vector<std::uint32_t> seededGenerators(std::uint64_t seed, std::size_t lanes) {
  std::vector<std::uint32_t> words(4 * lanes);
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const std::uint32_t block = static_cast<std::uint32_t>(lane);
    const std::uint64_t low = mixKey({seed, Stream::LaserNoise, 0, 0, block});
    const std::uint64_t high = mixKey({seed, Stream::LaserNoise, 0, 1, block});
    words[lane] = static_cast<std::uint32_t>(low);
    words[lanes + lane] = static_cast<std::uint32_t>(low >> 32);
    words[2 * lanes + lane] = static_cast<std::uint32_t>(high);
    words[3 * lanes + lane] = static_cast<std::uint32_t>(high >> 32) | 1u;  // never all zero
  }
  return words;
}

LaserParameters withAlpha(LaserParameters laser, double alpha) {
  laser.alpha = alpha;
  return laser;
}

}  // namespace

Time longestStep(const LaserParameters& laser, double injectionRatio) {
  const double noise = 2 * kPi * laser.linewidthHz * kStepShare / kNoiseShare;
  const double injection = laser.couplingRatePerS * std::sqrt(injectionRatio);
  if (laser.model == LockModel::Adler) {
    const double lock = injection * std::hypot(1, laser.alpha);
    return Time::seconds(kStepShare / std::max({lock, noise, kSlowestRatePerS}));
  }
  const double k = laser.fieldDecayRatePerS, carriers = laser.carrierDecayRatePerS;
  return Time::seconds(kStepShare /
                       std::max({k * std::hypot(1, laser.alpha), carriers * laser.pump,
                                 2 * kPi * relaxationOscillation(laser).frequencyHz, injection, noise}));
}

void LaserArray::ComplexColumns::set(std::size_t index, std::complex<double> value) {
  real[index] = static_cast<float>(value.real());
  imaginary[index] = static_cast<float>(value.imag());
}

LaserArray::LaserArray(const LaserParameters& laser, const std::vector<double>& alphas, Time step,
                       std::uint64_t seed)
    : m_laser(laser),
      m_step(step),
      m_count(static_cast<int>(alphas.size())),
      m_padded((alphas.size() + kLaserRow - 1) / kLaserRow * kLaserRow),
      m_phases(adler() ? m_padded : 0),
      m_fields(adler() ? 0 : m_padded),
      m_alpha(m_padded),
      m_noise(m_padded),
      m_slips(m_padded),
      m_generators(seededGenerators(seed, adler() ? m_padded / 2 : m_padded)),
      m_leaderRandom({seed, Stream::LaserNoise, 0, kLeaderShard, 0}),
      m_leader(kLeaderSteps) {
  for (int i = 0; i < m_count; ++i) addLaser(i, alphas[static_cast<std::size_t>(i)]);
}

void LaserArray::addLaser(int laser, double alpha) {
  const LaserParameters own = withAlpha(m_laser, alpha);
  LL_CHECK(checkLockInputs({own, 1.0}) == LockFailure::None);
  LL_CHECK(m_step > Time::seconds(0) && m_step <= longestStep(own, 0));
  const double spread = std::sqrt(2 * kPi * own.linewidthHz * m_step.seconds());
  m_alpha[index(laser)] = static_cast<float>(alpha);
  m_noise[index(laser)] = static_cast<float>(spread / (adler() ? 2 * kPi : std::hypot(1, alpha)));
  drive(laser, {});
  place(laser, {});
}

std::size_t LaserArray::index(int laser) const {
  LL_CHECK(laser >= 0 && laser < m_count);
  return static_cast<std::size_t>(laser);
}

void LaserArray::drive(int laser, const LaserDrive& drive) {
  LL_CHECK(std::isfinite(drive.detuningHz) && drive.injectionRatio >= 0 && drive.injectionRatio <= 1e6);
  adler() ? drivePhase(index(laser), drive) : driveField(index(laser), drive);
}

void LaserArray::drivePhase(std::size_t i, const LaserDrive& drive) {
  const LaserParameters own = withAlpha(m_laser, static_cast<double>(m_alpha[i]));
  const double seconds = m_step.seconds();
  m_phases.drift[i] = static_cast<float>(halfTurnAtMost(-drive.detuningHz * seconds));
  m_phases.pull[i] =
      static_cast<float>(halfTurnAtMost(-staticHalfRangeHz(own, drive.injectionRatio) * seconds));
}

void LaserArray::driveField(std::size_t i, const LaserDrive& drive) {
  const double theta = 2 * kPi * drive.detuningHz * m_step.seconds();
  m_fields.rotation.set(i, std::polar(1.0, -theta));
  m_fields.first.set(i, firstPhi(theta));
  m_fields.second.set(i, secondPhi(theta));
  m_fields.injection[i] =
      static_cast<float>(m_laser.couplingRatePerS * std::sqrt(drive.injectionRatio) * m_step.seconds());
}

void LaserArray::place(int laser, const LaserMoment& moment) {
  const std::size_t i = index(laser);
  if (adler()) {
    const double angle = moment.phase + std::atan(static_cast<double>(m_alpha[i]));
    m_phases.turns[i] = static_cast<float>(std::remainder(angle / (2 * kPi), 1));
  } else {
    m_fields.field.set(i, std::polar(moment.amplitude, moment.phase));
    m_fields.gain[i] = static_cast<float>(moment.carriers - 1);
  }
  m_slips[i] = moment.slips + std::llround((moment.phase - at(laser).phase) / (2 * kPi));
}

void LaserArray::setLeaderLinewidth(Frequency linewidth) {
  LaserParameters noisy = m_laser;
  noisy.linewidthHz = linewidth.hertz();
  LL_CHECK(noisy.linewidthHz >= 0 && m_step <= longestStep(noisy, 0));
  m_leaderSpread = std::sqrt(2 * kPi * noisy.linewidthHz * m_step.seconds()) / (2 * kPi);
}

void LaserArray::step(int steps) {
  LL_CHECK(steps >= 0);
  const int most = m_leaderSpread > 0 ? kLeaderSteps : steps;
  for (int left = steps; left > 0; left -= most) {
    const int now = std::min(left, most);
    adler() ? stepPhases(now) : stepFields(now);
  }
}

const float* LaserArray::nextLeader(int steps) {
  if (m_leaderSpread == 0) return nullptr;
  for (int i = 0; i < steps; ++i)
    m_leader[static_cast<std::size_t>(i)] = static_cast<float>(m_leaderSpread * m_leaderRandom.normal());
  return m_leader.data();
}

void LaserArray::stepPhases(int steps) {
  AdlerPass pass;
  pass.lasers = static_cast<int>(m_padded);
  pass.steps = steps;
  pass.turns = m_phases.turns.data();
  pass.slips = m_slips.data();
  pass.drift = m_phases.drift.data();
  pass.pull = m_phases.pull.data();
  pass.noise = m_laser.linewidthHz > 0 ? m_noise.data() : nullptr;
  pass.leader = nextLeader(steps);
  pass.generators = m_generators.data();
  kernels().stepAdler(&pass);
}

void LaserArray::stepFields(int steps) {
  RateEquationPass pass;
  pass.lasers = static_cast<int>(m_padded);
  pass.steps = steps;
  pass.fieldRate = static_cast<float>(m_laser.fieldDecayRatePerS * m_step.seconds());
  pass.carrierRate = static_cast<float>(m_laser.carrierDecayRatePerS * m_step.seconds());
  pass.excess = static_cast<float>(m_laser.pump - 1);
  pass.real = m_fields.field.real.data();
  pass.imaginary = m_fields.field.imaginary.data();
  pass.gain = m_fields.gain.data();
  pass.slips = m_slips.data();
  pass.alpha = m_alpha.data();
  pass.injection = m_fields.injection.data();
  pass.rotation = {m_fields.rotation.real.data(), m_fields.rotation.imaginary.data()};
  pass.first = {m_fields.first.real.data(), m_fields.first.imaginary.data()};
  pass.second = {m_fields.second.real.data(), m_fields.second.imaginary.data()};
  pass.noise = m_laser.linewidthHz > 0 ? m_noise.data() : nullptr;
  pass.leader = nextLeader(steps);
  pass.generators = m_generators.data();
  kernels().stepRateEquations(&pass);
}

LaserMoment LaserArray::at(int laser) const {
  const std::size_t i = index(laser);
  if (adler()) {
    const double angle = 2 * kPi * static_cast<double>(m_phases.turns[i]);
    return {angle - std::atan(static_cast<double>(m_alpha[i])), m_slips[i], 1, 1};
  }
  const std::complex<double> field(static_cast<double>(m_fields.field.real[i]),
                                   static_cast<double>(m_fields.field.imaginary[i]) + 0.0);
  return {std::arg(field), m_slips[i], std::abs(field), 1 + static_cast<double>(m_fields.gain[i])};
}

}  // namespace lightloom::laser
