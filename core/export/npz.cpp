#include "export/internal/npz.h"

#include <bit>
#include <cmath>
#include <limits>

#include "base/json_writer.h"
#include "export/internal/acting_weights.h"

namespace lightloom::exports {
namespace {

static_assert(std::endian::native == std::endian::little, "writes numbers as they lie in memory");

const char* typeOf(const NpzArray& array) {
  constexpr const char* kTypes[] = {"<f4", "<f8", "<c16"};
  return kTypes[array.values.index()];
}

std::string shapeText(const std::vector<std::size_t>& shape) {
  std::string out = "(";
  for (std::size_t size : shape) out += std::to_string(size) + ", ";
  if (shape.size() > 1) out.resize(out.size() - 2);
  if (shape.size() == 1) out.resize(out.size() - 1);
  return out + ")";
}

std::vector<std::size_t> matrixShape(int rows, int columns) {
  return {static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)};
}

// Column-major to C order.
template <typename T>
std::vector<T> byRows(const std::vector<T>& matrix, const Layer& layer) {
  const std::size_t rows = static_cast<std::size_t>(layer.neurons),
                    columns = static_cast<std::size_t>(layer.slots);
  std::vector<T> out(matrix.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) out[r * columns + c] = matrix[c * rows + r];
  return out;
}

NpzArray scalar(std::string name, std::string description, double value) {
  return {std::move(name), std::move(description), {}, std::vector<double>{value}};
}

void addPhases(std::vector<NpzArray>& out, const ExportSubject& subject, std::size_t l,
               const std::string& name) {
  const Layer& layer = subject.run->network.layers[l];
  const auto shape = matrixShape(layer.neurons, layer.slots);
  out.push_back({name + ".phase_rad",
                 "trained phases phi_w of z = sum sin(phi_w - phi_x): a row per neuron, a column per input, "
                 "the bias last",
                 shape, byRows(layer.weights, layer)});
  out.push_back({name + ".programmed_phase_rad", "phi_w after the DAC", shape,
                 byRows(actingWeights(subject, l, WeightView::Programmed), layer)});
  out.push_back({name + ".effective_field",
                 "E as the hardware applies it on average over its axons, without noise: "
                 "z = sum Im(E exp(-i phi_x)); ideal is exp(i phi_w)",
                 shape, byRows(actingFields(subject, l), layer)});
  out.push_back(scalar(name + ".phase_per_input_rad", "phi_x of x = 1",
                       cellOf(subject, l).phasePerInput(layer.signedInput)));
}

void addMatrices(std::vector<NpzArray>& out, const ExportSubject& subject, std::size_t l,
                 const std::string& name) {
  const Layer& layer = subject.run->network.layers[l];
  const auto add = [&](const char* kind, const char* description, const std::vector<float>& weights) {
    out.push_back(
        {name + "." + kind, description, matrixShape(layer.neurons, layer.slots), byRows(weights, layer)});
  };
  add("ideal", "trained weights W: a row per neuron, a column per input, the bias last", layer.weights);
  add("programmed", "drive w = W / weight_scale after the DAC, -w_max to w_max",
      actingWeights(subject, l, WeightView::Programmed));
  add("effective", "W as the hardware applies it on average over its axons, without noise",
      actingWeights(subject, l, WeightView::Effective));
}

void addWeights(std::vector<NpzArray>& out, const ExportSubject& subject) {
  for (std::size_t l = 0; l < subject.run->layers.size(); ++l) {
    const LayerStatistics& layer = subject.run->layers[l];
    const std::string name = "layer" + std::to_string(l);
    if (cellOf(subject, l).law().sumsSines)
      addPhases(out, subject, l, name);
    else
      addMatrices(out, subject, l, name);
    out.push_back(scalar(name + ".weight_scale", "S = max|W| / w_max", layer.weightScale));
    out.push_back(
        scalar(name + ".activation_scale", "X: the hardware is fed clip(h / X)", layer.activationScale));
  }
}

void addDataScale(std::vector<NpzArray>& out, const DataRecord& data) {
  const auto add = [&](const char* name, const char* description, const std::vector<double>& values) {
    if (!values.empty()) out.push_back({name, description, {values.size()}, values});
  };
  add("input_offset", "input = clip((number of the table - offset) / scale, 0, 1)", data.inputOffset);
  add("input_scale", "0 where a column has one value: its input is 0", data.inputScale);
  add("target_offset", "target in its own unit = offset + scale * output", data.targetOffset);
  add("target_scale", "see target_offset", data.targetScale);
}

// Describes the network, so that a reader can compute with the weights.
void describeNetwork(JsonWriter& json, const ExportSubject& subject) {
  const Design& design = subject.design();
  json.key("network");
  json.beginObject();
  for (const char* key : {"encoding", "activation"})
    json.field(key, settingText(design, std::string("network.") + key));
  json.field("gain", settingReal(design, "network.gain"));
  json.field("bias", settingSwitch(design, "network.bias"));
  json.field("layers", static_cast<std::uint64_t>(subject.run->layers.size()));
  json.endObject();
}

void addCurves(std::vector<NpzArray>& out, const CurveTable& curves) {
  for (std::size_t c = 0; c < curves.columns.size(); ++c)
    out.push_back({"curves." + curves.columns[c],
                   "history, unit in the name; NaN where it was not measured",
                   {curves.values[c].size()},
                   curves.values[c]});
}

void addLasers(std::vector<NpzArray>& out, const Bench& bench) {
  for (const ArrayLock& lock : bench.locks) {
    std::vector<std::complex<double>> fields;
    std::vector<double> errors;
    for (const LaserLock& laser : lock.lasers) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      fields.push_back(hasState(laser) ? std::polar(laser.amplitude, laser.phaseRad)
                                       : std::complex<double>(kNone, kNone));
      errors.push_back(laser.stable ? laser.phaseErrorRad : kNone);
    }
    const std::size_t count = fields.size();
    out.push_back({"lasers." + lock.id + ".field",
                   "field over that of the free-running laser, phase relative to the leader, per channel; "
                   "NaN where no state is one that it stays in",
                   {count},
                   std::move(fields)});
    out.push_back({"lasers." + lock.id + ".phase_error_rad",
                   "static and noise, rms, rad, per channel; NaN where it is not locked",
                   {count},
                   std::move(errors)});
  }
}

void addLinks(std::vector<NpzArray>& out, const Bench& bench) {
  for (const Cell& cell : bench.cells.cells) {
    const auto shape = matrixShape(cell.synapseChannels, cell.axonChannels);
    std::vector<std::complex<double>> fields(shape[0] * shape[1]);
    std::vector<double> visibility(fields.size());
    for (const Link& link : cell.links) {
      const std::size_t i = static_cast<std::size_t>(link.synapseChannel) * shape[1] +
                            static_cast<std::size_t>(link.axonChannel);
      visibility[i] = cell.visibility(link);
      fields[i] = std::polar(visibility[i] * std::sqrt(link.axonW() * link.synapseW()), link.phaseRad);
    }
    out.push_back(
        {"links." + cell.id + ".field",
         "interference term visibility * sqrt(axon_W * synapse_W) * exp(i phase), W, synapse by axon", shape,
         std::move(fields)});
    out.push_back({"links." + cell.id + ".visibility", "synapse by axon", shape, std::move(visibility)});
  }
}

std::string contentsJson(const ExportSubject& subject, const std::vector<NpzArray>& arrays) {
  JsonWriter json;
  json.beginObject();
  for (const auto& [key, text] : provenanceOf(subject)) json.field(key, text);
  if (subject.run) describeNetwork(json, subject);
  json.key("arrays");
  json.beginObject();
  for (const NpzArray& array : arrays) json.field(array.name, array.description);
  json.endObject();
  json.endObject();
  return json.take();
}

}  // namespace

std::string npyOf(const NpzArray& array) {
  std::string header = std::string("{'descr': '") + typeOf(array) +
                       "', 'fortran_order': False, 'shape': " + shapeText(array.shape) + ", }";
  constexpr std::size_t kPrefix = 10;
  header.append((64 - (kPrefix + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() & 0xFF);
  out += static_cast<char>(header.size() >> 8);
  out += header;
  std::visit(
      [&](const auto& values) {
        std::size_t count = 1;
        for (std::size_t size : array.shape) count *= size;
        LL_CHECK(count == values.size());
        if (values.empty()) return;
        out.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
      },
      array.values);
  return out;
}

std::vector<NpzArray> npzArrays(const ExportSubject& subject) {
  std::vector<NpzArray> out;
  if (subject.run) {
    addWeights(out, subject);
    addDataScale(out, subject.data);
    addCurves(out, subject.run->record.curves);
  }
  addLasers(out, *subject.bench);
  addLinks(out, *subject.bench);
  return out;
}

Result<std::string> npzOf(const ExportSubject& subject) {
  const std::vector<NpzArray> arrays = npzArrays(subject);
  std::vector<ZipEntry> entries = {{"provenance.json", contentsJson(subject, arrays)}};
  for (const NpzArray& array : arrays) entries.push_back({array.name + ".npy", npyOf(array)});
  return writeZip(entries);
}

}  // namespace lightloom::exports
