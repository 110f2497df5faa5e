#pragma once

#include <complex>
#include <string>
#include <variant>
#include <vector>

#include "export/subject.h"
#include "files/zip.h"
#include "rooms.h"

namespace lightloom::exports {

/// One array of an archive of NumPy arrays, C order.
struct NpzArray {
  std::string name;         ///< without ".npy"
  std::string description;  ///< what it holds, with its unit
  std::vector<std::size_t> shape;
  std::variant<std::vector<float>, std::vector<double>, std::vector<std::complex<double>>> values;
};

/// A NumPy file, version 1.0, little-endian: float32, float64 or complex128.
std::string npyOf(const NpzArray& array);

/// The arrays of a subject: complex fields of lasers and links; of a run also curves and, per layer, the
/// weights as trained (ideal, units of W), as written (programmed, units of the drive w = W/S, through the
/// DAC where it is on) and as they act (effective, W: static errors of the links and lasers that are switched
/// on, mean over the axons; noise is not in it). Phase × phase has phases and a complex field under other
/// names, for they are no factors of x. Scales of the data come along.
std::vector<NpzArray> npzArrays(const ExportSubject& subject);

/// The arrays as one archive for `numpy.load`; provenance.json comes first. Errors: those of `writeZip`.
Result<std::string> npzOf(const ExportSubject& subject);

}  // namespace lightloom::exports
