#pragma once

#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "all_rooms.h"
#include "base/random.h"
#include "learn/dataset.h"

namespace lightloom::testing {

/// Clouds around one point per class in a cube of `features` dimensions, 0 … 1.
inline Dataset clouds(int features, int classes, int perClass, double spread, std::uint64_t seed) {
  Dataset data;
  data.name = "clouds";
  data.features = features;
  data.classes = classes;
  KeyedRandom random({seed, Stream::DataGenerate, 0, 0, 0});
  std::vector<double> centres(static_cast<std::size_t>(features * classes));
  for (double& c : centres) c = 0.2 + 0.6 * random.uniform();
  for (int i = 0; i < classes * perClass; ++i) {
    const int label = i % classes;
    data.labels.push_back(static_cast<std::uint16_t>(label));
    for (int f = 0; f < features; ++f) {
      const double centre = centres[static_cast<std::size_t>(label * features + f)];
      data.values.push_back(
          static_cast<float>(std::min(1.0, std::max(0.0, centre + spread * random.normal()))));
    }
  }
  splitDataset(data, 0.25, seed);
  return data;
}

/// Two targets that are smooth functions of three inputs.
inline Dataset regression(int count, std::uint64_t seed) {
  Dataset data;
  data.name = "curves";
  data.features = 3;
  data.targetCount = 2;
  KeyedRandom random({seed, Stream::DataGenerate, 1, 0, 0});
  for (int i = 0; i < count; ++i) {
    const double a = random.uniform(), b = random.uniform(), c = random.uniform();
    for (const double v : {a, b, c}) data.values.push_back(static_cast<float>(v));
    data.targets.push_back(static_cast<float>(0.5 + 0.3 * a - 0.2 * b * c));
    data.targets.push_back(static_cast<float>(0.5 + 0.4 * std::sin(3 * a) * c));
  }
  splitDataset(data, 0.25, seed);
  return data;
}

/// A table of comma-separated bytes whose last column is the class; empty where the file is missing.
inline Dataset bytesFromCsv(const std::string& path, int features, int classes, float byteScale) {
  Dataset data;
  data.name = "csv";
  data.features = features;
  data.classes = classes;
  data.byteScale = byteScale;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    int value = 0;
    char comma = 0;
    for (int f = 0; f < features && fields >> value >> comma; ++f)
      data.bytes.push_back(static_cast<std::uint8_t>(value));
    if (fields >> value) data.labels.push_back(static_cast<std::uint16_t>(value));
  }
  if (data.count() > 0) splitDataset(data, 0.2, 1);
  return data;
}

}  // namespace lightloom::testing
