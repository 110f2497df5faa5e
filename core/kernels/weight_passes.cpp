#include <algorithm>
#include <cstddef>

#include "kernels/internal/drive_levels.h"
#include "kernels/internal/kernel_functions.h"
#include "kernels/internal/packets.h"

// A packet of rows runs over a stretch of slots with what it keeps in registers: what earlier symbols still
// bring, the heat of its lasers, its sums. Each symbol is read once and written once, and the next rows find
// the rest of its cache line where it was left.
namespace lightloom::kernel {
namespace {

constexpr int kAny = 0;       // as many taps or poles as there are, in memory
constexpr int kFewTaps = 5;   // in registers
constexpr int kFewPoles = 2;  // likewise
constexpr int kStretch = 64;  // slots; two columns of so many cache lines fill a quarter of a first level

/// What of a pass a packet of rows goes through at once.
struct Stretch {
  int first;  ///< row
  int slot;   ///< the first
  int slots;
  bool opens, closes;  ///< the rows
};

template <typename P>
P zero() {
  return pset1<P>(0.0f);
}

std::ptrdiff_t offset(int column, int rows) {
  return static_cast<std::ptrdiff_t>(column) * rows;
}

/// A number per row that is added up over all slots, if it is wanted.
template <typename P>
class Sum {
 public:
  Sum(float* sums, const Stretch& on)
      : m_at(sums ? sums + on.first : nullptr), m_sum(m_at && !on.opens ? ploadu<P>(m_at) : zero<P>()) {}
  void add(P v) { m_sum = padd(m_sum, v); }
  void addProduct(P a, P b) { m_sum = pmadd(a, b, m_sum); }
  void finish() const {
    if (m_at) pstoreu(m_at, m_sum);
  }

 private:
  float* m_at;
  P m_sum;
};

/// Symbols that the matrix holds.
template <typename P>
class Held {
 public:
  Held(const WeightPass& pass, const Stretch& on)
      : m_next(pass.out + offset(on.slot, pass.rows) + on.first), m_rows(pass.rows) {}
  P next() {
    const P v = ploadu<P>(m_next);
    m_next += m_rows;
    return v;
  }
  void prepare(int, P*) {}
  void finish() const {}

 private:
  const float* m_next;
  std::ptrdiff_t m_rows;
};

/// Symbols out of what is asked for: drive, taps and response. What a symbol brings to later slots waits in a
/// sum for each of these, m_waiting[k] for the next slot but k.
template <typename P, int Taps>
class Driven {
 public:
  Driven(const WeightPass& pass, const Stretch& on)
      : m_next(pass.in + offset(on.slot, pass.rows) + on.first),
        m_rows(pass.rows),
        m_origin(pset1<P>(pass.drive.origin)),
        m_step(pset1<P>(pass.drive.step)),
        m_rounds(pass.drive.step != 0),
        m_responds(pass.response != nullptr),
        m_tapCount(pass.tapCount),
        m_taps(pass.taps),
        m_inMemory(pass.waiting + on.first),
        m_driven(pass.sumDriven, on) {
    const DriveLevels levels(pass.drive);
    m_factor = pset1<P>(levels.factor);
    m_shift = pset1<P>(levels.shift);
    m_low = pset1<P>(levels.low);
    m_high = pset1<P>(levels.high);
    for (int i = 0; i < 3; ++i) m_response[i] = pset1<P>(m_responds ? pass.response[i] : 0.0f);
    for (int k = 0; on.opens && k < m_tapCount; ++k) pstoreu(waiting(k), zero<P>());
    if constexpr (Taps != kAny) {
#pragma GCC unroll 5
      for (int k = 0; k < Taps; ++k) {
        m_tap[k] = pset1<P>(k < m_tapCount ? m_taps[k] : 0.0f);
        m_waiting[k] = k < m_tapCount ? ploadu<P>(waiting(k)) : zero<P>();
      }
    }
  }

  P next() {
    const P v = *m_asked++;
    const P w = mixed(v);
    return m_responds ? pmul(w, pmadd(w, pmadd(w, m_response[2], m_response[1]), m_response[0])) : w;
  }

  void finish() const {
    m_driven.finish();
#pragma GCC unroll 5
    for (int k = 0; k < Taps; ++k)
      if (k < m_tapCount) pstoreu(waiting(k), m_waiting[k]);
  }

  // Drives a stretch at once: taps wait for each other, but not for this. `asked` is scratch for it.
  void prepare(int slots, P* asked) {
    m_asked = asked;
    P sum = zero<P>();
    for (int slot = 0; slot < slots; ++slot) {
      P v = pmin(pmax(pmadd(m_factor, ploadu<P>(m_next), m_shift), m_low), m_high);
      m_next += m_rows;
      if (m_rounds) v = pmadd(roundToEven(v), m_step, m_origin);
      sum = padd(sum, v);
      asked[slot] = v;
    }
    m_driven.add(sum);
  }

 private:
  float* waiting(int k) const {
    return m_inMemory + k * m_rows;
  }

  P mixed(P v) {
    if constexpr (Taps == kAny) {
      const auto with = [&](int k) { return pmadd(pset1<P>(m_taps[k]), v, ploadu<P>(waiting(k))); };
      const P now = with(0);
      for (int k = 1; k < m_tapCount; ++k) pstoreu(waiting(k - 1), with(k));
      return now;
    } else {
      const P now = pmadd(m_tap[0], v, m_waiting[0]);
#pragma GCC unroll 5
      for (int k = 1; k < Taps; ++k) m_waiting[k - 1] = pmadd(m_tap[k], v, m_waiting[k]);
      return now;
    }
  }

  const float* m_next;
  std::ptrdiff_t m_rows;
  P m_factor, m_low, m_high, m_origin, m_step, m_shift;
  P m_response[3];
  P m_tap[Taps == kAny ? 1 : Taps], m_waiting[Taps == kAny ? 1 : Taps];
  const P* m_asked = nullptr;
  bool m_rounds, m_responds;
  int m_tapCount;
  const float* m_taps;
  float* m_inMemory;
  Sum<P> m_driven;
};

/// Lasers that their symbols do not heat.
template <typename P>
class Cold {
 public:
  Cold(const WeightPass&, const Stretch&) {}
  P pass(P v) { return v; }
  void finish() const {}
};

/// Heat of the lasers of a packet of rows. States are in units of what one symbol charges.
template <typename P, int Poles>
class Heat {
 public:
  Heat(const SymbolHeat& law, int rows, const Stretch& on)
      : m_base(psub(pset1<P>(law.heat[0]), ploadu<P>(law.mean + on.first))),
        m_slope(pset1<P>(law.heat[1])),
        m_bend(pset1<P>(law.heat[2])),
        m_poles(law.poles),
        m_closes(on.closes),
        m_at(law.state + on.first),
        m_rows(rows) {
#pragma GCC unroll 2
    for (int p = 0; p < kKept; ++p) {
      const bool there = p < m_poles;
      const float charge = there ? law.charge[p] : 0.0f;
      const float unit = charge != 0 ? 1 / charge : 0.0f;
      m_keep[p] = pset1<P>(there ? law.keep[p] : 0.0f);
      m_charge[p] = pset1<P>(charge);
      m_state[p] = there ? pmul(ploadu<P>(at(p)), pset1<P>(on.opens ? unit : 1.0f)) : zero<P>();
    }
  }

  P of(P v) const {
    return pmadd(pmadd(v, m_bend, m_slope), v, m_base);
  }

  // Of all poles, before the symbol's own.
  P before(P sum) const {
    forEachPole([&](int p) { sum = pmadd(m_state[p], m_charge[p], sum); });
    return sum;
  }

  void advance(P h) {
    forEachPole([&](int p) { m_state[p] = pmadd(m_state[p], m_keep[p], h); });
  }

  void finish() const {
    for (int p = 0; p < m_poles; ++p) pstoreu(at(p), m_closes ? pmul(m_state[p], m_charge[p]) : m_state[p]);
  }

 private:
  static constexpr int kKept = Poles == kAny ? kMostHeatPoles : Poles;

  template <typename Visit>
  void forEachPole(const Visit& visit) const {
    if constexpr (Poles == kAny) {
      for (int p = 0; p < m_poles; ++p) visit(p);
    } else {
#pragma GCC unroll 2
      for (int p = 0; p < Poles; ++p) visit(p);
    }
  }

  float* at(int p) const {
    return m_at + p * m_rows;
  }

  P m_base, m_slope, m_bend;
  P m_keep[kKept], m_charge[kKept], m_state[kKept];
  int m_poles;
  bool m_closes;
  float* m_at;
  std::ptrdiff_t m_rows;
};

/// Measures what the heat of symbols comes to.
template <typename P, int Poles>
class Measured {
 public:
  Measured(const WeightPass& pass, const Stretch& on)
      : m_heat(*pass.measured, pass.rows, on), m_sum(pass.measured->sum, on) {}
  P pass(P v) {
    const P h = m_heat.of(v);
    m_sum.add(h);
    m_heat.advance(h);
    return v;
  }
  void finish() const {
    m_heat.finish();
    m_sum.finish();
  }

 private:
  Heat<P, Poles> m_heat;
  Sum<P> m_sum;
};

/// Changes symbols by their heat.
template <typename P, int Poles>
class Heating {
 public:
  Heating(const WeightPass& pass, const Stretch& on)
      : m_heat(*pass.heating, pass.rows, on),
        m_direct(pset1<P>(pass.heating->direct)),
        m_low(pset1<P>(pass.heating->low)),
        m_high(pset1<P>(pass.heating->high)) {
    for (int i = 0; i < 3; ++i) m_linear[i] = pset1<P>(pass.heating->linear[i]);
    for (int i = 0; i < 2; ++i) m_square[i] = pset1<P>(pass.heating->square[i]);
  }
  P pass(P v) {
    const P h = m_heat.of(v);
    const P e = m_heat.before(pmul(h, m_direct));
    m_heat.advance(h);
    const P linear = pmadd(pmadd(v, m_linear[2], m_linear[1]), v, m_linear[0]);
    const P change = pmadd(pmadd(v, m_square[1], m_square[0]), e, linear);
    return pmin(pmax(pmadd(change, e, v), m_low), m_high);
  }
  void finish() const { m_heat.finish(); }

 private:
  Heat<P, Poles> m_heat;
  P m_direct, m_low, m_high, m_linear[3], m_square[2];
};

/// Takes symbols that are still to be heated.
template <typename P>
class Stored {
 public:
  Stored(const WeightPass& pass, const Stretch& on)
      : m_to(pass.out + offset(on.slot, pass.rows) + on.first), m_rows(pass.rows) {}
  void take(P v) {
    pstoreu(m_to, v);
    m_to += m_rows;
  }
  void finish() const {}

 private:
  float* m_to;
  std::ptrdiff_t m_rows;
};

/// Takes symbols as they are sent: light beside them, static phases, sums.
template <typename P>
class Sent {
 public:
  Sent(const WeightPass& pass, const Stretch& on)
      : m_out(pass.out),
        m_quadrature(pass.quadrature),
        m_at(offset(on.slot, pass.rows) + on.first),
        m_rows(pass.rows),
        m_beside(pass.sumBeside || pass.cosine || pass.quadrature),
        m_turned(pass.cosine != nullptr),
        m_cosine(m_turned ? ploadu<P>(pass.cosine + on.first) : zero<P>()),
        m_sine(m_turned ? ploadu<P>(pass.sine + on.first) : zero<P>()),
        m_sumSquares(pass.sumSquares, on),
        m_sumUnturned(pass.sumUnturned, on),
        m_sumBeside(pass.sumBeside, on),
        m_sumCross(pass.sumCross, on) {
    for (int i = 0; i < 3; ++i) m_fit[i] = pset1<P>(pass.quadratureFit[i]);
  }

  void take(P v) {
    P beside = zero<P>();
    if (m_beside) {
      beside = squareRoot(pmax(pmadd(v, pmadd(v, m_fit[2], m_fit[1]), m_fit[0]), zero<P>()));
      m_sumBeside.add(beside);
    }
    if (m_turned) {
      m_sumUnturned.addProduct(v, v);
      v = psub(pmul(v, m_cosine), pmul(beside, m_sine));
    }
    m_sumSquares.addProduct(v, v);
    if (m_quadrature) {
      pstoreu(m_quadrature + m_at, beside);
      m_sumCross.addProduct(v, beside);
    }
    pstoreu(m_out + m_at, v);
    m_at += m_rows;
  }

  void finish() const {
    m_sumSquares.finish();
    m_sumUnturned.finish();
    m_sumBeside.finish();
    m_sumCross.finish();
  }

 private:
  float* m_out;
  float* m_quadrature;
  std::ptrdiff_t m_at, m_rows;
  bool m_beside, m_turned;
  P m_cosine, m_sine, m_fit[3];
  Sum<P> m_sumSquares, m_sumUnturned, m_sumBeside, m_sumCross;
};

template <typename P, typename Source, typename Lasers, typename Sink>
void run(const WeightPass& pass, const Stretch& on) {
  Source source(pass, on);
  Lasers lasers(pass, on);
  Sink sink(pass, on);
  P asked[kStretch];
  source.prepare(on.slots, asked);
  for (int slot = 0; slot < on.slots; ++slot) sink.take(lasers.pass(source.next()));
  source.finish();
  lasers.finish();
  sink.finish();
}

using Run = void (*)(const WeightPass&, const Stretch&);

template <typename P>
Run runOf(const WeightPass& pass) {
  const bool fewTaps = pass.tapCount > 1 && pass.tapCount <= kFewTaps;
  if (pass.heating)
    return pass.heating->poles <= kFewPoles ? run<P, Held<P>, Heating<P, kFewPoles>, Sent<P>>
                                            : run<P, Held<P>, Heating<P, kAny>, Sent<P>>;
  if (!pass.measured)
    return fewTaps ? run<P, Driven<P, kFewTaps>, Cold<P>, Sent<P>>
                   : run<P, Driven<P, kAny>, Cold<P>, Sent<P>>;
  const bool fewPoles = pass.measured->poles <= kFewPoles;
  if (!pass.in)
    return fewPoles ? run<P, Held<P>, Measured<P, kFewPoles>, Stored<P>>
                    : run<P, Held<P>, Measured<P, kAny>, Stored<P>>;
  return fewTaps && fewPoles ? run<P, Driven<P, kFewTaps>, Measured<P, kFewPoles>, Stored<P>>
                             : run<P, Driven<P, kAny>, Measured<P, kAny>, Stored<P>>;
}

// The rows from `on.first` on, as long as packets are full.
template <typename P>
void runPackets(const WeightPass& pass, Stretch& on) {
  constexpr int kLanes = sizeof(P) / sizeof(float);
  const Run function = runOf<P>(pass);
  for (; on.first + kLanes <= pass.rows; on.first += kLanes) function(pass, on);
}

}  // namespace

void driveWeights(const WeightPass* pass) {
  for (int slot = 0; slot < pass->slots; slot += kStretch) {
    const int left = pass->slots - slot;
    Stretch on{0, slot, std::min(kStretch, left), slot == 0, left <= kStretch};
    eachWidth([&]<typename P>() { runPackets<P>(*pass, on); });
  }
}

}  // namespace lightloom::kernel
