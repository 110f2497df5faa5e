#pragma once

#include <cmath>
#include <complex>

#include "all_rooms.h"
#include "laser/injection_lock.h"

namespace lightloom::tests {

/// The 1550 nm VCSEL of the spin-flip Ising model (k 125e9, γ_c 0.67e9, μ 3.4, K 35.5e9).
inline LaserParameters sfmLaser(double alpha) {
  LaserParameters laser;
  laser.alpha = alpha;
  laser.fieldDecayRatePerS = 125e9;
  laser.carrierDecayRatePerS = 0.67e9;
  laser.pump = 3.4;
  laser.couplingRatePerS = 35.5e9;
  return laser;
}

inline double linear(double decibel) {
  return std::pow(10.0, decibel / 10);
}

/// Bench A: −10 dB, 10 GS/s. Bench B: −20 dB, 1 GS/s. Both with the fast VCSEL of the defaults.
inline LockInputs lockOfBenchA() {
  return {LaserParameters{}, linear(-10), Time::picoseconds(100), 1.0};
}
inline LockInputs benchB() {
  return {LaserParameters{}, linear(-20), Time::picoseconds(1000), 1.0};
}

/// The laser in time: complex field and carriers, integrated by classical Runge–Kutta steps. Written from the
/// equations alone, as an oracle for what the library derives from their linear form.
class TimeDomainLaser {
 public:
  TimeDomainLaser(const LaserParameters& laser, double injectionRatio)
      : m_laser(laser), m_injection(std::sqrt(injectionRatio * (laser.pump - 1))) {}

  void start(double amplitude, double phase, double carriers) {
    m_field = std::polar(amplitude * std::sqrt(m_laser.pump - 1), phase);
    m_carriers = carriers;
  }

  void step(double detuningHz, double seconds) {
    const Rate a = rate(m_field, m_carriers, detuningHz);
    const Rate b =
        rate(m_field + 0.5 * seconds * a.field, m_carriers + 0.5 * seconds * a.carriers, detuningHz);
    const Rate c =
        rate(m_field + 0.5 * seconds * b.field, m_carriers + 0.5 * seconds * b.carriers, detuningHz);
    const Rate d = rate(m_field + seconds * c.field, m_carriers + seconds * c.carriers, detuningHz);
    m_field += seconds / 6 * (a.field + 2.0 * b.field + 2.0 * c.field + d.field);
    m_carriers += seconds / 6 * (a.carriers + 2 * b.carriers + 2 * c.carriers + d.carriers);
  }

  double phase() const { return std::arg(m_field); }
  double amplitude() const { return std::abs(m_field) / std::sqrt(m_laser.pump - 1); }
  double carriers() const { return m_carriers; }

 private:
  struct Rate {
    std::complex<double> field;
    double carriers;
  };

  Rate rate(std::complex<double> field, double carriers, double detuningHz) const {
    const std::complex<double> i(0, 1);
    const double k = m_laser.fieldDecayRatePerS;
    return {k * (1.0 + i * m_laser.alpha) * (carriers - 1) * field -
                i * 2.0 * constants::kPi * detuningHz * field + m_laser.couplingRatePerS * m_injection,
            -m_laser.carrierDecayRatePerS * (carriers - m_laser.pump + carriers * std::norm(field))};
  }

  LaserParameters m_laser;
  double m_injection;
  std::complex<double> m_field;
  double m_carriers = 1;
};

}  // namespace lightloom::tests
