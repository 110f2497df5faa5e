#include "export/internal/onnx.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/json_writer.h"
#include "export/internal/protobuf.h"

namespace lightloom::exports {
namespace {

static_assert(std::endian::native == std::endian::little, "writes numbers as they lie in memory");

// Field numbers of onnx.proto3.
namespace field {
namespace model {
constexpr int kIrVersion = 1, kProducer = 2, kProducerVersion = 3, kDoc = 6, kGraph = 7, kOpset = 8,
              kMetadata = 14;
}
namespace graph {
constexpr int kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12;
}
namespace node {
constexpr int kInput = 1, kOutput = 2, kName = 3, kOpType = 4, kAttribute = 5;
}
namespace attribute {
constexpr int kName = 1, kFloat = 2, kInteger = 3, kType = 20;
}
namespace tensor {
constexpr int kDims = 1, kType = 2, kName = 8, kRaw = 9;
}
}  // namespace field

constexpr int kFloat = 1;  // TensorProto.DataType
constexpr int kIrVersion = 8, kOpset = 13;

ProtobufWriter valueInfo(const std::string& name, int width) {
  ProtobufWriter batch, columns, shape, tensor, type, out;
  batch.bytes(2, "batch");
  columns.number(1, width);
  shape.message(1, batch);
  shape.message(1, columns);
  tensor.number(1, kFloat);
  tensor.message(2, shape);
  type.message(1, tensor);
  out.bytes(1, name);
  out.message(2, type);
  return out;
}

/// The nodes of a graph in their order, and the constants that they take.
class GraphWriter {
 public:
  std::string constant(const std::string& name, const std::vector<int>& dims,
                       const std::vector<float>& values) {
    ProtobufWriter out;
    for (int dim : dims) out.number(field::tensor::kDims, dim);
    out.number(field::tensor::kType, kFloat);
    out.bytes(field::tensor::kName, name);
    out.bytes(field::tensor::kRaw,
              {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
    m_initializers.push_back(out);
    return name;
  }

  std::string scalar(const std::string& name, double value) {
    return constant(name, {}, {static_cast<float>(value)});
  }

  /// Numbers that stand for the columns of a batch.
  std::string row(const std::string& name, const std::vector<double>& values) {
    return constant(name, {static_cast<int>(values.size())}, {values.begin(), values.end()});
  }

  /// The name of what the node gives.
  std::string node(const std::string& type, const std::vector<std::string>& inputs, const std::string& output,
                   const std::vector<ProtobufWriter>& attributes = {}) {
    ProtobufWriter out;
    for (const std::string& name : inputs) out.bytes(field::node::kInput, name);
    out.bytes(field::node::kOutput, output);
    out.bytes(field::node::kName, output + "_" + type);
    out.bytes(field::node::kOpType, type);
    for (const ProtobufWriter& attribute : attributes) out.message(field::node::kAttribute, attribute);
    m_nodes.push_back(out);
    return output;
  }

  ProtobufWriter finish(const std::string& name, int inputs, int outputs) const {
    ProtobufWriter out;
    for (const ProtobufWriter& one : m_nodes) out.message(field::graph::kNode, one);
    out.bytes(field::graph::kName, name);
    for (const ProtobufWriter& one : m_initializers) out.message(field::graph::kInitializer, one);
    out.message(field::graph::kInput, valueInfo("x", inputs));
    out.message(field::graph::kOutput, valueInfo("y", outputs));
    return out;
  }

 private:
  std::vector<ProtobufWriter> m_nodes, m_initializers;
};

ProtobufWriter realAttribute(const std::string& name, float value) {
  ProtobufWriter out;
  out.bytes(field::attribute::kName, name);
  out.real(field::attribute::kFloat, value);
  out.number(field::attribute::kType, 1);
  return out;
}

ProtobufWriter integerAttribute(const std::string& name, std::int64_t value) {
  ProtobufWriter out;
  out.bytes(field::attribute::kName, name);
  out.number(field::attribute::kInteger, value);
  out.number(field::attribute::kType, 2);
  return out;
}

std::vector<ProtobufWriter> gemmOptions(double alpha, double beta) {
  return {realAttribute("alpha", static_cast<float>(alpha)), realAttribute("beta", static_cast<float>(beta)),
          integerAttribute("transB", 1)};
}

bool hasBias(const Layer& layer) {
  return layer.slots > layer.inputs;
}

// W of neurons × inputs in C order.
std::string addWeights(GraphWriter& graph, const Layer& layer, const std::string& name) {
  const std::size_t neurons = static_cast<std::size_t>(layer.neurons);
  std::vector<float> matrix;
  for (std::size_t m = 0; m < neurons; ++m)
    for (std::size_t j = 0; j < static_cast<std::size_t>(layer.inputs); ++j)
      matrix.push_back(layer.weights[j * neurons + m]);
  return graph.constant(name + "_W", {layer.neurons, layer.inputs}, matrix);
}

// The weights of the slot with x = 1.
std::string addBias(GraphWriter& graph, const Layer& layer, const std::string& name) {
  return graph.constant(name + "_bias", {layer.neurons},
                        {layer.weights.end() - layer.neurons, layer.weights.end()});
}

// z = X·(W·x + bias).
std::string addProduct(GraphWriter& graph, const Layer& layer, const std::string& name, const std::string& x,
                       const std::string& output) {
  std::vector<std::string> inputs = {x, addWeights(graph, layer, name)};
  if (hasBias(layer)) inputs.push_back(addBias(graph, layer, name));
  return graph.node("Gemm", inputs, output, gemmOptions(layer.activationScale, layer.activationScale));
}

// z = Σ sin(φ_w − φ_x) = sin W·cos φ_x − cos W·sin φ_x, φ_x = r·x; the bias has x = 1.
std::string addPhaseProduct(GraphWriter& graph, const Layer& layer, double phasePerInput,
                            const std::string& name, const std::string& x, const std::string& output) {
  const std::string rise = graph.scalar(name + "_phase_per_input", phasePerInput);
  const std::string phase = graph.node("Mul", {x, rise}, name + "_phase");
  const std::string weights = addWeights(graph, layer, name);
  std::vector<std::string> inputs = {graph.node("Cos", {phase}, name + "_cos_x"),
                                     graph.node("Sin", {weights}, name + "_sin_W")};
  if (hasBias(layer)) {
    const std::string met = graph.node("Sub", {addBias(graph, layer, name), rise}, name + "_bias_phase");
    inputs.push_back(graph.node("Sin", {met}, name + "_bias_z"));
  }
  const std::string first = graph.node("Gemm", inputs, name + "_first", gemmOptions(1, 1));
  return graph.node(
      "Gemm",
      {graph.node("Sin", {phase}, name + "_sin_x"), graph.node("Cos", {weights}, name + "_cos_W"), first},
      output, gemmOptions(-1, 1));
}

std::string addActivation(GraphWriter& graph, const Network& network, const std::string& name,
                          std::string z) {
  if (network.gain != 1)
    z = graph.node("Mul", {z, graph.scalar(name + "_gain", network.gain)}, name + "_gain_z");
  const std::string h = name + "_h";
  switch (network.activation) {
    case Activation::Relu:
      return graph.node("Relu", {z}, h);
    case Activation::Tanh:
      return graph.node("Tanh", {z}, h);
    case Activation::ClippedSine: {
      constexpr double kHalfPi = constants::kPi / 2;
      const std::string low = graph.scalar(name + "_low", -kHalfPi),
                        high = graph.scalar(name + "_high", kHalfPi);
      return graph.node("Sin", {graph.node("Clip", {z, low, high}, name + "_angle")}, h);
    }
    case Activation::Sine:
      return graph.node("Sin", {z}, h);
    case Activation::Square:
      return graph.node("Mul", {z, z}, h);
    case Activation::Identity:
      return graph.node("Identity", {z}, h);
  }
  return z;
}

std::string addClip(GraphWriter& graph, const std::string& x, double low, const std::string& name,
                    const std::string& output) {
  return graph.node("Clip", {x, graph.scalar(name + "_least", low), graph.scalar(name + "_most", 1)}, output);
}

// x = clip(h / X) of the next layer.
std::string addDrive(GraphWriter& graph, const Layer& next, const std::string& name, const std::string& h) {
  const std::string scale = graph.scalar(name + "_inverse_scale", 1 / next.activationScale);
  return addClip(graph, graph.node("Mul", {h, scale}, name + "_scaled"), next.signedInput ? -1 : 0, name,
                 name + "_x");
}

// A table's own numbers to 0 … 1. A column of one value is 0, whatever it is: divided by infinity.
std::string addInputScale(GraphWriter& graph, const DataRecord& data) {
  if (data.inputScale.empty()) return "x";
  std::vector<double> scale = data.inputScale;
  std::replace(scale.begin(), scale.end(), 0.0, std::numeric_limits<double>::infinity());
  const std::string above = graph.node("Sub", {"x", graph.row("input_offset", data.inputOffset)}, "x_above");
  return addClip(graph, graph.node("Div", {above, graph.row("input_scale", scale)}, "x_scaled"), 0, "input",
                 "x_of_light");
}

// Targets of 0 … 1 in their own unit.
void addTargetScale(GraphWriter& graph, const DataRecord& data, const std::string& z) {
  const std::string wide = graph.node("Mul", {z, graph.row("target_scale", data.targetScale)}, "y_wide");
  graph.node("Add", {wide, graph.row("target_offset", data.targetOffset)}, "y");
}

void addMetadata(ProtobufWriter& model, const std::string& key, const std::string& text) {
  ProtobufWriter entry;
  entry.bytes(1, key);
  entry.bytes(2, text);
  model.message(field::model::kMetadata, entry);
}

std::string listText(const std::vector<double>& values) {
  std::string out;
  for (double value : values) {
    if (!out.empty()) out += ' ';
    out += jsonNumber(value);
  }
  return out;
}

void addDataMetadata(ProtobufWriter& model, const DataRecord& data) {
  addMetadata(model, "input", data.inputScale.empty() ? "0 to 1" : "numbers as in the table; scaled inside");
  addMetadata(model, "output", data.regression ? "targets in their own unit" : "class scores");
  if (!data.inputScale.empty()) {
    addMetadata(model, "input_offset", listText(data.inputOffset));
    addMetadata(model, "input_scale", listText(data.inputScale));
  }
  if (data.targetScale.empty()) return;
  addMetadata(model, "target_offset", listText(data.targetOffset));
  addMetadata(model, "target_scale", listText(data.targetScale));
}

void addAllMetadata(ProtobufWriter& model, const ExportSubject& subject) {
  for (const auto& [key, text] : provenanceOf(subject)) addMetadata(model, key, text);
  addMetadata(model, "weights", "ideal");
  addMetadata(model, "encoding", settingText(subject.design(), "network.encoding"));
  addDataMetadata(model, subject.data);
  for (std::size_t l = 0; l < subject.run->layers.size(); ++l) {
    const LayerStatistics& layer = subject.run->layers[l];
    const CellHardware& cell = cellOf(subject, l);
    const std::string name = "layer" + std::to_string(l);
    addMetadata(model, name + ".cell", cell.id);
    addMetadata(model, name + ".weight_scale", jsonNumber(layer.weightScale));
    addMetadata(model, name + ".activation_scale", jsonNumber(layer.activationScale));
    addMetadata(model, name + ".w_max", jsonNumber(cell.weightLimit));
    if (const double rise = cell.phasePerInput(layer.signedInput); rise > 0)
      addMetadata(model, name + ".phase_per_input_rad", jsonNumber(rise));
  }
}

}  // namespace

Message needsRun() {
  return {
      "export.needs-run",
      LL_TEXT("This format holds trained weights or curves, and the design was not trained. Train it first "
              "(in the window, or lightloom-cli train FILE --out DIR) and export the run (run.loomrun)."),
      {}};
}

Message needsNetwork(const Message& reason) {
  return {"export.diverged",
          LL_TEXT("The training of this run has diverged, and its weights are no network: %1 Choose svg, "
                  "report, html, csv or npz, or train again."),
          {english(reason)}};
}

Result<std::string> onnxOf(const ExportSubject& subject) {
  if (!subject.run) return needsRun();
  if (subject.run->record.diverged) return needsNetwork(*subject.run->record.diverged);
  const Network& network = subject.run->network;
  const bool ownTargets = !subject.data.targetScale.empty();
  GraphWriter graph;
  std::string x = addInputScale(graph, subject.data);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    const bool last = l + 1 == network.layers.size();
    const std::string name = "layer" + std::to_string(l), output = last && !ownTargets ? "y" : name + "_z";
    const double rise = cellOf(subject, l).phasePerInput(layer.signedInput);
    const std::string z = rise > 0 ? addPhaseProduct(graph, layer, rise, name, x, output)
                                   : addProduct(graph, layer, name, x, output);
    if (!last)
      x = addDrive(graph, network.layers[l + 1], name, addActivation(graph, network, name, z));
    else if (ownTargets)
      addTargetScale(graph, subject.data, z);
  }
  ProtobufWriter model, opset;
  opset.bytes(1, "");
  opset.number(2, kOpset);
  model.number(field::model::kIrVersion, kIrVersion);
  model.bytes(field::model::kProducer, "Lightloom");
  model.bytes(field::model::kProducerVersion, programVersion());
  model.bytes(field::model::kDoc, "Trained ideal network of a coherent VCSEL bench");
  model.message(field::model::kGraph,
                graph.finish("network", network.layers.front().inputs, network.layers.back().neurons));
  model.message(field::model::kOpset, opset);
  addAllMetadata(model, subject);
  return model.text();
}

}  // namespace lightloom::exports
